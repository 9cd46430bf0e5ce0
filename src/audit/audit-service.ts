/** Compares the service as it is with what was configured first, and with what was compiled. Pure. */
import { sameValue } from '../cloudformation';
import { findOverlaps, findTaken } from '../plan/overlaps';
import type { PlannedService } from '../plan/plan-service';
import type { Decision, Plan } from '../plan/types';
import { identity, routeName } from '../service/events';
import { findAddedWays } from './added-ways';
import {
  addedDifference,
  addedOverlap,
  changedSetting,
  lateRoute,
  lateSetting,
  lostProtection,
} from './change-messages';
import type { Finding } from './finding';
import { normalScopes } from './scopes';
import { type Intent, type IntendedRoute, isSameCode, keepsProtection, saysItself } from './intent';
import { describeChange } from './describe-protection';
import { findLostSettings } from './lost-settings';
import { findRemovedApps, findUndecidedConnect } from './removed-apps';
import { findReplacedAuthorizers } from './replaced-authorizers';
import { findReplacedRoutes } from './replaced-routes';

/**
 * Everything that other plugins have taken from the protection of routes, before events are compiled.
 *
 * @param first what the user configured
 * @param last the same, with what other plugins have added since
 * @param now the service as it is by now
 */
export function findLostProtection(first: Intent, last: Intent, now: Intent): Finding[] {
  const changed = [...now.routes].flatMap(([key, route]) => {
    // With what was said for a while, too: it does not count once it is not said any more.
    const before = [first, last]
      .map(({ routes }) => routes.get(key))
      .find((each) => each !== undefined && !keepsProtection(each, route));
    if (before === undefined) return [];
    return [lostProtection(route.planned.where, routeName(route.planned), describeChange(before, route))];
  });
  const replaced = findReplacedRoutes(first, now);
  const known = new Set([...changed, ...replaced].map(({ where }) => where));
  return [
    ...changedSettings(first, now),
    ...findReplacedAuthorizers(first, now),
    ...findRemovedApps(first, now),
    ...findUndecidedConnect(first, now),
    ...changed,
    ...replaced,
    ...findLostSettings(first, now).filter(({ where }) => !known.has(where)),
    ...addedOverlaps(first, now),
    ...addedDifferently(first, now),
    ...findAddedWays(first, now),
  ];
}

/** A public route of another plugin that takes requests of a protected one of the same function. */
function addedOverlaps(first: Intent, now: Intent): Finding[] {
  const added = new Map([...now.routes].filter(([key]) => !first.routes.has(key)));
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (added.size === 0) return [];
  const overlaps = findOverlaps(
    [...now.routes.values()].map(({ planned }) => planned),
    (open, closed) => {
      const key = identity(closed);
      // As it was configured: a plugin may have wrapped all handlers in one.
      const [route, other] = [added.get(identity(open)), first.routes.get(key) ?? now.routes.get(key)];
      if (route === undefined || other === undefined || route.event.settings.event !== null) return false;
      return isSameCode(route, other);
    },
  );
  return overlaps.map(([open, closed]) => addedOverlap(open.where, routeName(open), routeName(closed)));
}

/**
 * A route of another plugin that takes requests of a configured one of the same function, and has another app, scopes
 * or authorizer, which its event does not name.
 */
function addedDifferently({ routes: first }: Intent, { routes: now }: Intent): Finding[] {
  const isClosed = ({ planned }: IntendedRoute): boolean => planned.decision.access !== 'public';
  const added = [...now]
    .filter(([key, route]) => !first.has(key) && !saysItself(route))
    .map(([, route]) => route)
    .filter(isClosed);
  if (added.length === 0) return [];
  const kept = [...first].filter(([key]) => now.has(key)).map(([, route]) => route);
  const intended = new Map([...kept, ...added].map((route) => [route.planned, route]));
  const taken = findTaken(
    added.map(({ planned }) => planned),
    kept.filter(isClosed).map(({ planned }) => planned),
    (planned, other) => {
      const [route, before] = [intended.get(planned), intended.get(other)];
      if (route === undefined || before === undefined) return false;
      return isSameCode(route, before) && !keepsProtection(before, route);
    },
  );
  return taken.flatMap(([planned, other]) => {
    const [route, before] = [intended.get(planned), intended.get(other)];
    if (route === undefined || before === undefined) return [];
    const values = describeChange(before, route);
    return [addedDifference(planned.where, routeName(planned), routeName(other), values)];
  });
}

/** An authorizer that is gone is no finding: its routes are, where they are still there. */
function changedSettings(first: Intent, now: Intent): Finding[] {
  const opened = [
    ...(first.protect === 'all' && now.protect !== 'all' ? (['protect'] as const) : []),
    ...(!first.preflight && now.preflight ? (['preflight'] as const) : []),
  ].map((key) => changedSetting(`custom.passage.${key}`, { expected: first[key], found: now[key] }));
  const changed = [...first.settings].flatMap(([of, { value: expected }]) => {
    const found = now.settings.get(of);
    return found === undefined || sameValue(found.value, expected)
      ? []
      : [changedSetting(found.where, { expected, found: found.value })];
  });
  return [...opened, ...changed];
}

/**
 * What other plugins have changed after events were compiled, too late to have an effect.
 *
 * @param late the service as it is by now
 */
export function findLateChanges(late: PlannedService, plan: Plan): Finding[] {
  // An authorizer on an event was compiled with it, whether it is the user's or a reference of ours.
  const withAuthorizer = new Set(
    late.routes.filter(({ existing }) => existing !== null).map(({ where }) => where),
  );
  const before = new Map(plan.routes.map((route) => [identity(route), route.decision]));
  return late.plan.routes.flatMap((route) => {
    const compiled = before.get(identity(route));
    if (compiled === undefined) return [lateRoute(route.where, routeName(route))];
    const { decision } = route;
    const isAsCompiled = decision.access !== 'protected' || isSameProtection(compiled, decision);
    return withAuthorizer.has(route.where) || isAsCompiled
      ? []
      : [lateSetting(route.where, routeName(route))];
  });
}

function isSameProtection(
  before: Decision,
  { app, scopes }: Extract<Decision, { access: 'protected' }>,
): boolean {
  return (
    before.access === 'protected' &&
    before.app === app &&
    sameValue(normalScopes(before.scopes), normalScopes(scopes))
  );
}
