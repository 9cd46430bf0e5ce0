/** Routes that another plugin renamed, or moved to another function, and that lost protection on the way. Pure. */
import { routeName } from '../service/events';
import { type Finding, renamedRoute, replacedRoute } from './audit-messages';
import { type Intent, type IntendedRoute, describeProtection, keepsProtection } from './intent';

/**
 * A protected route is gone while a public one that is not configured has appeared, or while a related one has
 * appeared that is protected differently.
 */
export function findReplacedRoutes({ routes: first }: Intent, { routes: now }: Intent): Finding[] {
  const gone = [...first].filter(([key]) => !now.has(key)).map(([, route]) => route);
  const goneProtected = gone.filter(({ planned }) => planned.decision.access !== 'public');
  if (goneProtected.length === 0) return [];
  const appeared = [...now].filter(([key]) => !first.has(key)).map(([, route]) => route);
  const change = { gone, goneProtected, appeared };
  return appeared.flatMap((route) => {
    if (route.planned.decision.access === 'public') return publicReplacement(route, change);
    const before = weakenedBy(route, change);
    return before === undefined ? [] : [differently(before, route)];
  });
}

interface Change {
  readonly gone: readonly IntendedRoute[];
  readonly goneProtected: readonly IntendedRoute[];
  readonly appeared: readonly IntendedRoute[];
}

function publicReplacement(route: IntendedRoute, change: Change): Finding[] {
  if (isConfiguredPublic(route, change) || isOnlyPrefixed(route, change)) return [];
  const { goneProtected } = change;
  const before = goneProtected.find((each) => isRelated(each, route)) ?? goneProtected[0];
  if (before === undefined) return [];
  const { planned } = route;
  return [replacedRoute(planned.where, routeName(planned), routeName(before.planned), before.planned.where)];
}

function differently(before: IntendedRoute, { planned }: IntendedRoute): Finding {
  const values = { expected: describeProtection(before.planned), found: describeProtection(planned) };
  return renamedRoute(planned.where, routeName(planned), routeName(before.planned), values);
}

/** The protected route that a new one stands for, and is protected differently from. */
function weakenedBy(route: IntendedRoute, change: Change): IntendedRoute | undefined {
  const { goneProtected, appeared } = change;
  const renamed = goneProtected.find(
    (before) =>
      prefixOf(before, route) !== null &&
      !keepsProtection(before, route) &&
      !appeared.some((other) => prefixOf(before, other) !== null && isSameProtection(before, other)),
  );
  return renamed ?? unmatchedBefore(route, change);
}

/**
 * Routes of the same code may have any other names: each that is gone needs one that is protected as it was. A route
 * that is none of these stands for one that is left over, unless its event says what it is instead.
 */
function unmatchedBefore(
  route: IntendedRoute,
  { goneProtected, appeared }: Change,
): IntendedRoute | undefined {
  const left = appeared.filter((other) => isSameCode(route, other));
  const unmatched = goneProtected
    .filter((before) => isSameCode(before, route))
    .filter((before) => {
      const match = left.findIndex((other) => isSameProtection(before, other));
      if (match >= 0) left.splice(match, 1);
      return match < 0;
    });
  return left.includes(route) ? unmatched.find((before) => !keepsProtection(before, route)) : undefined;
}

function isSameProtection({ planned: a }: IntendedRoute, { planned: b }: IntendedRoute): boolean {
  return a.api === b.api && describeProtection(a) === describeProtection(b);
}

/** `passage: false` on the event, or on a function that no protected route came from. */
function isConfiguredPublic(route: IntendedRoute, { goneProtected }: Change): boolean {
  const { settings } = route.event;
  if (settings.event !== null) return true;
  return settings.function?.protect === false && !goneProtected.some((each) => isSameCode(each, route));
}

/** Whether two routes may be one that was renamed: same code, or a path that ends with the other one's. */
function isRelated(before: IntendedRoute, now: IntendedRoute): boolean {
  return isSameCode(before, now) || prefixOf(before, now) !== null;
}

function isSameCode({ event: a }: IntendedRoute, { event: b }: IntendedRoute): boolean {
  return a.functionName === b.functionName || (a.handler !== null && a.handler === b.handler);
}

/** What was put before a route's path; `null` where the rest is not the same. */
function prefixOf({ planned: before }: IntendedRoute, { planned: now }: IntendedRoute): string | null {
  if (before.api !== now.api || before.method !== now.method || !now.path.endsWith(before.path)) return null;
  return now.path.slice(0, now.path.length - before.path.length);
}

/**
 * Whether a plugin put one prefix before every path: a public route that was public before, and every protected
 * route that is gone, protected as it was, under the same prefix (or gone with its function).
 */
function isOnlyPrefixed(route: IntendedRoute, { gone, goneProtected, appeared }: Change): boolean {
  const before = gone.find(
    (each) =>
      each.planned.decision.access === 'public' &&
      each.event.functionName === route.event.functionName &&
      prefixOf(each, route) !== null,
  );
  const prefix = before === undefined ? null : prefixOf(before, route);
  if (prefix === null) return false;
  return goneProtected.every((each) => {
    const related = appeared.filter((other) => isSameCode(each, other));
    return (
      related.length === 0 ||
      related.some((other) => prefixOf(each, other) === prefix && keepsProtection(each, other))
    );
  });
}
