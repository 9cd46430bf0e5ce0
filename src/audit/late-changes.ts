/** Compares the service as it is with what was configured first, and with what was compiled. Pure. */
import { sameValue } from '../cloudformation';
import type { PlannedService } from '../plan/plan-service';
import type { Decision, Plan } from '../plan/types';
import { routeName } from '../service/events';
import { type Finding, lateRoute, lateSetting, lostProtectAll, lostProtection } from './audit-messages';
import { identity, normalScopes } from './audit-routes';
import { type Intent, describeProtection, keepsProtection } from './intent';
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
    const before = last.routes.get(key);
    if (before === undefined || keepsProtection(before, route)) return [];
    const values = {
      expected: describeProtection(before.planned),
      found: describeProtection(route.planned),
    };
    return [lostProtection(route.planned.where, routeName(route.planned), values)];
  });
  const opened = first.protect === 'all' && now.protect !== 'all' ? [lostProtectAll(now.protect)] : [];
  return [...opened, ...changed, ...findReplacedRoutes(first, now)];
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
