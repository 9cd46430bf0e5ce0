/** What other plugins change once the framework has compiled events. Pure. */
import { sameValue } from '../cloudformation';
import type { Finding } from '../errors';
import type { PlannedService } from '../plan/plan-service';
import { type Decision, type Plan, type ProtectedRoute, isProtected } from '../plan/types';
import { identity, routeName } from '../service/events';
import { normalScopes } from '../service/scopes';
import { lateRoute, lateSetting } from './change-messages';

/**
 * Routes that are new, and protection that an event was compiled without: neither has an effect any more.
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
    // The framework removes entries under `resources:` once it has merged them: `protect: all` counts again then.
    const isOfEntry =
      compiled.access !== 'public' &&
      compiled.decidedBy === 'event' &&
      route.decision.decidedBy === 'service';
    const isAsCompiled = !isProtected(route) || isOfEntry || isSameProtection(compiled, route.decision);
    return withAuthorizer.has(route.where) || isAsCompiled
      ? []
      : [lateSetting(route.where, routeName(route))];
  });
}

function isSameProtection(before: Decision, { app, scopes }: ProtectedRoute['decision']): boolean {
  return (
    before.access === 'protected' &&
    before.app === app &&
    sameValue(normalScopes(before.scopes), normalScopes(scopes))
  );
}
