import type * as messages from '../../src/service/service-messages';
import type { Samples } from '../support/golden-messages';

export const samples: Samples<typeof messages> = {
  notAws: [['google']],
  misspeltKey: [['functions.me.pasage']],
  misplacedKey: [['provider.httpApi.passage', true]],
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
    ['functions.me.events[0].sns.passage', 'sns', true],
    ['functions.me.events[0].websocket.passage', 'websocket', true],
  ],
  nothingToProtect: [
    ['functions.me.passage', []],
    ['functions.me.passage', ['schedule', 'sqs']],
    ['functions.me.passage', ['websocket']],
  ],
  unreadableEvent: [['functions.me.events[0].httpApi', 'GETT /me']],
  starMethod: [['functions.me.events[0].http.method']],
};
