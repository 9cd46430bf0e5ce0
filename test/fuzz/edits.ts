/**
 * What another plugin may do to the functions and events of a service: each edit changes the service, and the model of it
 * in the same way.
 */
import { DEFAULT, type MethodAndPath, keyOf, placeOf, writeEvent } from './events';
import { CONNECT, DOCS, type Json, type ModelFunction, POOL, type World, isMessage, nameOf } from './model';
import { REQUEST_EDITS } from './request-edits';

/** Which function, event, form or value: taken modulo what there is. */
export type Pick = readonly [number, number, number];

type Edit = (world: World, fn: string, pick: Pick) => void;

function write(event: Json, form: number, place: MethodAndPath): Json {
  return writeEvent(keyOf(event), place, form % 2 !== 0 ? {} : null);
}

/** A setting on the event is lost with the object that held it: what an edit said before is not said any more. */
function rebuild(world: World, name: string, form: number, path: (path: string) => string): void {
  const fn = world.service.functions[name];
  const model = world.model[name];
  if (fn === undefined || model === undefined) return;
  fn.events = fn.events.map((event) => {
    const place = placeOf(event);
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
    i === index ? writeEvent(keyOf(each), placeOf(each), said) : each,
  );
  route.said = said;
  route.isSaidByFunction = false;
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
      {
        ...{ api: 'http', method: 'GET', path, intended: null, isSaidByFunction: true },
        said: passage === false ? { passage } : null,
      },
    ],
  };
  world.model[name] = model;
}

function copyCode({ service: { functions } }: World, fn: string, url: boolean): void {
  const handler = functions[fn]?.handler ?? '';
  const name = `svc-dev-${fn}c`;
  functions[`${fn}c`] = { name, handler: `.//${handler}`, events: [], ...(url ? { url } : {}) };
}

/** Without one, nothing about a WebSocket API is decided. */
const hasLambdaApp = ({ service }: World): boolean => 'edge' in service.custom.passage.apps;

/** Other ways to refer to the user's own authorizers that ask for scopes. What scopes an event asked for is not said. */
const RESPELT: Readonly<Record<string, readonly unknown[]>> = {
  ownJwt: ['ownJwt', { name: 'ownJwt' }, { type: 'jwt', id: { Ref: 'HttpApiAuthorizerOwnJwt' } }],
  pool: [
    POOL,
    { arn: POOL },
    { name: 'pool', arn: POOL },
    { type: 'COGNITO_USER_POOLS', authorizerId: { Ref: 'PoolApiGatewayAuthorizer' } },
  ],
};

const SAID: readonly Json[] = [
  { passage: false },
  { passage: true },
  { passage: 'staff' },
  { passage: 'edge' },
  { passage: { scopes: ['c'] } },
  { passage: { app: 'main', scopes: [] } },
];

export const FUNCTION_EDITS: Readonly<Record<string, Edit>> = {
  ...REQUEST_EDITS,
  rebuild: (world, fn, [, form]) => {
    rebuild(world, fn, form, (path) => path);
  },
  prefix: (world, fn, [, form]) => {
    rebuild(world, fn, form, (path) => (path === DEFAULT ? path : `/v1${path}`));
  },
  rename: (world, fn, [, form, n]) => {
    let i = 0;
    rebuild(world, fn, form, () => `/r${n}${(i += 1)}`);
    // The same names once more, for the model.
    const names = world.service.functions[fn]?.events.map((event) => placeOf(event).path) ?? [];
    world.model[fn]?.routes.forEach((route, at) => (route.path = names[at] ?? route.path));
  },
  move: (world, fn) => {
    const from = world.service.functions[fn];
    const model = world.model[fn];
    const name = `${fn}x`;
    if (from === undefined || model === undefined || world.service.functions[name] !== undefined) return;
    world.service.functions[name] = {
      name: `svc-dev-${name}`,
      handler: from.handler ?? '',
      events: from.events.map((event) => write(event, 0, placeOf(event))),
    };
    world.model[name] = {
      handler: model.handler,
      routes: model.routes.map((route) => ({ ...route, said: route.intended === null ? route.said : null })),
    };
    Reflect.deleteProperty(world.service.functions, fn);
    Reflect.deleteProperty(world.model, fn);
  },
  // The code under another name, without its events.
  'rename function': (world, fn, [, url]) => {
    copyCode(world, fn, url % 3 === 0);
    Reflect.deleteProperty(world.service.functions, fn);
    Reflect.deleteProperty(world.model, fn);
  },
  'copy function': (world, fn, [, url]) => {
    copyCode(world, fn, url % 3 === 0);
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
    functions.passage = [true, false, 'staff', 'edge'][n % 4];
    // For a route that a plugin has added, its function's setting is what was said, unless its event says otherwise.
    world.model[fn]?.routes.forEach((route) => {
      const isSaidByEvent = route.said !== null && route.isSaidByFunction !== true;
      if (route.intended !== null || isSaidByEvent) return;
      route.said = { passage: functions.passage };
      route.isSaidByFunction = true;
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
    const said = passage === false ? { passage } : null;
    routes.push({ api: 'http', ...place, intended: null, said, isSaidByFunction: true });
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
    const { apps } = service.custom.passage;
    const { main, staff, edge } = apps;
    const changed = [main, edge ?? main][n % 2];
    if (n % 3 === 0) service.custom.passage.apps = { ...apps, main: { ...staff, name: 'main' } };
    else if (n % 3 === 1) Object.assign(changed ?? {}, { issuer: 'https://evil.example/' });
    else Object.assign(edge ?? {}, { authorizerType: 'jwt' });
  },
  'swap names': ({ service }) => {
    const { main, staff } = service.custom.passage.apps;
    if (main === undefined || staff === undefined) return;
    [main.name, staff.name] = [staff.name ?? 'staff', main.name ?? 'main'];
  },
  // As plugins do that keep a copy: what this one has written into events is in it by name.
  'copy and swap names': (world, fn, pick) => {
    FUNCTION_EDITS['as JSON']?.(world, fn, pick);
    FUNCTION_EDITS['swap names']?.(world, fn, pick);
  },
  'as JSON': ({ service }) => {
    service.functions = JSON.parse(JSON.stringify(service.functions)) as typeof service.functions;
  },
  respell: ({ service }, fn, [, n]) => {
    const functions = service.functions[fn];
    if (functions === undefined) return;
    functions.events = functions.events.map((event) => {
      const options = event[keyOf(event)];
      const name = ((options as Json | null)?.authorizer as Json | undefined)?.name;
      const ways = typeof name === 'string' ? RESPELT[name] : undefined;
      return ways === undefined
        ? event
        : { [keyOf(event)]: { ...(options as Json), authorizer: structuredClone(ways[n % ways.length]) } };
    });
  },
  'move configured': ({ service, raw }, _fn, [, n]) => {
    const { Resources = {} } = service.resources ?? {};
    const path = ['/u', '/v', '/elsewhere'][n % 3] ?? '/u';
    const docs = Resources[DOCS];
    if (docs !== undefined) docs.Properties.PathPart = path.slice(1);
    for (const route of raw)
      if (route.api === 'rest' && route.path === '/docs') Object.assign(route, { path, isConfigured: false });
  },
  'delete function': (world, fn) => {
    Reflect.deleteProperty(world.service.functions, fn);
    Reflect.deleteProperty(world.model, fn);
  },
  'delete event': (world, fn, [, event]) => {
    const functions = world.service.functions[fn];
    const model = world.model[fn];
    if (functions === undefined || model === undefined) return;
    const at = event % model.routes.length;
    const left = model.routes.filter((_, i) => i !== at);
    // A function that says `passage: true` must have something to protect.
    if (left.every(isMessage)) return;
    functions.events = functions.events.filter((_, i) => i !== at);
    model.routes = left;
  },
  'delete $connect': (world, _fn, [, n]) => {
    for (const [name, { routes }] of Object.entries(world.model)) {
      const at = routes.findIndex((route) => nameOf(route) === CONNECT);
      const functions = world.service.functions[name];
      if (at < 0 || functions === undefined) continue;
      functions.events = functions.events.filter((_, i) => i !== at);
      routes.splice(at, 1);
      // As a plugin that knows what it does would.
      if (n % 2 === 0) delete functions.passage;
    }
  },
  'add $connect': (world, _fn, [, n]) => {
    const isThere = Object.values(world.model).some(({ routes }) =>
      routes.some((route) => nameOf(route) === CONNECT),
    );
    if (isThere || !hasLambdaApp(world) || world.service.functions.connect !== undefined) return;
    const said = [{}, { passage: false }, { passage: 'edge' }][n % 3] ?? {};
    const [handler, event] = ['handler.connect', { websocket: { route: '$connect', ...said } }];
    world.service.functions.connect = { handler, events: [event] };
    const place = { api: 'websocket', method: 'ANY', path: '$connect' } as const;
    world.model.connect = {
      handler,
      routes: [{ ...place, intended: null, said: Object.keys(said).length > 0 ? said : null }],
    };
  },
  'add message': (world, fn) => {
    const functions = world.service.functions[fn];
    if (functions === undefined || !hasLambdaApp(world)) return;
    const path = `message${fn}`;
    if (world.model[fn]?.routes.some((route) => route.path === path) === true) return;
    functions.events = [...functions.events, { websocket: path }];
    world.model[fn]?.routes.push({ api: 'websocket', method: 'ANY', path, intended: 'message', said: null });
  },
};

export function editFunctions(world: World, kind: string, pick: Pick): void {
  const names = Object.keys(world.model);
  if (names.length > 0) FUNCTION_EDITS[kind]?.(world, names[pick[0] % names.length] ?? '', pick);
}
