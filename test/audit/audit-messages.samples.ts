import type * as messages from '../../src/audit/audit-messages';
import type { Samples } from '../support/golden-messages';

export const samples: Samples<typeof messages> = {
  authorizerSubject: [['auth0']],
  missingResource: [['HttpApiAuthorizerAuth0', 'the authorizer auth0']],
  missingRoute: [['HttpApiRouteGetMe', 'GET /me', 'functions.me.events[0].httpApi']],
  unexpectedValue: [
    ['HttpApiRouteGetMe.AuthorizationType', 'GET /me', { expected: 'JWT', found: 'NONE' }],
    [
      'HttpApiAuthorizerAuth0.Properties.IdentitySource',
      'the authorizer auth0',
      { expected: ['a'], found: undefined },
    ],
  ],
  changedAuthorizer: [
    ['HttpApiAuthorizerMine', 'HttpApiAuthorizerMine', { expected: { Type: 'A' }, found: { Type: 'B' } }],
  ],
  transformedResource: [['Resources.HttpApiRouteGetMe', 'Fn::Transform']],
  lostAuthorizer: [['HttpApiRouteGetMe', 'GET /me', 'aws_iam', 'NONE']],
  publicWhileFalse: [['HttpApiRouteGetMe', 'GET /me', 'IsProduction', '$default']],
  otherWhileFalse: [['HttpApiRouteGetMe', 'GET /me', 'IsProduction', 'ANY /{proxy+}']],
  lostCondition: [
    [
      'Resources.HttpApiRouteGetDebug',
      'GET /debug',
      'ANY /{proxy+}',
      { expected: 'IsDev', found: undefined },
    ],
    ['Resources.HttpApiRouteGetDebug', 'GET /debug', 'ANY /{proxy+}', { expected: 'IsDev', found: 'IsTest' }],
  ],
  changedResource: [
    [
      'Resources.Raw',
      'GET /raw',
      { expected: { AuthorizationType: 'JWT' }, found: { AuthorizationType: 'NONE' } },
    ],
  ],
  missingConnect: [['Resources.SdefaultWebsocketsRoute']],
  conditionalConnect: [['Resources.SconnectWebsocketsRoute', 'IsProduction']],
  unplannedPublicRoute: [['AdminRoute', 'GET /admin', undefined]],
  shadowingRoute: [['AdminRoute', 'GET /orders/admin', 'GET /orders/{id}']],
  unknownRoute: [['AdminRoute', { 'Fn::Sub': 'GET ${Path}' }, 'GET /me']],
  alwaysDenied: [['Resources.Raw', 'GET /raw', 'passage']],
  sharedWithNestedStack: [['NestedStack']],
  unreadApi: [['Resources.Second.Properties.BodyS3Location']],
  replacedByResource: [['Resources.Raw', 'GET /v2/me', 'GET /me', 'functions.me.events[0].httpApi']],
  takingResource: [['Resources.Raw', '$default', 'GET /me', 'functions.me.events[0].httpApi']],
};
