/**
 * New protected routes, while protected ones are gone. Pure.
 *
 * A new route is taken for one that is gone if
 * - it has the same name but for a prefix, unless another new route of that name has the old protection; or
 * - it has the same code, and neither has a counterpart.
 * Then it must have the protection of the route that is gone, unless its event says otherwise.
 */
import { lookup } from '../util/group-by';
import { pairInBothReadings } from './counterparts';
import { protectionOf } from './describe-protection';
import type { IntendedRoute } from './intent';
import { keepsProtection } from './keeps-protection';
import { codes, isSameCode } from './same-code';
import { type FindBefore, type RouteChanges, isProtected, nameOf, namesWithoutPrefix } from './route-changes';

/** Finds the route that a new one is, where it has another protection. */
export function weakenedRoutes({ gone, appeared }: RouteChanges): FindBefore {
  const goneByName = lookup(gone, (route) => [nameOf(route)]);
  const appearedByOldName = lookup(appeared, namesWithoutPrefix);
  const unpaired = pairInBothReadings(gone.filter(isProtected), appeared);
  const unpairedByCode = lookup(unpaired.gone, codes);

  const hasNewName = (before: IntendedRoute): boolean => {
    const isSame = (route: IntendedRoute): boolean => protectionOf(route) === protectionOf(before);
    return appearedByOldName([nameOf(before)], isSame) !== undefined;
  };
  return (route) => {
    const isWeakened = (before: IntendedRoute): boolean => !keepsProtection(before, route);
    const ofSameName = goneByName(
      namesWithoutPrefix(route),
      (before) => isWeakened(before) && !hasNewName(before),
    );
    if (ofSameName !== undefined) return ofSameName;
    return unpaired.appeared.has(route)
      ? unpairedByCode(codes(route), (before) => isSameCode(before, route) && isWeakened(before))
      : undefined;
  };
}
