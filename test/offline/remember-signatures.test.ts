/** Signatures that are known already: every decision must be the same as without them. */
import { expect } from 'chai';
import * as fc from 'fast-check';
import type { AuthorizationResult } from '../../src/gateway/authorization-result';
import { authorize } from '../../src/gateway/authorize';
import type { SigningKey } from '../../src/gateway/jwks';
import { type KeySource, staticKeys } from '../../src/gateway/keys';
import type { VerifySignature } from '../../src/gateway/signature';
import { rememberSignatures } from '../../src/offline/remember-signatures';
import { type Json, makeRsaKey, signToken } from '../support/tokens';

const ISSUER = 'https://issuer.example';
const T = 1_780_000_000;
const first = makeRsaKey('key-1');
const second = makeRsaKey('key-2', { pair: 2 });
const replaced = makeRsaKey('key-1', { pair: 3 });

const claims = (more: Json = {}): Json => ({ iss: ISSUER, aud: 'a', scope: 'read', exp: T + 60, ...more });
const good = signToken(first, claims());
/** With another character in the middle of its signature. */
const damaged = good.replace(/.(?=.{100}$)/, (char) => (char === 'A' ? 'B' : 'A'));

const TOKENS = [
  good,
  `Bearer ${good}`,
  damaged,
  good.slice(0, -4),
  signToken(first, claims({ exp: T + 30 })),
  signToken(first, claims({ nbf: T + 30 })),
  signToken(first, claims({ aud: 'b' })),
  signToken(first, claims({ iss: 'https://other.example' })),
  signToken(first, claims({ scope: 'write' })),
  signToken(replaced, claims()),
  signToken(second, claims()),
  signToken(second, claims(), { kid: 'key-1' }),
];

/** What the issuer publishes: a source of its own each time, as after keys are fetched again. */
const PUBLISHED = [[first.jwk], [first.jwk, second.jwk], [second.jwk], [replaced.jwk], []];

describe('offline: signatures that are remembered', () => {
  it('change no decision, whatever keys are published and whenever a token comes', async () => {
    const step = fc.record({
      token: fc.nat(TOKENS.length - 1),
      scopes: fc.constantFrom([], ['read'], ['write']),
      seconds: fc.constantFrom(0, 1, 20, 40),
      published: fc.option(fc.nat(PUBLISHED.length - 1)),
    });
    const check = async (steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) => {
      const verifySignature = rememberSignatures();
      let keys: KeySource = staticKeys({ keys: [first.jwk] });
      let now = T;
      for (const { token, scopes, seconds, published } of steps) {
        now += seconds;
        if (published !== null) keys = staticKeys({ keys: PUBLISHED[published] ?? [] });
        const request = {
          identity: TOKENS[token],
          authorizer: { issuer: ISSUER, audience: ['a'] },
          keys,
          scopes,
          now: new Date(now * 1000),
        };
        const expected: AuthorizationResult = await authorize(request);
        expect(await authorize({ ...request, verifySignature })).to.deep.equal(expected);
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), check), {
      numRuns: 60,
    });
  });

  const key = (): SigningKey => ({}) as SigningKey;

  /** Remembers what another verification answers, which is told what it was asked. */
  function counted(answer = true): { verify: VerifySignature; asked: string[] } {
    const asked: string[] = [];
    const verify = rememberSignatures((compact) => {
      asked.push(compact);
      return answer;
    });
    return { verify, asked };
  }

  it('are of one token and one key', () => {
    const { verify, asked } = counted();
    const [one, other] = [key(), key()];
    for (const by of [one, one, other, other, one]) expect(verify('token', by, 'RS256')).to.equal(true);
    expect(asked).to.have.length(3);
    expect(verify('token2', one, 'RS256')).to.equal(true);
    expect(asked).to.deep.equal(['token', 'token', 'token', 'token2']);
  });

  it('are valid ones only', () => {
    const { verify, asked } = counted(false);
    const one = key();
    expect(verify('token', one, 'RS256')).to.equal(false);
    expect(verify('token', one, 'RS256')).to.equal(false);
    expect(asked).to.deep.equal(['token', 'token']);
  });

  it('are those of the last 100 of 1,000 tokens', () => {
    const { verify, asked } = counted();
    const one = key();
    const tokens = Array.from({ length: 1000 }, (_, i) => `token ${String(i)}`);
    for (const token of tokens) verify(token, one, 'RS256');
    asked.length = 0;
    for (const token of tokens.slice(-100)) verify(token, one, 'RS256');
    expect(asked).to.deep.equal([]);
    verify(tokens[899] ?? '', one, 'RS256');
    expect(asked).to.deep.equal(['token 899']);
  });
});
