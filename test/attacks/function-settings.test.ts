/** `passage` of a function counts for every event that another plugin gives the function. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, withPlugin } from '../support/other-plugin';
import { accessByRoute, expectProblems, packaged } from '../support/template';

type Json = Record<string, unknown>;

const HOOKS = ['initialize', 'before:package:initialize'] as const;
const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const APPS = { apps: { c: APP, s: { ...APP, audience: 's' } }, defaultApp: 'c' };
const LAMBDA = { ...APP, authorizerType: 'lambda' };

/** The function again, with its handler and name only, and with these events. */
const rebuilt =
  (events: Json[], name = 'me'): Act =>
  ({ service: { functions } }) => {
    const { me } = functions;
    if (me === undefined) return;
    const { handler } = me;
    if (name !== 'me') delete functions.me;
    functions[name] = { handler: String(handler), name: `svc-dev-${name}`, events };
  };
const added =
  (...events: Json[]): Act =>
  (scene) => {
    rebuilt([...(scene.service.functions.me?.events ?? []), ...events])(scene);
  };

interface Case {
  readonly what: string;
  readonly passage?: Json;
  readonly me: Json;
  readonly act: Act;
}

const ME = { handler: 'handler.me', passage: true };
const WITH_EVENT = { ...ME, events: [{ httpApi: 'GET /me' }] };

const REFUSED: Case[] = [
  { what: 'its first event, httpApi', me: ME, act: rebuilt([{ httpApi: 'GET /me' }]) },
  { what: 'its first event, http', me: ME, act: rebuilt([{ http: 'GET /me' }]) },
  { what: 'its first event, under another name', me: ME, act: rebuilt([{ httpApi: 'GET /me' }], 'you') },
  {
    what: 'its first events, of a WebSocket API',
    passage: LAMBDA,
    me: ME,
    act: rebuilt([{ websocket: '$connect' }, { websocket: '$default' }]),
  },
  {
    what: 'app and scopes, which the service decides about',
    passage: { ...APPS, protect: 'all' },
    me: { ...ME, passage: { app: 's', scopes: ['admin'] } },
    act: rebuilt([{ httpApi: 'GET /me' }]),
  },
  {
    what: 'scopes, of a REST API',
    passage: APPS,
    me: { ...ME, passage: { scopes: ['admin'] } },
    act: (scene) => {
      rebuilt([{ http: 'GET /me' }])(scene);
      Object.assign(scene.service.functions.me ?? {}, { passage: true });
    },
  },
  { what: 'an event beside the configured one', me: WITH_EVENT, act: added({ httpApi: 'GET /me/export' }) },
  {
    what: 'an event beside the configured one, http',
    me: { ...ME, events: [{ http: 'GET /me' }] },
    act: added({ http: 'GET /me/export' }),
  },
];

/** Without any event that could have the setting. */
const WITH_URL: Act = ({ service: { functions } }) => {
  const handler = String(functions.me?.handler);
  Object.assign(functions, { me: { handler, name: 'svc-dev-me', events: [], url: true } });
};

const LEGAL: (Case & { expected: Json })[] = [
  {
    what: 'an event, where the setting is left',
    me: ME,
    act: ({ service: { functions } }) => {
      Object.assign(functions.me ?? {}, { events: [{ httpApi: 'GET /me' }] });
    },
    expected: { 'GET /me': 'JWT passage' },
  },
  {
    what: 'an event that says itself that it is public',
    me: ME,
    act: rebuilt([{ httpApi: { method: 'GET', path: '/me', passage: false } }]),
    expected: { 'GET /me': 'NONE' },
  },
  {
    what: 'an event of another function',
    me: WITH_EVENT,
    act: ({ service: { functions } }) => {
      functions.ping = {
        handler: 'handler.ping',
        name: 'svc-dev-ping',
        events: [{ httpApi: 'GET /ping' }],
      };
    },
    expected: { 'GET /me': 'JWT passage', 'GET /ping': 'NONE' },
  },
];

/** Beside a function that is protected in any case. */
const filesOf = ({ me, passage = APP, act }: Case, event: string) => {
  const st = { handler: 'handler.st', passage: true, events: [{ httpApi: 'GET /st' }] };
  return withPlugin(act, { event, listed: 'last' }, service({ me, st }, { custom: { passage } }));
};

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: the setting of a function is lost, and another plugin adds`, () => {
    for (const each of REFUSED)
      for (const event of HOOKS)
        it(`${each.what} (${event})`, async () => {
          const run = await packageService(framework, filesOf(each, event));
          expect(run.code, run.output).to.equal(1);
          expect([...new Set(run.problems.map(({ code }) => code))], run.output).to.deep.equal([
            'PASSAGE_AUDIT_FAILED',
          ]);
          expect(run.problems[0]?.where).to.match(/^functions\.(me|you)\.events\[[01]\]/);
          expect(run.template).to.equal(null);
        });
  });
}

describe('attacks: the setting of a function is lost, and another plugin opens', () => {
  for (const framework of FRAMEWORKS)
    for (const event of HOOKS)
      it(`a function URL, ${framework} (${event})`, async () => {
        const run = await packageService(framework, filesOf({ what: '', me: ME, act: WITH_URL }, event));
        expectProblems(run, 'PASSAGE_AUDIT_FAILED functions.me.url');
      });
});

describe('attacks: another plugin may add', () => {
  for (const each of LEGAL)
    it(each.what, async () => {
      const run = await packageService('osls4', filesOf(each, 'before:package:initialize'));
      expect(accessByRoute(packaged(run))).to.deep.equal({ 'GET /st': 'JWT passage', ...each.expected });
    });
});
