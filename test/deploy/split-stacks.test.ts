/** Routes, and their authorizer, in nested stacks. */
import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { service } from '../support/frameworks';
import { DEPLOY_TIMEOUT_MS, type Deployment, newDeployment } from './deployment';
import { newToken, passageBlock } from './identity';
import { cloudFormation } from './target';

const PLUGIN = 'serverless-plugin-split-stacks';
const handler = 'handler.handler';

const STACKS_MAP = `module.exports = {
  'AWS::ApiGatewayV2::Route': { destination: 'Routes' },
  'AWS::ApiGatewayV2::Authorizer': { destination: 'Authorizers' },
};`;

describe('deploy: split stacks', function () {
  this.timeout(DEPLOY_TIMEOUT_MS);
  let deployment: Deployment;
  beforeEach(() => {
    deployment = newDeployment({ modules: { [PLUGIN]: PLUGIN }, files: { 'stacks-map.js': STACKS_MAP } });
  });
  afterEach(() => deployment.remove());

  const split = (passage: boolean): object =>
    service(
      {
        me: { handler, passage, events: [{ httpApi: 'GET /me' }] },
        other: { handler, passage: true, events: [{ httpApi: 'GET /other' }] },
        open: { handler, events: [{ httpApi: 'GET /open' }] },
      },
      {
        plugins: ['serverless-passage', PLUGIN],
        custom: { passage: passageBlock(), splitStacks: { perType: true } },
      },
    );

  async function nestedStacks(): Promise<(string | undefined)[]> {
    const command = new DescribeStackResourcesCommand({ StackName: deployment.stackName });
    const { StackResources = [] } = await cloudFormation().send(command);
    return StackResources.filter(({ ResourceType }) => ResourceType === 'AWS::CloudFormation::Stack').map(
      ({ LogicalResourceId }) => LogicalResourceId,
    );
  }

  it('routes in a nested stack are closed, and opened', async () => {
    // The plugin asks for the deployed stack, and emulators word otherwise than AWS that there is none.
    await deployment.deploy(service({ first: { handler } }));
    await deployment.deploy(split(true));
    expect(await nestedStacks()).to.include.members(['AuthorizersNestedStack', 'RoutesNestedStack']);

    await deployment.call('GET /me', { status: 401 });
    await deployment.call('GET /me', { status: 200, token: newToken() });
    await deployment.call('GET /open', { status: 200 });

    await deployment.deploy(split(false));
    await deployment.call('GET /me', { status: 200 });
    await deployment.call('GET /other', { status: 401 });
  });
});
