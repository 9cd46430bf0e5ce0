/** What other plugins and `resources:` do to a protected service, by real hooks of every framework. */
import { byTurns } from '../support/by-turns';
import { FRAMEWORKS, type Framework, type Resource, service } from '../support/frameworks';
import { type ServiceFiles, packageService } from '../support/in-process';
import { type Act, type Place, type Scene, propertiesOf, withPlugin } from '../support/other-plugin';
import { accessByMethod, accessByRoute, expectProblems, packaged } from '../support/template';
import { expect } from 'chai';

const handler = 'handler.handler';
const BLOCK = { appId: 'testapp123', authOrigin: 'https://app.example.com' };
const protectedMe = { httpApi: { method: 'GET', path: '/me', passage: true } };
const functions = {
  me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] },
  scoped: { handler, passage: { scopes: ['s'] }, events: [{ httpApi: 'GET /scoped' }] },
  open: { handler, passage: false, events: [{ httpApi: 'GET /open' }] },
};
const SERVICE = service(functions);
const COMPILED: Place = { event: 'after:package:compileEvents', listed: 'last' };

const me = (scene: Scene): Record<string, unknown> => propertiesOf(scene, 'HttpApiRouteGetMe');
const scoped = (scene: Scene): Record<string, unknown> => propertiesOf(scene, 'HttpApiRouteGetScoped');
const authorizer = (scene: Scene): Record<string, unknown> => propertiesOf(scene, 'HttpApiAuthorizerPassage');
const jwt = (scene: Scene): { Issuer: string; Audience: string[] } =>
  authorizer(scene).JwtConfiguration as { Issuer: string; Audience: string[] };
const open: Act = (scene) => {
  me(scene).AuthorizationType = 'NONE';
};

/** What a plugin does, and where it is found. */
const SABOTAGE: [what: string, act: Act, where: string][] = [
  [
    'strips AuthorizationType',
    (scene) => {
      delete me(scene).AuthorizationType;
    },
    'Resources.HttpApiRouteGetMe.AuthorizationType',
  ],
  ['opens a route', open, 'Resources.HttpApiRouteGetMe.AuthorizationType'],
  [
    'makes it depend on a condition',
    (scene) => {
      me(scene).AuthorizationType = { 'Fn::If': ['C', 'JWT', 'NONE'] };
    },
    'Resources.HttpApiRouteGetMe.AuthorizationType',
  ],
  [
    'swaps the authorizer',
    (scene) => {
      me(scene).AuthorizerId = 'abc123';
    },
    'Resources.HttpApiRouteGetMe.AuthorizerId',
  ],
  [
    'drops the authorizer',
    ({ resources }) => {
      delete resources.HttpApiAuthorizerPassage;
    },
    'Resources.HttpApiAuthorizerPassage',
  ],
  [
    'makes null of the authorizer',
    ({ resources }) => {
      Object.assign(resources, { HttpApiAuthorizerPassage: null });
    },
    'Resources.HttpApiAuthorizerPassage',
  ],
  [
    'adds an audience',
    (scene) => {
      jwt(scene).Audience.push('https://evil.example');
    },
    'Resources.HttpApiAuthorizerPassage.Properties.JwtConfiguration',
  ],
  [
    'changes the issuer',
    (scene) => {
      jwt(scene).Issuer = 'https://evil.example';
    },
    'Resources.HttpApiAuthorizerPassage.Properties.JwtConfiguration',
  ],
  [
    'moves the identity source',
    (scene) => {
      authorizer(scene).IdentitySource = ['$request.querystring.token'];
    },
    'Resources.HttpApiAuthorizerPassage.Properties.IdentitySource',
  ],
  [
    'turns it into a Lambda authorizer',
    (scene) => {
      authorizer(scene).AuthorizerType = 'REQUEST';
    },
    'Resources.HttpApiAuthorizerPassage.Properties.AuthorizerType',
  ],
  [
    'moves it to another API',
    (scene) => {
      authorizer(scene).ApiId = 'other';
    },
    'Resources.HttpApiAuthorizerPassage.Properties.ApiId',
  ],
  [
    'drops scopes',
    (scene) => {
      delete scoped(scene).AuthorizationScopes;
    },
    'Resources.HttpApiRouteGetScoped.AuthorizationScopes',
  ],
  [
    'widens scopes',
    (scene) => {
      (scoped(scene).AuthorizationScopes as string[]).push('t');
    },
    'Resources.HttpApiRouteGetScoped.AuthorizationScopes',
  ],
  [
    'has a macro rewrite a route',
    (scene) => {
      me(scene)['Fn::Transform'] = { Name: 'AWS::Include' };
    },
    'Resources.HttpApiRouteGetMe',
  ],
  [
    'removes a protected route',
    ({ resources }) => {
      delete resources.HttpApiRouteGetMe;
    },
    'Resources.HttpApiRouteGetMe',
  ],
  [
    'adds an open twin of a route',
    (scene) => {
      const { resources } = scene;
      resources.Twin = structuredClone(resources.HttpApiRouteGetMe!);
      resources.Twin.Properties.AuthorizationType = 'NONE';
    },
    'Resources.Twin.AuthorizationType',
  ],
];

const EVENTS = [
  'after:package:compileEvents',
  'before:aws:package:finalize:mergeCustomProviderResources',
  'aws:package:finalize:mergeCustomProviderResources',
  'after:aws:package:finalize:mergeCustomProviderResources',
  'before:aws:package:finalize:saveServiceState',
];

const EARLY_EVENTS = [
  'initialize',
  'before:package:initialize',
  'before:package:compileFunctions',
  'before:package:compileEvents',
];

const LISTED = ['first', 'last'] as const;

async function expectFound(framework: Framework, files: ServiceFiles, ...where: string[]): Promise<void> {
  const run = await packageService(framework, files);
  expectProblems(run, ...where.map((place) => `PASSAGE_AUDIT_FAILED ${place}`));
}

const all = { custom: { passage: { appId: 'a', authOrigin: 'https://a.example', protect: 'all' } } };
const raw = (ApiId: unknown): object => ({
  Resources: { Raw: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId, RouteKey: 'GET /raw' } } },
});

for (const framework of FRAMEWORKS) {
  describe(`${framework}: the audit against other plugins`, () => {
    for (const [what, act, where] of SABOTAGE) {
      it(`a plugin that ${what}`, () => expectFound(framework, withPlugin(act, COMPILED, SERVICE), where));
    }

    for (const [number, event] of EVENTS.entries()) {
      const listed = byTurns(LISTED, framework, number);
      it(`on ${event}, listed ${listed}`, () =>
        expectFound(
          framework,
          withPlugin(open, { event, listed }, SERVICE),
          'Resources.HttpApiRouteGetMe.AuthorizationType',
        ));
    }

    it('reports every finding at once', async () => {
      const act: Act = (scene) => {
        jwt(scene).Issuer = 'https://evil.example';
        authorizer(scene).AuthorizerType = 'REQUEST';
        delete me(scene).AuthorizationType;
        delete scoped(scene).AuthorizationScopes;
      };
      await expectFound(
        framework,
        withPlugin(act, COMPILED, SERVICE),
        'Resources.HttpApiAuthorizerPassage.Properties.JwtConfiguration',
        'Resources.HttpApiAuthorizerPassage.Properties.AuthorizerType',
        'Resources.HttpApiRouteGetMe.AuthorizationType',
        'Resources.HttpApiRouteGetScoped.AuthorizationScopes',
      );
    });

    it('leaves alone what only tightens, and what is not ours', async () => {
      const act: Act = (scene) => {
        propertiesOf(scene, 'HttpApiRouteGetOpen').AuthorizationType = 'AWS_IAM';
        scene.resources.Elsewhere = {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: { ApiId: 'x', RouteKey: 'GET /me' },
        };
      };
      const run = await packageService(framework, withPlugin(act, COMPILED, SERVICE));
      expect(accessByRoute(packaged(run))['GET /open']).to.equal('AWS_IAM');
    });
  });

  describe(`${framework}: resources of the user's own`, () => {
    it('an extension that opens a route', () => {
      const extensions = { HttpApiRouteGetMe: { Properties: { AuthorizationType: 'NONE' } } };
      return expectFound(
        framework,
        { service: service(functions, { resources: { extensions } }) },
        'Resources.HttpApiRouteGetMe.AuthorizationType',
      );
    });

    for (const [what, id] of [
      ['Ref', { Ref: 'HttpApi' }],
      ['Fn::Sub', { 'Fn::Sub': '${HttpApi}' }],
      ['Fn::GetAtt', { 'Fn::GetAtt': ['HttpApi', 'ApiId'] }],
      ['Fn::If', { 'Fn::If': ['C', { Ref: 'HttpApi' }, 'x'] }],
    ] as const) {
      it(`protect: all and a raw public route that names the API through ${what}`, () =>
        expectFound(
          framework,
          { service: service(functions, { ...all, resources: raw(id) }) },
          'Resources.Raw',
        ));
    }

    const rest = { rest: { handler, events: [{ http: { method: 'get', path: 'rest' } }] } };
    const sam = { Type: 'AWS::Serverless::Function', Properties: { Events: { Get: { Type: 'HttpApi' } } } };
    for (const [what, resources, where] of [
      [
        'an HTTP API',
        { extensions: { HttpApi: { Properties: { Target: 'arn:x' } } } },
        'Resources.HttpApi.Properties.Target',
      ],
      [
        'a REST API',
        { extensions: { ApiGatewayRestApi: { Properties: { Body: {} } } } },
        'Resources.ApiGatewayRestApi.Properties.Body',
      ],
      ['a serverless application', { Resources: { Sam: sam } }, 'Resources.Sam'],
      [
        'a loop',
        { Resources: { 'Fn::ForEach::Routes': ['X', ['a'], { 'Raw${X}': {} }] } },
        'Resources.Fn::ForEach::Routes',
      ],
    ] as const) {
      it(`protect: all and ${what} that makes routes out of sight`, () =>
        expectFound(
          framework,
          { service: service({ ...functions, ...rest }, { ...all, resources, configValidationMode: 'off' }) },
          where,
        ));
    }

    it('protect: all and a raw route that is protected, or on another API, are no finding', async () => {
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

    it('a raw public route is no finding where nothing is protected by default', async () => {
      const resources = raw({ Ref: 'HttpApi' });
      packaged(await packageService(framework, { service: service(functions, { resources }) }));
    });
  });

  describe(`${framework}: functions that another plugin adds`, () => {
    const add: Act = (scene) => {
      const { service: own } = scene;
      own.functions.late = { handler, name: 'late', passage: true, events: [{ httpApi: 'GET /late' }] };
      own.functions.lateOpen = {
        handler,
        name: 'late-open',
        events: [{ httpApi: { method: 'GET', path: '/late-open' } }],
      };
    };
    for (const [number, event] of EARLY_EVENTS.entries()) {
      const listed = byTurns(LISTED, framework, number);
      it(`on ${event}, listed ${listed}`, async () => {
        const files = withPlugin(add, { event, listed }, SERVICE);
        expect(accessByRoute(packaged(await packageService(framework, files)))).to.deep.equal({
          'GET /me': 'JWT passage',
          'GET /scoped': 'JWT passage [s]',
          'GET /open': 'NONE',
          'GET /late': 'JWT passage',
          'GET /late-open': 'NONE',
        });
      });
    }

    it('too late for the framework: refused, not left open', () => {
      const act: Act = ({ service: own, resources }) => {
        own.functions.late = { handler, name: 'late', passage: true, events: [{ httpApi: 'GET /late' }] };
        const Properties = { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /late' };
        resources.Late = { Type: 'AWS::ApiGatewayV2::Route', Properties } satisfies Resource;
      };
      const place = { event: 'package:compileEvents', listed: 'last' } as const;
      return expectFound(framework, withPlugin(act, place, SERVICE), 'functions.late.events[0].httpApi');
    });
  });

  describe(`${framework}: settings that another plugin changes`, () => {
    const EARLY: Place = { event: 'before:package:initialize', listed: 'last' };

    it('copies of the configuration are read as before', async () => {
      const copy: Act = ({ service: own }) => {
        own.functions = structuredClone(own.functions);
        own.provider.httpApi = structuredClone(own.provider.httpApi);
      };
      const run = await packageService(framework, withPlugin(copy, EARLY, SERVICE));
      expect(accessByRoute(packaged(run))).to.deep.equal({
        'GET /me': 'JWT passage',
        'GET /scoped': 'JWT passage [s]',
        'GET /open': 'NONE',
      });
    });

    it('copies of events keep their scopes on a REST API', async () => {
      const rest = {
        rest: { handler, passage: { scopes: ['s'] }, events: [{ http: { method: 'get', path: 'rest' } }] },
      };
      const copy: Act = ({ service: own }) => {
        for (const fn of Object.values(own.functions)) fn.events = structuredClone(fn.events);
      };
      const place = { event: 'after:package:initialize', listed: 'last' } as const;
      const run = await packageService(framework, withPlugin(copy, place, service(rest)));
      expect(packaged(run).Resources.ApiGatewayMethodRestGet?.Properties).to.deep.include({
        AuthorizationType: 'JWT',
        AuthorizationScopes: ['s'],
      });
    });

    for (const [what, act, where] of [
      [
        'protection',
        ({ service: own }: Scene) => {
          own.functions.open!.passage = true;
        },
        'functions.open.events[0].httpApi',
      ],
      [
        'a scope',
        ({ service: own }: Scene) => {
          own.functions.me!.passage = { scopes: ['s'] };
        },
        'functions.me.events[0].httpApi',
      ],
    ] as const) {
      it(`${what} that comes too late is refused, not left out`, () => {
        const place = { event: 'after:package:compileEvents', listed: 'first' } as const;
        return expectFound(framework, withPlugin(act, place, SERVICE), where);
      });
    }

    const onEvent = service({ me: { handler, events: [protectedMe] } });
    for (const [what, act] of [
      [
        'the reference that stands for it',
        ({ service: own }: Scene) => {
          delete (own.functions.me!.events[0]!.httpApi as { authorizer?: unknown }).authorizer;
        },
      ],
      [
        'its object form',
        ({ service: own }: Scene) => {
          own.functions.me!.events = [{ httpApi: 'GET /me' }];
        },
      ],
    ] as const) {
      it(`an event's own setting is not lost with ${what}`, () =>
        expectFound(framework, withPlugin(act, EARLY, onEvent), 'functions.me.events[0].httpApi'));
    }

    it('a setting that is written anew on an event counts', async () => {
      const config = service(
        { me: { handler, events: [protectedMe] } },
        { custom: { passage: { apps: { a: BLOCK, b: BLOCK }, defaultApp: 'a' } } },
      );
      const act: Act = ({ service: own }) => {
        Object.assign(own.functions.me!.events[0]!.httpApi as object, { passage: 'b' });
      };
      const run = await packageService(framework, withPlugin(act, EARLY, config));
      expect(accessByRoute(packaged(run))).to.deep.equal({ 'GET /me': 'JWT b' });
    });

    it('no scopes, set over those of the app, are no late change', async () => {
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
  });
}
