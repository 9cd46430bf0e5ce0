/** Whether a route is as strict as another one. */
import { expect } from 'chai';
import type { IntendedRoute } from '../../src/intent/intent';
import { isAsStrict } from '../../src/intent/keeps-protection';
import { fn, intent, on } from '../support/intents';

const route = (passage?: unknown): IntendedRoute =>
  [...intent({ a: fn('a', on('GET /x', passage)) }).routes.values()][0]!;
const own = (authorizer: string): IntendedRoute => {
  const event = { httpApi: { method: 'GET', path: '/x', authorizer: { id: authorizer } } };
  return [...intent({ a: fn('a', event) }).routes.values()][0]!;
};
const scopes = (...names: string[]): IntendedRoute => route({ scopes: names });

describe('a route is as strict as another one', () => {
  const cases: readonly [what: string, before: IntendedRoute, now: IntendedRoute, isStrict: boolean][] = [
    ['nothing is asked', route(), route(), true],
    ['one is protected that was public', route(), route(true), true],
    ['one is public that was protected', route(true), route(), false],
    ['both ask for the same', scopes('a'), scopes('a'), true],
    ['any scope is asked for, where none was', route(true), scopes('a'), true],
    ['none is asked for, where one was', scopes('a'), route(true), false],
    ['one of the scopes is asked for', scopes('a', 'b'), scopes('a'), true],
    ['other scopes are accepted, too', scopes('a'), scopes('a', 'b'), false],
    ['other scopes are asked for', scopes('a'), scopes('b'), false],
    ['another app is asked', route(true), route('b'), false],
    ['another app is asked, with scopes', route(true), route({ app: 'b', scopes: ['a'] }), false],
    ['it has the same authorizer of its own', own('mine'), own('mine'), true],
    ['it has another authorizer of its own', own('mine'), own('other'), false],
    ['an app is asked in place of one', own('mine'), route(true), false],
    ['one is asked in place of an app', route(true), own('mine'), false],
  ];
  for (const [what, before, now, isStrict] of cases)
    it(`${isStrict ? 'if' : 'not if'} ${what}`, () => {
      expect(isAsStrict(before, now)).to.equal(isStrict);
    });
});
