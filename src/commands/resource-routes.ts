/** Routes that are written as resources under `resources:`, as `passage routes` lists them. */
import {
  type ResourceEntry,
  isCorsMethod,
  isPublic,
  methodsOfApi,
  routesOfApi,
} from '../audit/audit-template';
import { formatValue } from '../errors';
import type { ApiKind } from '../service/events';
import type { Resource, Template } from '../serverless';
import type { Plan } from '../plan/types';
import { readResource, referredId, sameValue } from '../cloudformation';
import type { ListedRoute } from './listing';

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
  properties: Record<string, unknown>,
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
  const extensions = memberOf(resources, 'extensions') ?? {};
  const entries = Object.entries(memberOf(resources, 'Resources') ?? {}).filter(([, value]) =>
    isObject(value),
  );
  return {
    Resources: Object.fromEntries(
      entries.map(([logicalId, resource]) => [
        logicalId,
        extended(resource as Resource, memberOf(extensions, logicalId)),
      ]),
    ),
  };
}

/** The framework replaces each property that an extension names. */
function extended(resource: Resource, extension: object | undefined): Resource {
  return {
    ...resource,
    Properties: { ...memberOf(resource, 'Properties'), ...memberOf(extension, 'Properties') },
  };
}

function memberOf(value: unknown, key: string): object | undefined {
  const member: unknown = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
