/** Only what is meant changes: a service packaged with and without the plugin. */
import { expect } from 'chai';
import { type CfTemplate, FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { packaged } from '../support/template';

const handler = 'handler.handler';

/** As much of the framework as one service can use, with nothing that changes from run to run. */
function rich(plugin: boolean): Record<string, unknown> {
  const passage = (value: unknown): object => (plugin ? { passage: value } : {});
  const config = service(
    {
      me: {
        handler,
        ...passage(true),
        events: [{ httpApi: 'GET /me' }, { httpApi: { method: '*', path: '/any/{id}', ...passage(false) } }],
        environment: { A: 'b' },
      },
      open: {
        handler,
        events: [
          { httpApi: '*' },
          { schedule: 'rate(1 day)' },
          { sqs: { arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
        ],
      },
      rest: {
        handler,
        ...passage({ scopes: ['s'] }),
        events: [{ http: { method: 'get', path: 'rest/{id}', cors: true } }, { http: 'POST /rest' }],
      },
      iam: {
        handler,
        events: [
          { httpApi: { method: 'GET', path: '/iam', authorizer: { type: 'aws_iam' } } },
          { websocket: '$connect' },
        ],
      },
      custom: { handler, events: [{ httpApi: { method: 'GET', path: '/custom', authorizer: 'mine' } }] },
    },
    {
      provider: {
        versionFunctions: false,
        logs: { httpApi: true },
        httpApi: {
          cors: true,
          metrics: true,
          authorizers: {
            mine: { type: 'request', functionName: 'custom', identitySource: '$request.header.X' },
          },
        },
      },
      resources: { Resources: { Queue: { Type: 'AWS::SQS::Queue' } }, Outputs: { Mine: { Value: 'x' } } },
    },
  );
  return plugin ? config : { ...config, plugins: [], custom: {} };
}

const OURS = new Set(['HttpApiAuthorizerPassage', 'PassageApiGatewayAuthorizer', 'PassageAuthorizerId']);
const AUTHORIZATION = new Set(['AuthorizationType', 'AuthorizerId', 'AuthorizationScopes']);

function without<T>(record: Record<string, T>, keys: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.has(key)));
}

/** The template less what the plugin is there to write. */
function withoutOurs(template: CfTemplate): CfTemplate {
  const resources = Object.entries(without(template.Resources, OURS)).map(([id, resource]) => {
    const { Type, Properties } = resource;
    const isRoute = Type === 'AWS::ApiGatewayV2::Route' || Type === 'AWS::ApiGateway::Method';
    return [id, isRoute ? { ...resource, Properties: without(Properties, AUTHORIZATION) } : resource];
  });
  return {
    ...template,
    Resources: Object.fromEntries(resources) as CfTemplate['Resources'],
    Outputs: without(template.Outputs, OURS),
  };
}

/** The template less the names that carry a time stamp. */
function timeless(template: CfTemplate): unknown {
  return JSON.parse(
    JSON.stringify(template)
      .replace(/ApiGatewayDeployment\d+/g, 'ApiGatewayDeployment')
      .replace(/serverless\/svc\/dev\/[^/"]+/g, 'serverless/svc/dev/now'),
  );
}

for (const framework of FRAMEWORKS) {
  describe(`${framework}: only what is meant changes`, () => {
    it('templates with and without the plugin are equal but for authorizers, authorization and our output', async () => {
      const [with_, without] = [
        packaged(await packageService(framework, { service: rich(true) })),
        packaged(await packageService(framework, { service: rich(false) })),
      ];
      expect(with_.Resources).to.include.keys('HttpApiAuthorizerPassage', 'PassageApiGatewayAuthorizer');
      expect(timeless(withoutOurs(with_))).to.deep.equal(timeless(withoutOurs(without)));
    });

    it('nothing at all changes in a service that protects nothing, but for the explicit NONE', async () => {
      const events = [{ schedule: 'rate(1 day)' }, { httpApi: 'GET /a' }, { http: 'GET /b' }];
      const config = service({ a: { handler, events } });
      const [with_, without] = [
        packaged(await packageService(framework, { service: config })),
        packaged(await packageService(framework, { service: { ...config, plugins: [], custom: {} } })),
      ];
      for (const { Type, Properties } of Object.values(without.Resources))
        if (Type === 'AWS::ApiGatewayV2::Route') Properties.AuthorizationType = 'NONE';
      expect(timeless(with_)).to.deep.equal(timeless(without));
    });
  });
}
