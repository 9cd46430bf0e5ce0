/** Another plugin takes away what routes depend on, so that nothing is decided about them any more. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, type Scene, inTurn, withPlugin, without } from '../support/other-plugin';
import { placesOf } from '../support/template';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const LAMBDA = { ...APP, authorizerType: 'lambda' };
const APPS = { apps: { web: APP, ws: { ...LAMBDA, audience: 'ws' } }, defaultApp: 'web' };

const chat = (connect: Json | string): Json => ({
  chat: { handler: 'handler.chat', events: [{ websocket: connect }, { websocket: '$default' }] },
  web: { handler: 'handler.web', passage: true, events: [{ httpApi: 'GET /web' }] },
  auth: { handler: 'handler.auth' },
});

const customOf = (scene: Scene): { passage: { apps: Json } } =>
  (scene.service as unknown as { custom: { passage: { apps: Json } } }).custom;

const withoutApp: Act = (scene) => {
  Reflect.deleteProperty(customOf(scene).passage.apps, 'ws');
};
const asString: Act = ({ service: { functions } }) => {
  functions.chat?.events.splice(0, 1, { websocket: '$connect' });
};
const withoutConnect: Act = ({ service: { functions } }) => {
  functions.chat?.events.shift();
};

interface Case {
  readonly what: string;
  readonly passage: object;
  readonly connect: Json | string;
  readonly acts: readonly Act[];
}

const CONNECT = 'functions.chat.events[0].websocket';

const REFUSED: (Case & { readonly where: string[] })[] = [
  ...[asString, withoutConnect].map((act, i) => ({
    what: `the app of $connect, and its ${i === 0 ? 'setting' : 'event'}`,
    passage: { ...APPS, protect: 'all' },
    connect: { route: '$connect', passage: 'ws' },
    acts: [withoutApp, act],
    where: ['custom.passage.apps.ws', CONNECT],
  })),
  ...['opt-in', 'all'].map((protect) => ({
    what: `the last app for WebSocket APIs, and the own authorizer of $connect (protect: ${protect})`,
    passage: { ...APPS, protect },
    connect: { route: '$connect', authorizer: 'auth' },
    acts: [withoutApp, asString],
    where: [CONNECT],
  })),
  {
    what: 'the last app for WebSocket APIs, under protect: all',
    passage: { ...APPS, protect: 'all' },
    connect: { route: '$connect', passage: false },
    acts: [withoutApp],
    where: ['custom.passage'],
  },
  {
    what: 'the app of $connect, by apps in the place of one app',
    passage: LAMBDA,
    connect: { route: '$connect', passage: true },
    acts: [
      (scene) => {
        Object.assign(customOf(scene), { passage: { apps: { web: APP } } });
      },
      asString,
    ],
    where: ['custom.passage', CONNECT],
  },
];

const LEGAL: Case[] = [
  {
    what: 'an app that no route uses',
    passage: APPS,
    connect: '$connect',
    acts: [withoutApp],
  },
  {
    what: 'an app that no route uses, and a WebSocket API',
    passage: APPS,
    connect: { route: '$connect', authorizer: 'auth' },
    acts: [withoutApp, without('chat')],
  },
];

const filesOf = ({ passage, connect, acts }: Case, event: string) =>
  withPlugin(inTurn(...acts), { event, listed: 'first' }, service(chat(connect), { custom: { passage } }));

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: another plugin removes`, () => {
    for (const test of REFUSED) {
      it(test.what, async () => {
        for (const event of ['initialize', 'before:package:initialize']) {
          const run = await packageService(framework, filesOf(test, event));
          const found = placesOf(run.problems);
          expect(found, run.output).to.include.members(
            test.where.map((where) => `PASSAGE_AUDIT_FAILED ${where}`),
          );
          expect(run.template).to.equal(null);
        }
      });
    }
  });
}

describe('attacks: what another plugin may remove', () => {
  for (const test of LEGAL) {
    it(test.what, async () => {
      for (const framework of FRAMEWORKS) {
        const run = await packageService(framework, filesOf(test, 'initialize'));
        expect(run.code, run.output).to.equal(0);
      }
    });
  }
});
