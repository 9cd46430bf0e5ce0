/** What is listed of a plan, and in which order. */
import { expect } from 'chai';
import { type ListedRoute, isUnconfigured } from '../../src/commands/listed-route';
import { type RouteListing, makeListing } from '../../src/commands/listing';
import { runRoutes } from '../../src/commands/routes-command';
import { PLAIN } from '../../src/commands/terminal';
import { BLOCK, type PlainService, plain, planOf } from '../support/plans';
import { parseListing } from './schemas';

function listed(service: PlainService, resources?: unknown): RouteListing {
  const { plan } = planOf(service);
  return parseListing(runRoutes(plan, resources, { json: true }, PLAIN).text);
}

/** `GET /me me protected passage [a b] function`. */
function words({ routes }: RouteListing): string[] {
  return routes.map(({ method, path, function: fn, api, access, authorizer, scopes, decidedBy }) =>
    [method, path, fn, api, access, authorizer, ...scopes.map((scope) => `+${scope}`), decidedBy].join(' '),
  );
}

const raw = (properties: object): { Resources: object } => ({
  Resources: {
    Raw: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /raw', ...properties },
    },
  },
});

const ME = { me: { passage: true, events: [{ httpApi: 'GET /me' }] } };

/** An escape sequence, a C1 control character, and one that turns the direction of text. */
const CONTROLS = ['\u001b[2J', '\u009b', '\u202e'];

describe('the listing', () => {
  it('cannot write control characters to the terminal, as a table or as JSON', () => {
    const { plan } = planOf(plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } }));
    const resources = raw({ RouteKey: `GET /${CONTROLS.join('')}` });
    for (const json of [true, false]) {
      const { text } = runRoutes(plan, resources, { json }, PLAIN);
      for (const control of CONTROLS) expect(text).not.to.include(control);
    }
  });

  it('says below the table that JWT authorizers of REST APIs are a preview, and only there', () => {
    const text = (events: Record<string, unknown>[], block: object, json: boolean): string =>
      runRoutes(planOf(plain({ a: { passage: true, events } }, block)).plan, {}, { json }, PLAIN).text;
    const rest = [{ http: 'GET a' }];
    expect(text(rest, BLOCK, false)).to.include('preview');
    expect(text(rest, BLOCK, true)).not.to.include('preview');
    expect(text(rest, { ...BLOCK, authorizerType: 'lambda' }, false)).not.to.include('preview');
    expect(text([{ httpApi: 'GET /a' }], BLOCK, false)).not.to.include('preview');
  });

  it('has every kind of route, by path and method, and the authorizers that are used', () => {
    const listing = listed(
      plain(
        {
          z: { passage: { scopes: ['s'] }, events: [{ httpApi: 'POST /a' }, { httpApi: 'get /a' }] },
          y: { events: [{ httpApi: '*' }, { httpApi: { method: 'GET', path: '/b', passage: false } }] },
          x: { events: [{ httpApi: { method: 'GET', path: '/c', authorizer: { type: 'aws_iam' } } }] },
          w: { passage: true, events: [{ httpApi: 'ANY /d' }, { http: 'GET e' }] },
        },
        BLOCK,
        { httpApi: { cors: true } },
      ),
    );
    expect(words(listing)).to.deep.equal([
      'GET /a z http protected passage +s function',
      'POST /a z http protected passage +s function',
      'GET /b y http public  event',
      'GET /c x http other aws_iam event',
      'ANY /d w http protected passage function',
      'OPTIONS /d w http public  preflight',
      'GET /e w rest protected passage function',
      'ANY $default y http public  default',
    ]);
    const passage = {
      name: 'passage',
      app: 'default',
      issuer: 'https://auth.passage.id/v1/apps/testapp123',
      audience: ['https://app.example.com'],
      identitySource: '$request.header.Authorization',
    };
    expect(listing.authorizers).to.deep.equal([passage]);
  });

  it('is the same whatever order the service has its functions and events in', () => {
    const functions = {
      a: { events: [{ httpApi: 'GET /2' }, { httpApi: 'GET /1' }] },
      b: { passage: true, events: [{ httpApi: 'POST /1' }] },
    };
    const other = {
      b: functions.b,
      a: { events: functions.a.events.toReversed() },
    };
    expect(listed(plain(functions)).routes).to.deep.equal(listed(plain(other)).routes);
  });

  it('says who decided under protect: all', () => {
    const service = plain({ a: { events: [{ httpApi: 'GET /a' }] } }, { ...BLOCK, protect: 'all' });
    expect(words(listed(service))).to.deep.equal(['GET /a a http protected passage service']);
  });

  it('shows intrinsic issuers and audiences as they are, and a shared authorizer without an issuer', () => {
    const intrinsic = listed(plain(ME, { issuer: { Ref: 'I' }, audience: [{ Ref: 'A' }, 'b'] }));
    expect(intrinsic.authorizers[0]).to.deep.include({ issuer: { Ref: 'I' }, audience: [{ Ref: 'A' }, 'b'] });
    const shared = listed(plain(ME, { authorizerId: 'abc' }, { httpApi: { id: 'api' } }));
    expect(shared.authorizers[0]).to.deep.include({ issuer: null, audience: [] });
  });

  describe('resources:', () => {
    const routeOf = (resources: unknown, service = plain(ME)): ListedRoute | undefined =>
      listed(service, resources).routes.find(({ function: fn }) => fn === null);

    const CASES: [what: string, properties: object, expected: Partial<ListedRoute>][] = [
      ['a public route', {}, { access: 'public', authorizer: null, decidedBy: 'default' }],
      ['NONE', { AuthorizationType: 'NONE' }, { access: 'public', decidedBy: 'default' }],
      [
        'a type that may turn out NONE',
        { AuthorizationType: { Ref: 'P' } },
        { access: 'public', decidedBy: 'default' },
      ],
      [
        'IAM',
        { AuthorizationType: 'AWS_IAM' },
        { access: 'other', authorizer: 'AWS_IAM', decidedBy: 'event' },
      ],
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
        expect(routeOf(raw(properties))).to.deep.include({ function: null, api: 'http', ...expected });
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
      const { routes } = makeListing(planOf(plain(ME)).plan, {
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
      const found = routes.filter((route) => route.function === null && route.method !== 'PUT');
      expect(found.map((r) => `${r.api} ${r.method} ${r.path} ${r.access} ${r.decidedBy}`)).to.deep.equal([
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

    for (const resources of [
      undefined,
      null,
      'x',
      [],
      { Resources: null },
      { Resources: { A: null, B: 'x' } },
    ])
      it(`that are ${JSON.stringify(resources)} list nothing`, () => {
        expect(routeOf(resources)).to.equal(undefined);
      });
  });
});

describe('the gate', () => {
  const authenticate = (service: PlainService, resources?: unknown): string | undefined =>
    runRoutes(planOf(service).plan, resources, { 'fail-on-public': true }, PLAIN).failure?.message;

  it('names each route that nobody decided about, and where to decide', () => {
    const message = authenticate(
      plain({
        ...ME,
        a: { events: [{ httpApi: 'GET /a' }] },
        b: { events: [{ http: 'GET b' }, { httpApi: '*' }] },
      }),
      raw({}),
    );
    for (const text of [
      /GET \/a +functions\.a\.events\[0\]\.httpApi/,
      /GET \/b +functions\.b\.events\[0\]\.http$/m,
      /\$default +functions\.b\.events\[1\]\.httpApi/,
      /GET \/raw +resources/,
      /passage: true/,
      /passage: false/,
      /PASSAGE_ROUTES_PUBLIC/,
    ])
      expect(message).to.match(text);
    expect(message).not.to.include('/me');
  });

  it('lets through what is meant to be public, companions, other authorizers and no routes at all', () => {
    const spoken = {
      a: { passage: false, events: [{ httpApi: 'GET /a' }] },
      b: { passage: true, events: [{ httpApi: 'ANY /b' }] },
      c: { events: [{ httpApi: { method: 'GET', path: '/c', authorizer: { type: 'aws_iam' } } }] },
    };
    expect(authenticate(plain(spoken, BLOCK, { httpApi: { cors: true } }))).to.equal(undefined);
    expect(authenticate(plain({}))).to.equal(undefined);
  });

  it('without the option says nothing', () => {
    const { plan } = planOf(plain({ a: { events: [{ httpApi: 'GET /a' }] } }));
    expect(makeListing(plan, undefined).routes.some(isUnconfigured)).to.equal(true);
    expect(runRoutes(plan, undefined, {}, PLAIN)).not.to.have.property('failure');
  });
});

describe('routes --fail-on-public: what cannot be listed', () => {
  const failure = (resources: unknown): string[] =>
    runRoutes(planOf(plain(ME)).plan, resources, { 'fail-on-public': true }, PLAIN).failure?.problems.map(
      ({ code, where }) => `${code} ${where}`,
    ) ?? [];
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
      expect(failure(resources)).to.deep.equal([`PASSAGE_ROUTES_PUBLIC resources: ${where}`]);
    });
  }

  for (const id of [{ 'Fn::Sub': '${Shared}' }, { 'Fn::If': ['C', { Ref: 'Other' }, { Ref: 'Shared' }] }])
    it(`the definition of an API whose ID is ${JSON.stringify(id)}`, () => {
      const { plan } = planOf(plain(ME, BLOCK, { httpApi: { id } }));
      const Shared = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body: {} } };
      const { failure: refused } = runRoutes(
        plan,
        { Resources: { Shared } },
        { 'fail-on-public': true },
        PLAIN,
      );
      expect(refused?.problems.map(({ where }) => where)).to.deep.equal([
        'resources: Resources.Shared.Properties.Body',
      ]);
    });

  it('nothing else', () => {
    const extensions = [
      { HttpApi: { Properties: { Tags: {} } } },
      { HttpApiRouteGetMe: { Properties: { RouteKey: 'GET /me', AuthorizationScopes: ['s'] } } },
      { Other: { Properties: { RouteKey: 'GET /hidden' } } },
    ].map((each) => ({ extensions: each }));
    for (const resources of [undefined, null, [], ...extensions])
      expect(failure(resources)).to.deep.equal([]);
  });
});
