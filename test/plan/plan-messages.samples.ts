import type * as messages from '../../src/plan/plan-messages';
import type { Samples } from '../support/golden-messages';
import { APP, ONE_APP, STAFF, TWO_APPS } from '../support/sample-app';

const FOREIGN = { ...APP, authorizerId: 'abc123' };

export const samples: Samples<typeof messages> = {
  onlyOneApp: [
    ['functions.me.passage', 'staff', undefined],
    ['functions.me.passage', 'tru', 'true'],
  ],
  authorizerConflict: [['functions.me.events[0].httpApi', 'myAuthorizer']],
  undefinedAuthorizer: [
    ['functions.me.events[0].httpApi.authorizer', 'auth0', ONE_APP, undefined],
    ['functions.me.events[0].httpApi.authorizer', 'auth0', TWO_APPS, undefined],
    ['functions.me.events[0].httpApi.authorizer', 'aut0', ONE_APP, 'auth0'],
    ['functions.me.events[0].httpApi.authorizer', 'true', ONE_APP, undefined],
  ],
  authorizerExists: [[APP, 'auth0']],
  restAuthorizerExists: [[APP, 'functions.me.events[0].http']],
  sameAuthorizer: [
    ['functions.you.events[0].http', 'functions.me.events[0].http', 'PoolApiGatewayAuthorizer'],
  ],
  authorizerFunctionExists: [['passageAuthorizer']],
  nameCollision: [[STAFF, { ...STAFF, key: 'Staff', name: 'Staff', where: 'custom.passage.apps.Staff' }]],
  duplicateRoute: [
    ['functions.you.events[0].httpApi', 'functions.me.events[0].httpApi', 'HttpApiRouteGetMe'],
  ],
  authorizerIdWithOwnApi: [[FOREIGN]],
  authorizerIdWithRestApi: [[FOREIGN]],
};
