/** What API Gateway asks a Lambda authorizer, in one shape for each kind of API. */
import type { Fields } from '../gateway/identity-source';
import type { ApiKind } from '../service/events';
import { isObject, propertyOf } from '../util/objects';
import { routeKey } from './routes-file';

export interface AuthorizerCall {
  readonly api: ApiKind;
  /** Keys of the route, the most specific first: a REST API tells the request's method, not its route's. */
  readonly routes: readonly string[];
  /** `arn:aws:execute-api:us-east-1:123456789012:abcdef1234/dev/GET/me`. */
  readonly arn: string;
  readonly headers: Fields;
  readonly query: Fields;
}

/**
 * Reads an event of an HTTP API with payload 2.0 (AWS: http-api-lambda-authorizer), of a REST API (AWS:
 * api-gateway-lambda-authorizer-input) or of a WebSocket API (AWS: apigateway-websocket-api-lambda-auth).
 * `undefined` for anything else. Never throws.
 *
 * @param restPaths paths of REST routes by the ID of their resource, where a request has them below another path
 */
export function readCall(event: unknown, restPaths: RestPaths = null): AuthorizerCall | undefined {
  const context = propertyOf(event, 'requestContext');
  const place = readPlace(event, context, restPaths);
  if (place === undefined) return undefined;
  const { api, routes, arn } = place;
  return typeof arn === 'string'
    ? { api, routes, arn, headers: readFields(event, HEADERS), query: readFields(event, QUERY) }
    : undefined;
}

type RestPaths = ReadonlyMap<unknown, string> | null;

interface Place {
  readonly api: ApiKind;
  readonly routes: readonly string[];
  readonly arn: unknown;
}

function readPlace(event: unknown, context: unknown, restPaths: RestPaths): Place | undefined {
  if (propertyOf(event, 'type') !== 'REQUEST') return undefined;
  const [key, arn] = [propertyOf(context, 'routeKey'), propertyOf(event, 'methodArn')];
  if (propertyOf(event, 'version') === '2.0') {
    return { api: 'http', routes: httpRoutes(key), arn: propertyOf(event, 'routeArn') };
  }
  if (key === '$connect') {
    return { api: 'websocket', routes: [routeKey('websocket', { method: 'ANY', path: key })], arn };
  }
  const [method, path] = [propertyOf(context, 'httpMethod'), propertyOf(context, 'resourcePath')];
  if (key !== undefined || typeof method !== 'string' || typeof path !== 'string') return undefined;
  const known = restPaths === null ? path : restPaths.get(propertyOf(context, 'resourceId'));
  const methods = known === undefined ? [] : [method, 'ANY'];
  return {
    api: 'rest',
    routes: methods.map((each) => routeKey('rest', { method: each, path: known ?? path })),
    arn,
  };
}

function httpRoutes(key: unknown): string[] {
  if (key === '$default') return [routeKey('http', { method: 'ANY', path: key })];
  const [method, path] = typeof key === 'string' ? key.split(' ') : [];
  return method === undefined || path === undefined ? [] : [routeKey('http', { method, path })];
}

/** The first that is there counts: REST and WebSocket APIs keep values that are sent more than once apart only there. */
const HEADERS = ['multiValueHeaders', 'headers'];
const QUERY = ['multiValueQueryStringParameters', 'queryStringParameters'];

function readFields(event: unknown, names: readonly string[]): Fields {
  const fields = names.map((name) => propertyOf(event, name)).find(isObject) ?? {};
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      return [key, values.filter((one) => typeof one === 'string')];
    }),
  );
}
