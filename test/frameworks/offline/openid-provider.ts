/** Local development with the tokens of a certified OpenID provider, which is one of the issuers of `remote.test.ts`. */
import { expect } from 'chai';
import { type Answer, ask, type Offline } from '../../support/offline';
import { type OpenidProvider, startOpenidProvider } from '../../support/openid-provider';
import { makeRsaKey } from '../../support/tokens';

const ORDERS = { audience: 'https://orders.example.com', scopes: ['read', 'write'], alg: 'RS256' } as const;
const OTHER = { ...ORDERS, audience: 'https://other.example.com' };
const REQUEST = { resource: ORDERS.audience, scope: 'read' };

const first = makeRsaKey('first');
const second = makeRsaKey('second', { pair: 2 });

export const startProvider = (): Promise<OpenidProvider> =>
  startOpenidProvider({ keys: [first], apis: [ORDERS, OTHER] });

/** Of the app `openid`. */
export const openidApp = (issuer: string): object => ({ issuer, audience: ORDERS.audience });

const handler = 'handler.handler';
const withScopes = (...scopes: string[]): object => ({ app: 'openid', scopes });
export const OPENID_FUNCTIONS = {
  openidMe: { handler, passage: 'openid', events: [{ httpApi: 'GET /openid/me' }] },
  list: { handler, passage: withScopes('read', 'admin'), events: [{ httpApi: 'GET /openid/orders' }] },
  change: { handler, passage: withScopes('write'), events: [{ httpApi: 'PUT /openid/orders' }] },
};

export function describeOpenid(server: () => Offline, provider: () => OpenidProvider): void {
  describe('a certified OpenID provider', () => {
    const call = (path: string, token?: string, method = 'GET'): Promise<Answer> =>
      ask(server().url + path, { method, ...(token === undefined ? {} : { token }) });

    it('refuses no token, an opaque token, and one for another API', async () => {
      expect((await call('/openid/me')).status).to.equal(401);
      expect((await call('/openid/me', await provider().token({}))).status).to.equal(401);
      expect(
        (await call('/openid/me', await provider().token({ resource: OTHER.audience }))).status,
      ).to.equal(401);
    });

    it('lets its JWT access token in, where the scopes suffice', async () => {
      const token = await provider().token(REQUEST);
      expect((await call('/openid/me', token)).status).to.equal(200);
      expect((await call('/openid/orders', token)).status).to.equal(200);
      expect((await call('/openid/orders', token, 'PUT')).status).to.equal(403);
    });

    it('hands its claims to the handler as text', async () => {
      const { body } = await call('/openid/orders', await provider().token(REQUEST));
      const { claims, scopes } = (
        body as { authorizer: { jwt: { claims: Record<string, unknown>; scopes: unknown } } }
      ).authorizer.jwt;
      expect(claims).to.include({
        iss: provider().url,
        aud: ORDERS.audience,
        client_id: 'machine',
        scope: 'read',
      });
      expect(claims.exp).to.match(/^\d+$/);
      expect(scopes).to.deep.equal(['read']);
    });

    it('follows a rotation of its keys while it runs', async () => {
      const old = await provider().token(REQUEST);
      await provider().rotate([second]);
      expect((await call('/openid/me', await provider().token(REQUEST))).status).to.equal(200);
      expect((await call('/openid/me', old)).status).to.equal(401);
    });
  });
}
