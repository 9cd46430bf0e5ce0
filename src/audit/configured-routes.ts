/** Which routes of a template the user has configured under `resources:`, by where they were when they were compiled. */
import { type Template, propertiesOf, sameValue } from '../cloudformation';
import type { Plan } from '../plan/types';
import { propertyOf } from '../util/objects';
import { type ApiRoute, findRoutes } from './api-resources';
import type { ConfiguredResources } from './configured-resources';

/** What a route is known by: API, method and path. Where one of them is not known, what it is computed from. */
type Place = unknown;

/** @param template as the framework compiled it, by which paths of its own REST resources are known */
export function readConfiguredRoutes(
  template: Template,
  plan: Plan,
  { resources }: Pick<ConfiguredResources, 'resources'>,
): Place[] {
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (resources.size === 0) return [];
  const Resources = { ...template.Resources, ...Object.fromEntries(resources) };
  const configured = { ...template, Resources };
  return findRoutes(configured, plan)
    .filter(({ logicalId }) => resources.has(logicalId))
    .map((route) => placeOf(configured, route));
}

/** Whether a route is one of those, whatever its logical ID. */
export function isConfiguredRoute(template: Template, places: readonly Place[], route: ApiRoute): boolean {
  const place = placeOf(template, route);
  return places.some((each) => sameValue(each, place));
}

function placeOf(template: Template, { identity, properties }: ApiRoute): Place {
  if (identity !== null) return identity;
  const { ApiId, RouteKey, RestApiId, HttpMethod, ResourceId } = properties;
  return { ApiId, RouteKey, RestApiId, HttpMethod, path: partsOf(template, ResourceId) };
}

/** The parts of the path of a REST resource, from its end to what is not in the template. */
function partsOf({ Resources }: Template, resourceId: unknown): unknown[] {
  const parts: unknown[] = [];
  const seen = new Set<unknown>();
  for (let next = resourceId; ;) {
    const id = propertyOf(next, 'Ref');
    const resource = typeof id === 'string' && !seen.has(id) ? Resources[id] : undefined;
    if (resource?.Type !== 'AWS::ApiGateway::Resource') return [...parts, next];
    seen.add(id);
    const { PathPart, ParentId } = propertiesOf(resource);
    parts.push(PathPart);
    next = ParentId;
  }
}
