/** New events within protected routes that are there, which say only what a configured one said. Pure. */
import type { Note } from '../errors';
import { addedRoute, openedPart } from '../intent/added-messages';
import { makeIsStated } from '../intent/copied-statements';
import { pairRoutes, wholeOf } from '../intent/counterparts';
import { describeChange } from '../intent/describe-protection';
import { type Intent, type IntendedRoute, plannedRoutes } from '../intent/intent';
import { isAsStrict } from '../intent/keeps-protection';
import { changedRoutes, isClosed } from '../intent/route-changes';
import { isSameCode } from '../intent/same-code';
import { findOverlaps, findTaken } from '../plan/overlaps';
import { type PlannedRoute, hasAuthorizer } from '../plan/types';
import { identity, routeName } from '../service/events';

/**
 * Public ones, of any function, whose function may say it in their place; and those of the same code that are protected
 * differently. What was moved together is not new.
 */
export function openedParts(first: Intent, now: Intent): Note[] {
  const { appeared } = changedRoutes(first, now);
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (appeared.length === 0) return [];
  const isNew = newWithin(first, now);
  const isStated = makeIsStated(first);
  const isOpened = (open: IntendedRoute): boolean =>
    open.planned.decision.decidedBy === 'function' || isStated(open);
  const isWeaker = (route: IntendedRoute, other: IntendedRoute): boolean =>
    isStated(route) && isSameCode(other, route) && !isAsStrict(other, route);
  const named = (route: PlannedRoute): IntendedRoute | undefined => now.routes.get(identity(route));
  const both =
    (test: (route: IntendedRoute, other: IntendedRoute) => boolean) =>
    (planned: PlannedRoute, closed: PlannedRoute): boolean => {
      const [route, other] = [named(planned), named(closed)];
      return route !== undefined && other !== undefined && isNew(route, other) && test(route, other);
    };
  const closed = plannedRoutes(now).filter(hasAuthorizer);
  const added = appeared.filter(isClosed).map(({ planned }) => planned);
  return [
    ...findOverlaps(plannedRoutes(now), both(isOpened)).map(([open, other]) =>
      openedPart(open.where, routeName(open), routeName(other)),
    ),
    ...findTaken(added, closed, both(isWeaker)).flatMap(([route, other]) =>
      describeWeaker(named(route), named(other)),
    ),
  ];
}

/** Whether a route is new within another one: neither moved as that was, nor one method of what was there. */
function newWithin(first: Intent, now: Intent): (route: IntendedRoute, other: IntendedRoute) => boolean {
  const { gone, appeared } = changedRoutes(first, now);
  const within = new Set(findOverlaps(plannedRoutes(first), () => true).map(([open]) => open));
  const wasWithin = (route: IntendedRoute): boolean => isClosed(route) || within.has(route.planned);
  const { appeared: added } = pairRoutes(gone.filter(wasWithin), appeared);
  // What was so for all methods is so for each.
  const isNew = (route: IntendedRoute): boolean =>
    !first.routes.has(identity(route.planned)) && wholeOf(first, route) === undefined;
  return (route, other) => isNew(route) && (added.has(route) || !isNew(other));
}

function describeWeaker(route: IntendedRoute | undefined, other: IntendedRoute | undefined): Note[] {
  if (route === undefined || other === undefined) return [];
  const { where, functionName } = other.planned;
  const beside = { route: routeName(other.planned), where, functionName };
  return [addedRoute(route.planned.where, routeName(route.planned), beside, describeChange(other, route))];
}
