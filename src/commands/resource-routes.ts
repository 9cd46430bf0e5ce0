/** Routes that are written as resources under `resources:`, as `passage routes` lists them. */
import {
  type ResourceEntry,
  isCorsMethod,
  isPublic,
  methodsOfApi,
  routesOfApi,
} from '../audit/api-resources';
import { type Template, readResource, referredId, sameValue } from '../cloudformation';
import { formatValue } from '../errors';
import type { Plan } from '../plan/types';
import type { ApiKind } from '../service/events';
import { type JsonObject, isObject, propertyOf } from '../util/objects';
import type { ListedRoute } from './listed-route';

/** Longer than any path API Gateway takes: parents that go in a circle end there. */
const LONGEST_PATH = 8192;

/** Routes and methods on our APIs. One with the ID of a planned route only changes that one. */
export function listResourceRoutes(plan: Plan, resources: unknown): ListedRoute[] {
  const template = templateOf(resources);
  const planned = new Set(plan.routes.map(({ logicalId }) => logicalId));
  const isNew = ([logicalId]: ResourceEntry): boolean => !planned.has(logicalId);
  return [
    ...routesOfApi(template, plan)
      .filter(isNew)
      .map(([, { Properties = {} }]) => ({
        ...keyOf(Properties.RouteKey),
        function: null,
        api: 'http' as const,
        ...accessOf(plan, 'http', template, Properties),
      })),
    ...methodsOfApi(template, plan)
      .filter(isNew)
      .map(([, { Properties = {} }]) => ({
        method: methodOf(Properties.HttpMethod),
        path: pathOf(Properties.ResourceId, template) || '/',
        function: null,
        api: 'rest' as const,
        ...(isPublic(Properties) && isCorsMethod(Properties)
          ? { access: 'public' as const, authorizer: null, scopes: [], decidedBy: 'preflight' as const }
          : accessOf(plan, 'rest', template, Properties)),
      })),
  ];
}

function methodOf(method: unknown): string {
  return typeof method === 'string' ? method.toUpperCase() : formatValue(method);
}

/** From its place in the tree of resources; a part that is not under `resources:` goes by its logical ID. */
function pathOf(resourceId: unknown, template: Template, below = ''): string {
  const id = referredId(resourceId);
  const isRoot = typeof resourceId === 'object' && resourceId !== null && 'Fn::GetAtt' in resourceId;
  if (id === null || isRoot) return below;
  const { Properties } = readResource(template.Resources[id]);
  const part = Properties?.PathPart;
  if (typeof part !== 'string' || below.length > LONGEST_PATH) return `${id}${below}`;
  return pathOf(Properties?.ParentId, template, `/${part}${below}`);
}

function keyOf(routeKey: unknown): { method: string; path: string } {
  if (typeof routeKey !== 'string') return { method: 'ANY', path: formatValue(routeKey) };
  const [method, path] = routeKey.split(' ');
  return path === undefined ? { method: 'ANY', path: routeKey } : { method: method ?? '', path };
}

function accessOf(
  plan: Plan,
  api: ApiKind,
  template: Template,
  properties: JsonObject,
): Pick<ListedRoute, 'access' | 'authorizer' | 'scopes' | 'decidedBy'> {
  const { AuthorizationType, AuthorizerId, AuthorizationScopes } = properties;
  if (isPublic(properties)) return { access: 'public', authorizer: null, scopes: [], decidedBy: 'default' };
  const scopes = Array.isArray(AuthorizationScopes) ? AuthorizationScopes.map(String) : [];
  const ours = plan.authorizers.find(
    (authorizer) =>
      authorizer.api === api && AuthorizationType === 'JWT' && sameValue(authorizer.id, AuthorizerId),
  );
  if (ours !== undefined) return { access: 'protected', authorizer: ours.name, scopes, decidedBy: 'event' };
  const authorizer = AuthorizerId === undefined ? String(AuthorizationType) : labelOf(AuthorizerId, template);
  return { access: 'other', authorizer, scopes, decidedBy: 'event' };
}

/** What an authorizer is called, for people: its name, its logical ID, or its ID. */
function labelOf(id: unknown, { Resources }: Template): string {
  const ref = typeof id === 'object' && id !== null && 'Ref' in id ? String(id.Ref) : undefined;
  if (ref === undefined) return typeof id === 'string' ? id : formatValue(id);
  const name = Resources[ref]?.Properties?.Name;
  return typeof name === 'string' ? name : ref;
}

function templateOf(resources: unknown): Template {
  const extensions = propertyOf(resources, 'extensions');
  const entries = objectEntries(propertyOf(resources, 'Resources'));
  return {
    Resources: Object.fromEntries(
      entries.map(([logicalId, resource]) => [
        logicalId,
        // The framework replaces each property that an extension names.
        {
          ...resource,
          Properties: {
            ...objectOf(resource, 'Properties'),
            ...objectOf(propertyOf(extensions, logicalId), 'Properties'),
          },
        },
      ]),
    ),
  };
}

function objectEntries(value: unknown): (readonly [string, JsonObject])[] {
  return isObject(value)
    ? Object.entries(value).flatMap(([key, child]) => (isObject(child) ? [[key, child] as const] : []))
    : [];
}

function objectOf(value: unknown, key: string): JsonObject {
  const property = propertyOf(value, key);
  return isObject(property) ? property : {};
}
