/** The service's events as serverless-offline reads them. */
import { EVENT_KEY } from '../service/events';
import type { EventConfig, FunctionConfig, Service } from '../serverless';
import type { PlannedRoute } from '../plan/types';

/** An event's `httpApi` or `http`, in its object form. */
export type EventObject = Readonly<Record<string, unknown>>;

/** Makes another event of a route's; `undefined` leaves it as it is. */
export type Rewrite = (route: PlannedRoute, event: EventObject) => EventObject | undefined;

export function rewriteEvents(
  { functions }: Service,
  routes: readonly PlannedRoute[],
  rewrite: Rewrite,
): void {
  for (const [name, config] of Object.entries(functions)) {
    const here = routes.filter(({ functionName }) => functionName === name);
    if (here.length > 0) config.events = rewritten(config, here, rewrite);
  }
}

function rewritten(
  { events = [] }: FunctionConfig,
  routes: readonly PlannedRoute[],
  rewrite: Rewrite,
): EventConfig[] {
  // Companions were added after the user's own events, in the plan's order.
  const companions = routes.filter(({ index }) => index === null);
  const own = events.length - companions.length;
  return events.map((event, at) =>
    routes
      .filter((route) => (route.index ?? own + companions.indexOf(route)) === at)
      .reduce((copy, route) => rewrittenEvent(copy, route, rewrite), event),
  );
}

function rewrittenEvent(event: EventConfig, route: PlannedRoute, rewrite: Rewrite): EventConfig {
  const key = EVENT_KEY[route.api];
  const value = event[key];
  const rest = typeof value === 'object' ? value : {};
  const next = rewrite(route, { ...rest, ...withMethodAndPath(route) });
  return next === undefined ? event : { ...event, [key]: next };
}

/** The one spelling of `*` that serverless-offline reads in an object; the framework's own has no method there. */
function withMethodAndPath({ api, method, path }: PlannedRoute): { method: string; path: string } {
  if (api === 'rest') return { method, path };
  return { method: method === 'ANY' ? '*' : method, path: path === '$default' ? '*' : path };
}

/**
 * serverless-offline looks for an authorizer of this name and does not start without it, should our provider not be
 * asked. No function can be called so.
 */
const OUR_AUTHORIZER = { name: 'checked by serverless-passage' };

/** The event with an `authorizer` that calls `onRead` whenever somebody reads it. */
export function withAuthorizerGetter(
  event: EventObject,
  { decision }: PlannedRoute,
  onRead: () => void,
): EventObject {
  const authorizer = decision.access === 'public' ? undefined : OUR_AUTHORIZER;
  const get = (): object | undefined => {
    onRead();
    return authorizer;
  };
  return Object.defineProperty({ ...event }, 'authorizer', { enumerable: true, configurable: true, get });
}

/**
 * Whether serverless-offline would not start because of a route's own authorizer: on HTTP APIs it knows Lambda
 * authorizers only, unless `ignoreJWTSignature` makes it believe any token.
 */
export function needsUnsupportedAuthorizer(
  { api, decision }: PlannedRoute,
  { authorizer }: EventObject,
  { provider }: Service,
  ignoreJWTSignature: boolean,
): boolean {
  if (api === 'rest' || decision.access !== 'other' || ignoreJWTSignature) return false;
  // It does not find one that is given as a text.
  if (typeof authorizer !== 'object' || authorizer === null) return true;
  const { name = '', type } = authorizer as { name?: string; type?: unknown };
  const named = provider.httpApi?.authorizers?.[name] as { type?: unknown } | null | undefined;
  return type !== 'request' && named?.type !== 'request';
}
