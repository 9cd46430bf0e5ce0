/** A request to a REST API, as API Gateway describes it to a Lambda authorizer (AWS: api-gateway-lambda-authorizer-input). */
import type { MethodAndPath } from '../service/events';
import { groupBy } from '../util/group-by';
import { headerPairs } from './override';
import type { Request } from './serverless-offline';

export interface AuthorizerEvent {
  readonly methodArn: string;
  readonly [name: string]: unknown;
}

export interface RestStage {
  readonly name: string;
  /** What comes before a route's path in a URL: `/dev`. */
  readonly basePath: string;
}

/** An account, and an API's ID, in the form of real ones. */
const API_ARN = 'arn:aws:execute-api:us-east-1:123456789012:offline000';

export function authorizerEvent(request: Request, route: MethodAndPath, stage: RestStage): AuthorizerEvent {
  const httpMethod = request.method.toUpperCase();
  const path = request.path.slice(stage.basePath.length) || '/';
  const headers = groupBy(headerPairs(request.raw.req.rawHeaders), ([name]) => name);
  const query = Object.entries(request.query).map(([name, value]) => [name, [value ?? []].flat()] as const);
  return {
    type: 'REQUEST',
    methodArn: `${API_ARN}/${stage.name}/${httpMethod}${path}`,
    resource: route.path,
    path,
    httpMethod,
    ...fields(
      'headers',
      'multiValueHeaders',
      [...headers].map(([name, sent]) => [name, sent.map(([, value]) => value)]),
    ),
    ...fields('queryStringParameters', 'multiValueQueryStringParameters', query),
    pathParameters: { ...request.params },
    stageVariables: {},
    requestContext: {
      accountId: '123456789012',
      apiId: 'offline000',
      stage: stage.name,
      resourcePath: route.path,
      path: `/${stage.name}${path}`,
      httpMethod,
      protocol: 'HTTP/1.1',
    },
  };
}

/** The last value of each name, and beside it all of them. */
function fields(
  single: string,
  multi: string,
  entries: readonly (readonly [name: string, values: readonly string[]])[],
): object {
  return {
    [single]: Object.fromEntries(entries.map(([name, values]) => [name, values.at(-1)])),
    [multi]: Object.fromEntries(entries),
  };
}
