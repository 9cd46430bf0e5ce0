/** What another plugin may make of the events before they are compiled, and what it may not. */
import type { Act, Scene, SceneFunction, SceneService } from '../support/other-plugin';

export const APPS = {
  defaultApp: 'customers',
  apps: {
    customers: { issuer: 'https://c.example/', audience: 'c' },
    staff: { issuer: 'https://s.example/', audience: 's' },
  },
};
export const HOOKS = ['initialize', 'before:package:initialize', 'before:package:compileEvents'] as const;
export const LISTED = ['first', 'last'] as const;

type Event = Record<string, unknown>;
type Options = Record<string, unknown>;

const key = (event: Event): 'httpApi' | 'http' => ('httpApi' in event ? 'httpApi' : 'http');
const optionsOf = (event: Event): Options => event[key(event)] as Options;
const isOptions = (event: Event): boolean => typeof event[key(event)] === 'object';

/** Every event as a string, or as an object with method and path only, with its path changed. */
function rebuild(fn: SceneFunction, form: 'string' | 'object', path: (path: string) => string): void {
  fn.events = fn.events.map((event) => {
    if (!isOptions(event)) return event;
    const { method, path: old } = optionsOf(event);
    const next = { method: String(method), path: path(String(old)) };
    return { [key(event)]: form === 'string' ? `${next.method} ${next.path}` : next };
  });
}

function viaJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

const same = (path: string): string => path;
const prefixed = (path: string): string => (path.startsWith('/') ? `/v1${path}` : `v1/${path}`);

function each(scene: { service: SceneService }, change: (fn: SceneFunction) => void): void {
  Object.values(scene.service.functions).forEach(change);
}

/** Each event with an authorizer that is made of its own and of that of the first one. */
export const mergeAuthorizers =
  (merge: (first: object, own: Options) => object): Act =>
  ({ service: { functions } }) => {
    const options = Object.values(functions).flatMap((fn) => fn.events.map(optionsOf));
    const first = { ...(options[0]?.authorizer as object) };
    for (const each of options) each.authorizer = merge(first, each.authorizer as Options);
  };

const rebuilt =
  (form: 'string' | 'object', path = same): Act =>
  (scene) => {
    each(scene, (fn) => {
      rebuild(fn, form, path);
    });
  };

const moved: Act = ({ service: { functions } }) => {
  const { me } = functions;
  if (me === undefined || functions.copy !== undefined) return;
  functions.copy = { ...me, name: 'copy', events: [...me.events] };
  rebuild(functions.copy, 'string', same);
  me.events = [];
};

const movedAndRenamed: Act = (scene) => {
  moved(scene);
  const { copy } = scene.service.functions;
  if (copy !== undefined)
    copy.events = copy.events.map((event) => ({
      [key(event)]: `GET ${prefixed(String(event[key(event)]).split(' ')[1] ?? '')}`,
    }));
};

const deleted =
  (...names: string[]): Act =>
  (scene) => {
    each(scene, (fn) => {
      fn.events = fn.events.map((event) => {
        if (!isOptions(event)) return event;
        const options = Object.entries(optionsOf(event)).filter(([name]) => !names.includes(name));
        return { [key(event)]: Object.fromEntries(options) };
      });
    });
  };

const http = (options: Options): Event => ({ httpApi: { method: 'GET', path: '/u', ...options } });
export const rest = (options: Options): Event => ({ http: { method: 'get', path: 'u', ...options } });

const lambdaAuthorizer = {
  httpApi: {
    authorizers: {
      lambda: { type: 'request', functionName: 'auth', identitySource: '$request.header.X' },
    },
  },
};

interface Case {
  readonly what: string;
  readonly functions: Record<string, object>;
  readonly passage?: object;
  readonly provider?: object;
  readonly act: Act;
}

export const me = (event: Event, extra: object = {}): Record<string, object> => ({
  me: { handler: 'handler.me', events: [event], ...extra },
});
const withAuth = (functions: Record<string, object>): Record<string, object> => ({
  ...functions,
  auth: { handler: 'handler.auth' },
});

interface Settings {
  service: { custom: { passage: Record<string, unknown> }; provider: { httpApi?: { authorizers?: object } } };
}

/** Changes what the events refer to, and not the events. */
const configured =
  (change: (passage: Record<string, unknown>, authorizers: Record<string, Options>) => void): Act =>
  (scene) => {
    const { custom, provider } = (scene as unknown as Settings).service;
    change(custom.passage, (provider.httpApi?.authorizers ?? {}) as Record<string, Options>);
  };

const ONE = { issuer: 'https://c.example/', audience: 'c' };
const onlyFunction = me({ httpApi: 'GET /u' }, { passage: true });

export const REFUSED: (Case & { readonly where: readonly string[] })[] = [
  {
    what: 'the issuer',
    functions: onlyFunction,
    passage: ONE,
    act: configured((passage) => {
      passage.issuer = 'https://other.example/';
    }),
    where: ['custom.passage.issuer'],
  },
  {
    what: 'a part of an issuer that is an intrinsic',
    functions: onlyFunction,
    passage: { ...ONE, issuer: { 'Fn::Sub': 'https://${AWS::Region}.example/' } },
    act: configured((passage) => {
      Object.assign(passage.issuer as object, { 'Fn::Sub': 'https://other.example/${AWS::Region}' });
    }),
    where: ['custom.passage.issuer'],
  },
  {
    what: 'the audience',
    functions: onlyFunction,
    passage: ONE,
    act: configured((passage) => {
      passage.audience = ['c', 'other'];
    }),
    where: ['custom.passage.audience'],
  },
  {
    what: 'the identity source on REST',
    functions: me({ http: 'GET /u' }, { passage: true }),
    passage: ONE,
    act: configured((passage) => {
      passage.identitySource = '$request.header.X';
    }),
    where: ['custom.passage.identitySource'],
  },
  {
    what: 'what an app is',
    functions: onlyFunction,
    act: configured((passage) => {
      passage.apps = { ...APPS.apps, customers: { ...APPS.apps.staff, name: 'customers' } };
    }),
    where: ['custom.passage.apps.customers.audience', 'custom.passage.apps.customers.issuer'],
  },
  {
    what: 'the issuer, by apps in the place of one app',
    functions: onlyFunction,
    passage: ONE,
    act: ({ service: own }) => {
      Object.assign(own, {
        custom: { passage: { apps: { default: { ...ONE, issuer: 'https://o.example/' } } } },
      });
    },
    where: ['custom.passage.apps.default.issuer'],
  },
  {
    what: 'the audience, by one app in the place of apps',
    functions: onlyFunction,
    passage: { apps: { default: ONE } },
    act: ({ service: own }) => {
      Object.assign(own, { custom: { passage: { ...ONE, audience: 'o' } } });
    },
    where: ['custom.passage.audience'],
  },
  {
    what: 'the algorithms of a Lambda authorizer, by apps in the place of one app',
    functions: onlyFunction,
    passage: { ...ONE, authorizerType: 'lambda', algorithms: ['ES256'] },
    act: ({ service: own }) => {
      Object.assign(own, {
        custom: { passage: { apps: { default: { ...ONE, authorizerType: 'lambda' } } } },
      });
    },
    where: ['custom.passage.apps.default.algorithms'],
  },
  {
    what: 'the app behind the name of its authorizer',
    functions: me(http({ authorizer: 'customers' })),
    act: configured((passage) => {
      const { customers, staff } = APPS.apps;
      passage.apps = { customers: { ...customers, name: 'other' }, staff: { ...staff, name: 'customers' } };
    }),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'the default app',
    functions: onlyFunction,
    act: configured((passage) => {
      passage.defaultApp = 'staff';
    }),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'the default scopes',
    functions: onlyFunction,
    passage: { ...ONE, scopes: ['a'] },
    act: configured((passage) => {
      delete passage.scopes;
    }),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'what an own authorizer is',
    functions: {
      ...withAuth(me(http({ authorizer: { name: 'lambda' } }))),
      other: { handler: 'handler.other' },
    },
    provider: lambdaAuthorizer,
    act: configured((_passage, authorizers) => {
      Object.assign(authorizers.lambda ?? {}, { functionName: 'other' });
    }),
    where: ['provider.httpApi.authorizers.lambda'],
  },
  {
    what: 'a method of ANY, by another event of the function',
    functions: me({ httpApi: { method: '*', path: '/u', passage: true } }),
    act: (scene) => {
      each(scene, (fn) => {
        fn.events = [...fn.events, { httpApi: 'GET /u' }];
      });
    },
    where: ['functions.me.events[1].httpApi'],
  },
  {
    what: 'a path within a variable, by a function of the same code',
    functions: me({ http: { method: 'get', path: 'u/{id}', passage: true } }),
    act: ({ service: { functions } }) => {
      functions.added = { handler: 'handler.me', name: 'added', events: [{ http: 'GET u/me' }] };
    },
    where: ['functions.added.events[0].http'],
  },
  {
    what: 'the protected code, under the name of a public route',
    functions: {
      ...me(http({ passage: true })),
      open: { handler: 'handler.o', events: [{ httpApi: 'GET /open' }] },
    },
    act: ({ service: { functions } }) => {
      if (functions.me !== undefined) functions.me.events = [{ httpApi: 'GET /open' }];
      delete functions.open;
    },
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'scopes of a method of ANY, by another event of the function',
    functions: me(http({ method: '*', passage: { scopes: ['admin'] } }), { passage: true }),
    act: (scene) => {
      each(scene, (fn) => {
        fn.events = [...fn.events, { httpApi: 'GET /u' }];
      });
    },
    where: ['functions.me.events[1].httpApi'],
  },
  {
    what: 'the app of a path within {id}, by a function of the same code',
    functions: me(rest({ path: 'u/{id}', passage: 'staff' })),
    act: ({ service: { functions } }) => {
      functions.added = {
        handler: 'handler.me',
        name: 'added',
        passage: true,
        events: [{ http: 'GET u/me' }],
      };
    },
    where: ['functions.added.events[0].http'],
  },
  {
    what: 'the API, by a function URL in the place of the event',
    functions: me(http({ passage: true })),
    act: (scene) => {
      each(scene, (fn) => {
        Object.assign(fn, { events: [], url: true });
      });
    },
    where: ['functions.me.url'],
  },
  {
    what: 'IAM of a function URL beside a protected event',
    functions: me({ httpApi: 'GET /u' }, { passage: true, url: { authorizer: 'aws_iam' } }),
    act: (scene) => {
      each(scene, (fn) => {
        Object.assign(fn, { url: {} });
      });
    },
    where: ['functions.me.url'],
  },
  {
    what: 'scopes, with a string event',
    functions: me(http({ passage: { scopes: ['admin'] } }), { passage: true }),
    act: rebuilt('string'),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'scopes, with an object event',
    functions: me(http({ passage: { scopes: ['admin'] } }), { passage: true }),
    act: rebuilt('object'),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'scopes on REST',
    functions: me(rest({ passage: { scopes: ['admin'] } }), { passage: true }),
    act: rebuilt('string'),
    where: ['functions.me.events[0].http'],
  },
  {
    what: 'the app',
    functions: me(http({ passage: 'staff' }), { passage: true }),
    act: rebuilt('string'),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'the app on REST',
    functions: me(rest({ passage: 'staff' }), { passage: true }),
    act: rebuilt('object'),
    where: ['functions.me.events[0].http'],
  },
  {
    what: 'the app under protect: all',
    functions: me(http({ passage: 'staff' })),
    passage: { ...APPS, protect: 'all' },
    act: rebuilt('string'),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'scopes under protect: all',
    functions: me(http({ passage: { scopes: ['admin'] } })),
    passage: { ...APPS, protect: 'all' },
    act: rebuilt('string'),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'the setting, with the same path',
    functions: me(http({ passage: true })),
    act: rebuilt('string'),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'the setting, with another path',
    functions: me(http({ passage: true })),
    act: rebuilt('string', prefixed),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'the setting, with another path on REST',
    functions: me(rest({ passage: true })),
    act: rebuilt('object', prefixed),
    where: ['functions.me.events[0].http'],
  },
  {
    what: 'the setting, with an unrelated path',
    functions: me(http({ passage: true })),
    act: rebuilt('string', () => '/other'),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'the setting, in another function',
    functions: me(http({ passage: true })),
    act: moved,
    where: ['functions.copy.events[0].httpApi'],
  },
  {
    what: 'the setting, in another function and path',
    functions: me(http({ passage: true })),
    act: movedAndRenamed,
    where: ['functions.copy.events[0].httpApi'],
  },
  {
    what: 'the setting, in another function on REST',
    functions: me(rest({ passage: true })),
    act: movedAndRenamed,
    where: ['functions.copy.events[0].http'],
  },
  {
    what: 'scopes, with another path',
    functions: me(http({ passage: { scopes: ['admin'] } }), { passage: true }),
    act: rebuilt('string', prefixed),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'an own Lambda authorizer',
    functions: withAuth(me(http({ authorizer: { name: 'lambda' } }))),
    provider: lambdaAuthorizer,
    act: rebuilt('string'),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'an own Lambda authorizer for passage',
    functions: withAuth(me(http({ authorizer: { name: 'lambda' } }), { passage: true })),
    provider: lambdaAuthorizer,
    act: rebuilt('string'),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'an own Lambda authorizer on REST',
    functions: withAuth(me(rest({ authorizer: 'auth' }))),
    act: deleted('authorizer'),
    where: ['functions.me.events[0].http'],
  },
  {
    what: 'an own authorizer, with another path',
    functions: me(http({ authorizer: { type: 'aws_iam' } })),
    act: rebuilt('object', prefixed),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'an own authorizer, behind an event that says it is public',
    functions: me(http({}), {
      passage: true,
      events: [http({}), http({ path: '/u/{id}', authorizer: { type: 'aws_iam' } })],
    }),
    act: ({ service: { functions } }) => {
      const { me: fn } = functions;
      if (fn === undefined) return;
      fn.events = [{ httpApi: { method: 'GET', path: '/r1', passage: false } }, { httpApi: 'GET /r2' }];
    },
    where: ['functions.me.events[1].httpApi'],
  },
  {
    what: 'the authorizer reference and passage',
    functions: me(http({ passage: { scopes: ['admin'] } }), { passage: true }),
    act: deleted('authorizer', 'passage'),
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'scopes of the reference that stands for passage',
    functions: me(http({ passage: { scopes: ['admin'] } }), { passage: true }),
    act: (scene) => {
      each(scene, (fn) => {
        fn.events = fn.events.map((event) => {
          if (!isOptions(event)) return event;
          const { method, path, authorizer } = optionsOf(event) as {
            method: string;
            path: string;
            authorizer?: { name?: string };
          };
          const name = authorizer?.name;
          return { [key(event)]: { method, path, ...(name === undefined ? {} : { authorizer: name }) } };
        });
      });
    },
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'passage of the function',
    functions: me({ httpApi: 'GET /u' }, { passage: true }),
    act: (scene) => {
      each(scene, (fn) => {
        delete fn.passage;
        rebuild(fn, 'string', same);
      });
    },
    where: ['functions.me.events[0].httpApi'],
  },
  {
    what: 'protect: all',
    functions: me({ httpApi: 'GET /u' }),
    passage: { ...APPS, protect: 'all' },
    act: ({ service: own }) => {
      (own as unknown as { custom: { passage: { protect?: string } } }).custom.passage.protect = 'opt-in';
    },
    where: ['custom.passage.protect', 'functions.me.events[0].httpApi'],
  },
  ...[
    { resultTtlInSeconds: 0 },
    { type: 'request' },
    { identitySource: 'method.request.header.X' },
    { identityValidationExpression: '^Bearer' },
  ].map((options) => ({
    what: `${Object.keys(options).join()} of an own authorizer of a REST API`,
    functions: {
      ...me(rest({ authorizer: { name: 'gate', ...options } })),
      gate: { handler: 'handler.gate' },
    },
    act: ({ service: { functions } }: Scene): void => {
      const { me: fn } = functions;
      if (fn !== undefined) fn.events = [rest({ authorizer: 'gate' })];
    },
    where: ['functions.me.events[0].http'],
  })),
  {
    what: 'the ARN of an own authorizer of a REST API',
    functions: me(
      rest({ authorizer: { name: 'gate', arn: 'arn:aws:lambda:us-east-1:123456789012:function:a' } }),
    ),
    act: ({ service: { functions } }) => {
      const { me: fn } = functions;
      const arn = 'arn:aws:lambda:us-east-1:123456789012:function:b';
      if (fn !== undefined) fn.events = [rest({ authorizer: { name: 'gate', arn } })];
    },
    where: ['functions.me.events[0].http'],
  },
  {
    what: 'preflight: false',
    functions: me(http({ method: 'ANY', passage: true })),
    passage: { ...APPS, preflight: false },
    act: ({ service: own }) => {
      (own as unknown as { custom: { passage: { preflight?: boolean } } }).custom.passage.preflight = true;
    },
    where: ['custom.passage.preflight'],
  },
];

const admin = http({ passage: { scopes: ['admin'] } });
export const LEGAL: (Case & { expected: Record<string, string> })[] = [
  {
    what: 'clone the service',
    functions: me(admin, { passage: true }),
    act: ({ service: own }) => {
      own.functions = structuredClone(own.functions);
    },
    expected: { 'GET /u': 'JWT customers [admin]' },
  },
  ...[structuredClone<SceneService['functions']>, viaJson].map((copy) => ({
    what: `clone the service (${copy.name}), where an event asks for none of the scopes of its app`,
    functions: me({ httpApi: { method: 'GET', path: '/u', passage: { scopes: [] } } }),
    passage: { ...APPS.apps.customers, scopes: ['api'] },
    act: ({ service: own }: Scene) => {
      own.functions = copy(own.functions);
    },
    expected: { 'GET /u': 'JWT passage' },
  })),
  ...[
    // In every event, what the first one says, unless the event says otherwise.
    (first: object, own: Options) => ({ ...first, ...own }),
    // The scopes of each event, with all else of the first one.
    (first: object, { scopes }: Options) => ({ ...first, scopes }),
  ].map((merge, number) => ({
    what: `merge the authorizers of events, where one asks for no scopes (${String(number)})`,
    functions: {
      login: {
        handler: 'handler.login',
        events: [{ httpApi: { method: 'POST', path: '/login', passage: { scopes: [] } } }],
      },
      ...me(admin),
      list: {
        handler: 'handler.list',
        events: [{ httpApi: { method: 'GET', path: '/list', passage: true } }],
      },
    },
    passage: { ...APPS.apps.customers, scopes: ['api'] },
    act: mergeAuthorizers(merge),
    expected: {
      'POST /login': 'JWT passage',
      'GET /u': 'JWT passage [admin]',
      'GET /list': 'JWT passage [api]',
    },
  })),
  {
    what: 'freeze the events',
    functions: me(admin, { passage: true }),
    act: (scene) => {
      each(scene, (fn) => {
        fn.events.forEach((event) => {
          Object.freeze(event[key(event)]);
          Object.freeze(event);
        });
        Object.freeze(fn.events);
      });
    },
    expected: { 'GET /u': 'JWT customers [admin]' },
  },
  {
    what: 'remove a protected function',
    functions: { ...me(admin), other: { handler: 'handler.other', events: [{ httpApi: 'GET /open' }] } },
    act: ({ service: { functions } }) => {
      delete functions.me;
    },
    expected: { 'GET /open': 'NONE' },
  },
  {
    what: 'put a prefix before every path of a function that carries the setting',
    functions: {
      ...me({ httpApi: { method: 'GET', path: '/u' } }, { passage: 'staff' }),
      other: { handler: 'handler.other', events: [{ httpApi: 'GET /open' }] },
    },
    act: ({ service: { functions } }) => {
      if (functions.me?.events.every((event) => !JSON.stringify(event).includes('/v1')) === true)
        rebuild(functions.me, 'string', prefixed);
    },
    expected: { 'GET /v1/u': 'JWT staff', 'GET /open': 'NONE' },
  },
  {
    what: 'put a prefix before every path of every function',
    functions: {
      ...me({ httpApi: { method: 'GET', path: '/u' } }, { passage: true }),
      other: { handler: 'handler.other', events: [{ httpApi: { method: 'GET', path: '/open' } }] },
    },
    act: (scene) => {
      if (!JSON.stringify(scene.service.functions).includes('/v1'))
        each(scene, (fn) => {
          rebuild(fn, 'string', prefixed);
        });
    },
    expected: { 'GET /v1/u': 'JWT customers', 'GET /v1/open': 'NONE' },
  },
  {
    what: 'write one app as apps',
    functions: me(admin, { passage: true }),
    passage: ONE,
    act: ({ service: own }) => {
      Object.assign(own, { custom: { passage: { apps: { default: { ...ONE, name: 'passage' } } } } });
    },
    expected: { 'GET /u': 'JWT passage [admin]' },
  },
  {
    what: 'say on the event that it is public',
    functions: me(admin, { passage: true }),
    act: (scene) => {
      each(scene, (fn) => {
        fn.events = [http({ passage: false })];
      });
    },
    expected: { 'GET /u': 'NONE' },
  },
  {
    what: 'say on the event which app and scopes it needs',
    functions: me(admin, { passage: true }),
    act: (scene) => {
      each(scene, (fn) => {
        fn.events = [http({ passage: { app: 'staff', scopes: ['other'] } })];
      });
    },
    expected: { 'GET /u': 'JWT staff [other]' },
  },
  {
    what: 'add a route within a protected one, with its scopes on the event',
    functions: me(http({ method: '*', passage: { scopes: ['admin'] } }), { passage: true }),
    act: (scene) => {
      each(scene, (fn) => {
        if (fn.events.length < 2) fn.events = [...fn.events, http({ passage: { scopes: ['reader'] } })];
      });
    },
    expected: { 'ANY /u': 'JWT customers [admin]', 'GET /u': 'JWT customers [reader]' },
  },
  {
    what: 'add a protected function and a public one',
    functions: me(admin, { passage: true }),
    act: ({ service: { functions } }) => {
      functions.added = { handler: 'handler.added', passage: true, events: [{ httpApi: 'GET /added' }] };
      functions.health = { handler: 'handler.health', events: [{ httpApi: 'GET /health' }] };
    },
    expected: { 'GET /u': 'JWT customers [admin]', 'GET /added': 'JWT customers', 'GET /health': 'NONE' },
  },
];
