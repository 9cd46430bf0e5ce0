import { expect } from 'chai';
import { normalScopes } from '../../src/service/scopes';

describe('scopes', () => {
  it('have no order', () => {
    expect(normalScopes(['b', 'a'])).to.deep.equal(['a', 'b']);
    const [a, b] = [{ Ref: 'A' }, { Ref: 'B' }];
    expect(normalScopes([b, 'x', a])).to.deep.equal(normalScopes([a, b, 'x']));
    expect(normalScopes([a])).not.to.deep.equal(normalScopes([b]));
  });

  it('are none in an empty list', () => {
    expect(normalScopes([])).to.equal(undefined);
    expect(normalScopes(undefined)).to.equal(undefined);
  });

  it('that are no list stay what they are', () => {
    expect(normalScopes('a')).to.equal('a');
    expect(normalScopes({ Ref: 'A' })).to.deep.equal({ Ref: 'A' });
  });
});
