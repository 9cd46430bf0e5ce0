/** A service that cannot be planned before another plugin completes it: what the user wrote counts all the same. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, type Scene, inTurn, withPlugin } from '../support/other-plugin';
import { accessByRoute, packaged, placesOf } from '../support/template';

type Json = Record<string, unknown>;

const ISSUER = 'https://issuer.example/';
const APP = { issuer: ISSUER, audience: 'api' };

interface Settings {
  custom: { passage?: Json };
  provider: { httpApi?: { authorizers?: Json } };
}

const settingsOf = (scene: Scene): Settings => scene.service as unknown as Settings;

/** What another plugin may do to a block that is not complete. */
const complete =
  (block: Json): Act =>
  (scene) => {
    const { custom } = settingsOf(scene);
    custom.passage = { ...custom.passage, ...block };
  };

const strings: Act = ({ service: { functions } }) => {
  for (const fn of Object.values(functions))
    fn.events = fn.events.map(({ httpApi }) => {
      const { method, path } = httpApi as { method: string; path: string };
      return { httpApi: `${method} ${path}` };
    });
};

const me = (options: Json, fn: Json = {}): Json => ({
  me: { handler: 'handler.me', events: [{ httpApi: { method: 'GET', path: '/me', ...options } }], ...fn },
});

interface Case {
  readonly what: string;
  readonly functions: Json;
  readonly custom: Json;
  readonly provider?: Json;
  readonly act: Act;
}

const NAMED = { passage: { apps: { customers: APP }, defaultApp: 'customers' } };
const withStaff = complete({ apps: { customers: APP, staff: { ...APP, audience: 'staff' } } });
const mine = { type: 'jwt', identitySource: '$request.header.X', issuerUrl: ISSUER, audience: ['mine'] };

const REFUSED: (Case & { code: string; where: string })[] = [
  {
    what: 'a setting, where the plugin adds the block',
    functions: me({ passage: true }),
    custom: {},
    act: inTurn(complete(APP), strings),
    where: 'functions.me.events[0].httpApi',
    code: 'PASSAGE_AUDIT_FAILED',
  },
  {
    what: 'scopes, where the plugin adds the audience',
    functions: me({ passage: { scopes: ['admin'] } }, { passage: true }),
    custom: { passage: { issuer: ISSUER } },
    act: inTurn(complete({ audience: 'api' }), strings),
    where: 'functions.me.events[0].httpApi',
    code: 'PASSAGE_AUDIT_FAILED',
  },
  {
    what: 'the app, where the plugin adds it',
    functions: me({ passage: 'staff' }, { passage: true }),
    custom: NAMED,
    act: inTurn(withStaff, strings),
    where: 'functions.me.events[0].httpApi',
    code: 'PASSAGE_AUDIT_FAILED',
  },
  {
    what: 'an own authorizer, where the plugin adds the block',
    functions: me({ authorizer: { type: 'aws_iam' } }),
    custom: {},
    act: inTurn(complete(APP), strings),
    where: 'functions.me.events[0].httpApi',
    code: 'PASSAGE_AUDIT_FAILED',
  },
  {
    what: 'protect: all, where the plugin replaces the block',
    functions: me({}),
    custom: { passage: { issuer: ISSUER, protect: 'all' } },
    act: (scene) => {
      settingsOf(scene).custom.passage = APP;
    },
    where: 'custom.passage.protect',
    code: 'PASSAGE_AUDIT_FAILED',
  },
  {
    what: 'the issuer, where the plugin adds the audience',
    functions: me({ passage: true }),
    custom: { passage: { issuer: ISSUER } },
    act: complete({ issuer: 'https://other.example/', audience: 'api' }),
    where: 'custom.passage.issuer',
    code: 'PASSAGE_AUDIT_FAILED',
  },
  {
    what: 'the default app, where the plugin adds it',
    functions: me({ passage: true }),
    custom: { passage: { ...NAMED.passage, defaultApp: 'staff' } },
    act: inTurn(withStaff, complete({ defaultApp: 'customers' })),
    where: 'custom.passage.defaultApp',
    code: 'PASSAGE_AUDIT_FAILED',
  },
  {
    what: 'a setting that conflicts with an authorizer',
    functions: me({ passage: true, authorizer: { type: 'aws_iam' } }),
    custom: { passage: APP },
    act: strings,
    where: 'functions.me.events[0].httpApi',
    code: 'PASSAGE_AUTHORIZER_CONFLICT',
  },
  {
    what: 'a setting, with an authorizer of the same name as ours',
    functions: me({ passage: true }),
    custom: { passage: APP },
    provider: { httpApi: { authorizers: { passage: mine } } },
    act: inTurn((scene) => {
      settingsOf(scene).provider.httpApi = {};
    }, strings),
    where: 'custom.passage.name',
    code: 'PASSAGE_AUTHORIZER_EXISTS',
  },
];

const LEGAL: (Case & { expected: Record<string, string> })[] = [
  {
    what: 'add the block',
    functions: me({ passage: true }),
    custom: {},
    act: complete(APP),
    expected: { 'GET /me': 'JWT passage' },
  },
  {
    what: 'add the audience',
    functions: me({ passage: { scopes: ['admin'] } }),
    custom: { passage: { issuer: ISSUER } },
    act: complete({ audience: 'api' }),
    expected: { 'GET /me': 'JWT passage [admin]' },
  },
  {
    what: 'add an app that an event names',
    functions: me({ passage: 'staff' }),
    custom: NAMED,
    act: withStaff,
    expected: { 'GET /me': 'JWT staff' },
  },
  {
    what: 'replace an issuer that is none yet',
    functions: me({ passage: true }),
    custom: { passage: { issuer: '<issuer of the stage>', audience: 'api' } },
    act: complete({ issuer: ISSUER }),
    expected: { 'GET /me': 'JWT passage' },
  },
  {
    what: 'add the block and a function',
    functions: me({ passage: true }),
    custom: {},
    act: inTurn(complete(APP), ({ service: { functions } }) => {
      functions.health = { handler: 'handler.health', name: 'health', events: [{ httpApi: 'GET /health' }] };
    }),
    expected: { 'GET /me': 'JWT passage', 'GET /health': 'NONE' },
  },
];

// A plugin that is listed after this one is too late to complete anything.
const PLACE = { event: 'initialize', listed: 'first' } as const;

const filesOf = ({ functions, custom, provider = {}, act }: Case) =>
  withPlugin(act, PLACE, service(functions, { custom, provider }));

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a service that is not complete yet loses`, () => {
    for (const test of REFUSED) {
      it(test.what, async () => {
        const run = await packageService(framework, filesOf(test));
        const found = placesOf(run.problems);
        expect(found, run.output).to.include(`${test.code} ${test.where}`);
        expect(run.template).to.equal(null);
      });
    }
  });
}

describe('attacks: how another plugin may complete a service', () => {
  for (const test of LEGAL) {
    it(test.what, async () => {
      for (const framework of FRAMEWORKS) {
        const run = await packageService(framework, filesOf(test));
        expect(run.code, run.output).to.equal(0);
        expect(accessByRoute(packaged(run))).to.deep.equal(test.expected);
      }
    });
  }
});
