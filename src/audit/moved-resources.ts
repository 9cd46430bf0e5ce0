/** Routes under `resources:` whose paths another plugin has changed. They are known by their logical IDs. Pure. */
import type { Request } from '../routing/requests';
import { takesRequestsOf } from '../routing/route-patterns';
import { identity, routeName } from '../service/events';
import { type ApiRoute, isPublic } from '../template/api-resources';
import type { ClosedResource } from './closed-resources';
import type { ConfiguredRoute } from './configured-routes';

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
