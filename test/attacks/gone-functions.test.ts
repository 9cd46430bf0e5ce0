/** A function whose protected event another plugin removes is still guarded. */
import { expect } from 'chai';
import { FRAMEWORKS, type Resource, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, propertiesOf, withActs } from '../support/other-plugin';

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const ARN = { 'Fn::GetAtt': ['MeLambdaFunction', 'Arn'] };
const RAW_ROUTE = {
  Resources: {
    Raw: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        RouteKey: 'GET /status',
        Target: { 'Fn::Sub': 'integrations/${HttpApiIntegrationPub}' },
      },
    },
  },
};

const emptied: Act = ({ service: { functions } }) => {
  if (functions.me !== undefined) functions.me.events = [];
};

const added =
  (logicalId: string, resource: Resource): Act =>
  ({ resources }) => {
    resources[logicalId] = resource;
  };

const url = added('Url', {
  Type: 'AWS::Lambda::Url',
  Properties: { AuthType: 'NONE', TargetFunctionArn: ARN },
});

const withBody: Act = (scene) => {
  const integration = { type: 'aws_proxy', httpMethod: 'POST', payloadFormatVersion: '2.0', uri: ARN };
  propertiesOf(scene, 'HttpApi').Body = {
    openapi: '3.0.1',
    info: { title: 'x', version: '1' },
    paths: { '/me': { get: { 'x-amazon-apigateway-integration': integration } } },
  };
};

const retargeted: Act = (scene) => {
  propertiesOf(scene, 'HttpApiIntegrationPub').IntegrationUri = ARN;
};

interface Case {
  readonly what: string;
  readonly after: Act;
  readonly event?: string;
  readonly extra?: object;
  readonly where: string;
}

const REFUSED: Case[] = [
  {
    what: 'a second API',
    after: added('Second', {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: 'x', ProtocolType: 'HTTP', Target: ARN },
    }),
    where: 'Resources.Second',
  },
  { what: 'a function URL', after: url, where: 'Resources.Url' },
  { what: 'a definition of our API', after: withBody, where: 'Resources.HttpApi.Properties.Body' },
  {
    what: 'a configured route of another function',
    after: retargeted,
    event: 'before:package:finalize',
    extra: { resources: RAW_ROUTE },
    where: 'Resources.Raw',
  },
];

/** @param pub whether another protected route stays in the service */
const filesOf = ({ after, event = 'after:package:compileEvents', extra }: Case, pub: object, app: object) =>
  withActs(
    [
      [emptied, 'before:package:initialize'],
      [after, event],
    ],
    service(
      {
        me: { handler: 'handler.me', events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }] },
        pub: { handler: 'handler.pub', events: [{ httpApi: 'GET /pub' }], ...pub },
      },
      { custom: { passage: { ...APP, ...app } }, ...extra },
    ),
  );

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a function that has lost its protected event, opened again`, () => {
    for (const test of REFUSED) {
      it(`by ${test.what}`, async () => {
        for (const pub of [{}, { passage: true }]) {
          const run = await packageService(framework, filesOf(test, pub, {}));
          const places = run.problems.map(({ code, where }) => `${code} ${where}`);
          expect(places, run.output).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
          const resources = places.map((place) => place.replace(/\.Properties\..*/, ''));
          expect(new Set(resources).size, 'each is said once').to.equal(resources.length);
          expect(run.template).to.equal(null);
        }
      });

      it(`by ${test.what}, under protect: all`, async () => {
        const run = await packageService(framework, filesOf(test, {}, { protect: 'all' }));
        const places = run.problems.map(({ code, where }) => `${code} ${where}`);
        expect(places, run.output).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
        const resources = places.map((place) => place.replace(/\.Properties\..*/, ''));
        expect(new Set(resources).size, 'each is said once').to.equal(resources.length);
        expect(run.template).to.equal(null);
      });
    }
  });
}

describe('attacks: a function that has lost its protected event', () => {
  it('may stay, beside other functions and their URLs', async () => {
    const after = added('Url', {
      Type: 'AWS::Lambda::Url',
      Properties: { AuthType: 'NONE', TargetFunctionArn: { 'Fn::GetAtt': ['PubLambdaFunction', 'Arn'] } },
    });
    const run = await packageService('osls4', filesOf({ what: '', after, where: '' }, {}, {}));
    expect(run.code, run.output).to.equal(0);
  });
});
