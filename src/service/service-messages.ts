/** What is said about functions and events. */
import { isApp } from '../config/known-keys';
import { type Code, type Problem, formatValue, foundValue, invalidConfig } from '../errors';

export function notAws(name: unknown): Problem {
  return invalidConfig('provider.name', 'must be aws: JWT authorizers are a part of Amazon API Gateway', {
    ...foundValue(name),
    fix: 'Set provider.name to aws, or remove serverless-passage from plugins',
  });
}

/** A key that looks like `passage` on a function or event. */
export function misspeltKey(where: string): Problem {
  return invalidConfig(where, 'unknown key, so the route would not be protected', { didYouMean: 'passage' });
}

/** `passage` where no route reads it. */
export function misplacedKey(where: string, found: unknown): Problem {
  return invalidConfig(where, '`passage` has no effect here', {
    ...foundValue(found),
    fix: isApp(found)
      ? 'Move it to custom.passage'
      : 'Move it to a function or event, or set `protect: all` in custom.passage to protect every route',
  });
}

/** `scopes` next to `passage`: on Serverless 3, the framework only warns of it. */
export function scopesOutside(where: string, found: unknown): Problem {
  return invalidConfig(where, 'has no effect next to `passage`, so these scopes would not be required', {
    ...foundValue(found),
    expected: `passage: { scopes: ${formatValue(found)} }`,
  });
}

/** `authorizer` is a key of events. On Serverless 3, the framework only warns of one on a function. */
export function authorizerOnFunction(where: string, name: string): Problem {
  return invalidConfig(where, 'has no effect on a function, so no route would be protected', {
    found: name,
    fix: 'Write `passage: true` in its place',
  });
}

/** The keys of an event in its object form, next to it. */
export function eventNotIndented(where: string, keys: readonly string[], expected: string): Problem {
  return invalidConfig(where, 'has no value', {
    found: `${keys.join(', ')} next to it`,
    expected,
    fix: 'Indent these keys under it, or write them in braces',
  });
}

export function atTopLevel(found: unknown): Problem {
  return invalidConfig('passage', 'has no effect at the top level', {
    ...foundValue(found),
    fix: 'Move it to custom.passage',
  });
}

/** An option of an event, written one level too high. */
export function nextToEvent(where: string, option: string, found: unknown, expected: string): Problem {
  return invalidConfig(where, `\`${option}\` must be inside the event, not next to it`, {
    ...foundValue(found),
    expected,
  });
}

const CODE: Code = 'PASSAGE_NOTHING_TO_PROTECT';

/** @param meant the kind of event that a misspelt one is nearest to */
export function notAnApiEvent(where: string, found: unknown, meant: string | undefined): Problem {
  return {
    code: CODE,
    where,
    what: '`passage` has no effect here: authorizers protect httpApi, http and websocket events of functions',
    ...foundValue(found),
    ...(meant === undefined
      ? { fix: 'Remove `passage` here, or use an httpApi event' }
      : { didYouMean: meant }),
  };
}

/** `passage` on an event of a WebSocket API that is not about a new connection. */
export function notConnectRoute(where: string, route: unknown): Problem {
  return {
    code: CODE,
    where,
    what: '`passage` has no effect here: API Gateway authorizes a WebSocket connection once, on $connect',
    ...foundValue(route),
    fix: 'Move it to the $connect event: it protects every message of the connection, and their events have the user',
  };
}

const WITH_LAMBDA = 'Set `authorizerType: lambda` for the app, or remove `passage` here';

/** `passage` on `$connect`, by an app that has API Gateway's own JWT authorizer. */
export function connectNeedsLambda(where: string, app: string): Problem {
  return {
    code: CODE,
    where,
    what: "API Gateway's own JWT authorizers do not protect WebSocket APIs",
    found: `an app with \`authorizerType: jwt\` (${app})`,
    fix: WITH_LAMBDA,
  };
}

/** `passage` on a function without a route. */
export function nothingToProtect(
  where: string,
  kinds: readonly string[],
  meant: string | undefined,
): Problem {
  const isWebsocket = kinds.includes('websocket');
  return {
    code: CODE,
    where,
    what: 'the function has no event to protect',
    found: kinds.length === 0 ? 'no events' : `${kinds.join(', ')} events`,
    // Of a WebSocket API only $connect is authorized.
    fix: isWebsocket
      ? 'Set `passage` on the function of the $connect event, which protects every message of the connection, and remove it here'
      : 'Add an event, such as `- httpApi: GET /me`, or remove `passage`',
    ...(meant === undefined ? {} : { didYouMean: meant }),
  };
}

/** An event that the framework may compile and the plugin cannot read. */
export function unreadableEvent(where: string, found: unknown): Problem {
  return invalidConfig(where, 'must be a method and a path that starts with a slash', {
    ...foundValue(found),
    expected: 'GET /me, or { method: GET, path: /me }',
  });
}

export function severalMethods(where: string, found: readonly unknown[]): Problem {
  return invalidConfig(where, 'must be one method', {
    ...foundValue(found),
    fix: 'Write one event for each method, or `method: ANY` for all methods',
  });
}

export function noSlash(where: string, path: string): Problem {
  return invalidConfig(where, 'must start with a slash', { ...foundValue(path), expected: `/${path}` });
}

export function starMethod(where: string): Problem {
  return invalidConfig(where, 'must be a method: REST APIs have no `*`', { found: '"*"', expected: 'any' });
}
