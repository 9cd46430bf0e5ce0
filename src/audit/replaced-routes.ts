/** Routes that another plugin renamed, or moved to another function, and that lost protection on the way. Pure. */
import { routeName } from '../service/events';
import { type Lookup as LookupOf, lookup } from '../util/group-by';
import { renamedRoute, replacedRoute } from './change-messages';
import type { Finding } from './finding';
import {
  type Intent,
  type IntendedRoute,
  codes,
  describeProtection,
  isSameCode,
  keepsProtection,
} from './intent';
import { matchProtection, matchStrictly, protection } from './match-protection';

/**
 * A protected route is gone while a public one that is not configured has appeared, or while a related one has
 * appeared that is protected differently.
 */
export function findReplacedRoutes(first: Intent, now: Intent): Finding[] {
  const { gone, appeared } = difference(first, now);
  if (!gone.some(isProtected)) return [];
  const change = compare(gone, appeared);
  return appeared.flatMap((route) => {
    const before = isProtected(route) ? weakenedBy(route, change) : openedBy(route, change);
    if (before === undefined) return [];
    const { planned } = route;
    return isProtected(route)
      ? [differently(before, route)]
      : [replacedRoute(planned.where, routeName(planned), routeName(before.planned), before.planned.where)];
  });
}

/** Protected routes that are gone, and for which no route of the same code has appeared that is protected the same. */
export function findUnmatched(first: Intent, now: Intent): readonly IntendedRoute[] {
  const { gone, appeared } = difference(first, now);
  return matchProtection(gone.filter(isProtected), appeared).gone;
}

function difference(
  { routes: first }: Intent,
  { routes: now }: Intent,
): { readonly gone: IntendedRoute[]; readonly appeared: IntendedRoute[] } {
  return {
    gone: [...first].filter(([key]) => !now.has(key)).map(([, route]) => route),
    appeared: [...now].filter(([key, route]) => isNew(route, first.get(key))).map(([, route]) => route),
  };
}

/** By an authorizer of ours or another one. */
function isProtected({ planned }: IntendedRoute): boolean {
  return planned.decision.access !== 'public';
}

/** The name of a public route, taken by other code, is a new public route too. */
function isNew(route: IntendedRoute, before: IntendedRoute | undefined): boolean {
  return before === undefined || !(isProtected(before) || isProtected(route) || isSameCode(before, route));
}

function differently(before: IntendedRoute, { planned }: IntendedRoute): Finding {
  const values = { expected: describeProtection(before.planned), found: describeProtection(planned) };
  return renamedRoute(planned.where, routeName(planned), routeName(before.planned), values);
}

type Lookup = LookupOf<IntendedRoute>;

/** What has changed, by all that one route can have in common with another. */
interface Change {
  /** Routes that were protected. */
  readonly gone: readonly IntendedRoute[];
  readonly goneByCode: Lookup;
  /** Public ones too. */
  readonly goneByRoute: Lookup;
  readonly appearedByEnd: Lookup;
  readonly keepsUnder: (prefix: string) => boolean;
  /** Protected routes of the same code that have no counterpart in the other list. */
  readonly unmatched: { readonly goneByCode: Lookup; readonly appeared: ReadonlySet<IntendedRoute> };
}

function compare(allGone: readonly IntendedRoute[], appeared: readonly IntendedRoute[]): Change {
  const gone = allGone.filter(isProtected);
  const unmatched = matchStrictly(gone, appeared);
  return {
    gone,
    goneByCode: lookup(gone, codes),
    goneByRoute: lookup(allGone, (route) => [routeKey(route)]),
    appearedByEnd: lookup(appeared, ends),
    keepsUnder: keepsUnder(gone, appeared),
    unmatched: { goneByCode: lookup(unmatched.gone, codes), appeared: unmatched.appeared },
  };
}

/** The protected route that a public one stands for. */
function openedBy(route: IntendedRoute, change: Change): IntendedRoute | undefined {
  const ofSameCode = change.goneByCode(codes(route));
  // `passage: false` on the event, or on a function that no protected route came from.
  const { event, function: fn } = route.event.settings;
  if (event !== null || (fn?.protect === false && ofSameCode === undefined)) return undefined;
  if (isOnlyPrefixed(route, change)) return undefined;
  return ofSameCode ?? change.goneByRoute(ends(route), isProtected) ?? change.gone[0];
}

/** The protected route that a new one stands for, and is protected differently from. */
function weakenedBy(route: IntendedRoute, change: Change): IntendedRoute | undefined {
  const isWeakened = (before: IntendedRoute): boolean => !keepsProtection(before, route);
  const renamed = change.goneByRoute(
    ends(route),
    (before) => isWeakened(before) && !hasCounterpart(before, change),
  );
  if (renamed !== undefined || !change.unmatched.appeared.has(route)) return renamed;
  return change.unmatched.goneByCode(codes(route), isWeakened);
}

/** Whether a route of the same name, but for a prefix, is protected as this one was. */
function hasCounterpart(before: IntendedRoute, { appearedByEnd }: Change): boolean {
  return appearedByEnd([routeKey(before)], (other) => protection(other) === protection(before)) !== undefined;
}

/** Whether a plugin put one prefix before every path, and the route was public before. */
function isOnlyPrefixed(route: IntendedRoute, change: Change): boolean {
  const { functionName } = route.event;
  const before = change.goneByRoute(
    ends(route),
    (each) => !isProtected(each) && each.event.functionName === functionName,
  );
  return before !== undefined && change.keepsUnder(route.planned.path.slice(0, -before.planned.path.length));
}

/** Whether every protected route that is gone is protected as it was under a prefix, or gone with its function. */
function keepsUnder(
  gone: readonly IntendedRoute[],
  appeared: readonly IntendedRoute[],
): Change['keepsUnder'] {
  const appearedByCode = lookup(appeared, codes);
  const appearedByRoute = lookup(appeared, (route) => [routeKey(route)]);
  const answers = new Map<string, boolean>();
  const isKept = (prefix: string): boolean =>
    gone.every(
      (before) =>
        appearedByCode(codes(before)) === undefined ||
        appearedByRoute(
          [routeKey(before, prefix)],
          (route) => isSameCode(before, route) && keepsProtection(before, route),
        ) !== undefined,
    );
  return (prefix) => {
    const answer = answers.get(prefix) ?? isKept(prefix);
    answers.set(prefix, answer);
    return answer;
  };
}

function routeKey({ planned: { api, method, path } }: IntendedRoute, prefix = ''): string {
  return `${api} ${method} ${prefix}${path}`;
}

/** What the route may have been called before something was put before its path. */
function ends({ planned: { api, method, path } }: IntendedRoute): string[] {
  const starts = path === '$default' ? [0] : [...path.matchAll(/\//g)].map(({ index }) => index);
  return starts.map((start) => `${api} ${method} ${path.slice(start)}`);
}
