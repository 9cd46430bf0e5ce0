/** Several services on the API of one of them. */
import { service } from '../support/frameworks';
import { DEPLOY_TIMEOUT_MS, type Deployment, newDeployment } from './deployment';
import { newToken, passageBlock } from './identity';

const handler = 'handler.handler';

describe('deploy: an API of another stack', function () {
  this.timeout(DEPLOY_TIMEOUT_MS);
  let owner: Deployment;
  let guest: Deployment;

  before(async () => {
    owner = newDeployment();
    const functions = {
      me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] },
      open: { handler, events: [{ httpApi: 'GET /open' }] },
    };
    await owner.deploy(service(functions, { custom: { passage: passageBlock() } }));
  });
  after(() => owner.remove());
  beforeEach(() => {
    guest = newDeployment();
  });
  afterEach(() => guest.remove());

  const guestService = (app: object): object =>
    service(
      {
        guest: { handler, passage: true, events: [{ httpApi: 'GET /guest' }] },
        lobby: { handler, events: [{ httpApi: 'GET /lobby' }] },
      },
      {
        provider: { httpApi: { id: `\${cf:${owner.stackName}.HttpApiId}` } },
        custom: { passage: app },
      },
    );

  async function expectProtected(valid: string, other: string): Promise<void> {
    await owner.call('GET /guest', { status: 401 });
    await owner.call('GET /guest', { status: 401, token: other });
    await owner.call('GET /guest', { status: 200, token: valid });
    await owner.call('GET /lobby', { status: 200 });
  }

  it('takes an authorizer of the other service', async () => {
    const audience = 'https://guest.example.com';
    await guest.deploy(guestService({ ...passageBlock(), audience, name: 'guest' }));
    await expectProtected(newToken({ aud: audience }), newToken());
    await owner.call('GET /me', { status: 200, token: newToken() });
    await owner.call('GET /me', { status: 401, token: newToken({ aud: audience }) });
  });

  it('shares its authorizer with the other service', async () => {
    const authorizerId = `\${cf:${owner.stackName}.PassageAuthorizerId}`;
    await guest.deploy(guestService({ authorizerId }));
    await expectProtected(newToken(), newToken({ aud: 'https://guest.example.com' }));
    await owner.call('GET /me', { status: 200, token: newToken() });
  });
});
