/** The authorizer of one app on one API, as the resource it must become. */
import type { Resource } from '../cloudformation';
import type { App, Config } from '../config/config';
import type { ServiceContext } from '../service/context';
import type { ApiKind } from '../service/events';
import { authorizerId, authorizerLogicalId, outputName } from './logical-ids';
import { type PlannedAuthorizer, type PlannedRoute, isProtected } from './types';

/** The authorizers that the routes need: an app that no route uses has none. */
export function planAuthorizers(
  config: Config,
  routes: readonly PlannedRoute[],
  context: ServiceContext,
): PlannedAuthorizer[] {
  return (['http', 'rest'] as const).flatMap((api) => {
    const used = usedApps(routes, api);
    return config.apps
      .filter(({ key }) => used.has(key))
      .map((app) => planAuthorizer(config, app, api, context));
  });
}

/** Keys of the apps that protect at least one route of this kind of API. */
export function usedApps(routes: readonly PlannedRoute[], api: ApiKind): ReadonlySet<string> {
  const ours = routes.filter(isProtected).filter((route) => route.api === api);
  return new Set(ours.map(({ decision }) => decision.app));
}

function planAuthorizer(config: Config, app: App, api: ApiKind, context: ServiceContext): PlannedAuthorizer {
  const { key, name, issuer, audience, identitySource } = app;
  const id = authorizerId(app, api, context);
  const facts = { api, app: key, name, issuer, audience, identitySource, id };
  if (api === 'http' && app.authorizerId !== null) return { ...facts, created: null };
  return {
    ...facts,
    created: {
      logicalId: authorizerLogicalId(app, api, context.naming),
      resource: api === 'http' ? httpAuthorizer(app, context) : restAuthorizer(app, context),
      output: api === 'http' ? outputName(config, app, context.naming) : null,
    },
  };
}

function httpAuthorizer(app: App, { httpApi, naming }: ServiceContext): Resource {
  return {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: httpApi.externalId ?? { Ref: naming.getHttpApiLogicalId() },
      Name: app.name,
      AuthorizerType: 'JWT',
      IdentitySource: [app.identitySource],
      JwtConfiguration: { Issuer: app.issuer, Audience: app.audience },
    },
  };
}

/**
 * Preview: the property types are published, linters and SDK models have not caught up
 * (AWS documentation: rest-api-jwt-authorizer). RS256 is the only algorithm known to be allowed.
 */
function restAuthorizer(app: App, { restApiId }: ServiceContext): Resource {
  return {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId: restApiId,
      Name: app.name,
      Type: 'JWT',
      IdentitySource: app.identitySource.replace(/^\$request\./, 'method.request.'),
      JwtConfiguration: {
        DefaultAlgorithms: ['RS256'],
        Issuers: [{ Issuer: app.issuer, Audiences: app.audience }],
      },
    },
  };
}
