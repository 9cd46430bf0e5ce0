import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose';
import { ASYMMETRIC_ALGORITHMS } from '../../src/gateway/algorithms';
import { authorize } from '../../src/gateway/authorize';
import type { AuthorizationResult } from '../../src/gateway/authorization-result';
import { staticKeys } from '../../src/gateway/keys';

const ISSUER = 'https://issuer.example/';

interface Signed {
  readonly token: string;
  readonly jwk: JWK;
}

const signed = new Map<string, Signed>();

/** With `algorithms` accepted. */
function judge(algorithm: string, algorithms: readonly string[], change: JWK = {}) {
  const { token, jwk } = signed.get(algorithm)!;
  return authorize({
    identity: token,
    authorizer: { issuer: ISSUER, audience: ['api'], algorithms },
    keys: staticKeys({ keys: [{ ...jwk, ...change }] }, algorithms),
    scopes: [],
    now: new Date(),
  });
}

const check = (result: AuthorizationResult): string => (result.allowed ? 'allowed' : result.reason.check);

describe('algorithms', () => {
  before(async () => {
    // One for all algorithms of its kind, since the search for primes takes long.
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    for (const alg of ASYMMETRIC_ALGORITHMS) {
      const isRsa = /^[RP]S/.test(alg);
      const { publicKey, privateKey } = isRsa ? rsa : await generateKeyPair(alg, { extractable: true });
      const token = await new SignJWT({ sub: 'u' })
        .setProtectedHeader({ alg, kid: alg })
        .setIssuer(ISSUER)
        .setAudience('api')
        .setExpirationTime('1h')
        .sign(privateKey);
      signed.set(alg, { token, jwk: { ...(await exportJWK(publicKey)), kid: alg, use: 'sig' } });
    }
  });

  for (const algorithm of ASYMMETRIC_ALGORITHMS) {
    it(`${algorithm} is accepted where it is listed`, async () => {
      expect(check(await judge(algorithm, ASYMMETRIC_ALGORITHMS))).to.equal('allowed');
      expect(check(await judge(algorithm, [algorithm], { alg: algorithm }))).to.equal('allowed');
    });

    it(`${algorithm} is refused where it is not`, async () => {
      const others = ASYMMETRIC_ALGORITHMS.filter((other) => other !== algorithm);
      expect(check(await judge(algorithm, others))).to.equal('algorithm');
      expect(check(await judge(algorithm, []))).to.equal('algorithm');
    });

    it(`${algorithm} is refused with a key for another algorithm`, async () => {
      const other = algorithm === 'RS256' ? 'RS384' : 'RS256';
      expect(check(await judge(algorithm, ASYMMETRIC_ALGORITHMS, { alg: other }))).to.equal('key');
    });
  }

  it('a key with a curve of another algorithm is not used', async () => {
    expect(check(await judge('ES256', ASYMMETRIC_ALGORITHMS, { crv: 'P-384' }))).to.equal('key');
    expect(check(await judge('EdDSA', ASYMMETRIC_ALGORITHMS, { crv: 'X25519' }))).to.equal('key');
  });

  it('half a key is not used', async () => {
    for (const [algorithm, member] of [
      ['ES256', 'y'],
      ['EdDSA', 'x'],
      ['PS256', 'e'],
    ] as const) {
      expect(check(await judge(algorithm, ASYMMETRIC_ALGORITHMS, { [member]: 1 }))).to.equal('key');
    }
  });

  it('no algorithm without a public key is known', () => {
    for (const name of ['none', 'HS256', 'HS384', 'HS512', 'dir', 'A128KW', 'RSA-OAEP']) {
      expect(ASYMMETRIC_ALGORITHMS).not.to.include(name);
    }
  });
});
