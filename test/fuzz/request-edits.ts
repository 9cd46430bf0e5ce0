/** What another plugin may do to events so that other routes get the requests of a protected one. */
import { API_OF, DEFAULT, type MethodAndPath, keyOf, optionsOf, placeOf, writeEvent } from './events';
import { type Json, type ModelRoute, type World, nameOf } from './model';
import type { Pick } from './edits';

type Edit = (world: World, fn: string, pick: Pick) => void;

/** Where a plugin may put an event: on paths of the user's events, and within them. */
const PLACES: readonly (MethodAndPath & { readonly key: 'httpApi' | 'http' })[] = [
  { key: 'httpApi', method: 'ANY', path: '/{proxy+}' },
  { key: 'httpApi', method: 'ANY', path: DEFAULT },
  { key: 'httpApi', method: 'ANY', path: '/u' },
  { key: 'httpApi', method: 'GET', path: '/u/me' },
  { key: 'httpApi', method: 'POST', path: '/w/deep' },
  { key: 'http', method: 'any', path: '/{proxy+}' },
  { key: 'http', method: 'any', path: '/u' },
  { key: 'http', method: 'get', path: '/u/me' },
];
const SETTINGS = [null, null, null, {}, { passage: false }, { passage: 'staff' }] as const;

const CATCH_ALL = '/{proxy+}';

type Said = (typeof SETTINGS)[number];

const placeAt = (n: number): (typeof PLACES)[number] => PLACES[n % PLACES.length]!;

/** A new event, and its route in the model. */
function newEvent(
  { key, method, path }: (typeof PLACES)[number],
  said: Said,
  passage?: unknown,
): [Json, ModelRoute] {
  const isSaid = said !== null && 'passage' in said;
  const statement = isSaid ? { ...said } : passage === false ? { passage } : null;
  const place = { api: API_OF[key], method: method.toUpperCase(), path };
  return [
    writeEvent(key, { method, path }, said),
    { ...place, intended: null, said: statement, isSaidByFunction: !isSaid },
  ];
}

/** Replaces the events of a function, one by one and in their order. */
function change(
  { service, model }: World,
  fn: string,
  to: (event: Json, route: ModelRoute) => [Json, ModelRoute][],
): void {
  const functions = service.functions[fn];
  const own = model[fn];
  if (functions === undefined || own === undefined) return;
  const next = functions.events.flatMap((event, i) => {
    const route = own.routes[i];
    return route === undefined ? [] : to(event, route);
  });
  functions.events = next.map(([event]) => event);
  own.routes = next.map(([, route]) => route);
}

/**
 * An event for all methods, as the first one of its path has it or as a string.
 *
 * @param passage what its function says
 */
function merged(
  [event, route]: [Json, ModelRoute],
  form: number,
  passage: unknown,
  path = placeOf(event).path,
): [Json, ModelRoute] {
  const key = keyOf(event);
  const place = { ...placeOf(event), path };
  const value = event[key];
  const isString = form % 2 === 0 || typeof value === 'string';
  const method = key === 'http' ? 'any' : 'ANY';
  const options: Json | null = isString
    ? null
    : { ...(value as Json), ...optionsOf(key, { ...place, method }) };
  // What the first event said of its own route, it does not say of the others.
  const isSaidByFunction = route.isSaidByFunction === true || (isString && passage === false);
  const saidInText = isSaidByFunction ? (route.said ?? { passage }) : null;
  const said = isString ? saidInText : route.said;
  return [
    writeEvent(key, { ...place, method }, options),
    {
      api: route.api,
      method: 'ANY',
      path,
      intended: null,
      said,
      isSaidByFunction,
      ...(isString ? {} : { copyOf: route }),
    },
  ];
}

const movedFrom =
  (home: string) =>
  (route: ModelRoute): ModelRoute => ({ home, ...route });

export const REQUEST_EDITS: Readonly<Record<string, Edit>> = {
  merge: (world, fn, [, form]) => {
    const seen = new Set<string>();
    change(world, fn, (event, route) => {
      if (route.api === 'websocket') return [[event, route]];
      const name = nameOf({ ...route, method: 'ANY' });
      if (seen.has(name)) return [];
      seen.add(name);
      return [merged([event, route], form, world.service.functions[fn]?.passage)];
    });
  },
  'catch all': (world, fn, [, n, form]) => {
    let isFirst = true;
    change(world, fn, (event, route) => {
      if (route.api === 'websocket') return [[event, route]];
      if (!isFirst) return [];
      isFirst = false;
      const said = SETTINGS[form % SETTINGS.length] ?? null;
      return [newEvent(placeAt([0, 1, 5][n % 3] ?? 0), said, world.service.functions[fn]?.passage)];
    });
  },
  // What is not the first event is served by a copy of it.
  'keep the first': (world, fn, [, , form]) => {
    let isFirst = true;
    change(world, fn, (event, route) => {
      if (route.api === 'websocket') return [[event, route]];
      if (!isFirst) return [];
      isFirst = false;
      return route.path === CATCH_ALL
        ? [[event, route]]
        : [[event, route], merged([event, route], form, world.service.functions[fn]?.passage, CATCH_ALL)];
    });
  },
  'options of the first': (world, fn) => {
    let first: readonly [Json, ModelRoute] | undefined;
    change(world, fn, (event, route) => {
      const key = keyOf(event);
      if (typeof event[key] === 'string' || route.api === 'websocket' || route.path === DEFAULT)
        return [[event, route]];
      first ??= [event, route];
      if (keyOf(first[0]) !== key) return [[event, route]];
      const options = { ...(first[0][key] as Json), ...optionsOf(key, placeOf(event)) };
      const said = first[1].said ?? route.said;
      // Of one that a plugin added, it is all that was said.
      const copied = route.intended === null && route !== first[1] ? { copyOf: first[1] } : {};
      return [[writeEvent(key, placeOf(event), options), { ...route, said, ...copied }]];
    });
  },
  split: (world, fn) => {
    change(world, fn, (event, route) => {
      const [key, value] = [keyOf(event), event[keyOf(event)]];
      if (route.api === 'websocket' || route.method !== 'ANY' || route.path === DEFAULT)
        return [[event, route]];
      return ['GET', 'POST'].map((method) => [
        writeEvent(
          key,
          { ...placeOf(event), method },
          typeof value === 'string' ? null : { ...(value as Json), method },
        ),
        { ...route, method },
      ]);
    });
  },
  'add within': ({ service, model }, fn, [, n, form]) => {
    const said = SETTINGS[form % SETTINGS.length] ?? null;
    const [event, route] = newEvent(placeAt(n), said, service.functions[fn]?.passage);
    const isThere = Object.values(model).some(({ routes }) =>
      routes.some((each) => nameOf(each) === nameOf(route)),
    );
    if (isThere) return;
    service.functions[fn]?.events.push(event);
    model[fn]?.routes.push(route);
  },
  // Another function gets the events, and the first one another event.
  gate: ({ service, model }, fn, [, n, form]) => {
    const [functions, own] = [service.functions[fn], model[fn]];
    if (functions === undefined || own === undefined || model.gate !== undefined) return;
    const [event, route] = newEvent(
      { ...placeAt(n), path: '/internal', method: 'GET' },
      SETTINGS[form % SETTINGS.length] ?? null,
      functions.passage,
    );
    service.functions.gate = { name: 'gate', handler: 'handler.gate', events: functions.events };
    model.gate = { handler: 'handler.gate', routes: own.routes.map(movedFrom(fn)) };
    functions.events = [event];
    own.routes = [route];
  },
  'swap events': ({ service, model }, fn) => {
    const other = Object.keys(model).find((name) => name !== fn) ?? fn;
    const [one, two] = [service.functions[fn], service.functions[other]];
    const [own, others] = [model[fn], model[other]];
    if (one === undefined || two === undefined || own === undefined || others === undefined) return;
    [one.events, two.events] = [two.events, one.events];
    [own.routes, others.routes] = [others.routes.map(movedFrom(other)), own.routes.map(movedFrom(fn))];
  },
  'add url': ({ service, model }, fn) => {
    const [functions, own] = [service.functions[fn], model[fn]];
    if (functions !== undefined) functions.url = true;
    if (own !== undefined) own.hasUrl = true;
  },
  'copy with event': ({ service, model }, fn, [, n, form]) => {
    const name = `${fn}e`;
    const handler = service.functions[fn]?.handler;
    if (handler === undefined || model[name] !== undefined) return;
    const [event, route] = newEvent(
      { ...placeAt(n), path: `/${name}`, method: 'GET' },
      SETTINGS[form % SETTINGS.length] ?? null,
    );
    service.functions[name] = { name: `svc-dev-${name}`, handler, events: [event] };
    model[name] = { handler: handler.replace(/^[./]+/, ''), routes: [route] };
  },
};
