/** Protected routes that are known only by all that is under `resources:`, merged as the framework merges it. */
import { expect } from 'chai';
import { byTurns } from '../support/by-turns';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, type Scene, propertiesOf, withActs, withPlugin } from '../support/other-plugin';
import { expectProblems } from '../support/template';

type Json = Record<string, unknown>;

const APP = { custom: { passage: { issuer: 'https://issuer.example/', audience: 'api' } } };
const API = { ApiId: { Ref: 'HttpApi' } };
const ARN = 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:';
const IAM = { AuthorizationType: 'AWS_IAM' };

const me = { handler: 'handler.me', events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }] };
const r = { handler: 'handler.r' };

const integration = (IntegrationUri: unknown): Json => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { ...API, IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0', IntegrationUri },
});
const route = (RouteKey: string, more: Json = IAM, id = 'Link'): Json => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ...API, RouteKey, Target: { 'Fn::Sub': `integrations/\${${id}}` }, ...more },
});

/** Ways to say under `resources:` which function a route calls. */
const CALLS: Record<string, Json> = {
  'a stage variable': {
    Resources: { Link: integration({ 'Fn::Sub': `${ARN}\${!stageVariables.r}` }) },
    extensions: { HttpApiStage: { Properties: { StageVariables: { r: 'svc-dev-r' } } } },
  },
  'a mapping': {
    Mappings: { Names: { r: { name: 'svc-dev-r' } } },
    Resources: {
      Link: integration({
        'Fn::Sub': [`${ARN}\${Name}`, { Name: { 'Fn::FindInMap': ['Names', 'r', 'name'] } }],
      }),
    },
  },
  'a parameter': {
    Parameters: { Name: { Type: 'String', Default: 'svc-dev-r' } },
    Resources: { Link: integration({ 'Fn::Sub': `${ARN}\${Name}` }) },
  },
  'its name, where a property of it is overridden': {
    Resources: {
      Link: integration({ 'Fn::Sub': `${ARN}svc-dev-r` }),
      RLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { RecursiveLoop: 'Allow' } },
    },
  },
  'an SSM parameter': {
    Resources: {
      Name: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'svc-dev-r' } },
      Link: integration({ 'Fn::Join': ['', ['arn:aws:lambda:::function:', { 'Fn::GetAtt': 'Name.Value' }]] }),
    },
  },
};

interface Resources {
  Resources: Json;
  extensions?: Json;
}

const resourcesOf = (scene: Scene): Resources =>
  (scene.service as unknown as { resources: Resources }).resources;

/** Puts a prefix before the path, and leaves the authorizer out. */
const prefixed: Act = (scene) => {
  Object.assign(resourcesOf(scene).Resources, { Raw: route('ANY /v1/raw/{proxy+}', {}) });
};
/** Gives a function a URL. */
const opened =
  (name: string): Act =>
  ({ service: { functions } }) =>
    Object.assign(functions[name] ?? {}, { url: true });

const EARLY = { event: 'before:package:initialize', listed: 'last' } as const;

for (const framework of FRAMEWORKS)
  describe(`attacks, ${framework}: the function of a protected route under resources is known by`, () => {
    Object.entries(CALLS).forEach(([what, { Resources, ...more }], number) => {
      const config = service(
        { me, r },
        {
          ...APP,
          resources: { ...more, Resources: { ...(Resources as Json), Raw: route('ANY /raw/{proxy+}') } },
        },
      );
      const [act, where] = byTurns(
        [[prefixed, 'Resources.Raw'] as const, [opened('r'), 'functions.r.url'] as const],
        framework,
        number,
      );
      it(`${what}: ${where}`, async () => {
        const run = await packageService(framework, withPlugin(act, EARLY, structuredClone(config)));
        expectProblems(run, `PASSAGE_AUDIT_FAILED ${where}`);
      });
      it(`${what}: as it is`, async () => {
        const run = await packageService(framework, { service: structuredClone(config) });
        expect(run.code, run.output).to.equal(0);
      });
    });
  });

/** Public events that the user protects under `resources:`. */
const PROTECTED_LATER: Record<string, { readonly event: Json; readonly id: string; readonly Type: string }> =
  {
    httpApi: {
      event: { httpApi: 'ANY /admin/{proxy+}' },
      id: 'HttpApiRouteAnyAdminProxyVar',
      Type: 'AWS::ApiGatewayV2::Route',
    },
    http: {
      event: { http: 'GET /admin/users' },
      id: 'ApiGatewayMethodAdminUsersGet',
      Type: 'AWS::ApiGateway::Method',
    },
  };

const EDITS: Record<string, (kind: string, id: string) => { readonly act: Act; readonly where: string }> = {
  'another entry in its place': (kind, id) => ({
    act: (scene) => {
      const resources = resourcesOf(scene);
      const [name, value] =
        resources.extensions === undefined
          ? ['Resources', {}]
          : ['extensions', { [id]: { Properties: { OperationName: 'admin' } } }];
      Object.assign(resources, { [name]: value });
    },
    where: `functions.admin.events[0].${kind}`,
  }),
  'a public URL of its function': () => ({ act: opened('admin'), where: 'functions.admin.url' }),
};

const LATE = { event: 'after:aws:package:finalize:mergeCustomProviderResources', listed: 'last' } as const;
/** What another plugin does to the compiled route. */
const LATE_EDITS: Record<string, (properties: Json) => Json | null> = {
  'its route removed': () => null,
  'its route for another method': (properties) =>
    'RouteKey' in properties ? { RouteKey: 'PUT /admin/{proxy+}' } : { HttpMethod: 'PUT' },
  'its route on another API': (properties) => ({
    ['RouteKey' in properties ? 'ApiId' : 'RestApiId']: { Ref: 'OtherApi' },
  }),
};

for (const framework of FRAMEWORKS)
  describe(`attacks, ${framework}: a public event that is protected under resources`, () => {
    Object.entries(PROTECTED_LATER).forEach(([kind, { event, id, Type }], number) => {
      const functions = { me, admin: { handler: 'handler.admin', events: [event] } };
      const protecting = byTurns(
        [{ extensions: { [id]: { Properties: IAM } } }, { Resources: { [id]: { Type, Properties: IAM } } }],
        framework,
        number,
      );
      const config = service(functions, { ...APP, resources: protecting });
      for (const [what, edit] of Object.entries(EDITS)) {
        const { act, where } = edit(kind, id);
        it(`${what} (${kind}, ${Object.keys(protecting).join()})`, async () => {
          const run = await packageService(framework, withPlugin(act, EARLY, structuredClone(config)));
          expectProblems(run, `PASSAGE_AUDIT_FAILED ${where}`);
        });
      }
      for (const [what, edit] of Object.entries(LATE_EDITS))
        it(`${what} (${kind}, ${Object.keys(protecting).join()})`, async () => {
          const act: Act = ({ resources }) => {
            const changed = edit(resources[id]?.Properties ?? {});
            if (changed === null) Reflect.deleteProperty(resources, id);
            else Object.assign(resources[id]?.Properties ?? {}, changed);
          };
          const run = await packageService(framework, withPlugin(act, LATE, structuredClone(config)));
          expectProblems(run, `PASSAGE_AUDIT_FAILED Resources.${id}`);
        });
      it(`as it is (${kind}, ${Object.keys(protecting).join()})`, async () => {
        const run = await packageService(framework, { service: structuredClone(config) });
        expect(run.code, run.output).to.equal(0);
      });
    });
  });

describe('attacks: a public event that is protected under resources, and moved with its entry,', () => {
  const ID = 'HttpApiRouteAnyAdminProxyVar';
  const open = { httpApi: { method: 'GET', path: '/open', passage: false } };
  const rest = { httpApi: { method: '*', path: '*' } };
  const all = { method: 'GET', path: '/{any+}' };
  const within = { httpApi: { ...all, authorizer: { type: 'aws_iam' } } };
  const config = (...others: Json[]): object => {
    const admin = { handler: 'handler.admin', events: [{ httpApi: 'ANY /admin/{proxy+}' }, ...others] };
    return service({ me, admin }, { ...APP, resources: { extensions: { [ID]: { Properties: IAM } } } });
  };
  /** A prefix before each path, and entries of routes for their new logical IDs. */
  const moved: Act = (scene) => {
    for (const { events } of Object.values(scene.service.functions))
      for (const event of events) {
        const { path, ...options } = optionsOf(event.httpApi);
        event.httpApi = { ...options, path: path.replace(/^\//, '/v1/') };
      }
    const { extensions = {} } = resourcesOf(scene);
    resourcesOf(scene).extensions = { [ID.replace('Any', 'AnyV1')]: extensions[ID] };
  };
  const optionsOf = (event: unknown): { method: string; path: string } => {
    if (typeof event !== 'string') return event as { method: string; path: string };
    const [method = '', path = ''] = event.split(' ');
    return { method, path };
  };
  const run = (act: Act, ...others: Json[]): ReturnType<typeof packageService> =>
    packageService('osls4', withPlugin(act, EARLY, config(...others)));

  it('is still protected, also beside a public one that is moved with it', async () => {
    // One that is wider than the protected one, too: it was there.
    for (const others of [[], [open], [{ httpApi: { ...all } }]]) {
      const { code, output, template, notes } = await run(moved, ...others);
      expect(code, output).to.equal(0);
      expect(notes).to.deep.equal([]);
      expect(template?.Resources[ID.replace('Any', 'AnyV1')]?.Properties).to.include(IAM);
    }
  });

  it('is opened where its path variable gets another name, and the entry is lost', async () => {
    const renamed: Act = ({ service: { functions } }) => {
      functions.admin?.events.splice(0, 1, { httpApi: 'ANY /admin/{rest+}' });
    };
    const lost: Act = (scene) => {
      renamed(scene);
      resourcesOf(scene).extensions = {};
    };
    expectProblems(await run(lost), 'PASSAGE_AUDIT_FAILED functions.admin.events[0].httpApi');
    const kept: Act = (scene) => {
      renamed(scene);
      resourcesOf(scene).extensions = { HttpApiRouteAnyAdminRestVar: { Properties: IAM } };
    };
    const { code, output } = await run(kept);
    expect(code, output).to.equal(0);
  });

  it('is opened where it is split under a prefix, and the entry is lost', async () => {
    const split: Act = (scene) => {
      const events = ['GET', 'POST'].map((method) => ({ httpApi: `${method} /v1/admin/{proxy+}` }));
      scene.service.functions.admin?.events.splice(0, 1, ...events);
      resourcesOf(scene).extensions = {};
    };
    const where = [0, 1].map((i) => `PASSAGE_AUDIT_FAILED functions.admin.events[${i}].httpApi`);
    expectProblems(await run(split), ...where);
  });

  it('is opened once it is compiled', async () => {
    const late: Act = (scene) => {
      Object.assign(propertiesOf(scene, ID.replace('Any', 'AnyV1')), { AuthorizationType: 'NONE' });
    };
    const acts = [
      [moved, EARLY.event],
      [late, 'after:aws:package:finalize:mergeCustomProviderResources'],
    ] as const;
    const opened = await packageService('osls4', withActs(acts, config()));
    expectProblems(opened, `PASSAGE_AUDIT_FAILED Resources.${ID.replace('Any', 'AnyV1')}`);
  });

  it('has an entry of that plugin, which leads it elsewhere, or adds a condition', async () => {
    const Target = { 'Fn::Sub': 'integrations/${HttpApiIntegrationMe}' };
    const to = ID.replace('Any', 'AnyV1');
    for (const [entry, where] of [
      [
        { Condition: 'Live', Properties: { ...IAM, AuthorizationScopes: ['x'] } },
        `functions.admin.events[0].httpApi`,
      ],
      [{ Properties: { ...IAM, Target } }, `Resources.${to}.Target`],
    ] as const) {
      const led: Act = (scene) => {
        moved(scene);
        resourcesOf(scene).extensions = { [to]: entry };
      };
      expectProblems(await run(led, within), `PASSAGE_AUDIT_FAILED ${where}`);
    }
  });

  it('may be protected by an entry of another plugin, also where it was public', async () => {
    for (const name of ['initialize', EARLY.event]) {
      const closed: Act = (scene) => {
        resourcesOf(scene).extensions = { HttpApiRouteGetOpen: { Properties: IAM } };
      };
      const admin = { handler: 'handler.admin', events: [{ httpApi: 'GET /open' }] };
      const open_ = service({ me, admin }, { ...APP, resources: { Outputs: {} } });
      const { code, output, template } = await packageService(
        'osls4',
        withPlugin(closed, { ...EARLY, event: name }, open_),
      );
      expect(code, output).to.equal(0);
      expect(template?.Resources.HttpApiRouteGetOpen?.Properties).to.include(IAM);
    }
  });

  it('stays as it is written where only CloudFormation knows whether it is public', async () => {
    const Conditions = { Live: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } };
    const entry = { Properties: { AuthorizationType: { 'Fn::If': ['Live', 'AWS_IAM', 'NONE'] } } };
    const admin = { handler: 'handler.admin', events: [{ httpApi: 'ANY /admin/{proxy+}' }] };
    const chosen = service({ me, admin }, { ...APP, resources: { Conditions, extensions: { [ID]: entry } } });
    const { code, output } = await packageService('osls4', { service: chosen });
    expect(code, output).to.equal(0);
    const lost: Act = (scene) => {
      resourcesOf(scene).extensions = {};
    };
    expectProblems(
      await packageService('osls4', withPlugin(lost, EARLY, chosen)),
      `PASSAGE_AUDIT_FAILED Resources.${ID}`,
    );
    const left: Act = (scene) => {
      moved(scene);
      lost(scene);
    };
    expectProblems(
      await packageService('osls4', withPlugin(left, EARLY, chosen)),
      `PASSAGE_AUDIT_FAILED Resources.${ID.replace('Any', 'AnyV1')}`,
    );
    const kept = await packageService('osls4', withPlugin(moved, EARLY, chosen));
    expect(kept.code, kept.output).to.equal(0);
  });

  it('has a condition or a target that the user wrote for another event', async () => {
    const events = [
      { httpApi: { method: 'GET', path: '/orders/all', passage: { scopes: ['admin'] } } },
      { httpApi: { method: 'GET', path: '/orders/{id}', passage: true } },
      { httpApi: { method: 'GET', path: '/beta', passage: false } },
    ];
    const functions = { me, orders: { handler: 'handler.orders', events } };
    const Conditions = { Live: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } };
    const to = 'HttpApiRouteGetV1OrdersAll';
    const Target = { 'Fn::Sub': 'integrations/${HttpApiIntegrationMe}' };
    for (const [entry, where] of [
      [{ Condition: 'Live' }, to],
      [{ Properties: { Target } }, `${to}.Target`],
    ] as const) {
      const extensions = { HttpApiRouteGetBeta: entry };
      const written = service(functions, { ...APP, resources: { Conditions, extensions } });
      const copied =
        (...ids: string[]): Act =>
        (scene) => {
          moved(scene);
          resourcesOf(scene).extensions = Object.fromEntries(ids.map((id) => [id, entry]));
        };
      const both = copied('HttpApiRouteGetV1Beta', to);
      const run = await packageService('osls4', withPlugin(both, EARLY, structuredClone(written)));
      expectProblems(run, `PASSAGE_AUDIT_FAILED Resources.${where}`);
    }
  });

  it('has the condition that it had, in keys of another order', async () => {
    const Properties = { ...IAM, AuthorizationScopes: ['x'] };
    const entry = { Condition: 'Live', Properties };
    const Conditions = { Live: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } };
    const admin = { handler: 'handler.admin', events: [{ httpApi: 'ANY /admin/{proxy+}' }, within] };
    const resources = { Conditions, extensions: { [ID]: entry } };
    const written = service({ me, admin }, { ...APP, resources });
    const to = ID.replace('Any', 'AnyV1');
    const rebuilt: Act = (scene) => {
      moved(scene);
      resourcesOf(scene).extensions = { [to]: { Properties, Condition: 'Live' } };
    };
    const { code, output, template } = await packageService('osls4', withPlugin(rebuilt, EARLY, written));
    expect(code, output).to.equal(0);
    expect(template?.Resources[to]).to.deep.include({ Condition: 'Live' });
  });

  it('leaves no requests to a public event while a condition of the user is false', async () => {
    const Conditions = { Live: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } };
    const extensions = { [ID]: { Condition: 'Live', Properties: IAM } };
    const packaged = (...events: Json[]): ReturnType<typeof packageService> => {
      const admin = { handler: 'handler.admin', events: [{ httpApi: 'ANY /admin/{proxy+}' }, ...events] };
      const resources = { Conditions, extensions };
      return packageService('osls4', { service: service({ me, admin }, { ...APP, resources }) });
    };
    expectProblems(await packaged({ httpApi: 'GET /{any+}' }), `PASSAGE_AUDIT_FAILED Resources.${ID}`);
    for (const other of [
      { httpApi: 'GET /open' },
      { httpApi: { ...all, authorizer: { type: 'aws_iam' } } },
    ]) {
      const { code, output } = await packaged(other);
      expect(code, output).to.equal(0);
    }
  });

  it('keeps its path: an entry that protects the event may not give its route another one', async () => {
    const Properties = { ...IAM, RouteKey: 'ANY /staff/{proxy+}' };
    const admin = { handler: 'handler.admin', events: [{ httpApi: 'ANY /admin/{proxy+}' }] };
    const resources = { extensions: { [ID]: { Properties } } };
    const run = await packageService('osls4', { service: service({ me, admin }, { ...APP, resources }) });
    expectProblems(run, `PASSAGE_AUDIT_FAILED Resources.${ID}`);
  });

  it('loses its requests to a public one that is not moved', async () => {
    expectProblems(await run(moved, rest), 'PASSAGE_AUDIT_FAILED functions.admin.events[1].httpApi');
  });

  it('is opened where the entry is replaced', async () => {
    const replaced: Act = (scene) => {
      moved(scene);
      resourcesOf(scene).extensions = {
        [ID.replace('Any', 'AnyV1')]: { Properties: { OperationName: 'a' } },
      };
    };
    expectProblems(await run(replaced), 'PASSAGE_AUDIT_FAILED functions.admin.events[0].httpApi');
  });

  it('is removed, and its function is called in another way', async () => {
    const Url = {
      Type: 'AWS::Lambda::Url',
      Properties: { TargetFunctionArn: { Ref: 'AdminLambdaFunction' }, AuthType: 'NONE' },
    };
    const removed: Act = (scene) => {
      scene.service.functions.admin?.events.splice(0, 1);
      Object.assign(resourcesOf(scene), { extensions: {}, Resources: { Url } });
    };
    expectProblems(await run(removed), 'PASSAGE_AUDIT_FAILED Resources.Url');
  });

  it('is called in another way', async () => {
    const withUrl: Act = (scene) => {
      moved(scene);
      opened('admin')(scene);
    };
    expectProblems(await run(withUrl), 'PASSAGE_AUDIT_FAILED functions.admin.url');
  });
});

describe('attacks: an entry under resources, where another plugin', () => {
  const Conditions = { Dev: { 'Fn::Equals': ['a', 'b'] } };
  const all = { httpApi: { method: 'ANY', path: '/{proxy+}', passage: { scopes: ['admin'] } } };
  const at = (path: string, more: Json = {}): Json => ({ httpApi: { method: 'GET', path, ...more } });
  const withEntries = (events: Json[], resources: Json, own: Json = {}): object =>
    service({ api: { handler: 'handler.api', events } }, { ...APP, ...own, resources });
  const idOf = (path: string): string =>
    `HttpApiRouteGet${path.replaceAll(/\{(\w+)\}/g, '$1Var').replaceAll(/\W(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
  const paths =
    (edit: (path: string) => string, after: (extensions: Json) => Json = () => ({})): Act =>
    (scene) => {
      for (const { httpApi } of scene.service.functions.api?.events ?? [])
        Object.assign(httpApi as Json, { path: edit((httpApi as { path: string }).path) });
      resourcesOf(scene).extensions = after(resourcesOf(scene).extensions ?? {});
    };
  const run = (act: Act, config: object): ReturnType<typeof packageService> =>
    packageService('osls4', withPlugin(act, EARLY, config));

  it('gives a variable another name', async () => {
    const id = idOf('/me/{id}');
    const config = (entry: Json): object =>
      withEntries([all, at('/me/{id}', { passage: false })], { Conditions, extensions: { [id]: entry } });
    const renamed = (path: string): string => path.replace('{id}', '{uid}');
    const [now, moved] = [idOf('/me/{uid}'), (old: Json): Json => ({ [idOf('/me/{uid}')]: old[id] })];
    for (const entry of [
      { Condition: 'Dev' },
      { Properties: { AuthorizationType: { 'Fn::If': ['Dev', 'AWS_IAM', 'NONE'] } } },
    ]) {
      expectProblems(await run(paths(renamed), config(entry)), `PASSAGE_AUDIT_FAILED Resources.${now}`);
      const kept = await run(paths(renamed, moved), config(entry));
      expect(kept.code, kept.output).to.equal(0);
    }
  });

  it('puts a prefix before a path that another event has under it', async () => {
    const events = [all, at('/me/x', { passage: false }), at('/v1/me/x', { passage: false }), at('/you')];
    const config = (): object =>
      withEntries(
        events.map((event) => structuredClone(event)),
        {
          Conditions,
          extensions: { [idOf('/me/x')]: { Condition: 'Dev' } },
        },
      );
    const prefixed = (path: string): string => `/v1${path}`;
    const id = idOf('/v1/me/x');
    expectProblems(await run(paths(prefixed), config()), `PASSAGE_AUDIT_FAILED Resources.${id}`);
    const kept = await run(
      paths(prefixed, (old) => ({ [id]: old[idOf('/me/x')] })),
      config(),
    );
    expect(kept.code, kept.output).to.equal(0);
  });

  it('replaces an event, whose authorizer only CloudFormation knows, by another one', async () => {
    const entry = { Properties: { AuthorizationType: { 'Fn::If': ['Dev', 'AWS_IAM', 'NONE'] } } };
    const config = withEntries([at('/me', { passage: true }), at('/debug'), at('/b')], {
      Conditions,
      extensions: { [idOf('/debug')]: entry },
    });
    const replaced = paths((path) => path.replace('debug', 'health'));
    const { code, output } = await run(replaced, config);
    expect(code, output).to.equal(0);
  });

  const OWN = {
    provider: {
      name: 'aws',
      runtime: 'nodejs20.x',
      httpApi: {
        authorizers: {
          own: {
            type: 'jwt',
            identitySource: '$request.header.Authorization',
            issuerUrl: 'https://own.example/',
            audience: ['o'],
          },
        },
      },
    },
  };
  const scoped = (...scopes: string[]): Json => at('/me', { authorizer: { name: 'own', scopes } });
  const admin = { Properties: { AuthorizationScopes: ['admin'] } };
  const under = (section: string): Json => ({
    [section]: {
      [idOf('/me')]: { ...(section === 'Resources' && { Type: 'AWS::ApiGatewayV2::Route' }), ...admin },
    },
  });

  it('adds a scope, and scopes are merged with those of the entry', async () => {
    const added: Act = ({ service: { functions } }) => {
      const [event] = functions.api?.events ?? [];
      Object.assign(event ?? {}, scoped('a', 'monitoring'));
    };
    const config = withEntries([scoped('a')], under('Resources'), OWN);
    expectProblems(await run(added, config), 'PASSAGE_AUDIT_FAILED functions.api.events[0].httpApi');
    const { code, output } = await packageService('osls4', { service: config });
    expect(code, output).to.equal(0);
  });

  it('moves the entry to the section in which scopes are merged', async () => {
    const moved: Act = (scene) => {
      Object.assign(resourcesOf(scene), { extensions: {}, ...under('Resources') });
    };
    const config = (...scopes: string[]): object =>
      withEntries([scoped(...scopes)], under('extensions'), OWN);
    expectProblems(
      await run(moved, config('a', 'b')),
      'PASSAGE_AUDIT_FAILED functions.api.events[0].httpApi',
    );
    const { code, output } = await run(moved, config('a'));
    expect(code, output).to.equal(0);
  });
});

describe('attacks: an event with an authorizer that an entry opens', () => {
  const own = { httpApi: { method: 'GET', path: '/own', authorizer: { type: 'aws_iam' } } };
  const resources = { extensions: { HttpApiRouteGetOwn: { Properties: { AuthorizationType: 'NONE' } } } };
  const config = (): object =>
    service({ me, own: { handler: 'handler.own', events: [own] } }, { ...APP, resources });
  /** To a function of another name, as a text. */
  const moved: Act = ({ service: { functions } }) => {
    functions.other = { name: 'svc-dev-other', handler: 'handler.own', events: [{ httpApi: 'GET /own' }] };
    delete functions.own;
  };

  it('is refused', async () => {
    const run = await packageService('osls4', { service: config() });
    expectProblems(run, 'PASSAGE_AUDIT_FAILED Resources.HttpApiRouteGetOwn');
  });

  it('is refused where another plugin moves it, too', async () => {
    const run = await packageService('osls4', withPlugin(moved, EARLY, config()));
    expectProblems(run, 'PASSAGE_AUDIT_FAILED functions.other.events[0].httpApi');
  });
});

describe('attacks: under resources', () => {
  it('an entry may name an authorizer for an event under protect: all', async () => {
    for (const framework of FRAMEWORKS) {
      const admin = { handler: 'handler.admin', events: [{ httpApi: 'GET /admin' }, { http: 'GET /admin' }] };
      const resources = {
        extensions: {
          HttpApiRouteGetAdmin: { Properties: IAM },
          ApiGatewayMethodAdminGet: { Properties: IAM },
        },
      };
      const custom = { passage: { ...APP.custom.passage, protect: 'all' } };
      const { code, output, template } = await packageService(framework, {
        service: service({ me, admin }, { custom, resources }),
      });
      expect(code, output).to.equal(0);
      for (const id of Object.keys(resources.extensions))
        expect(template?.Resources[id]?.Properties).to.include(IAM);
    }
  });

  for (const [what, dev] of Object.entries({ 'the same authorizer': IAM, 'no authorizer': {} }))
    it(`an event that is protected in one stage, and has ${what} in another one`, async () => {
      const admin = { handler: 'handler.admin', events: [{ httpApi: 'ANY /admin/{proxy+}' }] };
      const resources = {
        Conditions: { Prod: { 'Fn::Equals': ['prod', 'prod'] }, Dev: { 'Fn::Not': [{ Condition: 'Prod' }] } },
        Resources: {
          InDev: { ...route('ANY /admin/{proxy+}', dev, 'HttpApiIntegrationAdmin'), Condition: 'Dev' },
        },
        extensions: { HttpApiRouteAnyAdminProxyVar: { Condition: 'Prod', Properties: IAM } },
      };
      const run = await packageService('osls4', { service: service({ me, admin }, { ...APP, resources }) });
      if (dev === IAM) expect(run.code, run.output).to.equal(0);
      else
        expectProblems(
          run,
          'PASSAGE_AUDIT_FAILED Resources.InDev',
          'PASSAGE_AUDIT_FAILED Resources.HttpApiRouteAnyAdminProxyVar',
        );
    });

  for (const [what, dev] of Object.entries({ 'another authorizer': IAM, 'no authorizer': {} }))
    it(`a route may be protected in one stage, and have ${what} in another one`, async () => {
      const jwt = { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'HttpApiAuthorizerPassage' } };
      const resources = {
        Conditions: { Prod: { 'Fn::Equals': ['prod', 'prod'] }, Dev: { 'Fn::Not': [{ Condition: 'Prod' }] } },
        Resources: {
          Link: integration({ 'Fn::GetAtt': ['RLambdaFunction', 'Arn'] }),
          InProd: { ...route('ANY /raw', jwt), Condition: 'Prod' },
          InDev: { ...route('ANY /raw', dev), Condition: 'Dev' },
        },
      };
      const run = await packageService('osls4', { service: service({ me, r }, { ...APP, resources }) });
      expect(run.code, run.output).to.equal(0);
    });

  it('a copy of a public event that is protected there is warned about', async () => {
    const admin = {
      handler: 'h.admin',
      events: [{ httpApi: { method: 'GET', path: '/a', passage: false } }],
    };
    const resources = { extensions: { HttpApiRouteGetA: { Properties: IAM } } };
    const copied: Act = ({ service: { functions } }) =>
      functions.admin?.events.push({ httpApi: { method: 'GET', path: '/v2/a', passage: false } });
    const config = service({ me, admin }, { ...APP, resources });
    const run = await packageService('osls4', withPlugin(copied, EARLY, config));
    expect(run.code, run.output).to.equal(0);
    expect(run.output).to.include('functions.admin.events[1].httpApi: another plugin added GET /v2/a');
  });

  it('an authorizer of your own may be overridden', async () => {
    const own = {
      type: 'jwt',
      identitySource: '$request.header.Authorization',
      issuerUrl: 'https://i.example/',
      audience: 'a',
    };
    const Properties = { JwtConfiguration: { Audience: ['b'] } };
    const HttpApiAuthorizerOwn = { Type: 'AWS::ApiGatewayV2::Authorizer', Properties };
    const functions = {
      me,
      r: { ...r, events: [{ httpApi: { method: 'GET', path: '/r', authorizer: 'own' } }] },
    };
    const more = {
      ...APP,
      provider: { httpApi: { authorizers: { own } } },
      resources: { Resources: { HttpApiAuthorizerOwn } },
    };
    const run = await packageService('osls4', { service: service(functions, more) });
    expect(run.code, run.output).to.equal(0);
    expect(run.template?.Resources.HttpApiAuthorizerOwn).to.have.nested.property(
      'Properties.JwtConfiguration.Audience[0]',
      'b',
    );
  });
});
