/**
 * Where requests go by now that went to a protected route as it was configured. Pure.
 *
 * They may go to
 * - a route with the same protection;
 * - no route;
 * - a route whose event says by now how it is protected, and did not say so before; or
 * - a route that calls other code, and is as configured, or is beside the protected route (a warning).
 */
import { identity, routeName } from '../service/events';
import { movedRequests } from '../service/requests';
import { nearbyRoutes } from '../service/route-patterns';
import { copiedStatement, takenRequests } from './change-messages';
import { type RouteTest, copiedStatements, saysTheSame } from './copied-statements';
import { describeChange, protectionOf } from './describe-protection';
import type { Finding } from './finding';
import { type Intent, type IntendedRoute, keepsProtection, plannedRoutes } from './intent';
import { isProtected } from './route-changes';
import { isSameCode } from './same-code';

/** Each route that gets such requests and may not. */
export function findTakenRequests(first: Intent, now: Intent): Finding[] {
  const closed = [...first.routes.values()].filter(isProtected).map(({ planned }) => planned);
  const gone = closed.filter((planned) => !now.routes.has(identity(planned)));
  const isNew = ({ planned }: IntendedRoute): boolean => !first.routes.has(identity(planned));
  const changed = [...now.routes.values()].filter((route) => gone.length > 0 || isNew(route));
  if (closed.length === 0 || changed.length === 0) return [];
  const [nearbyClosed, nearbyGone] = [nearbyRoutes(closed), nearbyRoutes(gone)];
  const getsRequests = movedRequests(plannedRoutes(first), plannedRoutes(now));
  const isCopied = copiedStatements(first, now);
  const mayTake = takersOf(first, now, isCopied);
  return changed.flatMap((route) => {
    const nearby = (isNew(route) ? nearbyClosed : nearbyGone)(route.planned);
    const before = nearby
      .flatMap((planned) => first.routes.get(identity(planned)) ?? [])
      .find((other) => !mayTake(route, other) && getsRequests(route.planned, other.planned));
    if (before === undefined) return [];
    const [name, oldName] = [routeName(route.planned), routeName(before.planned)];
    const describe = isCopied(route, before) ? copiedStatement : takenRequests;
    return [describe(route.planned.where, name, oldName, describeChange(before, route))];
  });
}

/** Whether a route may get requests of a protected one. */
function takersOf(first: Intent, now: Intent, isCopied: RouteTest): RouteTest {
  return (route, before) => {
    const configured = first.routes.get(identity(route.planned));
    const isOfOtherCode = [route, configured ?? route].every((each) => !isSameCode(before, each));
    if (isOfOtherCode && (configured !== undefined || now.routes.has(identity(before.planned)))) return true;
    // What an event has said all along was said beside the protected route.
    const isSaidBefore = configured !== undefined && saysTheSame(configured, route);
    return isSaidBefore || isCopied(route, before)
      ? protectionOf(before) === protectionOf(route)
      : keepsProtection(before, route);
  };
}
