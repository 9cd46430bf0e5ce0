/**
 * Audits which public routes get the requests or the code of routes that the user has protected under `resources:`. Pure.
 *
 * A public route may not get a request by now that went to such a route as configured, and not to itself, if
 * - it comes from no event, and is not configured;
 * - it calls the same code; or
 * - the protected route is gone, and the public one is not configured.
 * Nor may one that is not configured call the code of a protected route that is gone. It may do all that if its event
 * says that it is public, and no event said so as configured.
 */
import { formatValue } from '../errors';
import { overlap } from '../plan/note-messages';
import type { Plan, PlannedRoute } from '../plan/types';
import { identity, routeName } from '../service/events';
import { type Request, movedRequests } from '../service/requests';
import { nearbyRoutes } from '../service/route-patterns';
import { type ApiRoute, isCorsMethod, isPublic, routeLabel } from './api-resources';
import { replacedByResource, shadowingRoute, takingResource, unknownRoute } from './audit-messages';
import { replacedRoute, takenRequests } from './change-messages';
import type { ClosedResource } from './closed-resources';
import type { AuditResult, Finding } from './finding';
import type { Intent } from './intent';

/** What the audit compares routes with. */
export interface Beside {
  /** The protected routes under `resources:`. */
  readonly closed: readonly ClosedResource[];
  /** All routes as configured: of events, and under `resources:`. */
  readonly configured: readonly Request[];
  readonly events: Intent['routes'];
  /** Whether what an event says does not count, since it comes from a package that was made earlier. */
  readonly isPackaged: (event: PlannedRoute) => boolean;
  /** Whether the user has configured it under `resources:`, at this place or, under its logical ID, at another one. */
  readonly isKept: (route: ApiRoute) => boolean;
  /** What a route calls. */
  readonly callsOf: (route: ApiRoute) => ReadonlySet<string>;
}

/** A public route. */
interface OpenRoute {
  readonly resource: ApiRoute;
  /** Its method and path, `null` where they are not known. */
  readonly request: Request | null;
  readonly event: PlannedRoute | undefined;
  readonly isConfigured: boolean;
}

/** @param found all routes of our own APIs */
export function auditClosedResources(plan: Plan, found: readonly ApiRoute[], beside: Beside): AuditResult {
  const { closed } = beside;
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (closed.length === 0) return { findings: [], notes: [] };
  const places = new Set(found.map(({ identity: id }) => id));
  const gone = new Set(closed.filter((each) => !places.has(identity(each))));
  const open = openRoutes(plan, found, beside);
  const { findTaken, findOverlapped } = takersOf(found, beside, gone);
  const taking = open.flatMap((each) => {
    const before = findTaken(each);
    return before === undefined ? [] : [[each, before] as const];
  });
  const refused = new Set(taking.map(([each]) => each));
  return {
    findings: taking.map(([each, before]) => describe(each, before, gone.has(before))),
    notes: open
      .filter((each) => !refused.has(each))
      .flatMap((each) => {
        const before = findOverlapped(each);
        const { event } = each;
        return event?.decision.decidedBy !== 'default' || before === undefined
          ? []
          : [overlap(event.where, routeName(event), routeName(before))];
      }),
  };
}

function openRoutes(
  plan: Plan,
  found: readonly ApiRoute[],
  { events, isPackaged, isKept }: Beside,
): OpenRoute[] {
  const planned = new Map<string | null, PlannedRoute>(plan.routes.map((route) => [identity(route), route]));
  // What a configured event said of its requests may be copied.
  const isNewSaid = [...events.values()].every(({ event }) => event.settings.event?.protect !== false);
  return found
    .filter((resource) => isPublic(resource) && !isCorsMethod(resource))
    .flatMap((resource): OpenRoute[] => {
      const { api, route, identity: id } = resource;
      const open = { resource, request: route === null ? null : { api, ...route } };
      const event = planned.get(id);
      // Under `protect: all` each that comes from no event is a finding already.
      if (event === undefined)
        return plan.protect === 'all' ? [] : [{ ...open, event, isConfigured: isKept(resource) }];
      const isMeant = isNewSaid && event.decision.decidedBy === 'event' && !isPackaged(event);
      return isMeant || isPreflight(event)
        ? []
        : [{ ...open, event, isConfigured: events.has(identity(event)) }];
    });
}

/** Of this plugin. */
function isPreflight({ index }: PlannedRoute): boolean {
  return index === null;
}

type FindClosed = (open: OpenRoute) => ClosedResource | undefined;

interface Takers {
  /** Finds the protected route of which a route may not have the requests or the code that it has. */
  readonly findTaken: FindClosed;
  /** Finds any whose requests it has got, where it is not configured. */
  readonly findOverlapped: FindClosed;
}

function takersOf(
  found: readonly ApiRoute[],
  { closed, configured, callsOf }: Beside,
  gone: ReadonlySet<ClosedResource>,
): Takers {
  const now = found.flatMap(({ api, route }) => (route === null ? [] : [{ api, ...route }]));
  const isMoved = movedRequests(configured)(now);
  const nearby = nearbyRoutes(closed);
  const isOfSameCode = ({ resource }: OpenRoute, each: ClosedResource): boolean => {
    // Beside a route that is there, another function may be public, also one of the same code.
    const { calls, sameCode } = each;
    const ids = gone.has(each) ? sameCode : calls;
    return [...callsOf(resource)].some((called) => ids.has(called));
  };
  const findMoved = (
    open: OpenRoute,
    test: (each: ClosedResource) => boolean,
  ): ClosedResource | undefined => {
    const { request } = open;
    return request === null
      ? undefined
      : nearby(request).find((each) => isMoved(request, each) && test(each));
  };
  return {
    findOverlapped: (open) => findMoved(open, () => !open.isConfigured),
    findTaken: (open) => {
      const { resource, request, event, isConfigured } = open;
      const original = isConfigured ? undefined : [...gone].find((each) => isOfSameCode(open, each));
      if (original !== undefined) return original;
      // Of an event, method and path are known.
      if (request === null && !isConfigured) return closed.find((each) => isWide(each, resource));
      return findMoved(open, (each) => {
        const isMeant = isConfigured || (event !== undefined && !gone.has(each));
        return !isMeant || isOfSameCode(open, each);
      });
    },
  };
}

/** Whether a route of which only the API is known may take requests of the other one, beside it. */
function isWide({ api, method, path }: ClosedResource, resource: ApiRoute): boolean {
  return api === resource.api && (method === 'ANY' || /[{$]/.test(path));
}

function describe(open: OpenRoute, before: ClosedResource, isGone: boolean): Finding {
  const { resource, request, event, isConfigured } = open;
  const where = `Resources.${resource.logicalId}`;
  const [other, place] = [routeName(before), `Resources.${before.logicalId}`];
  if (event !== undefined) {
    const change = { expected: formatValue(before.authorization), found: 'public', isOwn: false };
    const name = routeName(event);
    return isGone && !isConfigured
      ? replacedRoute(event.where, name, { route: other, where: place }, change)
      : takenRequests(event.where, name, other, change);
  }
  const name = request === null ? formatValue(routeLabel(resource)) : routeName(request);
  if (isGone)
    return isConfigured
      ? takingResource(where, name, other, place)
      : replacedByResource(where, name, other, place);
  return request === null
    ? unknownRoute(where, routeLabel(resource), other)
    : shadowingRoute(where, name, other);
}
