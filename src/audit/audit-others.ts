/** Audits what was not planned: public routes that come from no event. */
import { sameValue } from '../cloudformation';
import { type Note, formatValue } from '../errors';
import type { Plan, PlannedRoute } from '../plan/types';
import { identity, routeName } from '../service/events';
import { nearbyRoutes, sharesRequests, takesRequestsOf } from '../service/route-patterns';
import { type ApiRoute, isCorsMethod, isPublic, routeLabel } from './api-resources';
import {
  alwaysDenied,
  replacedByResource,
  shadowingRoute,
  unknownRoute,
  unplannedPublicRoute,
} from './audit-messages';
import type { Finding } from './finding';
import type { GoneRoutes } from './route-changes';

/** Public routes of our APIs that the plan does not have. */
export function findOtherRoutes(plan: Plan, found: readonly ApiRoute[]): ApiRoute[] {
  const open = found.filter((resource) => isPublic(resource) && !isCorsMethod(resource));
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (open.length === 0) return [];
  const planned = new Set<string | null>(plan.routes.map(identity));
  return open.filter((resource) => !planned.has(resource.identity));
}

/** Routes that have a Lambda authorizer of ours and come from no event: its artifact does not have them. */
export function findAlwaysDenied(plan: Plan, found: readonly ApiRoute[]): Note[] {
  const ours = plan.authorizers.filter(({ type }) => type === 'lambda');
  const planned = new Set<string | null>(plan.routes.map(identity));
  return found
    .filter((resource) => !isPublic(resource) && !planned.has(resource.identity))
    .flatMap((resource) => {
      const { logicalId, properties } = resource;
      const used = ours.find(({ id }) => sameValue(id, properties.AuthorizerId));
      return used === undefined ? [] : [alwaysDenied(`Resources.${logicalId}`, labelOf(resource), used.name)];
    });
}

/**
 * Under `protect: all` each of them is a finding. Otherwise each that takes requests of a route that is not public is
 * one, and each that nobody configured while a protected route is gone.
 *
 * @param gone protected routes that were configured and are not in the plan
 * @param isConfigured whether the user has configured the route under `resources:`
 */
export function auditOtherRoutes(
  plan: Plan,
  others: readonly ApiRoute[],
  gone: Pick<GoneRoutes, 'names' | 'withCode'>,
  isConfigured: (route: ApiRoute) => boolean,
): Finding[] {
  // Stryker disable next-line ConditionalExpression: it only saves time.
  if (others.length === 0) return [];
  const closed = plan.routes.filter(({ decision }) => decision.access !== 'public');
  const nearby = nearbyRoutes(closed);
  return others.flatMap((resource) => {
    const where = `Resources.${resource.logicalId}`;
    if (plan.protect === 'all') {
      return [unplannedPublicRoute(where, labelOf(resource), resource.properties.AuthorizationType)];
    }
    const replaced = replacedBy(resource, gone);
    if (replaced === undefined || isConfigured(resource))
      return auditShadow(where, resource, resource.route === null ? closed : nearby(resource.route));
    return [replacedByResource(where, labelOf(resource), routeName(replaced), replaced.where)];
  });
}

/** The one of the same name, where there is one, or any whose code is there, or one whose requests the resource gets. */
function replacedBy(
  { api, route, identity: id }: ApiRoute,
  { names, withCode }: Pick<GoneRoutes, 'names' | 'withCode'>,
): PlannedRoute | undefined {
  return (
    names.find((other) => identity(other) === id) ??
    withCode[0] ??
    names.find((other) => other.api === api && (route === null || sharesRequests(route, other)))
  );
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
