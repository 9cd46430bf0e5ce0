/** Events that another plugin opens in so many words, or adds, once ours has applied its plan: the template is as planned. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, withPlugin } from '../support/other-plugin';
import { accessByMethod, accessByRoute, packaged, warningsOf } from '../support/template';

type Json = Record<string, unknown>;

const JWT = { issuer: 'https://issuer.example/', audience: 'api' };
const LAMBDA = { ...JWT, authorizerType: 'lambda' };
const CORS = { httpApi: { cors: true } };
const LATE = { event: 'before:package:initialize', listed: 'last' } as const;

/** Writes `passage: false` next to what the event of a path has by then. */
const opening =
  (path: string): Act =>
  ({ service: { functions } }) => {
    for (const { events } of Object.values(functions))
      for (const options of events.map((event) => Object.values(event)[0] as Json))
        if (options.path === path) options.passage = false;
  };
const adding =
  (...events: Json[]): Act =>
  ({ service: { functions } }) => {
    functions.me!.events.push(...events);
  };

const CASES: {
  what: string;
  passage: object;
  events: Json[];
  act: Act;
  expected: Json;
  /** What is warned about. */
  warned: string[];
}[] = [
  ...[
    { of: 'JWT', passage: JWT, name: 'JWT passage' },
    { of: 'Lambda', passage: LAMBDA, name: 'CUSTOM passage' },
  ].flatMap(({ of, passage, name }) => [
    {
      what: `${of}: the only protected route is opened`,
      passage,
      events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }],
      act: opening('/me'),
      expected: { 'GET /me': 'NONE' },
      warned: ['functions.me.events[0].httpApi'],
    },
    {
      what: `${of}: events are added behind a preflight event`,
      passage,
      events: [{ httpApi: { method: 'ANY', path: '/me', passage: true } }],
      act: adding(
        { httpApi: { method: 'GET', path: '/b', passage: true } },
        { httpApi: { method: 'POST', path: '/c', passage: false } },
      ),
      expected: { 'ANY /me': name, 'OPTIONS /me': 'NONE', 'GET /b': name, 'POST /c': 'NONE' },
      warned: [],
    },
  ]),
  {
    what: 'REST: one of two protected routes is opened',
    passage: JWT,
    events: [
      { http: { method: 'GET', path: 'me', passage: true } },
      { http: { method: 'PUT', path: 'you', passage: true } },
    ],
    act: opening('me'),
    expected: { ApiGatewayMethodMeGet: 'NONE', ApiGatewayMethodYouPut: 'JWT passage' },
    warned: ['functions.me.events[0].http'],
  },
];

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: after our plan is applied`, () => {
    for (const { what, passage, events, act, expected, warned } of CASES)
      it(what, async () => {
        const functions = { me: { handler: 'handler.me', events } };
        const config = service(functions, { custom: { passage }, provider: CORS });
        const run = await packageService(framework, withPlugin(act, LATE, config));
        const template = packaged(run);
        expect({ ...accessByRoute(template), ...accessByMethod(template) }).to.deep.equal(expected);
        expect(warningsOf(run), run.output).to.deep.equal(warned);
      });
  });
}
