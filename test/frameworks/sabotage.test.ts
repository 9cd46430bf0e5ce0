import { expect } from 'chai';
import {
  FRAMEWORKS,
  OUTERMOST,
  type Framework,
  itOnNewest,
  packageService,
  service,
} from '../support/frameworks';
import { accessByMethod, accessByRoute, expectRefused, packaged } from '../support/template';

const handler = 'handler.handler';
const BLOCK = { appId: 'testapp123', authOrigin: 'https://app.example.com' };
const protectedMe = { httpApi: { method: 'GET', path: '/me', passage: true } };
const functions = {
  me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] },
  scoped: { handler, passage: { scopes: ['s'] }, events: [{ httpApi: 'GET /scoped' }] },
  open: { handler, passage: false, events: [{ httpApi: 'GET /open' }] },
};

/** Another plugin that does `code` to the template `t` on `event`; listed before or after ours. */
function withPlugin(
  event: string,
  code: string,
  first: boolean,
  config: Record<string, unknown> = service(functions),
): object {
  const plugins = first ? ['./other.js', 'serverless-passage'] : ['serverless-passage', './other.js'];
  const files = {
    'other.js': `module.exports = class Other {
  constructor(serverless) {
    const { service } = serverless;
    this.hooks = { '${event}': () => {
      const t = service.provider.compiledCloudFormationTemplate;
      const routes = t && t.Resources, auth = t && t.Resources.HttpApiAuthorizerPassage;
      ${code}
    } };
  }
};`,
  };
  return { service: { ...config, plugins }, files };
}

const sabotage: [what: string, code: string, fact: string][] = [
  [
    'strips AuthorizationType',
    'delete routes.HttpApiRouteGetMe.Properties.AuthorizationType;',
    'HttpApiRouteGetMe.AuthorizationType',
  ],
  [
    'opens a route',
    "routes.HttpApiRouteGetMe.Properties.AuthorizationType = 'NONE';",
    'HttpApiRouteGetMe.AuthorizationType',
  ],
  [
    'makes it depend on a condition',
    "routes.HttpApiRouteGetMe.Properties.AuthorizationType = { 'Fn::If': ['C', 'JWT', 'NONE'] };",
    'Fn::If',
  ],
  [
    'swaps the authorizer',
    "routes.HttpApiRouteGetMe.Properties.AuthorizerId = 'abc123';",
    'HttpApiRouteGetMe.AuthorizerId',
  ],
  ['drops the authorizer', 'delete t.Resources.HttpApiAuthorizerPassage;', 'authorizer passage is missing'],
  [
    'adds an audience',
    "auth.Properties.JwtConfiguration.Audience.push('https://evil.example');",
    'evil.example',
  ],
  ['changes the issuer', "auth.Properties.JwtConfiguration.Issuer = 'https://evil.example';", 'evil.example'],
  [
    'moves the identity source',
    "auth.Properties.IdentitySource = ['$request.querystring.token'];",
    'IdentitySource',
  ],
  ['turns it into a Lambda authorizer', "auth.Properties.AuthorizerType = 'REQUEST';", 'AuthorizerType'],
  ['moves it to another API', "auth.Properties.ApiId = 'other';", 'ApiId'],
  [
    'drops scopes',
    'delete routes.HttpApiRouteGetScoped.Properties.AuthorizationScopes;',
    'AuthorizationScopes',
  ],
  [
    'widens scopes',
    "routes.HttpApiRouteGetScoped.Properties.AuthorizationScopes.push('t');",
    'AuthorizationScopes',
  ],
  [
    'has a macro rewrite a route',
    "routes.HttpApiRouteGetMe.Properties['Fn::Transform'] = { Name: 'AWS::Include' };",
    'Fn::Transform',
  ],
  ['removes a protected route', 'delete routes.HttpApiRouteGetMe;', 'GET /me is missing'],
  [
    'adds an open twin of a route',
    "routes.Twin = JSON.parse(JSON.stringify(routes.HttpApiRouteGetMe)); routes.Twin.Properties.AuthorizationType = 'NONE';",
    'Resources.Twin',
  ],
];

const EVENTS = [
  'after:package:compileEvents',
  'before:aws:package:finalize:mergeCustomProviderResources',
  'aws:package:finalize:mergeCustomProviderResources',
  'after:aws:package:finalize:mergeCustomProviderResources',
  'before:aws:package:finalize:saveServiceState',
];

async function expectCaught(framework: Framework, files: object, fact: string): Promise<void> {
  const run = await packageService(framework, files);
  expectRefused(run, 'PASSAGE_AUDIT_FAILED');
  expect(run.output).to.include(fact);
}

describe('osls4: the audit against sabotage', () => {
  for (const [what, code, fact] of sabotage) {
    it(`a plugin that ${what}`, () =>
      expectCaught('osls4', withPlugin('after:package:compileEvents', code, false), fact));
  }

  const open = sabotage[1]![1];
  for (const event of EVENTS) {
    for (const first of [true, false]) {
      it(`on ${event}, listed ${first ? 'first' : 'last'}`, () =>
        expectCaught('osls4', withPlugin(event, open, first), 'HttpApiRouteGetMe'));
    }
  }

  it('reports every finding at once', async () => {
    const code = sabotage
      .slice(5, 9)
      .map(([, line]) => line)
      .join('\n');
    const run = await packageService('osls4', withPlugin('after:package:compileEvents', code, false));
    expectRefused(run, 'PASSAGE_AUDIT_FAILED');
    for (const fact of ['3 problems', 'evil.example', 'IdentitySource', 'AuthorizerType'])
      expect(run.output).to.include(fact);
  });

  it('leaves alone what only tightens, and what is not ours', async () => {
    const code = `routes.HttpApiRouteGetOpen.Properties.AuthorizationType = 'AWS_IAM';
      routes.Elsewhere = { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: 'x', RouteKey: 'GET /me' } };`;
    const run = await packageService('osls4', withPlugin('after:package:compileEvents', code, false));
    expect(accessByRoute(packaged(run))['GET /open']).to.equal('AWS_IAM');
  });
});

const raw = (ApiId: unknown, extra: object = {}): object => ({
  Resources: {
    Raw: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId, RouteKey: 'GET /raw', ...extra } },
  },
});
const all = { custom: { passage: { appId: 'a', authOrigin: 'https://a.example', protect: 'all' } } };

for (const framework of FRAMEWORKS) {
  describe(`${framework}: resources of the user's own`, () => {
    it('an extension that opens a route', () =>
      expectCaught(
        framework,
        {
          service: service(functions, {
            resources: { extensions: { HttpApiRouteGetMe: { Properties: { AuthorizationType: 'NONE' } } } },
          }),
        },
        'HttpApiRouteGetMe',
      ));

    it('a raw public route under protect: all', () =>
      expectCaught(
        framework,
        { service: service(functions, { ...all, resources: raw({ Ref: 'HttpApi' }) }) },
        'Resources.Raw',
      ));
  });
}

describe('osls4: protect: all and what is hard to see', () => {
  for (const [what, id] of [
    ['Fn::Sub', { 'Fn::Sub': '${HttpApi}' }],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['HttpApi', 'ApiId'] }],
    ['Fn::If', { 'Fn::If': ['C', { Ref: 'HttpApi' }, 'x'] }],
  ] as const) {
    it(`a raw public route that names the API through ${what}`, () =>
      expectCaught(
        'osls4',
        { service: service(functions, { ...all, resources: raw(id) }) },
        'Resources.Raw',
      ));
  }

  const rest = { rest: { handler, events: [{ http: { method: 'get', path: 'rest' } }] } };
  const sam = { Type: 'AWS::Serverless::Function', Properties: { Events: { Get: { Type: 'HttpApi' } } } };
  for (const [what, resources, fact] of [
    [
      'an HTTP API',
      { extensions: { HttpApi: { Properties: { Target: 'arn:x' } } } },
      'HttpApi.Properties.Target',
    ],
    [
      'a REST API',
      { extensions: { ApiGatewayRestApi: { Properties: { Body: {} } } } },
      'ApiGatewayRestApi.Properties.Body',
    ],
    ['a serverless application', { Resources: { Sam: sam } }, 'Resources.Sam'],
    [
      'a loop',
      { Resources: { 'Fn::ForEach::Routes': ['X', ['a'], { 'Raw${X}': {} }] } },
      'Resources.Fn::ForEach::Routes',
    ],
  ] as const) {
    it(`${what} that makes routes out of sight`, () =>
      expectCaught(
        'osls4',
        { service: service({ ...functions, ...rest }, { ...all, resources, configValidationMode: 'off' }) },
        fact,
      ));
  }
});

/** When another plugin adds functions: each event and place on one framework, the edges on the other. */
const ADDING: Record<(typeof OUTERMOST)[number], [event: string, first: boolean][]> = {
  serverless3: [
    ['initialize', true],
    ['before:package:compileEvents', false],
  ],
  osls4: [
    'initialize',
    'before:package:initialize',
    'before:package:compileFunctions',
    'before:package:compileEvents',
  ].flatMap((event): [string, boolean][] => [
    [event, true],
    [event, false],
  ]),
};

for (const framework of OUTERMOST) {
  describe(`${framework}: protect: all and raw resources`, () => {
    const onNewest = itOnNewest(framework);
    it('a raw route that is protected, or on another API, is no finding', async () => {
      const resources = {
        Resources: {
          Kept: {
            Type: 'AWS::ApiGatewayV2::Route',
            Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /kept', AuthorizationType: 'AWS_IAM' },
          },
          Other: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'x', ProtocolType: 'HTTP' } },
          Away: {
            Type: 'AWS::ApiGatewayV2::Route',
            Properties: { ApiId: { Ref: 'Other' }, RouteKey: 'GET /away' },
          },
        },
      };
      packaged(await packageService(framework, { service: service(functions, { ...all, resources }) }));
    });

    onNewest('the same raw route is no finding where nothing is protected by default', async () => {
      packaged(
        await packageService(framework, {
          service: service(functions, { resources: raw({ Ref: 'HttpApi' }) }),
        }),
      );
    });
  });

  describe(`${framework}: functions that another plugin adds`, () => {
    const onNewest = itOnNewest(framework);
    const add = `service.functions.late = { handler: 'handler.handler', name: 'late', passage: true, events: [{ httpApi: 'GET /late' }] };
      service.functions.lateOpen = { handler: 'handler.handler', name: 'late-open', events: [{ httpApi: { method: 'GET', path: '/late-open' } }] };`;
    for (const [event, first] of ADDING[framework]) {
      it(`on ${event}, listed ${first ? 'first' : 'last'}`, async () => {
        const access = accessByRoute(
          packaged(await packageService(framework, withPlugin(event, add, first))),
        );
        expect(access).to.deep.equal({
          'GET /me': 'JWT passage',
          'GET /scoped': 'JWT passage [s]',
          'GET /open': 'NONE',
          'GET /late': 'JWT passage',
          'GET /late-open': 'NONE',
        });
      });
    }

    it('and copies of the configuration that it makes are read as before', async () => {
      const copy = `service.functions = JSON.parse(JSON.stringify(service.functions)); service.provider.httpApi = JSON.parse(JSON.stringify(service.provider.httpApi));`;
      const access = accessByRoute(
        packaged(await packageService(framework, withPlugin('before:package:initialize', copy, false))),
      );
      expect(access).to.deep.equal({
        'GET /me': 'JWT passage',
        'GET /scoped': 'JWT passage [s]',
        'GET /open': 'NONE',
      });
    });

    onNewest('and copies of events keep their scopes on a REST API', async () => {
      const rest = {
        rest: { handler, passage: { scopes: ['s'] }, events: [{ http: { method: 'get', path: 'rest' } }] },
      };
      const copy =
        'for (const f of Object.values(service.functions)) f.events = JSON.parse(JSON.stringify(f.events));';
      const run = await packageService(
        framework,
        withPlugin('after:package:initialize', copy, false, service(rest)),
      );
      expect(packaged(run).Resources.ApiGatewayMethodRestGet?.Properties).to.deep.include({
        AuthorizationType: 'JWT',
        AuthorizationScopes: ['s'],
      });
    });

    for (const [what, code] of [
      ['protection', `service.functions.open.passage = true;`],
      ['a scope', `service.functions.me.passage = { scopes: ['s'] };`],
    ] as const) {
      onNewest(`${what} that comes too late is refused, not left out`, () =>
        expectCaught(
          framework,
          withPlugin('after:package:compileEvents', code, true),
          'after events were compiled',
        ),
      );
    }

    for (const [what, code] of [
      ['the reference that stands for it', 'delete service.functions.me.events[0].httpApi.authorizer;'],
      ['its object form', "service.functions.me.events = [{ httpApi: 'GET /me' }];"],
    ] as const) {
      onNewest(`an event's own word is not lost with ${what}`, () =>
        expectCaught(
          framework,
          withPlugin(
            'before:package:initialize',
            code,
            false,
            service({ me: { handler, events: [protectedMe] } }),
          ),
          'another plugin removed the protection',
        ),
      );
    }

    onNewest('a word that is said anew on an event counts', async () => {
      const apps = { a: BLOCK, b: BLOCK };
      const run = await packageService(
        framework,
        withPlugin(
          'before:package:initialize',
          "service.functions.me.events[0].httpApi.passage = 'b';",
          false,
          service(
            { me: { handler, events: [protectedMe] } },
            { custom: { passage: { apps, defaultApp: 'a' } } },
          ),
        ),
      );
      expect(accessByRoute(packaged(run))).to.deep.equal({ 'GET /me': 'JWT b' });
    });

    it('no scopes, said over those of the app, are no late change', async () => {
      const none = { handler, passage: { scopes: [] } };
      const config = service(
        {
          rest: { ...none, events: [{ http: { method: 'get', path: 'e' } }] },
          http: { ...none, events: [{ httpApi: 'GET /e' }] },
        },
        { custom: { passage: { ...BLOCK, scopes: ['base'] } } },
      );
      const template = packaged(await packageService(framework, { service: config }));
      expect(accessByMethod(template)).to.deep.equal({ ApiGatewayMethodEGet: 'JWT passage' });
    });

    it('too late for the framework: refused, not left open', () =>
      expectCaught(
        framework,
        withPlugin(
          'package:compileEvents',
          `service.functions.late = { handler: 'handler.handler', name: 'late', passage: true, events: [{ httpApi: 'GET /late' }] };
          routes.Late = { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /late' } };`,
          false,
        ),
        'GET /late',
      ));
  });
}
