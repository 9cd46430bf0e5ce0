/** What is said about a service that another plugin has changed. */
import { type Details, type Finding, type Values, finding, formatValue } from '../errors';
import type { OpenKind } from '../plan/types';

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

/** What a route was and what it is by now. */
export interface Change {
  readonly expected: string;
  readonly found: string;
  /** Whether the route had an authorizer of its own. */
  readonly isOwn: boolean;
  /** Whether an entry under `resources:` said how it is protected. */
  readonly isExtended?: boolean;
}

function keepProtection({ isOwn, isExtended = false, ...values }: Change): Details {
  const kept = isExtended ? 'what `resources:` says of its route' : '`authorizer` on the event';
  const fix = isOwn
    ? `Have the plugin keep ${kept}. If the change is intended, make it in the configuration`
    : 'Set `passage` on the function, where the plugin does not change it. If the change is intended, set `passage` on the event, with its app and scopes';
  return { ...values, fix };
}

/** The same route with less than was configured. */
export function lostProtection(where: string, route: string, change: Change): Finding {
  return finding(where, `another plugin changed how ${route} is protected`, keepProtection(change));
}

/** The same of a package that is deployed: what is configured may have changed since it was made. */
export function ofPackage({ what, ...details }: Finding): Finding {
  return {
    ...details,
    what: what.replace(/^another plugin/, 'the package was made of another configuration, or another plugin'),
    fix: 'Package the service again, and deploy that package',
  };
}

/** What all routes of an app or an authorizer depend on. */
export function changedSetting(where: string, { expected, found }: Values): Finding {
  return finding(where, 'another plugin changed it after the service was read', {
    found: formatValue(found),
    expected: formatValue(expected),
    fix: 'Find the plugin that changes it, and set the value that is meant in the configuration',
  });
}

/** An authorizer that has the name of another one, whose settings the framework takes for both. */
export function replacedAuthorizer(where: string, other: string, { expected, found }: Values): Finding {
  return finding(where, `another plugin gave this authorizer the settings of ${other}, which has its name`, {
    found: formatValue(found),
    expected: formatValue(expected),
    fix: 'Have the plugin use another name, or the same settings',
  });
}

/** An app that configured routes are protected by. */
export function removedApp(where: string, route: string, place: string): Finding {
  return finding(where, `another plugin removed this app, which protects ${route} (${place})`, {
    fix: 'Have the plugin leave it in, or remove both the app and its routes from the configuration',
  });
}

/** The last app that could protect a WebSocket API. */
export function undecidedConnect(where: string): Finding {
  return finding(
    where,
    'another plugin removed the last app with `authorizerType: lambda`, so $connect is not protected any more',
    { fix: 'Have the plugin leave an app with `authorizerType: lambda` in, or remove all WebSocket events' },
  );
}

const SAY_ON_EVENT =
  'Set `passage` on the function, or on the new event: `passage: false` if it is meant to be public';

/** A route that gets requests of a protected route, because another plugin removed, renamed or added a route. */
export function takenRequests(
  where: string,
  route: string,
  other: string,
  { expected, found }: Change,
): Finding {
  return finding(
    where,
    `another plugin changed the routes, so ${route} takes requests of ${other} and is protected differently`,
    { expected, found, fix: `${SAY_ON_EVENT}; otherwise with its app and scopes` },
  );
}

/** A route that gets requests of a protected route, or is that route, and whose event says what another one said. */
export function copiedStatement(
  where: string,
  route: string,
  other: string,
  { expected, found }: Change,
): Finding {
  const what =
    route === other
      ? `another plugin gave ${route} the \`passage\` or \`authorizer\` of another event`
      : `another plugin changed the routes, so requests of ${other} go to ${route}, which is protected differently`;
  return finding(where, what, {
    expected,
    found,
    fix: 'Have the plugin keep `passage` and `authorizer` of each event. If the change is intended, make it in the configuration',
  });
}

const WAYS = {
  url: { place: 'url', name: 'function URL' },
  websocket: { place: 'events', name: 'WebSocket events' },
  alb: { place: 'events', name: 'load balancer events' },
} as const;

/** A function URL, or events of another kind, that another plugin added or opened beside a protected route. */
export function addedWay(functionName: string, kind: OpenKind, route: string): Finding {
  const { place, name } = WAYS[kind];
  return finding(
    `functions.${functionName}.${place}`,
    `another plugin made functions.${functionName} public by its ${name}, though ${route} is protected`,
    { fix: 'If it is meant, write it in the configuration. If not, have the plugin leave it out' },
  );
}

/** A protected route is gone, and a public one that is not configured has appeared. */
export function replacedRoute(
  where: string,
  route: string,
  gone: { readonly route: string; readonly where: string },
  change: Change,
): Finding {
  return finding(
    where,
    `another plugin removed the protected route ${gone.route} (${gone.where}) and added ${route}, which is public`,
    change.isOwn
      ? keepProtection(change)
      : {
          fix: 'If it is the same route, set `passage` on its function. If it is another one and meant to be public, have the plugin set `passage: false` on it, or write it, or the removal, in the configuration',
        },
  );
}

/** A protected route is there, and a public one that is not configured calls the code that it called. */
export function openedCode(
  where: string,
  route: string,
  other: { readonly route: string; readonly where: string },
): Finding {
  return finding(
    where,
    `another plugin added ${route}, which is public and calls the code of ${other.route} (${other.where}), which is protected`,
    { fix: SAY_ON_EVENT },
  );
}

/** A protected route was renamed or moved, and has lost its scopes, its app or its own authorizer. */
export function renamedRoute(where: string, route: string, gone: string, change: Change): Finding {
  const what = `another plugin replaced ${gone} by ${route}, which is protected differently`;
  return finding(where, what, keepProtection(change));
}
