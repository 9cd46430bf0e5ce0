/** The Lambda function behind `authorizerType: lambda`, as the resources that it must become. */
import { type AppEntry, REST_RESOURCES, type RoutesFile, routeKey } from '../authorizer/routes-file';
import type { App, Config, Value } from '../config/config';
import type { ServiceContext } from '../service/context';
import type { ApiKind } from '../service/events';
import { pathsBelowOtherRoot } from './rest-resources';
import type { AuthorizerFunction, PlannedAuthorizer, PlannedResource, ProtectedRoute } from './types';

/** Its key in `functions`, by which the framework names it and its artifact. */
export const FUNCTION_NAME = 'passageAuthorizer';

/** Properties that the framework gives every function, and this one too. */
export const KEPT_PROPERTIES: readonly string[] = ['Architectures', 'LoggingConfig', 'Tags'];

/** API Gateway waits this long for an authorizer (AWS: http-api-quotas). */
const TIMEOUT_SECONDS = 10;

/** More memory is more processor: with less, a cold start takes noticeably longer. */
const MEMORY_MB = 256;

/** The function, where a route needs it. */
export function planAuthorizerFunction(
  config: Config,
  authorizers: readonly PlannedAuthorizer[],
  routes: readonly ProtectedRoute[],
  context: ServiceContext,
): AuthorizerFunction | null {
  const used = authorizers.filter(({ type }) => type === 'lambda');
  if (used.length === 0) return null;
  const keys = new Set(used.map(({ app }) => app));
  const apps = config.apps.filter(({ key }) => keys.has(key)).map((app, i) => nameVariables(app, i + 1));
  const ours = routes.filter(({ decision }) => keys.has(decision.app));
  const rest = pathsBelowOtherRoot(ours, context);
  const logicalId = context.naming.getLambdaLogicalId(FUNCTION_NAME);
  const role = planRole(logicalId, context);
  return {
    name: FUNCTION_NAME,
    logicalId,
    properties: {
      FunctionName: functionName(context),
      Handler: 'passage-authorizer.handler',
      Runtime: 'nodejs22.x',
      Timeout: TIMEOUT_SECONDS,
      MemorySize: MEMORY_MB,
      Role: { 'Fn::GetAtt': [role.logicalId, 'Arn'] },
      Environment: {
        Variables: Object.fromEntries([...apps.flatMap(({ variables }) => variables), ...restVariable(rest)]),
      },
    },
    role,
    permissions: planPermissions(used, context),
    file: {
      apps: Object.fromEntries(apps.map(({ key, entry }) => [key, entry])),
      routes: routesOf(ours),
      ...(rest.length === 0 ? {} : { restPaths: rest.map(({ path }) => path) }),
    },
  };
}

/** One variable for all: together, those of a function may have 4 kB (AWS: gettingstarted-limits). */
function restVariable(rest: readonly { readonly id: Value }[]): [name: string, value: Value][] {
  return rest.length === 0 ? [] : [[REST_RESOURCES, { 'Fn::Join': [',', rest.map(({ id }) => id)] }]];
}

function routesOf(routes: readonly ProtectedRoute[]): RoutesFile['routes'] {
  return Object.fromEntries(
    routes.map((route) => {
      const { app, scopes } = route.decision;
      return [routeKey(route.api, route), { app, scopes }];
    }),
  );
}

interface NamedVariables {
  readonly key: string;
  readonly entry: AppEntry;
  readonly variables: readonly (readonly [name: string, value: Value])[];
}

/** Values that only CloudFormation knows reach the function in its environment, so all of them do. */
export function nameVariables(app: App, number: number): NamedVariables {
  const { key, issuer, audience, jwksUri, algorithms, identitySource } = app;
  const prefix = `PASSAGE_${number}`;
  const audiences = audience.map((value, i) => [`${prefix}_AUDIENCE_${i + 1}`, value] as const);
  const variables: (readonly [string, Value | null])[] = [
    [`${prefix}_ISSUER`, issuer],
    ...audiences,
    [`${prefix}_JWKS_URI`, jwksUri],
  ];
  return {
    key,
    entry: {
      issuer: `${prefix}_ISSUER`,
      audience: audiences.map(([name]) => name),
      jwksUri: jwksUri === null ? null : `${prefix}_JWKS_URI`,
      algorithms,
      identitySource,
    },
    variables: variables.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  };
}

/** Lambda takes names of at most 64 characters. */
const MOST_CHARACTERS = 64;

/** A name that is too long keeps its beginning, and a digest of the whole in place of the rest. */
function functionName({ stack }: ServiceContext): string {
  const whole = `${stack.prefix}-${FUNCTION_NAME}`;
  if (whole.length <= MOST_CHARACTERS) return whole;
  // Loading it takes as long as loading the plugin, and few names are too long.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  const suffix = `-${digest}-${FUNCTION_NAME}`;
  return stack.prefix.slice(0, MOST_CHARACTERS - suffix.length) + suffix;
}

/** It can write its own log, and nothing else. */
function planRole(functionId: string, context: ServiceContext): PlannedResource {
  const logGroup = `log-group:/aws/lambda/${functionName(context)}`;
  return {
    logicalId: `${functionId}Role`,
    resource: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ...context.stack.roleProperties,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] },
          ],
        },
        Policies: [
          {
            PolicyName: 'write-log',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                  Resource: [{ 'Fn::Join': ['', [...accountArn('logs'), `:${logGroup}:*`]] }],
                },
              ],
            },
          },
        ],
      },
    },
  };
}

/** The authorizers of each API may call the function, by the IDs that the framework gives such permissions. */
function planPermissions(
  authorizers: readonly PlannedAuthorizer[],
  { naming, httpApi, restApiId, websocketApiId }: ServiceContext,
): PlannedResource[] {
  const apiIds: Readonly<Record<ApiKind, Value>> = {
    http: httpApi.id,
    rest: restApiId,
    websocket: websocketApiId,
  };
  const logicalId = ({ api, name }: PlannedAuthorizer): string => {
    if (api === 'http') return naming.getLambdaAuthorizerHttpApiPermissionLogicalId(name);
    return api === 'rest'
      ? naming.getLambdaApiGatewayPermissionLogicalId(FUNCTION_NAME)
      : naming.getLambdaWebsocketsPermissionLogicalId(FUNCTION_NAME);
  };
  const functionId = naming.getLambdaLogicalId(FUNCTION_NAME);
  const byId = new Map(authorizers.map((authorizer) => [logicalId(authorizer), apiIds[authorizer.api]]));
  return [...byId].map(([id, apiId]) => ({ logicalId: id, resource: permission(functionId, apiId) }));
}

function permission(functionId: string, apiId: Value): PlannedResource['resource'] {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': [functionId, 'Arn'] },
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Join': ['', [...accountArn('execute-api'), ':', apiId, '/authorizers/*']] },
    },
  };
}

/** `arn:aws:logs:us-east-1:123456789012`. Plugins that split stacks rewrite `Fn::Sub`, and leave `Fn::Join` as it is. */
function accountArn(service: string): readonly unknown[] {
  const region = ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }];
  return [...region, ':', { Ref: 'AWS::AccountId' }];
}
