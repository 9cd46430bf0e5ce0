/** Conditions that the user has written on a route within a protected one, and that another plugin removes or replaces. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, type Scene, withActs, withPlugin } from '../support/other-plugin';
import { expectProblems } from '../support/template';

type Json = Record<string, unknown>;

const APP = { custom: { passage: { issuer: 'https://issuer.example/', audience: 'api', protect: 'all' } } };
const Conditions = { IsDev: { 'Fn::Equals': ['prod', 'dev'] }, IsTest: { 'Fn::Equals': ['prod', 'test'] } };
const Condition = 'IsDev';

const api = (...events: Json[]): Json => ({ api: { handler: 'handler.api', events } });
const all = { method: 'ANY', path: '/{proxy+}', passage: { scopes: ['admin'] } };
const debug = (passage: unknown): Json => ({ method: 'GET', path: '/debug', passage });

const resourcesOf = (scene: Scene): Record<string, Json> =>
  (scene.service as unknown as { resources: Record<string, Json> }).resources;
/** What the framework has compiled. */
const compiledIn = ({ resources }: Scene): Record<string, Json> =>
  resources as unknown as Record<string, Json>;

interface Case {
  readonly events: Json[];
  readonly resources: Json;
  /** Of the route with the condition. */
  readonly id: string;
}

const ROUTE = { Type: 'AWS::ApiGatewayV2::Route' };
const JWT = { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'HttpApiAuthorizerPassage' } };
const RAW = {
  ...ROUTE,
  Condition,
  Properties: {
    ...{ ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /debug', ...JWT },
    Target: { 'Fn::Sub': 'integrations/${HttpApiIntegrationApi}' },
  },
};

const CASES: Record<string, Case> = {
  'a public event': {
    events: [{ httpApi: all }, { httpApi: debug(false) }],
    resources: { extensions: { HttpApiRouteGetDebug: { Condition } } },
    id: 'HttpApiRouteGetDebug',
  },
  'an event without its scopes': {
    events: [{ httpApi: all }, { httpApi: debug(true) }],
    resources: { Resources: { HttpApiRouteGetDebug: { ...ROUTE, Condition } } },
    id: 'HttpApiRouteGetDebug',
  },
  'a public http event': {
    events: [{ http: all }, { http: debug(false) }],
    resources: { extensions: { ApiGatewayMethodDebugGet: { Condition } } },
    id: 'ApiGatewayMethodDebugGet',
  },
  'a route under resources': {
    events: [{ httpApi: all }],
    resources: { Resources: { Debug: RAW } },
    id: 'Debug',
  },
};

/** Edits of the compiled template, after `resources:` have been merged into it. */
const LATE = { event: 'after:aws:package:finalize:mergeCustomProviderResources', listed: 'last' } as const;

const EDITS: Record<string, (id: string) => Act> = {
  removes: (id) => (scene) => {
    const { Type, Properties } = compiledIn(scene)[id] ?? {};
    compiledIn(scene)[id] = { Type, Properties };
  },
  replaces: (id) => (scene) => {
    Object.assign(compiledIn(scene)[id] ?? {}, { Condition: 'IsTest' });
  },
};

const configOf = ({ events, resources }: Case): object =>
  service(api(...events), { ...APP, resources: { Conditions, ...resources } });

for (const framework of FRAMEWORKS)
  describe(`attacks, ${framework}: within a protected route, another plugin`, () => {
    for (const [what, each] of Object.entries(CASES)) {
      for (const [how, edit] of Object.entries(EDITS))
        it(`${how} the condition of ${what}`, async () => {
          const run = await packageService(framework, withPlugin(edit(each.id), LATE, configOf(each)));
          expectProblems(run, `PASSAGE_AUDIT_FAILED Resources.${each.id}`);
        });
      it(`leaves the condition of ${what}`, async () => {
        const run = await packageService(framework, { service: configOf(each) });
        expect(run.code, run.output).to.equal(0);
      });
    }
  });

describe('attacks: a condition of the user', () => {
  const each = CASES['a public event']!;

  it('is lost with the entry that another plugin writes in its place', async () => {
    const act: Act = (scene) =>
      Object.assign(resourcesOf(scene).extensions ?? {}, {
        [each.id]: { Properties: { OperationName: 'd' } },
      });
    const early = { event: 'before:package:initialize', listed: 'last' } as const;
    const run = await packageService('osls4', withPlugin(act, early, configOf(each)));
    expectProblems(run, `PASSAGE_AUDIT_FAILED Resources.${each.id}`);
  });

  it('is lost with the path of its route', async () => {
    const prefix: Act = (scene) => {
      for (const { events } of Object.values(scene.service.functions))
        for (const { httpApi } of events)
          Object.assign(httpApi as Json, { path: `/v1${(httpApi as { path: string }).path}` });
      const { extensions = {} } = resourcesOf(scene);
      resourcesOf(scene).extensions = { HttpApiRouteGetV1Debug: extensions[each.id] };
    };
    const early = 'before:package:initialize';
    const kept = await packageService('osls4', withActs([[prefix, early]], configOf(each)));
    expect(kept.code, kept.output).to.equal(0);
    const acts = [
      [prefix, early],
      [EDITS.removes!('HttpApiRouteGetV1Debug'), LATE.event],
    ] as const;
    const lost = await packageService('osls4', withActs(acts, configOf(each)));
    expectProblems(lost, 'PASSAGE_AUDIT_FAILED Resources.HttpApiRouteGetV1Debug');
  });

  it('is lost for each method', async () => {
    const split: Act = ({ service: { functions } }) =>
      functions.api?.events.splice(
        1,
        1,
        { httpApi: debug(false) },
        { httpApi: { ...debug(false), method: 'PUT' } },
      );
    const events = [{ httpApi: all }, { httpApi: { ...debug(false), method: 'ANY' } }];
    const resources = { Resources: { HttpApiRouteAnyDebug: { ...ROUTE, Condition } } };
    const dropped: Act = (scene) => {
      split(scene);
      resourcesOf(scene).Resources = {};
    };
    const config = configOf({ ...each, events, resources });
    const run = await packageService('osls4', withActs([[dropped, 'before:package:initialize']], config));
    const ids = ['Get', 'Put'].map((method) => `PASSAGE_AUDIT_FAILED Resources.HttpApiRoute${method}Debug`);
    expectProblems(run, ...ids);
  });

  it('is lost beside a protected event that is gone', async () => {
    const orders = {
      handler: 'handler.orders',
      events: [{ httpApi: { method: 'GET', path: '/orders', passage: true } }],
    };
    const page = { ...ROUTE, Condition, Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /{page}' } };
    const config = (resources: Json): object =>
      service(
        { orders, ...api({ httpApi: { method: 'GET', path: '/me', passage: true } }) },
        {
          custom: { passage: { ...APP.custom.passage, protect: 'opt-in' } },
          resources: { Conditions, ...resources },
        },
      );
    const removed =
      (edit: Act): Act =>
      (scene) => {
        Object.assign(scene.service.functions.orders ?? {}, { events: [] });
        edit(scene);
      };
    const lost = removed((scene) => {
      Reflect.deleteProperty(resourcesOf(scene).Resources?.Page as Json, 'Condition');
    });
    const copied = removed((scene) => {
      const { Resources = {} } = resourcesOf(scene);
      Resources.PageTest = { ...(Resources.Page as Json), Condition: 'IsTest' };
    });
    const early = { event: 'before:package:initialize', listed: 'last' } as const;
    for (const act of [lost, copied]) {
      const files = withPlugin(act, early, config({ Resources: { Page: structuredClone(page) } }));
      const run = await packageService('osls4', files);
      expect(new Set(run.problems.map(({ code }) => code))).to.deep.equal(new Set(['PASSAGE_AUDIT_FAILED']));
    }
    const nothing = removed(() => undefined);
    const kept = await packageService(
      'osls4',
      withPlugin(nothing, early, config({ Resources: { Page: structuredClone(page) } })),
    );
    expect(kept.code, kept.output).to.equal(0);
  });

  it('may be lost where no protected route is wider', async () => {
    const beside = { ...each, events: [{ httpApi: { ...all, path: '/me' } }, { httpApi: debug(false) }] };
    const run = await packageService('osls4', withPlugin(EDITS.removes!(each.id), LATE, configOf(beside)));
    expect(run.code, run.output).to.equal(0);
  });

  it('may move with its route under another logical ID', async () => {
    const raw = CASES['a route under resources']!;
    const rename: Act = (scene) => {
      compiledIn(scene).TeamDebug = compiledIn(scene).Debug!;
      delete compiledIn(scene).Debug;
    };
    const run = await packageService('osls4', withPlugin(rename, LATE, configOf(raw)));
    expect(run.code, run.output).to.equal(0);
    const both: Act = (scene) => {
      rename(scene);
      EDITS.removes!('TeamDebug')(scene);
    };
    const lost = await packageService('osls4', withPlugin(both, LATE, configOf(raw)));
    expectProblems(lost, 'PASSAGE_AUDIT_FAILED Resources.TeamDebug');
  });
});
