/**
 * New public routes. Pure.
 *
 * One of code that has lost a protected route opens that code. And while protected routes are gone, any may be one of
 * them, under another name. It is neither if
 * - its event says `passage: false`; unless it is of a package, or as configured events did, and its code has lost one; or
 * - its function says `passage: false`, and its code has lost none; or
 * - it was public before, and another plugin changed how its path and those of protected routes begin; or it is that route
 *   for one method; or it got any other path, where all protected routes are there.
 */
import { identity } from '../service/events';
import { lookup } from '../util/group-by';
import { makeIsStated } from './copied-statements';
import { pairRoutes, splitWholeOf } from './counterparts';
import type { Intent, IntendedRoute } from './intent';
import { keepsProtection } from './keeps-protection';
import type { MovedRoutes } from './moved-routes';
import { makeFindNearest } from './nearest-routes';
import { type FindBefore, type RouteChanges, isClosed, nameOf, namesWithoutPrefix } from './route-changes';
import { codes, hasOnlyCodeOf, isSameCode } from './same-code';

/** Finds the protected route whose code a new public one calls, or that it may be: the most similar one. */
export function makeFindOpened(
  first: Intent,
  now: Intent,
  changes: RouteChanges,
  moved: MovedRoutes,
): FindBefore {
  const gone = changes.gone.filter(isClosed);
  const guarded = [...first.routes.values()].filter(
    (route) =>
      isClosed(route) && route.event.settings.function?.protect !== false && hasOtherCode(route, now),
  );
  const guardedByCode = lookupByCode(guarded);
  const goneByCode = lookupByCode(gone);
  const goneByName = lookup(gone, (route) => [nameOf(route)]);
  const unpaired = pairRoutes(changes.gone, changes.appeared);
  const removedByCode = lookupByCode(unpaired.gone.filter(isClosed));
  const isStated = makeIsStated(first);
  const isSaidBefore = (route: IntendedRoute): boolean => route.isPackaged || isStated(route);
  const findNearest = makeFindNearest(first, changes, (before, route) =>
    isSaidBefore(route) ? !isClosed(route) : !keepsProtection(before, route),
  );
  const isOnlyMoved = makeIsOnlyMoved(gone, changes.appeared, moved);
  return (route) => {
    const { event, function: fn } = route.event.settings;
    if (event !== null && !isSaidBefore(route)) return undefined;
    if (splitWholeOf({ first, now }, route) !== undefined) return undefined;
    const alike = findNearest(route);
    if (alike !== undefined) return alike;
    const ofSameCode = goneByCode(route) ?? guardedByCode(route);
    const hasLost = (removedByCode(route) ?? guardedByCode(route)) !== undefined;
    if (event !== null && !hasLost) return undefined;
    if (fn?.protect === false && ofSameCode === undefined) return undefined;
    if (isOnlyMoved(route)) return undefined;
    if (gone.length === 0 && !unpaired.appeared.has(route)) return undefined;
    return ofSameCode ?? goneByName(namesWithoutPrefix(route)) ?? gone[0];
  };
}

/** Whether the route is there, and may call other code by now. */
function hasOtherCode(before: IntendedRoute, { routes }: Intent): boolean {
  const route = routes.get(identity(before.planned));
  return route !== undefined && !hasOnlyCodeOf(before, route);
}

/** Whether a public route is a configured one that was moved as protected routes were, unless none has code any more. */
function makeIsOnlyMoved(
  gone: readonly IntendedRoute[],
  appeared: readonly IntendedRoute[],
  moved: MovedRoutes,
): (route: IntendedRoute) => boolean {
  const appearedByCode = lookupByCode(appeared);
  const isCodeGone = gone.every((before) => appearedByCode(before) === undefined);
  const moves = new Set(gone.flatMap(moved.certainlyBy));
  return (route) => moved.certainlyBy(route).some((move) => isCodeGone || moves.has(move));
}

/** Finds the first route of the same code. */
function lookupByCode(routes: readonly IntendedRoute[]): FindBefore {
  const find = lookup(routes, codes);
  return (route) => find(codes(route), (other) => isSameCode(other, route));
}
