/** The public routes of our APIs in a template, with the event that each comes from. Pure. */
import {
  type GetsRequests,
  makeIsStatedElsewhere,
  makeIsStatedBeside,
  makeIsStated,
} from '../intent/copied-statements';
import type { IntendedRoute, Intents } from '../intent/intent';
import { movedRoutes, placed } from '../intent/moved-routes';
import { makeMovedFrom } from '../intent/originals';
import { hasOnlyCodeOf } from '../intent/same-code';
import { type Plan, type PlannedRoute, isPreflight } from '../plan/types';
import type { Request } from '../routing/requests';
import { identity } from '../service/events';
import { type ApiRoute, isCorsMethod, isPublic } from '../template/api-resources';

export interface PublicRoute {
  readonly resource: ApiRoute;
  /** Its method and path, `null` where they are not known. */
  readonly request: Request | null;
  readonly event: PlannedRoute | undefined;
  /** What that event says by now. */
  readonly intended: IntendedRoute | undefined;
  /** Whether the user has configured it: as an event of that code, or under `resources:`. */
  readonly isConfigured: boolean;
  /** Public events of that code that it may be, of which the path began in another way as configured. */
  readonly originals: readonly IntendedRoute[];
}

interface Configured {
  readonly intents: Intents | undefined;
  /** Whether the user has configured a route under `resources:`. */
  readonly isKept: (route: ApiRoute) => boolean;
  /** Whether a condition is true. */
  readonly holds: (condition: unknown) => boolean;
}

/** Without preflights, and without those that are a finding already: under `protect: all`, each that comes from no event. */
export function publicRoutes(
  plan: Plan,
  found: readonly ApiRoute[],
  { intents, isKept, holds }: Configured,
): PublicRoute[] {
  const planned = new Map<string | null, PlannedRoute>(plan.routes.map((route) => [identity(route), route]));
  const movedFrom = intents && makeMovedFrom(intents.first, intents.now);
  return found
    .filter((resource) => isPublic(resource) && !isCorsMethod(resource))
    .flatMap((resource): PublicRoute[] => {
      const { api, route, identity: id } = resource;
      const request = route === null ? null : { api, ...route };
      const event = planned.get(id);
      if (event === undefined) {
        const isConfigured = isKept(resource);
        return plan.protect === 'all'
          ? []
          : [{ resource, request, event, intended: undefined, isConfigured, originals: [] }];
      }
      const [before, intended] = [intents?.first, intents?.now].map((each) =>
        each?.routes.get(identity(event)),
      );
      const isThere = before !== undefined && holds(before.event.entry?.condition);
      const isConfigured = isThere && intended !== undefined && hasOnlyCodeOf(before, intended);
      if (isPreflight(event)) return [];
      const originals = intended === undefined ? [] : (movedFrom?.(intended) ?? []);
      return [{ resource, request, event, intended, isConfigured, originals }];
    });
}

/**
 * Whether the event of a public route says so by now, and no configured one did: of any requests, or of those of a
 * protected route.
 */
export function newStatements(
  intents: Intents | undefined,
  getsRequests: GetsRequests,
): (open: PublicRoute, closed?: Request | null) => boolean {
  const isSaid = ({ event }: PublicRoute): boolean => event?.decision.decidedBy === 'event';
  if (intents === undefined) return isSaid;
  const isStated = makeIsStated(intents.first);
  const isStatedBeside = makeIsStatedBeside(intents.first)(getsRequests);
  const isStatedElsewhere = makeIsStatedElsewhere(intents, movedRoutes(intents.first, intents.now));
  return (open, closed) => {
    const { intended } = open;
    if (intended === undefined || intended.isPackaged || !isSaid(open)) return false;
    if (closed === undefined) return !isStated(intended);
    if (isStatedBeside(placed(intended))) return false;
    return closed === null ? !isStated(intended) : !isStatedElsewhere(intended, closed);
  };
}
