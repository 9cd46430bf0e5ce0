/** How routes must be protected that are written under `resources:`, or that it changes. Pure. */
import { propertiesOf } from '../cloudformation';
import type { Value } from '../config/config';
import type { Plan, PlannedAuthorizer } from '../plan/types';
import { type ApiKind, routeName } from '../service/events';
import { scopeTexts } from '../service/scopes';
import { isPublic } from '../template/api-resources';
import { entryUnderResources } from '../template/route-entries';
import { type ResourceRoute, readResourceRoutes } from '../template/resource-routes';
import { type JsonObject, isObject } from '../util/objects';
import type { Authorization, ExpectedApi, ExpectedRoute } from './expected-types';
import { unknownPath, unknownProtection } from './report-messages';

/** @param ours the authorizers of the plan */
export function expectedUnderResources(
  api: ApiKind,
  plan: Plan,
  resources: unknown,
  ours: ReadonlyMap<PlannedAuthorizer, Authorization<Value>>,
): Pick<ExpectedApi<Value>, 'routes' | 'unknown'> {
  const all = readResourceRoutes(plan, resources).filter((route) => route.api === api);
  const isPlaced = ({ path }: ResourceRoute): boolean =>
    path.startsWith('/') || ['$default', '$connect'].includes(path);
  const unplaced = all.filter((route) => !isPlaced(route)).map((route) => unknownPath(routeName(route)));
  const changed = plan.routes
    .filter(
      (route) =>
        route.api === api && isComputed(propertiesOf(entryUnderResources(resources, route.logicalId))),
    )
    .map((route) => unknownProtection(routeName(route)));
  const placed = all.filter(isPlaced);
  const computed = placed
    .filter(({ properties }) => isComputed(properties))
    .map((route) => unknownProtection(routeName(route)));
  return {
    routes: placed.map((route) => {
      const authorizer = plan.authorizers.find(
        ({ api: kind, name }) => kind === api && name === route.authorizer,
      );
      return resourceRoute(route, authorizer === undefined ? undefined : ours.get(authorizer));
    }),
    unknown: [...unplaced, ...computed, ...changed],
  };
}

function isComputed({ AuthorizationType }: JsonObject): boolean {
  return isObject(AuthorizationType);
}

function resourceRoute(
  { method, path, access, authorizer, scopes, properties }: ResourceRoute,
  ours: Authorization<Value> | undefined,
): ExpectedRoute<Value> {
  if (access === 'public') return { method, path, access, authorization: null, scopes: null };
  const authorization =
    access === 'protected' && ours !== undefined
      ? ours
      : writtenAuthorization(namedOnly(authorizer ?? ''), properties);
  return { method, path, access, authorization, scopes };
}

/** The route of an event that is public, or has an authorizer of its own, with what `resources:` changes of it. */
export function withChanges(
  api: ApiKind,
  route: ExpectedRoute<Value>,
  changes: JsonObject,
): ExpectedRoute<Value> {
  const { AuthorizationType = route.authorization?.type, AuthorizationScopes } = changes;
  const isClosed = route.authorization !== null && AuthorizationType === null;
  if (!isClosed && isPublic({ api, properties: { AuthorizationType } }))
    return { ...route, access: 'public', authorization: null, scopes: null };
  return {
    ...route,
    access: 'other',
    authorization: writtenAuthorization(route.authorization ?? namedOnly(''), changes),
    scopes: AuthorizationScopes === undefined ? route.scopes : writtenScopes(AuthorizationScopes),
  };
}

/** A function in the place of the list is not compared. */
function writtenScopes(scopes: unknown): readonly string[] | null {
  return Array.isArray(scopes) ? scopeTexts(scopes) : null;
}

/** Of an authorizer that is written under `resources:`, its type and its ID are known. */
function writtenAuthorization(
  known: Authorization<Value>,
  { AuthorizationType: type, AuthorizerId: id }: JsonObject,
): Authorization<Value> {
  const written = typeof id === 'string' || isObject(id) ? id : known.id;
  return { ...known, type: typeof type === 'string' ? type : known.type, id: written };
}

export function namedOnly(name: string): Authorization<Value> {
  return {
    name,
    type: null,
    id: null,
    issuer: null,
    audience: null,
    identitySource: null,
    functionArn: null,
  };
}
