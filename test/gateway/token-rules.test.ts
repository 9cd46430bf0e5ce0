/** What a failed rule reports: the claim or parameter, and both values. */
import { expect } from 'chai';
import { checkClaims, checkIssuerClaim, readSigning } from '../../src/gateway/token-rules';
import type { JsonObject } from '../../src/util/objects';

const NOW = 1000;
const GOOD = { aud: 'api', exp: NOW + 1 };
const check = (claims: JsonObject): unknown => checkClaims(claims, ['api'], new Date(NOW * 1000));

describe('gateway: facts of a denial', () => {
  const HEADERS: [header: JsonObject, reason: object][] = [
    [
      { alg: 'none', kid: 'k' },
      { check: 'algorithm', name: 'alg', expected: ['RS256'], found: 'none' },
    ],
    [
      { alg: ['RS256'], kid: 'k' },
      { check: 'algorithm', name: 'alg', expected: ['RS256'], found: ['RS256'] },
    ],
    [
      { alg: 'RS256', kid: 'k', crit: ['b64'] },
      { check: 'critical', name: 'crit', found: ['b64'] },
    ],
    [{ alg: 'RS256' }, { check: 'kid', name: 'kid', found: undefined }],
    [
      { alg: 'RS256', kid: '' },
      { check: 'kid', name: 'kid', found: '' },
    ],
  ];
  for (const [header, reason] of HEADERS) {
    it(`of the header ${JSON.stringify(header)}`, () => {
      expect(readSigning(header)).to.deep.equal({ ok: false, reason });
    });
  }

  const time = { expected: NOW };
  const CLAIMS: [claims: JsonObject, reason: object][] = [
    [{ aud: 'api' }, { check: 'claim-missing', name: 'exp' }],
    [
      { ...GOOD, sub: 7 },
      { check: 'claim-type', name: 'sub', expected: 'a string', found: 7 },
    ],
    [
      { ...GOOD, iat: '1' },
      { check: 'claim-type', name: 'iat', expected: 'a number', found: '1' },
    ],
    [
      { ...GOOD, aud: 'x' },
      { check: 'audience', name: 'aud', expected: ['api'], found: 'x' },
    ],
    [{ exp: NOW + 1 }, { check: 'audience', name: 'aud', expected: ['api'], found: undefined }],
    [
      { exp: NOW + 1, client_id: 7 },
      { check: 'claim-type', name: 'client_id', expected: 'a string', found: 7 },
    ],
    [
      { ...GOOD, exp: NOW },
      { check: 'expired', name: 'exp', ...time, found: NOW },
    ],
    [
      { ...GOOD, nbf: NOW + 1 },
      { check: 'not-before', name: 'nbf', ...time, found: NOW + 1 },
    ],
    [
      { ...GOOD, iat: NOW + 1 },
      { check: 'issued-at', name: 'iat', ...time, found: NOW + 1 },
    ],
  ];
  for (const [claims, reason] of CLAIMS) {
    it(`of the claims ${JSON.stringify(claims)}`, () => {
      expect(check(claims)).to.deep.equal(reason);
    });
  }

  it('of the issuer', () => {
    expect(checkIssuerClaim({ iss: 'a/' }, 'a')).to.deep.equal({
      check: 'issuer',
      name: 'iss',
      expected: 'a',
      found: 'a/',
    });
  });

  it('are none of a good token', () => {
    for (const more of [{}, { nbf: NOW, iat: NOW }, { aud: ['x', 'api'] }])
      expect(check({ ...GOOD, ...more })).to.equal(undefined);
    expect(check({ exp: NOW + 1, client_id: 'api' })).to.equal(undefined);
  });
});
