/**
 * Audits which public routes get the requests or the code of routes that the user has protected under `resources:`. Pure.
 *
 * A public route may not get a request by now that went to such a route as configured, and not to itself, if
 * - it comes from no event, and is not configured there, or within the protected route;
 * - it calls the same code; or
 * - the protected route is gone, and the public one is not configured.
 * Where the path of the protected route begins in another way by now, no route without an event may get its requests there.
 * Nor may one that is not configured call the code of a protected route that is gone. It may do all that if its event
 * says that it is public, as no configured one did. Where method and path of the protected route are not known, only what
 * it calls is compared.
 */
import { sameValue } from '../cloudformation';
import { type Finding, formatValue } from '../errors';
import { openedPart } from '../intent/added-messages';
import { replacedRoute, takenRequests } from '../intent/change-messages';
import type { Intents } from '../intent/intent';
import { overlap } from '../plan/note-messages';
import type { Plan } from '../plan/types';
import { type Request, makeGetsRequests } from '../routing/requests';
import { isWide } from '../routing/route-patterns';
import { routeName } from '../service/events';
import { type ApiRoute, routeLabel } from '../template/api-resources';
import { replacedByResource, shadowingRoute, takingResource, unknownRoute } from './audit-messages';
import type { AuditResult } from './audit-result';
import type { ClosedResource } from './closed-resources';
import type { Place } from './configured-routes';
import {
  type FindClosed,
  isWithinOne,
  keptElsewhere,
  makeFindMoved,
  movedResources,
  movedTakers,
} from './moved-resources';
import { type PublicRoute, newStatements, publicRoutes } from './public-routes';

/** What the audit compares routes with. */
export interface ClosedFacts {
  /** The protected routes under `resources:`. */
  readonly closed: readonly ClosedResource[];
  /** All routes as configured: of events, and under `resources:`. */
  readonly configured: readonly Request[];
  readonly intents: Intents | undefined;
  /** Whether the user has configured it under `resources:`, at this place or, under its logical ID, at another one. */
  readonly isKept: (route: ApiRoute) => boolean;
  /** Whether a condition is true. */
  readonly holds: (condition: unknown) => boolean;
  /** Whether the user has configured it there, or so that it got requests of a protected one already. */
  readonly mayBeWithin: (route: ApiRoute, closed: Pick<ClosedResource, 'logicalId'>) => boolean;
  /** Whether it was within a protected one as configured, and only the beginning of its path is another one. */
  readonly isMovedWithin: (route: ApiRoute, closed: Pick<ClosedResource, 'logicalId'>) => boolean;
  /** What a route calls. */
  readonly callsOf: (route: ApiRoute) => ReadonlySet<string>;
  readonly placeOf: (route: ApiRoute) => Place;
}

/** @param found all routes of our own APIs */
export function auditClosedResources(
  plan: Plan,
  found: readonly ApiRoute[],
  facts: ClosedFacts,
): AuditResult {
  const { closed } = facts;
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (closed.length === 0) return { findings: [], notes: [] };
  const gone = goneResources(found, facts);
  const kept = keptElsewhere(closed, found);
  const removed = new Set([...gone].filter((each) => !kept.has(each)));
  const open = publicRoutes(plan, found, facts);
  const { findTaken, findOverlapped } = makeFinders(found, facts, { gone, removed });
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
        if (before === undefined || event === undefined) return [];
        const note = event.decision.decidedBy === 'default' ? overlap : openedPart;
        return [note(event.where, routeName(event), before.label)];
      }),
  };
}

function goneResources(
  found: readonly ApiRoute[],
  { closed, placeOf }: ClosedFacts,
): ReadonlySet<ClosedResource> {
  const places = new Set(found.map(placeOf));
  const isThere = (place: Place): boolean =>
    places.has(place) || (typeof place !== 'string' && [...places].some((each) => sameValue(each, place)));
  return new Set(closed.filter(({ place }) => !isThere(place)));
}

interface Takers {
  /** Finds the protected route of which a route may not have the requests or the code that it has. */
  readonly findTaken: FindClosed;
  /** Finds one whose requests a route that is not configured has got, unless its event makes a new statement. */
  readonly findOverlapped: FindClosed;
}

interface GoneResources {
  /** Protected routes whose method and path no route has by now. */
  readonly gone: ReadonlySet<ClosedResource>;
  /** Those of them that are not elsewhere, with another beginning of their path. */
  readonly removed: ReadonlySet<ClosedResource>;
}

function makeFinders(
  found: readonly ApiRoute[],
  { closed, configured, intents, callsOf, mayBeWithin, isMovedWithin }: ClosedFacts,
  { gone, removed }: GoneResources,
): Takers {
  const now = found.flatMap(({ api, route }) => (route === null ? [] : [{ api, ...route }]));
  const isMoved = makeGetsRequests(configured)(now);
  const isNewSaid = newStatements(intents, isMoved);
  const isOfSameCode = ({ resource }: PublicRoute, each: ClosedResource): boolean =>
    // Beside a route that is there, another function may be public, also one of the same code.
    hasAny(callsOf(resource), gone.has(each) ? each.sameCode : each.calls);
  const wasWithin = ({ resource, event, originals }: PublicRoute, each: ClosedResource): boolean =>
    event === undefined ? isMovedWithin(resource, each) : isWithinOne(originals, each);
  const findMoved = makeFindMoved(
    closed,
    isMoved,
    (open, each) => !removed.has(each) && wasWithin(open, each),
  );
  const findBesideMoved = movedTakers(now, movedResources(closed, found), mayBeWithin);
  return {
    findOverlapped: (open) => findMoved(open, () => !open.isConfigured && !isNewSaid(open)),
    findTaken: (open) => {
      const { resource, request, event, isConfigured } = open;
      // In the place of a route that is gone, no statement counts.
      const mayOpen = (each: ClosedResource): boolean => !gone.has(each) && isNewSaid(open, each.request);
      const isOpened = (each: ClosedResource): boolean => isOfSameCode(open, each) && !mayOpen(each);
      const original = [...removed].find(isOpened);
      if (!isConfigured && original !== undefined) return original;
      // Of an event, method and path are known.
      if (request === null && !isConfigured) return closed.find((each) => mayLoseRequests(each, resource));
      const inPlace = findMoved(open, (each) => {
        const isMeant = event === undefined ? mayBeWithin(resource, each) : isConfigured || !gone.has(each);
        return isOpened(each) || (!isMeant && !mayOpen(each));
      });
      return inPlace ?? (event === undefined ? findBesideMoved(open) : undefined);
    },
  };
}

function hasAny(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].some((each) => others.has(each));
}

/** Whether a route of which only the API is known may take requests of the other one, beside it. */
function mayLoseRequests({ request }: ClosedResource, { api }: ApiRoute): boolean {
  return request?.api === api && isWide(request);
}

function describe(open: PublicRoute, before: ClosedResource, isGone: boolean): Finding {
  const { resource, request, event, isConfigured } = open;
  const where = `Resources.${resource.logicalId}`;
  const [other, place] = [before.label, `Resources.${before.logicalId}`];
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
