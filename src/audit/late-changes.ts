/** Compares the plan with what the service became later. Pure. */
import { sameValue } from '../cloudformation';
import type { Decision, Plan, PlannedRoute } from '../plan/types';
import { routeName } from '../service/events';
import type { Route } from '../service/routes';
import { type Finding, lateRoute, lateSetting, lostProtection } from './audit-messages';
import { normalScopes } from './audit-template';

/**
 * What other plugins have changed since the events were compiled, and too late to have an effect.
 *
 * @param late the plan of the service as it is by now, made of `routes`
 */
export function findLateChanges(late: Plan, routes: readonly Route[], plan: Plan): Finding[] {
  // An authorizer on an event was compiled with it, whether it is the user's or a reference of ours.
  const withAuthorizer = new Set(
    routes.filter(({ existing }) => existing !== null).map(({ where }) => where),
  );
  const before = decisionsOf(plan);
  return late.routes.flatMap((route) => {
    const compiled = before.get(keyOf(route));
    if (compiled === undefined) return [lateRoute(route.where, routeName(route))];
    const { decision } = route;
    const isAsCompiled = decision.access !== 'protected' || isAsProtected(compiled, decision);
    return withAuthorizer.has(route.where) || isAsCompiled
      ? []
      : [lateSetting(route.where, routeName(route))];
  });
}

/** Routes that were protected when the service was read first, and that have no setting any more. */
export function findLostProtection(now: Plan, first: Plan): Finding[] {
  const before = decisionsOf(first);
  return now.routes
    .filter(({ decision }) => decision.access === 'public' && decision.decidedBy === 'default')
    .filter((route) => before.get(keyOf(route))?.access === 'protected')
    .map((route) => lostProtection(route.where, routeName(route)));
}

function keyOf({ functionName, api, method, path }: PlannedRoute): string {
  return `${functionName} ${api} ${method} ${path}`;
}

function decisionsOf({ routes }: Plan): Map<string, Decision> {
  return new Map(routes.map((route) => [keyOf(route), route.decision]));
}

function isAsProtected(
  before: Decision,
  { app, scopes }: Extract<Decision, { access: 'protected' }>,
): boolean {
  return (
    before.access === 'protected' &&
    before.app === app &&
    sameValue(normalScopes(before.scopes), normalScopes(scopes))
  );
}
