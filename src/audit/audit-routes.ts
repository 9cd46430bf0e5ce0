/** Audits what was planned: our authorizers, and the routes that are not public. */
import { type Template, propertiesOf, sameValue } from '../cloudformation';
import type { Finding } from '../errors';
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
import { normalScopes } from '../service/scopes';
import { type ApiRoute, authorizationOf } from '../template/api-resources';
import { transformIn } from '../template/transforms';
import { groupBy } from '../util/group-by';
import { type JsonObject, isObject } from '../util/objects';
import {
  authorizerSubject,
  missingResource,
  missingRoute,
  transformedResource,
  unexpectedValue,
} from './audit-messages';
import { type OwnFacts, auditOwnRoute } from './own-authorizers';

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
  // Also `null`, which another plugin or an entry under `resources:` may write.
  if (!isObject(resource)) return [missingResource(where, subject)];
  const transform = transformIn(resource);
  if (transform !== undefined) return [transformedResource(where, transform)];
  return [
    ...differences(where, subject, { Type: planned.Type }, { Type: resource.Type }),
    ...differences(`${where}.Properties`, subject, propertiesOf(planned), propertiesOf(resource)),
    ...differences(where, subject, {}, { Condition: resource.Condition }),
  ];
}

/** Each planned route that is not public, found in the template by API, method and path. */
export function auditPlannedRoutes(plan: Plan, found: readonly ApiRoute[], facts: OwnFacts): Finding[] {
  const byIdentity = groupBy(found, (resource) => resource.identity);
  return plan.routes.flatMap((route) => {
    if (route.decision.access === 'public') return [];
    const resources = byIdentity.get(identity(route)) ?? [];
    if (resources.length === 0) {
      return [missingRoute(`Resources.${route.logicalId}`, routeName(route), route.where)];
    }
    return resources.flatMap((resource) => auditRoute(plan, route, resource, facts));
  });
}

function auditRoute(plan: Plan, route: PlannedRoute, resource: ApiRoute, facts: OwnFacts): Finding[] {
  const where = `Resources.${resource.logicalId}`;
  const transform = transformIn(resource.resource);
  if (transform !== undefined) return [transformedResource(where, transform)];
  if (!isProtected(route)) return auditOwnRoute(plan, route, resource, facts);
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

/** A finding for each key whose value is not the expected one; an additional key is one too. */
function differences(where: string, subject: string, expected: JsonObject, found: JsonObject): Finding[] {
  return Object.keys({ ...expected, ...found })
    .filter((key) => !sameValue(expected[key], found[key]))
    .map((key) =>
      unexpectedValue(`${where}.${key}`, subject, { expected: expected[key], found: found[key] }),
    );
}
