/** Routes that are written as resources under `resources:`, before anything is compiled. */
import { type Template, sameValue } from '../cloudformation';
import { formatValue } from '../errors';
import type { DecidedBy, Decision, Plan } from '../plan/types';
import { type ApiKind, type MethodAndPath, routeName } from '../service/events';
import { scopeTexts } from '../service/scopes';
import { type JsonObject, isObject, propertyOf } from '../util/objects';
import { referredApis } from './api-ids';
import { type ApiRoute, findRoutes, isCorsMethod, isPublic, routeLabel } from './api-resources';
import { extendedResource } from './configured-resources';
import { findHiddenRoutes } from './hidden-routes';

export interface ResourceRoute extends MethodAndPath {
  readonly api: ApiKind;
  /** `protected` by an authorizer of ours, by an `other` one, or `public`. */
  readonly access: Decision['access'];
  /** `null` when public. */
  readonly authorizer: string | null;
  readonly scopes: readonly string[];
  readonly decidedBy: DecidedBy;
  readonly properties: JsonObject;
}

/** Routes and methods on our APIs. One with the ID of a planned route only changes that one. */
export function readResourceRoutes(plan: Plan, resources: unknown): ResourceRoute[] {
  const template = templateOf(resources, plan);
  const planned = new Set(plan.routes.map(({ logicalId }) => logicalId));
  return findRoutes(template, plan, (logicalId) => logicalId)
    .filter(({ logicalId }) => !planned.has(logicalId))
    .map((resource) => {
      const { api, properties } = resource;
      return { ...methodAndPath(resource), api, ...accessOf(plan, template, resource), properties };
    });
}

/** Places under `resources:` that can create routes which are not in the list. */
export function findUnlistedRoutes(plan: Plan, resources: unknown): string[] {
  const hidden = findHiddenRoutes(templateOf(resources, plan), plan);
  return [...hidden.map(({ where }) => where), ...findMovedRoutes(plan, resources)];
}

/** Properties that make another route of one. */
const PLACE_KEYS = ['RouteKey', 'HttpMethod', 'ResourceId', 'ApiId', 'RestApiId'];

/** Entries under `resources:` that put a planned route, which is listed as planned, in another place. */
function findMovedRoutes({ routes }: Plan, resources: unknown): string[] {
  const names = new Map(routes.map((route) => [route.logicalId, [routeName(route), route.method]]));
  return ['extensions', 'Resources'].flatMap((section) =>
    objectEntries(propertyOf(resources, section)).flatMap(([logicalId, entry]) => {
      const properties = objectOf(entry, 'Properties');
      const same = names.get(logicalId);
      const isOther = (value: unknown): boolean =>
        value !== undefined && same?.some((name) => name === value) === false;
      const isMoved = PLACE_KEYS.some((key) => isOther(properties[key]));
      return isMoved ? [`${section}.${logicalId}`] : [];
    }),
  );
}

function methodAndPath(resource: ApiRoute): MethodAndPath {
  const { HttpMethod } = resource.properties;
  return (
    resource.route ?? {
      method: typeof HttpMethod === 'string' ? HttpMethod.toUpperCase() : 'ANY',
      path: formatValue(routeLabel(resource)),
    }
  );
}

function accessOf(
  plan: Plan,
  template: Template,
  resource: ApiRoute,
): Pick<ResourceRoute, 'access' | 'authorizer' | 'scopes' | 'decidedBy'> {
  if (isPublic(resource)) {
    const decidedBy = isCorsMethod(resource) ? 'preflight' : 'default';
    return { access: 'public', authorizer: null, scopes: [], decidedBy };
  }
  const { AuthorizationType, AuthorizerId, AuthorizationScopes } = resource.properties;
  const scopes = Array.isArray(AuthorizationScopes) ? scopeTexts(AuthorizationScopes) : [];
  const ours = plan.authorizers.find(
    ({ api, type, id }) =>
      api === resource.api &&
      AuthorizationType === (type === 'lambda' ? 'CUSTOM' : 'JWT') &&
      sameValue(id, AuthorizerId),
  );
  if (ours !== undefined) return { access: 'protected', authorizer: ours.name, scopes, decidedBy: 'event' };
  const authorizer = AuthorizerId === undefined ? String(AuthorizationType) : labelOf(AuthorizerId, template);
  return { access: 'other', authorizer, scopes, decidedBy: 'event' };
}

/** What an authorizer is called, for people: its name, its logical ID, or its ID. */
function labelOf(id: unknown, { Resources }: Template): string {
  const ref = propertyOf(id, 'Ref');
  if (typeof ref !== 'string') return typeof id === 'string' ? id : formatValue(id);
  const name = Resources[ref]?.Properties?.Name;
  return typeof name === 'string' ? name : ref;
}

const API_TYPE = {
  http: 'AWS::ApiGatewayV2::Api',
  rest: 'AWS::ApiGateway::RestApi',
  websocket: 'AWS::ApiGatewayV2::Api',
} as const;

/** What the user has written, as far as it is a template: IDs may be read from each of its sections. */
function templateOf(resources: unknown, plan: Plan): Template {
  const sections = isObject(resources) ? resources : {};
  // The framework compiles our APIs; what is known of them here is what extends them.
  const apis = [...referredApis(plan)].flatMap(([id, kinds]) =>
    kinds.map((kind) => [id, { Type: API_TYPE[kind] }] as const),
  );
  const all = { ...Object.fromEntries(apis), ...objectOf(sections, 'Resources') };
  const extended = Object.entries(all).map(
    ([id, resource]) =>
      [
        id,
        isObject(resource) ? extendedResource(resource, objectOf(sections.extensions, id)) : resource,
      ] as const,
  );
  return { ...sections, Resources: Object.fromEntries(extended) as Template['Resources'] };
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
