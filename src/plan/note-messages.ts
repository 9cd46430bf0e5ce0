/** What is said about a plan that is possible. */
import type { App } from '../config/config';
import { type Note, formatValue } from '../errors';

/** @param hasNamedApps whether apps have keys of their own, of which one may be `default` */
export function unusedApp({ key, where }: App, hasNamedApps: boolean): Note {
  return {
    level: 'notice',
    where,
    what: 'no route uses this app, so no authorizer is created for it',
    fix: `Set \`passage: ${hasNamedApps ? key : 'true'}\` on the functions or events to protect`,
  };
}

export function loopbackIssuer({ where, issuer }: App): Note {
  return {
    level: 'warning',
    where: `${where}.issuer`,
    what: 'plain http works on this machine only: API Gateway refuses it at deploy',
    found: formatValue(issuer),
  };
}

export function scopesWithPassage({ where }: App): Note {
  return {
    level: 'warning',
    where,
    what: "Passage's own tokens have no scopes, so a route with scopes answers 403 to each of them",
    fix: 'Remove `scopes` from this app and from the routes that it protects',
  };
}

/** `passage: false` and our own authorizer on one event. */
export function protectedDespiteFalse(where: string, authorizer: string): Note {
  return {
    level: 'warning',
    where,
    what: `\`passage: false\` has no effect here: \`authorizer: ${authorizer}\` protects the route`,
    fix: 'Remove `passage: false`, or remove `authorizer` if the route is meant to be public',
  };
}

/** An entry under `resources:` for the route of a public event. */
export function idleEntry(where: string): Note {
  return {
    level: 'warning',
    where,
    what: 'is public, although an entry under `resources:` for its route names an authorizer or scopes: it has no AuthorizationType',
    fix: 'Set AuthorizationType there, or `passage: true` here',
  };
}

export function publicUrl(functionName: string): Note {
  return {
    level: 'warning',
    where: `functions.${functionName}.url`,
    what: 'anyone can call this function through its function URL, which bypasses API Gateway',
    fix: 'Remove `url`, or set `url: { authorizer: aws_iam }`',
  };
}

/** @param canProtect whether an app has a Lambda authorizer, which protects WebSocket APIs */
export function openEvents(functionName: string, kinds: readonly string[], canProtect: boolean): Note {
  const move = 'Give these events their own authorizer, or move them to another function';
  const connect = canProtect
    ? 'Set `passage: true` on the $connect event'
    : 'Set `authorizerType: lambda`, which protects $connect';
  return {
    level: 'warning',
    where: `functions.${functionName}`,
    what: `anyone can call this function through its ${kinds.join(' and ')} events, which have no authorizer that denies requests`,
    fix: kinds.includes('websocket') ? `${connect}. Or give${move.slice(4)}` : move,
  };
}

/** Under `protect: all`, of a service without a Lambda authorizer of ours. */
export function openConnections(functionName: string): Note {
  return {
    level: 'warning',
    where: `functions.${functionName}`,
    what: 'anyone can connect to this WebSocket API: `protect: all` protects one with `authorizerType: lambda` only',
    fix: 'Set `authorizerType: lambda`, which protects $connect. If it is meant to be public, set `passage: false` on the function',
  };
}

/** A quota that AWS raises on request (AWS documentation: http-api-quotas). */
export function overQuota(count: number, what: 'authorizers' | 'routes', quota: number): Note {
  return {
    level: 'warning',
    where: 'provider.httpApi',
    what: `${count} ${what} on one HTTP API, more than AWS allows by default (${quota})`,
    fix: 'Ask AWS to raise the quota, unless you have already',
  };
}

/** A browser must be allowed to send the header that carries the token. */
export function headerNotAllowed({ where }: App, header: string): Note {
  return {
    level: 'warning',
    where: `${where}.identitySource`,
    what: `browsers cannot send the header ${header}: CORS does not allow it`,
    fix: `List ${header} in provider.httpApi.cors.allowedHeaders, with every other header that browsers send`,
    expected: `allowedHeaders: [Content-Type, ${header}]`,
  };
}

export function preflightDenied(routes: readonly string[], isExternal: boolean): Note {
  const answer = isExternal
    ? 'add an event { method: OPTIONS, path: …, passage: false } for each'
    : 'set provider.httpApi.cors';
  return {
    level: 'notice',
    where: routes.join(', '),
    what: "the authorizer answers browsers' CORS preflights with 401",
    fix: `If browsers call it, ${answer}. If not, set \`preflight: false\` in custom.passage to end this notice`,
  };
}

/** A mapping template can put anything into the event. */
export function ownTemplate(where: string): Note {
  return {
    level: 'warning',
    where,
    what: 'a mapping template makes the event of the handler, so a client could choose the user that getPassageUser returns',
    fix: 'Use a proxy integration, or take the user from $context.authorizer.claims in the template and do not call getPassageUser',
  };
}

/** Two events of the user's own, of which the public one gets requests that look protected. */
export function overlap(where: string, route: string, other: string): Note {
  return {
    level: 'warning',
    where,
    what: `${route} is public because nothing is configured, and gets requests that also match ${other}, which is protected`,
    fix: 'Set `passage: true` to protect it, or `passage: false` if it is meant to be public',
  };
}

export function outputTaken(name: string): Note {
  return {
    level: 'warning',
    where: `resources.Outputs.${name}`,
    what: 'your service already defines this output, so the plugin did not add its own',
  };
}
