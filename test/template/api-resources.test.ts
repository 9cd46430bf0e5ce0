/** Which routes of a template are on our APIs, and what they are called there. */
import { expect } from 'chai';
import type { Resource, Template } from '../../src/cloudformation';
import type { ApiKind } from '../../src/service/events';
import { type ApiRoute, findRoutes, isPublic } from '../../src/template/api-resources';
import { plain, planOf } from '../support/plans';

const event = (path: string): Record<string, unknown> => ({ httpApi: { method: 'GET', path } });
const SERVICE = { me: { passage: true, events: [event('/me')] } };
const PLAN = planOf(plain(SERVICE)).plan;
const HTTP_API = { Ref: 'HttpApi' };
const REST_API = { Ref: 'ApiGatewayRestApi' };
const ROOT = { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] };

const route = (ApiId: unknown, RouteKey: unknown = 'GET /x'): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId, RouteKey },
});
const part = (PathPart: unknown, ParentId: unknown, RestApiId: unknown = REST_API): Resource => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { RestApiId, ParentId, PathPart },
});
const method = (ResourceId: unknown, HttpMethod: unknown = 'get'): Resource => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: { RestApiId: REST_API, ResourceId, HttpMethod },
});

/** What else is in every template here. */
const AROUND: Template = {
  Resources: {
    HttpApi: { Type: 'AWS::ApiGatewayV2::Api' },
    Other: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Description: { 'Fn::Sub': 'beside ${HttpApi}' } },
    },
    OtherRest: { Type: 'AWS::ApiGateway::RestApi', Properties: { Description: HTTP_API } },
    Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Value: HTTP_API } },
    Custom: { Type: 'Custom::Api', Properties: { From: { 'Fn::GetAtt': ['Parameter', 'Value'] } } },
    Circle: { Type: 'Custom::Api', Properties: { From: { Ref: 'Round' } } },
    Round: { Type: 'Custom::Api', Properties: { From: { Ref: 'Circle' } } },
  },
  Outputs: {
    Api: { Value: HTTP_API, Export: { Name: 'api' } },
    Plain: { Value: HTTP_API },
    Topic: { Value: { Ref: 'Topic' }, Export: { Name: 'topic' } },
  },
};

function routesIn(resources: Record<string, Resource>, plan = PLAN): ApiRoute[] {
  return findRoutes({ ...AROUND, Resources: { ...AROUND.Resources, ...resources } }, plan);
}
const kinds = (resource: Resource, plan = PLAN): ApiKind[] =>
  routesIn({ X: resource }, plan).map(({ api }) => api);
/** `METHOD path`, or `null`. */
const names = (resources: Record<string, Resource>): (string | null)[] =>
  routesIn(resources).map((one) => (one.route === null ? null : `${one.route.method} ${one.route.path}`));

describe('routes in a template: the API', () => {
  const OURS: [what: string, id: unknown][] = [
    ['a reference', HTTP_API],
    ['the same as a text', { 'Fn::Sub': '${HttpApi}' }],
    ['its endpoint', { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] }],
    ['one of two', { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, HTTP_API] }],
    ['an import of an output of this stack', { 'Fn::ImportValue': 'api' }],
    ['a parameter that holds it', { 'Fn::GetAtt': ['Parameter', 'Value'] }],
    ['a resource that reads that parameter', { Ref: 'Custom' }],
  ];
  for (const [what, id] of OURS) {
    it(`is ours by ${what}`, () => {
      expect(kinds(route(id))).to.deep.equal(['http']);
    });
  }

  const NOT_OURS: [what: string, id: unknown][] = [
    ['another API, which mentions ours', { Ref: 'Other' }],
    ['a REST API, which mentions ours', { Ref: 'OtherRest' }],
    ['an ID', 'abc123'],
    ['an import of another output', { 'Fn::ImportValue': 'topic' }],
    ['an import from another stack', { 'Fn::ImportValue': 'elsewhere' }],
    ['nothing', undefined],
    ['a circle', { Ref: 'Circle' }],
    ['a computed reference', { Ref: { toString: '' } }],
    ['a name of JavaScript', { Ref: 'constructor' }],
  ];
  for (const [what, id] of NOT_OURS) {
    it(`is not ours by ${what}`, () => {
      expect(kinds(route(id))).to.deep.equal([]);
    });
  }

  it('of another stack is known by its ID only', () => {
    const { plan } = planOf(plain(SERVICE, undefined, { httpApi: { id: 'abc123' } }));
    expect(kinds(route('abc123'), plan)).to.deep.equal(['http']);
    for (const id of ['abc124', HTTP_API, undefined, { 'Fn::ImportValue': 'api' }]) {
      expect(kinds(route(id), plan), JSON.stringify(id)).to.deep.equal([]);
    }
  });

  it('has only routes and methods', () => {
    expect(kinds({ Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: HTTP_API } })).to.deep.equal(
      [],
    );
    expect(kinds({ Type: 'AWS::ApiGateway::Method', Properties: { ApiId: HTTP_API } })).to.deep.equal([]);
    expect(kinds({ ...method(ROOT), Type: 'AWS::ApiGatewayV2::Route' })).to.deep.equal([]);
  });
});

describe('routes in a template: method and path', () => {
  const KEYS: [key: unknown, name: string | null][] = [
    ['GET /x', 'GET /x'],
    ['get /x', 'GET /x'],
    ['$default', 'ANY $default'],
    ['GET', null],
    ['GET /x y', null],
    ['', null],
    [{ Ref: 'Key' }, null],
    [7, null],
  ];
  for (const [key, name] of KEYS) {
    it(`of the route key ${JSON.stringify(key)}`, () => {
      expect(names({ X: route(HTTP_API, key) })).to.deep.equal([name]);
    });
  }

  it('of a REST API are those of its tree', () => {
    const tree = { A: part('a', ROOT), B: part('{b}', { Ref: 'A' }) };
    expect(names({ ...tree, X: method({ Ref: 'B' }), Y: method({ Ref: 'B' }, 'ANY') })).to.deep.equal([
      'GET /a/{b}',
      'ANY /a/{b}',
    ]);
    expect(names({ X: method(ROOT) })).to.deep.equal(['GET /']);
  });

  it('of a REST resource are known in each spelling of its ID', () => {
    const tree = { A: part('a', { 'Fn::Sub': '${ApiGatewayRestApi.RootResourceId}' }) };
    const SPELLINGS = [
      { Ref: 'A' },
      { 'Fn::Sub': '${A}' },
      { 'Fn::GetAtt': ['A', 'ResourceId'] },
      { 'Fn::GetAtt': 'A.ResourceId' },
      { 'Fn::Sub': '${A.ResourceId}' },
    ];
    for (const id of SPELLINGS)
      expect(names({ ...tree, X: method(id) }), JSON.stringify(id)).to.deep.equal(['GET /a']);
    expect(names({ X: method({ 'Fn::GetAtt': 'ApiGatewayRestApi.RootResourceId' }) })).to.deep.equal([
      'GET /',
    ]);
    for (const id of [
      { 'Fn::GetAtt': ['A', 'Arn'] },
      { 'Fn::GetAtt': [{ Ref: 'A' }, 'ResourceId'] },
      { Ref: ['A'] },
    ])
      expect(names({ ...tree, X: method(id) }), JSON.stringify(id)).to.deep.equal([null]);
  });

  const UNKNOWN: [what: string, resources: Record<string, Resource>][] = [
    ['is not in the template', {}],
    ['is no part of a path', { A: { ...part('a', ROOT), Type: 'AWS::SNS::Topic' } }],
    ['is on another API', { A: part('a', ROOT, { Ref: 'OtherRest' }) }],
    ['has a computed part', { A: part({ Ref: 'Part' }, ROOT) }],
    ['has no parent', { A: part('a', undefined) }],
    ['is its own parent', { A: part('a', { Ref: 'A' }) }],
    ['is in a circle of parents', { A: part('a', { Ref: 'B' }), B: part('b', { Ref: 'A' }) }],
  ];
  for (const [what, resources] of UNKNOWN) {
    it(`are not known where a REST resource ${what}`, () => {
      const found = routesIn({ ...resources, X: method({ Ref: 'A' }) });
      expect(found.map((one) => [one.route, one.identity])).to.deep.equal([[null, null]]);
    });
  }

  it('are not known where the method is computed', () => {
    expect(names({ X: method(ROOT, { Ref: 'Method' }) })).to.deep.equal([null]);
  });

  it('have a name for people where there is one', () => {
    const template = { Resources: { X: method({ Ref: 'A' }) } };
    const [found] = findRoutes(template, PLAN, (logicalId) => `(${logicalId})`);
    expect(found?.route).to.deep.equal({ method: 'GET', path: '(A)' });
    const attribute = { Resources: { X: method({ 'Fn::GetAtt': ['A', 'RootResourceId'] }) } };
    expect(findRoutes(attribute, PLAN, (logicalId) => `(${logicalId})`)[0]?.route).to.equal(null);
  });
});

describe('routes in a template: who may call one', () => {
  const CLOSED: Readonly<Record<ApiKind, readonly string[]>> = {
    http: ['JWT', 'CUSTOM', 'AWS_IAM'],
    rest: ['JWT', 'CUSTOM', 'AWS_IAM', 'COGNITO_USER_POOLS'],
    websocket: ['CUSTOM', 'AWS_IAM'],
  };
  const TYPES: readonly unknown[] = [...CLOSED.rest, 'NONE', 'jwt', '', undefined, { Ref: 'Type' }, ['JWT']];
  for (const api of ['http', 'rest', 'websocket'] as const) {
    it(`${api}: anyone, unless the authorization type is one that is known`, () => {
      const closed = TYPES.filter(
        (AuthorizationType) => !isPublic({ api, properties: { AuthorizationType } }),
      );
      expect(closed).to.deep.equal(CLOSED[api]);
    });
  }
});
