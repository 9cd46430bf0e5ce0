/** Audits what was planned: our authorizers, and the routes that are not public. */
import { type Template, isRewritten, propertiesOf, sameValue } from '../cloudformation';
import {
  type Plan,
  type PlannedAuthorizer,
  type PlannedResource,
  type PlannedRoute,
  type ProtectedRoute,
  authorizerOf,
  isProtected,
} from '../plan/types';
import { identity, routeName } from '../service/events';
import { takesRequestsOf } from '../service/route-patterns';
import { groupBy } from '../util/group-by';
import type { JsonObject } from '../util/objects';
import { type ApiRoute, authorizationOf, isCorsMethod, isPublic } from './api-resources';
import {
  authorizerSubject,
  missingResource,
  missingRoute,
  otherWhileFalse,
  publicWhileFalse,
  transformedResource,
  unexpectedValue,
} from './audit-messages';
import type { Finding } from './finding';
import { type OwnFacts, auditOwnRoute } from './own-authorizers';
import { normalScopes } from './scopes';

export function auditAuthorizer(template: Template, { name, created }: PlannedAuthorizer): Finding[] {
  return created === null ? [] : auditPlannedResource(template, created, authorizerSubject(name));
}

/** A resource that must be exactly as planned, in every case. */
export function auditPlannedResource(
  template: Template,
  { logicalId, resource: planned }: PlannedResource,
  subject: string,
): Finding[] {
  const where = `Resources.${logicalId}`;
  const resource = template.Resources[logicalId];
  if (resource === undefined) return [missingResource(where, subject)];
  if (isRewritten(resource)) return [transformedResource(where)];
  return [
    ...differences(where, subject, { Type: planned.Type }, { Type: resource.Type }),
    ...differences(`${where}.Properties`, subject, propertiesOf(planned), propertiesOf(resource)),
    ...differences(where, subject, {}, { Condition: resource.Condition }),
  ];
}

/** Each planned route that is not public, found in the template by API, method and path. */
export function auditPlannedRoutes(plan: Plan, found: readonly ApiRoute[], facts: OwnFacts): Finding[] {
  const byIdentity = groupBy(found, (resource) => resource.identity);
  // A preflight carries no token, so its route is public by design.
  const preflights = new Set<string | null>(
    plan.routes.filter(({ index }) => index === null).map((route) => identity(route)),
  );
  const open = found.filter(
    (resource) => isPublic(resource) && !isCorsMethod(resource) && !preflights.has(resource.identity),
  );
  return plan.routes.flatMap((route) => {
    if (route.decision.access === 'public') return [];
    const resources = byIdentity.get(identity(route)) ?? [];
    if (resources.length === 0) {
      return [missingRoute(`Resources.${route.logicalId}`, routeName(route), route.where)];
    }
    return resources.flatMap((resource) => [
      ...auditRoute(plan, route, resource, facts),
      ...auditCondition(route, resource, open),
      ...auditAddedCondition(plan, resource, found, facts),
    ]);
  });
}

function auditRoute(plan: Plan, route: PlannedRoute, resource: ApiRoute, facts: OwnFacts): Finding[] {
  const where = `Resources.${resource.logicalId}`;
  if (isRewritten(resource.resource)) return [transformedResource(where)];
  if (!isProtected(route)) return auditOwnRoute(route, resource, facts);
  const expected = plannedAuthorization(plan, route.api, route.decision);
  return differences(where, routeName(route), expected, authorizationOf(resource.resource));
}

function plannedAuthorization(
  plan: Plan,
  api: PlannedRoute['api'],
  { app, scopes }: ProtectedRoute['decision'],
): JsonObject {
  const authorizer = authorizerOf(plan, api, app);
  // A Lambda authorizer's scopes are in its artifact.
  const isLambda = authorizer?.type === 'lambda';
  return {
    AuthorizationType: isLambda ? 'CUSTOM' : 'JWT',
    AuthorizerId: authorizer?.id,
    AuthorizationScopes: isLambda ? undefined : normalScopes(scopes),
  };
}

/** While the condition is false there is no such route, and a public one may take its requests. */
function auditCondition(
  route: PlannedRoute,
  { logicalId, resource }: ApiRoute,
  open: readonly ApiRoute[],
): Finding[] {
  const { Condition: condition } = resource;
  if (condition === undefined) return [];
  const other = open.find(
    (candidate) =>
      candidate.api === route.api &&
      candidate.logicalId !== logicalId &&
      // A route that only CloudFormation knows may be any.
      (candidate.route === null || takesRequestsOf(route, candidate.route)),
  );
  if (other === undefined) return [];
  const name = other.route === null ? `Resources.${other.logicalId}` : routeName(other.route);
  return [publicWhileFalse(`Resources.${logicalId}`, routeName(route), condition, name)];
}

/** The same, of a condition that is not the user's, and a route that is protected in another way. */
function auditAddedCondition(
  plan: Plan,
  resource: ApiRoute,
  found: readonly ApiRoute[],
  { configured }: OwnFacts,
): Finding[] {
  const { logicalId, api, route } = resource;
  const { Condition: condition } = resource.resource;
  const isMeant = sameValue(configured.extensions.get(logicalId)?.Condition, condition);
  if (condition === undefined || isMeant || route === null) return [];
  const decisions = new Map<string | null, unknown>(
    plan.routes.map((planned) => [identity(planned), { ...planned.decision, decidedBy: null }]),
  );
  // A Lambda authorizer knows the scopes of planned routes only.
  const isSame = (each: ApiRoute): boolean => {
    const [planned, other] = [resource, each].map(({ identity: id }) => decisions.get(id));
    return planned === undefined || other === undefined
      ? sameValue(authorizationOf(each.resource), authorizationOf(resource.resource))
      : sameValue(planned, other);
  };
  const other = found.find(
    (each) =>
      each.api === api &&
      each.logicalId !== logicalId &&
      each.route !== null &&
      !isPublic(each) &&
      !isSame(each) &&
      takesRequestsOf(route, each.route),
  );
  if (other?.route === undefined || other.route === null) return [];
  return [otherWhileFalse(`Resources.${logicalId}`, routeName(route), condition, routeName(other.route))];
}

/** A finding for each key whose value is not the expected one; an additional key is one too. */
function differences(where: string, subject: string, expected: JsonObject, found: JsonObject): Finding[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(found)])]
    .filter((key) => !sameValue(expected[key], found[key]))
    .map((key) =>
      unexpectedValue(`${where}.${key}`, subject, { expected: expected[key], found: found[key] }),
    );
}
