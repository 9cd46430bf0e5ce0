import { expect } from 'chai';
import { explain } from '../../src/gateway/explain';
import type { DenialReason } from '../../src/gateway/token-check';
import { difference, quoteUntrusted } from '../../src/gateway/quote';

describe('gateway: a refusal in words', () => {
  const cases: [reason: DenialReason, ...facts: string[]][] = [
    [
      { check: 'audience', name: 'aud', expected: ['https://x'], found: 'https://x/' },
      '`https://x/`',
      '`https://x`',
      'the trailing slash',
    ],
    [
      { check: 'audience', name: 'aud', expected: ['https://x', 'b'], found: ['B', 'c'] },
      '`B`, `c`',
      '`https://x`, `b`',
      'upper and lower case',
    ],
    [{ check: 'audience', name: 'aud', expected: ['a'], found: undefined }, 'absent', '`a`'],
    [
      { check: 'issuer', name: 'iss', expected: 'https://x/', found: 'https://x' },
      'the trailing slash',
      'set `issuer` to `https://x`',
    ],
    [
      { check: 'issuer', name: 'iss', expected: 'https://x', found: 'http://localhost/x' },
      'set `issuer` to `http://localhost/x`',
      '`sls offline` only',
    ],
    [{ check: 'issuer', name: 'iss', expected: 'https://x', found: 7 }, '`7`', '`https://x`'],
    [
      { check: 'issuer', name: 'iss', expected: 'https://x', found: 'https://auth.passage.id/v1/apps/a' },
      '`https://auth.passage.id/v1/apps/a`',
      '2026-01-16',
    ],
    [
      { check: 'expired', name: 'exp', expected: 1000, found: 280 },
      '1970-01-01T00:04:40.000Z',
      '12 minutes ago',
    ],
    [{ check: 'expired', name: 'exp', expected: 1000.7, found: 1000 }, '1 second ago'],
    [{ check: 'not-before', name: 'nbf', expected: 1000, found: 1e300 }, '1e+300', 'from now'],
    [{ check: 'issued-at', name: 'iat', expected: 1000, found: 1001 }, '1 second from now', 'clock'],
    [{ check: 'scopes', expected: ['a', 'b'], found: [] }, 'no scopes', '`a`, `b`', '--claims'],
    [
      { check: 'key', name: 'kid', expected: ['k1', 'k2'], found: 'k3' },
      '`k3`',
      '`k1`, `k2`',
      'sls passage token',
    ],
    [{ check: 'algorithm', name: 'alg', expected: ['RS256'], found: 'none' }, '`none`', 'RS256'],
    [
      { check: 'discovery', found: 'https://x', detail: '`ENOTFOUND`' },
      '`https://x`',
      '`ENOTFOUND`',
      'sls passage doctor',
    ],
    [
      { check: 'claim-type', name: 'sub', expected: 'a text', found: { a: 1 } },
      '`sub`',
      '`{"a":1}`',
      'a text',
    ],
    [{ check: 'segments', expected: 3, found: 1, detail: 'these are Basic credentials' }, '1 part', 'Basic'],
    [{ check: 'token-missing' }, 'Authorization: Bearer'],
  ];

  for (const [reason, ...facts] of cases) {
    it(`${reason.check}: ${facts.join(' · ')}`, () => {
      const { what, fix } = explain(reason);
      for (const fact of facts) expect(`${what} — ${fix}`).to.contain(fact);
    });
  }
});

describe('gateway: values of others on a terminal', () => {
  it('are visible, on one line and short', () => {
    expect(quoteUntrusted('a\u001b[31m\n\u009b\u202e\u200b\u2028\ud800b')).to.equal(
      '`a\\u{1b}[31m\\u{a}\\u{9b}\\u{202e}\\u{200b}\\u{2028}\\u{d800}b`',
    );
    expect(quoteUntrusted('x'.repeat(10_000))).to.have.lengthOf(122);
    expect(quoteUntrusted('Jürgen 🦊')).to.equal('`Jürgen 🦊`');
    expect(quoteUntrusted(undefined)).to.equal('nothing');
    expect(quoteUntrusted(null)).to.equal('`null`');
  });

  const pairs: [found: string, expected: string, way: string | undefined][] = [
    ['https://x/', 'https://x', 'the trailing slash'],
    [' https://x', 'https://x', 'white space'],
    ['https://X', 'https://x', 'upper and lower case'],
    ['http://x', 'https://x', 'http and https'],
    ['x', 'https://x', 'the scheme'],
    ['https://x:8443/a', 'https://x/a', 'the port'],
    ['https://www.x', 'https://x', '`www.`'],
    ['HTTP://x/', 'https://x', 'more than one of slash, case, scheme and white space'],
    ['https://y', 'https://x', undefined],
    ['', 'https://x', undefined],
  ];
  for (const [found, expected, way] of pairs) {
    it(`${found} and ${expected} differ in ${way ?? 'no classic way'}`, () => {
      expect(difference(found, expected)).to.equal(way);
      expect(difference(expected, found)).to.equal(way);
    });
  }
});
