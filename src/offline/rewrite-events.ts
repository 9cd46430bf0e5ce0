/** The service's events as serverless-offline reads them. */
import { EVENT_KEY } from '../service/events';
import type { EventConfig, FunctionConfig, Service } from '../serverless';
import type { PlannedRoute } from '../plan/types';
import { groupBy } from '../util/group-by';
import { type JsonObject, isObject } from '../util/objects';

/** An event's `httpApi` or `http`, in its object form. */
export type EventObject = JsonObject;

/** Makes another event of a route's. */
export type Rewrite = (route: PlannedRoute, event: EventObject) => EventObject;

export function rewriteEvents(
  { functions }: Service,
  routes: readonly PlannedRoute[],
  rewrite: Rewrite,
): void {
  // Authorizers of WebSocket connections are functions: see `denyConnections` for those that are not.
  const ours = routes.filter(({ api }) => api !== 'websocket');
  for (const [name, config] of Object.entries(functions)) {
    const here = ours.filter(({ functionName }) => functionName === name);
    if (here.length > 0) config.events = rewritten(config, here, rewrite);
  }
}

function rewritten({ events }: FunctionConfig, routes: readonly PlannedRoute[], rewrite: Rewrite): unknown[] {
  const all: readonly unknown[] = Array.isArray(events) ? events : [];
  // Preflight events were added after the user's own events, in the plan's order.
  const preflights = routes.filter(({ index }) => index === null);
  const userEvents = all.length - preflights.length;
  const routesAt = groupBy(routes, (route) => route.index ?? userEvents + preflights.indexOf(route));
  return all.map((event, at) =>
    isObject(event)
      ? (routesAt.get(at) ?? []).reduce((copy, route) => rewrittenEvent(copy, route, rewrite), event)
      : event,
  );
}

function rewrittenEvent(event: EventConfig, route: PlannedRoute, rewrite: Rewrite): EventConfig {
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
