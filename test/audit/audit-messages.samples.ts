import type * as messages from '../../src/audit/audit-messages';
import type { Samples } from '../support/golden-messages';

export const samples: Samples<typeof messages> = {
  missingResource: [['HttpApiAuthorizerAuth0', 'the authorizer auth0']],
  otherArtifact: [['.serverless/passageAuthorizer.zip', 'build/passageAuthorizer.zip']],
  changedArtifact: [
    ['.serverless/passageAuthorizer.zip', false],
    ['.serverless/passageAuthorizer.zip', true],
  ],
  unplannedGrant: [
    ['Resources.Policy', 'do more'],
    ['Resources.Permission', 'be called'],
  ],
  missingRoute: [['HttpApiRouteGetMe', 'GET /me', 'functions.me.events[0].httpApi']],
  unexpectedValue: [
    ['HttpApiRouteGetMe', 'GET /me', 'AuthorizationType', { expected: 'JWT', found: 'NONE' }],
    [
      'HttpApiAuthorizerAuth0',
      'the authorizer auth0',
      'IdentitySource',
      { expected: ['a'], found: undefined },
    ],
  ],
  transformedResource: [['HttpApiRouteGetMe']],
  lostAuthorizer: [['HttpApiRouteGetMe', 'GET /me', 'aws_iam', 'NONE']],
  publicWhileFalse: [['HttpApiRouteGetMe', 'GET /me', 'IsProduction', '$default']],
  missingConnect: [['Resources.SdefaultWebsocketsRoute']],
  conditionalConnect: [['Resources.SconnectWebsocketsRoute', 'IsProduction']],
  unplannedPublicRoute: [['AdminRoute', 'GET /admin', undefined]],
  shadowingRoute: [['AdminRoute', 'GET /orders/admin', 'GET /orders/{id}']],
  unknownRoute: [['AdminRoute', { 'Fn::Sub': 'GET ${Path}' }, 'GET /me']],
  hiddenRoutes: [['Api']],
  macro: [['Transform', 'MyMacro']],
  openFunction: [['MeUrl', 'me', 'function URL']],
  alwaysDenied: [['Resources.Raw', 'GET /raw', 'passage']],
  sharedWithNestedStack: [['NestedStack']],
  replacedByResource: [['Resources.Raw', 'GET /v2/me', 'GET /me', 'functions.me.events[0].httpApi']],
};
