/** Asks the final template whether it is what was planned. Pure, read-only; every finding at once. */
import { type Problem, formatValue } from '../errors';
import type { Resource, Template } from '../serverless';
import type { PlannedAuthorizer, PlannedRoute, Plan } from '../plan/types';
import type { Route } from '../service/routes';
import { groupBy, readResource, referredId, refersTo, sameValue } from '../cloudformation';

/** What was found wrong in the template: always `PASSAGE_AUDIT_FAILED`. */
export type Finding = Problem & { readonly code: 'PASSAGE_AUDIT_FAILED' };

/** A resource with its logical ID. */
export type ResourceEntry = readonly [logicalId: string, resource: Resource];

const BLAME = 'nothing here; look at resources: and at the other plugins for what changes or removes it';

/** Every way in which the template is not as planned. */
export function auditTemplate(template: Template, plan: Plan): Finding[] {
  const routesOf = groupBy(routesOfApi(template, plan), ([, { Properties }]) => Properties?.RouteKey);
  const compiledAs = (route: PlannedRoute): readonly ResourceEntry[] =>
    route.api === 'http' ? (routesOf.get(nameOf(route)) ?? []) : methodOf(template, route);
  return [
    ...plan.authorizers.flatMap((authorizer) => auditAuthorizer(template, authorizer)),
    ...plan.routes.flatMap((route) => auditRoute(plan, route, compiledAs(route))),
    ...(plan.protect === 'all' ? auditUnplanned(template, plan) : []),
  ];
}

export function makeFinding(where: string, what: string, fix: string, found?: string): Finding {
  return { code: 'PASSAGE_AUDIT_FAILED', where, what, fix, ...(found === undefined ? {} : { found }) };
}

function auditAuthorizer(template: Template, { name, created }: PlannedAuthorizer): Finding[] {
  if (created === null) return [];
  const where = `Resources.${created.logicalId}`;
  const resource = template.Resources[created.logicalId];
  if (resource === undefined) return [makeFinding(where, `the authorizer ${name} is missing`, BLAME)];
  return [
    ...transformed(where, resource),
    ...differences(where, { Type: created.resource.Type }, { Type: resource.Type }),
    ...differences(`${where}.Properties`, created.resource.Properties ?? {}, resource.Properties ?? {}),
  ];
}

/** A macro rewrites the resource after everybody has looked at it. */
function transformed(where: string, { Properties, ...resource }: Resource): Finding[] {
  if (!('Fn::Transform' in resource) && !('Fn::Transform' in (Properties ?? {}))) return [];
  return [
    makeFinding(
      where,
      'is rewritten by a macro (Fn::Transform), so nobody can say what it becomes',
      'the resource without Fn::Transform',
    ),
  ];
}

/** A finding for each key whose value is not the expected one; a key nobody planned is one too. */
function differences(
  where: string,
  expected: Record<string, unknown>,
  found: Record<string, unknown>,
): Finding[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(found)])]
    .filter((key) => !sameValue(expected[key], found[key]))
    .map((key) =>
      makeFinding(
        `${where}.${key}`,
        `is not as planned (${formatValue(expected[key])})`,
        BLAME,
        formatValue(found[key]),
      ),
    );
}

/** `compiled`: what the route became. HTTP API routes are found by their key, since a plugin may rename resources. */
function auditRoute(plan: Plan, route: PlannedRoute, compiled: readonly ResourceEntry[]): Finding[] {
  const { decision } = route;
  if (decision.access === 'public') return [];
  if (compiled.length === 0) {
    return [
      makeFinding(
        `Resources.${route.logicalId}`,
        `the route ${nameOf(route)} is missing (${route.where})`,
        BLAME,
      ),
    ];
  }
  return compiled.flatMap(([logicalId, resource]) => {
    const { Properties = {} } = resource;
    const where = `Resources.${logicalId}`;
    const [hidden] = transformed(where, resource);
    if (hidden !== undefined) return [hidden];
    if (decision.access === 'other') {
      if (!isPublic(Properties)) return [];
      return [
        makeFinding(
          where,
          `${nameOf(route)} should have its own authorizer (${decision.authorizer}), but is public`,
          BLAME,
        ),
      ];
    }
    const authorizer = plan.authorizers.find(({ api, app }) => api === route.api && app === decision.app);
    const expected = {
      AuthorizationType: 'JWT',
      AuthorizerId: authorizer?.id,
      AuthorizationScopes: sorted(decision.scopes),
    };
    const { AuthorizationType, AuthorizerId, AuthorizationScopes } = Properties;
    return differences(where, expected, {
      AuthorizationType,
      AuthorizerId,
      AuthorizationScopes: sorted(AuthorizationScopes),
    }).map((difference) => ({ ...difference, what: `${nameOf(route)} ${difference.what}` }));
  });
}

function methodOf({ Resources }: Template, { logicalId }: PlannedRoute): ResourceEntry[] {
  const resource = Resources[logicalId];
  return resource?.Type === 'AWS::ApiGateway::Method' ? [[logicalId, resource]] : [];
}

/** Scopes are a set; none and an empty list are the same. */
export function sorted(scopes: unknown): unknown {
  if (!Array.isArray(scopes)) return scopes;
  if (scopes.length === 0) return undefined;
  return scopes.map((scope: unknown) => (typeof scope === 'string' ? scope : formatValue(scope))).sort();
}

/** Under `protect: all`: what is public on our APIs without `passage: false`, wherever it came from. */
function auditUnplanned(template: Template, plan: Plan): Finding[] {
  const meant = plan.routes.filter(({ decision }) => decision.access === 'public');
  const keys = new Set<unknown>(meant.filter(({ api }) => api === 'http').map(nameOf));
  const ids = new Set(meant.filter(({ api }) => api === 'rest').map(({ logicalId }) => logicalId));
  const routes = routesOfApi(template, plan).filter(
    ([, { Properties = {} }]) => isPublic(Properties) && !keys.has(Properties.RouteKey),
  );
  const methods = methodsOfApi(template, plan).filter(
    ([logicalId, { Properties = {} }]) =>
      isPublic(Properties) && !isCorsMethod(Properties) && !ids.has(logicalId),
  );
  return [
    ...[...routes, ...methods].map(([logicalId, { Properties = {} }]) =>
      makeFinding(
        `Resources.${logicalId}`,
        `${formatValue(Properties.RouteKey ?? Properties.HttpMethod)} is public under protect: all, and nobody said passage: false`,
        'the route as an event of a function (with passage: false if it is meant), or AuthorizationType and AuthorizerId on this resource',
        `AuthorizationType: ${formatValue(Properties.AuthorizationType)}`,
      ),
    ),
    ...hiddenRoutes(template, plan),
  ];
}

/** Properties through which an API gets routes that are no resources of the template, so that nothing can be said of them. */
const ROUTES_WITHIN = ['Body', 'BodyS3Location', 'RouteKey', 'Target'];

/** What makes routes out of sight: on our APIs, by a macro, or by a serverless application of SAM. */
function hiddenRoutes(template: Template, plan: Plan): Finding[] {
  const apis = [plan.httpApi.id, plan.restApiId];
  return Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    const where = `Resources.${logicalId}`;
    const { Type, Properties = {} } = readResource(resource);
    const made = makeFinding(
      where,
      'makes routes that cannot be audited, under protect: all',
      'these routes as events of functions',
    );
    if (logicalId.startsWith('Fn::')) return [made];
    if (Type === 'AWS::Serverless::Function' && Properties.Events !== undefined) return [made];
    if (!apis.some((api) => referredId(api) === logicalId)) return [];
    return ROUTES_WITHIN.filter((key) => Properties[key] !== undefined).map((key) => ({
      ...made,
      where: `${where}.Properties.${key}`,
    }));
  });
}

/** Routes on the plan's HTTP API, whoever wrote them. */
export function routesOfApi(template: Template, plan: Plan): ResourceEntry[] {
  return resourcesOn(template, 'AWS::ApiGatewayV2::Route', 'ApiId', plan.httpApi.id);
}

/** Methods on the plan's REST API, whoever wrote them. */
export function methodsOfApi(template: Template, plan: Plan): ResourceEntry[] {
  return resourcesOn(template, 'AWS::ApiGateway::Method', 'RestApiId', plan.restApiId);
}

/**
 * Resources of a type on one API. Whatever refers to this stack's API in any way is taken to be on it; an external
 * API is known by its ID only.
 */
function resourcesOn(template: Template, type: string, property: string, api: unknown): ResourceEntry[] {
  const ref = referredId(api);
  return Object.entries(template.Resources).filter(([, resource]) => {
    const { Type, Properties } = readResource(resource);
    if (Type !== type) return false;
    const value = Properties?.[property];
    return sameValue(value, api) || (ref !== null && refersTo(value, ref));
  });
}

/** Anything but a type of authorization that is plainly there: an intrinsic function may turn out to be `NONE`. */
export function isPublic(properties: Record<string, unknown>): boolean {
  const type = properties.AuthorizationType;
  return typeof type !== 'string' || type === 'NONE';
}

/** What the framework compiles from `cors: true`: a preflight answered by API Gateway itself. */
export function isCorsMethod({ HttpMethod, Integration }: Record<string, unknown>): boolean {
  return (
    HttpMethod === 'OPTIONS' &&
    typeof Integration === 'object' &&
    Integration !== null &&
    'Type' in Integration &&
    Integration.Type === 'MOCK'
  );
}

/** The route as API Gateway calls it: `GET /me`, `$default`. */
export function nameOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return path === '$default' ? path : `${method} ${path}`;
}
