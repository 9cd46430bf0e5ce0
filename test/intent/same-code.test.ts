/** Which code a route calls for certain. */
import { expect } from 'chai';
import type { IntendedRoute } from '../../src/intent/intent';
import { hasOnlyCodeOf } from '../../src/intent/same-code';

const route = (name: string, ...texts: string[]): IntendedRoute =>
  ({ fn: { name, runs: texts.map((text) => ({ text, artifact: null })) } }) as unknown as IntendedRoute;

describe('intent: a route with the code of another one only', () => {
  it('calls its function, or nothing but its code', () => {
    const before = route('me', 'h.me', 'h.old');
    expect(hasOnlyCodeOf(before, route('me', 'h.other'))).to.equal(true);
    expect(hasOnlyCodeOf(before, route('copy', 'h.me'))).to.equal(true);
    expect(hasOnlyCodeOf(before, route('copy', 'h.old', 'h.me'))).to.equal(true);
    expect(hasOnlyCodeOf(before, route('copy', 'h.me', 'h.pub'))).to.equal(false);
    expect(hasOnlyCodeOf(before, route('copy', 'h.pub'))).to.equal(false);
    expect(hasOnlyCodeOf(before, route('copy')), 'nothing is known').to.equal(false);
  });
});
