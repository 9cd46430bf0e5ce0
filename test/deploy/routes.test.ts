/** A protected route on a deployed API: who is refused, who gets in, and what the handler learns. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Run, service } from '../support/frameworks';
import { DEPLOY_TIMEOUT_MS, type Deployment, newDeployment } from './deployment';
import { AUDIENCE, forgedToken, newToken, passageBlock } from './identity';

const HELPER = readFileSync(join(__dirname, '../../dist/runtime/passage-user.js'), 'utf8');

const HANDLER = `const { findPassageUser } = require('./passage-user');
exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(findPassageUser(event) ?? null) });
`;

const handler = 'user.handler';
const FUNCTIONS = {
  me: { handler, passage: true, events: [{ httpApi: 'GET /me' }, { httpApi: 'ANY /any/{rest+}' }] },
  orders: {
    handler,
    passage: { scopes: ['orders:read', 'orders:write'] },
    events: [{ httpApi: 'GET /orders' }],
  },
  open: { handler, passage: false, events: [{ httpApi: 'GET /open' }] },
};

describe('deploy: routes', function () {
  this.timeout(DEPLOY_TIMEOUT_MS);
  let deployment: Deployment;
  let deployed: Run;

  before(async () => {
    deployment = newDeployment({ files: { 'user.js': HANDLER, 'passage-user.js': HELPER } });
    deployed = await deployment.deploy(service(FUNCTIONS, { custom: { passage: passageBlock() } }));
  });
  after(() => deployment.remove());

  it('refuses a request without a token', async () => {
    const { headers } = await deployment.call('GET /me', { status: 401 });
    expect(headers['www-authenticate']).to.equal('Bearer');
    await deployment.call('DELETE /any/thing/else', { status: 401 });
  });

  const seconds = (): number => Math.floor(Date.now() / 1000);
  const BAD: [what: string, make: () => string][] = [
    ['that is none', () => 'none'],
    ['by another key', forgedToken],
    ['that has expired', () => newToken({ exp: seconds() - 600 })],
    ['for another audience', () => newToken({ aud: 'https://other.example.com' })],
    ['of another issuer', () => newToken({ iss: 'https://other.example.com' })],
  ];
  for (const [what, make] of BAD) {
    it(`refuses a token ${what}`, async () => {
      await deployment.call('GET /me', { status: 401, token: make() });
    });
  }

  it('lets a valid token in, and tells the handler whose it is', async () => {
    const { body } = await deployment.call('GET /me', { status: 200, token: newToken({ sub: 'bob' }) });
    expect(body).to.include({ id: 'bob', issuer: passageBlock().issuer });
    expect(body).to.have.deep.property('audience', [AUDIENCE]);
    await deployment.call('POST /any/thing/else', { status: 200, token: newToken() });
  });

  it('asks for one of the scopes', async () => {
    await deployment.call('GET /orders', { status: 401 });
    await deployment.call('GET /orders', { status: 403, token: newToken() });
    await deployment.call('GET /orders', { status: 403, token: newToken({ scope: 'orders orders:delete' }) });
    await deployment.call('GET /orders', { status: 200, token: newToken({ scope: 'email orders:read' }) });
  });

  it('leaves a public route open', async () => {
    const { body } = await deployment.call('GET /open', { status: 200 });
    expect(body).to.equal(null);
  });

  it('shows the routes after deploy and info', async () => {
    const section = /^passage:\n {2}4 routes: 3 protected, 1 public$/m;
    expect(deployed.stdout).to.match(section);
    const info = await deployment.run(['info']);
    expect(info.code, info.output).to.equal(0);
    expect(info.stdout).to.match(section);
    expect(info.stdout).to.include(await deployment.output('HttpApiUrl'));
  });
});
