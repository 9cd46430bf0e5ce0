/** Routes that another plugin adds beside a protected one of the same function, which says nothing of them. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { type InProcessRun, packageService } from '../support/in-process';
import { type Act, type SceneFunction, withPlugin } from '../support/other-plugin';
import { warningsOf } from '../support/template';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const KEYS = ['httpApi', 'http'] as const;
type Key = (typeof KEYS)[number];

const event = (key: Key, path: string, passage?: unknown): Json => ({
  [key]: { method: 'GET', path, ...(passage !== undefined && { passage }) },
});
const fn = (...events: Json[]): SceneFunction => ({ handler: 'handler.me', events });

/** Adds events to each function, made of those that it has. */
const adding =
  (make: (method: string, path: string, key: string) => Json): Act =>
  ({ service: { functions } }) => {
    for (const each of Object.values(functions))
      each.events = each.events.flatMap((one) => {
        const [key = '', options] = Object.entries(one)[0] ?? [];
        const { method, path } = options as { method: string; path: string };
        return [one, make(method, path, key)];
      });
  };
const alias = adding((method, path, key) => ({ [key]: `${method} /v1${path}` }));

const packaged = (
  key: Key,
  act: Act,
  { passage = {}, functions = { me: fn(event(key, '/me', true)) } } = {},
  framework: (typeof FRAMEWORKS)[number] = 'osls4',
): Promise<InProcessRun> => {
  const config = service(functions, { custom: { passage: { ...APP, ...passage } } });
  return packageService(
    framework,
    withPlugin(act, { event: 'before:package:initialize', listed: 'last' }, config),
  );
};
for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: beside a protected route of its function, another plugin adds`, () => {
    for (const key of KEYS) {
      it(`a public route (${key})`, async () => {
        const run = await packaged(key, alias, {}, framework);
        expect(warningsOf(run)).to.deep.equal([`functions.me.events[1].${key}`]);
      });

      it(`a route without its scopes under protect: all (${key})`, async () => {
        const functions = { me: fn(event(key, '/me', { scopes: ['admin'] })) };
        const run = await packaged(key, alias, { passage: { protect: 'all' }, functions }, framework);
        expect(warningsOf(run)).to.deep.equal([`functions.me.events[1].${key}`]);
        expect(run.output).to.include(`functions.me.events[1].${key}: `).and.include('scopes admin');
      });
    }
  });
}

describe('attacks: no warning of routes where', () => {
  const SILENT: [what: string, act: Act, more?: Parameters<typeof packaged>[2]][] = [
    ['nothing is added', () => undefined],
    [
      'the user wrote both',
      () => undefined,
      { functions: { me: fn(event('httpApi', '/me', true), event('httpApi', '/open')) } },
    ],
    [
      'the new event says it',
      adding((method, path, key) => ({ [key]: { method, path: `/v1${path}`, passage: false } })),
    ],
    ['the function says it', alias, { functions: { me: { ...fn(event('httpApi', '/me')), passage: true } } }],
    ['the function has no protected route', alias, { functions: { me: fn(event('httpApi', '/me')) } }],
    ['they answer preflight requests', adding((_, path, key) => ({ [key]: { method: 'OPTIONS', path } }))],
    ['they are protected alike', alias, { passage: { protect: 'all' } }],
    [
      'all routes get a prefix',
      ({ service: { functions } }) => {
        for (const each of Object.values(functions))
          for (const { httpApi } of each.events)
            Object.assign(httpApi as Json, { path: `/v1${(httpApi as { path: string }).path}` });
      },
      { functions: { me: fn(event('httpApi', '/me', true), event('httpApi', '/open')) } },
    ],
  ];
  for (const [what, act, more] of SILENT)
    it(what, async () => {
      expect(warningsOf(await packaged('httpApi', act, more))).to.deep.equal([]);
    });
});
