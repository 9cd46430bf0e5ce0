/** Which routes of a template the user has configured under `resources:`, by where they were when they were compiled. */
import { type Resource, type Template, propertiesOf, sameValue } from '../cloudformation';
import type { Plan } from '../plan/types';
import { identity } from '../service/events';
import {
  type ApiRoute,
  authorizationOf,
  findRoutes,
  isPublic,
  restResourceId,
  routeLabel,
} from '../template/api-resources';
import { calledByRoute } from '../template/called-functions';
import {
  type ConfiguredResources,
  conditionOf,
  extendedResource,
  isComputed,
  withConfigured,
} from '../template/configured-resources';
import { type JsonObject, copyJson } from '../util/objects';

/** What a route is known by: API, method and path. Where one of them is not known, what it is computed from. */
export type Place = unknown;

/** A route that the user has configured. */
export interface ConfiguredRoute extends Pick<ApiRoute, 'api' | 'logicalId' | 'route'> {
  readonly place: Place;
  /** Its route key or its method, as it is written. */
  readonly key: unknown;
  /** Who may call it; `null` for anyone. What only CloudFormation knows counts as public, and stays as it is written. */
  readonly authorization: JsonObject | null;
  /** Whether it is certainly not public. */
  readonly isClosed: boolean;
  readonly condition: unknown;
  /** What it calls, also functions that another plugin has removed or renamed by now: see {@link calledByRoute}. */
  readonly calls: ReadonlySet<string>;
}

/**
 * Those that come from no event, and those of events of which only CloudFormation knows whether they are public.
 *
 * @param template as the framework compiled it
 */
export function readConfiguredRoutes(
  template: Template,
  plan: Plan,
  configured: ConfiguredResources,
): ConfiguredRoute[] {
  const { resources, extensions } = configured;
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (resources.size === 0 && extensions.size === 0) return [];
  const merged = withConfigured(template, configured);
  const callsOf = calledByRoute(merged, plan.stack);
  const events = new Map<string | null, string>(
    plan.routes.map((route) => [identity(route), route.logicalId]),
  );
  const isOfEvent = (route: ApiRoute): boolean => events.get(route.identity) === route.logicalId;
  const isConfigured = (route: ApiRoute): boolean =>
    isOfEvent(route) ? isComputed(route.resource) : resources.has(route.logicalId);
  return findRoutes(merged, plan)
    .filter(isConfigured)
    .map((each) => {
      const { api, logicalId, route } = each;
      const said = isOfEvent(each) ? each.resource : asWritten(each, configured);
      const isClosed = !isPublic({ api, properties: propertiesOf(said) });
      return {
        api,
        logicalId,
        route,
        place: placeOf(merged, each),
        key: routeLabel(each),
        authorization: isClosed || isComputed(said) ? copyJson(authorizationOf(said)) : null,
        isClosed,
        condition: conditionOf(configured, logicalId),
        calls: callsOf(each),
      };
    });
}

/** One that is the user's alone may be another one in a package, into which nothing is merged. */
function asWritten(
  { logicalId, resource }: ApiRoute,
  { resources, extensions }: ConfiguredResources,
): Resource {
  const own = resources.get(logicalId);
  return own === undefined ? resource : extendedResource(own, extensions.get(logicalId));
}

/** Whether a route is one of those, whatever its logical ID. */
export function isConfiguredRoute(
  template: Template,
  configured: readonly ConfiguredRoute[],
  route: ApiRoute,
): boolean {
  const place = placeOf(template, route);
  return configured.some((each) => sameValue(each.place, place));
}

/** Where a route is: for one of the template as for one that is configured. */
export function placeOf(template: Template, { identity, properties }: ApiRoute): Place {
  if (identity !== null) return identity;
  const { ApiId, RouteKey, RestApiId, HttpMethod, ResourceId } = properties;
  return { ApiId, RouteKey, RestApiId, HttpMethod, path: partsOf(template, ResourceId) };
}

/** The parts of the path of a REST resource, from its end to what is not in the template. */
function partsOf({ Resources }: Template, resourceId: unknown): unknown[] {
  const parts: unknown[] = [];
  const seen = new Set<unknown>();
  for (let next = resourceId; ;) {
    const id = restResourceId(next);
    const resource = id !== null && !seen.has(id) ? Resources[id] : undefined;
    if (resource?.Type !== 'AWS::ApiGateway::Resource') return [...parts, next];
    seen.add(id);
    const { PathPart, ParentId } = propertiesOf(resource);
    parts.push(PathPart);
    next = ParentId;
  }
}
