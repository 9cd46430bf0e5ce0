/** An event moves to an API of another kind, where the name of its authorizer means something else. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, inTurn, withPlugin } from '../support/other-plugin';
import { expectProblems } from '../support/template';

type Json = Record<string, unknown>;

const HOOKS = ['initialize', 'before:package:initialize'] as const;
const MINE = {
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl: 'https://a.example/',
  audience: ['x'],
};

/** The events of `me`, under another key. */
const moved =
  (from: string, to: string, more: Json = {}): Act =>
  ({ service: { functions } }) => {
    const { me } = functions;
    if (me !== undefined)
      me.events = me.events.map(({ [from]: event }) => ({ [to]: { ...(event as Json), ...more } }));
  };
const copied: Act = ({ service: { functions } }) => {
  Object.assign(functions, JSON.parse(JSON.stringify(functions)));
};

interface Case {
  readonly what: string;
  readonly kind: 'httpApi' | 'http';
  readonly authorizer: Json;
  readonly act: Act;
}

const REFUSED: (Case & { readonly where: string })[] = [
  {
    what: 'httpApi to http',
    kind: 'httpApi',
    authorizer: { authorizer: 'mine' },
    act: moved('httpApi', 'http'),
    where: 'functions.me.events[0].http',
  },
  {
    what: 'httpApi to http, with its scopes',
    kind: 'httpApi',
    authorizer: { authorizer: { name: 'mine', scopes: ['x'] } },
    act: moved('httpApi', 'http'),
    where: 'functions.me.events[0].http',
  },
  {
    what: 'http to httpApi',
    kind: 'http',
    authorizer: { authorizer: 'mine' },
    act: moved('http', 'httpApi'),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'a copy, in which our authorizer is a name, to http',
    kind: 'httpApi',
    authorizer: { passage: true },
    act: inTurn(copied, moved('httpApi', 'http')),
    where: 'functions.me.events[0].http',
  },
];

const LEGAL: Case[] = [
  {
    what: 'says passage',
    kind: 'httpApi',
    authorizer: { authorizer: 'mine' },
    act: moved('httpApi', 'http', { authorizer: undefined, passage: true }),
  },
  {
    what: 'has IAM',
    kind: 'http',
    authorizer: { authorizer: 'aws_iam' },
    act: moved('http', 'httpApi', { authorizer: { type: 'aws_iam' } }),
  },
];

/** Functions have the names of the authorizers, too. */
const filesOf = ({ kind, authorizer, act }: Case, event: string) => {
  const fns = {
    mine: { handler: 'handler.mine' },
    passage: { handler: 'handler.passage' },
    st: { handler: 'handler.st', passage: true, events: [{ httpApi: 'GET /st' }] },
    me: { handler: 'handler.me', events: [{ [kind]: { method: 'GET', path: '/me', ...authorizer } }] },
  };
  const provider = { httpApi: { authorizers: { mine: MINE } } };
  return withPlugin(act, { event, listed: 'last' }, service(fns, { provider }));
};

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: an event with an authorizer is moved`, () => {
    for (const each of REFUSED)
      for (const event of HOOKS)
        it(`${each.what} (${event})`, async () => {
          const run = await packageService(framework, filesOf(each, event));
          expectProblems(run, `PASSAGE_AUDIT_FAILED ${each.where}`);
        });
  });
}

describe('attacks: an event may be moved to another API where it', () => {
  for (const each of LEGAL)
    it(each.what, async () => {
      const run = await packageService('osls4', filesOf(each, HOOKS[1]));
      expect(run.code, run.output).to.equal(0);
    });
});
