import type * as messages from '../../src/plan/note-messages';
import type { Samples } from '../support/golden-messages';
import { APP, STAFF } from '../support/sample-app';

export const samples: Samples<typeof messages> = {
  unusedApp: [
    [APP, false],
    [STAFF, true],
  ],
  loopbackIssuer: [[{ ...APP, issuer: 'http://localhost:8080/' }]],
  scopesWithPassage: [[APP]],
  protectedDespiteFalse: [['functions.me.events[0].httpApi', 'passage']],
  idleEntry: [['functions.me.events[0].httpApi']],
  publicUrl: [['me']],
  openConnections: [['chat']],
  openEvents: [
    ['me', ['websocket'], false],
    ['me', ['alb'], true],
    ['me', ['websocket', 'alb'], true],
  ],
  overQuota: [
    [11, 'authorizers', 10],
    [301, 'routes', 300],
  ],
  headerNotAllowed: [[APP, 'X-Token']],
  preflightDenied: [
    [['ANY /me'], false],
    [['ANY /me', '$default'], true],
  ],
  ownTemplate: [['functions.me.events[0].http']],
  overlap: [['functions.list.events[0].httpApi', 'GET /orders/list', 'GET /orders/{id}']],
  outputTaken: [['PassageAuthorizerId']],
};
