/** Audits the user's own authorizers: neither they nor the routes that have them may change once they are compiled. */
import {
  type Resource,
  type Template,
  propertiesOf,
  referencesIn,
  resourcesOfTypes,
  sameValue,
} from '../cloudformation';
import type { Finding } from '../errors';
import type { Intents } from '../intent/intent';
import type { Plan, PlannedRoute } from '../plan/types';
import { identity, routeName } from '../service/events';
import { type ApiRoute, authorizationOf, isPublic } from '../template/api-resources';
import { isAsCompiled } from '../template/as-compiled';
import { type ConfiguredResources, extendedResource, withConfigured } from '../template/configured-resources';
import { readTargets } from '../template/extended-targets';
import { CALL_TYPES, differentLinks, isSameCall } from '../template/same-call';
import { WITH_STAGES } from '../template/possible-texts';
import { type JsonObject, copyJson } from '../util/objects';
import {
  authorizerSubject,
  changedAuthorizer,
  changedResource,
  lostAuthorizer,
  missingResource,
} from './audit-messages';
import { type ConfiguredRoute, readConfiguredRoutes } from './configured-routes';
import { makeFindRedefined } from './redefined-authorizers';

/** What the framework compiled for the user's own authorizers, and of ours what only the framework knows. */
export interface Compiled {
  /** The authorization of each route, by its logical ID. */
  readonly routes: ReadonlyMap<string, JsonObject>;
  /** The authorizers that these routes refer to, by their logical ID. */
  readonly authorizers: ReadonlyMap<string, Resource>;
  /** The routes that the user has configured under `resources:`. */
  readonly configuredRoutes: readonly ConfiguredRoute[];
  /** The authorizers that those refer to, by their logical ID. */
  readonly configuredAuthorizers: ReadonlyMap<string, Resource>;
  /** Aliases and versions of functions, and stages, of the framework and under `resources:`, by their logical ID. */
  readonly callees: ReadonlyMap<string, Resource>;
  /** The functions that extensions of the user's own lead routes to, by the logical ID of the route. */
  readonly targets: ReadonlyMap<string, ReadonlySet<string>>;
  /** `Code` of the Lambda function behind our authorizers. */
  readonly authorizerCode: unknown;
}

/** Where another process has compiled the template. */
export const NOTHING_COMPILED: Compiled = {
  routes: new Map(),
  authorizers: new Map(),
  configuredRoutes: [],
  configuredAuthorizers: new Map(),
  callees: new Map(),
  targets: new Map(),
  authorizerCode: undefined,
};

/**
 * Records what the framework compiled, before other plugins change it.
 *
 * @param configured what is under `resources:`: authorizers and extensions there are not in the template yet
 * @param authorizerCode what {@link readAuthorizerCode} said once functions were compiled
 */
export function readCompiled(
  template: Template,
  plan: Plan,
  configured: ConfiguredResources,
  authorizerCode = readAuthorizerCode(template, plan),
): Compiled {
  const merged = withConfigured(template, configured);
  const routes = plan.routes
    .filter(({ decision, logicalId }) => decision.access === 'other' && logicalId in template.Resources)
    .map(({ logicalId }) => [logicalId, copyJson(authorizationOf(merged.Resources[logicalId]))] as const);
  // Of an app with `authorizerId` too: this plugin does not create what the ID is of.
  const existing = plan.authorizers.filter(({ created }) => created === null).map(({ id }) => id);
  const configuredRoutes = readConfiguredRoutes(template, plan, configured);
  // Everything that an ID is computed of: of a choice by `Fn::If`, each branch.
  const resourcesIn = (ids: readonly unknown[]): Map<string, Resource> => {
    const found = referencesIn(ids).flatMap((id) => {
      if (typeof id !== 'string') return [];
      const resource = merged.Resources[id];
      return resource === undefined ? [] : [[id, copyJson(resource)] as const];
    });
    return new Map(found);
  };
  return {
    routes: new Map(routes),
    authorizers: resourcesIn([...routes.map(([, { AuthorizerId }]) => AuthorizerId), ...existing]),
    configuredRoutes,
    configuredAuthorizers: resourcesIn(
      configuredRoutes.map(({ authorization }) => authorization?.AuthorizerId),
    ),
    callees: new Map(copyJson(resourcesOfTypes(merged, CALL_TYPES))),
    targets: readTargets(template, plan, configured),
    authorizerCode,
  };
}

/** `Code` of the Lambda function behind our authorizers. Functions are compiled before events are. */
export function readAuthorizerCode(template: Template, { authorizerFunction }: Plan): unknown {
  if (authorizerFunction === null) return undefined;
  return copyJson(propertiesOf(template.Resources[authorizerFunction.logicalId]).Code);
}

/** What is known of the user's own authorizers, and of routes that have them. */
export interface OwnFacts {
  readonly compiled: Compiled;
  readonly configured: ConfiguredResources;
  readonly intents?: Intents | undefined;
}

/** A route with an authorizer of the user's, which its event names, or an entry under `resources:`. */
export function auditOwnRoute(
  plan: Plan,
  route: PlannedRoute,
  resource: ApiRoute,
  { compiled: { routes }, configured: { extensions }, intents }: OwnFacts,
): Finding[] {
  const { api, decision, logicalId } = route;
  if (decision.access === 'public') return [];
  const [where, name] = [`Resources.${resource.logicalId}`, routeName(route)];
  const found = authorizationOf(resource.resource);
  const compiled = routes.get(logicalId) ?? found;
  const lost = [lostAuthorizer(where, name, decision.authorizer, found)];
  if (isPublic(resource)) return lost;
  const entry = intents?.now.routes.get(identity(route))?.event.entry;
  if (entry?.isAuthorizing === true && !entry.isPackaged) {
    const redefined = makeFindRedefined(intents)(compiled);
    if (redefined !== undefined) return [changedResource(where, name, redefined)];
    return isAsCompiled(compiled, found) ? [] : lost;
  }
  // Of an HTTP API the event says which scopes the framework compiles, also where another process has done so.
  const AuthorizationScopes = api === 'http' ? decision.scopes : compiled.AuthorizationScopes;
  // What the user's own extension says counts first.
  const Properties = { ...compiled, AuthorizationScopes };
  const expected = authorizationOf(extendedResource({ Properties }, extensions.get(logicalId)));
  return isAsCompiled(expected, found) && isOfItsKind(plan, route, compiled) ? [] : lost;
}

/** A package may have one of ours there, where the event names another one by now. */
function isOfItsKind(
  { authorizers }: Plan,
  { api, decision }: PlannedRoute,
  { AuthorizationType, AuthorizerId }: JsonObject,
): boolean {
  const isOurs = authorizers.some((ours) => ours.api === api && sameValue(ours.id, AuthorizerId));
  const isIam = decision.access === 'other' && decision.authorizer.toLowerCase() === 'aws_iam';
  return !isOurs && (!isIam || AuthorizationType === undefined || AuthorizationType === 'AWS_IAM');
}

/** Properties by which another plugin may change how an authorizer is called, and not how it decides. */
const CHANGEABLE = ['AuthorizerCredentials', 'AuthorizerCredentialsArn', 'AuthorizerUri', 'Name'];

/**
 * Each of the user's own authorizers is as compiled. It may be called by an alias of its function. One of a route under
 * `resources:` may be gone with that route.
 */
export function auditOwnAuthorizers(
  template: Template,
  { authorizers, configuredAuthorizers, callees }: Compiled,
): Finding[] {
  const all = new Map([...configuredAuthorizers, ...authorizers]);
  if (all.size === 0) return [];
  const before = asCompiled(template, callees);
  return [...all].flatMap(([logicalId, compiled]) => {
    const where = `Resources.${logicalId}`;
    const resource = template.Resources[logicalId];
    if (resource === undefined)
      return authorizers.has(logicalId) ? [missingResource(where, authorizerSubject(logicalId))] : [];
    const [expected, found] = [factsOf(compiled), factsOf(resource)];
    const calls = [
      { template: before, target: propertiesOf(compiled).AuthorizerUri },
      { template, target: propertiesOf(resource).AuthorizerUri },
    ] as const;
    if (!isAsCompiled(expected, found)) return [changedAuthorizer(where, logicalId, { expected, found })];
    if (isSameCall(...calls)) return [];
    return [changedAuthorizer(where, logicalId, differentLinks(...calls))];
  });
}

/** With what calls went through then, and without stages that another plugin has added since. */
function asCompiled(template: Template, callees: Compiled['callees']): Template {
  const stages = new Set(resourcesOfTypes(template, WITH_STAGES).map(([id]) => id));
  const others = Object.entries(template.Resources).filter(([id]) => !stages.has(id));
  return { ...template, Resources: Object.fromEntries([...others, ...callees]) };
}

/** All of an authorizer but what it calls. */
function factsOf(resource: Resource): JsonObject {
  const properties = Object.entries(propertiesOf(resource)).filter(([key]) => !CHANGEABLE.includes(key));
  return { Type: resource.Type, Condition: resource.Condition, Properties: Object.fromEntries(properties) };
}
