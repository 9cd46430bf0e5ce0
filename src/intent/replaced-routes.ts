/**
 * Routes that another plugin renamed, or moved to another function, and that lost protection on the way. Pure.
 *
 * Other plugins may remove protected routes, and may add routes. Where one does both, a new route may be an old one under
 * another name. So, while a protected route is gone, no new route may be public without a reason, and no new route that
 * is taken for an old one may have another protection. And none may open code whose protected route calls other code by now.
 */
import type { Finding } from '../errors';
import { identity, routeName } from '../service/events';
import { openedCode, renamedRoute, replacedRoute } from './change-messages';
import { pairRoutes } from './counterparts';
import { describeChange } from './describe-protection';
import type { Intent, IntendedRoute } from './intent';
import type { MovedRoutes } from './moved-routes';
import { makeFindOpened } from './opened-routes';
import { type FindBefore, changedRoutes, isClosed } from './route-changes';
import { makeFindWeakened } from './weakened-routes';

export function findReplacedRoutes(first: Intent, now: Intent, moved: MovedRoutes): Finding[] {
  const changes = changedRoutes(first, now);
  const { gone, appeared, exchanged } = changes;
  const findOpened = whenAsked(() => makeFindOpened(first, now, changes, moved));
  const findWeakened = whenAsked(() => makeFindWeakened({ first, now }, changes, moved));
  // A route that is gone has its counterpart among new names first.
  const all = { gone, appeared: [...exchanged, ...appeared] };
  const findExchanged = whenAsked(() => makeFindWeakened({ first, now }, all, moved));
  const describeAll = (routes: readonly IntendedRoute[], findBefore: FindBefore): Finding[] =>
    routes.flatMap((route) => {
      const before = findBefore(route);
      return before === undefined ? [] : [describe(before, route, now.routes.has(identity(before.planned)))];
    });
  return [
    ...describeAll(appeared, (route) => (isClosed(route) ? findWeakened(route) : findOpened(route))),
    ...describeAll(exchanged, findExchanged),
  ];
}

/** Most services have no such route, and each finder reads all routes first. */
function whenAsked(make: () => FindBefore): FindBefore {
  let find: FindBefore | undefined;
  return (route) => (find ??= make())(route);
}

function describe(before: IntendedRoute, route: IntendedRoute, isThere: boolean): Finding {
  const { where } = route.planned;
  const name = routeName(route.planned);
  const other = { route: routeName(before.planned), where: before.planned.where };
  const change = describeChange(before, route);
  if (isClosed(route)) return renamedRoute(where, name, other.route, change);
  return isThere ? openedCode(where, name, other) : replacedRoute(where, name, other, change);
}

/** Protected routes that are gone, and not only renamed. */
export function findRemovedRoutes(first: Intent, now: Intent): readonly IntendedRoute[] {
  const { gone, appeared } = changedRoutes(first, now);
  return pairRoutes(gone.filter(isClosed), appeared).gone;
}
