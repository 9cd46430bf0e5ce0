import { expect } from 'chai';
import { authorize } from '../../src/gateway/authorize';
import { type KeySource, remoteKeys, staticKeys } from '../../src/gateway/keys';
import { type Behaviour, type Issuer, startIssuer } from '../support/issuer';
import { makeRsaKey, signToken } from '../support/tokens';

const first = makeRsaKey('key-1');
const second = makeRsaKey('key-2', { pair: 2 });
const HOUR = 60 * 60 * 1000;

describe('gateway: keys of an issuer', () => {
  let issuer: Issuer;
  let keys: KeySource;
  let now: number;

  beforeEach(async () => {
    issuer = await startIssuer({ keys: [first.jwk] });
    now = Date.now();
    keys = remoteKeys(issuer.url, { fetch, now: () => new Date(now) });
  });
  afterEach(() => issuer.close());

  /** `allowed`, or the check that refused. */
  async function judge(key = first, kid = key.kid): Promise<string> {
    const exp = Math.floor(now / 1000) + 3600;
    const result = await authorize({
      identity: `Bearer ${signToken(key, { iss: issuer.url, aud: 'a', exp }, { kid })}`,
      authorizer: { issuer: issuer.url, audience: ['a'] },
      keys,
      scopes: [],
      now: new Date(now),
    });
    if (result.allowed) return 'allowed';
    expect(result.status).to.equal(401);
    return result.reason.check;
  }

  it('are not asked for before a token needs them', async () => {
    await authorize({
      identity: 'not-a-token',
      authorizer: { issuer: issuer.url, audience: ['a'] },
      keys,
      scopes: [],
      now: new Date(now),
    });
    expect(issuer.asked).to.deep.equal({ discovery: 0, jwks: 0 });
  });

  it('are fetched once for 50 requests at the same time', async () => {
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => judge()));
    expect(new Set(verdicts)).to.deep.equal(new Set(['allowed']));
    expect(issuer.asked).to.deep.equal({ discovery: 1, jwks: 1 });
  });

  it('are kept for two hours and no longer', async () => {
    await judge();
    now += 2 * HOUR - 1;
    await judge();
    expect(issuer.asked.jwks).to.equal(1);
    now += 1;
    issuer.rotate([second.jwk]);
    expect(await judge()).to.equal('key');
    expect(issuer.asked.jwks).to.equal(2);
  });

  it('are not used when they are old and the issuer is gone', async () => {
    await judge();
    now += 2 * HOUR;
    issuer.behave({ jwks: 'error' });
    expect(await judge()).to.equal('jwks');
  });

  it('follow a rotation at once', async () => {
    await judge();
    issuer.rotate([second.jwk]);
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => judge(second)));
    expect(new Set(verdicts)).to.deep.equal(new Set(['allowed']));
    expect(issuer.asked.jwks).to.equal(2);
    expect(await judge()).to.equal('key');
  });

  it('are asked for once in five seconds, whatever `kid` comes', async () => {
    await judge();
    for (let i = 0; i < 20; i += 1) expect(await judge(first, `unknown-${i}`)).to.equal('key');
    expect(issuer.asked.jwks).to.equal(2);
    issuer.rotate([first.jwk, second.jwk]);
    expect(await judge(second)).to.equal('key');
    now += 5000;
    expect(await judge(second)).to.equal('allowed');
    expect(issuer.asked.jwks).to.equal(3);
  });

  it('are asked for once when the first `kid` of all is unknown', async () => {
    expect(await judge(second)).to.equal('key');
    expect(issuer.asked.jwks).to.equal(1);
  });

  it('stay good while a renewal fails', async () => {
    await judge();
    issuer.behave({ discovery: 'error' });
    expect(await judge(second)).to.equal('discovery');
    expect(await judge()).to.equal('allowed');
  });

  it('may be where the configuration says, without a discovery document', async () => {
    issuer.behave({ discovery: 'not-found' });
    keys = remoteKeys(
      issuer.url,
      { fetch, now: () => new Date(now) },
      { jwksUri: `${issuer.url}/keys.json` },
    );
    expect(await judge()).to.equal('allowed');
    expect(issuer.asked).to.deep.equal({ discovery: 0, jwks: 1 });
  });

  const failing: [behaviour: Behaviour, check: string][] = [
    [{ discovery: 'not-found' }, 'discovery'],
    [{ discovery: 'html' }, 'discovery'],
    [{ discovery: 'reset' }, 'discovery'],
    [{ discovery: 'redirect' }, 'discovery'],
    [{ discovery: 'large' }, 'discovery'],
    [{ document: { issuer: 'https://x.example' } }, 'discovery'],
    [{ document: { jwks_uri: undefined } }, 'discovery'],
    [{ document: { jwks_uri: 'http://x.example/keys' } }, 'jwks'],
    [{ document: { jwks_uri: 'data:application/json,{"keys":[]}' } }, 'jwks'],
    [{ jwks: 'error' }, 'jwks'],
    [{ jwks: 'empty' }, 'jwks'],
    [{ jwks: 'large' }, 'jwks'],
    [{ keySet: { keys: 7 } }, 'jwks'],
    [{ keySet: { keys: [null, 7, [], {}] } }, 'key'],
  ];
  for (const [behaviour, check] of failing) {
    it(`${JSON.stringify(behaviour)}: ${check}`, async () => {
      issuer.behave(behaviour);
      expect(await judge()).to.equal(check);
    });
  }

  it('hammer no dead issuer, and forgive it soon', async () => {
    issuer.behave({ discovery: 'error' });
    for (let i = 0; i < 20; i += 1) expect(await judge()).to.equal('discovery');
    expect(issuer.asked).to.deep.equal({ discovery: 1, jwks: 0 });
    issuer.behave();
    now += 2000;
    expect(await judge()).to.equal('allowed');
  });

  it('answer an outage in the words that were captured', async () => {
    const wordsFor = async (behaviour: Behaviour): Promise<string> => {
      issuer.behave(behaviour);
      const result = await authorize({
        identity: signToken(first, { iss: issuer.url }),
        authorizer: { issuer: issuer.url, audience: ['a'] },
        keys: remoteKeys(issuer.url, { fetch, now: () => new Date() }),
        scopes: [],
        now: new Date(),
      });
      return result.allowed ? '' : result.wwwAuthenticate;
    };
    expect(await wordsFor({ discovery: 'reset' })).to.contain(
      '"OIDC discovery endpoint communication error"',
    );
    expect(await wordsFor({ jwks: 'reset' })).to.contain('"JWKS communication error"');
  });
});

describe('gateway: keys that are known', () => {
  const find = (jwks: { keys: Record<string, unknown>[] }, kid = 'key-1'): Promise<boolean> =>
    staticKeys(jwks)
      .find(kid, 'RS256')
      .then(({ ok }) => ok);

  it('are found by their kid', async () => {
    expect(await find({ keys: [second.jwk, first.jwk] })).to.equal(true);
    expect(await find({ keys: [second.jwk] })).to.equal(false);
    expect(await find({ keys: [] })).to.equal(false);
  });

  it('are made once', async () => {
    const keys = staticKeys({ keys: [first.jwk] });
    const [one, other] = await Promise.all([keys.find('key-1', 'RS256'), keys.find('key-1', 'RS256')]);
    expect(one.ok && one.key).to.equal(other.ok && other.key);
  });

  it('are public even where the private half is published', async () => {
    const whole = { ...first.privateKey.export({ format: 'jwk' }), kid: 'key-1' };
    const found = await staticKeys({ keys: [whole] }).find('key-1', 'RS256');
    expect(found.ok && found.key.publicKey.type).to.equal('public');
  });

  it('are none where there is no list of them', async () => {
    const found = await staticKeys({} as { keys: [] }).find('key-1', 'RS256');
    expect(found).to.deep.include({
      ok: false,
      reason: { check: 'key', name: 'kid', expected: [], found: 'key-1' },
    });
  });

  it('are named where they are known but cannot be used', async () => {
    const detailOf = async (kid: string): Promise<string | undefined> => {
      const found = await staticKeys({ keys: [first.jwk, { ...second.jwk, use: 'enc' }] }).find(kid, 'RS256');
      expect(found.ok ? {} : found.reason).to.deep.include({ expected: ['key-1'], found: kid });
      return found.ok ? '' : found.reason.detail;
    };
    expect(await detailOf('key-2')).to.include('use');
    expect(await detailOf('key-3')).to.equal(undefined);
  });

  it('cannot be used where they are no keys', async () => {
    const point = { kty: 'EC', crv: 'P-256', kid: 'key-1', x: 'AAAA', y: 'AAAA' };
    const found = await staticKeys({ keys: [point] }, ['ES256']).find('key-1', 'ES256');
    expect(found.ok).to.equal(false);
    expect(found.ok ? {} : found.reason).to.include({ check: 'key', name: 'kid', found: 'key-1' });
  });

  it('may be of 2048 bits, and of no bit less', async () => {
    const exponent = first.jwk.e;
    const modulus = Buffer.alloc(256, 0xff);
    const smaller = Buffer.from(modulus);
    smaller[0] = 0x7f;
    const key = (n: Buffer): Record<string, unknown> => ({
      kty: 'RSA',
      kid: 'key-1',
      n: n.toString('base64url'),
      e: exponent,
    });
    expect(await find({ keys: [key(modulus)] })).to.equal(true);
    expect(await find({ keys: [key(smaller)] })).to.equal(false);
    expect(await find({ keys: [key(Buffer.concat([Buffer.alloc(8), smaller]))] })).to.equal(false);
  });

  it('are the first of two with one kid', async () => {
    const keys = staticKeys({ keys: [first.jwk, { ...second.jwk, kid: 'key-1' }] });
    const token = (key: typeof first): string =>
      signToken(key, { iss: 'i', aud: 'a', exp: 2e9 }, { kid: 'key-1' });
    const judge = (key: typeof first): Promise<boolean> =>
      authorize({
        identity: token(key),
        authorizer: { issuer: 'i', audience: ['a'] },
        keys,
        scopes: [],
        now: new Date(1e12),
      }).then(({ allowed }) => allowed);
    expect(await judge(first)).to.equal(true);
    expect(await judge(second)).to.equal(false);
  });
});
