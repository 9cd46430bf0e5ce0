/**
 * The route that serverless-offline is about to set up.
 *
 * It has room for one provider, which then decides about every route: Lambda authorizers, which it can run by
 * itself, would be lost. So the provider is there only while one of our routes is set up. serverless-offline reads
 * `authorizer` of a route's event just before: that read sets the current route, and the provider takes it. If the
 * order were different, both sides would refuse to start.
 */
import { routeName } from '../service/events';
import { unknownRoute } from './offline-messages';
import type { LocalRoute } from './rewrite-events';
import type { Authenticate, Endpoint, Server } from './serverless-offline';

export interface CurrentRoute {
  readonly route: LocalRoute;
  /** Makes the function that authenticates requests to the route. */
  readonly makeAuthenticate: (endpoint: Endpoint) => Authenticate;
  /** Called with the server before it listens. */
  readonly onServer: (server: Server) => void;
}

/** Name of a route's hapi strategy and scheme. hapi takes each name once. */
export function strategyName({ where, method }: Pick<LocalRoute, 'where' | 'method'>): string {
  return `${where} ${method}`;
}

// serverless-offline loads the provider with `require`, so only the module itself can hold this.
let current: CurrentRoute | undefined;

export function setCurrentRoute(next: CurrentRoute): void {
  current = next;
}

export function hasCurrentRoute(): boolean {
  return current !== undefined;
}

/** The current route, once. Throws when serverless-offline is setting up another one. */
export function takeCurrentRoute(functionName: string, method: string, path: string): CurrentRoute {
  const taken = current;
  current = undefined;
  const { route } = taken ?? {};
  if (
    taken === undefined ||
    route?.functionName !== functionName ||
    route.method !== method ||
    route.path !== path
  ) {
    throw unknownRoute(routeName({ method, path }), functionName);
  }
  return taken;
}
