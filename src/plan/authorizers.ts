/** The authorizer of one app on one API, as the resource it must become. */
import type { Resource } from '../cloudformation';
import type { App, AuthorizerType, Config } from '../config/config';
import type { ServiceContext } from '../service/context';
import { API_KINDS, type ApiKind } from '../service/events';
import { FUNCTION_NAME } from './authorizer-function';
import { authorizerId, authorizerLogicalId, outputName } from './logical-ids';
import type { PlannedAuthorizer, PlannedRoute } from './types';

/** The authorizers that the routes need: an app that no route uses has none. */
export function planAuthorizers(
  config: Config,
  routes: readonly PlannedRoute[],
  context: ServiceContext,
): PlannedAuthorizer[] {
  return API_KINDS.flatMap((api) => {
    const used = usedApps(routes, api);
    return config.apps
      .filter(({ key }) => used.has(key))
      .filter(({ authorizerType }) => authorizerType === 'lambda' || api !== 'websocket')
      .map((app) => planAuthorizer(config, app, api, context));
  });
}

/** Keys of the apps that protect at least one route of this kind of API. */
export function usedApps(routes: readonly PlannedRoute[], api: ApiKind): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { api: kind, decision } of routes)
    if (kind === api && decision.access === 'protected') used.add(decision.app);
  return used;
}

function planAuthorizer(config: Config, app: App, api: ApiKind, context: ServiceContext): PlannedAuthorizer {
  const { key, name, issuer, audience, identitySource, scopes, authorizerType: type } = app;
  const id = authorizerId(app, api, context);
  const facts = { api, type, app: key, name, issuer, audience, identitySource, defaultScopes: scopes, id };
  if (api === 'http' && app.authorizerId !== null) return { ...facts, created: null };
  const resource = RESOURCES[type][api](app, context);
  // Another service's routes are not in the artifact of a Lambda authorizer, so there is nothing to share.
  const output = api === 'http' && type === 'jwt' ? outputName(config, app, context.naming) : null;
  return {
    ...facts,
    created: { logicalId: authorizerLogicalId(app, api, context.naming), resource, output },
  };
}

type MakeResource = (app: App, context: ServiceContext) => Resource;

const RESOURCES: Readonly<Record<AuthorizerType, Readonly<Record<ApiKind, MakeResource>>>> = {
  jwt: {
    http: (app, context) => ({
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ...httpProperties(app, context, 'JWT'),
        JwtConfiguration: { Issuer: app.issuer, Audience: app.audience },
      },
    }),
    /**
     * Preview: the property types are published, linters and SDK models have not caught up
     * (AWS documentation: rest-api-jwt-authorizer). RS256 is the only algorithm known to be allowed.
     */
    rest: (app, context) => ({
      Type: 'AWS::ApiGateway::Authorizer',
      Properties: {
        ...restProperties(app, context, 'JWT'),
        JwtConfiguration: {
          DefaultAlgorithms: ['RS256'],
          Issuers: [{ Issuer: app.issuer, Audiences: app.audience }],
        },
      },
    }),
    websocket: () => {
      throw new Error('WebSocket APIs have no JWT authorizers');
    },
  },
  // Decisions are not cached: a cached one would outlive the token that it was made for.
  lambda: {
    http: (app, context) => ({
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ...httpProperties(app, context, 'REQUEST'),
        AuthorizerUri: functionUri(context),
        AuthorizerPayloadFormatVersion: '2.0',
        EnableSimpleResponses: true,
        AuthorizerResultTtlInSeconds: 0,
      },
    }),
    rest: (app, context) => ({
      Type: 'AWS::ApiGateway::Authorizer',
      Properties: {
        ...restProperties(app, context, 'REQUEST'),
        AuthorizerUri: functionUri(context),
        AuthorizerResultTtlInSeconds: 0,
      },
    }),
    // The framework names the one authorizer of a WebSocket API after its function.
    websocket: (app, context) => ({
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: context.websocketApiId,
        Name: FUNCTION_NAME,
        AuthorizerType: 'REQUEST',
        AuthorizerUri: functionUri(context),
        IdentitySource: [websocketIdentitySource(app)],
      },
    }),
  },
};

type AwsType = 'JWT' | 'REQUEST';

function httpProperties({ name, identitySource }: App, context: ServiceContext, type: AwsType): object {
  return {
    ApiId: context.httpApi.id,
    Name: name,
    AuthorizerType: type,
    IdentitySource: [identitySource],
  };
}

function restProperties({ name, identitySource }: App, context: ServiceContext, type: AwsType): object {
  return {
    RestApiId: context.restApiId,
    Name: name,
    Type: type,
    IdentitySource: identitySource.replace('$', 'method.'),
  };
}

/** `route.request.header.Authorization` (AWS: apigateway-websocket-api-lambda-auth). */
export function websocketIdentitySource({ identitySource }: Pick<App, 'identitySource'>): string {
  return identitySource.replace('$', 'route.');
}

/** What API Gateway calls, as the framework writes it. */
function functionUri({ naming }: ServiceContext): object {
  const region = ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }];
  const arn = { 'Fn::GetAtt': [naming.getLambdaLogicalId(FUNCTION_NAME), 'Arn'] };
  return {
    'Fn::Join': ['', [...region, ':lambda:path/2015-03-31/functions/', arn, '/invocations']],
  };
}
