/** What is said about functions and events. */
import { type Code, type Problem, type Details, foundValue, invalidConfig } from '../errors';

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
    fix: 'Move it to a function or event, or set `protect: all` in custom.passage to protect every route',
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

const WEBSOCKET: Details = {
  fix: 'Remove `passage` here, and protect the $connect route with a Lambda authorizer',
};

export function notAnApiEvent(where: string, kind: string, found: unknown): Problem {
  const what =
    kind === 'websocket'
      ? 'WebSocket APIs have no JWT authorizers'
      : '`passage` has no effect here: JWT authorizers protect httpApi and http events of functions';
  return {
    code: CODE,
    where,
    what,
    ...foundValue(found),
    ...(kind === 'websocket' ? WEBSOCKET : { fix: 'Remove `passage` here, or use an httpApi event' }),
  };
}

/** `passage` on a function without a route. */
export function nothingToProtect(
  where: string,
  kinds: readonly string[],
  meant: string | undefined,
): Problem {
  const isWebsocket = kinds.includes('websocket');
  const what = 'the function has no httpApi or http event to protect';
  return {
    code: CODE,
    where,
    what: isWebsocket ? `${what}: WebSocket APIs have no JWT authorizers` : what,
    found: kinds.length === 0 ? 'no events' : `${kinds.join(', ')} events`,
    ...(isWebsocket ? WEBSOCKET : { fix: 'Add an event, such as `- httpApi: GET /me`, or remove `passage`' }),
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
