/** Compares the plan with what the service became later: words that came too late, and words that were lost. Pure. */
import { type Finding, makeFinding, nameOf, sorted } from './audit-template';
import type { Decision, Plan, PlannedRoute } from '../plan/types';
import type { Route } from '../service/routes';
import { sameValue } from '../cloudformation';

/**
 * What the events have become since they were compiled as planned.
 *
 * @param late the plan of the service as it is by now, made of `routes`
 */
export function findLateChanges(late: Plan, routes: readonly Route[], plan: Plan): Finding[] {
  // An authorizer that stands on an event was compiled with it, whether it is the user's or a reference of ours.
  const own = new Set(routes.filter((route) => route.existing !== null).map(({ where }) => where));
  const before = decisionsOf(plan);
  return late.routes.flatMap((route) => {
    const compiled = before.get(keyOf(route));
    if (compiled === undefined) {
      return [
        makeFinding(
          route.where,
          `${nameOf(route)} was added by another plugin after the events were compiled, too late to be decided about`,
          'nothing here; tell the plugin to add it before package:compileEvents',
        ),
      ];
    }
    const { decision } = route;
    if (own.has(route.where) || decision.access !== 'protected' || isAsProtected(compiled, decision))
      return [];
    return [
      makeFinding(
        route.where,
        `${nameOf(route)} was given its protection by another plugin after the events were compiled, too late to have it`,
        'nothing here; tell the plugin to say passage before package:compileEvents',
      ),
    ];
  });
}

/** Routes that were protected when the service was read, and that nobody says anything about by now. */
export function findLostProtection(now: Plan, first: Plan): Finding[] {
  const before = decisionsOf(first);
  return now.routes
    .filter(({ decision }) => decision.access === 'public' && decision.decidedBy === 'default')
    .filter((route) => before.get(keyOf(route))?.access === 'protected')
    .map((route) =>
      makeFinding(
        route.where,
        `${nameOf(route)} was protected, and another plugin has taken that from its event`,
        'passage on the function, where the plugin leaves it alone; or passage: false if the route is meant to be public',
      ),
    );
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
    before.access === 'protected' && before.app === app && sameValue(sorted(before.scopes), sorted(scopes))
  );
}
