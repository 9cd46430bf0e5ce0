/** Audits conditions that the user has written and another plugin has removed or replaced: the route is there more often. */
import { sameValue } from '../cloudformation';
import type { Finding } from '../errors';
import { type Decision, type Plan, type PlannedRoute, sameDecision } from '../plan/types';
import { sharesRequests } from '../routing/route-patterns';
import { identity, routeName } from '../service/events';
import { type ApiRoute, isCorsMethod, isPublic } from '../template/api-resources';
import { type ConfiguredResources, conditionOf } from '../template/configured-resources';
import { makeFindOther } from './audit-conditions';
import { lostCondition } from './audit-messages';
import type { ConfiguredRoute } from './configured-routes';

export interface ConditionFacts {
  readonly configured: Pick<ConfiguredResources, 'resources' | 'extensions'>;
  /** Routes that the user has written under `resources:`. */
  readonly written: readonly ConfiguredRoute[];
  /** Routes of protected events that are gone. */
  readonly gone: readonly PlannedRoute[];
}

/**
 * Such a route may not take requests of one that is protected differently, nor those of such an event that is gone.
 *
 * @param found all routes of our own APIs
 */
export function auditLostConditions(
  plan: Plan,
  found: readonly ApiRoute[],
  facts: ConditionFacts,
): Finding[] {
  const { resources, extensions } = facts.configured;
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (resources.size === 0 && extensions.size === 0) return [];
  const conditionsOf = makeConditionsOf(plan, facts);
  const findOther = makeFindOther(plan, found);
  const decisions = new Map<string | null, Decision>(
    plan.routes.map((route) => [identity(route), route.decision]),
  );
  return found.flatMap((each) => {
    const { route, logicalId, resource } = each;
    const conditions = conditionsOf(each);
    const isKept = conditions.some((one) => one === undefined || sameValue(one, resource.Condition));
    if (route === null || conditions.length === 0 || isKept || isCorsMethod(each)) return [];
    const planned = decisions.get(each.identity);
    const other =
      findOther({ ...each, route }) ??
      facts.gone.find(
        (before) =>
          before.api === each.api &&
          sharesRequests(route, before) &&
          (planned === undefined ? isPublic(each) : !sameDecision(planned, before.decision)),
      );
    if (other === undefined) return [];
    const change = { expected: conditions[0], found: resource.Condition };
    return [lostCondition(`Resources.${logicalId}`, routeName(route), routeName(other), change)];
  });
}

/** Finds the conditions that a route may have, whatever its logical ID is by now. */
function makeConditionsOf(
  { routes }: Plan,
  { configured, written }: ConditionFacts,
): (route: ApiRoute) => readonly unknown[] {
  const events = new Map<string | null, string>(routes.map((route) => [identity(route), route.logicalId]));
  return ({ logicalId, identity: place }) => {
    const event = events.get(place);
    const own = conditionOf(configured, logicalId);
    if (own !== undefined && logicalId !== event) return [own];
    if (event !== undefined) return [conditionOf(configured, event)];
    if (configured.resources.has(logicalId)) return [];
    return written.filter((each) => each.place === place).map(({ condition }) => condition);
  };
}
