/** What is written under `resources:`, before anything is compiled. */
import { expect } from 'chai';
import {
  type ResourceRoute,
  findUnlistedRoutes,
  readResourceRoutes,
} from '../../src/template/resource-routes';
import { entryUnderResources } from '../../src/template/route-entries';
import { BLOCK, plain, planOf } from '../support/plans';

const raw = (properties: object): { Resources: object } => ({
  Resources: {
    Raw: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /raw', ...properties },
    },
  },
});

const ME = { me: { passage: true, events: [{ httpApi: 'GET /me' }] } };

describe('template: routes under resources, before anything is compiled', () => {
  const routeOf = (resources: unknown, service = plain(ME)): ResourceRoute | undefined =>
    readResourceRoutes(planOf(service).plan, resources)[0];

  const CASES: [what: string, properties: object, expected: Partial<ResourceRoute>][] = [
    ['a public route', {}, { access: 'public', authorizer: null, decidedBy: 'default' }],
    ['NONE', { AuthorizationType: 'NONE' }, { access: 'public', decidedBy: 'default' }],
    [
      'a type that may turn out NONE',
      { AuthorizationType: { Ref: 'P' } },
      { access: 'public', decidedBy: 'default' },
    ],
    ['IAM', { AuthorizationType: 'AWS_IAM' }, { access: 'other', authorizer: 'AWS_IAM', decidedBy: 'event' }],
    [
      'an authorizer of the stack',
      { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Mine' } },
      { access: 'other', authorizer: 'Mine' },
    ],
    [
      'ours',
      {
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: 'HttpApiAuthorizerPassage' },
        AuthorizationScopes: ['s'],
      },
      { access: 'protected', authorizer: 'passage', scopes: ['s'], decidedBy: 'event' },
    ],
    ['the catch-all', { RouteKey: '$default' }, { method: 'ANY', path: '$default' }],
    ['a key that is not known yet', { RouteKey: { Ref: 'P' } }, { method: 'ANY', path: '{"Ref":"P"}' }],
    ['our API by another way of reference', { ApiId: { 'Fn::Sub': '${HttpApi}' } }, { path: '/raw' }],
  ];
  for (const [what, properties, expected] of CASES) {
    it(what, () => {
      expect(routeOf(raw(properties))).to.deep.include({ api: 'http', ...expected });
    });
  }

  it('methods of the REST API, by their place in the tree of resources', () => {
    const child = (ParentId: object, PathPart: string): object => ({
      Type: 'AWS::ApiGateway::Resource',
      Properties: { RestApiId: { Ref: 'ApiGatewayRestApi' }, ParentId, PathPart },
    });
    const method = (ResourceId: object, extra: object = {}): object => ({
      Type: 'AWS::ApiGateway::Method',
      Properties: { RestApiId: { Ref: 'ApiGatewayRestApi' }, HttpMethod: 'GET', ResourceId, ...extra },
    });
    const root = { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] };
    const routes = readResourceRoutes(planOf(plain(ME)).plan, {
      Resources: {
        A: child(root, 'a'),
        B: child({ Ref: 'A' }, '{b}'),
        Loop: child({ Ref: 'Loop' }, 'x'),
        Root: method(root),
        Deep: method({ Ref: 'B' }, { HttpMethod: 'any', AuthorizationType: 'AWS_IAM' }),
        Under: method({ Ref: 'ApiGatewayResourceUsers' }, { AuthorizationType: 'NONE' }),
        Cors: method({ Ref: 'B' }, { HttpMethod: 'OPTIONS', Integration: { Type: 'MOCK' } }),
        Circle: method({ Ref: 'Loop' }, { HttpMethod: 'PUT' }),
        Elsewhere: method(root, { RestApiId: { Ref: 'Other' } }),
      },
    });
    const found = routes.filter((route) => route.method !== 'PUT');
    expect(found.map((r) => `${r.api} ${r.method} ${r.path} ${r.access} ${r.decidedBy}`)).to.have.members([
      'rest GET / public default',
      'rest ANY /a/{b} other event',
      'rest OPTIONS /a/{b} public preflight',
      'rest GET ApiGatewayResourceUsers public default',
    ]);
    expect(routes.filter(({ method: put }) => put === 'PUT')).to.have.length(1);
  });

  it('as an extension leaves them', () => {
    const extensions = { Raw: { Properties: { AuthorizationType: 'NONE' } } };
    const { Resources } = raw({ AuthorizationType: 'AWS_IAM' });
    expect(routeOf({ Resources, extensions })).to.include({ access: 'public', decidedBy: 'default' });
  });

  it('on an external API by its ID', () => {
    const external = plain(ME, BLOCK, { httpApi: { id: 'api1' } });
    expect(routeOf(raw({ ApiId: 'api1' }), external)).to.include({ path: '/raw' });
    expect(routeOf(raw({ ApiId: 'api2' }), external)).to.equal(undefined);
  });

  const SECTIONS: [what: string, ApiId: object, sections: object][] = [
    ['a parameter', { Ref: 'Api' }, { Parameters: { Api: { Type: 'String', Default: 'api1' } } }],
    [
      'a mapping',
      { 'Fn::FindInMap': ['Ids', 'dev', 'api'] },
      { Mappings: { Ids: { dev: { api: 'api1' } } } },
    ],
    [
      'a parameter of SSM',
      { 'Fn::Sub': '${Api}' },
      { Parameters: { Api: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/api/id' } } },
    ],
  ];
  for (const [what, ApiId, sections] of SECTIONS)
    it(`on an external API whose ID they read from ${what}`, () => {
      const id = what.endsWith('SSM') ? '{{resolve:ssm:/api/id}}' : 'api1';
      const external = plain(ME, BLOCK, { httpApi: { id } });
      expect(routeOf({ ...raw({ ApiId }), ...sections }, external)).to.include({ path: '/raw' });
      const other = plain(ME, BLOCK, { httpApi: { id: 'api2' } });
      expect(routeOf({ ...raw({ ApiId }), ...sections }, other)).to.equal(undefined);
    });

  it('leaves out other APIs, and resources that only change a route of ours', () => {
    expect(routeOf(raw({ ApiId: { Ref: 'Other' } }))).to.equal(undefined);
    const { Raw } = raw({ RouteKey: 'GET /me' }).Resources as { Raw: object };
    expect(routeOf({ Resources: { HttpApiRouteGetMe: Raw } })).to.equal(undefined);
  });

  for (const resources of [undefined, null, 'x', [], { Resources: null }, { Resources: { A: null, B: 'x' } }])
    it(`that are ${JSON.stringify(resources)} list nothing`, () => {
      expect(routeOf(resources)).to.equal(undefined);
    });
});

describe('template: entries that can create routes which are not listed', () => {
  const found = (resources: unknown): string[] => findUnlistedRoutes(planOf(plain(ME)).plan, resources);
  const CASES: [resources: object, where: string][] = [
    [{ extensions: { HttpApi: { Properties: { Body: {} } } } }, 'Resources.HttpApi.Properties.Body'],
    [{ extensions: { HttpApi: { Properties: { Target: 'x' } } } }, 'Resources.HttpApi.Properties.Target'],
    [{ Resources: { 'Fn::ForEach::Routes': {} } }, 'Resources.Fn::ForEach::Routes'],
    [{ Resources: { F: { Type: 'AWS::Serverless::Function', Properties: { Events: {} } } } }, 'Resources.F'],
    [
      { Resources: { 'Fn::ForEach::Lists': ['Id', ['A'], { '${Id}': { Type: 'AWS::Lambda::Url' } }] } },
      'Resources.Fn::ForEach::Lists',
    ],
    [{ Transform: 'AWS::Serverless-2016-10-31' }, 'Transform'],
    [{ 'Fn::Transform': { Name: 'Mine' } }, 'Transform'],
    ...['extensions', 'Resources'].flatMap((section) =>
      [{ RouteKey: 'GET /hidden' }, { RouteKey: { Ref: 'Key' } }, { ApiId: 'other' }].map(
        (Properties): [object, string] => [
          { [section]: { HttpApiRouteGetMe: { Properties } } },
          `${section}.HttpApiRouteGetMe`,
        ],
      ),
    ),
  ];
  for (const [resources, where] of CASES) {
    it(where, () => {
      expect(found(resources)).to.deep.equal([where]);
    });
  }

  for (const id of [{ 'Fn::Sub': '${Shared}' }, { 'Fn::If': ['C', { Ref: 'Other' }, { Ref: 'Shared' }] }])
    it(`the definition of an API whose ID is ${JSON.stringify(id)}`, () => {
      const { plan } = planOf(plain(ME, BLOCK, { httpApi: { id } }));
      const Shared = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body: {} } };
      expect(findUnlistedRoutes(plan, { Resources: { Shared } })).to.deep.equal([
        'Resources.Shared.Properties.Body',
      ]);
    });

  it('nothing else', () => {
    const extensions = [
      { HttpApi: { Properties: { Tags: {} } } },
      { HttpApiRouteGetMe: { Properties: { RouteKey: 'GET /me', AuthorizationScopes: ['s'] } } },
      { Other: { Properties: { RouteKey: 'GET /hidden' } } },
    ].map((each) => ({ extensions: each }));
    for (const resources of [undefined, null, [], ...extensions]) expect(found(resources)).to.deep.equal([]);
  });
});

describe('template: an entry for what is compiled of an event', () => {
  const [Properties, more] = [{ A: 1, B: 1 }, { B: 2 }];

  it('is that under Resources, as its extension leaves it', () => {
    const both = {
      Resources: { Me: { Properties, Condition: 'C' } },
      extensions: { Me: { Properties: more } },
    };
    expect(entryUnderResources(both, 'Me')).to.deep.equal({ Condition: 'C', Properties: { A: 1, B: 2 } });
    const { extensions } = both;
    expect(entryUnderResources({ extensions }, 'Me')?.Properties).to.deep.equal({ B: 2 });
    expect(entryUnderResources({ Resources: both.Resources }, 'Me')?.Properties).to.deep.equal(Properties);
  });

  it('has scopes, each in the place of one that is compiled', () => {
    const scopes = (own: unknown, extension: unknown, compiled: string[]): unknown => {
      const [Resources, extensions] = [own, extension].map((list) =>
        list === undefined ? {} : { Me: { Properties: { AuthorizationScopes: list } } },
      );
      const entry = entryUnderResources({ Resources, extensions }, 'Me', compiled);
      return entry?.Properties?.AuthorizationScopes;
    };
    expect(scopes(['x'], undefined, ['a', 'b'])).to.deep.equal(['x', 'b']);
    expect(scopes(['x', 'y'], undefined, ['a'])).to.deep.equal(['x', 'y']);
    expect(scopes(undefined, ['x'], ['a', 'b']), 'an extension').to.deep.equal(['x']);
    expect(scopes(['x'], ['y'], ['a', 'b'])).to.deep.equal(['y']);
    const chosen = { 'Fn::If': ['C', ['x'], ['y']] };
    expect(scopes(chosen, undefined, ['a'])).to.deep.equal(chosen);
    const { Properties } = entryUnderResources({ Resources: { Me: { Properties: { A: 1 } } } }, 'Me', ['a'])!;
    expect(Properties, 'none of its own').to.deep.equal({ A: 1 });
  });

  it('may be missing', () => {
    for (const resources of [undefined, {}, { Resources: { You: {} } }, { extensions: { Me: 'x' } }])
      expect(entryUnderResources(resources, 'Me'), JSON.stringify(resources)).to.equal(undefined);
  });
});
