/** Every route of a service and how it is protected, in the shape that `passage routes --json` prints. */
import { isPublic, routesOfApi } from '../audit';
import type { Value } from '../config/parse';
import { show } from '../errors';
import type { Template } from '../host';
import type { DecidedBy, Plan, PlannedRoute } from '../plan/types';
import type { Api } from '../events';
import { sameValue } from '../template';

/** The contract of `--json`: names and values here are what scripts depend on. */
export interface Listing {
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
  readonly api: Api;
  readonly access: 'protected' | 'other' | 'public';
  /** `null` when public. */
  readonly authorizer: string | null;
  readonly scopes: readonly string[];
  readonly decidedBy: DecidedBy;
}

/** @param resources `resources:` of the service, as it is */
export function makeListing(plan: Plan, resources: unknown): Listing {
  const authorizers = plan.authorizers.map(({ name, app, issuer, audience, identitySource }) => ({
    name,
    app,
    issuer,
    audience,
    identitySource,
  }));
  const routes = [...plan.routes.map(plannedRow), ...rawRows(plan, templateOf(resources))];
  return { authorizers, routes: routes.sort(compareRoutes) };
}

/** Whether a route is public without anyone having said so. */
export function isUndecided({ access, decidedBy }: ListedRoute): boolean {
  return access === 'public' && decidedBy === 'default';
}

function plannedRow({ api, method, path, functionName, decision }: PlannedRoute): ListedRoute {
  const { access, decidedBy } = decision;
  const { authorizer, scopes } = access === 'public' ? { authorizer: null, scopes: [] } : decision;
  return { method, path, function: functionName, api, access, authorizer, scopes, decidedBy };
}

/** Routes that are written as resources on our API. One with the ID of a planned route only changes that one. */
function rawRows(plan: Plan, template: Template): ListedRoute[] {
  const planned = new Set(plan.routes.map(({ logicalId }) => logicalId));
  return routesOfApi(template, plan)
    .filter(([logicalId]) => !planned.has(logicalId))
    .map(([, { Properties = {} }]) => ({
      ...keyOf(Properties.RouteKey),
      function: null,
      api: 'http',
      ...rawAccess(plan, template, Properties),
    }));
}

function keyOf(routeKey: unknown): { method: string; path: string } {
  if (typeof routeKey !== 'string') return { method: 'ANY', path: show(routeKey) };
  const [method, path] = routeKey.split(' ');
  return path === undefined ? { method: 'ANY', path: routeKey } : { method: method ?? '', path };
}

function rawAccess(
  plan: Plan,
  template: Template,
  properties: Record<string, unknown>,
): Pick<ListedRoute, 'access' | 'authorizer' | 'scopes' | 'decidedBy'> {
  const { AuthorizationType, AuthorizerId, AuthorizationScopes } = properties;
  if (isPublic(properties)) return { access: 'public', authorizer: null, scopes: [], decidedBy: 'default' };
  const scopes = Array.isArray(AuthorizationScopes) ? AuthorizationScopes.map(String) : [];
  const ours = plan.authorizers.find(
    ({ api, id }) => api === 'http' && AuthorizationType === 'JWT' && sameValue(id, AuthorizerId),
  );
  if (ours !== undefined) return { access: 'protected', authorizer: ours.name, scopes, decidedBy: 'event' };
  const authorizer = AuthorizerId === undefined ? String(AuthorizationType) : labelOf(AuthorizerId, template);
  return { access: 'other', authorizer, scopes, decidedBy: 'event' };
}

/** What an authorizer is called, for people: its name, its logical ID, or its ID. */
function labelOf(id: unknown, { Resources }: Template): string {
  const ref = typeof id === 'object' && id !== null && 'Ref' in id ? String(id.Ref) : undefined;
  if (ref === undefined) return typeof id === 'string' ? id : show(id);
  const name = Resources[ref]?.Properties?.Name;
  return typeof name === 'string' ? name : ref;
}

function templateOf(resources: unknown): Template {
  const entries = Object.entries(memberOf(resources, 'Resources') ?? {}).filter(([, value]) =>
    isObject(value),
  );
  return { Resources: Object.fromEntries(entries) };
}

function memberOf(value: unknown, key: string): object | undefined {
  const member: unknown = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** By path, so that what belongs together stands together, and the same in every run and on every machine. */
function compareRoutes(a: ListedRoute, b: ListedRoute): number {
  const keys = (['path', 'method', 'api', 'function'] as const).map(
    (key) => [a[key] ?? '', b[key] ?? ''] as const,
  );
  const [left, right] = keys.find(([x, y]) => x !== y) ?? ['', ''];
  return left < right ? -1 : Number(left > right);
}
