/** Audits what was not planned: public routes that come from no event. */
import { formatValue } from '../errors';
import type { Plan, PlannedRoute } from '../plan/types';
import { routeName } from '../service/events';
import { type ApiRoute, isCorsMethod, isPublic, routeLabel } from './api-resources';
import { type Finding, shadowingRoute, unknownRoute, unplannedPublicRoute } from './audit-messages';
import { identity } from './audit-routes';
import { takesRequestsOf } from '../service/route-patterns';

/**
 * Public routes of our APIs that the plan does not have. Under `protect: all` each is a finding, otherwise each that
 * takes requests of a route that is not public.
 */
export function auditOtherRoutes(plan: Plan, found: readonly ApiRoute[]): Finding[] {
  const planned = new Set(plan.routes.map(identity));
  const others = found.filter(
    (resource) =>
      isPublic(resource) &&
      !isCorsMethod(resource) &&
      !(resource.route !== null && planned.has(identity({ api: resource.api, ...resource.route }))),
  );
  if (others.length === 0) return [];
  const closed = plan.routes.filter(({ decision }) => decision.access !== 'public');
  return others.flatMap((resource) => {
    const where = `Resources.${resource.logicalId}`;
    if (plan.protect === 'all') {
      const { AuthorizationType } = resource.properties;
      return [unplannedPublicRoute(where, labelOf(resource), AuthorizationType)];
    }
    return auditShadow(where, resource, closed);
  });
}

function auditShadow(where: string, resource: ApiRoute, closed: readonly PlannedRoute[]): Finding[] {
  const { api, route } = resource;
  const candidates = closed.filter((planned) => planned.api === api);
  if (route === null) {
    const wide = candidates.find(({ method, path }) => method === 'ANY' || /[{$]/.test(path));
    return wide === undefined ? [] : [unknownRoute(where, routeLabel(resource), routeName(wide))];
  }
  const shadowed = candidates.find((planned) => takesRequestsOf(route, planned));
  return shadowed === undefined ? [] : [shadowingRoute(where, routeName(route), routeName(shadowed))];
}

function labelOf(resource: ApiRoute): string {
  return resource.route === null ? formatValue(routeLabel(resource)) : routeName(resource.route);
}
