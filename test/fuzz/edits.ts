/** What another plugin may do to a service: each edit changes the service, and the model of it in the same way. */
import * as fc from 'fast-check';
import type { ModelFunction, World } from './model';

type Json = Record<string, unknown>;

/** Where an edit may happen. */
const EARLY = ['initialize', 'before:package:initialize', 'before:package:compileEvents'] as const;
const LATE = [
  'after:package:compileEvents',
  'before:package:finalize',
  'after:aws:package:finalize:mergeCustomProviderResources',
] as const;

export interface EditChoice {
  readonly hook: string;
  readonly kind: string;
  /** Which function, event, form or value: taken modulo what there is. */
  readonly pick: readonly [number, number, number];
}

const pick = fc.tuple(fc.nat(7), fc.nat(7), fc.nat(7));

const keyOf = (event: Json): 'httpApi' | 'http' => ('httpApi' in event ? 'httpApi' : 'http');

type Edit = (world: World, fn: string, pick: EditChoice['pick']) => void;

function methodAndPath(event: Json): { method: string; path: string } {
  const value = event[keyOf(event)];
  if (typeof value === 'string') {
    const [method = '', path = ''] = value.split(' ');
    return { method, path };
  }
  const { method, path } = value as { method?: string; path: string };
  return { method: String(method), path };
}

function write(event: Json, form: number, place: { method: string; path: string }): Json {
  const key = keyOf(event);
  return form % 2 === 0 ? { [key]: `${place.method} ${place.path}` } : { [key]: { ...place } };
}

/** A setting on the event is lost with the object that held it: what an edit said before is not said any more. */
function rebuild(world: World, name: string, form: number, path: (path: string) => string): void {
  const fn = world.service.functions[name];
  const model = world.model[name];
  if (fn === undefined || model === undefined) return;
  fn.events = fn.events.map((event) => {
    const place = methodAndPath(event);
    return write(event, form, { ...place, path: path(place.path) });
  });
  for (const route of model.routes) {
    route.path = path(route.path);
    if (route.intended !== null) route.said = null;
  }
}

function setEvent(world: World, name: string, index: number, said: Json): void {
  const event = world.service.functions[name]?.events[index];
  const route = world.model[name]?.routes[index];
  if (event === undefined || route === undefined) return;
  const functions = world.service.functions[name];
  if (functions === undefined) return;
  functions.events = functions.events.map((each, i) =>
    i === index ? { [keyOf(each)]: { ...methodAndPath(each), ...said } } : each,
  );
  route.said = said;
}

function add(world: World, name: string, passage: unknown): void {
  if (world.service.functions[name] !== undefined) return;
  const path = `/${name}`;
  world.service.functions[name] = {
    handler: `handler.${name}`,
    events: [{ httpApi: `GET ${path}` }],
    ...(passage === undefined ? {} : { passage }),
  };
  const model: ModelFunction = {
    handler: `handler.${name}`,
    routes: [
      { api: 'http', method: 'GET', path, intended: null, said: passage === false ? { passage } : null },
    ],
  };
  world.model[name] = model;
}

const SAID: readonly Json[] = [
  { passage: false },
  { passage: true },
  { passage: 'staff' },
  { passage: { scopes: ['c'] } },
  { passage: { app: 'main', scopes: [] } },
];

const EARLY_EDITS: Readonly<Record<string, Edit>> = {
  rebuild: (world, fn, [, form]) => {
    rebuild(world, fn, form, (path) => path);
  },
  prefix: (world, fn, [, form]) => {
    rebuild(world, fn, form, (path) => `/v1${path}`);
  },
  rename: (world, fn, [, form, n]) => {
    let i = 0;
    rebuild(world, fn, form, () => `/r${n}${(i += 1)}`);
    // The same names once more, for the model.
    const names = world.service.functions[fn]?.events.map((event) => methodAndPath(event).path) ?? [];
    world.model[fn]?.routes.forEach((route, at) => (route.path = names[at] ?? route.path));
  },
  move: (world, fn) => {
    const from = world.service.functions[fn];
    const model = world.model[fn];
    const name = `${fn}x`;
    if (from === undefined || model === undefined || world.service.functions[name] !== undefined) return;
    world.service.functions[name] = {
      handler: from.handler ?? '',
      events: from.events.map((event) => write(event, 0, methodAndPath(event))),
    };
    world.model[name] = {
      handler: model.handler,
      routes: model.routes.map((route) => ({ ...route, said: route.intended === null ? route.said : null })),
    };
    Reflect.deleteProperty(world.service.functions, fn);
    Reflect.deleteProperty(world.model, fn);
  },
  'drop keys': (world, fn, [, which]) => {
    const functions = world.service.functions[fn];
    if (functions === undefined) return;
    functions.events = functions.events.map((event) => {
      const value = event[keyOf(event)];
      if (typeof value !== 'object') return event;
      const { passage, authorizer, ...rest } = value as Json;
      const kept =
        which % 2 === 0 && passage !== undefined
          ? { passage }
          : which % 3 === 0 && authorizer !== undefined
            ? { authorizer }
            : {};
      return { [keyOf(event)]: { ...rest, ...kept } };
    });
    // What is dropped is not said: only what the user configured counts.
    world.model[fn]?.routes.forEach((route) => {
      if (which % 2 !== 0 && route.intended !== null) route.said = null;
    });
  },
  'drop setting': (world, fn) => {
    const functions = world.service.functions[fn];
    if (functions !== undefined) delete functions.passage;
  },
  'set function': (world, fn, [, n]) => {
    const functions = world.service.functions[fn];
    if (functions === undefined) return;
    functions.passage = [true, false, 'staff'][n % 3];
    // For a route that a plugin has added, its function's setting is what was said.
    world.model[fn]?.routes.forEach((route) => {
      if (route.intended === null) route.said = { passage: functions.passage };
    });
  },
  clone: ({ service }) => {
    service.functions = structuredClone(service.functions);
  },
  freeze: ({ service }, fn) => {
    service.functions[fn]?.events.forEach((event) => {
      Object.freeze(event[keyOf(event)]);
      Object.freeze(event);
    });
  },
  say: (world, fn, [, event, n]) => {
    const count = world.model[fn]?.routes.length ?? 1;
    setEvent(world, fn, event % count, SAID[n % SAID.length] ?? {});
  },
  'add protected': (world) => {
    add(world, 'more', true);
  },
  'add public': (world) => {
    add(world, 'health', undefined);
  },
  'add said public': (world) => {
    add(world, 'said', false);
  },
  'add event': ({ service, model }, fn, [, n, m]) => {
    const place = { method: ['GET', 'POST'][m % 2] ?? 'GET', path: `/added${n}` };
    const functions = service.functions[fn];
    const routes = model[fn]?.routes;
    if (functions === undefined || routes?.every(({ path }) => path !== place.path) !== true) return;
    functions.events = [...functions.events, write({ httpApi: '' }, m, place)];
    const { passage } = functions;
    routes.push({ api: 'http', ...place, intended: null, said: passage === false ? { passage } : null });
  },
  'swap authorizers': (world, fn) => {
    const functions = world.service.functions[fn];
    const model = world.model[fn];
    const [first, second] = functions?.events ?? [];
    if (functions === undefined || model === undefined || first === undefined || second === undefined) return;
    const [one, other] = [first, second].map((event) => event[keyOf(event)]);
    if (typeof one !== 'object' || typeof other !== 'object' || keyOf(first) !== keyOf(second)) return;
    const [{ authorizer: a, ...restOne }, { authorizer: b, ...restOther }] = [one as Json, other as Json];
    const with_ = (rest: Json, authorizer: unknown): Json => ({
      ...rest,
      ...(authorizer === undefined ? {} : { authorizer }),
    });
    functions.events = [
      { [keyOf(first)]: with_(restOne, b) },
      { [keyOf(second)]: with_(restOther, a) },
      ...functions.events.slice(2),
    ];
    // An authorizer on the event is what the event says, whoever wrote it there.
    const [routeOne, routeOther] = model.routes;
    if (routeOne !== undefined && b !== undefined) routeOne.said = { authorizer: b };
    if (routeOther !== undefined && a !== undefined) routeOther.said = { authorizer: a };
  },
  'change an app': ({ service }, _fn, [, n]) => {
    const { main, staff } = service.custom.passage.apps;
    if (n % 2 === 0) main.issuer = 'https://evil.example/';
    else service.custom.passage.apps = { main: { ...staff, name: 'main' }, staff };
  },
  'delete function': (world, fn) => {
    Reflect.deleteProperty(world.service.functions, fn);
    Reflect.deleteProperty(world.model, fn);
  },
  'delete event': (world, fn, [, event]) => {
    const functions = world.service.functions[fn];
    const model = world.model[fn];
    if (functions === undefined || model === undefined || model.routes.length < 2) return;
    const at = event % model.routes.length;
    functions.events = functions.events.filter((_, i) => i !== at);
    model.routes = model.routes.filter((_, i) => i !== at);
  },
};

type LateEdit = (world: World, pick: EditChoice['pick']) => void;

function routesIn(world: World): Record<string, unknown>[] {
  const resources = world.service.provider.compiledCloudFormationTemplate?.Resources ?? {};
  return Object.values(resources)
    .filter(({ Type }) => /::(Route|Method)$/.test(Type))
    .map(({ Properties }) => Properties);
}

const change =
  (changes: Json): LateEdit =>
  (world, [n]) => {
    const routes = routesIn(world);
    Object.assign(routes[n % Math.max(1, routes.length)] ?? {}, changes);
  };

const addRaw =
  (method: string, path: string): LateEdit =>
  (world) => {
    const resources = world.service.provider.compiledCloudFormationTemplate?.Resources;
    if (resources?.HttpApi === undefined || resources.Raw !== undefined) return;
    resources.Raw = {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: `${method} ${path}`, Target: 'integrations/x' },
    };
    world.raw.push({ api: 'http', method, path, isConfigured: false });
  };

const LATE_EDITS: Readonly<Record<string, LateEdit>> = {
  none: change({ AuthorizationType: 'NONE' }),
  'lower case': change({ AuthorizationType: 'none' }),
  'no authorizer': change({ AuthorizerId: undefined }),
  'other authorizer': change({ AuthorizerId: { Ref: 'HttpApiAuthorizerStaff' } }),
  'no scopes': change({ AuthorizationScopes: undefined }),
  'other key': change({ RouteKey: 'GET /elsewhere' }),
  'raw under ANY': addRaw('GET', '/u'),
  'raw under a variable': addRaw('POST', '/w/deep'),
  'raw elsewhere': addRaw('GET', '/raw'),
  'other issuer': (world) => {
    const resources = world.service.provider.compiledCloudFormationTemplate?.Resources ?? {};
    const authorizer = resources.HttpApiAuthorizerMain;
    if (authorizer !== undefined)
      authorizer.Properties.JwtConfiguration = { Issuer: 'https://evil.example/', Audience: ['m'] };
  },
};

export const edits: fc.Arbitrary<readonly EditChoice[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        hook: fc.constantFrom(...EARLY),
        kind: fc.constantFrom(...Object.keys(EARLY_EDITS)),
        pick,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        hook: fc.constantFrom(...LATE),
        kind: fc.constantFrom(...Object.keys(LATE_EDITS)),
        pick,
      }),
    },
  ),
  { maxLength: 3 },
);

export function perform(world: World, { kind, pick }: EditChoice): void {
  const early = EARLY_EDITS[kind];
  const names = Object.keys(world.service.functions);
  if (early === undefined) LATE_EDITS[kind]?.(world, pick);
  else if (names.length > 0) early(world, names[pick[0] % names.length] ?? '', pick);
}

/** Edits after which every route that is left is protected as it was: such a service must not be refused. */
export const HARMLESS = [
  'clone',
  'freeze',
  'delete function',
  'delete event',
  'add protected',
  'add said public',
];
