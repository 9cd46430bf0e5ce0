/** Another plugin makes one event of several: what the first one said is not said of the requests of the others. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import {
  type Act,
  type Scene,
  type SceneFunction,
  inTurn,
  withPlugin,
  without,
} from '../support/other-plugin';
import { accessByMethod, accessByRoute, packaged } from '../support/template';

type Json = Record<string, unknown>;

const APPS = {
  defaultApp: 'customers',
  apps: {
    customers: { issuer: 'https://c.example/', audience: 'c' },
    staff: { issuer: 'https://s.example/', audience: 's' },
  },
};
const MINE = {
  httpApi: {
    authorizers: {
      mine: {
        type: 'jwt',
        identitySource: '$request.header.Authorization',
        issuerUrl: 'https://other.example/',
        audience: ['a'],
      },
    },
  },
};
const EARLY = { event: 'before:package:initialize', listed: 'last' } as const;
const POOL = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc';
const PUBLIC = { passage: false };
const PROTECTED = { passage: true };
const STAFF = { passage: 'staff' };
const READ = { passage: { scopes: ['read'] } };
const ADMIN = { passage: { scopes: ['admin'] } };

const http = (method: string, path: string, more: Json = {}): Json => ({
  httpApi: { method, path, ...more },
});
const rest = (method: string, path: string, more: Json = {}): Json => ({ http: { method, path, ...more } });
const fn = (handler: string, ...events: Json[]): Json => ({ handler: `${handler}.handler`, events });
const partsOf = (event: Json): [kind: string, options: Json] => Object.entries(event)[0] as [string, Json];
const eventsOf = (functions: Record<string, SceneFunction>): Json[] =>
  Object.values(functions).flatMap(({ events }) => events);

/** One event for each path: as the first one of the path, for all methods. */
function oneByPath(events: readonly Json[]): Json[] {
  const byPath = new Map<unknown, Json>();
  for (const event of events) {
    const { path } = partsOf(event)[1];
    const [kind, options] = partsOf(byPath.get(path) ?? event);
    byPath.set(path, { [kind]: byPath.has(path) ? { ...options, method: 'ANY' } : options });
  }
  return [...byPath.values()];
}
/** All functions as one with a handler of its own. */
const bundled =
  (name: string, eventsFor: (events: Json[]) => Json[]): Act =>
  ({ service: own }) => {
    own.functions = {
      [name]: { name, handler: 'bundle.handler', events: eventsFor(eventsOf(own.functions)) },
    };
  };
const forAll =
  (path: string): ((events: Json[]) => Json[]) =>
  ([first]) => {
    const [kind, options] = partsOf(first!);
    return [{ [kind]: { ...options, method: 'ANY', path } }];
  };
const each =
  (change: (events: Json[]) => Json[]): Act =>
  ({ service: { functions } }) => {
    for (const one of Object.values(functions)) one.events = change(one.events);
  };
/** A copy of the first event for all methods in the place of the others. */
const copyBeside = (events: Json[]): Json[] => {
  const [kind, options] = partsOf(events[0]!);
  return [events[0]!, { [kind]: { ...options, method: 'ANY' } }];
};
/** The same events, with another beginning of each path: a prefix where it was empty. */
const rebased =
  (from: string, to: string): ((events: Json[]) => Json[]) =>
  (events) =>
    events.map((event) => {
      const [kind, options] = partsOf(event);
      return { [kind]: { ...options, path: `${to}${String(options.path).slice(from.length)}` } };
    });
const prefixed = (prefix: string): ((events: Json[]) => Json[]) => rebased('', prefix);
/** The first event, and a copy of it for everything else. */
const andForAll =
  (path: string): ((events: Json[]) => Json[]) =>
  (events) => [...events.slice(0, 1), ...forAll(path)(events)];
/** The options of the first event for all. */
const optionsOfFirst = (events: Json[]): Json[] => {
  const [, options] = partsOf(events[0]!);
  return events.map((event) => {
    const [kind, { method, path }] = partsOf(event);
    return { [kind]: { ...options, method, path } };
  });
};
const asTexts = (events: Json[]): Json[] =>
  events.map((event) => {
    const [kind, { method, path }] = partsOf(event);
    return { [kind]: `${String(method)} ${String(path)}` };
  });
const withOptions = (event: Json, more: Json): Json => {
  const [kind, options] = partsOf(event);
  return { [kind]: { ...options, ...more } };
};
/** One function gets the events of another one, which goes. */
const movedInto =
  (name: string, from: string): Act =>
  ({ service: { functions } }) => {
    functions[name]?.events.push(...(functions[from]?.events ?? []));
    Reflect.deleteProperty(functions, from);
  };
const added =
  (...events: Json[]): Act =>
  ({ service: { functions } }) => {
    functions.me?.events.push(...events);
  };

/** The last event with the scopes of all, or with what the first one says beside them: as our references by then. */
const withAllScopes = (events: Json[]): Json[] =>
  changeLast(events, (authorizers) => ({ scopes: authorizers.flatMap(({ scopes }) => scopes as string[]) }));
const withFirstName = (events: Json[]): Json[] => changeLast(events, ([first]) => ({ name: first?.name }));
const changeLast = (events: Json[], change: (authorizers: Json[]) => Json): Json[] => {
  const authorizers = events.map((event) => partsOf(event)[1].authorizer as Json);
  const [kind, options] = partsOf(events.at(-1)!);
  const authorizer = { ...authorizers.at(-1), ...change(authorizers) };
  return [...events.slice(0, -1), { [kind]: { ...options, authorizer } }];
};
/** All routes of a function as one of its paths, in another function. */
const asOneIn =
  (name: string, event: Json): Act =>
  ({ service: { functions } }) => {
    functions[name]!.events.push(event);
    functions.me!.events = functions.me!.events.slice(1);
  };

interface Case {
  readonly what: string;
  readonly functions: Json;
  readonly protect?: 'all';
  /** Of the only app. */
  readonly scopes?: readonly string[];
  readonly provider?: Json;
  readonly act: Act;
}

const onX = (said: Json, wanted: Json): Json => ({
  pub: fn('pub', http('GET', '/x', said)),
  me: fn('me', http('POST', '/x', wanted)),
});
const restOnX = (said: Json, wanted: Json): Json => ({
  pub: fn('pub', rest('get', 'x', said)),
  me: fn('me', rest('post', 'x', wanted)),
});

const REFUSED: (Case & { where: string })[] = [
  // One authorizer, or its name, or its scopes, for all events of a function: those of the first one.
  ...[
    {
      what: 'the own authorizer of the first event in that of another one',
      events: [http('GET', '/a', { authorizer: { name: 'mine' } }), http('GET', '/b', PROTECTED)],
      merge: (first: Json, own: Json) => ({ ...own, ...first }),
    },
    {
      what: 'the name of the authorizer of the first event',
      events: [http('GET', '/a', READ), http('GET', '/b', { authorizer: { name: 'mine' } })],
      merge: ({ name }: Json) => name,
    },
    {
      what: 'the scopes of the first event, with an authorizer of its own',
      events: [
        http('GET', '/a', PROTECTED),
        http('GET', '/b', { authorizer: { name: 'mine', scopes: ['admin'] } }),
      ],
      merge: ({ scopes }: Json, own: Json) => ({ ...own, scopes }),
    },
  ].map(({ what, events, merge }) => ({
    what,
    functions: { api: fn('api', ...events) },
    scopes: ['api'],
    provider: MINE,
    act: ({ service: { functions } }: Scene) => {
      const [first, second] = eventsOf(functions).map((event) => partsOf(event)[1]);
      if (first !== undefined && second !== undefined)
        second.authorizer = merge(first.authorizer as Json, second.authorizer as Json);
    },
    where: 'functions.api.events[1].httpApi',
  })),
  ...['event', 'function'].map((said) => ({
    what: `a clone of an event whose ${said} says another app, for all methods`,
    functions: {
      all:
        said === 'event'
          ? { ...fn('all', { httpApi: { path: '*' } }, http('GET', '/u', STAFF)), ...PROTECTED }
          : { ...fn('all', { httpApi: { path: '*', ...PROTECTED } }, http('GET', '/u')), ...STAFF },
    },
    act: ({ service: own }: Scene) => {
      own.functions = structuredClone(own.functions);
      for (const event of eventsOf(own.functions)) {
        const [, options] = partsOf(event);
        if (options.path === '/u') options.method = 'ANY';
      }
    },
    where: 'functions.all.events[1].httpApi',
  })),
  ...(['app', 'me', 'pub'] as const).map((name) => ({
    what: `functions made one that is named ${name}, by \`passage: false\``,
    functions: onX(PUBLIC, PROTECTED),
    protect: 'all' as const,
    act: bundled(name, oneByPath),
    where: `functions.${name}.events[0].httpApi`,
  })),
  {
    what: 'functions made one on REST, by `passage: false`',
    functions: restOnX(PUBLIC, { authorizer: 'aws_iam' }),
    act: bundled('app', oneByPath),
    where: 'functions.app.events[0].http',
  },
  {
    what: 'functions made one, by scopes',
    functions: onX(READ, ADMIN),
    act: bundled('app', oneByPath),
    where: 'functions.app.events[0].httpApi',
  },
  {
    what: 'functions made one on REST, by scopes',
    functions: restOnX(READ, ADMIN),
    act: bundled('app', oneByPath),
    where: 'functions.app.events[0].http',
  },
  {
    what: 'functions made one, by an app',
    functions: onX(STAFF, ADMIN),
    act: bundled('app', oneByPath),
    where: 'functions.app.events[0].httpApi',
  },
  {
    what: 'functions made one, by a reference to our authorizer',
    functions: onX(READ, ADMIN),
    act: bundled('app', () => [http('ANY', '/x', { authorizer: { name: 'customers', scopes: ['read'] } })]),
    where: 'functions.app.events[0].httpApi',
  },
  {
    what: 'functions made one, by an authorizer of its own',
    functions: onX({ authorizer: { name: 'mine' } }, ADMIN),
    provider: MINE,
    act: bundled('app', oneByPath),
    where: 'functions.app.events[0].httpApi',
  },
  {
    what: 'a catch-all in place of all functions',
    functions: { pub: fn('pub', http('GET', '/a', PUBLIC)), me: fn('me', http('GET', '/b', PROTECTED)) },
    protect: 'all',
    act: bundled('app', forAll('/{proxy+}')),
    where: 'functions.app.events[0].httpApi',
  },
  {
    what: 'a catch-all on REST in place of all functions',
    functions: { pub: fn('pub', rest('get', 'a', PUBLIC)), me: fn('me', rest('get', 'b', PROTECTED)) },
    act: bundled('app', forAll('{proxy+}')),
    where: 'functions.app.events[0].http',
  },
  {
    what: 'a copy for all methods beside the event that is there',
    functions: { me: fn('me', http('GET', '/x', PUBLIC), http('POST', '/x', PROTECTED)) },
    protect: 'all',
    act: each(copyBeside),
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'a copy for all methods on REST beside the event that is there',
    functions: { me: fn('me', rest('get', 'x', READ), rest('post', 'x', ADMIN)) },
    act: each(copyBeside),
    where: 'functions.me.events[1].http',
  },
  {
    what: 'a copy for all methods within a protected event that is there',
    functions: { me: fn('me', http('GET', '/x', PUBLIC), http('ANY', '/{proxy+}', PROTECTED)) },
    act: each((events) => [...forAll('/x')(events), ...events.slice(1)]),
    where: 'functions.me.events[0].httpApi',
  },
  ...[http, rest].map((make) => ({
    what: `the setting of its function, written on an event for all methods of an ${make.name} API`,
    functions: { me: { ...fn('me', make('GET', '/x'), make('ANY', '/{proxy+}', ADMIN)), ...PUBLIC } },
    protect: 'all' as const,
    act: each(([event, ...others]) => [...forAll('/x')([withOptions(event!, PUBLIC)]), ...others]),
    where: `functions.me.events[0].${make === http ? 'httpApi' : 'http'}`,
  })),
  {
    what: 'a copy for all methods with its scopes in another order, within a protected event',
    functions: {
      me: fn('me', http('GET', '/x', { passage: { scopes: ['w', 'r'] } }), http('ANY', '/{proxy+}', ADMIN)),
    },
    act: each(([event, ...others]) => [
      event!,
      ...others,
      ...forAll('/x')([withOptions(event!, { authorizer: { name: 'customers', scopes: ['r', 'w'] } })]),
    ]),
    where: 'functions.me.events[2].httpApi',
  },
  {
    what: 'the name of its authorizer for all methods, within a protected event',
    functions: { me: fn('me', http('GET', '/x', STAFF), http('ANY', '/{proxy+}', PROTECTED)) },
    act: each(([event, ...others]) => [
      event!,
      ...others,
      ...forAll('/x')([withOptions(event!, { authorizer: 'staff' })]),
    ]),
    where: 'functions.me.events[2].httpApi',
  },
  {
    what: 'an authorizer of its own, which got a name beside its ARN, for all methods',
    functions: { me: fn('me', rest('get', 'x', { authorizer: { arn: POOL } }), rest('post', 'x', ADMIN)) },
    act: each(([event]) => forAll('x')([withOptions(event!, { authorizer: { name: 'pool', arn: POOL } })])),
    where: 'functions.me.events[0].http',
  },
  ...[
    { what: 'the type of IAM', first: { type: 'aws_iam' } },
    { what: 'the ID of another authorizer', first: { type: 'CUSTOM', authorizerId: 'lax' } },
  ].map(({ what, first }) => ({
    what: `${what}, beside an ARN`,
    functions: {
      me: fn(
        'me',
        rest('get', 'status', { authorizer: first }),
        rest('post', 'admin', { authorizer: { arn: POOL, scopes: ['admin'] } }),
        rest('get', 'me', PROTECTED),
      ),
    },
    act: each(([status, admin, ...others]) => [
      status!,
      withOptions(admin!, { authorizer: { ...(partsOf(admin!)[1].authorizer as Json), ...first } }),
      ...others,
    ]),
    where: 'functions.me.events[1].http',
  })),
  {
    what: 'the name of the authorizer of another event, without its scopes',
    functions: {
      me: fn('me', http('GET', '/a', READ), http('POST', '/b', { authorizer: { name: 'mine' } })),
    },
    provider: MINE,
    act: each(([first, second]) => [first!, withOptions(second!, { authorizer: { name: 'customers' } })]),
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'the own authorizer of another event, with the scopes that it has not',
    functions: {
      me: fn(
        'me',
        http('GET', '/a', { authorizer: { name: 'mine' } }),
        http('POST', '/b', { authorizer: { name: 'mine', scopes: ['admin'] } }),
      ),
      other: fn('other', http('GET', '/me', PROTECTED)),
    },
    provider: MINE,
    act: ({ service: { functions } }) => {
      const { events } = functions.me!;
      const authorizer = { name: 'mine', scopes: [] };
      functions.me!.events = events.map((event) => withOptions(event, { authorizer }));
    },
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'the app of another event, which is the default one and is written out',
    functions: {
      me: fn(
        'me',
        http('GET', '/a', READ),
        http('POST', '/b', { passage: { app: 'staff', scopes: ['admin'] } }),
      ),
    },
    act: ({ service: { functions } }) => {
      const passage = { app: 'customers', scopes: ['read'] };
      functions.me!.events = functions.me!.events.map((event) => {
        const [kind, { method, path }] = partsOf(event);
        return { [kind]: { method, path, passage } };
      });
    },
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'one event of its path, with scopes that are CloudFormation functions',
    functions: {
      me: fn(
        'me',
        ...['get', 'post'].map((method) =>
          rest(method, 'x', {
            authorizer: { arn: POOL, scopes: [{ 'Fn::Sub': `\${AWS::StackName}/${method}` }] },
          }),
        ),
        rest('get', 'me', PROTECTED),
      ),
    },
    act: each(oneByPath),
    where: 'functions.me.events[0].http',
  },
  {
    what: 'the scopes of another event, with an authorizer of its own on REST',
    functions: {
      me: fn(
        'me',
        http('GET', '/status', { passage: { scopes: [] } }),
        rest('post', 'admin', { authorizer: { arn: POOL, scopes: ['admin'] } }),
      ),
    },
    scopes: ['api'],
    act: each(([first, second]) => {
      const [authorizer, own] = [first!, second!].map((event) => partsOf(event)[1].authorizer as Json);
      return [first!, withOptions(second!, { authorizer: { ...own, ...authorizer } })];
    }),
    where: 'functions.me.events[1].http',
  },
  {
    what: 'the event for all methods, which another one of its path replaces',
    functions: { me: fn('me', http('GET', '/x', PUBLIC), http('ANY', '/x', PROTECTED)) },
    protect: 'all',
    act: each(oneByPath),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'the event for all methods of another function, which one of its path replaces',
    functions: { pub: fn('pub', rest('get', 'x', READ)), me: fn('me', rest('any', 'x', ADMIN)) },
    act: bundled('app', oneByPath),
    where: 'functions.app.events[0].http',
  },
  ...[{ protect: 'all' as const }, {}].map((mode) => ({
    what: `a catch-all beside the event that it is a copy of${mode.protect ? ', under protect: all' : ''}`,
    functions: { pub: fn('pub', http('GET', '/', PUBLIC)), me: fn('me', http('POST', '/me', ADMIN)) },
    ...mode,
    act: bundled('app', andForAll('/{proxy+}')),
    where: 'functions.app.events[1].httpApi',
  })),
  {
    what: 'a catch-all beside the event that it is a copy of, in the same function',
    functions: { me: fn('me', http('GET', '/', READ), http('POST', '/me', ADMIN)) },
    act: each(andForAll('/{proxy+}')),
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'a catch-all on REST beside the event that it is a copy of',
    functions: { pub: fn('pub', rest('get', '/', PUBLIC)), me: fn('me', rest('get', 'me', READ)) },
    act: bundled('app', andForAll('{proxy+}')),
    where: 'functions.app.events[1].http',
  },
  {
    what: 'a catch-all with the authorizer of another event',
    functions: {
      own: fn('own', http('GET', '/', { authorizer: { name: 'mine' } })),
      me: fn('me', http('GET', '/me', ADMIN)),
    },
    provider: MINE,
    act: bundled('app', andForAll('/{proxy+}')),
    where: 'functions.app.events[1].httpApi',
  },
  {
    what: 'the event itself, beside the one that said so',
    functions: { me: fn('me', http('GET', '/', PUBLIC), http('POST', '/me', PROTECTED)) },
    act: each(optionsOfFirst),
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'the event itself on REST, in another function with the one that said so',
    functions: restOnX(READ, ADMIN),
    act: bundled('app', optionsOfFirst),
    where: 'functions.app.events[1].http',
  },
  ...[PUBLIC, READ].map((said) => ({
    what: `an event under a prefix, by ${JSON.stringify(said)}`,
    functions: onX(said, ADMIN),
    act: inTurn(each(prefixed('/v1')), bundled('app', oneByPath)),
    where: 'functions.app.events[0].httpApi',
  })),
  {
    what: 'a catch-all under a prefix',
    functions: { me: fn('me', http('GET', '/', PUBLIC), http('POST', '/me', ADMIN)) },
    act: inTurn(each(prefixed('/v1')), each(forAll('/v1/{proxy+}'))),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'a public function, under a prefix',
    functions: {
      pub: { ...fn('pub', http('GET', '/pub')), passage: false },
      me: { ...fn('me', http('GET', '/me')), passage: true },
    },
    act: inTurn(each(prefixed('/v1')), each(asTexts), movedInto('pub', 'me')),
    where: 'functions.pub.events[1].httpApi',
  },
  ...[
    ['/api', ''],
    ['/v1', '/v2'],
  ].flatMap(([from = '', to = '']) => [
    {
      what: `a public function, where ${from} is ${to === '' ? 'taken off' : to} by now`,
      functions: {
        pub: { ...fn('pub', http('GET', `${from}/pub`)), passage: false },
        me: fn('me', http('GET', `${from}/me/{id}`, ADMIN)),
      },
      protect: 'all' as const,
      act: inTurn(each(rebased(from, to)), each(asTexts), movedInto('pub', 'me')),
      where: 'functions.pub.events[1].httpApi',
    },
    {
      what: `an event for all methods, where ${from} is ${to === '' ? 'taken off' : to} by now`,
      functions: {
        pub: fn('pub', http('GET', `${from}/x`, READ)),
        me: fn('me', http('POST', `${from}/x`, ADMIN)),
      },
      act: inTurn(each(rebased(from, to)), bundled('app', oneByPath)),
      where: 'functions.app.events[0].httpApi',
    },
  ]),
  ...[
    { what: 'a copy', event: http('ANY', '/users/{proxy+}', PUBLIC), said: PUBLIC },
    { what: 'an unsaid event', event: { httpApi: 'ANY /users/{proxy+}' }, said: {} },
    { what: 'an unsaid event for one of them', event: { httpApi: 'GET /users/status' }, said: {} },
  ].map(({ what, event, said }) => ({
    what: `${what} of a catch-all that is there, within a path of its own`,
    functions: {
      app: fn('app', http('ANY', '/{proxy+}', said)),
      me: fn('me', http('GET', '/users/{id}', ADMIN), http('GET', '/me', PROTECTED)),
    },
    act: asOneIn('app', event),
    where: 'functions.app.events[1].httpApi',
  })),
  {
    what: 'a copy of a catch-all, after all paths got a prefix',
    functions: {
      app: fn('app', http('ANY', '/{proxy+}', PUBLIC)),
      me: fn('me', http('PUT', '/users/{id}', ADMIN), http('GET', '/me', PROTECTED)),
    },
    act: inTurn(each(prefixed('/v1')), asOneIn('app', http('ANY', '/v1/users/{proxy+}', PUBLIC))),
    where: 'functions.app.events[1].httpApi',
  },
  {
    what: 'the catch-all of the same code, under a variable',
    functions: {
      me: fn('me', http('ANY', '/{proxy+}', PUBLIC), http('GET', '/users/{id}', ADMIN)),
    },
    act: each(prefixed('/{tenant}')),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'the catch-all of the same code, where the base path is taken off',
    functions: { me: fn('me', http('GET', '/v1/users', PROTECTED), http('ANY', '/v1/{proxy+}', PUBLIC)) },
    protect: 'all',
    act: each(rebased('/v1', '')),
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'the root of the same code, under a variable',
    functions: { me: fn('me', http('GET', '/', PUBLIC), http('GET', '/users', PROTECTED)) },
    protect: 'all',
    act: inTurn(each(prefixed('/{tenant}')), ({ service: { functions } }) => {
      functions.me!.events[0] = http('GET', '/{tenant}', PUBLIC);
    }),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'the event itself, as its function says',
    functions: { me: { ...fn('me', http('GET', '/x', ADMIN)), passage: { scopes: ['read'] } } },
    act: each(([event]) => [changeLast([event!], () => ({ scopes: ['read'] }))[0]!]),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'a renamed event, with the options of the first one',
    functions: { me: fn('me', http('GET', '/x', READ), http('PUT', '/x', ADMIN)) },
    act: each(([first]) => [first!, { httpApi: { ...partsOf(first!)[1], method: 'PUT', path: '/x/save' } }]),
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'the event itself, with the scopes of another one too',
    functions: { me: fn('me', http('GET', '/x', READ), http('PUT', '/x', ADMIN)) },
    act: each(withAllScopes),
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'the event itself, with the app of another one and its own scopes',
    functions: { me: fn('me', http('GET', '/x', { passage: { app: 'staff' } }), http('PUT', '/x', ADMIN)) },
    act: each(withFirstName),
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'another path of its code, whose route a function of the plugin got',
    functions: {
      me: fn('me', http('GET', '/me', ADMIN)),
      status: fn('status', http('GET', '/status', PUBLIC)),
    },
    protect: 'all',
    act: ({ service: { functions } }) => {
      functions.gateway = { name: 'gateway', handler: 'gateway.handler', events: functions.me!.events };
      functions.me!.events = [http('GET', '/internal/me', PUBLIC)];
    },
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'one event of its path, while its function gets another one',
    functions: {
      pub: fn('pub', http('GET', '/x', PUBLIC)),
      me: fn('me', http('POST', '/x', PROTECTED), http('GET', '/me', PROTECTED)),
    },
    act: ({ service: { functions } }) => {
      functions.pub!.events = [http('ANY', '/x', PUBLIC)];
      functions.me!.events = [http('GET', '/me', PROTECTED), http('HEAD', '/me', PROTECTED)];
    },
    where: 'functions.pub.events[0].httpApi',
  },
  {
    what: 'one event on another path',
    functions: { me: fn('me', http('GET', '/x', PUBLIC), http('POST', '/x', ADMIN)) },
    act: each(([first]) => [http('ANY', '/all', partsOf(first!)[1].passage === false ? PUBLIC : {})]),
    where: 'functions.me.events[0].httpApi',
  },
  ...[http, rest].flatMap((make) =>
    [PUBLIC, READ].map((said) => ({
      what: `one method of an event of an ${make.name} API that becomes one for each: ${JSON.stringify(said)}`,
      functions: { me: fn('me', make('ANY', '/orders', ADMIN), make('POST', '/orders/hook', said)) },
      protect: 'all' as const,
      act: each(([all, hook]) => [
        withOptions(all!, { method: 'GET' }),
        withOptions(hook!, { path: '/orders' }),
        hook!,
      ]),
      where: `functions.me.events[1].${make === http ? 'httpApi' : 'http'}`,
    })),
  ),
  {
    what: 'a method for which no event is left, once there is one for each',
    functions: { me: fn('me', http('ANY', '/{proxy+}', ADMIN), http('GET', '/open', PUBLIC)) },
    act: each(([all, open]) => [withOptions(all!, { method: 'GET' }), open!, http('POST', '/hook', PUBLIC)]),
    where: 'functions.me.events[2].httpApi',
  },
  {
    what: 'the event that said it, under the path of the protected one',
    functions: { me: fn('me', http('ANY', '/links/{proxy+}', ADMIN), http('GET', '/{code}', PUBLIC)) },
    protect: 'all',
    act: each(([all, one]) => [all!, ...prefixed('/links')([one!])]),
    where: 'functions.me.events[1].httpApi',
  },
];

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: requests of a protected route are left, by what another event said, to`, () => {
    for (const { what, functions, protect, scopes, provider = {}, act, where } of REFUSED) {
      it(what, async () => {
        const apps = scopes === undefined ? APPS : { ...APPS.apps.customers, scopes };
        const passage = { ...apps, ...(protect && { protect }) };
        const config = service(functions, { custom: { passage }, provider });
        const run = await packageService(framework, withPlugin(act, EARLY, config));
        const places = run.problems.map(({ code, where: place }) => `${code} ${place}`);
        expect(places, run.output).to.deep.equal([`PASSAGE_AUDIT_FAILED ${where}`]);
        expect(run.template).to.equal(null);
      });
    }
  });
}

const LEGAL: (Case & { expected: Record<string, string> })[] = [
  {
    what: 'make functions one, with all events as they are',
    functions: onX(PUBLIC, ADMIN),
    act: bundled('app', (events) => events),
    expected: { 'GET /x': 'NONE', 'POST /x': 'JWT customers [admin]' },
  },
  ...[http, rest].map((make) => ({
    what: `make functions one, whose settings are said by the references of their events of an ${make.name} API`,
    functions: {
      pub: { ...fn('app', make('GET', '/x')), ...PUBLIC },
      me: { ...fn('app', make('POST', '/x')), ...ADMIN },
    },
    protect: 'all' as const,
    act: bundled('app', (events) => [withOptions(events[0]!, PUBLIC), ...events.slice(1)]),
    expected:
      make === http
        ? { 'GET /x': 'NONE', 'POST /x': 'JWT customers [admin]' }
        : { ApiGatewayMethodXGet: 'NONE', ApiGatewayMethodXPost: 'JWT customers [admin]' },
  })),
  {
    what: 'give another function an event with the reference of one',
    functions: {
      pub: fn('pub', http('GET', '/x')),
      me: { ...fn('me', http('POST', '/x')), ...ADMIN },
    },
    act: ({ service: { functions } }) => {
      functions.pub!.events.push(withOptions(functions.me!.events[0]!, { path: '/pub/x' }));
    },
    expected: {
      'GET /x': 'NONE',
      'POST /x': 'JWT customers [admin]',
      'POST /pub/x': 'JWT customers [admin]',
    },
  },
  {
    what: 'make functions one, with a prefix before each path',
    functions: onX(PUBLIC, ADMIN),
    act: bundled('app', prefixed('/v1')),
    expected: { 'GET /v1/x': 'NONE', 'POST /v1/x': 'JWT customers [admin]' },
  },
  {
    what: 'make events one that said the same',
    functions: onX(ADMIN, ADMIN),
    act: bundled('app', oneByPath),
    expected: { 'ANY /x': 'JWT customers [admin]' },
  },
  {
    what: 'put a prefix before each path, with a public catch-all that says so',
    functions: { me: fn('me', http('ANY', '/{proxy+}', PUBLIC), http('ANY', '/{tenant}/admin', ADMIN)) },
    act: each(prefixed('/v1')),
    expected: { 'ANY /v1/{proxy+}': 'NONE', 'ANY /v1/{tenant}/admin': 'JWT customers [admin]' },
  },
  {
    what: 'say that a new event within a protected one is public, which becomes one for each method',
    functions: { me: fn('me', http('ANY', '/{proxy+}', PROTECTED)) },
    act: each(([event]) => [
      ...['GET', 'POST'].map((method) => withOptions(event!, { method })),
      http('GET', '/health', PUBLIC),
    ]),
    expected: {
      'GET /{proxy+}': 'JWT customers',
      'POST /{proxy+}': 'JWT customers',
      'GET /health': 'NONE',
    },
  },
  {
    what: 'put a prefix before each path, with a public event within a protected one',
    functions: { me: fn('me', http('ANY', '/{proxy+}', ADMIN), http('GET', '/{code}', PUBLIC)) },
    act: each(prefixed('/{tenant}')),
    expected: { 'ANY /{tenant}/{proxy+}': 'JWT customers [admin]', 'GET /{tenant}/{code}': 'NONE' },
  },
  {
    what: 'put a prefix before the path of a public event within a protected one that has no path',
    functions: { me: fn('me', { httpApi: { path: '*', ...ADMIN } }, http('GET', '/health', PUBLIC)) },
    act: each(([all, one]) => [all!, ...prefixed('/v1')([one!])]),
    expected: { $default: 'JWT customers [admin]', 'GET /v1/health': 'NONE' },
  },
  {
    what: 'say of a method for which no event is left what no event said, once there is one for each',
    functions: { me: fn('me', http('ANY', '/{proxy+}', ADMIN)) },
    act: each(([all]) => [withOptions(all!, { method: 'GET' }), http('HEAD', '/health', PUBLIC)]),
    expected: { 'GET /{proxy+}': 'JWT customers [admin]', 'HEAD /health': 'NONE' },
  },
  {
    what: 'say of one method what no event said, where there is an event for each by then',
    functions: { me: fn('me', http('ANY', '/x', ADMIN)) },
    act: each(([all]) => [withOptions(all!, { method: 'GET' }), http('POST', '/x', PUBLIC)]),
    expected: { 'GET /x': 'JWT customers [admin]', 'POST /x': 'NONE' },
  },
  {
    what: 'say that a new event within a protected one is public',
    functions: { me: fn('me', http('ANY', '/{proxy+}', ADMIN)) },
    act: added(http('GET', '/health', PUBLIC)),
    expected: { 'ANY /{proxy+}': 'JWT customers [admin]', 'GET /health': 'NONE' },
  },
  {
    what: 'say so where a catch-all around the protected one said so of its own requests',
    functions: { me: fn('me', http('ANY', '/{proxy+}', PUBLIC), http('ANY', '/api/{proxy+}', ADMIN)) },
    act: added(http('GET', '/api/health', PUBLIC)),
    expected: {
      'ANY /{proxy+}': 'NONE',
      'ANY /api/{proxy+}': 'JWT customers [admin]',
      'GET /api/health': 'NONE',
    },
  },
  {
    what: 'say so of one more method, as the event of another method did',
    functions: { me: fn('me', http('ANY', '/{proxy+}', ADMIN), http('GET', '/health', PUBLIC)) },
    act: added(http('HEAD', '/health', PUBLIC)),
    expected: { 'ANY /{proxy+}': 'JWT customers [admin]', 'GET /health': 'NONE', 'HEAD /health': 'NONE' },
  },
  {
    what: 'say of the protected event itself what no event said',
    functions: { me: fn('me', http('GET', '/x', STAFF), http('ANY', '/x', ADMIN)) },
    act: ({ service: { functions } }) => {
      functions.me!.events[1] = http('ANY', '/x', PUBLIC);
    },
    expected: { 'GET /x': 'JWT staff', 'ANY /x': 'NONE' },
  },
  {
    what: 'say so of an event of other code within the protected one, as another event did',
    functions: { me: fn('me', http('ANY', '/{proxy+}', ADMIN)), pub: fn('pub', http('GET', '/', PUBLIC)) },
    act: ({ service: { functions } }) => {
      functions.health = {
        name: 'health',
        handler: 'health.handler',
        events: [http('GET', '/health', PUBLIC)],
      };
    },
    expected: { 'ANY /{proxy+}': 'JWT customers [admin]', 'GET /': 'NONE', 'GET /health': 'NONE' },
  },
  {
    what: 'take the base path off, beside a function that is public by default',
    functions: { pub: fn('pub', http('GET', '/api/pub')), me: fn('me', http('GET', '/api/me', ADMIN)) },
    act: each(rebased('/api', '')),
    expected: { 'GET /pub': 'NONE', 'GET /me': 'JWT customers [admin]' },
  },
  {
    what: 'put a prefix before each path, also before the root, which is public by default',
    functions: { pub: fn('pub', http('GET', '/')), me: fn('me', http('GET', '/me', ADMIN)) },
    act: inTurn(each(prefixed('/v1')), ({ service: { functions } }) => {
      functions.pub!.events = [http('GET', '/v1')];
    }),
    expected: { 'GET /v1': 'NONE', 'GET /v1/me': 'JWT customers [admin]' },
  },
  {
    what: 'take a part of the base path off, beside a function that is public by default',
    functions: {
      me: fn('me', http('GET', '/api/v1/me', ADMIN)),
      health: fn('health', http('GET', '/api/v1/health')),
    },
    act: each(rebased('/api/v1', '/api')),
    expected: { 'GET /api/me': 'JWT customers [admin]', 'GET /api/health': 'NONE' },
  },
  {
    what: 'take all API events of a function with a setting',
    functions: {
      me: { ...fn('me', http('GET', '/me')), passage: true },
      work: { ...fn('work', http('GET', '/work')), passage: true },
      you: fn('you', http('GET', '/you', ADMIN)),
    },
    act: ({ service: { functions } }) => {
      functions.me!.events = [];
      functions.work!.events = [{ schedule: 'rate(1 hour)' }];
    },
    expected: { 'GET /you': 'JWT customers [admin]' },
  },
  {
    what: 'put a prefix before each path, and remove one of the functions with one handler',
    functions: {
      a: fn('app', http('GET', '/a', READ)),
      b: fn('app', http('GET', '/b', ADMIN)),
      pub: fn('app', http('GET', '/pub')),
    },
    act: inTurn(each(prefixed('/v1')), without('b')),
    expected: { 'GET /v1/a': 'JWT customers [read]', 'GET /v1/pub': 'NONE' },
  },
  {
    what: 'put a prefix before each path, and remove a function',
    functions: { ...onX(PUBLIC, ADMIN), you: fn('you', http('GET', '/v1/you', ADMIN)) },
    act: inTurn(each(prefixed('/v1')), without('you')),
    expected: { 'GET /v1/x': 'NONE', 'POST /v1/x': 'JWT customers [admin]' },
  },
];

describe('attacks: what another plugin may say of requests of a protected route', () => {
  for (const { what, functions, protect = 'opt-in', act, expected } of LEGAL) {
    it(what, async () => {
      const config = service(functions, { custom: { passage: { ...APPS, protect } } });
      const template = packaged(await packageService('osls4', withPlugin(act, EARLY, config)));
      expect({ ...accessByRoute(template), ...accessByMethod(template) }).to.deep.equal(expected);
    });
  }
});
