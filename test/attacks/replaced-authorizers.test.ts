/** Two authorizers of the user's own, or of another plugin, that the framework compiles to one. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, withPlugin } from '../support/other-plugin';

type Json = Record<string, unknown>;

const HOOKS = ['initialize', 'before:package:initialize', 'before:package:compileEvents'] as const;
const pool = (id: string): string => `arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_${id}`;
const SHARED = 'arn:aws:lambda:us-east-1:123456789012:function:shared-auth';
const jwt = (issuer: string): Json => ({
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl: `https://${issuer}.example/`,
  audience: ['x'],
});

const rest = (name: string, authorizer: unknown): Json => ({
  handler: `handler.${name}`,
  events: [{ http: { method: 'get', path: `/${name}`, authorizer } }],
});
const http = (name: string, authorizer: unknown): Json => ({
  handler: `handler.${name}`,
  events: [{ httpApi: { method: 'GET', path: `/${name}`, authorizer } }],
});
const AUTH = { auth: { handler: 'handler.auth' } };

/** A function that another plugin adds, after those that are configured. */
const other =
  (authorizer: unknown): Act =>
  ({ service: { functions } }) => {
    functions.other = { name: 'svc-dev-other', ...rest('other', authorizer) } as never;
  };
const entry =
  (key: string, value: Json): Act =>
  (scene) => {
    const { authorizers } = scene.service.provider.httpApi as { authorizers: Json };
    authorizers[key] = value;
  };

interface Case {
  readonly what: string;
  readonly functions: Json;
  readonly provider?: Json;
  readonly act: Act;
}

const MINE = { httpApi: { authorizers: { mine: jwt('a'), 'my-auth': jwt('a') } } };
const REQUEST = { name: 'auth', type: 'request', identitySource: 'method.request.header.Authorization' };

const REFUSED: Case[] = [
  {
    what: 'another pool',
    functions: { me: rest('me', { name: 'pool', arn: pool('A'), scopes: ['admin'] }) },
    act: other({ name: 'pool', arn: pool('B') }),
  },
  {
    what: 'another function',
    functions: { ...AUTH, me: rest('me', 'auth') },
    act: other(SHARED),
  },
  {
    what: 'another type',
    functions: { ...AUTH, me: rest('me', REQUEST) },
    act: other({ name: 'auth' }),
  },
  {
    what: 'another time to keep decisions',
    functions: { ...AUTH, me: rest('me', { ...REQUEST, resultTtlInSeconds: 0 }) },
    act: other({ ...REQUEST, resultTtlInSeconds: 3600 }),
  },
  {
    what: 'another header',
    functions: { ...AUTH, me: rest('me', { name: 'auth', identitySource: 'method.request.header.X' }) },
    act: other({ name: 'auth' }),
  },
  {
    what: 'another issuer, of an HTTP API',
    functions: { me: http('me', 'mine') },
    provider: MINE,
    act: entry('other', { ...jwt('b'), name: 'mine' }),
  },
  {
    what: 'another issuer, under a name that becomes the same',
    functions: { me: http('me', 'my-auth') },
    provider: MINE,
    act: entry('myDashauth', jwt('b')),
  },
];

const LEGAL: Case[] = [
  {
    what: 'the same pool',
    functions: { me: rest('me', { name: 'pool', arn: pool('A'), scopes: ['admin'] }) },
    act: other({ name: 'pool', arn: pool('A') }),
  },
  {
    what: 'the same function, in another spelling',
    functions: { ...AUTH, me: rest('me', 'auth') },
    act: other({ arn: { 'Fn::GetAtt': ['AuthLambdaFunction', 'Arn'] }, name: 'auth', type: 'token' }),
  },
  {
    what: 'another pool under another name',
    functions: { me: rest('me', { name: 'pool', arn: pool('A') }) },
    act: other({ name: 'other', arn: pool('B') }),
  },
  {
    what: 'what the user has replaced in this way',
    functions: {
      ...AUTH,
      me: rest('me', { name: 'auth', resultTtlInSeconds: 0 }),
      you: rest('you', 'auth'),
    },
    act: other('auth'),
  },
  {
    what: 'another issuer, which no route uses',
    functions: { me: http('me', 'mine') },
    provider: MINE,
    act: entry('myDashauth', jwt('b')),
  },
];

/** Beside a function that is protected in any case. */
const configOf = ({ functions, provider = {} }: Pick<Case, 'functions' | 'provider'>) => {
  const st = { handler: 'handler.st', passage: true, events: [{ httpApi: 'GET /st' }] };
  return service({ ...functions, st }, { provider });
};

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: another plugin gives the name of an authorizer to`, () => {
    for (const each of REFUSED)
      for (const event of HOOKS)
        it(`${each.what} (${event})`, async () => {
          const files = withPlugin(each.act, { event, listed: 'last' }, configOf(each));
          const run = await packageService(framework, files);
          expect(run.code, run.output).to.equal(1);
          expect(run.problems.map(({ code }) => code)[0], run.output).to.match(
            /^PASSAGE_(AUDIT_FAILED|CONFIG_INVALID)$/,
          );
          expect(run.template).to.equal(null);
        });
  });
}

describe('attacks: another plugin may give the name of an authorizer to', () => {
  for (const each of LEGAL)
    it(each.what, async () => {
      const files = withPlugin(each.act, { event: HOOKS[1], listed: 'last' }, configOf(each));
      const run = await packageService('osls4', files);
      expect(run.code, run.output).to.equal(0);
    });
});

describe('two authorizers of one name', () => {
  it('are refused where they ask different functions, and both places are named', async () => {
    for (const framework of FRAMEWORKS) {
      const functions = { ...AUTH, me: rest('me', 'auth'), you: rest('you', SHARED) };
      const run = await packageService(framework, { service: configOf({ functions }) });
      expect(run.problems.map(({ code, where, what }) => [code, where, what])).to.deep.equal([
        [
          'PASSAGE_CONFIG_INVALID',
          'functions.you.events[0].http',
          'defines the same authorizer as functions.me.events[0].http, in a different way',
        ],
      ]);
    }
  });
});
