import { expect } from 'chai';
import { columnsOf, wrapHanging, wrapWords } from '../../src/util/lines';

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

  it('have no end where the stream is no terminal, or does not know its width', () => {
    expect([80, 1].map((columns) => columnsOf({ isTTY: true, columns }))).to.deep.equal([80, 1]);
    for (const stream of [
      {},
      { isTTY: false, columns: 80 },
      { columns: 80 },
      { isTTY: true, columns: 0 },
      { isTTY: true },
    ])
      expect(columnsOf(stream), JSON.stringify(stream)).to.equal(Infinity);
  });
});
