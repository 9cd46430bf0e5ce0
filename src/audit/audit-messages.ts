/** What is said about a template that is not as planned. */
import { type Finding, type Note, type Values, finding, formatValue, warning } from '../errors';

export const FIND_CAUSE = 'Find what changes it: an entry under `resources:`, or another plugin';

/** An authorizer, as the subject of a message. */
export function authorizerSubject(name: string): string {
  return `the authorizer ${name}`;
}

/** @param subject `the authorizer passage` */
export function missingResource(where: string, subject: string): Finding {
  return finding(where, `${subject} is missing`, { fix: FIND_CAUSE });
}

export function missingRoute(where: string, route: string, place: string): Finding {
  return finding(where, `the route ${route} (${place}) is missing`, { fix: FIND_CAUSE });
}

/**
 * A property that has not the planned value.
 *
 * @param where its place, which ends with its name
 * @param subject what has it: `GET /me`, `the authorizer passage`
 */
export function unexpectedValue(where: string, subject: string, values: Values): Finding {
  return finding(where, `${subject} has the wrong ${where.slice(where.lastIndexOf('.') + 1)}`, {
    found: formatValue(values.found),
    expected: formatValue(values.expected),
    fix: FIND_CAUSE,
  });
}

/** One of the user's own authorizers. */
export function changedAuthorizer(where: string, logicalId: string, values: Values): Finding {
  return finding(where, `${authorizerSubject(logicalId)} has the wrong settings`, {
    found: formatValue(values.found),
    expected: formatValue(values.expected),
    fix: FIND_CAUSE,
  });
}

export function transformedResource(where: string, key: string): Finding {
  return finding(where, `uses ${key}, so its final authorization cannot be verified`, {
    fix: `Write the resource without ${key}`,
  });
}

export function lostAuthorizer(where: string, route: string, expected: string, found: unknown): Finding {
  return finding(where, `${route} does not have the authorizer of its event`, {
    found: formatValue(found),
    expected,
    fix: FIND_CAUSE,
  });
}

/** A route that the user has written under `resources:`. */
export function changedResource(where: string, route: string, values: Values): Finding {
  return finding(where, `another plugin changed how ${route}, which is under \`resources:\`, is protected`, {
    found: formatValue(values.found),
    expected: formatValue(values.expected),
    fix: 'Find the plugin that changes it. If it is meant, write it in the configuration',
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

/** A condition that the user has not written. */
export function otherWhileFalse(where: string, route: string, condition: unknown, other: string): Finding {
  return finding(
    where,
    `${route} has a condition: while it is false, its requests go to ${other}, which is protected differently`,
    {
      found: `Condition: ${formatValue(condition)}`,
      fix: 'Find the plugin that adds it. If it is meant, write it under `resources.extensions`',
    },
  );
}

export function lostCondition(
  where: string,
  route: string,
  other: string,
  { expected, found }: Values,
): Finding {
  return finding(
    where,
    `another plugin changed the condition of ${route}, so it takes requests of ${other}, which is protected differently`,
    {
      expected: `Condition: ${formatValue(expected)}`,
      found: found === undefined ? 'no Condition' : `Condition: ${formatValue(found)}`,
      fix: 'Find the plugin that changes it',
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

/** Another API, whose routes may call a protected function. */
export function unreadApi(where: string): Note {
  return warning(
    where,
    'the routes of this API are not in the template, so it is not known whether they call a protected function',
    { fix: 'Check them, or define them in the template' },
  );
}

/** A protected route is gone, and a public resource of the user's gets its requests, and calls its code. */
export function takingResource(where: string, route: string, gone: string, place: string): Finding {
  return finding(
    where,
    `another plugin removed the protected route ${gone} (${place}), so its requests go to this resource, the public route ${route}`,
    { fix: 'Have the plugin leave the route in, or protect or remove the resource' },
  );
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
