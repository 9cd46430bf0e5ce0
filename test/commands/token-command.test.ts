import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeLocalToken, type TokenOptions } from '../../src/commands/token-command';
import { parseConfig } from '../../src/config/parse';
import { PassageError } from '../../src/errors';
import { authorize } from '../../src/gateway/authorize';
import { staticKeys } from '../../src/gateway/keys';
import { loadLocalKey } from '../../src/offline/local-key';
import { rejected } from '../support/plans';
import type { Json } from '../support/tokens';

const ISSUER = 'https://auth.passage.id/v1/apps/testapp123';
const AUDIENCE = 'https://app.example.com';
const ONE = { appId: 'testapp123', authOrigin: AUDIENCE, offline: { keys: 'local' } };
const TWO = {
  apps: {
    customers: { appId: 'testapp123', authOrigin: AUDIENCE },
    staff: { issuer: 'https://staff.example/', audience: ['a', { Ref: 'B' }, 'c'] },
  },
  defaultApp: 'customers',
  offline: { keys: 'local' },
};

function read(token: string): { header: Json; claims: Json } {
  const [header = '', claims = ''] = token.split('.');
  const parse = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
  return { header: parse(header), claims: parse(claims) };
}

describe('passage token', () => {
  const cache = mkdtempSync(join(tmpdir(), 'serverless-passage-cache-'));
  const outside = process.env.XDG_CACHE_HOME;
  before(() => {
    process.env.XDG_CACHE_HOME = cache;
  });
  after(() => {
    if (outside === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = outside;
    rmSync(cache, { recursive: true });
  });

  async function make(passage: object, options: TokenOptions = {}): Promise<string> {
    const { config, problems } = parseConfig({ passage });
    if (config === null) throw new PassageError(problems);
    return makeLocalToken(config, options);
  }

  const refuse = (passage: object, options: TokenOptions): Promise<string[]> =>
    rejected(() => make(passage, options));

  it('has the shape of Passage’s own tokens', async () => {
    const { kid } = await loadLocalKey();
    const { header, claims } = read(await make(ONE));
    expect(header).to.deep.equal({ alg: 'RS256', kid, typ: 'JWT' });
    const now = Math.floor(Date.now() / 1000);
    const { iat } = claims;
    expect(iat).to.be.within(now - 5, now);
    expect(claims).to.deep.equal({
      aud: AUDIENCE,
      exp: Number(iat) + 3600,
      iat,
      iss: ISSUER,
      nbf: iat,
      sub: 'local-user',
    });
  });

  it('is good for the gateway, at once', async () => {
    const { jwk } = await loadLocalKey();
    const result = await authorize({
      identity: await make(ONE),
      authorizer: { issuer: ISSUER, audience: [AUDIENCE] },
      keys: staticKeys({ keys: [jwk] }),
      scopes: [],
      now: new Date(),
    });
    expect(result.allowed).to.equal(true);
  });

  it('is of the app that was asked for, with what is known of its audience', async () => {
    expect(read(await make(TWO)).claims).to.deep.include({ iss: ISSUER, aud: AUDIENCE });
    const { claims } = read(await make(TWO, { app: 'staff' }));
    expect(claims).to.deep.include({ iss: 'https://staff.example/', aud: ['a', 'c'] });
  });

  it('--sub and --expires-in say what they say, and --claims wins over both', async () => {
    const seconds = async (options: TokenOptions): Promise<number> => {
      const { claims } = read(await make(ONE, options));
      return Number(claims.exp) - Number(claims.iat);
    };
    expect(read(await make(ONE, { sub: 'u' })).claims.sub).to.equal('u');
    expect(await seconds({ 'expires-in': '90s' })).to.equal(90);
    expect(await seconds({ 'expires-in': '15m' })).to.equal(900);
    expect(await seconds({ 'expires-in': '30d' })).to.equal(30 * 86_400);
    const claims = '{"exp":1,"aud":["x"],"iss":null,"sub":7,"__proto__":{"a":1}}';
    const wild = read(await make(ONE, { sub: 'u', 'expires-in': '2h', claims })).claims;
    expect(wild).to.deep.include({ exp: 1, aud: ['x'], iss: null, sub: 7 });
    expect(Object.hasOwn(wild, '__proto__')).to.equal(true);
  });

  for (const duration of [
    '',
    '1',
    'h',
    '0s',
    '-1h',
    '1h30m',
    '1hour',
    '1 h',
    '1H',
    '2w',
    '1 fortnight',
    '１h',
  ]) {
    it(`refuses --expires-in ${JSON.stringify(duration)}`, async () => {
      expect(await refuse(ONE, { 'expires-in': duration })).to.deep.equal([
        'PASSAGE_COMMAND_INVALID --expires-in',
      ]);
    });
  }

  for (const claims of ['', '{', '[]', '"a"', 'null', '7', "{'a':1}", '{"a":1}}']) {
    it(`refuses --claims ${claims}`, async () => {
      expect(await refuse(ONE, { claims })).to.deep.equal(['PASSAGE_COMMAND_INVALID --claims']);
    });
  }

  const EMPTY: [option: keyof TokenOptions, code: string][] = [
    ['sub', 'PASSAGE_COMMAND_INVALID'],
    ['app', 'PASSAGE_UNKNOWN_APP'],
    ['expires-in', 'PASSAGE_COMMAND_INVALID'],
    ['claims', 'PASSAGE_COMMAND_INVALID'],
  ];
  for (const [option, code] of EMPTY) {
    it(`refuses --${option}=, which the framework reads as null`, async () => {
      for (const passage of [ONE, TWO])
        expect(await refuse(passage, { [option]: null })).to.deep.equal([`${code} --${option}`]);
    });
  }

  it('says everything that is wrong at once', async () => {
    const { apps, defaultApp } = TWO;
    expect(
      await refuse({ apps, defaultApp }, { sub: null, app: 'stuff', 'expires-in': 'soon', claims: '?' }),
    ).to.deep.equal([
      'PASSAGE_COMMAND_INVALID custom.passage.offline.keys',
      'PASSAGE_COMMAND_INVALID --sub',
      'PASSAGE_UNKNOWN_APP --app',
      'PASSAGE_COMMAND_INVALID --expires-in',
      'PASSAGE_COMMAND_INVALID --claims',
    ]);
  });
});
