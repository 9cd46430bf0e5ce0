import { finding } from '../../src/errors';
import type * as messages from '../../src/intent/change-messages';
import type { Samples } from '../support/golden-messages';

const CHANGE = { expected: 'authorizer auth0, scopes admin', found: 'public', isOwn: false };
const OWN_CHANGE = { expected: 'own authorizer mine, no scopes', found: 'public', isOwn: true };
const GONE = { route: 'GET /me', where: 'functions.me.events[0].httpApi' };

export const samples: Samples<typeof messages> = {
  lateRoute: [['functions.me.events[1].httpApi', 'GET /late']],
  lateSetting: [['functions.me.events[0].httpApi', 'GET /me']],
  lostProtection: [
    ['functions.me.events[0].httpApi', 'GET /me', CHANGE],
    ['functions.me.events[0].httpApi', 'GET /me', OWN_CHANGE],
    ['functions.me.events[0].httpApi', 'GET /me', { ...OWN_CHANGE, isExtended: true }],
  ],
  ofPackage: [
    [
      finding('functions.me.events[0].httpApi', 'another plugin changed how GET /v1/me is protected', {
        expected: 'authorizer auth0, no scopes',
        found: 'public',
      }),
    ],
  ],
  changedSetting: [['custom.passage.protect', { expected: 'all', found: 'opt-in' }]],
  replacedAuthorizer: [
    [
      'functions.me.events[0].http',
      'functions.other.events[0].http',
      { expected: { resultTtlInSeconds: 0 }, found: { resultTtlInSeconds: 3600 } },
    ],
  ],
  removedApp: [['custom.passage.apps.staff', 'GET /me', 'functions.me.events[0].httpApi']],
  undecidedConnect: [['functions.chat.events[0].websocket']],
  takenRequests: [
    [
      'functions.me.events[1].httpApi',
      'GET /me',
      'ANY /me',
      { ...CHANGE, found: 'authorizer auth0, no scopes' },
    ],
  ],
  copiedStatement: [
    ['functions.app.events[0].httpApi', 'ANY /x', 'POST /x', CHANGE],
    ['functions.app.events[0].httpApi', 'POST /x', 'POST /x', CHANGE],
  ],
  addedWay: [
    ['me', 'url', 'GET /me'],
    ['me', 'websocket', 'GET /me'],
    ['me', 'alb', 'GET /me'],
  ],
  replacedRoute: [
    ['functions.me.events[0].httpApi', 'GET /v2/me', GONE, CHANGE],
    ['functions.me.events[0].httpApi', 'GET /v2/me', GONE, OWN_CHANGE],
  ],
  renamedRoute: [
    [
      'functions.me.events[0].httpApi',
      'GET /v2/me',
      'GET /me',
      { ...CHANGE, found: 'authorizer auth0, no scopes' },
    ],
  ],
  openedCode: [['functions.me.events[1].httpApi', 'GET /internal', GONE]],
};
