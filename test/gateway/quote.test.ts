import { expect } from 'chai';
import { difference, quoteUntrusted } from '../../src/gateway/quote';

describe('gateway: the usual differences', () => {
  const URL = 'https://x.example/a';
  const SAME_WAY: [found: unknown, expected: unknown][][] = [
    [
      [`${URL}/`, URL],
      [URL, `${URL}/`],
    ],
    [[` https://x.example  /a`, URL]],
    [['https://X.example/A', URL]],
    [['http://x.example/a', URL]],
    [
      ['x.example/a', URL],
      ['x.example/a', 'http://x.example/a'],
    ],
    [
      ['https://x.example:8443/a', URL],
      ['https://x.example:8443', 'https://x.example'],
    ],
    [
      ['https://www.x.example/a', URL],
      ['http://www.x.example/a', 'http://x.example/a'],
    ],
    [
      ['HTTP://WWW.X.example/a/', URL],
      ['X.example /a', URL],
    ],
  ];

  it('are told apart', () => {
    const ways = SAME_WAY.map(
      (pairs) => new Set(pairs.map(([found, expected]) => difference(found, expected))),
    );
    for (const way of ways) expect([...way].map((each) => typeof each)).to.deep.equal(['string']);
    expect(new Set(ways.flatMap((way) => [...way])).size).to.equal(SAME_WAY.length);
  });

  const OTHERS: [found: unknown, expected: unknown][] = [
    ['https://y.example/a', URL],
    ['https://x.example/a?u=http:', 'https://x.example/a?u=https:'],
    ['https://x.example/https://a', URL],
    ['https://x.example/https://www.a', 'https://x.example/https://a'],
    [`${URL}/b`, `${URL}b`],
    [7, URL],
    [URL, undefined],
    [undefined, undefined],
  ];
  for (const [found, expected] of OTHERS) {
    it(`are none of ${String(found)} and ${String(expected)}`, () => {
      expect(difference(found, expected)).to.equal(undefined);
    });
  }
});

describe('gateway: values that others wrote', () => {
  it('are quoted, and cut at 120 characters', () => {
    expect(quoteUntrusted('a')).to.equal('`a`');
    expect(quoteUntrusted({ a: 1 })).to.equal('`{"a":1}`');
    expect(quoteUntrusted(['a', 7])).to.equal('`a`, `7`');
    expect(quoteUntrusted('x'.repeat(120))).to.equal(`\`${'x'.repeat(120)}\``);
    expect(quoteUntrusted('x'.repeat(121))).to.equal(`\`${'x'.repeat(117)}...\``);
    for (const nothing of [undefined, []]) expect(quoteUntrusted(nothing)).to.match(/^[a-z ]+$/);
  });
});
