/** Which configured routes the routes of events may be by now. Pure. */
import { identity } from '../service/events';
import type { Originals } from '../template/route-entries';
import { groupByAll } from '../util/group-by';
import { pairKeys, wholeOf } from './counterparts';
import { protectionOf } from './describe-protection';
import type { Intent, IntendedRoute } from './intent';
import { movedRoutes, placed } from './moved-routes';
import { hasOnlyCodeOf } from './same-code';

/**
 * Finds them for the route of an event, by logical ID. The first of these that there are:
 * - the route that had its name, or the one for all methods;
 * - routes whose path began in another way;
 * - routes of its code and protection that are gone.
 *
 * A logical ID that is of no event stands for itself.
 */
export function makeOriginalsOf(first: Intent, now: Intent): (logicalId: string) => Originals {
  const routes = new Map([...now.routes.values()].map((route) => [route.planned.logicalId, route]));
  const { originalsOf, movesFrom } = movedRoutes(first, now);
  const gone = [...first.routes.values()].filter(({ planned }) => !now.routes.has(identity(planned)));
  const alike = groupByAll(gone, pairKeys);
  /** `/me` for `/v1/me`, where the route that had that name was given the same prefix. */
  const findShifted = (named: IntendedRoute, route: IntendedRoute): IntendedRoute | undefined =>
    movesFrom(named)
      .map((move) => first.routes.get(identity(placed(route, move))))
      .find(
        (before) =>
          before !== undefined &&
          !now.routes.has(identity(before.planned)) &&
          protectionOf(before) === protectionOf(route) &&
          hasOnlyCodeOf(before, route),
      );
  const findKnown = (route: IntendedRoute): readonly IntendedRoute[] => {
    // The names of its variables are no part of a name, but of the logical ID.
    const named = first.routes.get(identity(route.planned)) ?? wholeOf(first, route);
    return named === undefined ? originalsOf(route) : [findShifted(named, route) ?? named];
  };
  return (logicalId) => {
    const route = routes.get(logicalId);
    if (route === undefined) return { ids: [logicalId], isKnown: true };
    const known = findKnown(route);
    const isKnown = known.length > 0;
    const found = isKnown ? known : pairKeys(route).flatMap((key) => alike.get(key) ?? []);
    return { ids: [...new Set(found.map(({ planned }) => planned.logicalId))], isKnown };
  };
}

/** Finds the events of its code that are gone and may be that of a new route, of which the path began in another way. */
export function makeMovedFrom(
  first: Intent,
  now: Intent,
): (route: IntendedRoute) => readonly IntendedRoute[] {
  const { originalsOf } = movedRoutes(first, now);
  return (route) =>
    originalsOf(route).filter(
      (before) => !now.routes.has(identity(before.planned)) && hasOnlyCodeOf(before, route),
    );
}
