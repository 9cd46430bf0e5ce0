import type * as messages from '../../src/intent/added-messages';
import type { Samples } from '../support/golden-messages';

const CHANGE = { expected: 'authorizer auth0, scopes admin', found: 'public', isOwn: false };
const GONE = { route: 'GET /me', where: 'functions.me.events[0].httpApi' };

export const samples: Samples<typeof messages> = {
  addedRoute: [
    [
      'functions.me.events[1].httpApi',
      'GET /v1/me',
      { ...GONE, functionName: 'me' },
      { ...CHANGE, found: 'public' },
    ],
  ],
  restatedEvent: [
    ['functions.me.events[0].httpApi', 'GET /me', CHANGE],
    ['functions.me.events[0].httpApi', 'GET /me', { ...CHANGE, found: 'authorizer auth0, no scopes' }],
  ],
  openedPart: [['functions.me.events[1].httpApi', 'ANY /a/{proxy+}', 'GET /{proxy+}']],
};
