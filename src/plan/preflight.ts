/** Companions of protected routes that would swallow browsers' CORS preflights. */
import type { Naming } from '../serverless';
import { routeLogicalId } from './logical-ids';
import type { PlannedRoute } from './types';

/**
 * Public `OPTIONS` routes beside protected routes that take every method: an authorizer there would refuse the
 * browser's preflight, which carries no token (AWS documentation: http-api-cors).
 */
export function preflightRoutes(routes: readonly PlannedRoute[], naming: Naming): PlannedRoute[] {
  const taken = new Set(
    routes
      // A route for every method that is not ours to open answers preflights in its own way.
      .filter(
        ({ api, method, decision }) =>
          api === 'http' && (method === 'OPTIONS' || (method === 'ANY' && decision.access !== 'protected')),
      )
      .map(({ path }) => shapeOf(path)),
  );
  return routes.flatMap((route) => {
    if (!capturesPreflight(route)) return [];
    const path = route.path === '$default' ? '/{proxy+}' : route.path;
    if (taken.has(shapeOf(path))) return [];
    taken.add(shapeOf(path));
    const companion = { api: 'http', method: 'OPTIONS', path } as const;
    return [
      {
        ...route,
        ...companion,
        index: null,
        logicalId: routeLogicalId(naming, companion),
        decision: { access: 'public', decidedBy: 'preflight' },
      } as const,
    ];
  });
}

export function capturesPreflight({ api, method, decision }: PlannedRoute): boolean {
  return api === 'http' && method === 'ANY' && decision.access === 'protected';
}

/** A path with its variables' names left out, since two names for one variable are one route to API Gateway. */
export function shapeOf(path: string): string {
  return path.replace(/\{[^}+]*(\+?)\}/g, '{$1}');
}
