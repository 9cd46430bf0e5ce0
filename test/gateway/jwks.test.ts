import { expect } from 'chai';
import { readKeySet } from '../../src/gateway/jwks';
import { makeEcKey, makeRsaKey } from '../support/tokens';

const rsa = makeRsaKey('rsa').jwk;
const ec = makeEcKey('ec').jwk;

const read = (keys: unknown, algorithms?: readonly string[]): [usable: string[], ignored: unknown[][]] => {
  const set = readKeySet({ keys }, algorithms);
  if (set === undefined) throw new Error('no key set');
  return [set.usable.map(({ kid }) => kid), set.ignored.map(({ kid, flaw, found }) => [kid, flaw, found])];
};

describe('gateway: keys of a key set', () => {
  const FLAWS: [key: unknown, ...flaw: unknown[]][] = [
    [7, undefined, 'not-an-object', undefined],
    [null, undefined, 'not-an-object', undefined],
    [{ ...rsa, kty: 'oct' }, 'rsa', 'type', 'oct'],
    [{ ...rsa, kty: undefined }, 'rsa', 'type', undefined],
    [{ ...rsa, use: 'enc' }, 'rsa', 'use', 'enc'],
    [{ ...rsa, key_ops: ['sign'] }, 'rsa', 'key-ops', ['sign']],
    [{ ...rsa, key_ops: 'verify' }, 'rsa', 'key-ops', 'verify'],
    [{ ...rsa, alg: 'RS512' }, 'rsa', 'alg', 'RS512'],
    [{ ...rsa, kid: undefined }, undefined, 'no-kid', undefined],
    [{ ...rsa, kid: '' }, undefined, 'no-kid', ''],
    [{ ...rsa, kid: 7 }, undefined, 'no-kid', 7],
    [{ ...rsa, e: undefined }, 'rsa', 'incomplete', undefined],
    [{ ...rsa, n: 7 }, 'rsa', 'incomplete', undefined],
    [{ ...ec, x: 'AAAA' }, 'ec', 'invalid', undefined],
    [{ ...ec, x: ec.y, y: ec.x }, 'ec', 'invalid', undefined],
    [{ ...rsa, n: 'AQAB' }, 'rsa', 'too-small', 17],
    [{ ...rsa, n: 'AAAA' }, 'rsa', 'too-small', 0],
  ];
  for (const [key, ...flaw] of FLAWS) {
    it(`cannot be used: ${flaw.slice(1).map(String).join(' ')}`, () => {
      expect(read([key], ['RS256', 'ES256'])).to.deep.equal([[], [flaw]]);
    });
  }

  it('are the first of each kid', () => {
    expect(read([rsa, rsa])).to.deep.equal([['rsa'], [['rsa', 'same-kid', undefined]]]);
  });

  it('may say what they are for', () => {
    const said = { ...rsa, use: 'sig', key_ops: ['verify'], alg: 'RS256' };
    expect(read([said, { ...said, kid: 'b' }])).to.deep.equal([['rsa', 'b'], []]);
  });

  it('are those of the accepted algorithms', () => {
    expect(read([rsa, ec])).to.deep.equal([['rsa'], [['ec', 'type', 'EC']]]);
    expect(read([rsa, ec], ['ES256'])).to.deep.equal([['ec'], [['rsa', 'type', 'RSA']]]);
    expect(read([ec], ['ES384'])).to.deep.equal([[], [['ec', 'type', 'EC']]]);
    const key = readKeySet({ keys: [{ ...rsa, alg: undefined }] }, ['RS256', 'PS256', 'ES256'])?.usable[0];
    expect(key?.algorithms).to.deep.equal(['RS256', 'PS256']);
  });

  it('are not there without a list', () => {
    for (const json of [{}, { keys: null }, { keys: {} }, { key: [] }])
      expect(readKeySet(json), JSON.stringify(json)).to.equal(undefined);
  });
});
