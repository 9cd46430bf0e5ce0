/** What is said about a plan. */
import type { App } from '../config/config';
import { type Note, type Problem, formatValue, invalidConfig } from '../errors';

/** A `passage` that names an app where there is only one. */
export function onlyOneApp(where: string, app: string): Problem {
  return {
    code: 'PASSAGE_UNKNOWN_APP',
    where,
    what: 'names an app that is not configured',
    found: formatValue(app),
    expected: 'true: there is only one app',
    fix: 'Write `passage: true`, or configure several apps under custom.passage.apps',
  };
}

export function authorizerConflict(where: string, label: string): Problem {
  return {
    code: 'PASSAGE_AUTHORIZER_CONFLICT',
    where,
    what: 'an event cannot have both `authorizer` and `passage`',
    found: `authorizer: ${label}`,
    fix: 'Remove one: keep `passage` to protect the route with this plugin, `authorizer` to keep your own',
  };
}

/** The user has an entry under `provider.httpApi.authorizers` that becomes the same resource. */
export function authorizerExists({ where, name }: App, key: string): Problem {
  return {
    code: 'PASSAGE_AUTHORIZER_EXISTS',
    where: `${where}.name`,
    what: 'provider.httpApi.authorizers already has an authorizer of this name',
    found: `provider.httpApi.authorizers.${key}`,
    fix: `Remove provider.httpApi.authorizers.${key}: the plugin creates it from this block, with the same logical ID. To keep both, give this one another name, such as ${name}-users`,
  };
}

/** The user's own Lambda authorizer of a REST API becomes the same resource. */
export function restAuthorizerExists({ where, name }: App, place: string): Problem {
  return {
    code: 'PASSAGE_AUTHORIZER_EXISTS',
    where: `${where}.name`,
    what: 'an http event already has an authorizer of this name',
    found: place,
    fix: `Give this authorizer another name, such as ${name}-users`,
  };
}

export function nameCollision(app: App, other: App): Problem {
  return invalidConfig(`${app.where}.name`, `becomes the same CloudFormation resource as ${other.where}`, {
    found: `${app.key} (name ${app.name}) and ${other.key} (name ${other.name})`,
    expected: 'keys and names that differ in more than capitals, - and _',
  });
}

/** Two events that the framework compiles to one resource. */
export function duplicateRoute(where: string, first: string, logicalId: string): Problem {
  return invalidConfig(where, `becomes the same CloudFormation resource as ${first}`, {
    found: logicalId,
    fix: 'Keep one event for the route. Paths that differ only in capitals are one to the framework',
  });
}

export function authorizerIdWithOwnApi({ where, authorizerId }: App): Problem {
  return invalidConfig(`${where}.authorizerId`, 'needs an HTTP API of another stack', {
    found: formatValue(authorizerId),
    fix: 'Set provider.httpApi.id to the API that has the authorizer, or replace authorizerId by issuer and audience',
  });
}

export function authorizerIdWithRestApi({ where }: App): Problem {
  return invalidConfig(
    `${where}.issuer`,
    'is required: this app protects http events too, and authorizerId is for HTTP APIs only',
    { fix: 'Add issuer and audience (or, for a Passage app, appId and authOrigin)' },
  );
}

export function unusedApp({ where }: App): Note {
  return { level: 'notice', where, what: 'no route uses this app, so it has no authorizer' };
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
  };
}

export function publicUrl(functionName: string): Note {
  return {
    level: 'warning',
    where: `functions.${functionName}.url`,
    what: 'anyone can call this function by its function URL, which bypasses API Gateway',
    fix: 'Remove `url`, or set `url: { authorizer: aws_iam }`',
  };
}

export function openEvents(functionName: string, kinds: readonly string[]): Note {
  return {
    level: 'warning',
    where: `functions.${functionName}`,
    what: `anyone can call this function by its ${kinds.join(' and ')} events, which JWT authorizers do not protect`,
    fix: 'Give these events an authorizer of their own, or another function',
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
    what: 'the handler gets what the mapping template makes of the request, so getPassageUser could return a user that the client names',
    fix: 'Use a proxy integration, or take the user from $context.authorizer.claims in the template and do not call getPassageUser',
  };
}

/** Two events of the user's own, of which the public one gets requests that look protected. */
export function overlap(where: string, route: string, other: string): Note {
  return {
    level: 'warning',
    where,
    what: `${route} is public because nothing is configured, and takes requests of ${other}, which is protected`,
    fix: 'Set `passage: true` to protect it, or `passage: false` if it is meant to be public',
  };
}

export function restPreview(): Note {
  return {
    level: 'notice',
    where: 'http events',
    what: 'JWT authorizers for REST APIs are a preview: linters and other tools may not know their properties yet',
  };
}

export function outputTaken(name: string): Note {
  return {
    level: 'warning',
    where: `resources.Outputs.${name}`,
    what: 'your service already defines this output, so the plugin did not add its own',
  };
}

export function functionDeploy(): Note {
  return {
    level: 'notice',
    where: 'deploy function',
    what: 'the authorization of routes is not changed by deploying a single function',
  };
}
