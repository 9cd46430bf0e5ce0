/** What is said about a template that is not as planned. */
import { type Note, formatValue } from '../errors';
import { type Concern, type Finding, type Values, finding, warning } from './finding';

const FIND_CAUSE = 'Find what changes it: an entry under `resources:`, or another plugin';

/** @param subject `the authorizer passage` */
export function missingResource(where: string, subject: string): Finding {
  return finding(where, `${subject} is missing`, { fix: FIND_CAUSE });
}

/** @param file the code of the Lambda authorizer: its path in the package that would be deployed */
const LEAVE_AUTHORIZER =
  'Find what changes it: another plugin, or a script. It must leave the function passageAuthorizer alone';

/** The framework uploads another file than ours. */
export function otherArtifact(file: string, found: unknown): Finding {
  return finding('functions.passageAuthorizer.package.artifact', 'is not the code of the Lambda authorizer', {
    found: formatValue(found),
    expected: file,
    fix: LEAVE_AUTHORIZER,
  });
}

export function changedArtifact(file: string, isMissing: boolean): Finding {
  return finding(file, `the code of the Lambda authorizer is ${isMissing ? 'missing' : 'not as planned'}`, {
    fix: LEAVE_AUTHORIZER,
  });
}

const GRANTS = {
  'do more': 'gives the Lambda authorizer a permission that is not planned',
  'be called': 'lets something else call the Lambda authorizer',
} as const;

/** @param may what the resource adds */
export function unplannedGrant(where: string, may: keyof typeof GRANTS): Finding {
  return finding(where, GRANTS[may], {
    fix: `Remove this resource. ${FIND_CAUSE}`,
  });
}

export function missingRoute(where: string, route: string, place: string): Finding {
  return finding(where, `the route ${route} (${place}) is missing`, { fix: FIND_CAUSE });
}

/**
 * A property that has not the planned value.
 *
 * @param subject what has it: `GET /me`, `the authorizer passage`
 */
export function unexpectedValue(where: string, subject: string, key: string, values: Values): Finding {
  return finding(where, `${subject} has the wrong ${key}`, {
    found: formatValue(values.found),
    expected: formatValue(values.expected),
    fix: FIND_CAUSE,
  });
}

export function transformedResource(where: string): Finding {
  return finding(where, 'uses Fn::Transform, so its final authorization cannot be verified', {
    fix: 'Write the resource without Fn::Transform',
  });
}

export function lostAuthorizer(where: string, route: string, expected: string, found: unknown): Finding {
  return finding(where, `${route} does not have the authorizer of its event`, {
    found: formatValue(found),
    expected,
    fix: FIND_CAUSE,
  });
}

export function publicWhileFalse(where: string, route: string, condition: unknown, other: string): Finding {
  return finding(
    where,
    `${route} has a condition: while it is false, its requests go to ${other}, which is public`,
    {
      found: `Condition: ${formatValue(condition)}`,
      fix: `Remove the condition, or protect ${other}`,
    },
  );
}

/** A WebSocket API accepts every connection where it has no `$connect` route. */
export function missingConnect(where: string): Finding {
  return finding(where, 'anyone can call this WebSocket route: its API has no $connect route', {
    fix: 'Add a `websocket: $connect` event with `passage: true`, or with `passage: false` if the API is meant to be public',
  });
}

export function conditionalConnect(where: string, condition: unknown): Finding {
  return finding(where, '$connect has a condition: while it is false, anyone can connect', {
    found: `Condition: ${formatValue(condition)}`,
    fix: 'Remove the condition',
  });
}

export function unplannedPublicRoute(where: string, route: string, authorizationType: unknown): Finding {
  return finding(
    where,
    `${route} is public, but \`protect: all\` requires \`passage: false\` on every public route`,
    {
      found:
        authorizationType === undefined
          ? 'no AuthorizationType'
          : `AuthorizationType: ${formatValue(authorizationType)}`,
      fix: ADOPT_ROUTE,
    },
  );
}

const ADOPT_ROUTE =
  'Make it an event of a function (with `passage: false` if it is meant to be public), or add AuthorizationType and AuthorizerId to this resource';

/** A public route that comes from no event takes requests of a protected one. */
export function shadowingRoute(where: string, route: string, shadowed: string): Finding {
  return finding(
    where,
    `${route} is public and gets requests that also match ${shadowed}, which is protected`,
    {
      fix: ADOPT_ROUTE,
    },
  );
}

export function unknownRoute(where: string, label: unknown, shadowed: string): Finding {
  return finding(where, `is public, and may get requests that also match ${shadowed}, which is protected`, {
    found: formatValue(label),
    expected: 'a route key, or a method and a resource, without CloudFormation functions',
    fix: ADOPT_ROUTE,
  });
}

export function hiddenRoutes(where: string): Concern {
  return {
    where,
    what: 'can create routes that are not in the template, so they cannot be audited',
    details: { fix: 'Make these routes events of functions' },
  };
}

export function macro(where: string, name: unknown): Concern {
  return {
    where,
    what: 'this macro may change any route after the audit',
    details: {
      found: formatValue(name),
      fix: 'Remove the macro, or move what needs it to another stack',
    },
  };
}

export function openFunction(where: string, functionName: string, way: string): Concern {
  return {
    where,
    what: `anyone can call functions.${functionName}, which is protected, through this ${way}`,
    details: {
      fix: `Protect or remove it. If the function is meant to be public, set \`passage: false\` on functions.${functionName}`,
    },
  };
}

/** A route that is not in the artifact of the Lambda authorizer. */
export function alwaysDenied(where: string, route: string, authorizer: string): Note {
  return warning(
    where,
    `every request to ${route} is denied: the Lambda authorizer ${authorizer} knows routes of events only`,
    {
      fix: 'Make it an event of a function, with `passage`',
    },
  );
}

export function sharedWithNestedStack(where: string): Note {
  return warning(where, 'this nested stack gets the ID of the API: routes that it adds are not audited', {
    fix: 'Make its routes events of functions',
  });
}

/** A protected route is gone, and a public resource that comes from no event has appeared. */
export function replacedByResource(where: string, route: string, gone: string, place: string): Finding {
  return finding(
    where,
    `another plugin removed the protected route ${gone} (${place}) and added this resource, the public route ${route}`,
    {
      fix: 'Find the plugin that adds it. If it is meant, make it an event of a function, with `passage: false`',
    },
  );
}
