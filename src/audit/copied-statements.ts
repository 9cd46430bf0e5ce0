/**
 * What an event says by now may be a copy of what another one said as configured. Pure.
 *
 * Another plugin makes one event of several with `{ ...event, method: 'ANY' }`: what the first one said of its requests
 * is not said of those of the others.
 */
import { sameValue } from '../cloudformation';
import { identity, routeName } from '../service/events';
import { matchedRequests } from '../service/requests';
import { nearbyRoutes } from '../service/route-patterns';
import { lookup } from '../util/group-by';
import { copiedStatement } from './change-messages';
import { describeChange, protectionOf } from './describe-protection';
import type { Finding } from './finding';
import { type Intent, type IntendedRoute, plannedRoutes, saysItself } from './intent';
import { findRemovedRoutes } from './replaced-routes';
import { changedRoutes, isProtected } from './route-changes';
import { codes, isSameCode } from './same-code';

/** Whether something is so of a route, and of a protected one as configured. */
export type RouteTest = (route: IntendedRoute, before: IntendedRoute) => boolean;

/** Protected routes whose event says by now what one that is gone said, of requests that both match. */
export function findOverruledRoutes(first: Intent, now: Intent): Finding[] {
  const changed = [...first.routes.values()].filter(isProtected).flatMap((before) => {
    const route = now.routes.get(identity(before.planned));
    if (route === undefined || protectionOf(before) === protectionOf(route)) return [];
    return saysTheSame(before, route) ? [] : [{ before, route }];
  });
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (changed.length === 0) return [];
  const isCopied = copiedStatements(first, now);
  return changed
    .filter(({ before, route }) => isCopied(route, before))
    .map(({ before, route }) => {
      const name = routeName(route.planned);
      return copiedStatement(route.planned.where, name, name, describeChange(before, route));
    });
}

/** Whether an event may have taken over what it says, where it gets requests of a protected route. */
export function copiedStatements(first: Intent, now: Intent): RouteTest {
  const removed = new Set(findRemovedRoutes(first, now));
  const findGone = lookup(changedRoutes(first, now).gone.filter(saysItself), codes);
  const overlaps = overlappingStatements(first, now);
  return (route, before) => {
    const isRemoved = removed.has(before);
    // One with another name, as under a prefix, has its requests there.
    if (!isRemoved && !now.routes.has(identity(before.planned))) return false;
    const isOfCode = (other: IntendedRoute): boolean => isSameCode(other, route) && saysTheSame(other, route);
    return (isRemoved && findGone(codes(route), isOfCode) !== undefined) || overlaps(route);
  };
}

/**
 * Whether a configured event said the same of requests that an event matches too, whatever its code is. One that is
 * still there has not become a configured event, which says itself what is new.
 */
function overlappingStatements(first: Intent, now: Intent): (route: IntendedRoute) => boolean {
  const stating = [...first.routes.values()].filter(saysItself).map((route) => ({ ...route.planned, route }));
  const nearby = nearbyRoutes(stating);
  const matchesRequests = matchedRequests(plannedRoutes(first));
  const find = (route: IntendedRoute): boolean => {
    const isNew = !first.routes.has(identity(route.planned));
    return nearby(route.planned)
      .filter((other) => isNew || !now.routes.has(identity(other)))
      .filter((other) => matchesRequests(route.planned, other))
      .some((other) => saysTheSame(other.route, route));
  };
  const known = new Map<IntendedRoute, boolean>();
  return (route) => {
    const isOverlapping = known.get(route) ?? find(route);
    known.set(route, isOverlapping);
    return isOverlapping;
  };
}

/** Wherever the event is by now: one before it may be gone, or it may be another function's. */
export function saysTheSame({ event: before }: IntendedRoute, { event: now }: IntendedRoute): boolean {
  const [said, says] = [before, now].map(
    ({ settings }) => settings.event && { ...settings.event, where: null },
  );
  return sameValue(said, says) && sameValue(before.existing, now.existing);
}
