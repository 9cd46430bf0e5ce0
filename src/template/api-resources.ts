/** The routes of our APIs in a template, whoever wrote them. */
import {
  type Resource,
  type Template,
  canonical,
  literalText,
  propertiesOf,
  referencesIn,
  resourcesOfTypes,
  sameValue,
  typeOf,
} from '../cloudformation';
import type { Plan } from '../plan/types';
import { type ApiKind, type MethodAndPath, identity } from '../service/events';
import { normalScopes } from '../service/scopes';
import { type JsonObject, propertyOf } from '../util/objects';
import { apiMatchers } from './api-ids';

/** A route of an HTTP API, a method of a REST API, or `$connect` of a WebSocket API, on one of our APIs. */
export interface ApiRoute {
  readonly api: ApiKind;
  readonly logicalId: string;
  readonly resource: Resource;
  readonly properties: JsonObject;
  /** The property that names its API. */
  readonly idProperty: string;
  /** `null` where only CloudFormation knows it, or where the resource is not in the template. */
  readonly route: MethodAndPath | null;
  /** Of the route, `null` where it has none. */
  readonly identity: string | null;
}

/** Types of routes, each with the kinds of API that have them and the property that names the API. */
const ROUTE_TYPES: ReadonlyMap<unknown, { readonly apis: readonly ApiKind[]; readonly idProperty: string }> =
  new Map([
    ['AWS::ApiGatewayV2::Route', { apis: ['http', 'websocket'], idProperty: 'ApiId' }],
    ['AWS::ApiGateway::Method', { apis: ['rest'], idProperty: 'RestApiId' }],
  ]);

/**
 * All routes on the plan's APIs. Resources are recognised by what they are, whatever their logical ID.
 *
 * @param labelOf gives a REST resource that is not in the template a name, where a path for people will do
 */
export function findRoutes(
  template: Template,
  plan: Plan,
  labelOf: (logicalId: string) => string | null = () => null,
): ApiRoute[] {
  const matchers = apiMatchers(template, plan);
  const isOurs = {
    http: throughResources(template, matchers.http),
    rest: throughResources(template, matchers.rest),
    websocket: throughResources(template, matchers.websocket),
  };
  const pathOf = pathReader(template, plan, isOurs.rest, labelOf);
  return resourcesOfTypes(template, ROUTE_TYPES.keys()).flatMap(([logicalId, resource]) => {
    const type = ROUTE_TYPES.get(resource.Type);
    if (type === undefined) return [];
    const properties = propertiesOf(resource);
    const api = type.apis.find((kind) => isOurs[kind](properties[type.idProperty]));
    if (api === undefined || (api === 'websocket' && isMessageRoute(properties))) return [];
    const route = api === 'rest' ? readMethod(properties, pathOf) : parseRouteKey(properties.RouteKey);
    const id = route === null ? null : identity({ api, ...route });
    return [{ api, logicalId, resource, properties, idProperty: type.idProperty, route, identity: id }];
  });
}

/** Routes of a WebSocket API other than `$connect` serve connections that were authorized already. */
function isMessageRoute({ RouteKey }: JsonObject): boolean {
  const key = literalText(RouteKey);
  return key !== null && key !== '$connect';
}

export const API_TYPES = ['AWS::ApiGatewayV2::Api', 'AWS::ApiGateway::RestApi'];

/** Also an ID that goes through resources which are no APIs: a parameter, or a custom resource. */
function throughResources(
  template: Template,
  isOurs: (value: unknown) => boolean,
): (value: unknown) => boolean {
  const leadsToOurs = (value: unknown, seen: Set<unknown>): boolean =>
    isOurs(value) ||
    referencesIn(value).some((id) => {
      const resource = typeof id === 'string' && !seen.has(id) ? template.Resources[id] : undefined;
      seen.add(id);
      return !API_TYPES.includes(typeOf(resource)) && leadsToOurs(resource?.Properties, seen);
    });
  return (value) => leadsToOurs(value, new Set());
}

function parseRouteKey(value: unknown): MethodAndPath | null {
  const routeKey = literalText(value);
  if (routeKey === null) return null;
  if (routeKey === '$default' || routeKey === '$connect') return { method: 'ANY', path: routeKey };
  const [method, path, ...rest] = routeKey.split(' ');
  return method === undefined || path === undefined || rest.length > 0
    ? null
    : { method: method.toUpperCase(), path };
}

function readMethod(
  { HttpMethod, ResourceId }: JsonObject,
  pathOf: (resourceId: unknown) => string | null,
): MethodAndPath | null {
  const path = pathOf(ResourceId);
  const method = literalText(HttpMethod);
  if (method === null || path === null) return null;
  return { method: method.toUpperCase(), path: path === '' ? '/' : path };
}

/** Reads the path of a REST resource from its place in the tree; `null` where a part of it is not known. */
function pathReader(
  template: Template,
  plan: Plan,
  isOurs: (apiId: unknown) => boolean,
  labelOf: (logicalId: string) => string | null,
): (resourceId: unknown) => string | null {
  const paths = new Map<string, string | null>();
  const read = (resourceId: unknown): string | null => {
    const id = restResourceId(resourceId);
    const known = id === null ? undefined : paths.get(id);
    if (known !== undefined) return known;
    const existing = plan.restResources.find((resource) => sameValue(resource.id, resourceId));
    if (existing !== undefined) return existing.path;
    if (id === null) return null;
    const resource = template.Resources[id];
    const { PathPart, ParentId, RestApiId } = propertiesOf(resource);
    const isPart = resource?.Type === 'AWS::ApiGateway::Resource' && isOurs(RestApiId);
    const part = literalText(PathPart);
    if (!isPart || part === null) return labelOf(id);
    // What a circle of parents leads back to.
    paths.set(id, null);
    const parent = read(ParentId);
    const path = parent === null ? null : `${parent}/${part}`;
    paths.set(id, path);
    return path;
  };
  return read;
}

/** The logical ID of a REST resource: by `Ref`, or by its attribute (CloudFormation documentation of the resource). */
export function restResourceId(value: unknown): string | null {
  const plain = canonical(value);
  const attribute = propertyOf(plain, 'Fn::GetAtt');
  const [logicalId, name] = Array.isArray(attribute)
    ? (attribute as readonly unknown[])
    : [propertyOf(plain, 'Ref'), 'ResourceId'];
  return typeof logicalId === 'string' && name === 'ResourceId' ? logicalId : null;
}

/** The authorization types that let API Gateway check a request (CloudFormation documentation of both resources). */
const PROTECTING: Readonly<Record<ApiKind, readonly unknown[]>> = {
  http: ['JWT', 'CUSTOM', 'AWS_IAM'],
  rest: ['JWT', 'CUSTOM', 'AWS_IAM', 'COGNITO_USER_POOLS'],
  websocket: ['CUSTOM', 'AWS_IAM'],
};

/** Whether anyone may call the route. Anything but a known authorization type counts: `none`, or a function. */
export function isPublic({ api, properties }: Pick<ApiRoute, 'api' | 'properties'>): boolean {
  return !PROTECTING[api].includes(properties.AuthorizationType);
}

/** What of a route decides who may call it. */
export function authorizationOf(resource: Resource | undefined): JsonObject {
  const { AuthorizationType, AuthorizerId, AuthorizationScopes } = propertiesOf(resource);
  return { AuthorizationType, AuthorizerId, AuthorizationScopes: normalScopes(AuthorizationScopes) };
}

/** What the framework compiles from `cors: true`: a preflight answered by API Gateway itself. */
export function isCorsMethod({
  properties: { HttpMethod, Integration },
}: Pick<ApiRoute, 'properties'>): boolean {
  return HttpMethod === 'OPTIONS' && propertyOf(Integration, 'Type') === 'MOCK';
}

/** What a route is called where its method and path are not known: its route key, or its method. */
export function routeLabel({ route, properties }: ApiRoute): unknown {
  return route ?? properties.RouteKey ?? properties.HttpMethod;
}
