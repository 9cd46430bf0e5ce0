/** Reads what API Gateway's control plane says of one API. */
import type { ApiKind } from '../service/events';
import { type JsonObject, isObject, propertyOf } from '../util/objects';
import type { AwsCall } from './aws';
import {
  type LiveApi,
  type LiveAuthorizer,
  type LiveIssuer,
  type LiveRoute,
  functionArnOf,
  numberOf,
  textOf,
  textsOf,
} from './live-api';
import { readPages } from './paging';
import { answerForm } from './report-messages';

export function readApi(call: AwsCall, api: ApiKind, id: string): Promise<LiveApi> {
  return api === 'rest' ? readRestApi(call, id) : readV2Api(call, api, id);
}

async function readV2Api(call: AwsCall, api: 'http' | 'websocket', id: string): Promise<LiveApi> {
  const list = (action: string): Promise<JsonObject[]> =>
    readPages(call, {
      service: 'ApiGatewayV2',
      action,
      params: { ApiId: id },
      items: ['Items'],
      token: 'NextToken',
    });
  const [routes, authorizers] = await Promise.all([list('getRoutes'), list('getAuthorizers')]);
  return {
    api,
    id,
    // The other routes of a WebSocket API serve connections that were authorized already.
    routes: routes.map(readV2Route).filter(({ path }) => api === 'http' || path === '$connect'),
    authorizers: byId(authorizers.map((authorizer) => readV2Authorizer(api, authorizer))),
    resources: new Map(),
  };
}

function readV2Route(route: JsonObject): LiveRoute {
  const [method = '', ...path] = textOf(route.RouteKey).split(' ');
  const isNamed = path.length === 0;
  return {
    id: textOf(route.RouteId),
    // `$default` and `$connect` have no method.
    method: isNamed ? 'ANY' : method.toUpperCase(),
    path: isNamed ? method : path.join(' '),
    authorizationType: textOf(route.AuthorizationType) || 'NONE',
    authorizerId: textOf(route.AuthorizerId) || null,
    scopes: textsOf(route.AuthorizationScopes),
    isCors: false,
  };
}

function readV2Authorizer(api: 'http' | 'websocket', authorizer: JsonObject): LiveAuthorizer {
  const { JwtConfiguration: jwt } = authorizer;
  return {
    id: textOf(authorizer.AuthorizerId),
    name: textOf(authorizer.Name),
    identitySource: textsOf(authorizer.IdentitySource).join(', '),
    issuers: isObject(jwt) ? [{ issuer: textOf(jwt.Issuer), audience: textsOf(jwt.Audience) }] : [],
    functionArn: functionArnOf(authorizer.AuthorizerUri),
    answerForm:
      api === 'http'
        ? answerForm(
            textOf(authorizer.AuthorizerPayloadFormatVersion),
            authorizer.EnableSimpleResponses === true,
          )
        : null,
    // "Supported only for HTTP API Lambda authorizers" (API Gateway v2 API reference: CreateAuthorizer).
    cachedSeconds: api === 'http' ? numberOf(authorizer.AuthorizerResultTtlInSeconds) : 0,
  };
}

/** `limit` is 25 unless it is given, and at most 500 (API Gateway API reference: GetResources, GetAuthorizers). */
const MOST_PER_PAGE = 500;

async function readRestApi(call: AwsCall, id: string): Promise<LiveApi> {
  const list = (action: string, more: JsonObject): Promise<JsonObject[]> =>
    readPages(call, {
      service: 'APIGateway',
      action,
      params: { restApiId: id, limit: MOST_PER_PAGE, ...more },
      // The SDKs call the list `items`, the service itself `item`.
      items: ['items', 'item'],
      token: 'position',
    });
  const [resources, authorizers] = await Promise.all([
    list('getResources', { embed: ['methods'] }),
    list('getAuthorizers', {}),
  ]);
  return {
    api: 'rest',
    id,
    routes: resources.flatMap(readMethods),
    authorizers: byId(authorizers.map(readRestAuthorizer)),
    resources: new Map(resources.map(({ id, path }) => [textOf(id), textOf(path)])),
  };
}

function readMethods({ id, path, resourceMethods }: JsonObject): LiveRoute[] {
  const methods = isObject(resourceMethods) ? Object.entries(resourceMethods) : [];
  return methods.map(([method, value]) => {
    const integration = textOf(propertyOf(propertyOf(value, 'methodIntegration'), 'type'));
    return {
      id: textOf(id),
      method: method.toUpperCase(),
      path: textOf(path),
      authorizationType: textOf(propertyOf(value, 'authorizationType')) || 'NONE',
      authorizerId: textOf(propertyOf(value, 'authorizerId')) || null,
      scopes: textsOf(propertyOf(value, 'authorizationScopes')),
      isCors: method.toUpperCase() === 'OPTIONS' && integration === 'MOCK',
    };
  });
}

function readRestAuthorizer(authorizer: JsonObject): LiveAuthorizer {
  const issuers = propertyOf(authorizer.jwtConfiguration, 'issuers');
  return {
    id: textOf(authorizer.id),
    name: textOf(authorizer.name),
    identitySource: textOf(authorizer.identitySource),
    issuers: Array.isArray(issuers) ? issuers.map(readRestIssuer) : null,
    functionArn: functionArnOf(authorizer.authorizerUri),
    cachedSeconds: numberOf(authorizer.authorizerResultTtlInSeconds),
    answerForm: null,
  };
}

function readRestIssuer(entry: unknown): LiveIssuer {
  return { issuer: textOf(propertyOf(entry, 'issuer')), audience: textsOf(propertyOf(entry, 'audiences')) };
}

function byId(authorizers: readonly LiveAuthorizer[]): ReadonlyMap<string, LiveAuthorizer> {
  return new Map(authorizers.map((authorizer) => [authorizer.id, authorizer]));
}
