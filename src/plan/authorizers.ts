/** The authorizer of one app on one API, as the resource it must become. */
import type { App, Config, Value } from '../config/parse';
import type { Naming, Resource } from '../serverless';
import type { ApiKind } from '../service/events';
import type { PlannedAuthorizer, PlannedRoute, ServiceContext } from './types';

export function plannedAuthorizer(
  config: Config,
  app: App,
  api: ApiKind,
  context: ServiceContext,
): PlannedAuthorizer {
  const { key, name, issuer, audience, identitySource } = app;
  const id = authorizerId(app, api, context);
  const facts = { api, app: key, name, issuer, audience, identitySource, id };
  if (api === 'http' && app.authorizerId !== null) return { ...facts, created: null };

  const { naming } = context;
  const logicalId = authorizerLogicalId(app, api, naming);
  const output = `PassageAuthorizerId${config.hasNamedApps ? naming.getNormalizedAuthorizerName(key) : ''}`;
  return {
    ...facts,
    created: {
      logicalId,
      resource: api === 'http' ? httpAuthorizer(app, context) : restAuthorizer(app, context),
      output: api === 'http' ? output : null,
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

/** Whether any route of this kind of API is protected by the app. */
export function usesApp(routes: readonly PlannedRoute[], api: ApiKind, app: App): boolean {
  return routes.some(
    (route) => route.api === api && route.decision.access === 'protected' && route.decision.app === app.key,
  );
}

/** Logical ID of the authorizer that an app has, or would have, in this stack. */
export function authorizerLogicalId({ name }: App, api: ApiKind, naming: Naming): string {
  return api === 'http' ? naming.getHttpApiAuthorizerLogicalId(name) : naming.getAuthorizerLogicalId(name);
}

/** What `AuthorizerId` of an app's routes is. */
export function authorizerId(app: App, api: ApiKind, { naming }: ServiceContext): Value {
  if (api === 'http' && app.authorizerId !== null) return app.authorizerId;
  return { Ref: authorizerLogicalId(app, api, naming) };
}
