/** Routes beside protected ones under `resources:`, where another plugin has changed paths. Pure. */
import type { IntendedRoute } from '../intent/intent';
import { type Request, makeIsMatched } from '../routing/requests';
import { nearbyRoutes, takesRequestsOf } from '../routing/route-patterns';
import { identity, routeName } from '../service/events';
import { type ApiRoute, isPublic } from '../template/api-resources';
import type { ClosedResource } from './closed-resources';
import type { ConfiguredRoute } from './configured-routes';
import type { PublicRoute } from './public-routes';

/** Protected routes that have another method or path by now, as they are there. */
export function movedResources(
  closed: readonly ClosedResource[],
  found: readonly ApiRoute[],
): ClosedResource[] {
  const byId = new Map(found.map((each) => [each.logicalId, each]));
  return closed.flatMap((each) => {
    const now = byId.get(each.logicalId);
    if (now?.route === null || now?.route === undefined || isPublic(now)) return [];
    const request = { api: now.api, ...now.route };
    const isMoved = each.request === null || identity(each.request) !== identity(request);
    return isMoved ? [{ ...each, request, label: routeName(request) }] : [];
  });
}

/** Whether one of several configured events was within a protected route. */
export function isWithinOne(events: readonly IntendedRoute[], { request }: ClosedResource): boolean {
  return request !== null && events.some(({ planned }) => takesRequestsOf(planned, request));
}

/** Protected routes that are there, with another beginning of their path: they are not removed. */
export function keptElsewhere(
  closed: readonly ClosedResource[],
  found: readonly ApiRoute[],
): ReadonlySet<ClosedResource> {
  const moved = new Map(movedResources(closed, found).map((each) => [each.logicalId, each.request]));
  return new Set(
    closed.filter(({ logicalId, request }) => {
      const now = moved.get(logicalId);
      return request !== null && now !== null && now !== undefined && hasSameEnd(request, now);
    }),
  );
}

/**
 * Finds whether a route of the user's was within a protected one as configured, and has another path only since paths
 * begin in another way.
 */
export function makeIsWithin(
  configured: readonly ConfiguredRoute[],
): (route: ApiRoute, closed: Pick<ClosedResource, 'logicalId'>) => boolean {
  const requests = new Map(
    configured.flatMap(({ api, logicalId, route }) =>
      route === null ? [] : [[logicalId, { api, ...route }] as const],
    ),
  );
  return ({ api, logicalId, route }, closed) => {
    const [before, other] = [requests.get(logicalId), requests.get(closed.logicalId)];
    if (before === undefined || other === undefined || route === null) return false;
    return (
      before.api === other.api && takesRequestsOf(before, other) && hasSameEnd(before, { api, ...route })
    );
  };
}

/** A path without segments, as `/` is, ends as each other. */
function hasSameEnd(before: Request, now: Request): boolean {
  const [one, other] = [before, now].map(({ path }) => path.split('/').filter((part) => part !== ''));
  const isSameEnd = one?.length === 0 || other?.length === 0 || one?.at(-1) === other?.at(-1);
  return before.api === now.api && before.method === now.method && isSameEnd;
}

export type FindClosed = (open: PublicRoute) => ClosedResource | undefined;

/**
 * Finds a protected route whose requests a public one gets by now.
 *
 * @param getsRequests whether a route gets requests by now that another one got as configured
 * @param mayGet whether it may get them
 */
export function makeFindMoved(
  closed: readonly ClosedResource[],
  getsRequests: (route: Request, other: Request) => boolean,
  mayGet: (open: PublicRoute, each: ClosedResource) => boolean,
): (open: PublicRoute, test: (each: ClosedResource) => boolean) => ClosedResource | undefined {
  const nearby = nearbyRoutes(
    closed.flatMap((each) => (each.request === null ? [] : [{ ...each.request, each }])),
  );
  return (open, test) => {
    const { request } = open;
    if (request === null) return undefined;
    return nearby(request).find((at) => getsRequests(request, at) && !mayGet(open, at.each) && test(at.each))
      ?.each;
  };
}

/** Finds the protected route that has another path by now, and within which a route without an event is there. */
export function movedTakers(
  now: readonly Request[],
  moved: readonly ClosedResource[],
  mayBeWithin: (route: ApiRoute, closed: ClosedResource) => boolean,
): FindClosed {
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (moved.length === 0) return () => undefined;
  const isMatched = makeIsMatched(now);
  return ({ resource, request }) =>
    request === null
      ? undefined
      : moved.find(
          (each) => each.request !== null && isMatched(each.request, request) && !mayBeWithin(resource, each),
        );
}
