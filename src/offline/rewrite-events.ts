/** The service's events as serverless-offline reads them. */
import { type PlannedRoute, isPreflight } from '../plan/types';
import { nearbyRoutes, takesRequestsOf } from '../routing/route-patterns';
import type { EventConfig, FunctionConfig, Service } from '../serverless';
import { EVENT_KEY, pathShape } from '../service/events';
import { groupBy } from '../util/group-by';
import { type JsonObject, isObject } from '../util/objects';

/** An event's `httpApi` or `http`, in its object form. */
export type EventObject = JsonObject;

/** One route of serverless-offline: all of a planned route, or an `ANY` route for one method. */
export interface LocalRoute extends PlannedRoute {
  /** The planned one, with its own method. */
  readonly planned: PlannedRoute;
}

/** Makes another event of a route's. */
export type Rewrite = (route: LocalRoute, event: EventObject) => EventObject;

export function rewriteEvents(
  { functions }: Service,
  routes: readonly PlannedRoute[],
  rewrite: Rewrite,
): void {
  // Authorizers of WebSocket connections are functions: see `denyConnections` for those that are not.
  const ours = routes.filter(({ api }) => api !== 'websocket');
  const methodsOf = methodsFirst(ours);
  for (const [name, config] of Object.entries(functions)) {
    const here = ours.filter(({ functionName }) => functionName === name);
    if (here.length > 0) config.events = rewritten(config, here, { methodsOf, rewrite });
  }
}

/**
 * Finds the methods for which an `ANY` route has to be a route of its own: serverless-offline takes a route of the
 * request's method with any path that matches before one of all methods (hapi), API Gateway the most specific path.
 */
function methodsFirst(routes: readonly PlannedRoute[]): (route: PlannedRoute) => string[] {
  const added = (['http', 'rest'] as const).flatMap((api) => {
    const ofApi = routes.filter((route) => route.api === api);
    const methods = new Set(ofApi.map(({ method }) => method));
    methods.delete('ANY');
    // With `cors`, serverless-offline itself adds preflight routes of a REST API.
    if (api === 'rest') methods.delete('OPTIONS');
    return [...methods].flatMap((method) => {
      const taken = routes
        .filter((route) => route.method === method)
        .flatMap(({ path }) => conflicting(path));
      return routesBefore(ofApi, method, new Set(taken)).map((route) => [route, method] as const);
    });
  });
  const byRoute = groupBy(added, ([route]) => route);
  return (route) => (byRoute.get(route) ?? []).map(([, method]) => method);
}

/** Shapes of paths that hapi takes for the same: it has no `/{a}/{b+}` beside `/{b+}`. */
function conflicting(path: string): string[] {
  const shape = pathShape(path);
  return shape.endsWith('{+}')
    ? [shape, shape.replace(/\{\+\}$/, '{}/{+}'), shape.replace(/\{\}\/\{\+\}$/, '{+}')]
    : [shape];
}

/**
 * The `ANY` routes that are before one of a method, or before another of them.
 *
 * @param taken shapes of paths that cannot be routes of that method, too
 */
function routesBefore(
  routes: readonly PlannedRoute[],
  method: string,
  taken: ReadonlySet<string>,
): PlannedRoute[] {
  const all = routes.filter((route) => route.method === method);
  const added = new Set<PlannedRoute>();
  let left = routes.filter((route) => route.method === 'ANY' && !taken.has(pathShape(route.path)));
  for (let found = left; found.length > 0;) {
    const nearby = nearbyRoutes(all);
    found = left.filter((route) => nearby(route).some((other) => takesRequestsOf(route, other)));
    for (const route of found) added.add(route);
    all.push(...found.map((route) => ({ ...route, method })));
    left = left.filter((route) => !added.has(route));
  }
  return [...added];
}

interface Rewriting {
  readonly methodsOf: (route: PlannedRoute) => string[];
  readonly rewrite: Rewrite;
}

function rewritten(
  { events }: FunctionConfig,
  routes: readonly PlannedRoute[],
  { methodsOf, rewrite }: Rewriting,
): unknown[] {
  const all: readonly unknown[] = Array.isArray(events) ? events : [];
  // Preflight events were added after the user's own events, in the plan's order.
  const preflights = routes.filter(isPreflight);
  const userEvents = all.length - preflights.length;
  const routesAt = groupBy(routes, (route) => route.index ?? userEvents + preflights.indexOf(route));
  return all.flatMap((event, at) => {
    const here = routesAt.get(at) ?? [];
    if (!isObject(event)) return [event];
    const added = here.flatMap((planned) =>
      methodsOf(planned).map((method) =>
        rewrittenEvent(onlyOf(event, planned), { ...planned, method, planned }, rewrite),
      ),
    );
    const changed = here.reduce(
      (copy, planned) => rewrittenEvent(copy, { ...planned, planned }, rewrite),
      event,
    );
    return [changed, ...added];
  });
}

/** An event may be of two APIs at once. */
function onlyOf(event: EventConfig, { api }: PlannedRoute): EventConfig {
  return { [EVENT_KEY[api]]: event[EVENT_KEY[api]] };
}

function rewrittenEvent(event: EventConfig, route: LocalRoute, rewrite: Rewrite): EventConfig {
  const key = EVENT_KEY[route.api];
  const value = event[key];
  const rest = isObject(value) ? value : {};
  return { ...event, [key]: rewrite(route, { ...rest, ...withMethodAndPath(route) }) };
}

/** The one spelling of `*` that serverless-offline reads in an object; the framework's own has no method there. */
function withMethodAndPath({ api, method, path }: PlannedRoute): { method: string; path: string } {
  if (api === 'rest') return { method, path };
  return { method: method === 'ANY' ? '*' : method, path: path === '$default' ? '*' : path };
}

/**
 * serverless-offline looks for an authorizer of this name and does not start without it, if our provider is not
 * asked. No function can have such a name.
 */
export const OUR_AUTHORIZER = { name: 'checked by serverless-passage' };

/** The event with an `authorizer` that calls `onRead` whenever somebody reads it. */
export function withAuthorizerGetter(
  event: EventObject,
  authorizer: unknown,
  onRead: () => void,
): EventObject {
  const get = (): unknown => {
    onRead();
    return authorizer;
  };
  return Object.defineProperty({ ...event }, 'authorizer', { enumerable: true, configurable: true, get });
}
