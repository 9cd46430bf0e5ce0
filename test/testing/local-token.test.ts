/** Tokens for tests against `sls offline`. */
import { expect } from 'chai';
import { makeLocalToken } from '../../src/commands/token-command';
import { type AuthorizationResult } from '../../src/gateway/authorization-result';
import { authorize } from '../../src/gateway/authorize';
import { staticKeys } from '../../src/gateway/keys';
import { loadLocalKey } from '../../src/offline/local-key';
import { localToken } from '../../src/testing/testing';
import { useOwnCache } from '../support/own-cache';
import { plain, planOf } from '../support/plans';

const ISSUER = 'https://issuer.example.com/';
const AUDIENCE = 'https://api.example.com';

describe('testing: localToken', () => {
  useOwnCache();

  async function judged(token: string, scopes: readonly string[] = []): Promise<AuthorizationResult> {
    return authorize({
      identity: `Bearer ${token}`,
      authorizer: { issuer: ISSUER, audience: [AUDIENCE] },
      keys: staticKeys({ keys: [(await loadLocalKey()).jwk] }),
      scopes,
      now: new Date(),
    });
  }

  const WRONG: [what: string, options: object, named: string][] = [
    ['no issuer', { audience: AUDIENCE }, 'localToken.issuer'],
    ['no audience', { issuer: ISSUER }, 'localToken.audience'],
    ['a misspelt option', { issuer: ISSUER, audience: AUDIENCE, expiresin: '1h' }, 'did you mean: expiresIn'],
    ['a duration without a unit', { issuer: ISSUER, audience: AUDIENCE, expiresIn: '60' }, 'expiresIn'],
    ['a unit in words', { issuer: ISSUER, audience: AUDIENCE, expiresIn: '1hour' }, 'did you mean: 1h'],
    ['no options', undefined as never, 'localToken({ issuer: '],
    ['no time at all', { issuer: ISSUER, audience: AUDIENCE, expiresIn: 0 }, 'expiresIn'],
    ['less than a second', { issuer: ISSUER, audience: AUDIENCE, expiresIn: 0.5 }, 'expiresIn'],
    ['less than nothing', { issuer: ISSUER, audience: AUDIENCE, expiresIn: -60 }, 'expiresIn'],
    ['an endless time', { issuer: ISSUER, audience: AUDIENCE, expiresIn: Infinity }, 'expiresIn'],
    ['no number', { issuer: ISSUER, audience: AUDIENCE, expiresIn: NaN }, 'expiresIn'],
  ];
  for (const [what, options, named] of WRONG) {
    it(`refuses ${what}`, async () => {
      const error: unknown = await localToken(options as never).catch((e: unknown) => e);
      expect(error).to.be.instanceOf(TypeError);
      expect((error as Error).message).to.include(named);
    });
  }

  it('is accepted where local keys are, with its scopes and claims', async () => {
    const claims = { roles: ['admin'] };
    const token = await localToken({
      issuer: ISSUER,
      audience: AUDIENCE,
      sub: 'alice',
      scopes: ['a', 'b'],
      claims,
    });
    const result = await judged(token, ['b']);
    expect(result).to.deep.include({ allowed: true, tokenScopes: ['a', 'b'] });
    expect(result)
      .to.have.property('claims')
      .that.deep.includes({ sub: 'alice', aud: AUDIENCE, roles: ['admin'] });
  });

  it('is the token that `sls passage token` prints', async () => {
    const { config } = planOf(
      plain(
        { me: { passage: true, events: [{ httpApi: 'GET /me' }] } },
        { issuer: ISSUER, audience: AUDIENCE, offline: { keys: 'local' } },
      ),
    );
    const parts = (token: string): unknown[] =>
      token
        .split('.')
        .slice(0, 2)
        .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown);
    const printed = parts(await makeLocalToken(config, { sub: 'alice', 'expires-in': '5m' }));
    const now = new Date((printed[1] as { iat: number }).iat * 1000);
    const options = { issuer: ISSUER, audience: AUDIENCE, sub: 'alice', now };
    expect(parts(await localToken({ ...options, expiresIn: '5m' }))).to.deep.equal(printed);
    expect(parts(await localToken({ ...options, expiresIn: 300 }))).to.deep.equal(printed);
    // RS256 has no randomness.
    expect(await localToken({ ...options })).to.equal(await localToken({ ...options }));
  });

  it('is valid for whole seconds', async () => {
    for (const [expiresIn, seconds] of [
      [1, 1],
      [1.9, 1],
      [86_400, 86_400],
    ] as const) {
      const token = await localToken({ issuer: ISSUER, audience: AUDIENCE, expiresIn });
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
        exp: number;
        iat: number;
      };
      expect(claims.exp - claims.iat).to.equal(seconds);
    }
  });

  it('can be wrong on purpose', async () => {
    const token = await localToken({ issuer: ISSUER, audience: AUDIENCE, claims: { exp: 1 } });
    expect(await judged(token)).to.have.nested.property('reason.check', 'expired');
  });

  it('is for several audiences', async () => {
    const token = await localToken({ issuer: ISSUER, audience: ['other', AUDIENCE] });
    expect(await judged(token)).to.include({ allowed: true });
  });
});
