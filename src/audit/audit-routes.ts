/** Audits what was planned: our authorizers, and the routes that are not public. */
import { type Template, isRewritten, propertiesOf, sameValue } from '../cloudformation';
import {
  type Plan,
  type PlannedAuthorizer,
  type PlannedRoute,
  authorizerOf,
  isProtected,
} from '../plan/types';
import { identity, routeName } from '../service/events';
import { takesRequestsOf } from '../service/route-patterns';
import { groupBy } from '../util/group-by';
import type { JsonObject } from '../util/objects';
import { type ApiRoute, isPublic } from './api-resources';
import {
  missingAuthorizer,
  missingRoute,
  publicWhileFalse,
  transformedResource,
  unexpectedValue,
} from './audit-messages';
import type { Finding } from './finding';
import { type Compiled, auditOwnRoute, authorizationOf } from './own-authorizers';
import { normalScopes } from './scopes';

export function auditAuthorizer(template: Template, { name, created }: PlannedAuthorizer): Finding[] {
  if (created === null) return [];
  const where = `Resources.${created.logicalId}`;
  const resource = template.Resources[created.logicalId];
  if (resource === undefined) return [missingAuthorizer(where, name)];
  if (isRewritten(resource)) return [transformedResource(where)];
  return [
    ...differences(where, null, { Type: created.resource.Type }, { Type: resource.Type }),
    ...differences(`${where}.Properties`, null, propertiesOf(created.resource), propertiesOf(resource)),
    ...differences(where, null, {}, { Condition: resource.Condition }),
  ];
}

/** Each planned route that is not public, found in the template by API, method and path. */
export function auditPlannedRoutes(plan: Plan, found: readonly ApiRoute[], compiled: Compiled): Finding[] {
  const byIdentity = groupBy(found, (resource) => resource.identity);
  const open = found.filter(isPublic);
  return plan.routes.flatMap((route) => {
    if (route.decision.access === 'public') return [];
    const resources = byIdentity.get(identity(route)) ?? [];
    if (resources.length === 0) {
      return [missingRoute(`Resources.${route.logicalId}`, routeName(route), route.where)];
    }
    return resources.flatMap((resource) => [
      ...auditRoute(plan, route, resource, compiled),
      ...auditCondition(route, resource, open),
    ]);
  });
}

function auditRoute(plan: Plan, route: PlannedRoute, resource: ApiRoute, compiled: Compiled): Finding[] {
  const where = `Resources.${resource.logicalId}`;
  if (isRewritten(resource.resource)) return [transformedResource(where)];
  if (!isProtected(route)) return auditOwnRoute(route, resource, compiled);
  const { app, scopes } = route.decision;
  const expected = {
    AuthorizationType: 'JWT',
    AuthorizerId: authorizerOf(plan, route.api, app)?.id,
    AuthorizationScopes: normalScopes(scopes),
  };
  return differences(where, routeName(route), expected, authorizationOf(resource.resource));
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
      candidate.route !== null &&
      candidate.logicalId !== logicalId &&
      takesRequestsOf(route, candidate.route),
  );
  if (other === undefined || other.route === null) return [];
  const name = routeName(other.route);
  return [publicWhileFalse(`Resources.${logicalId}`, routeName(route), condition, name)];
}

/** A finding for each key whose value is not the expected one; an additional key is one too. */
function differences(
  where: string,
  route: string | null,
  expected: JsonObject,
  found: JsonObject,
): Finding[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(found)])]
    .filter((key) => !sameValue(expected[key], found[key]))
    .map((key) =>
      unexpectedValue(`${where}.${key}`, route, key, { expected: expected[key], found: found[key] }),
    );
}
