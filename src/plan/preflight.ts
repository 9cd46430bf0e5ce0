/** Public `OPTIONS` routes for protected routes that would otherwise answer browsers' CORS preflights with 401. */
import type { Naming } from '../serverless';
import { pathShape } from '../service/events';
import { routeLogicalId } from './logical-ids';
import type { PlannedRoute } from './types';

/**
 * A public `OPTIONS` route for each protected route that takes every method: a preflight carries no token
 * (AWS documentation: http-api-cors).
 */
export function preflightRoutes(routes: readonly PlannedRoute[], naming: Naming): PlannedRoute[] {
  const answered = new Set(routes.filter(answersPreflight).map(({ path }) => pathShape(path)));
  return routes.filter(capturesPreflight).flatMap((route) => {
    const path = route.path === '$default' ? '/{proxy+}' : route.path;
    if (answered.has(pathShape(path))) return [];
    answered.add(pathShape(path));
    const preflight = { method: 'OPTIONS', path } as const;
    return [
      {
        ...route,
        ...preflight,
        index: null,
        logicalId: routeLogicalId(naming, 'http', preflight),
        decision: { access: 'public', decidedBy: 'preflight' },
      } as const,
    ];
  });
}

/** A route with another authorizer, or a public one, handles preflights in its own way. */
function answersPreflight({ api, method, decision }: PlannedRoute): boolean {
  return api === 'http' && (method === 'OPTIONS' || (method === 'ANY' && decision.access !== 'protected'));
}

export function capturesPreflight({ api, method, decision }: PlannedRoute): boolean {
  return api === 'http' && method === 'ANY' && decision.access === 'protected';
}
