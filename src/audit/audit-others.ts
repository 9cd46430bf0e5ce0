/** Audits what was not planned: public routes that come from no event. */
import { sameValue } from '../cloudformation';
import { type Finding, type Note, formatValue } from '../errors';
import type { GoneRoutes } from '../intent/route-changes';
import { type Plan, type PlannedRoute, hasAuthorizer, isProtected } from '../plan/types';
import { type Request, longestPath, receivers, requestsOfBoth } from '../routing/requests';
import { isWide, nearbyRoutes, sharesRequests, takesRequestsOf } from '../routing/route-patterns';
import { identity, routeName } from '../service/events';
import { type ApiRoute, isCorsMethod, isPublic, routeLabel } from '../template/api-resources';
import {
  alwaysDenied,
  replacedByResource,
  shadowingRoute,
  takingResource,
  unknownRoute,
  unplannedPublicRoute,
} from './audit-messages';

/** Public routes of our APIs that the plan does not have. */
export function findOtherRoutes(plan: Plan, found: readonly ApiRoute[]): ApiRoute[] {
  const open = found.filter((resource) => isPublic(resource) && !isCorsMethod(resource));
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (open.length === 0) return [];
  const planned = new Set<string | null>(plan.routes.map(identity));
  return open.filter((resource) => !planned.has(resource.identity));
}

/** Routes that have a Lambda authorizer of ours, and no event that it protects: its artifact does not have them. */
export function findAlwaysDenied(plan: Plan, found: readonly ApiRoute[]): Note[] {
  const ours = plan.authorizers.filter(({ type }) => type === 'lambda');
  // Stryker disable next-line ConditionalExpression: it only saves time.
  if (ours.length === 0) return [];
  const planned = new Set<string | null>(plan.routes.filter(isProtected).map(identity));
  return found
    .filter((resource) => !isPublic(resource) && !planned.has(resource.identity))
    .flatMap((resource) => {
      const { logicalId, properties } = resource;
      const used = ours.find(({ id }) => sameValue(id, properties.AuthorizerId));
      return used === undefined ? [] : [alwaysDenied(`Resources.${logicalId}`, labelOf(resource), used.name)];
    });
}

/** What is known of a public route that the plan does not have. */
export interface OtherRoutes {
  /** Whether the user has configured it under `resources:`. */
  readonly isConfigured: (route: ApiRoute) => boolean;
  /** What it calls: logical IDs of functions. */
  readonly callsOf: (route: ApiRoute) => ReadonlySet<string>;
}

/**
 * Under `protect: all` each of them is a finding. Otherwise each that takes requests of a route that is not public is
 * one, and, while a protected route is gone, each that nobody configured, or that gets its requests and calls its code.
 *
 * @param gone protected routes that were configured and are not in the plan
 */
export function auditOtherRoutes(
  plan: Plan,
  others: readonly ApiRoute[],
  gone: Pick<GoneRoutes, 'all' | 'withCode' | 'idsOf'>,
  { isConfigured, callsOf }: OtherRoutes,
): Finding[] {
  // Stryker disable next-line ConditionalExpression: it only saves time.
  if (others.length === 0) return [];
  const closed = plan.routes.filter(hasAuthorizer);
  const nearby = nearbyRoutes(closed);
  const getsRequests = requestsOfGone(plan, others, gone);
  return others.flatMap((resource) => {
    const where = `Resources.${resource.logicalId}`;
    if (plan.protect === 'all') {
      return [unplannedPublicRoute(where, labelOf(resource), resource.properties.AuthorizationType)];
    }
    if (!isConfigured(resource)) {
      const replaced = replacedBy(resource, gone);
      if (replaced !== undefined)
        return [replacedByResource(where, labelOf(resource), routeName(replaced), replaced.where)];
    }
    const taken = gone.all.find(
      (before) =>
        getsRequests(resource, before) && gone.idsOf(before).some((id) => callsOf(resource).has(id)),
    );
    if (taken !== undefined) return [takingResource(where, labelOf(resource), routeName(taken), taken.where)];
    return auditShadow(where, resource, resource.route === null ? closed : nearby(resource.route));
  });
}

/** Whether a resource may get requests of a route that is gone, beside all routes that are there. */
function requestsOfGone(
  { routes }: Plan,
  others: readonly ApiRoute[],
  { all: gone }: Pick<GoneRoutes, 'all'>,
): (resource: ApiRoute, before: PlannedRoute) => boolean {
  const placed = new Map(
    others.flatMap((each) =>
      each.route === null ? [] : [[each, { api: each.api, ...each.route }] as const],
    ),
  );
  // Stryker disable next-line ConditionalExpression: it only saves time.
  const all = gone.length === 0 ? [] : [...routes, ...placed.values()];
  const receiversOf = receivers<Request>(all);
  const longest = longestPath([...all, ...gone]) + 1;
  return (resource, before) => {
    const route = placed.get(resource);
    if (route === undefined) return resource.api === before.api;
    return requestsOfBoth(before, route, longest).some((request) => receiversOf(request).includes(route));
  };
}

/** The one of the same name, where there is one, or any whose code is there, or one whose requests the resource gets. */
function replacedBy(
  { api, route, identity: id }: ApiRoute,
  { all, withCode }: Pick<GoneRoutes, 'all' | 'withCode'>,
): PlannedRoute | undefined {
  return (
    all.find((other) => identity(other) === id) ??
    withCode[0] ??
    all.find((other) => other.api === api && (route === null || sharesRequests(route, other)))
  );
}

function auditShadow(where: string, resource: ApiRoute, closed: readonly PlannedRoute[]): Finding[] {
  const { api, route } = resource;
  const candidates = closed.filter((planned) => planned.api === api);
  if (route === null) {
    const wide = candidates.find(isWide);
    return wide === undefined ? [] : [unknownRoute(where, routeLabel(resource), routeName(wide))];
  }
  const shadowed = candidates.find((planned) => takesRequestsOf(route, planned));
  return shadowed === undefined ? [] : [shadowingRoute(where, routeName(route), routeName(shadowed))];
}

/** `GET /me`, or what its method and path are computed from. */
export function labelOf(resource: ApiRoute): string {
  return resource.route === null ? formatValue(routeLabel(resource)) : routeName(resource.route);
}
