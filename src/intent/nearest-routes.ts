/**
 * Which routes that are gone a new one may be, by how their paths end. Pure.
 *
 * Other plugins change how paths begin. So a new route is probably one of its code and method whose path has the longest
 * end in common with its own. It has to keep the protection of one of those. Where a protected one of them became no route
 * that keeps its protection, each new one that ends so may be it if it is public, or if there are more paths of such than of
 * others that they can be.
 *
 * A new route is none of them if it is protected as one of other code was, whose path has a longer end in common with its
 * own: another plugin has merged their functions.
 */
import { type Alike, allEnds, makeFindAlike, ofMethod } from './alike-routes';
import { protectionOf } from './describe-protection';
import type { Intent, IntendedRoute } from './intent';
import { type FindBefore, type RouteChanges, isClosed } from './route-changes';
import { codes, isSameCode } from './same-code';

/** Whether a new route is not protected as it would have to be, if it was another one. */
type IsWeakened = (before: IntendedRoute, route: IntendedRoute) => boolean;

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
  // Once a route is lost, variables that its path ends with are enough.
  const findLost = makeFindAlike(gone, codes, allEnds);
  const isLost = makeIsLost(appeared, (route) => findLost(route, isSameCode).routes, isLess);
  return (route) => {
    const alike = findGone(route, isSameCode);
    if (isMoreAlike(findSameProtection(route), alike, route)) return undefined;
    const configured = ofMethod(findConfigured(route, isSameCode).routes, route);
    return configured.length > 0 && configured.every((before) => isLess(before, route))
      ? configured.find((before) => isGone.has(before))
      : findLost(route, isSameCode).routes.find((before) => isLess(before, route) && isLost(before, route));
  };
}

/** Whether a route became no new one that keeps its protection, and may be one that can be no other. */
function makeIsLost(
  appeared: readonly IntendedRoute[],
  findGone: (route: IntendedRoute) => readonly IntendedRoute[],
  isLess: IsWeakened,
): IsWeakened {
  const findNew = makeFindAlike(appeared, codes, allEnds);
  const suspectsOf = (before: IntendedRoute): readonly IntendedRoute[] => {
    const { routes } = findNew(before, isSameCode);
    if (!routes.every((route) => isLess(before, route))) return [];
    const others = routes.flatMap((route) => findGone(route).filter((other) => !isLess(other, route)));
    // A public one may always be it.
    return pathsOf(routes) > pathsOf(others) ? routes : routes.filter((route) => !isClosed(route));
  };
  const known = new Map<IntendedRoute, readonly IntendedRoute[]>();
  return (before, route) => {
    const suspects = known.get(before) ?? suspectsOf(before);
    known.set(before, suspects);
    return suspects.includes(route);
  };
}

function pathsOf(routes: readonly IntendedRoute[]): number {
  return new Set(routes.map(({ planned: { path } }) => path)).size;
}

/** Whether some end more like a route than others, or as much and are for its method. */
function isMoreAlike(some: Alike, others: Alike, { planned: { method } }: IntendedRoute): boolean {
  const isOfMethod = ({ routes }: Alike): boolean => routes.some(({ planned }) => planned.method === method);
  if (some.end.length !== others.end.length) return some.end.length > others.end.length;
  return isOfMethod(some) && !isOfMethod(others);
}
