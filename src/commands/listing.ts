/** Every route of a service and how it is protected, in the shape that `passage routes --json` prints. */
import type { Value } from '../config/parse';
import type { ApiKind } from '../service/events';
import type { DecidedBy, Plan, PlannedRoute } from '../plan/types';
import { groupBy } from '../cloudformation';
import { listResourceRoutes } from './resource-routes';

/** The contract of `--json`: names and values here are what scripts depend on. */
export interface RouteListing {
  readonly authorizers: readonly ListedAuthorizer[];
  readonly routes: readonly ListedRoute[];
}

export interface ListedAuthorizer {
  readonly name: string;
  readonly app: string;
  readonly issuer: Value | null;
  readonly audience: readonly Value[];
  readonly identitySource: string;
}

export interface ListedRoute {
  /** Upper case; `ANY` for every method. */
  readonly method: string;
  /** `$default` for an HTTP API's catch-all. */
  readonly path: string;
  /** `null` for a route that stands under `resources:`. */
  readonly function: string | null;
  readonly api: ApiKind;
  readonly access: 'protected' | 'other' | 'public';
  /** `null` when public. */
  readonly authorizer: string | null;
  readonly scopes: readonly string[];
  readonly decidedBy: DecidedBy;
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
  const routes = [...plan.routes.map(plannedRow), ...listResourceRoutes(plan, resources)];
  return { authorizers, routes: routes.sort(compareRoutes) };
}

/** Whether a route is public without anyone having said so. */
export function isUnconfigured({ access, decidedBy }: ListedRoute): boolean {
  return access === 'public' && decidedBy === 'default';
}

function plannedRow({ api, method, path, functionName, decision }: PlannedRoute): ListedRoute {
  const { access, decidedBy } = decision;
  const { authorizer, scopes } = access === 'public' ? { authorizer: null, scopes: [] } : decision;
  return { method, path, function: functionName, api, access, authorizer, scopes, decidedBy };
}

/** By path, so that what belongs together stands together, and the same in every run and on every machine. */
function compareRoutes(a: ListedRoute, b: ListedRoute): number {
  const keys = (['path', 'method', 'api', 'function'] as const).map(
    (key) => [a[key] ?? '', b[key] ?? ''] as const,
  );
  const [left, right] = keys.find(([x, y]) => x !== y) ?? ['', ''];
  return left < right ? -1 : Number(left > right);
}
