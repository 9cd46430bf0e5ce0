/**
 * Lambda events of API Gateway, with every property that it sends. They fit the types of `@types/aws-lambda`, which
 * is not imported, so that nobody needs it.
 */
import type { AuthorizerContext } from '../gateway/claims';

type Texts = Record<string, string | undefined>;
type TextLists = Record<string, string[] | undefined>;

/** HTTP API, payload 2.0, as `APIGatewayProxyEventV2` (AWS: http-api-develop-integrations-lambda). */
export interface HttpApiEvent {
  version: '2.0';
  routeKey: string;
  rawPath: string;
  rawQueryString: string;
  headers: Texts;
  queryStringParameters?: Texts;
  pathParameters?: Texts;
  requestContext: HttpApiRequestContext;
  body?: string;
  isBase64Encoded: boolean;
}

interface HttpApiRequestContext {
  accountId: string;
  apiId: string;
  domainName: string;
  domainPrefix: string;
  http: { method: string; path: string; protocol: string; sourceIp: string; userAgent: string };
  requestId: string;
  routeKey: string;
  stage: string;
  time: string;
  timeEpoch: number;
}

/** REST API, as `APIGatewayProxyEvent` (AWS: set-up-lambda-proxy-integrations). */
export interface RestApiEvent {
  resource: string;
  path: string;
  httpMethod: string;
  headers: Texts;
  multiValueHeaders: TextLists;
  queryStringParameters: Texts | null;
  multiValueQueryStringParameters: TextLists | null;
  pathParameters: Texts | null;
  stageVariables: Texts | null;
  requestContext: RestApiRequestContext;
  body: string | null;
  isBase64Encoded: boolean;
}

interface RestApiRequestContext {
  accountId: string;
  apiId: string;
  domainName: string;
  domainPrefix: string;
  extendedRequestId: string;
  httpMethod: string;
  identity: RestApiIdentity;
  path: string;
  protocol: string;
  requestId: string;
  requestTime: string;
  requestTimeEpoch: number;
  resourceId: string;
  resourcePath: string;
  stage: string;
}

interface RestApiIdentity {
  accessKey: null;
  accountId: null;
  apiKey: null;
  apiKeyId: null;
  caller: null;
  clientCert: null;
  cognitoAuthenticationProvider: null;
  cognitoAuthenticationType: null;
  cognitoIdentityId: null;
  cognitoIdentityPoolId: null;
  principalOrgId: null;
  sourceIp: string;
  user: null;
  userAgent: string;
  userArn: null;
}

/** Message of a WebSocket API, as `APIGatewayProxyWebsocketEventV2` (AWS: apigateway-websocket-api-mapping-template-reference). */
export interface WebsocketEvent {
  requestContext: WebsocketRequestContext;
  body?: string;
  isBase64Encoded: boolean;
}

interface WebsocketRequestContext {
  apiId: string;
  connectedAt: number;
  connectionId: string;
  domainName: string;
  eventType: 'MESSAGE';
  extendedRequestId: string;
  messageDirection: 'IN';
  messageId: string;
  requestId: string;
  requestTime: string;
  requestTimeEpoch: number;
  routeKey: string;
  stage: string;
}

/** Events by payload, without an authorizer. An HTTP API's payload 1.0 has the form of a REST API's event. */
export interface Events {
  '2.0': HttpApiEvent;
  '1.0': RestApiEvent & { version: '1.0' };
  rest: RestApiEvent;
  /** Of an HTTP API with payload 2.0 and `authorizerType: lambda`. */
  lambda: HttpApiEvent;
  websocket: WebsocketEvent;
}

/** What the event is: of an HTTP API with payload 2.0 or 1.0, of a REST API, or of a Lambda authorizer's APIs. */
export type Payload = keyof Events;

/** The event of a protected route. */
export type ProtectedEvent<P extends Payload> = Events[P] & {
  requestContext: { authorizer: AuthorizerContext[P] };
};

/** The event of a public route. API Gateway sends no `authorizer`; `@types/aws-lambda` requires the property. */
export type PublicEvent<P extends Payload> = Events[P] & { requestContext: { authorizer: undefined } };
