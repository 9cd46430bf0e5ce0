/** What can create routes out of sight: in a template of a few resources. */
import { expect } from 'chai';
import type { Resource } from '../../src/cloudformation';
import { formatValue } from '../../src/errors';
import type { Plan } from '../../src/plan/types';
import type { ApiKind } from '../../src/service/events';
import { findHiddenRoutes } from '../../src/template/hidden-routes';
import { goldenPlan } from '../support/golden-service';
import { plain, planOf } from '../support/plans';

const http = (passage: boolean): Record<string, unknown> => ({
  httpApi: { method: 'GET', path: '/me', passage },
});
const PLAN = goldenPlan('opt-in', 'lambda');
/** Nothing on the REST API is protected, though one of its routes is there. */
const HTTP_ONLY = planOf(plain({ me: { events: [http(true), { http: 'GET /open' }] } })).plan;

const found = (template: object, plan: Plan = PLAN, others: readonly { api: ApiKind }[] = []): string[] => {
  const all = findHiddenRoutes({ Resources: {}, ...template }, plan, others);
  return all.map(({ where, kind, by, isCertain }) => {
    const name = kind === 'macro' ? [formatValue(by)] : [];
    return [isCertain ? 'certain' : 'possible', where, ...name].join(' ');
  });
};
const foundIn = (resource: Resource, logicalId = 'X', plan?: Plan): string[] =>
  found({ Resources: { [logicalId]: resource } }, plan);

describe('audit: hidden routes of an API', () => {
  const APIS: [logicalId: string, type: string][] = [
    ['HttpApi', 'AWS::ApiGatewayV2::Api'],
    ['WebsocketsApi', 'AWS::ApiGatewayV2::Api'],
    ['ApiGatewayRestApi', 'AWS::ApiGateway::RestApi'],
  ];
  for (const [logicalId, Type] of APIS) {
    const where = `Resources.${logicalId}.Properties`;

    it(`${logicalId}: its own definition`, () => {
      for (const key of ['Body', 'BodyS3Location', 'CloneFrom', 'RouteKey', 'Target'])
        expect(foundIn({ Type, Properties: { [key]: {} } }, logicalId)).to.deep.equal([
          `certain ${where}.${key}`,
        ]);
    });

    it(`${logicalId}: a property that is not known, and a macro`, () => {
      expect(foundIn({ Type, Properties: { Routes: [] } }, logicalId)).to.deep.equal([
        `possible ${where}.Routes`,
      ]);
      expect(foundIn({ Type, Properties: { Name: { 'Fn::Transform': {} } } }, logicalId)).to.deep.equal([
        `possible ${where}.Fn::Transform`,
      ]);
    });

    it(`${logicalId}: nothing in properties that bring no routes, or of other APIs`, () => {
      expect(
        foundIn({ Type, Properties: { Name: 'x', Description: 'x', Tags: {} } }, logicalId),
      ).to.deep.equal([]);
      expect(foundIn({ Type, Properties: { Body: {} } }, 'Other')).to.deep.equal([]);
    });
  }

  it('on an API without a protected route are possible', () => {
    const rest = { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: {} } };
    const where = 'Resources.ApiGatewayRestApi.Properties.Body';
    expect(foundIn(rest, 'ApiGatewayRestApi', HTTP_ONLY)).to.deep.equal([`possible ${where}`]);
    const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body: {} } };
    expect(foundIn(api, 'HttpApi', HTTP_ONLY)).to.deep.equal(['certain Resources.HttpApi.Properties.Body']);
    const open = planOf(plain({ me: { events: [http(false)] } })).plan;
    expect(foundIn(api, 'HttpApi', open)).to.deep.equal(['possible Resources.HttpApi.Properties.Body']);
  });

  it('are certain where only a route that is not in the plan is protected', () => {
    const rest = { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: {} } };
    const template = { Resources: { ApiGatewayRestApi: rest } };
    const where = 'Resources.ApiGatewayRestApi.Properties.Body';
    expect(found(template, HTTP_ONLY, [{ api: 'rest' }])).to.deep.equal([`certain ${where}`]);
    expect(found(template, HTTP_ONLY, [{ api: 'http' }])).to.deep.equal([`possible ${where}`]);
  });

  const [SHARED, OTHER] = [{ Ref: 'Shared' }, { Ref: 'Other' }];
  for (const id of [
    { 'Fn::Sub': '${Shared}' },
    { 'Fn::Sub': ['${Id}', { Id: SHARED }] },
    { 'Fn::Join': ['', [SHARED]] },
    { 'Fn::If': ['C', OTHER, SHARED] },
    { 'Fn::GetAtt': 'Shared.ApiId' },
  ])
    it(`are certain in the API of the template whose ID is ${JSON.stringify(id)}`, () => {
      const http = { ...PLAN, httpApi: { ...PLAN.httpApi, id } };
      const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body: {} } };
      expect(foundIn(api, 'Shared', http)).to.deep.equal(['certain Resources.Shared.Properties.Body']);
      expect(foundIn(api, 'HttpApi', http)).to.deep.equal([]);
      const rest = { Type: 'AWS::ApiGateway::RestApi', Properties: { CloneFrom: 'x' } };
      expect(foundIn(rest, 'Shared', { ...PLAN, restApiId: id })).to.deep.equal([
        'certain Resources.Shared.Properties.CloneFrom',
      ]);
    });

  it('are none in an API that only the name of an import refers to', () => {
    const id = { 'Fn::ImportValue': { 'Fn::Sub': '${Shared}-api' } };
    const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body: {} } };
    expect(foundIn(api, 'Shared', { ...PLAN, httpApi: { ...PLAN.httpApi, id } })).to.deep.equal([]);
  });

  it('are none in a WebSocket API that nothing could protect', () => {
    const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body: {} } };
    expect(foundIn(api, 'WebsocketsApi', HTTP_ONLY)).to.deep.equal([]);
  });
});

describe('audit: macros', () => {
  const MACROS: [transform: unknown, ...names: string[]][] = [
    ['Mine', '"Mine"'],
    [['Mine', 'AWS::Serverless-2016-10-31'], '"Mine"', '"AWS::Serverless-2016-10-31"'],
    [{ Name: 'AWS::Include' }, '"AWS::Include"'],
    [[{ Name: ['AWS::LanguageExtensions'] }], '["AWS::LanguageExtensions"]'],
    ['XAWS::LanguageExtensions', '"XAWS::LanguageExtensions"'],
    ['AWS::LanguageExtensionsX', '"AWS::LanguageExtensionsX"'],
    ['XAWS::SecretsManager-2020-07-23', '"XAWS::SecretsManager-2020-07-23"'],
    ['XAWS::CodeDeployBlueGreen', '"XAWS::CodeDeployBlueGreen"'],
    [7, '7'],
  ];
  for (const [Transform, ...names] of MACROS) {
    it(`may be ${JSON.stringify(Transform)}`, () => {
      expect(found({ Transform })).to.deep.equal(names.map((name) => `possible Transform ${name}`));
    });
  }

  it('of AWS that change no routes are none', () => {
    const Transform = [
      'AWS::LanguageExtensions',
      'AWS::SecretsManager-2020-07-23',
      { Name: 'AWS::CodeDeployBlueGreen' },
    ];
    expect(found({ Transform })).to.deep.equal([]);
    expect(found({})).to.deep.equal([]);
  });

  it('may be loops, of nested stacks too', () => {
    for (const key of ['Fn::ForEach::Routes', 'Nested/Fn::ForEach::Routes', 'Fn::Transform'])
      expect(
        found({ Resources: { [key]: ['X', ['a'], { A: { Type: 'AWS::ApiGatewayV2::Route' } }] } }),
      ).to.deep.equal([`possible Resources.${key}`]);
    expect(found({ Resources: { 'MyFn::X': { Type: 'AWS::SNS::Topic' } } })).to.deep.equal([]);
  });

  it('are no loops of resources that are no way to a function', () => {
    const loop = (made: unknown, key = 'Fn::ForEach::X'): string[] =>
      found({ Resources: { [key]: ['Id', ['A', 'B'], made] } });
    const queue = { Type: 'AWS::SQS::Queue', Properties: {} };
    const inner = (Type: unknown): object => ({ 'Fn::ForEach::Y': ['Y', ['C'], { 'Q${Id}${Y}': { Type } }] });
    for (const made of [{}, { 'Queue${Id}': queue }, { 'Queue${Id}': queue, ...inner('AWS::SNS::Topic') }]) {
      expect(loop(made)).to.deep.equal([]);
      expect(loop(made, 'Nested/Fn::ForEach::X')).to.deep.equal([]);
    }
    for (const Type of [
      ...['AWS::ApiGatewayV2::Route', 'AWS::ApiGateway::Method', 'AWS::Lambda::Url', 'AWS::Lambda::Alias'],
      ...[
        'AWS::CloudFormation::Stack',
        'AWS::Serverless::Function',
        'Custom::Route',
        'My::Api::Thing::MODULE',
      ],
      ...['AWS::SQS::${Id}', { Ref: 'Type' }, undefined],
    ])
      for (const made of [{ 'X${Id}': { Type } }, { 'Queue${Id}': queue, 'X${Id}': { Type } }, inner(Type)])
        expect(loop(made), JSON.stringify(made)).to.deep.equal(['possible Resources.Fn::ForEach::X']);
    for (const made of [
      undefined,
      [],
      'x',
      { 'Fn::Transform': queue },
      { Q: { ...queue, 'Fn::Transform': {} } },
    ])
      expect(loop(made), JSON.stringify(made)).to.deep.equal(['possible Resources.Fn::ForEach::X']);
    expect(loop({ 'Queue${Id}': queue }, 'Fn::Transform')).to.deep.equal([
      'possible Resources.Fn::Transform',
    ]);
  });
});

describe('audit: resources that become routes', () => {
  const ME = { 'Fn::GetAtt': ['MeLambdaFunction', 'Arn'] };
  const CREATE: Record<string, Resource> = {
    'a function of SAM with events': { Type: 'AWS::Serverless::Function', Properties: { Events: {} } },
    'overrides of an API that AWS manages': { Type: 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides' },
    'a module with our API': { Type: 'My::Api::Thing::MODULE', Properties: { Api: { Ref: 'HttpApi' } } },
    'a module with a protected function': { Type: 'My::Api::Thing::MODULE', Properties: { Fn: ME } },
  };
  for (const Type of [
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGateway::Method',
    'AWS::ApiGateway::Resource',
    'AWS::Lambda::Url',
  ]) {
    CREATE[`${Type} with a macro`] = { Type, Properties: { X: { 'Fn::Transform': {} } } };
    CREATE[`${Type} with a computed reference`] = { Type, Properties: { X: { Ref: { Ref: 'Y' } } } };
  }
  for (const [what, resource] of Object.entries(CREATE)) {
    it(`are ${what}`, () => {
      expect(foundIn(resource)).to.deep.equal(['possible Resources.X']);
    });
  }

  const OTHERS: Record<string, Resource> = {
    'a function of SAM': { Type: 'AWS::Serverless::Function', Properties: {} },
    'a topic with a macro': { Type: 'AWS::SNS::Topic', Properties: { X: { 'Fn::Transform': {} } } },
    'a route': { Type: 'AWS::ApiGatewayV2::Route', Properties: { X: { Ref: 'Y' } } },
    'a module with something else': { Type: 'My::Api::Thing::MODULE', Properties: { Topic: { Ref: 'Y' } } },
    'a module with a public function': {
      Type: 'My::Api::Thing::MODULE',
      Properties: { Fn: { Ref: 'OpenLambdaFunction' } },
    },
    'no module, with our API': { Type: 'My::Api::MODULE::Thing', Properties: { Api: { Ref: 'HttpApi' } } },
  };
  for (const [what, resource] of Object.entries(OTHERS)) {
    it(`are not ${what}`, () => {
      expect(foundIn(resource)).to.deep.equal([]);
    });
  }
});
