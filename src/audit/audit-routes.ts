/** Audits what was planned: authorizers, and the routes that are not public. */
import { type Resource, type Template, propertiesOf, sameValue, usesKey } from '../cloudformation';
import { formatValue } from '../errors';
import { type Plan, type PlannedAuthorizer, type PlannedRoute, authorizerOf } from '../plan/types';
import { pathShape, routeName } from '../service/events';
import { groupBy } from '../util/group-by';
import type { JsonObject } from '../util/objects';
import { type ApiRoute, isPublic, isTransformed } from './api-resources';
import {
  type Finding,
  lostAuthorizer,
  missingAuthorizer,
  missingRoute,
  publicWhileFalse,
  transformedResource,
  unexpectedValue,
} from './audit-messages';
import { takesRequestsOf } from '../service/route-patterns';

/** What the framework compiled for the user's own authorizers, by the logical ID of the route. */
export type CompiledAuthorizations = ReadonlyMap<string, JsonObject>;

/** Records what the framework compiled, before other plugins change it. */
export function readCompiled(template: Template, plan: Plan): CompiledAuthorizations {
  return new Map(
    plan.routes
      .filter(({ decision }) => decision.access === 'other')
      .map(({ logicalId }) => [logicalId, authorizationOf(template.Resources[logicalId])]),
  );
}

function authorizationOf(resource: Resource | undefined): JsonObject {
  const { AuthorizationType, AuthorizerId, AuthorizationScopes } = propertiesOf(resource);
  return structuredClone({
    AuthorizationType,
    AuthorizerId,
    AuthorizationScopes: normalScopes(AuthorizationScopes),
  });
}

export function auditAuthorizer(template: Template, { name, created }: PlannedAuthorizer): Finding[] {
  if (created === null) return [];
  const where = `Resources.${created.logicalId}`;
  const resource = template.Resources[created.logicalId];
  if (resource === undefined) return [missingAuthorizer(where, name)];
  if (usesKey(resource, 'Fn::Transform')) return [transformedResource(where)];
  return [
    ...differences(where, null, { Type: created.resource.Type }, { Type: resource.Type }),
    ...differences(`${where}.Properties`, null, propertiesOf(created.resource), propertiesOf(resource)),
    ...differences(where, null, {}, { Condition: resource.Condition }),
  ];
}

/** Each planned route that is not public, found in the template by API, method and path. */
export function auditPlannedRoutes(
  plan: Plan,
  found: readonly ApiRoute[],
  compiled: CompiledAuthorizations,
): Finding[] {
  const byIdentity = groupBy(
    found.filter(({ route }) => route !== null),
    ({ api, route }) => identity({ api, ...(route ?? NO_ROUTE) }),
  );
  const open = found.filter((route) => isPublic(route));
  return plan.routes.flatMap((route) => {
    if (route.decision.access === 'public') return [];
    const resources = byIdentity.get(identity(route)) ?? [];
    if (resources.length === 0) {
      return [missingRoute(`Resources.${route.logicalId}`, routeName(route), route.where)];
    }
    return resources.flatMap((resource) => [
      ...auditResource(plan, route, resource, compiled),
      ...auditCondition(route, resource, open),
    ]);
  });
}

const NO_ROUTE = { method: '', path: '' };

/** What API Gateway takes for one route: names of path variables do not count. */
export function identity({ api, method, path }: Pick<PlannedRoute, 'api' | 'method' | 'path'>): string {
  return `${api} ${method} ${pathShape(path)}`;
}

function auditResource(
  plan: Plan,
  route: PlannedRoute,
  resource: ApiRoute,
  compiled: CompiledAuthorizations,
): Finding[] {
  const where = `Resources.${resource.logicalId}`;
  if (isTransformed(resource)) return [transformedResource(where)];
  const { decision } = route;
  const actual = authorizationOf(resource.resource);
  if (decision.access === 'protected') {
    const expected = {
      AuthorizationType: 'JWT',
      AuthorizerId: authorizerOf(plan, route.api, decision.app)?.id,
      AuthorizationScopes: normalScopes(decision.scopes),
    };
    return differences(where, routeName(route), expected, actual);
  }
  if (decision.access === 'public') return [];
  const planned = compiled.get(route.logicalId);
  const isAsCompiled = planned === undefined || sameValue(planned, actual);
  return isAsCompiled && !isPublic(resource)
    ? []
    : [lostAuthorizer(where, routeName(route), decision.authorizer, actual)];
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

/** Scopes are a set; none and an empty list are the same. */
export function normalScopes(scopes: unknown): unknown {
  if (!Array.isArray(scopes)) return scopes;
  if (scopes.length === 0) return undefined;
  return scopes.map((scope: unknown) => (typeof scope === 'string' ? scope : formatValue(scope))).sort();
}
