/** Deployments that are stopped: nothing of what is deployed changes. */
import { expect } from 'chai';
import { expectRefused } from '../support/template';
import { service } from '../support/frameworks';
import { DEPLOY_TIMEOUT_MS, type Deployment, newDeployment } from './deployment';
import { newToken, passageBlock, whileIssuer } from './identity';

const handler = 'handler.handler';

describe('deploy: stopped', function () {
  this.timeout(DEPLOY_TIMEOUT_MS);
  let deployment: Deployment;
  beforeEach(() => {
    deployment = newDeployment();
  });
  afterEach(() => deployment.remove());

  const closed = (): object =>
    service(
      { me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] } },
      { custom: { passage: passageBlock() } },
    );

  it('by an issuer without keys, before a first stack is made', async () => {
    const run = await whileIssuer({ keySet: { keys: [] } }, () => deployment.run(['deploy'], closed()));
    expectRefused(run, 'PASSAGE_ISSUER_INVALID');
    expect(await deployment.describe()).to.equal(null);
  });

  it('by an issuer without a discovery document, with the deployed stack as it was', async () => {
    await deployment.deploy(closed());
    const before = await deployment.describe();
    const run = await whileIssuer({ discovery: 'not-found' }, () => deployment.run(['deploy'], closed()));
    expect(run.code, run.output).to.equal(1);
    expect(run.output).to.include('PASSAGE_ISSUER_INVALID');
    expect(await deployment.describe()).to.deep.equal(before);
    await deployment.call('GET /me', { status: 401 });
    await deployment.call('GET /me', { status: 200, token: newToken() });
  });
});
