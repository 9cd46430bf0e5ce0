/**
 * Which route that is gone a new one most probably is, by how their paths end. Pure.
 *
 * Other plugins change how paths begin. So a new route is most probably the one of its code and method whose path has the
 * longest end in common with its own; of several such, the shortest path. It is not any of them if it is protected as one
 * of other code was, whose path has a longer end in common with its own: another plugin has merged their functions.
 */
import { makeFindAlike, ofMethod, shortestOf } from './alike-routes';
import { protectionOf } from './describe-protection';
import type { IntendedRoute } from './intent';
import { type FindBefore, type RouteChanges, isClosed } from './route-changes';
import { codes, isSameCode } from './same-code';

/** Whether a new route is not protected as it would have to be, if it was another one. */
type IsWeakened = (before: IntendedRoute, route: IntendedRoute) => boolean;

/** Finds the route that a new one most probably is, where that had another protection. */
export function makeFindNearest(
  { gone, appeared }: Pick<RouteChanges, 'gone' | 'appeared'>,
  isWeakened: IsWeakened,
): FindBefore {
  const findGone = makeFindAlike(gone, codes);
  const findNew = makeFindAlike(appeared, codes);
  const findSameProtection = makeFindAlike(gone, (route) => [protectionOf(route)]);
  return (route) => {
    const { end, routes } = findGone(route, isSameCode);
    if (findSameProtection(route).end.length > end.length) return undefined;
    const nearest = shortestOf(routes);
    const isLess = (before: IntendedRoute): boolean => isClosed(before) && isWeakened(before, route);
    // One of several, which became no route that keeps its protection.
    const becameLess = (before: IntendedRoute): boolean => {
      const after = ofMethod(findNew(before, isSameCode).routes, before);
      return after.includes(route) && after.every((other) => isWeakened(before, other));
    };
    const likeliest = ofMethod(nearest, route);
    return likeliest.every(isLess)
      ? likeliest[0]
      : nearest.find((before) => isLess(before) && becameLess(before));
  };
}
