/** Two other verifiers judge the same tokens: where the rules are the same, so must be the verdicts. */
import { JwtVerifier } from 'aws-jwt-verify';
import { expect } from 'chai';
import fc from 'fast-check';
import { authorize } from '../../src/gateway/authorize';
import { parseStrictObject } from '../../src/gateway/json';
import { staticKeys } from '../../src/gateway/keys';
import { anyCharacter } from '../support/texts';
import { forge, hmac, type Json, makeRsaKey, rsa, type Signer, signToken, unsigned } from '../support/tokens';

const ISSUER = 'https://auth.example.com/v1/apps/a';
const AUDIENCE = ['https://app.example.com', 'a'];
// aws-jwt-verify takes no clock: times stay far from the edge, which the table of hostile tokens covers.
const NOW = new Date();
const T = Math.floor(NOW.getTime() / 1000);

const keys = [makeRsaKey('key-1'), makeRsaKey('key-2', { pair: 2 })] as const;
const stranger = makeRsaKey('key-1', { pair: 3 });
const jwks = { keys: keys.map(({ kid, jwk }) => ({ ...jwk, kid, kty: 'RSA' })) };

interface Request {
  readonly token: string;
  readonly routeScopes: readonly string[];
}

interface Parts {
  readonly payload: Json;
  readonly signer: string;
  readonly kid: unknown;
  readonly routeScopes: readonly string[];
}

async function ours({ token, routeScopes }: Request): Promise<boolean> {
  const result = await authorize({
    identity: token,
    authorizer: { issuer: ISSUER, audience: AUDIENCE },
    keys: staticKeys(jwks),
    scopes: routeScopes,
    now: NOW,
  });
  return result.allowed;
}

async function joses({ token }: Request): Promise<boolean> {
  const { createLocalJWKSet, jwtVerify } = await import('jose');
  const options = {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ['RS256'],
    requiredClaims: ['exp'],
    currentDate: NOW,
  };
  return jwtVerify(token, createLocalJWKSet(jwks), options).then(
    () => true,
    () => false,
  );
}

const verifier = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri: `${ISSUER}/keys.json` });
verifier.cacheJwks(jwks);

function amazons({ token, routeScopes }: Request): boolean {
  try {
    verifier.verifySync(token, routeScopes.length === 0 ? {} : { scope: [...routeScopes] });
    return true;
  } catch {
    return false;
  }
}

/** Mostly the good value, so that most tokens have one fault and many have none. */
const mostly = <T>(good: T, ...bad: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: fc.constantFrom(...bad) });

const times = {
  exp: mostly<unknown>(T + 1000, T - 1000, T + 1000.5, 0, -1, String(T + 1000), null, true),
  nbf: mostly<unknown>(T - 1000, T + 1000, undefined, 0, '0', []),
  iat: mostly<unknown>(T - 1000, undefined, 0),
};
const claims = fc.record({
  iss: mostly<unknown>(ISSUER, `${ISSUER}/`, 'a', undefined, '', 7),
  aud: mostly<unknown>('a', [...AUDIENCE], ['x', 'a'], ['x'], 'x', [], '', undefined, 7),
  sub: mostly<unknown>('user-1', undefined, 'ü 🦊'),
  extra: fc.jsonValue(),
  ...times,
});
const scope = fc.oneof(fc.constant(undefined), fc.constantFrom('read', 'write read', 'write', '', 'reader'));
const routeScopes = fc.constantFrom<readonly string[]>([], [], ['read'], ['read', 'admin']);

/** By name, so that a counterexample shows what it is made of, and no token. */
const SIGNERS: Readonly<Record<string, readonly [alg: unknown, signer: Signer]>> = {
  good: ['RS256', rsa(keys[0])],
  'other key': ['RS256', rsa(keys[1])],
  stranger: ['RS256', rsa(stranger)],
  'SHA-512': ['RS256', rsa(keys[0], 'sha512')],
  unsigned: ['RS256', unsigned],
  none: ['none', unsigned],
  None: ['None', rsa(keys[0])],
  HS256: ['HS256', hmac(keys[0].publicKey.export({ type: 'spki', format: 'pem' }))],
  rs256: ['rs256', rsa(keys[0])],
  'no alg': [undefined, rsa(keys[0])],
};
const [goodSigner = '', ...badSigners] = Object.keys(SIGNERS);
const kid = mostly<unknown>('key-1', 'key-2', 'key-3', 7);

/** What a token is made of, and what its route asks for. */
const parts = (payload: fc.Arbitrary<Json>): fc.Arbitrary<Parts> =>
  fc.record({ payload, signer: mostly(goodSigner, ...badSigners), kid, routeScopes });

function make({ payload, signer, kid, routeScopes }: Parts): Request {
  const [alg, sign] = SIGNERS[signer] ?? [undefined, unsigned];
  return { token: forge({ alg, kid, typ: 'JWT' }, payload, sign), routeScopes };
}

describe('gateway: differential', () => {
  it('agrees with jose', async () => {
    await fc.assert(
      fc.asyncProperty(parts(claims), async (drawn) => {
        const request = { ...make(drawn), routeScopes: [] };
        expect(await ours(request)).to.equal(await joses(request));
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with aws-jwt-verify, scopes included', async () => {
    const payload = fc.record({ claims, scope }).map(({ claims, scope }) => ({ ...claims, scope }));
    await fc.assert(
      fc.asyncProperty(parts(payload), async (drawn) => {
        const request = make(drawn);
        expect(await ours(request)).to.equal(amazons(request));
      }),
      { numRuns: 500 },
    );
  });

  it('is asked about good tokens and bad ones', async () => {
    const sample = fc.sample(parts(claims), { numRuns: 300, seed: 7 });
    const verdicts = await Promise.all(sample.map((drawn) => ours({ ...make(drawn), routeScopes: [] })));
    expect(verdicts.filter(Boolean).length).to.be.within(30, 270);
  });
});

describe('gateway: whatever comes', () => {
  const payload: Json = { iss: ISSUER, aud: 'a', exp: T + 1000, sub: 'user-1' };
  const token = signToken(keys[0], payload);

  it('one changed character is one too many', async () => {
    const alphabet = 'ABCXYZabcxyz0189-_.= ,\n';
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom(...alphabet.split('')),
        async (index, char) => {
          fc.pre(token[index] !== char);
          const changed = token.slice(0, index) + char + token.slice(index + 1);
          expect(await ours({ token: changed, routeScopes: [] })).to.equal(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  const refused = async (identity: string): Promise<void> => {
    expect(await ours({ token: identity, routeScopes: [] })).to.equal(false);
  };

  it('no text makes it throw, or pass', async () => {
    const three = fc.array(fc.string(), { minLength: 3, maxLength: 3 }).map((texts) => texts.join('.'));
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: anyCharacter }), three), refused), {
      numRuns: 300,
    });
  });

  it('no JSON makes it throw, or pass', async () => {
    const property = fc.asyncProperty(fc.json(), fc.json(), (header, payload) =>
      refused(forge(header, payload, unsigned)),
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it('strict JSON reads what JSON reads, and refuses every member named twice', () => {
    const member = fc.tuple(fc.string({ unit: 'binary-ascii' }), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(member), (object) => {
        const json = `{${object.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
        const parseResult = parseStrictObject(Buffer.from(json));
        const distinct = new Set(object.map(([name]) => name)).size === object.length;
        expect(parseResult.ok).to.equal(distinct);
        if (parseResult.ok) expect(parseResult.object).to.deep.equal(JSON.parse(json));
      }),
      { numRuns: 500 },
    );
  });
});
