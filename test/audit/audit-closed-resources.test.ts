/** Protected routes under `resources:`, in templates of a few resources. */
import { expect } from 'chai';
import { auditClosedResources } from '../../src/audit/audit-closed-resources';
import type { AuditResult } from '../../src/audit/audit-result';
import {
  closedResources,
  functionsCalled,
  guardFunctions,
  keptResources,
} from '../../src/audit/closed-resources';
import { readConfiguredFacts } from '../../src/audit/configured-facts';
import { wholeTemplate } from '../../src/audit/under-conditions';
import { type ConfiguredRoute, readConfiguredRoutes } from '../../src/audit/configured-routes';
import type { Resource, Template } from '../../src/cloudformation';
import { readIntent } from '../../src/intent/intent';
import type { Plan } from '../../src/plan/types';
import { noChanges } from '../../src/service/applied-changes';
import { CodeHistory } from '../../src/service/code-history';
import type { FunctionCode } from '../../src/service/function-code';
import { findRoutes } from '../../src/template/api-resources';
import { calledByRoute } from '../../src/template/called-functions';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { BLOCK, plain, planOf } from '../support/plans';

type Functions = Record<string, { passage?: unknown; events?: Record<string, unknown>[] }>;
type Resources = Record<string, Resource>;

const arn = (id: string): object => ({ 'Fn::GetAtt': [id, 'Arn'] });
const HTTP = { ApiId: { Ref: 'HttpApi' } };
const integration = (IntegrationUri?: unknown): Resource => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { ...HTTP, IntegrationUri },
});
const INTEGRATIONS = {
  RI: integration(arn('RLambdaFunction')),
  WebI: integration(arn('WebLambdaFunction')),
};
const to = (id: string): object => ({ Target: { 'Fn::Sub': `integrations/\${${id}}` } });
const route = (RouteKey: unknown, target: object = to('RI'), more: object = {}): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ...HTTP, RouteKey, ...target, ...more },
});
const IAM = { AuthorizationType: 'AWS_IAM' };
const ALIAS = { FunctionName: { Ref: 'RLambdaFunction' } };
const RAW = route('ANY /raw/{proxy+}', to('RI'), IAM);
const http = (key: string, passage?: unknown): Record<string, unknown> => {
  const [method, path] = key.split(' ');
  return { httpApi: { method, path, ...(passage === undefined ? {} : { passage }) } };
};

/** A service, with what the framework compiles of its functions and events. */
function compile(functions: Functions, protect = 'opt-in', provider = {}) {
  const own = Object.entries(functions).map(([name, fn]): [string, Functions[string]] => [
    name,
    { ...{ handler: `h.${name}` }, ...fn },
  ]);
  const planned = planOf(plain(Object.fromEntries(own), { ...BLOCK, protect }, provider), noChanges(), true);
  const { plan } = planned;
  const lambdas = plan.code.map(({ name, logicalId }): [string, Resource] => [
    logicalId,
    { Type: 'AWS::Lambda::Function', Properties: { FunctionName: `svc-${name}` } },
  ]);
  const events = plan.routes.map(
    ({ method, path, logicalId, functionName, decision }): [string, Resource] => {
      const id = plan.code.find(({ name }) => name === functionName)?.logicalId ?? '';
      const key = path === '$default' ? path : `${method} ${path}`;
      return [logicalId, route(key, { Target: arn(id) }, decision.access === 'public' ? {} : IAM)];
    },
  );
  return { planned, plan, resources: Object.fromEntries([...lambdas, ...events]) };
}

const FUNCTIONS: Functions = { r: {}, web: {} };
const CONFIGURED: Resources = { ...INTEGRATIONS, Raw: RAW };

interface Scene {
  readonly functions?: Functions;
  readonly configured?: Resources;
  readonly nowFunctions?: Functions;
  /** What is under `resources:` by now. */
  readonly now?: Resources;
  readonly protect?: string;
  readonly provider?: object;
  /** Whether the events by now are of a package that was made earlier. */
  readonly isPackaged?: boolean;
}

const configuredIn = (
  plan: Plan,
  compiled: Resources,
  configured: Resources,
  first: Resources = {},
): ConfiguredRoute[] => {
  const resources = new Map(Object.entries(configured));
  const functions = new Map(Object.entries(first).filter(([, { Type }]) => Type === 'AWS::Lambda::Function'));
  return readConfiguredRoutes({ Resources: compiled }, plan, {
    ...NOTHING_CONFIGURED,
    ...{ resources, functions },
  });
};

function audit(scene: Scene): AuditResult {
  const { functions = FUNCTIONS, configured = CONFIGURED, protect, provider } = scene;
  const { nowFunctions = functions, now = configured } = scene;
  const [before, after] = [functions, nowFunctions].map((each) => compile(each, protect, provider));
  if (before === undefined || after === undefined) throw new Error('no service');
  const template: Template = { Resources: { ...after.resources, ...now } };
  const [first, second] = [before, after].map(({ planned }) => readIntent(planned, [], new CodeHistory()));
  if (first === undefined || second === undefined) throw new Error('no intents');
  const { isPackaged = false } = scene;
  const routes = new Map([...second.routes].map(([name, each]) => [name, { ...each, isPackaged }]));
  const intents = { first, now: { ...second, routes } };
  const resources = configuredIn(after.plan, after.resources, configured, before.resources);
  const beside = readConfiguredFacts(wholeTemplate(template, resources), after.plan, intents);
  return auditClosedResources(after.plan, findRoutes(template, after.plan), beside);
}
/** The places of findings and of warnings. */
const found = (scene: Scene): string[] => {
  const { findings, notes } = audit(scene);
  return [...findings.map(({ where }) => where), ...notes.map(({ where }) => `warning ${where}`)];
};
const GONE: Resources = INTEGRATIONS;
const after = (more: Resources, start: Resources = CONFIGURED): Resources => ({ ...start, ...more });

describe('audit: a public route that comes from no event', () => {
  it('takes requests of a protected one under resources', () => {
    const [finding] = audit({ now: after({ Docs: route('GET /raw/docs') }) }).findings;
    expect(finding?.where).to.equal('Resources.Docs');
    expect(finding?.what)
      .to.include('GET /raw/docs')
      .and.include('ANY /raw/{proxy+}')
      .and.include('gets requests');
    expect(found({ now: after({ Docs: route('GET /raw/docs', to('WebI')) }) })).to.deep.equal([
      'Resources.Docs',
    ]);
  });

  it('takes none: it is elsewhere, protected, configured, or a preflight of the framework', () => {
    const docs = { Docs: route('GET /raw/docs') };
    expect(found({ configured: after(docs) })).to.deep.equal([]);
    expect(found({ configured: after(docs), now: after({ Moved: route('GET /raw/docs') }) })).to.deep.equal(
      [],
    );
    for (const other of [
      route('GET /docs'),
      route('ANY /{proxy+}'),
      route('GET /raw/docs', to('RI'), IAM),
      route('GET /raw/docs', to('RI'), { ApiId: { Ref: 'Other' } }),
    ])
      expect(found({ now: after({ Docs: other }) }), JSON.stringify(other)).to.deep.equal([]);
    const mock: Resource = {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'ApiGatewayRestApi' },
        ResourceId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
        HttpMethod: 'ANY',
        ...IAM,
      },
    };
    const options = (Type: string): Resource => ({
      ...mock,
      Properties: {
        ...mock.Properties,
        HttpMethod: 'OPTIONS',
        AuthorizationType: 'NONE',
        Integration: { Type },
      },
    });
    const rest = { configured: { Raw: mock } };
    expect(found({ ...rest, now: { Raw: mock, Options: options('MOCK') } })).to.deep.equal([]);
    expect(found({ ...rest, now: { Raw: mock, Options: options('HTTP') } })).to.deep.equal([
      'Resources.Options',
    ]);
  });

  it('takes none that it could not take as configured, where paths begin in another way', () => {
    const events = (...keys: string[]): Functions => ({
      ...FUNCTIONS,
      r: { events: keys.map((key) => http(key)) },
    });
    const all = { ...INTEGRATIONS, Raw: route('$default', to('RI'), IAM) };
    const functions = events('GET /health');
    const moved = { functions, nowFunctions: events('GET /v1/health') };
    expect(found({ ...moved, configured: all })).to.deep.equal([]);
    const place = ['functions.r.events[0].httpApi'];
    expect(found({ ...moved, configured: all, now: INTEGRATIONS }), 'removed').to.deep.equal(place);
    const copied = { functions, nowFunctions: events('GET /health', 'GET /v1/health') };
    const other = ['functions.r.events[1].httpApi'];
    expect(found({ ...copied, configured: all }), 'copied').to.deep.equal(other);
    const elsewhere = { functions, nowFunctions: events('GET /raw/health') };
    expect(found(elsewhere), 'not within it').to.deep.equal(place);
    const raw = { ...all, Open: route('GET /health') };
    expect(found({ configured: raw, now: { ...raw, Open: route('GET /v1/health') } })).to.deep.equal([]);
  });

  it('is of the code of a protected one that is elsewhere, or that is gone', () => {
    const functions = { ...FUNCTIONS, r: { events: [http('GET /health')] } };
    const nowFunctions = { ...FUNCTIONS, r: { events: [http('GET /v1/health')] } };
    const moved = after({ Raw: route('ANY /v1/raw/{proxy+}', to('RI'), IAM) });
    expect(found({ functions, nowFunctions, now: moved })).to.deep.equal([]);
    const narrowed = after({ Raw: route('ANY /v1/raw/docs', to('RI'), IAM) });
    for (const now of [narrowed, GONE])
      expect(found({ functions, nowFunctions, now })).to.deep.equal(['functions.r.events[0].httpApi']);
  });

  it('is found otherwise under protect: all', () => {
    expect(found({ protect: 'all', now: after({ Docs: route('GET /raw/docs') }) })).to.deep.equal([]);
  });

  it('may take some where its key is not known', () => {
    const unknown = { Docs: route({ Ref: 'Key' }, to('WebI')) };
    const [finding] = audit({ now: after(unknown) }).findings;
    expect(finding).to.include({ where: 'Resources.Docs', found: '{"Ref":"Key"}' });
    expect(finding?.what).to.include('ANY /raw/{proxy+}').and.include('may get');
    expect(found({ configured: after(unknown) })).to.deep.equal([]);
    for (const key of ['ANY /raw', 'GET /raw/{id}', '$default']) {
      const configured = { ...INTEGRATIONS, Raw: route(key, to('RI'), IAM) };
      expect(found({ configured, now: after(unknown, configured) }), key).to.deep.equal(['Resources.Docs']);
    }
    const narrow = { ...INTEGRATIONS, Raw: route('GET /raw', to('RI'), IAM) };
    expect(found({ configured: narrow, now: after(unknown, narrow) })).to.deep.equal([]);
    const rest = {
      Raw: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          RestApiId: { Ref: 'ApiGatewayRestApi' },
          HttpMethod: 'ANY',
          ResourceId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
          ...IAM,
        },
      },
    };
    expect(found({ configured: rest, now: after(unknown, rest) })).to.deep.equal([]);
  });

  it('is not compared with one whose key is not known, nor with a public one', () => {
    for (const Raw of [route({ Ref: 'Key' }, to('RI'), IAM), route('ANY /raw/{proxy+}')]) {
      const configured = { ...INTEGRATIONS, Raw };
      expect(found({ configured, now: after({ Docs: route('GET /raw/docs') }, configured) })).to.deep.equal(
        [],
      );
    }
  });
});

describe('audit: while a protected route under resources is gone', () => {
  it('a public route that calls its code is that route', () => {
    const [finding] = audit({ now: after({ V1: route('ANY /v1/raw/{proxy+}') }, GONE) }).findings;
    expect(finding?.where).to.equal('Resources.V1');
    expect(finding?.what)
      .to.include('removed the protected route ANY /raw/{proxy+} (Resources.Raw)')
      .and.include('added this resource, the public route ANY /v1/raw/{proxy+}');
    const unknown = audit({ now: after({ V1: route({ Ref: 'Key' }) }, GONE) }).findings[0];
    expect(unknown?.what).to.include('added this resource, the public route {"Ref":"Key"}');
  });

  it('a public route that gets its requests is it too', () => {
    expect(found({ now: after({ V1: route('ANY /{proxy+}', to('WebI')) }, GONE) })).to.deep.equal([
      'Resources.V1',
    ]);
  });

  it('a route whose key is not known is gone where no other has that key', () => {
    const key = { 'Fn::Sub': 'GET /${Base}' };
    const configured = { ...INTEGRATIONS, Raw: route(key, to('RI'), IAM) };
    const v1 = { V1: route('GET /v1') };
    expect(found({ configured, now: after(v1, GONE) })).to.deep.equal(['Resources.V1']);
    expect(found({ configured, now: after(v1, configured) })).to.deep.equal([]);
    const renamed = { Other: route({ 'Fn::Sub': ['GET /${B}', { B: { Ref: 'Base' } }] }, to('RI'), IAM) };
    expect(found({ configured, now: after({ ...v1, ...renamed }, GONE) })).to.deep.equal([]);
  });

  it('other public routes may be added', () => {
    expect(found({ now: after({ V1: route('GET /v1', to('WebI')) }, GONE) })).to.deep.equal([]);
    expect(found({ now: after({ V1: route('GET /v1', {}) }, GONE) })).to.deep.equal([]);
  });

  it('what is configured may not get its requests, where it calls its code', () => {
    const all = (target: object): Resources => ({ ...GONE, All: route('ANY /{proxy+}', target) });
    const same = all(to('RI'));
    const [finding] = audit({ configured: after(same), now: same }).findings;
    expect(finding?.where).to.equal('Resources.All');
    expect(finding?.what)
      .to.include('removed the protected route ANY /raw/{proxy+} (Resources.Raw)')
      .and.include('its requests go to this resource, the public route ANY /{proxy+}');
    const other = all(to('WebI'));
    expect(found({ configured: after(other), now: other })).to.deep.equal([]);
    const within = { ...GONE, Health: route('GET /raw/health') };
    expect(found({ configured: after(within), now: within })).to.deep.equal([]);
    // Another protected route gets them all.
    const second = { Second: route('ANY /{any+}', to('RI'), IAM) };
    const wide = { ...all(to('RI')), All: route('$default', to('RI')) };
    expect(found({ configured: after(wide), now: { ...wide, ...second } })).to.deep.equal([]);
  });

  it('what is configured is known by its logical ID, where it has moved', () => {
    const health = (key: string): Resources => ({ Health: route(key) });
    const raw = { Raw: route('ANY /v1/raw/{proxy+}', to('RI'), IAM) };
    const configured = after(health('GET /raw/health'));
    const now = after({ ...raw, ...health('GET /v1/raw/health') }, configured);
    expect(found({ configured, now })).to.deep.equal([]);
    // A protected route that becomes public is no such route.
    expect(
      found({
        configured: after({ Second: route('GET /second', to('WebI'), IAM) }),
        now: after({ Second: route('GET /x') }, GONE),
      }),
    ).to.deep.equal(['Resources.Second']);
  });

  it('code is what the integration leads to', () => {
    const uris = (uri: unknown): Resources => ({ Ext: integration(uri) });
    const raw = { Raw: route('ANY /raw/{proxy+}', to('Ext'), IAM) };
    const v1 = { V1: route('ANY /v1/raw/{proxy+}', to('Ext')) };
    const configured = { ...uris('https://x.example'), ...raw };
    expect(found({ configured, now: { ...uris('https://x.example'), ...v1 } })).to.deep.equal([
      'Resources.V1',
    ]);
    expect(found({ configured, now: { ...uris('https://y.example'), ...v1 } })).to.deep.equal([]);
    const queue = (Queue: string): Resources => ({
      Ext: { ...integration(), Properties: { ...HTTP, RequestParameters: { Queue } } },
    });
    const ofQueue = { configured: { ...queue('x'), ...raw } };
    expect(found({ ...ofQueue, now: { ...queue('x'), ...v1 } })).to.deep.equal(['Resources.V1']);
    expect(found({ ...ofQueue, now: { ...queue('y'), ...v1 } })).to.deep.equal([]);
  });
});

describe('audit: public routes and protected ones under resources, on other paths', () => {
  const status = (key: string, more: object = {}): Resources => ({ Status: route(key, to('WebI'), more) });

  it('may not get its requests where they did not', () => {
    const configured = { ...CONFIGURED, ...status('GET /status') };
    for (const key of ['GET /raw/status', 'GET /raw/{id}', 'POST /raw/status'])
      expect(found({ configured, now: { ...configured, ...status(key) } }), key).to.deep.equal([
        'Resources.Status',
      ]);
    for (const key of ['GET /v1/status', 'GET /v1/raw/status'])
      expect(found({ configured, now: { ...configured, ...status(key) } }), key).to.deep.equal([]);
  });

  it('may get them where they did, on a path that ends so', () => {
    for (const key of ['ANY /{proxy+}', '$default']) {
      const configured = { ...INTEGRATIONS, Raw: route(key, to('RI'), IAM), ...status('GET /status') };
      for (const other of ['GET /v1/status', 'GET /v1/x/status', 'GET /'])
        expect(found({ configured, now: { ...configured, ...status(other) } }), other).to.deep.equal([]);
      for (const other of ['GET /admin', 'POST /v1/status'])
        expect(found({ configured, now: { ...configured, ...status(other) } }), other).to.deep.equal([
          'Resources.Status',
        ]);
    }
  });

  it('may not get them at its new path', () => {
    const raw = { Raw: route('ANY /v1/raw/{proxy+}', to('RI'), IAM) };
    const within = status('GET /v1/raw/docs');
    const [finding] = audit({ now: { ...CONFIGURED, ...raw, ...within } }).findings;
    expect(finding?.where).to.equal('Resources.Status');
    expect(finding?.what).to.include('ANY /v1/raw/{proxy+}');
    const written = { ...CONFIGURED, ...within };
    expect(found({ configured: written, now: { ...written, ...raw } })).to.deep.equal([]);
    const moving = { ...CONFIGURED, ...status('GET /raw/docs') };
    expect(found({ configured: moving, now: { ...moving, ...raw, ...within } })).to.deep.equal([]);
    for (const key of ['GET /docs', '$default'])
      expect(found({ now: { ...CONFIGURED, ...raw, ...status(key) } }), key).to.deep.equal(
        key === '$default' ? ['Resources.Status'] : [],
      );
  });

  it('is not found by its logical ID where it is public, which another audit finds', () => {
    const raw = { Raw: route('ANY /v1/raw/{proxy+}', to('WebI')), ...status('GET /v1/raw/docs') };
    expect(found({ now: { ...CONFIGURED, ...raw } })).to.deep.equal([]);
  });
});

describe('audit: a public event beside a protected route under resources', () => {
  const where = 'functions.r.events[0].httpApi';
  const r = (key: string, passage?: unknown): Functions => ({
    ...FUNCTIONS,
    r: { events: [http(key, passage)] },
  });
  const web = (key: string, passage?: unknown): Functions => ({
    ...FUNCTIONS,
    web: { events: [http(key, passage)] },
  });

  it('of its function takes its requests, where another plugin adds it', () => {
    const [finding] = audit({ nowFunctions: r('GET /raw/docs') }).findings;
    expect(finding).to.include({ where, found: 'public' });
    expect(finding?.expected).to.include('AWS_IAM');
    expect(finding?.what).to.include('GET /raw/docs takes requests of ANY /raw/{proxy+}');
    expect(finding?.fix).to.include('passage: false');
    expect(found({ nowFunctions: r('GET /raw/docs') })).to.deep.equal([where]);
    expect(found({ functions: r('GET /raw/docs') })).to.deep.equal([]);
    expect(found({ nowFunctions: r('GET /docs') })).to.deep.equal([]);
    expect(found({ nowFunctions: r('GET /raw/docs', true) })).to.deep.equal([]);
    expect(found({ nowFunctions: r('GET /raw/docs', false) })).to.deep.equal([]);
    expect(found({ nowFunctions: r('GET /raw/docs', false), isPackaged: true })).to.deep.equal([where]);
  });

  it('of another function is warned about, where it says nothing', () => {
    const { findings, notes } = audit({ nowFunctions: web('GET /raw/docs') });
    expect(findings).to.deep.equal([]);
    expect(notes.map((note) => note.where)).to.deep.equal(['functions.web.events[0].httpApi']);
    expect(notes[0]?.what).to.include('GET /raw/docs is public').and.include('ANY /raw/{proxy+}');
    expect(found({ functions: web('GET /raw/docs') })).to.deep.equal([]);
    expect(found({ nowFunctions: web('GET /raw/docs', false) })).to.deep.equal([]);
    expect(
      found({ nowFunctions: { r: {}, web: { passage: false, events: [http('GET /raw/docs')] } } }),
    ).to.deep.equal(['warning functions.web.events[0].httpApi']);
  });

  it('may be a preflight route of ours', () => {
    const provider = { httpApi: { cors: true } };
    const { plan } = compile(r('ANY /raw/x', true), 'opt-in', provider);
    expect(plan.routes.map(({ method }) => method)).to.deep.equal(['ANY', 'OPTIONS']);
    expect(found({ nowFunctions: r('ANY /raw/x', true), provider })).to.deep.equal([]);
  });

  it('gets its requests, once it is removed', () => {
    const [finding] = audit({ functions: r('ANY /{proxy+}'), now: GONE }).findings;
    expect(finding).to.include({ where, found: 'public' });
    expect(finding?.what).to.include('ANY /{proxy+} takes requests of ANY /raw/{proxy+}');
    // What it has said all along was said beside the protected route.
    expect(found({ functions: r('ANY /{proxy+}', false), now: GONE })).to.deep.equal([where]);
    expect(
      found({ functions: r('ANY /{proxy+}'), nowFunctions: r('ANY /{proxy+}', false), now: GONE }),
    ).to.deep.equal([where]);
    expect(found({ functions: web('ANY /{proxy+}'), now: GONE })).to.deep.equal([]);
  });

  it('gets them by what another event said, once it is removed', () => {
    const pub = { pub: { events: [http('GET /pub', false)] } };
    const app = { app: { events: [http('GET /pub', false), http('ANY /{proxy+}', false)] } };
    expect(
      found({ functions: { ...FUNCTIONS, ...pub }, nowFunctions: app, now: INTEGRATIONS }),
    ).to.deep.equal(['functions.app.events[1].httpApi']);
    const withPub = (functions: Functions): string[] =>
      found({ functions: { ...FUNCTIONS, ...pub }, nowFunctions: { ...functions, ...pub } });
    // Beside the protected route, what it says may be a copy: that is warned about.
    expect(withPub(r('GET /raw/docs', false))).to.deep.equal([`warning ${where}`]);
    expect(withPub(web('GET /raw/docs', false))).to.deep.equal(['warning functions.web.events[0].httpApi']);
  });

  it('may get them by what it says, which another event said of other requests', () => {
    const health = http('GET /health', false);
    const beside = (...events: Record<string, unknown>[]): Functions => ({ r: { events }, web: {} });
    expect(
      found({ functions: beside(health), nowFunctions: beside(health, http('GET /raw/docs', false)) }),
    ).to.deep.equal(['warning functions.r.events[1].httpApi']);
    const within = http('GET /raw/docs', false);
    expect(
      found({ functions: beside(within), nowFunctions: beside(within, http('ANY /raw/docs', false)) }),
    ).to.deep.equal(['functions.r.events[1].httpApi']);
  });

  it('says itself that it may, where it is not known what was configured', () => {
    const template = (passage: unknown) => {
      const { plan, resources } = compile(r('GET /raw/docs', passage));
      const Resources = { ...resources, ...CONFIGURED };
      const beside = readConfiguredFacts(
        wholeTemplate({ Resources }, configuredIn(plan, resources, CONFIGURED)),
        plan,
      );
      return auditClosedResources(plan, findRoutes({ Resources }, plan), beside).findings;
    };
    expect(template(false)).to.deep.equal([]);
    expect(template(undefined).map((each) => each.where)).to.deep.equal([where]);
  });

  it('is none that is configured once it calls that code', () => {
    const functions = { r: {}, web: { events: [http('GET /pub', false)] } };
    const joined = { r: { events: [http('GET /pub', false)] }, web: {} };
    expect(found({ functions, nowFunctions: joined, now: GONE })).to.deep.equal([where]);
    expect(found({ functions, now: GONE })).to.deep.equal([]);
    expect(found({ functions: joined, now: GONE })).to.deep.equal([]);
    expect(found({ functions, nowFunctions: joined })).to.deep.equal([]);
  });

  it('of another function with the same code gets them too, once it is removed or narrowed', () => {
    const shared = (event: string): Functions => ({
      r: {},
      web: { handler: 'h.r', events: [http(event)] } as object,
    });
    const place = ['functions.web.events[0].httpApi'];
    const narrowed = after({ Raw: route('GET /raw/{proxy+}', to('RI'), IAM) });
    expect(found({ functions: shared('ANY /{proxy+}'), now: GONE })).to.deep.equal(place);
    expect(found({ functions: shared('ANY /{proxy+}'), now: narrowed })).to.deep.equal(place);
    expect(found({ functions: shared('ANY /{proxy+}') })).to.deep.equal([]);
    expect(found({ functions: shared('GET /docs'), now: GONE })).to.deep.equal([]);
    // Beside the protected route, it is another function.
    const beside = { functions: { r: {}, web: {} }, nowFunctions: shared('GET /raw/docs') };
    expect(found(beside)).to.deep.equal([`warning ${place.join()}`]);
  });

  it('is that route, once it is removed', () => {
    const [finding] = audit({ nowFunctions: r('ANY /v1/raw'), now: GONE }).findings;
    expect(finding?.where).to.equal(where);
    expect(finding?.fix).to.include('passage: false');
    expect(finding?.what)
      .to.include('removed the protected route ANY /raw/{proxy+} (Resources.Raw)')
      .and.include('added ANY /v1/raw');
    expect(found({ nowFunctions: web('ANY /v1/raw'), now: GONE })).to.deep.equal([]);
    const renamed = { web: {}, s: { handler: 'h.r', events: [http('ANY /v1/raw')] } };
    expect(found({ nowFunctions: renamed, now: GONE })).to.deep.equal(['functions.s.events[0].httpApi']);
  });

  it('counts under protect: all too', () => {
    expect(found({ functions: r('ANY /{proxy+}', false), protect: 'all', now: GONE })).to.deep.equal([where]);
  });
});

describe('functions that protected routes under resources call', () => {
  const { plan, resources } = compile({ r: {}, web: {}, out: { passage: false } });
  const all = configuredIn(plan, resources, {
    ...CONFIGURED,
    OutI: integration(arn('OutLambdaFunction')),
    Second: route('GET /second', to('RI'), IAM),
    Out: route('GET /out', to('OutI'), IAM),
    Open: route('GET /open', to('WebI')),
  });
  const closed = closedResources(all, plan.code, plan.code);

  it('are those of the service without passage: false, each with the first route', () => {
    const called = functionsCalled(closed, plan.code);
    expect(called.map(({ fn, label }) => [fn.name, label])).to.deep.equal([['r', 'ANY /raw/{proxy+}']]);
  });

  it('may be called by what the user means', () => {
    const meant = { routes: new Set(['X']), ways: new Set(['Url']) };
    expect(guardFunctions(functionsCalled(closed, plan.code), meant)).to.deep.equal([
      {
        ...{ name: 'r', logicalId: 'RLambdaFunction', original: 'r' },
        ...{ isOptedOut: false, mayCall: new Set(['X']) },
      },
    ]);
  });

  it('are others with the same code too, which the user lets nobody call', () => {
    const shared = compile({ r: {}, w: { handler: 'h.r' } as object, other: {} });
    const routes = configuredIn(shared.plan, shared.resources, CONFIGURED);
    const { code } = shared.plan;
    const called = (isOpen: boolean) =>
      functionsCalled(closedResources(routes, code, code), code, () => isOpen);
    expect(called(true).map(({ fn }) => fn.name)).to.deep.equal(['r']);
    expect(called(false).map(({ fn, isShared }) => [fn.name, isShared])).to.deep.equal([
      ['r', false],
      ['w', true],
    ]);
    const guarded = guardFunctions(called(false), { routes: new Set(['X']), ways: new Set(['Url']) });
    expect(guarded.map(({ mayCall }) => [...(mayCall ?? [])])).to.deep.equal([['X'], ['X', 'Url']]);
  });

  it('are those of routes whose key is not known', () => {
    const key = { 'Fn::Sub': 'GET /${Base}' };
    const routes = configuredIn(plan, resources, { ...INTEGRATIONS, Raw: route(key, to('RI'), IAM) });
    const called = functionsCalled(closedResources(routes, plan.code, plan.code), plan.code);
    expect(called.map(({ fn, label }) => [fn.name, label])).to.deep.equal([
      ['r', '{"Fn::Sub":"GET /${Base}"}'],
    ]);
  });

  it('are known by their code where only the template has them', () => {
    const copyOf = (name: string): FunctionCode[] =>
      plan.code.filter((fn) => fn.name === name).map((fn) => ({ ...fn, name: 'Copy', logicalId: 'Copy' }));
    const guardedWith = (copies: FunctionCode[]): string[] => {
      const code = [...plan.code, ...copies];
      const called = functionsCalled(closedResources(all, plan.code, code), code);
      return called.map(({ fn, original }) => `${fn.name} of ${original}`);
    };
    expect(guardedWith(copyOf('r'))).to.deep.equal(['r of r', 'Copy of r']);
    expect(guardedWith(copyOf('web'))).to.deep.equal(['r of r']);
    // Its function has `passage: false`.
    expect(guardedWith(copyOf('out').map((fn) => ({ ...fn, isOptedOut: false })))).to.deep.equal(['r of r']);
  });

  it('are kept where a protected route calls them by now', () => {
    const configured = closed.filter(({ logicalId }) => logicalId !== 'Out');
    const kept = (now: Resources): string[] => {
      const template = { Resources: { ...resources, ...INTEGRATIONS, ...now } };
      const callsOf = calledByRoute(template);
      return keptResources(configured, findRoutes(template, plan), callsOf).map(({ logicalId }) => logicalId);
    };
    expect(kept({ Raw: RAW })).to.deep.equal(['Raw', 'Second']);
    expect(kept({ Moved: route('GET /moved', to('RI'), IAM) })).to.deep.equal(['Raw', 'Second']);
    expect(kept({ Raw: route('ANY /raw/{proxy+}') })).to.deep.equal([]);
    expect(kept({ Raw: route('ANY /raw/{proxy+}', to('WebI'), IAM) })).to.deep.equal([]);
    expect(kept({})).to.deep.equal([]);
  });

  it('are those of configured code that another plugin has removed, and new functions with it', () => {
    const later = compile({ web: {}, s: { handler: 'h.r' } as object, t: { handler: 'h.t' } as object });
    const routes = configuredIn(later.plan, later.resources, CONFIGURED, resources);
    const [raw] = closedResources(routes, plan.code, later.plan.code);
    expect([...(raw?.calls ?? [])]).to.include.members(['RLambdaFunction', 'SLambdaFunction']);
    expect([...(raw?.calls ?? [])])
      .to.not.include('TLambdaFunction')
      .and.not.include('WebLambdaFunction');
    const ways = [
      { RI: integration({ Ref: 'Alias' }), Alias: { Type: 'AWS::Lambda::Alias', Properties: ALIAS } },
      { RI: integration('arn:aws:lambda:us-east-1:123456789012:function:svc-r') },
    ];
    for (const way of ways) {
      const [other] = closedResources(
        configuredIn(later.plan, later.resources, { ...way, Raw: RAW }, resources),
        plan.code,
        later.plan.code,
      );
      expect([...(other?.calls ?? [])]).to.deep.equal(['RLambdaFunction', 'SLambdaFunction']);
    }
    const shared = compile({ r: {}, web: { handler: 'h.r' } as object });
    const [own] = closedResources(
      configuredIn(shared.plan, shared.resources, CONFIGURED),
      shared.plan.code,
      shared.plan.code,
    );
    expect([...(own?.calls ?? [])]).to.deep.equal(['RLambdaFunction']);
    expect([...(own?.sameCode ?? [])]).to.deep.equal(['RLambdaFunction', 'WebLambdaFunction']);
  });
});

describe('functions that are known beside routes under resources', () => {
  it('are those of the service, and those that only the template has', () => {
    const { planned, plan, resources } = compile(FUNCTIONS);
    const intent = readIntent(planned, [], new CodeHistory());
    const Properties = { Handler: 'h.r', Code: { S3Key: 'p/code.zip' } };
    const lambda = { Type: 'AWS::Lambda::Function', Properties };
    const template = { Resources: { ...resources, RLambdaFunction: lambda, Copy: lambda } };
    const whole = wholeTemplate(template, configuredIn(plan, resources, CONFIGURED));
    const names = (...args: Parameters<typeof readConfiguredFacts>): string[] =>
      readConfiguredFacts(...args).code.map(({ name }) => name);
    expect(names(whole, plan, { first: intent, now: intent })).to.deep.equal(['r', 'web', 'Copy']);
    expect(names(whole, plan)).to.deep.equal(['r', 'web']);
  });
});

describe('what the user means of public routes under resources', () => {
  const { plan, resources } = compile(FUNCTIONS);
  const configured = after({ Open: route('GET /open', to('WebI')) });
  const isMeant = (now: Resources): boolean[] => {
    const template = { Resources: { ...resources, ...INTEGRATIONS, ...now } };
    const beside = readConfiguredFacts(
      wholeTemplate(template, configuredIn(plan, resources, configured)),
      plan,
    );
    return findRoutes(template, plan)
      .filter(({ logicalId }) => logicalId in now)
      .map(beside.isMeant);
  };

  it('is to call what it called as configured', () => {
    expect(isMeant({ Open: route('GET /open', to('WebI')) })).to.deep.equal([true]);
    expect(isMeant({ Open: route('GET /moved', to('WebI')) })).to.deep.equal([true]);
    expect(isMeant({ Open: route('GET /open', to('RI')) })).to.deep.equal([false]);
    expect(isMeant({ Other: route('GET /open', to('WebI')) })).to.deep.equal([false]);
    expect(isMeant({ Raw: route('GET /raw', to('RI')) })).to.deep.equal([false]);
  });
});
