/**
 * Where requests go by now that went to a protected route as it was configured. Pure.
 *
 * They may go to
 * - a route with the same protection;
 * - no route;
 * - a route whose event says by now how it is protected, as no event did before; or
 * - a route that calls other code, and is as configured, or is beside the protected route (a warning).
 * The same counts for requests with a prefix that another plugin has put before paths.
 */
import { identity, routeName } from '../service/events';
import { movedRequests } from '../service/requests';
import { nearbyRoutes, sharesRequests } from '../service/route-patterns';
import { copiedStatement, takenRequests } from './change-messages';
import { type RouteTest, copiedStatements, saysTheSame } from './copied-statements';
import { describeChange, protectionOf } from './describe-protection';
import type { Finding } from './finding';
import { type Intent, type IntendedRoute, keepsProtection, plannedRoutes } from './intent';
import { type PlacedRoute, movedRoutes, placed } from './moved-routes';
import { isProtected } from './route-changes';
import { isSameCode } from './same-code';

interface TakenRequests {
  /** Each route that gets such requests and may not. */
  readonly inPlace: readonly Finding[];
  /** Each that does under a prefix. */
  readonly underPrefix: readonly Finding[];
}

export function findTakenRequests(first: Intent, now: Intent): TakenRequests {
  const closed = [...first.routes.values()].filter(isProtected);
  const gone = closed.filter(({ planned }) => !now.routes.has(identity(planned)));
  const isChanged = ([name, route]: readonly [string, IntendedRoute]): boolean => {
    const before = first.routes.get(name);
    return before === undefined || gone.length > 0 || protectionOf(before) !== protectionOf(route);
  };
  const changed = [...now.routes].filter(isChanged).map(([, route]) => placed(route));
  if (closed.length === 0 || changed.length === 0) return { inPlace: [], underPrefix: [] };
  const moved = movedRoutes(first, now);
  const find = takenIn(first, copiedStatements(first, moved));
  const [nearbyClosed, nearbyGone] = [nearbyOf(closed), nearbyOf(gone)];
  const nearby: FindNearby = (at) => {
    const configured = first.routes.get(identity(at));
    if (configured === undefined) return nearbyClosed(at);
    return isProtected(configured) ? [configured, ...nearbyGone(at)] : nearbyGone(at);
  };
  const all = [...now.routes.values()].map((route) => placed(route));
  return {
    inPlace: find(changed, all, nearby),
    underPrefix: [...moved.byPrefix].flatMap(([prefix, routes]) => {
      const isCompared = (before: IntendedRoute): boolean => {
        const prefixes = moved.prefixesOf(before);
        return prefixes.length === 0 || prefixes.includes(prefix);
      };
      return find(routes, routes, (at) => nearbyGone(at).filter(isCompared));
    }),
  };
}

function nearbyOf(routes: readonly IntendedRoute[]): FindNearby {
  const nearby = nearbyRoutes(routes.map((route) => placed(route)));
  const find = (at: PlacedRoute): readonly IntendedRoute[] =>
    nearby(at).flatMap((other) => (sharesRequests(at, other) ? [other.route] : []));
  // Without their prefixes, many routes have the same place.
  const known = new Map<string, readonly IntendedRoute[]>();
  return (at) => {
    const key = identity(at);
    const found = known.get(key) ?? find(at);
    known.set(key, found);
    return found;
  };
}

/** Protected routes as configured that a route may get requests of. */
type FindNearby = (at: PlacedRoute) => readonly IntendedRoute[];

/** Finds, of some routes, each that gets requests of a protected one and may not, with all routes beside it. */
function takenIn(
  first: Intent,
  copied: ReturnType<typeof copiedStatements>,
): (changed: readonly PlacedRoute[], all: readonly PlacedRoute[], nearby: FindNearby) => Finding[] {
  const movedTo = movedRequests(plannedRoutes(first));
  return (changed, all, nearby) => {
    const places = new Set(all.map(identity));
    const isThere = ({ planned }: IntendedRoute): boolean => places.has(identity(planned));
    const isCopied = copied(isThere);
    const getsRequests = movedTo(all);
    const mayTake = takersOf(first, isThere, isCopied);
    return changed.flatMap((at) => {
      const configured = first.routes.get(identity(at));
      const before = nearby(at).find(
        (other) => !mayTake(at, other) && (other === configured || getsRequests(at, other.planned)),
      );
      if (before === undefined) return [];
      const [name, oldName] = [routeName(at.route.planned), routeName(before.planned)];
      const describe = isCopied(at, before) ? copiedStatement : takenRequests;
      return [describe(at.route.planned.where, name, oldName, describeChange(before, at.route))];
    });
  };
}

/** Whether a route may get requests of a protected one. */
function takersOf(
  first: Intent,
  isThere: (before: IntendedRoute) => boolean,
  isCopied: RouteTest,
): RouteTest {
  return (at, before) => {
    const { route } = at;
    const configured = first.routes.get(identity(at));
    const isOther = configured !== before;
    const isOfOtherCode = [route, configured ?? route].every((each) => !isSameCode(before, each));
    if (isOther && isOfOtherCode && (configured !== undefined || isThere(before))) return true;
    // What an event has said all along was said beside the protected route.
    const isSaidBefore = isOther && configured !== undefined && saysTheSame(configured, route);
    return isSaidBefore || isCopied(at, before)
      ? protectionOf(before) === protectionOf(route)
      : keepsProtection(before, route);
  };
}
