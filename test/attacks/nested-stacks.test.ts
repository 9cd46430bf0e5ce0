/** Nested stacks whose templates another plugin writes into the package. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { byTurns } from '../support/by-turns';
import { type CfTemplate, FRAMEWORKS, type Framework, service } from '../support/frameworks';
import { type InProcessRun, packageService } from '../support/in-process';
import { packaged, placesOf } from '../support/template';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const HOOK = 'after:aws:package:finalize:mergeCustomProviderResources';

interface NestedStack {
  readonly template: Json;
  readonly Parameters?: Json;
}

/** What a plugin makes of the compiled resources, and may change in them: nested stacks, by their logical IDs. */
type Split = (resources: CfTemplate['Resources']) => Record<string, NestedStack>;

function run(framework: Framework, split: Split, protect: string | undefined): Promise<InProcessRun> {
  class Stacks {
    readonly hooks: Record<string, () => void>;
    constructor(host: {
      serviceDir: string;
      service: { provider: { compiledCloudFormationTemplate: CfTemplate } };
    }) {
      this.hooks = {
        [HOOK]: () => {
          const { Resources } = host.service.provider.compiledCloudFormationTemplate;
          for (const [id, { template, Parameters = {} }] of Object.entries(split(Resources))) {
            mkdirSync(join(host.serviceDir, '.serverless'), { recursive: true });
            writeFileSync(join(host.serviceDir, '.serverless', `${id}.json`), JSON.stringify(template));
            const TemplateURL = `https://s3.amazonaws.com/bucket/${id}.json`;
            Resources[id] = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL, Parameters } };
          }
        },
      };
    }
  }
  const functions = {
    web: { handler: 'handler.web', passage: false, events: [{ httpApi: 'GET /web' }] },
    me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }] },
  };
  const passage = { ...APP, ...(protect === undefined ? {} : { protect }) };
  const config = {
    ...service(functions, { custom: { passage } }),
    plugins: ['serverless-passage', './stacks.js'],
  };
  return packageService(framework, { service: config, plugins: { './stacks.js': Stacks } });
}

/** A template with an HTTP API of its own before one function. */
const OWN_API: Json = {
  Parameters: { FunctionArn: { Type: 'String' } },
  Resources: {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'own', ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ...{ ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' },
        IntegrationUri: { Ref: 'FunctionArn' },
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ...{ ApiId: { Ref: 'Api' }, RouteKey: '$default' },
        Target: { 'Fn::Sub': 'integrations/${Integration}' },
      },
    },
  },
};

/** A stack of that template for each of some functions. */
const stacksOf =
  (...ids: readonly string[]): Split =>
  () =>
    Object.fromEntries(
      ids.map((id) => [
        `${id}Stack`,
        {
          template: OWN_API,
          Parameters: { FunctionArn: { 'Fn::GetAtt': [`${id}LambdaFunction`, 'Arn'] } },
        },
      ]),
    );

/** Moves a protected route to a stack with an authorizer of its own, for another client. */
const withAuthorizer =
  (localId: string): Split =>
  (resources) => {
    const { HttpApiRouteGetMe: route, HttpApiAuthorizerPassage: ours } = resources;
    Reflect.deleteProperty(resources, 'HttpApiRouteGetMe');
    const JwtConfiguration = { Issuer: APP.issuer, Audience: ['another-client'] };
    return {
      Routes: {
        template: {
          Parameters: { HttpApi: { Type: 'String' }, Integration: { Type: 'String' } },
          Resources: {
            [localId]: { ...ours, Properties: { ...ours?.Properties, Name: 'nested', JwtConfiguration } },
            Route: {
              ...route,
              Properties: {
                ...route?.Properties,
                ApiId: { Ref: 'HttpApi' },
                AuthorizerId: { Ref: localId },
                Target: { 'Fn::Sub': 'integrations/${Integration}' },
              },
            },
          },
        },
        Parameters: { HttpApi: { Ref: 'HttpApi' }, Integration: { Ref: 'HttpApiIntegrationMe' } },
      },
    };
  };

/** A public function URL that names its function. */
const urlOf =
  (target: unknown, sections: Json = {}, Parameters: Json = {}): Split =>
  () => ({
    Urls: {
      template: {
        ...sections,
        Resources: {
          Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: target } },
        },
      },
      Parameters,
    },
  });

const NAME = { Ref: 'Name' };
const FOUND = { 'Fn::FindInMap': ['Names', 'dev', 'url'] };
const byDefault = (name: string): Json => ({ Parameters: { Name: { Type: 'String', Default: name } } });
const byMapping = (name: string): Json => ({ Mappings: { Names: { dev: { url: name } } } });

const CASES: [what: string, split: Split, where: string][] = [
  ['before a public and a protected function', stacksOf('Web', 'Me'), 'Resources.MeStack/Route'],
  ['before a protected and a public function', stacksOf('Me', 'Web'), 'Resources.Route'],
  ['whose function is the default of a parameter', urlOf(NAME, byDefault('svc-dev-me')), 'Resources.Url'],
  ['whose function is in a mapping', urlOf(FOUND, byMapping('svc-dev-me')), 'Resources.Url'],
];

const ACCEPTED: [what: string, split: Split][] = [
  ['before a public function', stacksOf('Web')],
  ['whose public function is the default of a parameter', urlOf(NAME, byDefault('svc-dev-web'))],
  ['whose public function is in a mapping', urlOf(FOUND, byMapping('svc-dev-web'))],
  ['whose function is given', urlOf(NAME, byDefault('svc-dev-me'), { Name: 'svc-dev-web' })],
];

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: nested stacks that open a function`, () => {
    for (const [number, [what, split, where]] of CASES.entries()) {
      if (byTurns([true, false], framework, number))
        it(`${what}: refused under protect: all`, async () => {
          const result = await run(framework, split, 'all');
          expect(placesOf(result.problems), result.output).to.deep.equal([`PASSAGE_AUDIT_FAILED ${where}`]);
        });
      else
        it(`${what}: a warning`, async () => {
          const { code, output, notes } = await run(framework, split, undefined);
          expect(code, output).to.equal(0);
          expect(notes, output).to.deep.equal([where]);
        });
    }

    for (const [what, split] of ACCEPTED)
      it(`${what}: nothing is said`, async () => {
        const result = await run(framework, split, 'all');
        expect(packaged(result).Resources).to.have.property('HttpApiRouteGetMe');
        expect(result.notes).to.deep.equal([]);
      });
  });

  describe(`attacks, ${framework}: a protected route with an authorizer of a nested stack`, () => {
    for (const localId of ['Mine', 'HttpApiAuthorizerPassage'])
      for (const protect of ['all', undefined])
        it(`is refused, with the ID ${localId}${protect === undefined ? '' : ' and protect: all'}`, async () => {
          const result = await run(framework, withAuthorizer(localId), protect);
          const expected = ['PASSAGE_AUDIT_FAILED Resources.Route.AuthorizerId'];
          expect(placesOf(result.problems), result.output).to.deep.equal(expected);
        });
  });
}
