/**
 * Which routes that are gone a new one may be, by how their paths end. Pure.
 *
 * Other plugins change how paths begin. So a new route is probably one of its code and method whose path has the longest
 * end in common with its own. It is none of them if it is protected as one of other code was, whose path has a longer end
 * in common with its own: another plugin has merged their functions.
 */
import { type Alike, makeFindAlike } from './alike-routes';
import { protectionOf } from './describe-protection';
import type { IntendedRoute } from './intent';
import { type FindBefore, isClosed } from './route-changes';
import { codes, isSameCode } from './same-code';

/** Whether a new route is not protected as it would have to be, if it was another one. */
type IsWeakened = (before: IntendedRoute, route: IntendedRoute) => boolean;

/** Finds a route that a new one may be, where it keeps the protection of none of those. */
export function makeFindNearest(gone: readonly IntendedRoute[], isWeakened: IsWeakened): FindBefore {
  const findGone = makeFindAlike(gone, codes);
  const findSameProtection = makeFindAlike(gone, (route) => [protectionOf(route)]);
  return (route) => {
    const alike = findGone(route, isSameCode);
    if (isMoreAlike(findSameProtection(route), alike, route)) return undefined;
    const { routes } = alike;
    const isLess = (before: IntendedRoute): boolean => isClosed(before) && isWeakened(before, route);
    return routes.every(isLess) ? routes[0] : undefined;
  };
}

/** Whether some end more like a route than others, or as much and are for its method. */
function isMoreAlike(some: Alike, others: Alike, { planned: { method } }: IntendedRoute): boolean {
  const isOfMethod = ({ routes }: Alike): boolean => routes.some(({ planned }) => planned.method === method);
  if (some.end.length !== others.end.length) return some.end.length > others.end.length;
  return isOfMethod(some) && !isOfMethod(others);
}
