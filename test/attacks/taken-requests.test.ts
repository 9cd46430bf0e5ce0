/** Requests of a protected route go to another one, and its code is called by a public one, once a plugin has changed both. */
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
const EARLY = { event: 'before:package:initialize', listed: 'last' } as const;

const on = (kind: 'httpApi' | 'http', method: string, path: string, more: Json = {}): Json => ({
  [kind]: { method, path, ...more },
});
const http = (method: string, path: string, more?: Json): Json => on('httpApi', method, path, more);
const rest = (method: string, path: string, more?: Json): Json => on('http', method, path, more);
const fn = (handler: string, events: Json[], more: Json = {}): Json => ({
  handler: `handler.${handler}`,
  events,
  ...more,
});

const each =
  (change: (fn: SceneFunction) => void): Act =>
  ({ service: { functions } }) => {
    Object.values(functions).forEach(change);
  };
const optionsOf = (event: Json): Json | string => Object.values(event)[0] as Json | string;

/** Puts a prefix before the paths of events in the object form. */
const prefixed = (prefix: string): Act =>
  each(({ events }) => {
    for (const options of events.map(optionsOf))
      if (typeof options === 'object') options.path = `${prefix}${String(options.path)}`;
  });
/** One event for all methods of a path, as the first event of the path has it or as a string. */
const merged = (form: 'string' | 'object'): Act =>
  each((one) => {
    const paths = new Map(
      one.events.map((event) => [(optionsOf(event) as Json).path, event]).reverse() as [string, Json][],
    );
    one.events = [...paths].map(([path, event]) => {
      const [kind, options] = Object.entries(event)[0] as [string, Json];
      return { [kind]: form === 'string' ? `ANY ${path}` : { ...options, method: 'ANY' } };
    });
  });
const split = (...methods: string[]): Act =>
  each((one) => {
    one.events = one.events.flatMap((event) => {
      const [kind, options] = Object.entries(event)[0] as [string, Json];
      return methods.map((method) => ({ [kind]: { ...options, method } }));
    });
  });
/** The first event of the first function as a text, under `/v1`. */
const versioned: Act = ({ service: { functions } }) => {
  const { me } = functions;
  const [first, ...others] = me?.events ?? [];
  if (me === undefined || first === undefined) return;
  const [kind, { method, path }] = Object.entries(first)[0] as [string, Record<string, string>];
  me.events = [{ [kind]: `${String(method)} /v1${String(path)}` }, ...others];
};
/** Leaves a function out, and puts `/v1` before the paths that have no version; as texts. */
const releasedWithout =
  (name: string): Act =>
  (scene) => {
    without(name)(scene);
    each((one) => {
      one.events = one.events.map((event) => {
        const [kind, { method, path }] = Object.entries(event)[0] as [string, Record<string, string>];
        return { [kind]: `${String(method)} ${String(path).replace(/^\/?(?!\/?v1)/, '/v1/')}` };
      });
    })(scene);
  };
/** `/v2` in place of `/v1`: one event for all methods of a path, with the options of the last one; or each as a text. */
const bumped = (form: 'merged' | 'text'): Act =>
  each((one) => {
    const all = one.events.map((event) => {
      const [kind, options] = Object.entries(event)[0] as [string, Record<string, string>];
      const path = String(options.path).replace('/v1', '/v2');
      if (form === 'merged') return [path, { [kind]: { ...options, path, method: 'ANY' } }] as const;
      const text = path === options.path ? event : { [kind]: `${String(options.method)} ${path}` };
      return [`${String(options.method)} ${path}`, text] as const;
    });
    one.events = [...new Map(all).values()];
  });
/** Another beginning of all paths, in texts; `/debug` is left out. */
const rebased = (from: string | RegExp, to: string): Act =>
  each((one) => {
    one.events = one.events.flatMap((event) => {
      const [kind, { method, path }] = Object.entries(event)[0] as [string, Record<string, string>];
      return path === '/debug' ? [] : [{ [kind]: `${String(method)} ${String(path).replace(from, to)}` }];
    });
  });
/** `/v2` in place of `/v1`, in texts, beside a copy of the function under `/green`, which keeps its options. */
const copied: Act = (scene) => {
  const { functions } = scene.service;
  const events = functions.me!.events.map((event) => {
    const options = optionsOf(event) as Json;
    return { httpApi: { ...options, path: `/green${String(options.path)}` } };
  });
  rebased(/^\/v1/, '/v2')(scene);
  functions.green = { ...functions.me, name: 'green', events };
};
/** The first function gets the events of all others. */
const intoOne: Act = ({ service: { functions } }) => {
  const [[, one] = [], ...others] = Object.entries(functions);
  for (const [name, { events }] of others) {
    one?.events.push(...events);
    Reflect.deleteProperty(functions, name);
  }
};
/** Other base paths, in texts. */
const withBases = (bases: Record<string, string>): Act =>
  each((one) => {
    one.events = one.events.map((event) => {
      const [kind, { method, path = '' }] = Object.entries(event)[0] as [string, Record<string, string>];
      const [from, to] = Object.entries(bases).find(([base]) => path.startsWith(base)) ?? ['', ''];
      return { [kind]: `${String(method)} ${to}${path.slice(from.length)}` };
    });
  });
const withoutEvent =
  (name: string, index: number): Act =>
  ({ service: { functions } }) => {
    const events = functions[name]?.events;
    if (events !== undefined) functions[name]!.events = events.filter((_, i) => i !== index);
  };
const swapped: Act = ({
  service: {
    functions: { me, other },
  },
}) => {
  if (me !== undefined && other !== undefined) [me.events, other.events] = [other.events, me.events];
};
const gated =
  (event: Json): Act =>
  ({ service: { functions } }) => {
    const { me } = functions;
    if (me === undefined) return;
    functions.gate = { name: 'gate', handler: 'handler.gate', events: me.events };
    me.events = [event];
  };

interface Case {
  readonly what: string;
  readonly functions: Json;
  readonly protect?: 'all';
  readonly resources?: Json;
  readonly provider?: Json;
  readonly act: Act;
}

const RAW = {
  Resources: {
    All: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        RouteKey: '$default',
        Target: { 'Fn::Sub': 'integrations/${HttpApiIntegrationApp}' },
      },
    },
  },
};
const CORS = { httpApi: { cors: true } };
/** The last event of each path, for all methods. */
const lastOfPath: Act = each((one) => {
  const byPath = new Map(one.events.map((event) => [(optionsOf(event) as Json).path, event]));
  one.events = [...byPath.values()].map((event) => ({
    httpApi: { ...(optionsOf(event) as Json), authorizer: undefined, method: 'ANY' },
  }));
});
const copiedAs = (method: string): Act =>
  each((one) => {
    one.events = one.events.flatMap((event) => {
      const options = optionsOf(event) as Json;
      return options.method === 'OPTIONS' ? [event, { httpApi: { ...options, method } }] : [event];
    });
  });
const PROTECTED = { passage: true };
const PUBLIC = { passage: false };
const ADMIN = { passage: { scopes: ['admin'] } };
const IAM = { authorizer: { type: 'aws_iam' } };

const REFUSED: (Case & { where: string | readonly string[] })[] = [
  {
    what: 'a public catch-all, once the route has another path',
    functions: { app: fn('app', [{ httpApi: 'ANY /{proxy+}' }, http('ANY', '/admin/{proxy+}', PROTECTED)]) },
    act: prefixed('/v1'),
    where: 'functions.app.events[0].httpApi',
  },
  {
    what: 'a public catch-all, once the route has another path on REST',
    functions: { app: fn('app', [{ http: 'ANY /{proxy+}' }, rest('ANY', '/admin/{proxy+}', PROTECTED)]) },
    act: prefixed('v1'),
    where: 'functions.app.events[0].http',
  },
  {
    what: '$default of another function with the same handler, once the route is removed',
    functions: { app: fn('app', [{ httpApi: '*' }]), me: fn('app', [http('GET', '/me', PROTECTED)]) },
    act: without('me'),
    where: 'functions.app.events[0].httpApi',
  },
  {
    what: 'a public catch-all that said so all along, under protect: all',
    functions: { app: fn('app', [http('ANY', '/{proxy+}', PUBLIC), { httpApi: 'ANY /admin/{proxy+}' }]) },
    protect: 'all',
    act: withoutEvent('app', 1),
    where: 'functions.app.events[0].httpApi',
  },
  {
    what: 'a public catch-all that said so all along, after the route',
    functions: { app: fn('app', [http('GET', '/me', PROTECTED), http('ANY', '/{proxy+}', PUBLIC)]) },
    act: withoutEvent('app', 0),
    where: 'functions.app.events[0].httpApi',
  },
  {
    what: 'ANY of its path that had other scopes all along, after the route',
    functions: { app: fn('app', [rest('GET', 'me', ADMIN), rest('ANY', 'me', PROTECTED)]) },
    act: withoutEvent('app', 0),
    where: 'functions.app.events[0].http',
  },
  {
    what: 'a configured resource, once the route has another path',
    functions: { app: fn('app', [{ httpApi: 'GET /me' }, http('ANY', '/admin/{proxy+}')], PROTECTED) },
    resources: RAW,
    act: prefixed('/v1'),
    where: 'Resources.All',
  },
  {
    what: 'a configured resource, once the route is removed',
    functions: { app: fn('app', [{ httpApi: 'GET /me' }, http('ANY', '/admin/{proxy+}')], PROTECTED) },
    resources: RAW,
    act: withoutEvent('app', 1),
    where: 'Resources.All',
  },
  {
    what: 'ANY of its path without its scopes',
    functions: { me: fn('me', [http('GET', '/me'), http('DELETE', '/me', ADMIN)], PROTECTED) },
    act: merged('string'),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'ANY of its path that is protected, without its scopes',
    functions: { me: fn('me', [http('GET', '/me', PROTECTED), http('DELETE', '/me', ADMIN)]) },
    act: merged('object'),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'ANY of its path that says `passage: false`, as the event of another method did',
    functions: { me: fn('me', [http('GET', '/me', PUBLIC), http('DELETE', '/me', ADMIN)]) },
    act: merged('object'),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'ANY of its path that says `passage: false`, as no event did',
    functions: { me: fn('me', [http('GET', '/me', ADMIN), http('DELETE', '/me', ADMIN)]) },
    act: ({ service: { functions } }) => {
      functions.me!.events = [http('ANY', '/me', PUBLIC)];
    },
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'ANY of its path that names an app, as the event of another method did',
    functions: { me: fn('me', [rest('GET', 'me', { passage: 'staff' }), rest('DELETE', 'me', PROTECTED)]) },
    act: merged('object'),
    where: 'functions.me.events[0].http',
  },
  {
    what: 'ANY of its path on REST, with another app',
    functions: { me: fn('me', [rest('GET', 'me'), rest('DELETE', 'me', { passage: 'staff' })], PROTECTED) },
    act: merged('string'),
    where: 'functions.me.events[0].http',
  },
  {
    what: 'ANY of its path, without an authorizer of its own',
    functions: { me: fn('me', [http('GET', '/me'), http('DELETE', '/me', IAM)], PROTECTED) },
    act: merged('string'),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'a configured route of the function with fewer scopes',
    functions: { me: fn('me', [http('DELETE', '/me', ADMIN), { httpApi: 'ANY /{proxy+}' }], PROTECTED) },
    act: withoutEvent('me', 0),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'a configured route of the function with fewer scopes on REST',
    functions: { me: fn('me', [rest('DELETE', 'me', ADMIN), { http: 'ANY /{id}' }], PROTECTED) },
    act: withoutEvent('me', 0),
    where: 'functions.me.events[0].http',
  },
  {
    what: 'its own preflight event, which becomes the route',
    functions: { me: fn('me', [http('ANY', '/me', PROTECTED)]) },
    provider: CORS,
    act: lastOfPath,
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'a copy of its own preflight event with another method',
    functions: { me: fn('me', [http('ANY', '/{proxy+}', PROTECTED)]) },
    provider: CORS,
    act: copiedAs('GET'),
    where: 'functions.me.events[1].httpApi',
  },
  {
    what: 'its code by a new public route, where another function has its event',
    functions: { me: fn('me', [http('GET', '/me', PROTECTED)]) },
    act: gated({ httpApi: 'GET /internal/me' }),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'its code by a new public route on REST, where another function has its event',
    functions: { me: fn('me', [rest('GET', 'me', PROTECTED)]) },
    act: gated({ http: 'GET internal/me' }),
    where: 'functions.me.events[0].http',
  },
  {
    what: 'its code by the public event of another function, with which it is swapped',
    functions: {
      me: fn('me', [http('GET', '/me', PROTECTED)]),
      other: fn('other', [{ httpApi: 'GET /pub' }]),
    },
    act: swapped,
    where: 'functions.me.events[0].httpApi',
  },
  ...[
    { what: 'a public event', any: {}, of: 'me' },
    { what: 'an event with other scopes', any: { passage: { scopes: ['read'] } }, of: 'me' },
    { what: 'a public event of its handler', any: PUBLIC, of: 'other' },
  ].map(({ what, any, of }) => ({
    what: `${what} for all methods, once the route has its path`,
    functions: {
      me: fn('me', [http('GET', '/me', ADMIN), ...(of === 'me' ? [http('ANY', '/v1/me', any)] : [])]),
      ...(of === 'other' && { other: fn('me', [http('ANY', '/v1/me', any)]) }),
    },
    act: versioned,
    where: 'functions.me.events[0].httpApi',
  })),
  {
    what: 'a public event that is split, once the route has its path',
    functions: { me: fn('me', [http('GET', '/me', PROTECTED), http('ANY', '/v1/me', PUBLIC)]) },
    act: ({ service: { functions } }) => {
      functions.me!.events = ['GET', 'POST'].map((method) => ({ httpApi: `${method} /v1/me` }));
    },
    where: 'functions.me.events[0].httpApi',
  },
  ...[
    { what: 'public', other: http('GET', '/v1/me', PUBLIC), handler: 'info' },
    { what: 'public and of its handler', other: http('GET', '/v1/me', PUBLIC), handler: 'me' },
    { what: 'protected differently', other: http('GET', '/v1/me'), handler: 'info' },
  ].map(({ what, other, handler }) => ({
    what: `the default app, under the path of a function that was ${what} and is left out`,
    functions: {
      info: fn(handler, [other]),
      me: fn('me', [http('GET', '/me', { passage: { app: 'staff', scopes: ['admin'] } })]),
    },
    protect: 'all' as const,
    act: releasedWithout('info'),
    where: 'functions.me.events[0].httpApi',
  })),
  {
    what: 'the default scopes on REST, under the path of a function that is left out',
    functions: {
      info: fn('info', [rest('GET', 'v1/me', PUBLIC)]),
      me: fn('me', [rest('GET', 'me', ADMIN)], PROTECTED),
    },
    act: releasedWithout('info'),
    where: 'functions.me.events[0].http',
  },
  ...[
    {
      what: 'no base path, beside a path that ends alike',
      events: [
        http('GET', '/api/orders'),
        http('POST', '/api/orders'),
        http('GET', '/api/admin/orders', ADMIN),
      ],
      act: rebased('/api', ''),
      where: 'functions.me.events[2].httpApi',
    },
    {
      what: 'no base path, beside a path that ends alike and is left out',
      events: [http('GET', '/debug/orders'), http('GET', '/debug/admin/orders', ADMIN)],
      act: (scene: Parameters<Act>[0]): void => {
        withoutEvent('me', 0)(scene);
        rebased('/debug', '')(scene);
      },
      where: 'functions.me.events[0].httpApi',
    },
    {
      what: 'the path of an event for all methods, without its version',
      events: [http('ANY', '/v1/orders'), http('GET', '/v2/orders', ADMIN)],
      act: rebased(/^\/v\d/, ''),
      where: ['functions.me.events[0].httpApi', 'functions.me.events[1].httpApi'],
    },
    {
      what: 'a base path that is a variable',
      events: [http('GET', '/{tenant}/{id}'), http('PUT', '/{tenant}/{id}', ADMIN), http('GET', '/debug')],
      act: rebased('/{tenant}', ''),
      where: 'functions.me.events[1].httpApi',
    },
    {
      what: 'a base path before variables and a slash',
      events: [http('GET', '/v1/{id}/'), http('PUT', '/v1/{id}/', ADMIN), http('GET', '/debug')],
      act: rebased('/v1', '/v2'),
      where: 'functions.me.events[1].httpApi',
    },
    {
      what: 'a prefix before the root',
      events: [http('GET', '/'), http('POST', '/', ADMIN), http('GET', '/debug')],
      act: rebased(/^\/$/, '/orders'),
      where: 'functions.me.events[1].httpApi',
    },
  ].map(({ what, events, act, where }) => ({
    what: `what its function says, under ${what}`,
    functions: { me: fn('me', events, PROTECTED) },
    act,
    where,
  })),
  {
    what: 'what its function says, under another base path, with a copy of the function beside it',
    functions: { me: fn('me', [http('GET', '/v1/me', ADMIN), http('GET', '/v1/you')], PROTECTED) },
    act: copied,
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'what its function says, where the base path is taken off and its methods become one',
    functions: {
      me: fn(
        'me',
        [
          http('ANY', '/api/orders'),
          ...['GET', 'POST'].map((each) => http(each, '/api/admin/orders', ADMIN)),
        ],
        PROTECTED,
      ),
    },
    act: inTurn(merged('object'), rebased(/^\/api/, '')),
    where: 'functions.me.events[0].httpApi',
  },
  ...[
    { into: 'a function of its handler', handler: 'orders' },
    { into: 'a function of another handler', handler: 'admin' },
  ].map(({ into, handler }) => ({
    what: `what the function says that it is merged into, ${into}, without its base path`,
    functions: {
      orders: fn('orders', [http('GET', '/api/orders')], PROTECTED),
      admin: fn(handler, [http('GET', '/api/admin/orders')], { passage: { app: 'staff' } }),
    },
    protect: 'all' as const,
    act: inTurn(intoOne, rebased(/^\/api/, '')),
    where: 'functions.orders.events[1].httpApi',
  })),
  ...[
    { then: 'in one function', act: intoOne },
    {
      then: 'in a function of another name',
      act: ({ service: { functions } }: Scene) => {
        functions.blue = functions.me!;
        delete functions.me;
      },
    },
  ].map(({ then, act }) => ({
    what: `what its function says, under another base path, with a copy beside it ${then}`,
    functions: { me: fn('me', [http('GET', '/v1/me', ADMIN)], PROTECTED) },
    act: inTurn(copied, act),
    where: then === 'in one function' ? 'functions.me.events[0].httpApi' : 'functions.blue.events[0].httpApi',
  })),
  {
    what: 'what its function says, under another base path of greedy variables, with a copy beside it',
    functions: { me: fn('me', [http('GET', '/v1/{proxy+}', ADMIN)], PROTECTED) },
    act: copied,
    where: 'functions.me.events[0].httpApi',
  },
  // Of two routes that end alike, each may be the protected one.
  {
    what: 'what its function says, under two other versions before a variable',
    functions: { me: fn('me', [http('GET', '/v1/{id}'), http('GET', '/v2/{id}', ADMIN)], PROTECTED) },
    act: rebased('/v', '/api-'),
    where: ['functions.me.events[0].httpApi', 'functions.me.events[1].httpApi'],
  },
  {
    what: 'what its function says, under two other base paths on REST',
    functions: { me: fn('me', [rest('GET', '/orders'), rest('GET', '/admin/orders', ADMIN)], PROTECTED) },
    protect: 'all',
    act: rebased(/^\/(admin\/)?(?=orders)/, '/$1api/'),
    where: ['functions.me.events[0].http', 'functions.me.events[1].http'],
  },
  {
    what: 'what its function says, under other base paths, one within the other',
    functions: {
      me: fn('me', [http('GET', '/api/admin/orders', ADMIN), http('GET', '/api/orders')], PROTECTED),
    },
    act: withBases({ '/api/admin': '/backoffice', '/api': '/shop' }),
    where: ['functions.me.events[0].httpApi', 'functions.me.events[1].httpApi'],
  },
  ...[on('httpApi', 'GET', '/v1/me', ADMIN), on('http', 'GET', '/v1/me', ADMIN)].map((event) => {
    const kind = Object.keys(event)[0] as 'httpApi' | 'http';
    return {
      what: `no setting, as another version of it, under other versions (${kind})`,
      functions: {
        me: fn('me', [event, on(kind, 'GET', '/v2/me')]),
        all: fn('all', [on(kind, 'GET', '/v1/all'), on(kind, 'GET', '/v2/all')], PROTECTED),
      },
      act: withBases({ '/v1': '/legacy', '/v2': '/v3' }),
      where: [`functions.me.events[0].${kind}`, `functions.me.events[1].${kind}`],
    };
  }),
  {
    what: 'no setting, under the path of a public event of its handler that is left out',
    functions: {
      me: fn('me', [http('GET', '/me', ADMIN)]),
      info: fn('me', [http('GET', '/v1/me', PUBLIC)]),
    },
    act: ({ service: { functions } }) => {
      delete functions.info;
      functions.me!.events = [{ httpApi: 'GET /v1/me' }];
    },
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'another base path before a variable, merged with a method of other scopes',
    functions: {
      me: fn('me', [
        http('GET', '/v1/{id}', ADMIN),
        http('POST', '/v1/{id}', { passage: { scopes: ['r'] } }),
      ]),
    },
    act: bumped('merged'),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'another base path before variables on REST, merged with a method of no scopes',
    functions: {
      me: fn('me', [rest('GET', '/v1/{id}/{of+}', ADMIN), rest('PUT', '/v1/{id}/{of+}', PROTECTED)]),
    },
    act: bumped('merged'),
    where: 'functions.me.events[0].http',
  },
  {
    what: 'a public event of its handler for all methods, which is there, under another base path',
    functions: {
      me: fn('me', [http('GET', '/v1/{id}', ADMIN)]),
      info: fn('me', [http('ANY', '/v2/{id}', PUBLIC)]),
    },
    act: bumped('text'),
    where: 'functions.me.events[0].httpApi',
  },
  {
    what: 'a public method of its handler for all methods on REST, once the route has its path',
    functions: { me: fn('me', [rest('GET', '/me', ADMIN), rest('ANY', '/v1/me')]) },
    act: versioned,
    where: 'functions.me.events[0].http',
  },
];

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: what a protected route got is left to`, () => {
    for (const { what, functions, protect, resources, provider = {}, act, where } of REFUSED) {
      it(what, async () => {
        const passage = { ...APPS, ...(protect && { protect }) };
        const config = service(functions, { custom: { passage }, provider, ...(resources && { resources }) });
        const run = await packageService(framework, withPlugin(act, EARLY, config));
        const places = run.problems.map(({ code, where: place }) => `${code} ${place}`);
        expect(places, run.output).to.deep.equal([where].flat().map((at) => `PASSAGE_AUDIT_FAILED ${at}`));
        expect(run.template).to.equal(null);
      });
    }
  });
}

/** `/v1` before every path, in every form. */
const allPrefixed: Act = each((one) => {
  one.events = one.events.map((event) => {
    const [kind, options] = Object.entries(event)[0] as [string, Json | string];
    const next =
      typeof options === 'string'
        ? options.replace('/', '/v1/')
        : { ...options, path: `/v1${String(options.path)}` };
    return { [kind]: next };
  });
});
const LEGAL: (Case & { expected: Record<string, string> })[] = [
  {
    what: 'put a prefix before every path, with a public catch-all of the same function',
    functions: { app: fn('app', [{ httpApi: 'ANY /{proxy+}' }, http('ANY', '/admin/{proxy+}', PROTECTED)]) },
    act: allPrefixed,
    expected: { 'ANY /v1/{proxy+}': 'NONE', 'ANY /v1/admin/{proxy+}': 'JWT customers' },
  },
  {
    what: 'put a prefix before every path, with a public event within a protected catch-all',
    functions: { app: fn('app', [http('ANY', '/{proxy+}', PROTECTED), http('GET', '/health', PUBLIC)]) },
    act: allPrefixed,
    expected: { 'ANY /v1/{proxy+}': 'JWT customers', 'GET /v1/health': 'NONE' },
  },
  {
    what: 'add a public preflight event for every path, also of a public one',
    functions: { app: fn('app', [http('ANY', '/health', PUBLIC), http('ANY', '/{proxy+}', PROTECTED)]) },
    act: each((one) => {
      const paths = one.events.map((event) => String((optionsOf(event) as Json).path));
      one.events = [...one.events, ...paths.map((path) => http('OPTIONS', path, PUBLIC))];
    }),
    expected: {
      'ANY /health': 'NONE',
      'ANY /{proxy+}': 'JWT customers',
      'OPTIONS /health': 'NONE',
      'OPTIONS /{proxy+}': 'NONE',
    },
  },
  {
    what: 'put a prefix before every path, by which one gets the path that another function had',
    functions: {
      info: fn('info', [http('GET', '/v1/me', PUBLIC)]),
      me: fn('me', [http('GET', '/me', ADMIN)]),
    },
    act: allPrefixed,
    expected: { 'GET /v1/me': 'JWT customers [admin]', 'GET /v1/v1/me': 'NONE' },
  },
  {
    what: 'remove a protected function, beside one that has its path under another base path',
    functions: {
      info: fn('info', [http('GET', '/v1/me', PROTECTED)]),
      me: fn('me', [http('GET', '/me', ADMIN)]),
    },
    act: without('me'),
    expected: { 'GET /v1/me': 'JWT customers' },
  },
  {
    what: 'give a function the protected events of another one',
    functions: {
      me: fn('me', [http('GET', '/me', ADMIN)]),
      team: fn('team', [http('GET', '/team/me', PROTECTED)]),
    },
    act: (scene) => {
      const { me, team } = scene.service.functions;
      me!.events = [...me!.events, ...team!.events];
      without('team')(scene);
    },
    expected: { 'GET /me': 'JWT customers [admin]', 'GET /team/me': 'JWT customers' },
  },
  {
    what: 'leave a protected route out, where a function gets an event that says how it is protected',
    functions: {
      me: fn('me', [http('GET', '/me', PROTECTED), http('GET', '/debug', { passage: 'staff' })]),
      orders: fn('orders', [http('GET', '/orders', ADMIN)]),
    },
    act: (scene) => {
      const { me, orders } = scene.service.functions;
      me!.events = [me!.events[0]!, ...orders!.events];
      without('orders')(scene);
    },
    expected: { 'GET /me': 'JWT customers', 'GET /orders': 'JWT customers [admin]' },
  },
  ...[
    { what: 'protected', any: PROTECTED, access: 'JWT customers' },
    { what: 'public', any: PUBLIC, access: 'NONE' },
  ].map(({ what, any, access }) => ({
    what: `leave a protected route out, where a ${what} event becomes one for each method`,
    functions: { me: fn('me', [http('ANY', '/users/{id}', any), http('GET', '/debug/{id}', ADMIN)]) },
    act: (scene: Parameters<Act>[0]): void => {
      withoutEvent('me', 1)(scene);
      split('GET', 'PUT')(scene);
    },
    expected: { 'GET /users/{id}': access, 'PUT /users/{id}': access },
  })),
  {
    what: 'take a base path off, where paths end alike',
    functions: {
      me: fn('me', [http('GET', '/api/orders', PROTECTED), http('GET', '/api/admin/orders', ADMIN)]),
    },
    act: each((one) => {
      for (const options of one.events.map(optionsOf) as Json[])
        options.path = String(options.path).replace('/api', '');
    }),
    expected: { 'GET /orders': 'JWT customers', 'GET /admin/orders': 'JWT customers [admin]' },
  },
  {
    what: 'replace a base path before a variable',
    functions: { me: fn('me', [http('GET', '/v1/{id}', ADMIN), http('POST', '/v1/{id}', PROTECTED)]) },
    act: each((one) => {
      for (const event of one.events) Object.assign(optionsOf(event) as Json, { path: '/v2/{id}' });
    }),
    expected: { 'GET /v2/{id}': 'JWT customers [admin]', 'POST /v2/{id}': 'JWT customers' },
  },
  {
    what: 'remove a protected function beside a public catch-all of other code',
    functions: {
      app: fn('app', [{ httpApi: 'ANY /{proxy+}' }]),
      me: fn('me', [http('GET', '/me', PROTECTED)]),
    },
    act: without('me'),
    expected: { 'ANY /{proxy+}': 'NONE' },
  },
  {
    what: 'remove a protected function beside another one with its handler and another package',
    functions: {
      app: { handler: 'bootstrap', package: { artifact: 'app.zip' }, events: [{ httpApi: 'ANY /{proxy+}' }] },
      me: { handler: 'bootstrap', package: { artifact: 'me.zip' }, events: [http('GET', '/me', PROTECTED)] },
    },
    act: without('me'),
    expected: { 'ANY /{proxy+}': 'NONE' },
  },
  {
    what: 'write ANY as methods',
    functions: { me: fn('me', [http('ANY', '/me', ADMIN)]) },
    act: split('GET', 'POST'),
    expected: { 'GET /me': 'JWT customers [admin]', 'POST /me': 'JWT customers [admin]' },
  },
  {
    what: 'write methods with the same protection as ANY, and scopes in another order',
    functions: { me: fn('me', [http('GET', '/me', { passage: { scopes: ['w', 'r'] } })]) },
    act: ({ service: { functions } }) => {
      functions.me!.events = [http('ANY', '/me', { passage: { scopes: ['r', 'w'] } })];
    },
    expected: { 'ANY /me': 'JWT customers [r w]' },
  },
  ...[[{ schedule: 'rate(1 hour)' }], []].map((events) => ({
    what: `add a copy of a protected function with the events ${JSON.stringify(events)}`,
    functions: { me: fn('me', [{ httpApi: 'GET /me' }], ADMIN) },
    act: ({ service: { functions } }: Scene) => {
      functions.worker = { ...functions.me, name: 'worker', events };
    },
    expected: { 'GET /me': 'JWT customers [admin]' },
  })),
  {
    what: 'change the name of an app, and put a prefix before every path',
    functions: { me: fn('me', [http('GET', '/me', { passage: 'staff' }), http('GET', '/status', PUBLIC)]) },
    act: (scene) => {
      Object.assign(scene.service.custom?.passage?.apps?.staff ?? {}, { name: 'staff-dev' });
      prefixed('/v1')(scene);
    },
    expected: { 'GET /v1/me': 'JWT staff-dev', 'GET /v1/status': 'NONE' },
  },
  {
    what: 'write methods with the same protection as ANY',
    functions: { me: fn('me', [http('GET', '/me', ADMIN), http('DELETE', '/me', ADMIN)]) },
    act: merged('object'),
    expected: { 'ANY /me': 'JWT customers [admin]' },
  },
  {
    what: 'remove a route that another one with the same protection has the requests of',
    functions: { me: fn('me', [http('DELETE', '/me', ADMIN), http('ANY', '/{proxy+}', ADMIN)]) },
    act: withoutEvent('me', 0),
    expected: { 'ANY /{proxy+}': 'JWT customers [admin]' },
  },
  {
    what: 'add a version of a function beside it',
    functions: { me: fn('me', [http('GET', '/me', ADMIN)]) },
    act: ({ service: { functions } }) => {
      functions.old = { name: 'old', handler: 'old/handler.me', events: [http('GET', '/old/me', ADMIN)] };
    },
    expected: { 'GET /me': 'JWT customers [admin]', 'GET /old/me': 'JWT customers [admin]' },
  },
];

describe('attacks: copies of preflight events', () => {
  it('are public only as what they were copied of, under protect: all too', async () => {
    const passage = { ...APPS, protect: 'all' };
    const functions = { me: fn('me', [{ httpApi: 'ANY /me' }]) };
    const of = async (act: Act): Promise<object> => {
      const config = service(functions, { custom: { passage }, provider: CORS });
      return accessByRoute(packaged(await packageService('osls4', withPlugin(act, EARLY, config))));
    };
    expect(await of(lastOfPath)).to.deep.equal({ 'ANY /me': 'JWT customers', 'OPTIONS /me': 'NONE' });
    expect(await of(copiedAs('PUT'))).to.deep.equal({
      'ANY /me': 'JWT customers',
      'OPTIONS /me': 'NONE',
      'PUT /me': 'JWT customers',
    });
    const cloned: Act = ({ service: own }) => {
      own.functions = structuredClone(own.functions);
      allPrefixed({ service: own, resources: {} });
    };
    expect(await of(cloned)).to.deep.equal({ 'ANY /v1/me': 'JWT customers', 'OPTIONS /v1/me': 'NONE' });
  });
});

describe('attacks: what another plugin may do with the requests of a protected route', () => {
  for (const { what, functions, act, expected } of LEGAL) {
    it(what, async () => {
      const config = service(functions, { custom: { passage: APPS } });
      const other = withPlugin(act, EARLY, config);
      const files = { ...other.files, 'app.zip': '', 'me.zip': '' };
      const template = packaged(await packageService('osls4', { ...other, files }));
      expect({ ...accessByRoute(template), ...accessByMethod(template) }).to.deep.equal(expected);
    });
  }
});
