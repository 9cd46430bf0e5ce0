import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { PROCESS_TIMEOUT_MS, service } from '../../support/frameworks';
import { type Issuer, startIssuer } from '../../support/issuer';
import { type Answer, ask, ECHO, LINES, type Offline } from '../../support/offline';
import { startOfflineInProcess } from '../../support/offline-in-process';
import type { OpenidProvider } from '../../support/openid-provider';
import { type Json, type Key, makeRsaKey, signToken } from '../../support/tokens';
import { OPENID_FUNCTIONS, describeOpenid, openidApp, startProvider } from './openid-provider';

const AUDIENCE = 'https://api.example.com';
const first = makeRsaKey('key-1');
const second = makeRsaKey('key-2', { pair: 2 });
const handler = 'handler.handler';

const THEIRS = {
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl: 'https://x.example',
  audience: [AUDIENCE],
};

/** One app for each kind of issuer. */
const APPS = ['good', 'query', 'custom', 'silent', 'rubbish', 'reset'] as const;
type App = (typeof APPS)[number];

for (const line of LINES) {
  describe(`offline, an issuer's keys: ${line.offline} on ${line.framework}`, function () {
    this.timeout(PROCESS_TIMEOUT_MS);

    const issuers = new Map<App, Issuer>();
    let provider: OpenidProvider;
    let server: Offline;
    let nobody: string;

    before(async () => {
      for (const app of APPS) issuers.set(app, await startIssuer({ keys: [first.jwk], path: `/${app}` }));
      issuers.get('silent')?.behave({ discovery: 'silent' });
      issuers.get('rubbish')?.behave({ discovery: 'html' });
      issuers.get('reset')?.behave({ jwks: 'reset' });
      provider = await startProvider();
      nobody = await unusedUrl();
      // Without workers, since 200 requests at once would start 200.
      server = await startOfflineInProcess(line, {
        args: ['offline', '--stage', 'test'],
        files: { 'handler.js': ECHO },
        env: { AUTHORIZER: '{"jwt":{"claims":{"sub":"evil"}}}' },
        service: service(
          {
            ...Object.fromEntries(
              [...APPS, 'nobody'].map((app) => [
                app,
                { handler, passage: app, events: [{ httpApi: `GET /${app}` }] },
              ]),
            ),
            ...OPENID_FUNCTIONS,
            any: { handler, passage: true, events: [{ httpApi: 'ANY /any' }] },
            open: { handler, passage: false, events: [{ httpApi: 'GET /open' }] },
            elsewhere: {
              handler,
              events: [
                { httpApi: { method: 'get', path: '/iam', authorizer: { type: 'aws_iam' } } },
                { httpApi: { method: 'get', path: '/shared', authorizer: { type: 'jwt', id: 'abc123' } } },
                { httpApi: { method: 'get', path: '/theirs', authorizer: { name: 'theirs' } } },
              ],
            },
          },
          {
            plugins: ['serverless-offline', 'serverless-passage'],
            provider: { httpApi: { cors: true, authorizers: { theirs: THEIRS } } },
            custom: {
              'serverless-offline': { ignoreJWTSignature: true },
              passage: {
                protect: 'all',
                defaultApp: 'good',
                apps: {
                  ...Object.fromEntries(APPS.map((app) => [app, appOf(url(app))])),
                  query: { ...appOf(url('query')), identitySource: '$request.querystring.token' },
                  custom: { ...appOf(url('custom')), identitySource: '$request.header.X-Token' },
                  nobody: appOf(nobody),
                  openid: openidApp(provider.url),
                },
              },
            },
          },
        ),
      });
    });
    after(async () => {
      await (server as Offline | undefined)?.stop();
      await Promise.all([...issuers.values(), provider].map((issuer) => issuer.close()));
    });

    const appOf = (issuer: string): object => ({ issuer, audience: AUDIENCE });
    const url = (app: App): string => issuers.get(app)?.url ?? '';

    function token(iss: string, key: Key = first): string {
      const now = Math.floor(Date.now() / 1000);
      const claims: Json = { iss, aud: AUDIENCE, sub: 'user-1', iat: now, exp: now + 600 };
      return signToken(key, claims);
    }
    const request = (path: string, bearer?: string, init: RequestInit = {}): Promise<Answer> =>
      ask(server.url + path, { ...init, ...(bearer === undefined ? {} : { token: bearer }) });

    it('200 requests on a cold cache: one discovery, one key fetch', async () => {
      const good = token(url('good'));
      const answers = await Promise.all(Array.from({ length: 200 }, () => request('/good', good)));
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
      expect(issuers.get('good')?.asked).to.deep.equal({ discovery: 1, jwks: 1 });
    });

    it('follows a rotation of keys while it runs', async () => {
      const status = async (key: Key): Promise<number> =>
        (await request(`/query?token=${token(url('query'), key)}`)).status;
      expect(await status(first)).to.equal(200);
      issuers.get('query')?.rotate([second.jwk]);
      expect(await status(second)).to.equal(200);
      expect(await status(first)).to.equal(401);
    });

    const DISCOVERY = 'OIDC discovery endpoint communication error';
    const OUTAGES: [app: App | 'nobody', words: string][] = [
      ['silent', DISCOVERY],
      ['rubbish', DISCOVERY],
      ['nobody', DISCOVERY],
      ['reset', 'JWKS communication error'],
    ];
    for (const [app, words] of OUTAGES) {
      it(`an issuer that is ${app} is a 401, and the server goes on`, async () => {
        const answer = await request(`/${app}`, token(app === 'nobody' ? nobody : url(app)));
        expect(answer.status).to.equal(401);
        expect(answer.wwwAuthenticate).to.contain(`error_description="${words}"`);
        expect((await request('/open')).status).to.equal(200);
      });
    }

    it('each app lets its own tokens in, from its own place', async () => {
      const own = token(url('custom'));
      expect((await request('/custom', undefined, { headers: { 'x-token': own } })).status).to.equal(200);
      expect((await request('/custom', own)).status).to.equal(401);
      expect(
        (await request('/custom', undefined, { headers: { 'x-token': token(url('good')) } })).status,
      ).to.equal(401);
      expect((await request(`/query`, token(url('query')))).status).to.equal(401);
      expect((await request(`/query?token=a&token=b`)).status).to.equal(401);
    });

    it('the environment makes nobody a user', async () => {
      const { body } = await request('/good', token(url('good')));
      expect(body).to.have.nested.property('authorizer.jwt.claims.sub', 'user-1');
      const open = await request('/open', token(url('good')));
      expect(JSON.stringify(open.body)).not.to.match(/evil|user-1/);
    });

    it('ignoreJWTSignature opens nothing but JWT authorizers by name', async () => {
      const evil = token('https://x.example', makeRsaKey('evil'));
      const statuses = [];
      for (const path of ['/iam', '/shared', '/theirs'])
        for (const sent of [undefined, evil]) statuses.push((await request(path, sent)).status);
      expect(statuses).to.deep.equal([401, 401, 401, 401, 401, 200]);
      expect(server.output()).to.contain('GET /iam (aws_iam), GET /shared (abc123)');
      expect((await request('/good', token(url('good'), makeRsaKey('key-1', { pair: 2 })))).status).to.equal(
        401,
      );
    });

    it('a preflight finds its companion', async () => {
      const headers = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
      expect((await request('/any', undefined, { method: 'OPTIONS', headers })).status).to.equal(204);
      expect((await request('/any', undefined, { headers })).status).to.equal(401);
    });

    describeOpenid(
      () => server,
      () => provider,
    );

    it('says whose keys count', () => {
      expect(server.output()).to.match(/serverless-passage: 11 of 15 routes.*the issuer's keys/);
      expect(server.output()).not.to.contain('Try:');
    });
  });
}

/** An issuer's URL at which nobody listens any more. */
async function unusedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
