/** What is said about a plan that is not possible. */
import type { App, Config } from '../config/config';
import { type Problem, formatValue, invalidConfig } from '../errors';

/**
 * A `passage` that names an app where there is only one.
 *
 * @param near `true` or `false`, where it may be meant
 */
export function onlyOneApp(where: string, app: string, near: string | undefined): Problem {
  return {
    code: 'PASSAGE_UNKNOWN_APP',
    where,
    what: 'names an app, but there is only one, which has no name',
    found: formatValue(app),
    expected: 'true (protected) or false (public)',
    ...(near === undefined
      ? { fix: 'Write one of these, or configure several apps under custom.passage.apps' }
      : { didYouMean: near }),
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

/** An event names an authorizer that does not exist (any more). */
export function undefinedAuthorizer(
  where: string,
  name: string,
  { apps, hasNamedApps }: Config,
  near: string | undefined,
): Problem {
  const place = hasNamedApps ? `the app in custom.passage.apps` : 'custom.passage';
  if (name === 'true') return booleanAuthorizer(where);
  const advice =
    near === undefined
      ? {
          fix: `If ${name} is the authorizer that this plugin replaces, set \`name: ${name}\` in ${place}: the plugin creates it, with the same logical ID`,
        }
      : { didYouMean: near };
  return invalidConfig(where, 'names an authorizer that is not defined', {
    found: name,
    expected: `one of ${apps.map((app) => app.name).join(', ')}, or an entry of provider.httpApi.authorizers`,
    ...advice,
  });
}

/** `authorizer: true`: the framework takes it for a name. */
function booleanAuthorizer(where: string): Problem {
  return invalidConfig(where, 'must be the name of an authorizer', {
    found: 'true',
    fix: 'Write `passage: true` in place of `authorizer: true`',
  });
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

/** Two definitions of the user's own that the framework compiles to one authorizer. */
export function sameAuthorizer(where: string, other: string, logicalId: string): Problem {
  return invalidConfig(where, `defines the same authorizer as ${other}, in a different way`, {
    found: `both become the resource ${logicalId}`,
    fix: 'Give one of the two another name',
  });
}

/** The user has a function that becomes the same resource as the Lambda authorizer. */
export function authorizerFunctionExists(name: string): Problem {
  return {
    code: 'PASSAGE_AUTHORIZER_EXISTS',
    where: `functions.${name}`,
    what: 'is the name of the function that `authorizerType: lambda` adds',
    fix: 'Give this function another name',
  };
}

export function nameCollision(app: App, other: App): Problem {
  return invalidConfig(`${app.where}.name`, `becomes the same CloudFormation resource as ${other.where}`, {
    found: `${app.key} (name ${app.name}) and ${other.key} (name ${other.name})`,
    expected: 'keys and names that differ in more than capitals, - and _',
    fix: 'Rename one of the two',
  });
}

/** Two events that the framework compiles to one resource. */
export function duplicateRoute(where: string, first: string, logicalId: string): Problem {
  return invalidConfig(where, `is the same route as ${first}, with a different setting`, {
    found: `both become the resource ${logicalId}`,
    fix: 'Remove one of the two events. To the framework, paths that differ only in capitals are the same',
  });
}

export function authorizerIdWithOwnApi({ where, authorizerId }: App): Problem {
  return invalidConfig(`${where}.authorizerId`, 'is only for an HTTP API of another stack', {
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
