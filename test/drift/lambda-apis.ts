/** Three APIs of one service, deployed with `authorizerType: lambda`. */
import type { JsonObject } from '../../src/util/objects';
import { naming } from '../support/plans';
import { type FakeAws, fakeAws } from './fake-aws';
import { STACK } from './run-drift';

export const FUNCTIONS = {
  me: {
    passage: true,
    events: [
      { httpApi: { method: 'GET', path: '/me', passage: { scopes: ['a'] } } },
      { http: 'GET /me' },
      { websocket: '$connect' },
      { websocket: 'say' },
    ],
  },
};
export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:svc-dev-passageAuthorizer';

/** What API Gateway calls. */
export function uri(arn: string): string {
  return `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

export type Kind = 'http' | 'rest' | 'websocket';

export const AUTHORIZERS: Readonly<Record<Kind, JsonObject>> = {
  http: {
    AuthorizerId: 'auth1',
    Name: 'passage',
    AuthorizerType: 'REQUEST',
    AuthorizerUri: uri(FUNCTION_ARN),
    AuthorizerResultTtlInSeconds: 0,
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    IdentitySource: ['$request.header.Authorization'],
  },
  rest: {
    id: 'auth2',
    name: 'passage',
    type: 'REQUEST',
    authorizerUri: uri(FUNCTION_ARN),
    authorizerResultTtlInSeconds: 0,
    identitySource: 'method.request.header.Authorization',
  },
  websocket: {
    AuthorizerId: 'auth3',
    Name: 'passageAuthorizer',
    AuthorizerType: 'REQUEST',
    AuthorizerUri: uri(FUNCTION_ARN),
    // Has no effect on a WebSocket API.
    AuthorizerResultTtlInSeconds: 300,
    IdentitySource: ['route.request.header.Authorization'],
  },
};

const ROUTES: Readonly<Record<Kind, JsonObject>> = {
  http: { RouteId: 'r1', RouteKey: 'GET /me', AuthorizationType: 'CUSTOM', AuthorizerId: 'auth1' },
  rest: { authorizationType: 'CUSTOM', authorizerId: 'auth2' },
  websocket: { RouteId: 'r3', RouteKey: '$connect', AuthorizationType: 'CUSTOM', AuthorizerId: 'auth3' },
};

export interface Changes {
  readonly route?: Partial<Record<Kind, JsonObject>>;
  readonly authorizer?: Partial<Record<Kind, JsonObject>>;
  /** Routes of the WebSocket API, in place of its own. */
  readonly websocketRoutes?: readonly JsonObject[];
}

export function deployedLambda({ route = {}, authorizer = {}, websocketRoutes }: Changes = {}): FakeAws {
  const routeOf = (kind: Kind): JsonObject => ({ ...ROUTES[kind], ...route[kind] });
  const authorizers = (kind: Kind): JsonObject[] => [{ ...AUTHORIZERS[kind], ...authorizer[kind] }];
  const say = { RouteId: 'r4', RouteKey: 'say', AuthorizationType: 'NONE' };
  return fakeAws({
    stacks: {
      [STACK]: {
        HttpApi: ['api1', 'AWS::ApiGatewayV2::Api'],
        ApiGatewayRestApi: ['rest1', 'AWS::ApiGateway::RestApi'],
        WebsocketsApi: ['ws1', 'AWS::ApiGatewayV2::Api'],
        [naming.getHttpApiAuthorizerLogicalId('passage')]: ['auth1', 'AWS::ApiGatewayV2::Authorizer'],
        [naming.getAuthorizerLogicalId('passage')]: ['auth2', 'AWS::ApiGateway::Authorizer'],
        [naming.getWebsocketsAuthorizerLogicalId('passageAuthorizer')]: [
          'auth3',
          'AWS::ApiGatewayV2::Authorizer',
        ],
      },
    },
    httpApis: {
      api1: { routes: [routeOf('http')], authorizers: authorizers('http') },
      ws1: { routes: websocketRoutes ?? [routeOf('websocket'), say], authorizers: authorizers('websocket') },
    },
    restApis: {
      rest1: {
        resources: [{ id: 'res1', path: '/me', resourceMethods: { GET: routeOf('rest') } }],
        authorizers: authorizers('rest'),
      },
    },
  });
}
