/**
 * Which route serverless-offline is about to set up.
 *
 * It has room for one provider, which then decides about every route: Lambda authorizers, which it can run by
 * itself, would be lost. So the provider is there only while a route of ours is set up: reading `authorizer` of the
 * route's event, which serverless-offline does just before, announces the route, and the provider takes it.
 * Were the order another, both sides refuse to start.
 */
import type { PlannedRoute } from '../plan/types';
import type { Authenticate, Endpoint, Server } from './serverless-offline';

export interface CurrentRoute {
  readonly route: PlannedRoute;
  /** Makes what stands before the route. */
  readonly makeAuthenticate: (endpoint: Endpoint) => Authenticate;
  /** Meets the server before it listens. */
  readonly onServer: (server: Server) => void;
}

/** Of a route's hapi strategy and scheme. hapi takes each name once. */
export function strategyName({ where, method }: PlannedRoute): string {
  return `${where} ${method}`;
}

// `require` is how serverless-offline gets the provider, so there is nobody to hand this over but the module.
let current: CurrentRoute | undefined;

export function setCurrentRoute(next: CurrentRoute): void {
  current = next;
}

export function hasCurrentRoute(): boolean {
  return current !== undefined;
}

/** The announced route, once. Throws when serverless-offline is setting up another one. */
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
    throw new Error(
      `serverless-passage does not know what protects ${method} ${path} (${functionName}). List serverless-passage in plugins, and use serverless-offline 13 or 14.`,
    );
  }
  return taken;
}
