/** Audits conditions that the user has written and another plugin has removed or replaced: the route is there more often. */
import { sameValue } from '../cloudformation';
import type { Finding } from '../errors';
import type { Plan } from '../plan/types';
import { takesRequestsOf } from '../routing/route-patterns';
import { identity, routeName } from '../service/events';
import { type ApiRoute, isCorsMethod, isPublic } from '../template/api-resources';
import { type ConfiguredResources, conditionOf } from '../template/configured-resources';
import { makeIsSameProtection } from './audit-conditions';
import { lostCondition } from './audit-messages';
import type { ConfiguredRoute } from './configured-routes';

/**
 * Such a route may not take requests of one that is protected differently.
 *
 * @param found all routes of our own APIs
 * @param configured with the routes that the user has written under `resources:`
 */
export function auditLostConditions(
  plan: Plan,
  found: readonly ApiRoute[],
  configured: Pick<ConfiguredResources, 'resources' | 'extensions'>,
  written: readonly ConfiguredRoute[],
): Finding[] {
  const isOfEvent = new Set<string | null>(plan.routes.map(identity));
  /** Of a route, or of those at its place where another plugin gave it another logical ID. */
  const conditionsOf = ({ logicalId, identity: place }: ApiRoute): unknown[] => {
    const own = conditionOf(configured, logicalId);
    if (own !== undefined) return [own];
    if (isOfEvent.has(place) || configured.resources.has(logicalId)) return [];
    return written.filter((each) => each.place === place).map(({ condition }) => condition);
  };
  const isSame = makeIsSameProtection(plan);
  return found.flatMap((each) => {
    const { api, route, logicalId, resource } = each;
    const conditions = conditionsOf(each);
    const isKept = conditions.some((one) => one === undefined || sameValue(one, resource.Condition));
    if (route === null || conditions.length === 0 || isKept || isCorsMethod(each)) return [];
    const other = found.find(
      (candidate) =>
        candidate.api === api &&
        candidate.route !== null &&
        !isPublic(candidate) &&
        !isSame(each, candidate) &&
        takesRequestsOf(route, candidate.route),
    );
    if (other?.route === undefined || other.route === null) return [];
    const change = { expected: conditions[0], found: resource.Condition };
    return [lostCondition(`Resources.${logicalId}`, routeName(route), routeName(other.route), change)];
  });
}
