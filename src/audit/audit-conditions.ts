/** Audits conditions on routes that are not public: while one is false, another route may get the requests. */
import { sameValue } from '../cloudformation';
import type { Finding } from '../errors';
import {
  type Decision,
  type Plan,
  type PlannedRoute,
  hasAuthorizer,
  isPreflight,
  sameDecision,
} from '../plan/types';
import { takesRequestsOf } from '../routing/route-patterns';
import { type MethodAndPath, identity, routeName } from '../service/events';
import { type ApiRoute, authorizationOf, isCorsMethod, isPublic } from '../template/api-resources';
import { type ConfiguredResources, conditionOf } from '../template/configured-resources';
import { groupBy } from '../util/group-by';
import { otherWhileFalse, publicWhileFalse } from './audit-messages';
import type { ConfiguredRoute } from './configured-routes';

/** A route whose requests are known. */
type Conditional = ApiRoute & { readonly route: MethodAndPath };

/**
 * A condition on an event's route may not leave its requests to a public route, whoever wrote it. One that the user has
 * not written may not leave them to a route with other protection, nor those of a route under `resources:` to either.
 *
 * @param found all routes of our own APIs
 * @param written routes that the user has written under `resources:`
 */
export function auditConditions(
  plan: Plan,
  found: readonly ApiRoute[],
  configured: Pick<ConfiguredResources, 'resources' | 'extensions'>,
  written: readonly ConfiguredRoute[],
): Finding[] {
  const conditional = found.filter(isConditional);
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (conditional.length === 0) return [];
  const events = new Map<string | null, PlannedRoute>(plan.routes.map((route) => [identity(route), route]));
  const ofEvents = new Set(plan.routes.map((route) => route.logicalId));
  const byPlace = groupBy(written, ({ place }) => place);
  const byId = new Map(written.map((each) => [each.logicalId, each]));
  const open = openRoutes(plan, found);
  const findOther = makeFindOther(plan, found);
  return conditional.flatMap((each) => {
    const { identity: id, logicalId, resource } = each;
    const event = events.get(id);
    // Several may have one key, each with its condition; one that is not configured may be a renamed one.
    const isKnown = configured.resources.has(logicalId) || ofEvents.has(logicalId);
    const ofKey = isKnown ? [] : (byPlace.get(id) ?? []);
    const alike = ofKey.find(({ condition }) => sameValue(condition, resource.Condition));
    const own = byId.get(logicalId) ?? alike ?? ofKey.find(({ isClosed }) => isClosed);
    const isOfEvent = event !== undefined && hasAuthorizer(event);
    if (!isOfEvent && own?.isClosed !== true) return [];
    const said = conditionOf(configured, logicalId) ?? (event && conditionOf(configured, event.logicalId));
    const meant = isOfEvent ? said : own?.condition;
    const isMeant = sameValue(meant, resource.Condition);
    return [
      ...(isMeant && !isOfEvent ? [] : auditPublic(each, open)),
      ...(isMeant ? [] : auditOther(each, findOther)),
    ];
  });
}

function isConditional(route: ApiRoute): route is Conditional {
  return route.resource.Condition !== undefined && route.route !== null;
}

function openRoutes({ routes }: Plan, found: readonly ApiRoute[]): ApiRoute[] {
  // A preflight carries no token, so its route is public by design.
  const preflights = new Set<string | null>(routes.filter(isPreflight).map((route) => identity(route)));
  return found.filter((each) => isPublic(each) && !isCorsMethod(each) && !preflights.has(each.identity));
}

/** While the condition is false there is no such route, and a public one may take its requests. */
function auditPublic({ api, logicalId, route, resource }: Conditional, open: readonly ApiRoute[]): Finding[] {
  const other = open.find(
    (candidate) =>
      candidate.api === api &&
      candidate.logicalId !== logicalId &&
      // With the same condition, it is not there then, either.
      !sameValue(candidate.resource.Condition, resource.Condition) &&
      // A route that only CloudFormation knows may be any.
      (candidate.route === null || takesRequestsOf(route, candidate.route)),
  );
  if (other === undefined) return [];
  const name = other.route === null ? `Resources.${other.logicalId}` : routeName(other.route);
  return [publicWhileFalse(`Resources.${logicalId}`, routeName(route), resource.Condition, name)];
}

/** The same, of a condition that is not the user's, and a route that is protected in another way. */
function auditOther(conditional: Conditional, findOther: FindOther): Finding[] {
  const { logicalId, route, resource } = conditional;
  const other = findOther(
    conditional,
    ({ resource: { Condition } }) => !sameValue(Condition, resource.Condition),
  );
  if (other === undefined) return [];
  return [otherWhileFalse(`Resources.${logicalId}`, routeName(route), resource.Condition, routeName(other))];
}

type FindOther = (route: Conditional, mayBe?: (other: ApiRoute) => boolean) => MethodAndPath | undefined;

/** Finds a route that is not public, is protected differently, and has requests that the given one takes. */
export function makeFindOther(plan: Plan, found: readonly ApiRoute[]): FindOther {
  const isSame = makeIsSameProtection(plan);
  return (each, mayBe = () => true) => {
    const other = found.find(
      (candidate) =>
        candidate.api === each.api &&
        mayBe(candidate) &&
        candidate.route !== null &&
        !isPublic(candidate) &&
        !isSame(each, candidate) &&
        takesRequestsOf(each.route, candidate.route),
    );
    return other?.route ?? undefined;
  };
}

/** Whether two routes are protected alike. A Lambda authorizer knows the scopes of planned routes only. */
function makeIsSameProtection({ routes }: Plan): (route: ApiRoute, other: ApiRoute) => boolean {
  const decisions = new Map<string | null, Decision>(
    routes.map((planned) => [identity(planned), planned.decision]),
  );
  return (...both) => {
    const [planned, other] = both.map(({ identity: id }) => decisions.get(id));
    const areOurs = planned?.access === 'protected' && other?.access === 'protected';
    if (areOurs) return sameDecision(planned, other);
    const [one, another] = both.map(({ resource }) => authorizationOf(resource));
    return sameValue(one, another);
  };
}
