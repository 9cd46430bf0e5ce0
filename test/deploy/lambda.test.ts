/** A Lambda authorizer on a deployed API: an issuer that signs with ES256, on this machine, so on an emulator only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { service } from '../support/frameworks';
import { type Issuer, startIssuer } from '../support/issuer';
import { ec, forge, type Json, makeEcKey } from '../support/tokens';
import { DEPLOY_TIMEOUT_MS, type Deployment, newDeployment } from './deployment';
import { ENDPOINT } from './target';

const HELPER = readFileSync(join(__dirname, '../../dist/runtime/passage-user.js'), 'utf8');

const HANDLER = `const { findPassageUser } = require('./passage-user');
exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(findPassageUser(event) ?? null) });
`;

const key = makeEcKey('ec-1');

(ENDPOINT === null ? describe.skip : describe)('deploy: Lambda authorizer', function () {
  this.timeout(DEPLOY_TIMEOUT_MS);
  let issuer: Issuer;
  let deployment: Deployment;

  before(async () => {
    issuer = await startIssuer({ keys: [key.jwk] });
    deployment = newDeployment({ files: { 'user.js': HANDLER, 'passage-user.js': HELPER } });
    const functions = {
      me: {
        handler: 'user.handler',
        passage: true,
        events: [
          { httpApi: 'GET /me' },
          { httpApi: { method: 'GET', path: '/orders', passage: { scopes: ['orders:read'] } } },
        ],
      },
    };
    const passage = { issuer: issuer.url, audience: 'api', authorizerType: 'lambda' };
    await deployment.deploy(service(functions, { custom: { passage } }));
  });
  after(async () => {
    await deployment.remove();
    await issuer.close();
  });

  function token(changes: Json = {}): string {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const claims: Json = { iss: issuer.url, aud: 'api', sub: 'user-1', roles: ['a'], exp, ...changes };
    return forge({ alg: 'ES256', kid: 'ec-1' }, claims, ec(key));
  }

  it('lets a good token in, and the handler reads its user', async () => {
    const { body } = await deployment.call('GET /me', { status: 200, token: token() });
    expect(body).to.deep.include({ id: 'user-1', audience: ['api'] });
    await deployment.call('GET /orders', { status: 200, token: token({ scope: 'orders:read' }) });
  });

  it('refuses bad tokens, and tokens without a scope of the route', async () => {
    await deployment.call('GET /me', { status: 403, token: token({ exp: 1 }) });
    await deployment.call('GET /me', { status: 403, token: token({ aud: 'other' }) });
    await deployment.call('GET /me', {
      status: 403,
      token: forge({ alg: 'none' }, {}, () => Buffer.alloc(0)),
    });
    await deployment.call('GET /orders', { status: 403, token: token() });
  });
});
