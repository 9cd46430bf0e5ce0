/** The event says what it said, and another plugin changes what that means. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, nothing, withPlugin } from '../support/other-plugin';
import { expectProblems } from '../support/template';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const EARLY = 'before:package:initialize';

interface Settings {
  custom: { passage: Json };
  provider: { httpApi?: { authorizers: Record<string, Json> } };
  resources: { Resources: Record<string, { Properties: Json }> };
}
const settings =
  (change: (settings: Settings) => void): Act =>
  (scene) => {
    change(scene.service as unknown as Settings);
  };

const jwt = (issuerUrl: string): Json => ({
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl,
  audience: ['any'],
});
const OWN = { httpApi: { authorizers: { mine: jwt('https://a.example/') } } };
const http = (options: Json): Json => ({ httpApi: { method: 'GET', path: '/me', ...options } });
const rest = (authorizer: Json): Json => ({ http: { method: 'get', path: 'me', authorizer } });
const POOL = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_A';

/** The event as an object with some of its keys, its path changed. */
const rebuilt =
  (prefix: string): Act =>
  ({ service: { functions } }) => {
    const { method, path, passage } = functions.me?.events[0]?.httpApi as Json;
    if (functions.me !== undefined)
      functions.me.events = [{ httpApi: { method, path: `${prefix}${String(path)}`, passage } }];
  };

interface Case {
  readonly what: string;
  readonly event: Json;
  readonly fn?: Json;
  readonly extra?: Json;
  readonly passage?: Json;
  readonly act: Act;
  readonly at?: string;
  readonly where: string;
}

const ME_HTTP = 'functions.me.events[0].httpApi';

/** The pool of an authorizer under `resources:` that the event refers to in some way. */
const poolOf = (authorizerId: unknown): Case => ({
  what: `what ${JSON.stringify(authorizerId)} is`,
  event: rest({ type: 'COGNITO_USER_POOLS', authorizerId }),
  extra: {
    resources: {
      Conditions: { Live: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } },
      Resources: {
        Mine: {
          Type: 'AWS::ApiGateway::Authorizer',
          Properties: {
            RestApiId: { Ref: 'ApiGatewayRestApi' },
            Name: 'x',
            Type: 'COGNITO_USER_POOLS',
            IdentitySource: 'method.request.header.Authorization',
            ProviderARNs: [POOL],
          },
        },
      },
    },
  },
  act: settings(({ resources: { Resources } }) => {
    if (Resources.Mine !== undefined) Resources.Mine.Properties.ProviderARNs = [`${POOL}_OTHER`];
  }),
  where: 'Resources.Mine',
});

const REFUSED: Case[] = [
  ...[{}, { scopes: ['admin'] }].map((scopes) => ({
    what: `the app's name is that of a new function, ${JSON.stringify(scopes)}`,
    event: rest({ name: 'passage', ...scopes }),
    act: (({ service: { functions } }) => {
      functions.passage = { name: 'svc-dev-passage', handler: 'handler.passage', events: [] };
    }) satisfies Act,
    at: 'initialize',
    where: 'functions.me.events[0].http',
  })),
  ...['main', 'other'].map((name) => ({
    what: `the app is called ${name}, and another authorizer has its name`,
    event: http({ authorizer: 'passage' }),
    act: settings(({ custom, provider }) => {
      custom.passage.name = name;
      provider.httpApi = { authorizers: { passage: jwt('https://other.example/') } };
    }),
    where: ME_HTTP,
  })),
  ...['mine', { name: 'mine' }].map((authorizer) => ({
    what: `the app has the name of the event's own authorizer ${JSON.stringify(authorizer)}`,
    event: http({ authorizer }),
    extra: { provider: OWN },
    act: settings(({ custom, provider }) => {
      delete provider.httpApi;
      custom.passage.name = 'mine';
    }),
    where: ME_HTTP,
  })),
  ...['', '/v1'].flatMap((prefix) =>
    [{}, { protect: 'all' }].map((passage) => ({
      what: `passage: false without the authorizer beside it, ${JSON.stringify({ prefix, ...passage })}`,
      event: http({ authorizer: 'mine', passage: false }),
      extra: { provider: OWN },
      fn: { passage: true },
      passage,
      act: rebuilt(prefix),
      where: ME_HTTP,
    })),
  ),
  poolOf({ 'Fn::Sub': '${Mine}' }),
  poolOf({ 'Fn::If': ['Live', { Ref: 'Mine' }, 'abc'] }),
];

const filesOf = ({ event, fn, extra, passage, act, at = EARLY }: Case) =>
  withPlugin(
    act,
    { event: at, listed: at === 'initialize' ? 'first' : 'last' },
    service(
      {
        me: { handler: 'handler.me', events: [event], ...fn },
        you: { handler: 'handler.you', events: [http({ path: '/you', passage: true })] },
      },
      { custom: { passage: { ...APP, ...passage } }, ...extra },
    ),
  );

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: another plugin changes what an event means`, () => {
    for (const test of REFUSED) {
      it(test.what, async () => {
        const run = await packageService(framework, filesOf(test));
        expectProblems(run, `PASSAGE_AUDIT_FAILED ${test.where}`);
      });
    }
  });
}

describe('attacks: an event with its own authorizer', () => {
  it('is packaged as it is, and under a prefix', async () => {
    for (const test of REFUSED) {
      const run = await packageService('osls4', filesOf({ ...test, act: nothing }));
      expect(run.code, `${test.what}\n${run.output}`).to.equal(0);
    }
  });

  it('may get another one by name', async () => {
    const act: Act = ({ service: { functions } }) => {
      if (functions.me !== undefined) functions.me.events = [http({ authorizer: 'mine' })];
    };
    const test = {
      what: '',
      event: http({ authorizer: 'passage' }),
      extra: { provider: OWN },
      act,
      where: '',
    };
    const run = await packageService('osls4', filesOf(test));
    expect(run.code, run.output).to.equal(0);
  });

  it('may stay public beside one that says passage: false', async () => {
    const act: Act = ({ service: { functions } }) => {
      for (const fn of Object.values(functions))
        fn.events = fn.events.map((event) => {
          const options = event.httpApi as Json;
          return { httpApi: { ...options, path: `/v1${String(options.path)}` } };
        });
      functions.me?.events.push(http({ path: '/new', passage: false }));
    };
    const event = http({ authorizer: 'mine', passage: false });
    const test = { what: '', event, extra: { provider: OWN }, act, where: '' };
    const run = await packageService('osls4', filesOf(test));
    expect(run.code, run.output).to.equal(0);
  });
});
