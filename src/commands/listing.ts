/** Every route of a service and how it is protected, as `passage routes --json` prints it. */
import type { Value } from '../config/config';
import type { Plan, PlannedRoute } from '../plan/types';
import { type ResourceRoute, readResourceRoutes } from '../template/resource-routes';
import { groupBy } from '../util/group-by';
import { naturalOrder } from '../util/natural-order';
import type { ListedRoute } from './listed-route';

export interface RouteListing {
  readonly authorizers: readonly ListedAuthorizer[];
  readonly routes: readonly ListedRoute[];
}

interface ListedAuthorizer {
  readonly name: string;
  readonly app: string;
  readonly issuer: Value | null;
  readonly audience: readonly Value[];
  readonly identitySource: string;
}

/** @param resources `resources:` of the service, as it is */
export function makeListing(plan: Plan, resources: unknown): RouteListing {
  const { authorizers, routes } = unsortedListing(plan, resources);
  const compare = naturalOrder();
  return { authorizers, routes: routes.toSorted((a, b) => compareRoutes(a, b, compare)) };
}

/** The same, for who only counts: sorting takes longer than all else. */
export function unsortedListing(plan: Plan, resources: unknown): RouteListing {
  // An app that protects routes of both kinds of API has an authorizer on each, with one name and the same settings.
  const byApp = groupBy(plan.authorizers, ({ app }) => app);
  const authorizers = [...byApp.values()].flatMap(([first]) => {
    if (first === undefined) return [];
    const { name, app, issuer, audience, identitySource } = first;
    return [{ name, app, issuer, audience, identitySource }];
  });
  return {
    authorizers,
    routes: [
      ...plan.routes.map(listPlannedRoute),
      ...readResourceRoutes(plan, resources).map(listResourceRoute),
    ],
  };
}

function listPlannedRoute({ api, method, path, functionName, decision }: PlannedRoute): ListedRoute {
  const { access, decidedBy } = decision;
  const { authorizer, scopes } = access === 'public' ? { authorizer: null, scopes: [] } : decision;
  return { method, path, function: functionName, api, access, authorizer, scopes, decidedBy };
}

function listResourceRoute(route: ResourceRoute): ListedRoute {
  const { method, path, api, access, authorizer, scopes, decidedBy } = route;
  return { method, path, function: null, api, access, authorizer, scopes, decidedBy };
}

const SORTED_BY = ['path', 'method', 'api', 'function'] as const;

function compareRoutes(a: ListedRoute, b: ListedRoute, compare: ReturnType<typeof naturalOrder>): number {
  for (const key of SORTED_BY) {
    const order = compare(a[key] ?? '', b[key] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}
