/** Public events that take requests of protected ones. */
import type { Note } from '../errors';
import { isWide, nearbyRoutes, takesRequestsOf } from '../routing/route-patterns';
import { routeName } from '../service/events';
import { overlap } from './note-messages';
import { type PlannedRoute, hasAuthorizer } from './types';

/** A warning for each public route without a setting that takes requests of a route that is not public. */
export function overlapNotes(routes: readonly PlannedRoute[]): Note[] {
  const isUndecided = ({ decision }: PlannedRoute): boolean => decision.decidedBy === 'default';
  return findOverlaps(routes, isUndecided).map(([open, taken]) =>
    overlap(open.where, routeName(open), routeName(taken)),
  );
}

/** Pairs of a public route and one, not public, whose requests it takes: for each public route that counts, the first. */
export function findOverlaps<T extends PlannedRoute>(
  routes: readonly T[],
  counts: (open: T, closed: T) => boolean,
): (readonly [open: T, closed: T])[] {
  return findTaken(
    routes.filter((route) => !hasAuthorizer(route)),
    routes.filter(hasAuthorizer),
    counts,
  );
}

/** Pairs of a route and one of the others whose requests it takes: for each route that counts, the first. */
export function findTaken<T extends PlannedRoute>(
  routes: readonly T[],
  others: readonly T[],
  counts: (route: T, other: T) => boolean,
): (readonly [route: T, other: T])[] {
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (routes.length === 0) return [];
  // Only a route that is wide in some way can lose requests to another one.
  // Stryker disable next-line MethodExpression,ConditionalExpression,Regex: with more routes the answer is the same, later.
  const nearby = nearbyRoutes(others.filter(isWide));
  return routes.flatMap((route) => {
    const taken = nearby(route).find(
      (other) => other.api === route.api && counts(route, other) && takesRequestsOf(route, other),
    );
    return taken === undefined ? [] : [[route, taken] as const];
  });
}
