/**
 * Which routes that are gone a new one may be, by how their paths end. Pure.
 *
 * Other plugins change how paths begin. So a new route is probably one of its code and method whose path has the longest
 * end in common with its own. It has to keep the protection of one of those. Where a protected one of them became no route
 * that keeps its protection, each new public one that ends so may be it. How many there are is compared, too
 * (`outnumbering.ts`).
 *
 * A new route is none of them if it is protected as one of other code was, whose path has a longer end in common with its
 * own: another plugin has merged their functions.
 */
import { type Alike, allEnds, makeFindAlike, ofMethod } from './alike-routes';
import { protectionOf } from './describe-protection';
import type { Intent, IntendedRoute } from './intent';
import { type IsWeakened, findOutnumbering } from './outnumbering';
import { type FindBefore, type RouteChanges, isClosed } from './route-changes';
import { codes, isSameCode } from './same-code';

/** Finds a route that a new one may be, where it does not keep the protection of that. */
export function makeFindNearest(
  first: Intent,
  { gone, appeared }: Pick<RouteChanges, 'gone' | 'appeared'>,
  isWeakened: IsWeakened,
): FindBefore {
  const findConfigured = makeFindAlike([...first.routes.values()], codes);
  const findGone = makeFindAlike(gone, codes);
  const findSameProtection = makeFindAlike(gone, (route) => [protectionOf(route)]);
  const isGone = new Set(gone);
  const isLess: IsWeakened = (before, route) => isClosed(before) && isWeakened(before, route);
  const outnumbering = findOutnumbering(first, { gone, appeared }, isLess);
  // Once a route is lost, variables that its path ends with are enough.
  const findLost = makeFindAlike(gone, codes, allEnds);
  const isReplaced = makeIsReplaced(appeared, isLess);
  const findOpened: FindBefore = (route) =>
    isClosed(route)
      ? undefined
      : findLost(route, isSameCode).routes.find((before) => isLess(before, route) && isReplaced(before));
  const findConfiguredOrOpened: FindBefore = (route) => {
    const alike = findGone(route, isSameCode);
    if (isMoreAlike(findSameProtection(route), alike, route)) return undefined;
    const configured = ofMethod(findConfigured(route, isSameCode).routes, route);
    return configured.length > 0 && configured.every((before) => isLess(before, route))
      ? configured.find((before) => isGone.has(before))
      : findOpened(route);
  };
  return (route) => outnumbering.get(route) ?? findConfiguredOrOpened(route);
}

/** Whether new routes end as a protected one, and none of these keeps its protection. */
function makeIsReplaced(
  appeared: readonly IntendedRoute[],
  isLess: IsWeakened,
): (before: IntendedRoute) => boolean {
  const findNew = makeFindAlike(appeared, codes, allEnds);
  const known = new Map<IntendedRoute, boolean>();
  return (before) => {
    const isKnown =
      known.get(before) ?? findNew(before, isSameCode).routes.every((route) => isLess(before, route));
    known.set(before, isKnown);
    return isKnown;
  };
}

/** Whether some end more like a route than others, or as much and are for its method. */
function isMoreAlike(some: Alike, others: Alike, { planned: { method } }: IntendedRoute): boolean {
  const isOfMethod = ({ routes }: Alike): boolean => routes.some(({ planned }) => planned.method === method);
  if (some.end.length !== others.end.length) return some.end.length > others.end.length;
  return isOfMethod(some) && !isOfMethod(others);
}
