import { expect } from 'chai';
import { type IssuerCheck, checkIssuer, type IssuerCheckId } from '../../src/gateway/check-issuer';
import { type IssuerFacts, issuerHints } from '../../src/providers/issuer-hints';
import { type Behaviour, type Issuer, type IssuerOptions, startIssuer } from '../support/issuer';
import { makeEcKey, makeRsaKey } from '../support/tokens';

const key = makeRsaKey('key-1');
const nameless = { ...key.jwk, kid: undefined };
const client = { fetch, now: () => new Date() };

async function checkOf(options: Omit<IssuerOptions, 'keys'>): Promise<IssuerCheck[]> {
  return withIssuer(options, ({ url }) => checkIssuer(url, client));
}

async function withIssuer<T>(
  options: Omit<IssuerOptions, 'keys'>,
  use: (issuer: Issuer) => Promise<T>,
): Promise<T> {
  const issuer = await startIssuer({ keys: [key.jwk], ...options });
  try {
    return await use(issuer);
  } finally {
    await issuer.close();
  }
}

/** A list of checks in short: `issuer definite`, `clock warning`; passed ones are left out. */
function failures(checks: readonly IssuerCheck[]): string[] {
  return checks.flatMap(({ id, ok, definite }) =>
    ok === true ? [] : [`${id} ${ok === 'warning' ? 'warning' : definite ? 'definite' : 'maybe'}`],
  );
}

const find = (checks: readonly IssuerCheck[], id: IssuerCheckId): IssuerCheck | undefined =>
  checks.find((check) => check.id === id);

describe('gateway: checks of an issuer', () => {
  const ALL: IssuerCheckId[] = ['discovery', 'issuer', 'jwks-uri', 'jwks', 'signing-key', 'clock'];

  for (const path of ['', '/', '/v1/apps/a', '/v1/apps/a/']) {
    it(`pass for a good one, path "${path}"`, async () => {
      const checks = await checkOf({ path });
      expect(failures(checks)).to.deep.equal([]);
      expect(checks.map(({ id }) => id)).to.deep.equal(ALL);
      expect(find(checks, 'signing-key')?.found).to.contain('key-1');
      expect(find(checks, 'jwks')?.ms).to.be.a('number').that.is.at.least(0);
    });
  }

  it('say of thousands of keys that cannot be used how many there are', async () => {
    const keys = Array.from({ length: 2500 }, (_, i) => ({ kty: 'oct', kid: `key-${i}` }));
    const found = find(await checkOf({ behaviour: { keySet: { keys } } }), 'ignored-keys');
    expect(found?.found).to.match(/and 2495 more$/);
    expect(found?.found).to.have.length.below(500);
  });

  const cases: [what: string, behaviour: Behaviour, expected: string[]][] = [
    ['404', { discovery: 'not-found' }, ['discovery definite']],
    ['500', { discovery: 'error' }, ['discovery definite']],
    ['HTML', { discovery: 'html' }, ['discovery definite']],
    ['a JSON list', { discovery: 'list' }, ['discovery definite']],
    ['nothing', { discovery: 'empty' }, ['discovery definite']],
    ['too much', { discovery: 'large' }, ['discovery definite']],
    ['a redirect', { discovery: 'redirect' }, ['discovery definite']],
    ['a reset connection', { discovery: 'reset' }, ['discovery maybe']],
    ['a cut answer', { discovery: 'cut' }, ['discovery maybe']],
    ['keys: 404', { jwks: 'not-found' }, ['jwks definite']],
    ['keys: 500', { jwks: 'error' }, ['jwks definite']],
    ['keys: HTML', { jwks: 'html' }, ['jwks definite']],
    ['keys: nothing', { jwks: 'empty' }, ['jwks definite']],
    ['keys: 160000 bytes', { jwks: 'large' }, ['jwks definite']],
    ['keys: a redirect', { jwks: 'redirect' }, ['jwks definite']],
    ['keys: a reset connection', { jwks: 'reset' }, ['jwks maybe']],
    ['keys: no list', { keySet: { key: [] } }, ['jwks definite']],
    ['keys: no keys', { keySet: { keys: [] } }, ['signing-key definite']],
    [
      'keys: EC only',
      { keySet: { keys: [makeEcKey('c').jwk] } },
      ['signing-key definite', 'ignored-keys warning'],
    ],
    ['keys: no kid', { keySet: { keys: [nameless] } }, ['signing-key definite', 'ignored-keys warning']],
    ['keys: one of use', { keySet: { keys: [nameless, 7, key.jwk, key.jwk] } }, ['ignored-keys warning']],
    ['no issuer', { document: { issuer: undefined } }, ['issuer definite']],
    ['another issuer', { document: { issuer: 'https://x.example' } }, ['issuer definite']],
    ['no jwks_uri', { document: { jwks_uri: undefined } }, ['jwks-uri definite']],
    ['jwks_uri a list', { document: { jwks_uri: ['https://x.example'] } }, ['jwks-uri definite']],
    ['jwks_uri http elsewhere', { document: { jwks_uri: 'http://x.example/keys' } }, ['jwks-uri definite']],
    ['jwks_uri with data', { document: { jwks_uri: 'data:,{"keys":[]}' } }, ['jwks-uri definite']],
    ['jwks_uri a file', { document: { jwks_uri: 'file:///etc/passwd' } }, ['jwks-uri definite']],
    ['jwks_uri with a password', { document: { jwks_uri: 'https://a:b@x.example' } }, ['jwks-uri definite']],
    ['a clock ahead', { aheadSeconds: 90 }, ['clock warning']],
    ['a clock behind', { aheadSeconds: -90 }, ['clock warning']],
    ['an old answer from a cache', { aheadSeconds: -90, age: 90 }, []],
  ];

  for (const [what, behaviour, expected] of cases) {
    it(`${what}: ${expected.join(', ') || 'passes'}`, async () => {
      const checks = await checkOf({ behaviour });
      expect(failures(checks)).to.deep.equal(expected);
      for (const check of checks) {
        expect(check.ok === true, check.id).to.equal(check.fix === undefined);
        if (check.ok !== false) expect(check.definite, check.id).to.equal(false);
        expect(check.asked, check.id).not.to.equal('');
        expect(check.found, check.id).not.to.equal('');
      }
    });
  }

  it('name what is asked', async () => {
    await withIssuer({}, async ({ url }) => {
      const checks = await checkIssuer(url, client);
      expect(find(checks, 'discovery')?.asked).to.include(`${url}/.well-known/openid-configuration`);
      expect(find(checks, 'jwks')?.asked).to.include(`${url}/keys.json`);
      expect(find(checks, 'jwks-uri')?.found).to.include(`${url}/keys.json`);
    });
  });

  it('are about the keys alone where the configuration says where they are', async () => {
    const ids = await withIssuer({ behaviour: { discovery: 'not-found' } }, async ({ url }) => {
      const options = { jwksUri: `${url}/keys.json`, algorithms: ['RS256'] };
      return (await checkIssuer(url, client, options)).map(({ id, ok }) => `${id} ${String(ok)}`);
    });
    expect(ids).to.deep.equal(['jwks true', 'signing-key true']);
  });

  /** An issuer elsewhere, with these answers and this date. */
  function elsewhere(document: object, keys: readonly object[] = [key.jwk], date?: string): typeof client {
    const headers = date === undefined ? {} : { date };
    const answer = (url: unknown): Promise<Response> =>
      Promise.resolve(
        new Response(JSON.stringify(String(url).endsWith('/keys') ? { keys } : document), { headers }),
      );
    return { fetch: answer, now: () => new Date('2026-01-01T00:00:00Z') };
  }
  const jwks_uri = 'https://x.example/keys';

  for (const [date, ok] of [
    ['Thu, 01 Jan 2026 00:00:05 GMT', true],
    ['Thu, 01 Jan 2026 00:00:06 GMT', 'warning'],
    ['Wed, 31 Dec 2025 23:59:54 GMT', 'warning'],
    [undefined, undefined],
  ] as const) {
    it(`the clock: ${date ?? 'not known'} is ${String(ok)}`, async () => {
      const issuer = 'https://x.example';
      const checks = await checkIssuer(issuer, elsewhere({ issuer, jwks_uri }, [key.jwk], date));
      expect(find(checks, 'clock')?.ok).to.equal(ok);
    });
  }

  describe('with what is known of the provider', () => {
    const ec = makeEcKey('c').jwk;
    const text = (issuer: string, facts: Partial<IssuerFacts>): string =>
      issuerHints(issuer, { named: issuer, isWithoutDiscovery: false, isWithoutRsa: false, ...facts })
        .map((hint) => hint.text)
        .join('\n');

    it('a warning, where nothing failed', async () => {
      const issuer = 'https://token.actions.githubusercontent.com';
      const checks = await checkIssuer(issuer, elsewhere({ issuer, jwks_uri }));
      expect(text(issuer, {})).not.to.equal('');
      expect(failures(checks)).to.deep.equal(['issuer warning']);
      expect(find(checks, 'issuer')?.fix).to.equal(text(issuer, {}));
    });

    it('in place of general advice, where that is wrong', async () => {
      const issuer = 'https://login.microsoftonline.com/common/v2.0';
      const named = 'https://login.microsoftonline.com/{tenantid}/v2.0';
      const checks = await checkIssuer(issuer, elsewhere({ issuer: named, jwks_uri }));
      expect(failures(checks)).to.deep.equal(['issuer definite']);
      expect(find(checks, 'issuer')?.fix).to.equal(text(issuer, { named }));
    });

    it('after general advice, where both help', async () => {
      const [issuer, named] = ['https://t.eu.auth0.com', 'https://t.eu.auth0.com/'];
      const fix = find(await checkIssuer(issuer, elsewhere({ issuer: named, jwks_uri })), 'issuer')?.fix;
      expect(fix?.split('\n')).to.have.length(2);
      expect(fix)
        .to.include(`\n${text(issuer, { named })}`)
        .and.include(`\`${named}\``);
    });

    it('where none of its keys is an RSA key, and only there', async () => {
      const issuer = 'https://x.example';
      const general = text(issuer, { isWithoutRsa: true });
      const fixFor = async (keys: readonly object[]): Promise<boolean> => {
        const checks = await checkIssuer(issuer, elsewhere({ issuer, jwks_uri }, keys));
        return checks.some(({ fix }) => fix === general);
      };
      expect(await fixFor([ec])).to.equal(true);
      for (const keys of [[], [nameless], [ec, nameless], [ec, key.jwk]])
        expect(await fixFor(keys)).to.equal(false);
    });

    it('where it has no discovery document, and only there', async () => {
      const issuer = 'https://pro-1.frontendapi.cloud.corbado.io';
      const hint = text(issuer, { isWithoutDiscovery: true });
      const fixOf = async (response: () => Promise<Response>): Promise<string | undefined> =>
        (await checkIssuer(issuer, { ...client, fetch: response }))[0]?.fix;
      expect(await fixOf(() => Promise.resolve(new Response('', { status: 404 })))).to.equal(hint);
      expect(await fixOf(() => Promise.resolve(new Response('<html>')))).to.equal(hint);
      expect(await fixOf(() => Promise.reject(new Error('lost')))).not.to.include(hint);
    });
  });

  it('name a trailing slash and the value to write', async () => {
    const more = await withIssuer({}, ({ url }) => checkIssuer(`${url}/`, client).then((c) => ({ url, c })));
    const found = find(more.c, 'issuer');
    expect(found).to.include({ ok: false, definite: true });
    expect(found?.found).to.contain('the trailing slash');
    expect(found?.fix).to.contain(`\`${more.url}\``);
  });

  it('blame nobody for a certificate that this machine does not know', async () => {
    const checks = await checkOf({ selfSigned: true });
    expect(failures(checks)).to.deep.equal(['discovery maybe']);
    expect(checks[0]?.found).to.match(/^tls: .*SELF_SIGNED/);
  });

  it('blame nobody for a closed port', async () => {
    const url = await withIssuer({}, (issuer) => Promise.resolve(issuer.url));
    const checks = await checkIssuer(url, client);
    expect(failures(checks)).to.deep.equal(['discovery maybe']);
    expect(checks[0]?.found).to.contain('ECONNREFUSED');
  });

  for (const issuer of [
    'http://x.example',
    'ftp://x.example',
    'no URL',
    '',
    'data:,{}',
    'https://a:b@x.example',
  ]) {
    it(`do not ask "${issuer}" at all`, async () => {
      const asked: unknown[] = [];
      const spy = (url: unknown): never => {
        asked.push(url);
        throw new Error('asked');
      };
      const checks = await checkIssuer(issuer, { ...client, fetch: spy });
      expect(failures(checks)).to.deep.equal(['discovery definite']);
      expect(asked).to.deep.equal([]);
    });
  }

  it('tell about the end of Passage', async () => {
    // A name that cannot be looked up from here is the truth on this machine, but must be so on every machine.
    const lost = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } });
    const offline = { ...client, fetch: () => Promise.reject(lost) };
    const [check] = await checkIssuer('https://auth.passage.id/v1/apps/a', offline);
    expect(check).to.include({ ok: false, definite: false });
    expect(check?.fix).to.contain('2026-01-16').and.contain('`issuer`').and.contain('`audience`');
    const [other] = await checkIssuer('https://auth.passage.id.evil.example', offline);
    expect(other?.fix).not.to.contain('Passage');
  });

  it('let no issuer write to the terminal', async () => {
    const nasty = '\u001b[2J\u009b1m\u202eevil\r\n';
    const keySet = {
      keys: [
        { ...key.jwk, kid: nasty },
        { kty: nasty, kid: nasty },
      ],
    };
    const checks = await checkOf({ behaviour: { keySet, document: { issuer: nasty } } });
    expect(failures(checks)).to.deep.equal(['issuer definite', 'ignored-keys warning']);
    expect(checks.map(({ asked, found, fix = '' }) => asked + found + fix).join('')).not.to.match(/[\p{C}]/u);
  });

  it('say who asks', async () => {
    await withIssuer({}, async (issuer) => {
      await checkIssuer(issuer.url, client);
      expect(issuer.userAgents).to.deep.equal(['serverless-passage', 'serverless-passage']);
      expect(issuer.asked).to.deep.equal({ discovery: 1, jwks: 1 });
    });
  });
});
