import type * as messages from '../../src/service/service-messages';
import type { Samples } from '../support/golden-messages';

export const samples: Samples<typeof messages> = {
  notAws: [['google']],
  misspeltKey: [['functions.me.pasage']],
  misplacedKey: [
    ['provider.httpApi.passage', true],
    ['provider.passage', { issuer: 'https://issuer.example.com/' }],
  ],
  scopesOutside: [['functions.me.scopes', ['orders:read']]],
  authorizerOnFunction: [['functions.me.authorizer', 'passage']],
  eventNotIndented: [
    [
      'functions.me.events[0].httpApi',
      ['method', 'path', 'passage'],
      '- httpApi: { method: GET, path: /me, passage: true }',
    ],
  ],
  atTopLevel: [[{ issuer: 'https://issuer.example.com/' }]],
  nextToEvent: [
    [
      'functions.me.events[0].passage',
      'passage',
      true,
      '- httpApi: { method: GET, path: /me, passage: true }',
    ],
  ],
  notAnApiEvent: [
    ['functions.me.events[0].sns.passage', true, undefined],
    ['functions.me.events[0].httpapi.passage', true, 'httpApi'],
  ],
  notConnectRoute: [['functions.chat.events[0].websocket.passage', 'sendMessage']],
  connectNeedsLambda: [['functions.chat.events[0].websocket.passage', 'default']],
  nothingToProtect: [
    ['functions.me.passage', [], undefined],
    ['functions.me.passage', ['schedule', 'sqs'], undefined],
    ['functions.me.passage', ['httpapi'], 'httpApi'],
    ['functions.me.passage', ['websocket'], undefined],
  ],
  unreadableEvent: [['functions.me.events[0].httpApi', 'GETT /me']],
  severalMethods: [['functions.me.events[0].httpApi.method', ['GET', 'POST']]],
  noSlash: [['functions.me.events[0].httpApi.path', 'me']],
  starMethod: [['functions.me.events[0].http.method']],
};
