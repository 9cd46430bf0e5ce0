/** Routes that are opened and closed on an API that stays the same. */
import { expect } from 'chai';
import { service } from '../support/frameworks';
import { DEPLOY_TIMEOUT_MS, type Deployment, newDeployment } from './deployment';
import { newToken, passageBlock } from './identity';

const handler = 'handler.handler';

const withPassage = (passage: boolean, others: object = {}): object =>
  service(
    { me: { handler, passage, events: [{ httpApi: 'GET /me' }] }, ...others },
    { custom: { passage: passageBlock() } },
  );

/** An authorizer written by hand, on the route or no more. */
function byHand(authorizer: 'own' | undefined, plugins: readonly string[]): object {
  const { issuer, audience } = passageBlock();
  const identitySource = '$request.header.Authorization';
  const own = { type: 'jwt', identitySource, issuerUrl: issuer, audience };
  const httpApi = { method: 'GET', path: '/me', ...(authorizer === undefined ? {} : { authorizer }) };
  const custom = plugins.length === 0 ? {} : { custom: { passage: passageBlock() } };
  return service(
    { me: { handler, events: [{ httpApi }] } },
    { provider: { httpApi: { authorizers: { own } } }, plugins, ...custom },
  );
}

describe('deploy: changes', function () {
  this.timeout(DEPLOY_TIMEOUT_MS);
  let deployment: Deployment;
  beforeEach(() => {
    deployment = newDeployment();
  });
  afterEach(() => deployment.remove());

  it('a route is closed, opened and closed again, in place', async () => {
    await deployment.deploy(withPassage(false));
    await deployment.call('GET /me', { status: 200 });
    const api = await deployment.output('HttpApiId');
    for (const isClosed of [true, false, true]) {
      await deployment.deploy(withPassage(isClosed));
      await deployment.call('GET /me', { status: isClosed ? 401 : 200 });
      await deployment.call('GET /me', { status: 200, token: newToken() });
      expect(await deployment.output('HttpApiId')).to.equal(api);
    }
  });

  it('a route is opened while another keeps the authorizer', async () => {
    const others = { other: { handler, passage: true, events: [{ httpApi: 'GET /other' }] } };
    await deployment.deploy(withPassage(true, others));
    await deployment.call('GET /me', { status: 401 });
    const authorizer = await deployment.output('PassageAuthorizerId');
    await deployment.deploy(withPassage(false, others));
    await deployment.call('GET /me', { status: 200 });
    await deployment.call('GET /other', { status: 401 });
    expect(await deployment.output('PassageAuthorizerId')).to.equal(authorizer);
  });

  it('scopes are added, and changed', async () => {
    const scoped = (...scopes: readonly string[]): object =>
      service(
        { me: { handler, passage: { scopes }, events: [{ httpApi: 'GET /me' }] } },
        { custom: { passage: passageBlock() } },
      );
    const token = newToken({ scope: 'a' });
    const expected: [scopes: readonly string[], status: number][] = [
      [[], 200],
      [['a'], 200],
      [['b'], 403],
      [['a', 'b'], 200],
    ];
    for (const [scopes, status] of expected) {
      await deployment.deploy(scoped(...scopes));
      await deployment.call('GET /me', { status, token });
    }
  });

  it('an authorizer that is removed from an event is detached', async () => {
    const plugins = ['serverless-passage'];
    await deployment.deploy(byHand('own', plugins));
    await deployment.call('GET /me', { status: 401 });
    await deployment.deploy(byHand(undefined, plugins));
    await deployment.call('GET /me', { status: 200 });
  });

  // What the test before this one protects from: it shows nothing where this one fails.
  it('without the plugin, it stays attached', async () => {
    await deployment.deploy(byHand('own', []));
    await deployment.call('GET /me', { status: 401 });
    await deployment.deploy(byHand(undefined, []));
    await deployment.call('GET /me', { status: 401 });
  });
});
