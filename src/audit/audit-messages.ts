/** What is said about a template, or a service, that is not as planned. */
import { type Details, type Problem, formatValue } from '../errors';

/** Something in the template that is not as planned. */
export type Finding = Problem & { readonly code: 'PASSAGE_AUDIT_FAILED' };

function finding(where: string, what: string, details: Details): Finding {
  return { code: 'PASSAGE_AUDIT_FAILED', where, what, ...details };
}

const FIND_CAUSE = 'Find what changes it: an entry under `resources:`, or another plugin';

export function missingAuthorizer(where: string, name: string): Finding {
  return finding(where, `the authorizer ${name} is missing`, { fix: FIND_CAUSE });
}

export function missingRoute(where: string, route: string, place: string): Finding {
  return finding(where, `the route ${route} is missing`, { expected: place, fix: FIND_CAUSE });
}

/** @param route the route's name, where the resource is a route */
export function unexpectedValue(where: string, route: string | null, values: Values): Finding {
  const what = route === null ? 'is not as planned' : `${route} is not as planned`;
  const { expected, found } = values;
  return finding(where, what, {
    found: formatValue(found),
    expected: formatValue(expected),
    fix: FIND_CAUSE,
  });
}

export interface Values {
  readonly expected: unknown;
  readonly found: unknown;
}

export function transformedResource(where: string): Finding {
  return finding(where, 'uses Fn::Transform, so its final authorization cannot be verified', {
    fix: 'Write the resource without Fn::Transform',
  });
}

export function lostExistingAuthorizer(where: string, route: string, authorizer: string): Finding {
  return finding(where, `${route} is public, but its event has an authorizer of its own`, {
    expected: authorizer,
    fix: FIND_CAUSE,
  });
}

export function unplannedPublicRoute(where: string, route: string, authorizationType: unknown): Finding {
  return finding(
    where,
    `${route} is public, but \`protect: all\` requires \`passage: false\` on every public route`,
    {
      found: `AuthorizationType: ${formatValue(authorizationType)}`,
      fix: 'Make it an event of a function (with `passage: false` if it is meant to be public), or add AuthorizationType and AuthorizerId to this resource',
    },
  );
}

export function hiddenRoutes(where: string): Finding {
  return finding(where, 'creates routes that cannot be audited, which `protect: all` does not allow', {
    fix: 'Make these routes events of functions',
  });
}

export function lateRoute(where: string, route: string): Finding {
  return finding(where, `another plugin added ${route} after events were compiled, so it has no authorizer`, {
    fix: 'Have the plugin add it before package:compileEvents',
  });
}

export function lateSetting(where: string, route: string): Finding {
  return finding(where, `another plugin protected ${route} after events were compiled, so it has no effect`, {
    fix: 'Have the plugin set `passage` before package:compileEvents',
  });
}

export function lostProtection(where: string, route: string): Finding {
  return finding(where, `another plugin removed the protection of ${route} from its event`, {
    fix: 'Set `passage` on the function, where the plugin does not change it. If the route is meant to be public, set `passage: false`',
  });
}
