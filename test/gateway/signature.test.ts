/** jose judges the same signatures and keys, by WebCrypto: the verdicts must be the same. */
import { type SignKeyObjectInput, constants, sign } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { compactVerify } from 'jose';
import { ASYMMETRIC_ALGORITHMS, type Algorithm } from '../../src/gateway/algorithms';
import { readKeySet } from '../../src/gateway/jwks';
import { verifySignature } from '../../src/gateway/signature';
import { type Json, type Key, forge, hmac, makeEcKey, makeEdKey, makeRsaKey } from '../support/tokens';

type Way = readonly [key: Key, hash: string | null, how?: Partial<SignKeyObjectInput>];

const RSA = makeRsaKey('k');
const ED: Way = [makeEdKey('k'), null];
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING };
const ECDSA = { dsaEncoding: 'ieee-p1363' } as const;

/** How each algorithm signs. */
const WAYS: Readonly<Record<Algorithm, Way>> = {
  RS256: [RSA, 'sha256'],
  RS384: [RSA, 'sha384'],
  RS512: [RSA, 'sha512'],
  PS256: [RSA, 'sha256', { ...PSS, saltLength: 32 }],
  PS384: [RSA, 'sha384', { ...PSS, saltLength: 48 }],
  PS512: [RSA, 'sha512', { ...PSS, saltLength: 64 }],
  ES256: [makeEcKey('k'), 'sha256', ECDSA],
  ES384: [makeEcKey('k', 'P-384'), 'sha384', ECDSA],
  ES512: [makeEcKey('k', 'P-521'), 'sha512', ECDSA],
  EdDSA: ED,
  Ed25519: ED,
};

function signed(alg: string, [{ privateKey }, hash, how]: Way): string {
  return forge({ alg, kid: 'k' }, { jti: 'a' }, (input) =>
    sign(hash, Buffer.from(input), { key: privateKey, ...how }),
  );
}

const signatureOf = (token: string): Buffer =>
  Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');

/** Of PS algorithms and ECDSA, each signature is another one. */
function signedWith(alg: Algorithm, test: (signature: Buffer) => boolean): string {
  for (;;) {
    const token = signed(alg, WAYS[alg]);
    if (test(signatureOf(token)) || alg.startsWith('RS') || alg.startsWith('Ed')) return token;
  }
}

const jwkOf = (alg: Algorithm, change: Json = {}): Json => ({
  ...WAYS[alg][0].jwk,
  alg: undefined,
  ...change,
});

function isValid(token: string, jwk: Json, alg: string): boolean {
  const key = readKeySet({ keys: [jwk] }, ASYMMETRIC_ALGORITHMS)?.usable[0];
  return key !== undefined && verifySignature(token, key, alg);
}

async function isValidToJose(token: string, jwk: Json, alg: string): Promise<boolean> {
  return compactVerify(token, { ...jwk, kty: String(jwk.kty) }, { algorithms: [alg] }).then(
    () => true,
    () => false,
  );
}

/** Our verdict, where it is jose's too. */
async function judge(token: string, jwk: Json, alg: string): Promise<boolean> {
  const verdict = isValid(token, jwk, alg);
  expect(verdict, `${token} ${JSON.stringify(jwk)}`).to.equal(await isValidToJose(token, jwk, alg));
  return verdict;
}

describe('gateway: signatures', () => {
  it('are as long as the key, where jose takes them without their zeros', async () => {
    const signature = signatureOf(signedWith('PS256', ([first]) => first === 0));
    const token = forge({ alg: 'PS256', kid: 'k' }, { jti: 'a' }, () => signature.subarray(1));
    expect(isValid(token, jwkOf('PS256'), 'PS256')).to.equal(false);
    expect(await isValidToJose(token, jwkOf('PS256'), 'PS256')).to.equal(true);
  });

  for (const alg of ASYMMETRIC_ALGORITHMS) {
    const good = signedWith(alg, ([first]) => first !== 0);
    const signature = signatureOf(good);
    const withSignature = (bytes: Buffer): string => forge({ alg, kid: 'k' }, { jti: 'a' }, () => bytes);

    it(`${alg}: the whole one`, async () => {
      expect(await judge(good, jwkOf(alg), alg)).to.equal(true);
    });

    it(`${alg}: none with another bit, and none of other bytes`, async () => {
      const check = async (bit: number): Promise<void> => {
        const bytes = Buffer.from(signature);
        bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(await judge(withSignature(bytes), jwkOf(alg), alg)).to.equal(false);
      };
      await fc.assert(fc.asyncProperty(fc.nat(signature.length * 8 - 1), check), { numRuns: 20 });
      const other = forge({ alg, kid: 'k' }, { jti: 'b' }, () => signature);
      expect(await judge(other, jwkOf(alg), alg)).to.equal(false);
    });

    it(`${alg}: none of another length, and none of zeros`, async () => {
      const zeros = Buffer.alloc(signature.length);
      const middle = signature.length / 2;
      const forms = [
        Buffer.alloc(0),
        zeros,
        Buffer.alloc(signature.length, 0xff),
        signature.subarray(1),
        Buffer.concat([signature, Buffer.alloc(1)]),
        Buffer.concat([Buffer.alloc(1), signature]),
        Buffer.concat([signature, signature]),
        // r = 0 and s = 0 of ECDSA.
        Buffer.concat([zeros.subarray(middle), signature.subarray(middle)]),
        Buffer.concat([signature.subarray(0, middle), zeros.subarray(middle)]),
      ];
      for (const form of forms) expect(await judge(withSignature(form), jwkOf(alg), alg)).to.equal(false);
    });

    it(`${alg}: none that another algorithm made, and none by a key of another`, async () => {
      for (const other of ASYMMETRIC_ALGORITHMS) {
        if (WAYS[other] === WAYS[alg]) continue;
        const token = signed(alg, WAYS[other]);
        expect(await judge(token, jwkOf(alg), alg), other).to.equal(false);
        expect(await judge(token, jwkOf(other), alg), other).to.equal(false);
      }
    });

    it(`${alg}: by a key that says what it is for, or is not for it`, async () => {
      const changes = [
        [
          true,
          { use: 'sig' },
          { use: undefined },
          { key_ops: ['verify'] },
          { alg },
          { ext: true },
          { ext: false },
        ],
        [false, { use: 'enc' }, { use: 'Sig' }, { use: null }],
        [false, { key_ops: ['sign'] }, { key_ops: [] }, { key_ops: 'verify' }],
        [false, { alg: alg === 'RS256' ? 'PS256' : 'RS256' }, { alg: alg.toLowerCase() }, { alg: 7 }],
        [false, { kty: undefined }, { kty: 'oct' }, { kty: 'oct', k: 'c2VjcmV0' }],
      ] as const;
      for (const [expected, ...list] of changes)
        for (const change of list)
          expect(await judge(good, jwkOf(alg, change), alg), JSON.stringify(change)).to.equal(expected);
    });
  }

  it('none in DER, or with a salt of another length', async () => {
    const ways: [Algorithm, Partial<SignKeyObjectInput>][] = [
      ['ES256', { dsaEncoding: 'der' }],
      ['ES512', { dsaEncoding: 'der' }],
      ['PS256', { saltLength: 0 }],
      ['PS256', { saltLength: 31 }],
      ['PS256', { saltLength: 33 }],
      ['PS512', { saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN }],
    ];
    for (const [alg, how] of ways) {
      const [key, hash, right] = WAYS[alg];
      const token = signed(alg, [key, hash, { ...right, ...how }]);
      expect(await judge(token, jwkOf(alg), alg), JSON.stringify(how)).to.equal(false);
    }
  });

  it('none of an algorithm without a public key, or of no algorithm', async () => {
    const secret = RSA.publicKey.export({ type: 'spki', format: 'pem' });
    for (const alg of ['HS256', 'none', 'rs256', '', '__proto__', 'constructor']) {
      expect(await judge(forge({ alg, kid: 'k' }, {}, hmac(secret)), jwkOf('RS256'), alg), alg).to.equal(
        false,
      );
      expect(isValid(signed(alg, WAYS.RS256), jwkOf('RS256'), alg), alg).to.equal(false);
    }
  });

  it('none by a key that Node cannot use for the algorithm', () => {
    const key = { kid: 'k', publicKey: ED[0].publicKey, algorithms: ['RS256'] } as const;
    expect(verifySignature(signed('RS256', WAYS.RS256), key, 'RS256')).to.equal(false);
  });

  it('by the keys that jose can use, however their members are changed', async () => {
    const algorithm = fc.constantFrom<Algorithm>('RS256', 'PS256', 'ES256', 'ES512', 'EdDSA');
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 70 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      fc.constantFrom('', 'AA', 'AQ', 'Ag', 'AQAB', '!', 'ü', '='),
    );
    const edit = fc.constantFrom('replace', 'before', 'after', 'cut');
    const member = fc.constantFrom('n', 'e', 'x', 'y', 'crv');
    await fc.assert(
      fc.asyncProperty(algorithm, member, edit, text, async (alg, name, how, by) => {
        const value = jwkOf(alg)[name];
        fc.pre(typeof value === 'string');
        const edited = { replace: by, before: by + value, after: value + by, cut: value.slice(0, by.length) };
        await judge(signed(alg, WAYS[alg]), jwkOf(alg, { [name]: edited[how] }), alg);
      }),
      { numRuns: 300 },
    );
  });
});
