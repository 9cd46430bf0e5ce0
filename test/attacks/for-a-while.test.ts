/** An event that says something for a while: what it says at the end counts, and what the user configured. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, withActs } from '../support/other-plugin';
import { expectProblems } from '../support/template';

type Json = Record<string, unknown>;

const me = (event: Json): Act => {
  return ({ service: { functions } }) => {
    if (functions.me !== undefined) functions.me.events = [event];
  };
};
const http = (options: Json): Json => ({ httpApi: { method: 'GET', path: '/me', ...options } });
const rest = (options: Json): Json => ({ http: { method: 'get', path: 'me', ...options } });

interface Case {
  readonly what: string;
  readonly event: Json;
  readonly between: Json;
  readonly then: Json;
  readonly fn?: Json;
}

const mine = { type: 'request', functionName: 'gate' };

const REFUSED: Case[] = [
  {
    what: 'that it is public, HTTP',
    event: http({ passage: true }),
    between: http({ passage: false }),
    then: { httpApi: 'GET /me' },
  },
  {
    what: 'that it is public, REST',
    event: rest({ passage: true }),
    between: rest({ passage: false }),
    then: { http: 'GET me' },
  },
  {
    what: 'that it is public, of which the function says otherwise',
    event: http({ passage: { scopes: ['admin'] } }),
    between: http({ passage: false }),
    then: { httpApi: 'GET /me' },
    fn: { passage: true },
  },
  {
    what: 'that it is public, with its own authorizer',
    event: http({ authorizer: 'mine' }),
    between: http({ passage: false }),
    then: { httpApi: 'GET /me' },
  },
  {
    what: 'other scopes',
    event: http({ passage: { scopes: ['admin'] } }),
    between: http({ passage: { scopes: [] } }),
    then: http({ passage: true }),
  },
  {
    what: 'that it is public, and gets another path',
    event: http({ passage: true }),
    between: http({ passage: false }),
    then: { httpApi: 'GET /v1/me' },
  },
];

const filesOf = ({ event, between, then, fn }: Case) =>
  withActs(
    [
      [me(between), 'initialize'],
      [me(then), 'before:package:initialize'],
    ],
    service(
      { me: { handler: 'handler.me', events: [event], ...fn }, gate: { handler: 'handler.gate' } },
      {
        custom: { passage: { issuer: 'https://issuer.example/', audience: 'api' } },
        provider: { httpApi: { authorizers: { mine } } },
      },
    ),
    'first',
  );

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: an event says for a while`, () => {
    for (const test of REFUSED) {
      it(test.what, async () => {
        const run = await packageService(framework, filesOf(test));
        const key = Object.keys(test.event).join();
        expectProblems(run, `PASSAGE_AUDIT_FAILED functions.me.events[0].${key}`);
      });
    }
  });
}

describe('attacks: an event that ends as it was', () => {
  it('is packaged, whatever it said for a while', async () => {
    const event = http({ passage: { scopes: ['admin'] } });
    for (const then of [event, http({ passage: false })]) {
      const test = { what: '', event, between: http({ passage: false }), then };
      const run = await packageService('osls4', filesOf(test));
      expect(run.code, run.output).to.equal(0);
    }
  });
});
