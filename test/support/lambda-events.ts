/** Events as API Gateway sends them to a Lambda authorizer (AWS documentation of the three APIs). */
import type { ApiKind } from '../../src/service/events';

export interface EventOptions {
  /** The raw value of the `Authorization` header; `undefined` sends none. */
  readonly authorization?: string | undefined;
  /** Values of the query parameter `token`. */
  readonly token?: readonly string[];
  readonly method?: string;
  /** The path of the route, as it is configured. */
  readonly path?: string;
}

const ACCOUNT = 'arn:aws:execute-api:us-east-1:123456789012';
export const API_ARN = `${ACCOUNT}:abcdef1234/dev`;

/** What the function is asked about a request to `GET /me`, or about a new connection. */
export const EVENTS: Readonly<Record<ApiKind, (options?: EventOptions) => object>> = {
  http: ({ authorization, token, method = 'GET', path = '/me' } = {}) => {
    const routeKey = path === '$default' ? path : `${method} ${path}`;
    return {
      version: '2.0',
      type: 'REQUEST',
      routeArn: `${API_ARN}/GET/me`,
      identitySource: authorization === undefined ? [] : [authorization],
      routeKey,
      rawPath: '/me',
      rawQueryString: '',
      headers: { host: 'x', ...(authorization === undefined ? {} : { authorization }) },
      ...(token === undefined ? {} : { queryStringParameters: { token: token.join(',') } }),
      requestContext: {
        accountId: '123456789012',
        apiId: 'abcdef1234',
        http: { method: 'GET', path: '/me', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'x' },
        routeKey,
        stage: '$default',
      },
    };
  },
  rest: ({ authorization, token, method = 'GET', path = '/me' } = {}) => ({
    type: 'REQUEST',
    methodArn: `${API_ARN}/${method}/me`,
    resource: path,
    path: '/me',
    httpMethod: method,
    ...fields(authorization, token),
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdef1234',
      stage: 'dev',
      resourcePath: path,
      httpMethod: method,
    },
  }),
  websocket: ({ authorization, token } = {}) => ({
    type: 'REQUEST',
    methodArn: `${API_ARN}/$connect`,
    ...fields(authorization, token),
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      stage: 'dev',
      apiId: 'abcdef1234',
      connectionId: 'abcdefghijkl',
    },
  }),
};

function fields(authorization: string | undefined, token: readonly string[] | undefined): object {
  const sent = authorization === undefined ? {} : { Authorization: authorization };
  return {
    headers: { Host: 'x', ...sent },
    multiValueHeaders: {
      Host: ['x'],
      ...(authorization === undefined ? {} : { Authorization: [authorization] }),
    },
    queryStringParameters: token === undefined ? null : { token: token.at(-1) },
    multiValueQueryStringParameters: token === undefined ? null : { token },
  };
}
