/** Local development with the tokens of a certified OpenID provider. */
import { expect } from 'chai';
import { PROCESS_TIMEOUT_MS, service } from '../../support/frameworks';
import { type Answer, ask, ECHO, LINES, type Offline, startOffline } from '../../support/offline';
import { type OpenidProvider, startOpenidProvider } from '../../support/openid-provider';
import { makeRsaKey } from '../../support/tokens';

const ORDERS = { audience: 'https://orders.example.com', scopes: ['read', 'write'], alg: 'RS256' } as const;
const OTHER = { ...ORDERS, audience: 'https://other.example.com' };
const REQUEST = { resource: ORDERS.audience, scope: 'read' };

const handler = 'handler.handler';
const FUNCTIONS = {
  me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] },
  list: { handler, passage: { scopes: ['read', 'admin'] }, events: [{ httpApi: 'GET /orders' }] },
  change: { handler, passage: { scopes: ['write'] }, events: [{ httpApi: 'PUT /orders' }] },
};

const first = makeRsaKey('first');
const second = makeRsaKey('second', { pair: 2 });

for (const line of LINES) {
  describe(`offline, a certified OpenID provider: ${line.offline} on ${line.framework}`, function () {
    this.timeout(PROCESS_TIMEOUT_MS);
    let provider: OpenidProvider;
    let server: Offline;
    before(async () => {
      provider = await startOpenidProvider({ keys: [first], apis: [ORDERS, OTHER] });
      server = await startOffline(line, {
        args: ['offline', '--useInProcess'],
        files: { 'handler.js': ECHO },
        service: service(FUNCTIONS, {
          plugins: ['serverless-passage', 'serverless-offline'],
          custom: { passage: { issuer: provider.url, audience: ORDERS.audience } },
        }),
      });
    });
    after(async () => {
      await (server as Offline | undefined)?.stop();
      await provider.close();
    });

    const call = (path: string, token?: string, method = 'GET'): Promise<Answer> =>
      ask(server.url + path, { method, ...(token === undefined ? {} : { token }) });

    it('refuses no token, an opaque token, and one for another API', async () => {
      expect((await call('/me')).status).to.equal(401);
      expect((await call('/me', await provider.token({}))).status).to.equal(401);
      expect((await call('/me', await provider.token({ resource: OTHER.audience }))).status).to.equal(401);
    });

    it('lets its JWT access token in, where the scopes suffice', async () => {
      const token = await provider.token(REQUEST);
      expect((await call('/me', token)).status).to.equal(200);
      expect((await call('/orders', token)).status).to.equal(200);
      expect((await call('/orders', token, 'PUT')).status).to.equal(403);
    });

    it('hands its claims to the handler as text', async () => {
      const { body } = await call('/orders', await provider.token(REQUEST));
      const { claims, scopes } = (
        body as { authorizer: { jwt: { claims: Record<string, unknown>; scopes: unknown } } }
      ).authorizer.jwt;
      expect(claims).to.include({
        iss: provider.url,
        aud: ORDERS.audience,
        client_id: 'machine',
        scope: 'read',
      });
      expect(claims.exp).to.match(/^\d+$/);
      expect(scopes).to.deep.equal(['read']);
    });

    it('follows a rotation of its keys while it runs', async () => {
      const old = await provider.token(REQUEST);
      await provider.rotate([second]);
      expect((await call('/me', await provider.token(REQUEST))).status).to.equal(200);
      expect((await call('/me', old)).status).to.equal(401);
    });
  });
}
