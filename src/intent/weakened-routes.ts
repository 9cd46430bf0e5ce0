/**
 * New protected routes, while protected ones are gone. Pure.
 *
 * A new route is taken for one that is gone if it has the same code, and neither has a counterpart. Then it must have the
 * protection of the route that is gone, unless its event says otherwise, and not what others of its function said. Where
 * only the beginning of a path is another one, requests are compared, and how paths end (`nearest-routes.ts`).
 */
import { lookup } from '../util/group-by';
import { makeIsTakenOver } from './copied-statements';
import { pairInBothReadings, splitWholeOf } from './counterparts';
import { protectionOf } from './describe-protection';
import type { IntendedRoute, Intents } from './intent';
import { keepsProtection } from './keeps-protection';
import type { MovedRoutes } from './moved-routes';
import { makeFindNearest } from './nearest-routes';
import { type FindBefore, type RouteChanges, isClosed } from './route-changes';
import { codes, isSameCode } from './same-code';

/** Finds the route that a new one is, where it has another protection. */
export function makeFindWeakened(
  intents: Intents,
  { gone, appeared }: Pick<RouteChanges, 'gone' | 'appeared'>,
  moved: MovedRoutes,
): FindBefore {
  const isTakenOver = makeIsTakenOver(intents.first, intents.now);
  const split = new Set(appeared.map((route) => splitWholeOf(intents, route)));
  const isUnknown = (route: IntendedRoute): boolean => moved.certainlyBy(route).length === 0;
  const unpaired = pairInBothReadings(
    gone.filter((route) => isClosed(route) && isUnknown(route) && !split.has(route)),
    appeared.filter((route) => isUnknown(route) && splitWholeOf(intents, route) === undefined),
  );
  const unpairedByCode = lookup(unpaired.gone, codes);
  const isWeakened = (before: IntendedRoute, route: IntendedRoute): boolean =>
    isTakenOver(before, route)
      ? protectionOf(before) !== protectionOf(route)
      : !keepsProtection(before, route);
  const findNearest = makeFindNearest(intents.first, { gone, appeared }, isWeakened);
  return (route) => {
    const before = unpaired.appeared.has(route)
      ? unpairedByCode(codes(route), (other) => isSameCode(other, route) && isWeakened(other, route))
      : undefined;
    if (before !== undefined || splitWholeOf(intents, route) !== undefined) return before;
    return findNearest(route);
  };
}
