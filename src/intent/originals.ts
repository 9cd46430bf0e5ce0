/** Which configured routes the routes of events may be by now. Pure. */
import { identity } from '../service/events';
import { groupByAll } from '../util/group-by';
import { pairKeys, wholeOf } from './counterparts';
import { type Intent, type IntendedRoute, plannedRoutes } from './intent';
import { movedRoutes } from './moved-routes';

/**
 * Finds them by their logical IDs. A route that has the name that it had is that route. Any other is, in this order, of the
 * one for all methods; those whose path begins in another way; or those of its code and protection that are gone.
 */
export function makeOriginalsOf(first: Intent, now: Intent): (logicalId: string) => readonly string[] {
  const known = new Set(plannedRoutes(first).map(({ logicalId }) => logicalId));
  const routes = new Map([...now.routes.values()].map((route) => [route.planned.logicalId, route]));
  const { originalsOf } = movedRoutes(first, now);
  const gone = [...first.routes.values()].filter(({ planned }) => !now.routes.has(identity(planned)));
  const alike = groupByAll(gone, pairKeys);
  const find = (route: IntendedRoute): readonly IntendedRoute[] => {
    const whole = wholeOf(first, route);
    if (whole !== undefined) return [whole];
    const moved = originalsOf(route);
    return moved.length > 0 ? moved : [...new Set(pairKeys(route).flatMap((key) => alike.get(key) ?? []))];
  };
  return (logicalId) => {
    const route = routes.get(logicalId);
    if (known.has(logicalId) || route === undefined) return [logicalId];
    return find(route).map(({ planned }) => planned.logicalId);
  };
}
