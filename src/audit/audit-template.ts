/** Compares the final template with the plan. Pure, read-only; every finding at once. */
import { type Resource, type Template, readResource, referredId, sameValue } from '../cloudformation';
import { formatValue } from '../errors';
import { type Plan, type PlannedAuthorizer, type PlannedRoute, authorizerOf } from '../plan/types';
import { routeName } from '../service/events';
import { groupBy } from '../util/group-by';
import type { JsonObject } from '../util/objects';
import { type ResourceEntry, isCorsMethod, isPublic, methodsOfApi, routesOfApi } from './api-resources';
import {
  type Finding,
  hiddenRoutes,
  lostExistingAuthorizer,
  missingAuthorizer,
  missingRoute,
  transformedResource,
  unexpectedValue,
  unplannedPublicRoute,
} from './audit-messages';

/** Every way in which the template is not as planned. */
export function auditTemplate(template: Template, plan: Plan): Finding[] {
  const byKey = groupBy(routesOfApi(template, plan), ([, { Properties }]) => Properties?.RouteKey);
  const compiledAs = (route: PlannedRoute): readonly ResourceEntry[] =>
    route.api === 'http' ? (byKey.get(routeName(route)) ?? []) : methodOf(template, route);
  return [
    ...plan.authorizers.flatMap((authorizer) => auditAuthorizer(template, authorizer)),
    ...plan.routes.flatMap((route) => auditRoute(plan, route, compiledAs(route))),
    ...(plan.protect === 'all' ? auditUnplanned(template, plan) : []),
  ];
}

function auditAuthorizer(template: Template, { name, created }: PlannedAuthorizer): Finding[] {
  if (created === null) return [];
  const where = `Resources.${created.logicalId}`;
  const resource = template.Resources[created.logicalId];
  if (resource === undefined) return [missingAuthorizer(where, name)];
  if (isTransformed(resource)) return [transformedResource(where)];
  return [
    ...differences(where, null, { Type: created.resource.Type }, { Type: resource.Type }),
    ...differences(`${where}.Properties`, null, created.resource.Properties ?? {}, resource.Properties ?? {}),
  ];
}

/** A macro rewrites the resource after everybody has looked at it. */
function isTransformed({ Properties, ...resource }: Resource): boolean {
  return 'Fn::Transform' in resource || 'Fn::Transform' in (Properties ?? {});
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
    .map((key) => unexpectedValue(`${where}.${key}`, route, { expected: expected[key], found: found[key] }));
}

/** @param compiled what the route became. HTTP API routes are found by their key: a plugin may rename resources. */
function auditRoute(plan: Plan, route: PlannedRoute, compiled: readonly ResourceEntry[]): Finding[] {
  if (route.decision.access === 'public') return [];
  if (compiled.length === 0) {
    return [missingRoute(`Resources.${route.logicalId}`, routeName(route), route.where)];
  }
  return compiled.flatMap(([logicalId, resource]) => {
    const where = `Resources.${logicalId}`;
    if (isTransformed(resource)) return [transformedResource(where)];
    return auditAuthorization(plan, route, where, resource.Properties ?? {});
  });
}

function auditAuthorization(
  plan: Plan,
  route: PlannedRoute,
  where: string,
  properties: JsonObject,
): Finding[] {
  const { decision, api } = route;
  if (decision.access === 'public') return [];
  if (decision.access === 'other') {
    return isPublic(properties) ? [lostExistingAuthorizer(where, routeName(route), decision.authorizer)] : [];
  }
  const { AuthorizationType, AuthorizerId, AuthorizationScopes } = properties;
  const expected = {
    AuthorizationType: 'JWT',
    AuthorizerId: authorizerOf(plan, api, decision.app)?.id,
    AuthorizationScopes: normalScopes(decision.scopes),
  };
  return differences(where, routeName(route), expected, {
    AuthorizationType,
    AuthorizerId,
    AuthorizationScopes: normalScopes(AuthorizationScopes),
  });
}

function methodOf({ Resources }: Template, { logicalId }: PlannedRoute): ResourceEntry[] {
  const resource = Resources[logicalId];
  return resource?.Type === 'AWS::ApiGateway::Method' ? [[logicalId, resource]] : [];
}

/** Scopes are a set; none and an empty list are the same. */
export function normalScopes(scopes: unknown): unknown {
  if (!Array.isArray(scopes)) return scopes;
  if (scopes.length === 0) return undefined;
  return scopes.map((scope: unknown) => (typeof scope === 'string' ? scope : formatValue(scope))).sort();
}

/** Under `protect: all`: what is public on our APIs without `passage: false`, wherever it came from. */
function auditUnplanned(template: Template, plan: Plan): Finding[] {
  const meant = plan.routes.filter(({ decision }) => decision.access === 'public');
  const keys = new Set<unknown>(meant.filter(({ api }) => api === 'http').map(routeName));
  const ids = new Set(meant.filter(({ api }) => api === 'rest').map(({ logicalId }) => logicalId));
  const routes = routesOfApi(template, plan).filter(
    ([, { Properties = {} }]) => isPublic(Properties) && !keys.has(Properties.RouteKey),
  );
  const methods = methodsOfApi(template, plan).filter(
    ([logicalId, { Properties = {} }]) =>
      isPublic(Properties) && !isCorsMethod(Properties) && !ids.has(logicalId),
  );
  const unplanned = [...routes, ...methods].map(([logicalId, { Properties = {} }]) =>
    unplannedPublicRoute(
      `Resources.${logicalId}`,
      formatValue(Properties.RouteKey ?? Properties.HttpMethod),
      Properties.AuthorizationType,
    ),
  );
  return [...unplanned, ...findHiddenRoutes(template, plan)];
}

/** Properties through which an API gets routes that are no resources of the template. */
const ROUTES_WITHIN = ['Body', 'BodyS3Location', 'RouteKey', 'Target'];

/** What creates routes out of sight: on our APIs, by a macro, or by a serverless application of SAM. */
function findHiddenRoutes(template: Template, plan: Plan): Finding[] {
  const apis = [plan.httpApi.id, plan.restApiId];
  return Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    const where = `Resources.${logicalId}`;
    const { Type, Properties = {} } = readResource(resource);
    if (logicalId.startsWith('Fn::')) return [hiddenRoutes(where)];
    if (Type === 'AWS::Serverless::Function' && Properties.Events !== undefined) return [hiddenRoutes(where)];
    if (!apis.some((api) => referredId(api) === logicalId)) return [];
    return ROUTES_WITHIN.filter((key) => Properties[key] !== undefined).map((key) =>
      hiddenRoutes(`${where}.Properties.${key}`),
    );
  });
}
