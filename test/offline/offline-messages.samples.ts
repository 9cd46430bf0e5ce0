import type * as messages from '../../src/offline/offline-messages';
import type { PlannedRoute } from '../../src/plan/types';
import type { Samples } from '../support/golden-messages';

const ROUTE: PlannedRoute = {
  api: 'http',
  method: 'GET',
  path: '/me',
  functionName: 'me',
  index: 0,
  where: 'functions.me.events[0].httpApi',
  logicalId: 'HttpApiRouteGetMe',
  decision: { access: 'other', authorizer: 'myAuthorizer', scopes: [], decidedBy: 'event' },
};

export const samples: Samples<typeof messages> = {
  providerConflict: [['./my-provider.js']],
  unknownLocally: [
    ['custom.passage.issuer', { 'Fn::ImportValue': 'issuer' }],
    ['custom.passage.audience', undefined],
  ],
  replacedValue: [['custom.passage.issuer', 'https://issuer.invalid/default']],
  noAuth: [[]],
  deniedRoutes: [[[ROUTE]]],
  localKeyProblem: [['~/.cache/serverless-passage/development-key.pem', 'belongs to another user', 'Fix it']],
  checkedRoutes: [
    [3, 5, 'local'],
    [1, 1, 'remote'],
  ],
  unknownRoute: [['GET /me', 'me']],
};
