import { expect } from 'chai';
import { wrapHanging, wrapWords } from '../../src/util/lines';

describe('util: lines', () => {
  it('break between words, and never within a URL', () => {
    expect(wrapWords('see https://example.com/a/long/address now', 12)).to.deep.equal([
      'see',
      'https://example.com/a/long/address',
      'now',
    ]);
  });

  it('hang below the first one, within the width', () => {
    expect(wrapHanging('one two three four', 12, 2)).to.equal('one two\n  three four');
    expect(wrapHanging('one two three four', Infinity, 2)).to.equal('one two three four');
  });
});
