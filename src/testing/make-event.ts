/** A request as API Gateway hands it to a Lambda function. */
import type { Events, HttpApiEvent, Payload, RestApiEvent, WebsocketEvent } from './event-types';
import type { TestRequest } from './request';

/** What an account, an API and a client are called in every event: AWS's own examples use the same. */
const ACCOUNT_ID = '123456789012';
const API_ID = 'a1b2c3d4e5';
const DOMAIN = `${API_ID}.execute-api.us-east-1.amazonaws.com`;
const SOURCE_IP = '192.0.2.1';
const USER_AGENT = 'serverless-passage/testing';
const STAGES = { http: '$default', rest: 'dev' } as const;

export function makeEvent<P extends Payload>(payload: P, request: TestRequest): Events[P] {
  return MAKERS[payload](request);
}

const MAKERS: { readonly [P in Payload]: (request: TestRequest) => Events[P] } = {
  '2.0': makeHttpApiEvent,
  '1.0': (request) => ({ version: '1.0', ...makeRestApiEvent(request, STAGES.http) }),
  rest: (request) => makeRestApiEvent(request, STAGES.rest),
  lambda: makeHttpApiEvent,
  websocket: makeWebsocketEvent,
};

export const PAYLOADS = Object.keys(MAKERS);

/** AWS: http-api-develop-integrations-lambda. */
function makeHttpApiEvent(request: TestRequest): HttpApiEvent {
  const { method, path, pathParameters, query, body, now } = request;
  const routeKey = `${method} ${request.resource}`;
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: new URLSearchParams(
      query.flatMap(([name, all]) => all.map((one): [string, string] => [name, one])),
    ).toString(),
    // Names arrive in lower case.
    headers: Object.fromEntries(headersOf(request).map(([name, value]) => [name.toLowerCase(), value])),
    ...(query.length > 0 && {
      queryStringParameters: Object.fromEntries(query.map(([name, all]) => [name, all.join(',')])),
    }),
    ...(pathParameters !== undefined && { pathParameters }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: API_ID,
      domainName: DOMAIN,
      domainPrefix: API_ID,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: SOURCE_IP, userAgent: USER_AGENT },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey,
      stage: STAGES.http,
      time: formatTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
}

/** A message: method, path, query and headers are the connection's, and its event has none of them. */
function makeWebsocketEvent({ body, now }: TestRequest): WebsocketEvent {
  return {
    requestContext: {
      apiId: API_ID,
      connectedAt: now.getTime(),
      connectionId: 'JKJaXmPLvHcCEPA=',
      domainName: DOMAIN,
      eventType: 'MESSAGE',
      extendedRequestId: 'JKJaXmPLvHcESHA=',
      messageDirection: 'IN',
      messageId: 'JKJaXmPLvHcCEQA=',
      requestId: 'JKJaXmPLvHcESHA=',
      requestTime: formatTime(now),
      requestTimeEpoch: now.getTime(),
      routeKey: '$default',
      stage: STAGES.rest,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
}

/** AWS: set-up-lambda-proxy-integrations. */
function makeRestApiEvent(request: TestRequest, stage: string): RestApiEvent {
  const { method, path, resource, pathParameters, query, body } = request;
  const headers = headersOf(request);
  const hasQuery = query.length > 0;
  return {
    resource,
    path,
    httpMethod: method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
    queryStringParameters: hasQuery
      ? Object.fromEntries(query.map(([name, all]) => [name, all.at(-1)]))
      : null,
    multiValueQueryStringParameters: hasQuery
      ? Object.fromEntries(query.map(([name, all]) => [name, [...all]]))
      : null,
    pathParameters: pathParameters ?? null,
    stageVariables: null,
    requestContext: makeRestContext(request, stage),
    body: body ?? null,
    isBase64Encoded: false,
  };
}

function makeRestContext(
  { method, path, resource, now }: TestRequest,
  stage: string,
): RestApiEvent['requestContext'] {
  return {
    accountId: ACCOUNT_ID,
    apiId: API_ID,
    domainName: DOMAIN,
    domainPrefix: API_ID,
    extendedRequestId: 'JKJaXmPLvHcESHA=',
    httpMethod: method,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: null,
      apiKeyId: null,
      caller: null,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: SOURCE_IP,
      user: null,
      userAgent: USER_AGENT,
      userArn: null,
    },
    path: stage === STAGES.http ? path : `/${stage}${path}`,
    protocol: 'HTTP/1.1',
    requestId: '00000000-0000-4000-8000-000000000000',
    requestTime: formatTime(now),
    requestTimeEpoch: now.getTime(),
    resourceId: 'a1b2c3',
    resourcePath: resource,
    stage,
  };
}

/** No token among them: handlers have no reason to read it. */
function headersOf({ headers, hasJsonBody }: TestRequest): [name: string, value: string][] {
  const defaults = {
    ...{ accept: '*/*', host: DOMAIN, 'user-agent': USER_AGENT },
    ...{ 'x-forwarded-for': SOURCE_IP, 'x-forwarded-port': '443', 'x-forwarded-proto': 'https' },
    ...(hasJsonBody && { 'content-type': 'application/json' }),
  };
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  return [...Object.entries(defaults).filter(([name]) => !given.has(name)), ...Object.entries(headers)];
}

/** As `25/Nov/2026:23:46:15 +0000`. */
function formatTime(now: Date): string {
  const [, day, month, year, time] = now.toUTCString().split(' ');
  return `${day ?? ''}/${month ?? ''}/${year ?? ''}:${time ?? ''} +0000`;
}
