import type * as messages from '../../src/testing/testing-messages';
import type { Samples } from '../support/golden-messages';

export const samples: Samples<typeof messages> = {
  invalidOptions: [[['passageEvent: sub: is required']]],
  unknownOption: [
    ['passageEvent: scope', ['sub', 'scopes'], 'scopes'],
    ['passageEvent: region', ['sub', 'scopes'], undefined],
  ],
  invalidOption: [
    ['passageEvent.sub', 7, 'a string'],
    ['passageEvent.headers', [], 'an object of strings'],
    ['passageEvent.path', 'orders', 'a path such as /orders', '/orders'],
  ],
  notOptions: [
    ['passageEvent', 'alice', ['sub']],
    ['localToken', undefined, ['issuer', 'audience']],
  ],
  missingOption: [['passageEvent: sub', 'a string']],
  refusedClaims: [['passageEvent: claims', 'the token expired 2026-01-01T00:00:00.000Z, 1 day ago']],
};
