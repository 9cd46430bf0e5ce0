/** Two events that the framework compiles to one method of a REST API. */
import { expect } from 'chai';
import { BLOCK, plain, planOf, refused } from '../support/plans';

const event = (passage: unknown, path = 'me'): Record<string, unknown> => ({
  http: { method: 'get', path, passage },
});

const places = (events: Record<string, unknown>[], block: object): string[] =>
  refused(() => planOf(plain({ me: { events } }, { ...BLOCK, ...block })));

describe('duplicate routes', () => {
  for (const block of [{}, { authorizerType: 'lambda' }]) {
    it(`must have the same scopes, with ${JSON.stringify(block)}`, () => {
      const admin = event({ scopes: ['admin', 'reader'] });
      for (const other of [true, { scopes: ['admin'] }, { scopes: [] }])
        expect(places([admin, event(other, '/me/')], block)).to.deep.equal([
          'PASSAGE_CONFIG_INVALID functions.me.events[1].http',
        ]);
      expect(places([admin, event({ scopes: ['reader', 'admin'] }, '/me/')], block)).to.deep.equal([]);
    });
  }
});
