/** Every route of a service and how it is protected, as `passage routes --json` prints it. */
import type { Value } from '../config/config';
import type { Plan, PlannedRoute } from '../plan/types';
import { groupBy } from '../util/group-by';
import type { ListedRoute } from './listed-route';
import { listResourceRoutes } from './resource-routes';

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
  // An app that protects routes of both kinds of API has an authorizer on each, with one name and the same settings.
  const byApp = groupBy(plan.authorizers, ({ app }) => app);
  const authorizers = [...byApp.values()].flatMap(([first]) => {
    if (first === undefined) return [];
    const { name, app, issuer, audience, identitySource } = first;
    return [{ name, app, issuer, audience, identitySource }];
  });
  const routes = [...plan.routes.map(listPlannedRoute), ...listResourceRoutes(plan, resources)];
  return { authorizers, routes: routes.sort(compareRoutes) };
}

function listPlannedRoute({ api, method, path, functionName, decision }: PlannedRoute): ListedRoute {
  const { access, decidedBy } = decision;
  const { authorizer, scopes } = access === 'public' ? { authorizer: null, scopes: [] } : decision;
  return { method, path, function: functionName, api, access, authorizer, scopes, decidedBy };
}

/** Numbers by their value, and the same order on every machine. */
const COLLATOR = new Intl.Collator('en', { numeric: true });

function compareRoutes(a: ListedRoute, b: ListedRoute): number {
  const keys = ['path', 'method', 'api', 'function'] as const;
  return keys.map((key) => COLLATOR.compare(a[key] ?? '', b[key] ?? '')).find((order) => order !== 0) ?? 0;
}
