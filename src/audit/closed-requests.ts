/** Which public routes get requests of protected ones under `resources:`. Pure. */
import { type Request, makeIsMatched } from '../routing/requests';
import { nearbyRoutes } from '../routing/route-patterns';
import { type ApiRoute, isPublic } from '../template/api-resources';
import type { ClosedResource } from './closed-resources';
import type { PublicRoute } from './public-routes';

export type FindClosed = (open: PublicRoute) => ClosedResource | undefined;

/**
 * Finds the protected route of which a public one gets requests by now, be it while a condition is false.
 *
 * @param found all routes of our own APIs
 * @param getsRequests whether a route gets requests that another one had as configured
 */
export function makeFindByRequest(
  found: readonly ApiRoute[],
  closed: readonly ClosedResource[],
  getsRequests: (route: Request, other: Request) => boolean,
): (open: PublicRoute, test: (each: ClosedResource) => boolean) => ClosedResource | undefined {
  const nearby = nearbyRoutes(
    closed.flatMap((each) => (each.request === null ? [] : [{ ...each.request, each }])),
  );
  const getsWhileFalse = makeGetsWhileFalse(found);
  return (open, test) => {
    const { request } = open;
    if (request === null) return undefined;
    return nearby(request).find(
      (at) => (getsRequests(request, at) || getsWhileFalse(open, at.each)) && test(at.each),
    )?.each;
  };
}

/**
 * Whether an event that is added may get requests of a protected route while a condition that the user wrote on that is
 * false.
 */
function makeGetsWhileFalse(
  found: readonly ApiRoute[],
): (open: PublicRoute, each: ClosedResource) => boolean {
  const isThere = (route: ApiRoute): boolean => isPublic(route) || route.resource.Condition === undefined;
  const isMatched = makeIsMatched(requestsOf(found.filter(isThere)));
  return ({ request, event, isConfigured }, each) =>
    request !== null &&
    event !== undefined &&
    !isConfigured &&
    each.condition !== undefined &&
    each.request !== null &&
    isMatched(each.request, request);
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

/** Of the routes that are known. */
export function requestsOf(routes: readonly ApiRoute[]): Request[] {
  return routes.flatMap(({ api, route }) => (route === null ? [] : [{ api, ...route }]));
}
