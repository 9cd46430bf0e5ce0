/**
 * Where requests go by now that went to a protected route as it was configured. Pure.
 *
 * They may go to
 * - a route with the same protection;
 * - no route;
 * - beside the protected route, one whose event says by now how it is protected, as no event did of such requests; or
 * - a route that calls other code, and is as configured, or is beside the protected route (a warning).
 * The same counts where another plugin has changed how paths begin.
 */
import type { Finding } from '../errors';
import { makeGetsRequests } from '../routing/requests';
import { nearbyRoutes, sharesRequests } from '../routing/route-patterns';
import { identity, routeName } from '../service/events';
import { groupBy } from '../util/group-by';
import { copiedStatement, takenRequests } from './change-messages';
import { type Left, type RouteTest, makeIsCopied } from './copied-statements';
import { splitWholeOf } from './counterparts';
import { describeChange, protectionOf } from './describe-protection';
import { type Intent, type IntendedRoute, type Intents, plannedRoutes, saysItself } from './intent';
import { keepsProtection } from './keeps-protection';
import { type MovedRoutes, type PlacedRoute, placed } from './moved-routes';
import { isClosed } from './route-changes';
import { hasOnlyCodeOf } from './same-code';

interface TakenRequests {
  /** Each route that gets such requests and may not. */
  readonly inPlace: readonly Finding[];
  /** Each that gets them where paths begin in another way by now. */
  readonly atOldPlace: readonly Finding[];
}

export function findTakenRequests(first: Intent, now: Intent, moved: MovedRoutes): TakenRequests {
  const closed = [...first.routes.values()].filter(isClosed);
  const gone = closed.filter(({ planned }) => !now.routes.has(identity(planned)));
  // Stryker disable next-line ConditionalExpression,EqualityOperator: it only saves time.
  const changed = gone.length > 0 ? [...now.routes.values()] : newOrChanged(first, now);
  // Stryker disable next-line ConditionalExpression,LogicalOperator: it only saves time.
  if (closed.length === 0 || changed.length === 0) return { inPlace: [], atOldPlace: [] };
  const states = { first, now, moved };
  // What became one route for each method is there, and was not moved.
  const split = groupBy(now.routes.values(), (route) => splitWholeOf(states, route));
  const findInPlace = makeFindTaken(states, {
    // Where it was moved to other paths, it is not in its place.
    isThere: (before) => split.has(before) || isInPlace(states, before),
    lacksMethod: ({ method }, before) => lacksMethod(split.get(before), method),
  });
  const findAtOldPlace = makeFindTaken(states, {
    isThere: (before) => moved.routesOf(before).length > 0,
    lacksMethod: () => false,
  });
  const all = [...now.routes.values()].map((route) => placed(route));
  const nearbyClosed = nearbyOf(closed);
  const nearbyGone = nearbyOf(gone.filter((before) => !split.has(before)));
  const isGone = new Set(gone);
  const isMoved = (at: PlacedRoute, before: IntendedRoute): boolean =>
    isGone.has(before) && moved.isMovedWith(at, before);
  return {
    inPlace: findInPlace(
      changed.map((route) => placed(route)),
      all,
      (at) => nearbyClosed(at).filter((before) => !isMoved(at, before)),
    ),
    atOldPlace: [...moved.byMove].flatMap(([move, routes]) => {
      const isCompared = makeIsCompared(move, moved);
      return findAtOldPlace(routes, routes, (at) =>
        nearbyGone(at).filter((before) => isCompared(at, before)),
      );
    }),
  };
}

/** Whether a route after a move may have the requests of a protected one, which may be known after another move. */
function makeIsCompared(move: string, moved: MovedRoutes): RouteTest {
  return ({ route }, before) => {
    const moves = moved.movesOf(before);
    if (moves.length === 0 || moves.includes(move)) return true;
    // What is known may be copies, of other functions.
    const isOwn = ({ fn }: IntendedRoute): boolean => fn.name === before.fn.name;
    return isOwn(route) && !moved.routesOf(before).some(isOwn);
  };
}

/** Whether a route for all methods is left, by several routes, without that one. */
function lacksMethod(parts: readonly IntendedRoute[] | undefined, method: string): boolean {
  return parts?.every(({ planned }) => ![method, 'ANY'].includes(planned.method)) === true;
}

/** Routes that are new, or protected in another way. */
function newOrChanged({ routes: first }: Intent, { routes: now }: Intent): IntendedRoute[] {
  // Stryker disable next-line MethodExpression: it only saves time.
  return [...now.values()].filter((route) => {
    const before = first.get(identity(route.planned));
    // Stryker disable next-line ConditionalExpression: it only saves time.
    return before === undefined || protectionOf(before) !== protectionOf(route);
  });
}

function nearbyOf(routes: readonly IntendedRoute[]): FindNearby {
  const nearby = nearbyRoutes(routes.map((route) => placed(route)));
  const find = (at: PlacedRoute): readonly IntendedRoute[] =>
    nearby(at).flatMap((other) => (sharesRequests(at, other) ? [other.route] : []));
  // At their old places, many routes have the same place.
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

interface States extends Intents {
  readonly moved: MovedRoutes;
}

/** Whether a protected route is there, or matches requests of its old path under its new one. */
function isInPlace({ moved }: States, before: IntendedRoute): boolean {
  return moved.routesOf(before).some(({ planned }) => sharesRequests(planned, before.planned));
}

/** Finds, of some routes, each that gets requests of a protected one and may not, with all routes beside it. */
function makeFindTaken(
  states: States,
  left: Left,
): (changed: readonly PlacedRoute[], all: readonly PlacedRoute[], nearby: FindNearby) => Finding[] {
  const { first } = states;
  const copied = makeIsCopied(states, left);
  const movedTo = makeGetsRequests(plannedRoutes(first));
  return (changed, all, nearby) => {
    const getsRequests = movedTo(all);
    const isCopied = copied(getsRequests);
    const mayTake = makeMayTake(states, left, isCopied);
    return changed.flatMap((at) => {
      const configured = first.routes.get(identity(at));
      const before = nearby(at).find(
        (other) => !mayTake(at, other) && (other === configured || getsRequests(at, other.planned)),
      );
      if (before === undefined) return [];
      const [name, oldName] = [routeName(at.route.planned), routeName(before.planned)];
      const describe = saysItself(at.route) && isCopied(at, before) ? copiedStatement : takenRequests;
      return [describe(at.route.planned.where, name, oldName, describeChange(before, at.route))];
    });
  };
}

/** Whether a route may get requests of a protected one. */
function makeMayTake({ first, moved }: States, { isThere }: Left, isCopied: RouteTest): RouteTest {
  return (at, before) => {
    const { route } = at;
    const configured = first.routes.get(identity(at));
    const isOfOtherCode = [route, configured ?? route].every((each) => !moved.hasCodeOf(before, each));
    const isMoved = moved.certainlyBy(route).length > 0;
    const isConfigured = isMoved || (configured !== undefined && hasOnlyCodeOf(configured, route));
    if (isOfOtherCode && (isConfigured || moved.routesOf(before).length > 0)) return true;
    // What an event says that was only moved, it said of its requests as configured.
    return (isMoved && !isThere(before)) || isCopied(at, before)
      ? protectionOf(before) === protectionOf(route)
      : keepsProtection(before, route);
  };
}
