/** CloudFormation and API Gateway's control planes in memory: the answers as AWS SDK v2, and `provider.request`, give them. */
import type { AwsCall, AwsService } from '../../src/drift/aws';
import type { JsonObject } from '../../src/util/objects';

export interface FakeAws {
  /** By name or ARN: logical ID → physical ID and type. */
  readonly stacks: Record<string, Record<string, readonly [physicalId: string, type: string]>>;
  readonly outputs: Record<string, Record<string, string>>;
  readonly exports: Record<string, string>;
  readonly httpApis: Record<string, FakeHttpApi>;
  readonly restApis: Record<string, FakeRestApi>;
  /** Items in a page. */
  pageSize: number;
  /** How many of the next calls are throttled. */
  throttled: number;
  /** Actions, as IAM names them, that are refused. */
  readonly denied: Set<string>;
  readonly calls: string[];
}

export interface FakeHttpApi {
  readonly api?: JsonObject;
  readonly stages?: readonly string[];
  readonly routes: readonly JsonObject[];
  readonly authorizers: readonly JsonObject[];
}

interface FakeRestApi {
  readonly api?: JsonObject;
  readonly resources: readonly JsonObject[];
  readonly authorizers: readonly JsonObject[];
}

export function fakeAws(parts: Partial<FakeAws> = {}): FakeAws {
  const empty = { stacks: {}, outputs: {}, exports: {}, httpApis: {}, restApis: {} };
  return { ...empty, pageSize: 2, throttled: 0, denied: new Set(), calls: [], ...parts };
}

/** An error with the names and the status that the services answer with. */
export class FakeError extends Error {
  constructor(
    readonly code: string,
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** The answer to one call. Throws a {@link FakeError}. */
export function answer(aws: FakeAws, service: AwsService, action: string, params: JsonObject): JsonObject {
  aws.calls.push(action);
  if (aws.throttled > 0) {
    aws.throttled -= 1;
    const code = service === 'CloudFormation' ? 'Throttling' : 'TooManyRequestsException';
    throw new FakeError(code, service === 'CloudFormation' ? 400 : 429, 'Rate exceeded');
  }
  const permission =
    service === 'CloudFormation'
      ? `cloudformation:${action[0]!.toUpperCase()}${action.slice(1)}`
      : 'apigateway:GET';
  if (aws.denied.has(permission)) {
    const code = service === 'CloudFormation' ? 'AccessDenied' : 'AccessDeniedException';
    throw new FakeError(
      code,
      403,
      `User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ${permission}`,
    );
  }
  const found = ACTIONS[action];
  if (found === undefined) throw new Error(`the fake has no ${action}`);
  return found(aws, params);
}

const ARN = 'arn:aws:cloudformation:eu-central-1:123456789012:stack';

const ACTIONS: Readonly<Record<string, (aws: FakeAws, params: JsonObject) => JsonObject>> = {
  describeStackResources: (aws, { StackName, LogicalResourceId }) => {
    const all = resourcesOf(aws, String(StackName));
    if (LogicalResourceId === undefined) return { StackResources: all.slice(0, 100) };
    const StackResources = all.filter((resource) => resource.LogicalResourceId === LogicalResourceId);
    if (StackResources.length === 0)
      throw new FakeError('ValidationError', 400, `Resource does not exist for stack`);
    return { StackResources };
  },
  listStackResources: (aws, { StackName, NextToken }) => {
    const { items, next } = page(aws, resourcesOf(aws, String(StackName)), NextToken, 100);
    return { StackResourceSummaries: items, NextToken: next };
  },
  describeStacks: (aws, { StackName }) => ({
    Stacks: [
      {
        Outputs: Object.entries(aws.outputs[String(StackName)] ?? {}).map(([OutputKey, OutputValue]) => ({
          OutputKey,
          OutputValue,
        })),
      },
    ],
  }),
  listExports: (aws, { NextToken }) => {
    const { items, next } = page(
      aws,
      Object.entries(aws.exports).map(([Name, Value]) => ({ Name, Value })),
      NextToken,
    );
    return { Exports: items, NextToken: next };
  },
  getRoutes: (aws, params) => pageOf(aws, params, ({ routes }) => routes),
  getAuthorizers: (aws, params) => {
    if (params.restApiId === undefined) return pageOf(aws, params, ({ authorizers }) => authorizers);
    const { items, next } = page(aws, restApi(aws, params).authorizers, params.position);
    return { items, position: next };
  },
  getApi: (aws, params) => httpApi(aws, params).api ?? {},
  getStages: (aws, params) =>
    pageOf(aws, params, ({ stages = ['$default'] }) => stages.map((StageName) => ({ StageName }))),
  getRestApi: (aws, params) => restApi(aws, params).api ?? {},
  getResources: (aws, params) => {
    const { items, next } = page(aws, restApi(aws, params).resources, params.position);
    return { items, position: next };
  },
};

function resourcesOf({ stacks }: FakeAws, name: string): JsonObject[] {
  const resources = stacks[name];
  if (resources === undefined)
    throw new FakeError('ValidationError', 400, `Stack with id ${name} does not exist`);
  return Object.entries(resources).map(([LogicalResourceId, [PhysicalResourceId, ResourceType]]) => ({
    StackName: name,
    StackId: `${ARN}/${name}/1`,
    LogicalResourceId,
    PhysicalResourceId,
    ResourceType,
    ResourceStatus: 'CREATE_COMPLETE',
  }));
}

function httpApi({ httpApis }: FakeAws, { ApiId }: JsonObject): FakeHttpApi {
  const found = httpApis[String(ApiId)];
  if (found === undefined)
    throw new FakeError('NotFoundException', 404, `Invalid API identifier specified ${String(ApiId)}`);
  return found;
}

function restApi({ restApis }: FakeAws, { restApiId }: JsonObject): FakeRestApi {
  const found = restApis[String(restApiId)];
  if (found === undefined)
    throw new FakeError('NotFoundException', 404, `Invalid API identifier specified ${String(restApiId)}`);
  return found;
}

function pageOf(
  aws: FakeAws,
  params: JsonObject,
  list: (api: FakeHttpApi) => readonly JsonObject[],
): JsonObject {
  const { items, next } = page(aws, list(httpApi(aws, params)), params.NextToken);
  return { Items: items, NextToken: next };
}

function page(
  { pageSize }: FakeAws,
  all: readonly JsonObject[],
  token: unknown,
  size = pageSize,
): { items: readonly JsonObject[]; next: string | undefined } {
  const start = token === undefined ? 0 : Number(token);
  const end = start + size;
  return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined };
}

/** The fake as the port that the command reads through. */
export function callsOf(aws: FakeAws): AwsCall {
  return (service, action, params) =>
    Promise.resolve().then(() => structuredClone(answer(aws, service, action, params)));
}

/** What the services look like after a deployment of {@link SERVICE_ROUTES}: one authorizer, and a route for each. */
export function deployedApi(
  routes: readonly (readonly [key: string, isProtected: boolean, scopes?: readonly string[]])[],
): FakeHttpApi {
  return {
    api: { ApiEndpoint: 'https://api1.execute-api.eu-central-1.amazonaws.com' },
    routes: routes.map(([RouteKey, isProtected, AuthorizationScopes], i) => ({
      RouteId: `route${i}`,
      RouteKey,
      AuthorizationType: isProtected ? 'JWT' : 'NONE',
      ...(isProtected ? { AuthorizerId: 'auth1' } : {}),
      ...(AuthorizationScopes === undefined ? {} : { AuthorizationScopes }),
    })),
    authorizers: [jwtAuthorizer()],
  };
}

export function jwtAuthorizer(changes: JsonObject = {}): JsonObject {
  return {
    AuthorizerId: 'auth1',
    Name: 'passage',
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Issuer: 'https://issuer.example.com/', Audience: ['api'] },
    ...changes,
  };
}
