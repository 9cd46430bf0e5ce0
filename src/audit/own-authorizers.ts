/** Audits the user's own authorizers: neither they nor the routes that have them may change once they are compiled. */
import { type Resource, type Template, propertiesOf, referencesIn, sameValue } from '../cloudformation';
import type { Plan, PlannedRoute } from '../plan/types';
import { routeName } from '../service/events';
import { type JsonObject, copyJson, isObject } from '../util/objects';
import { type ApiRoute, isPublic } from './api-resources';
import { authorizerSubject, changedAuthorizer, lostAuthorizer, missingResource } from './audit-messages';
import { type ConfiguredResources, extendedResource } from './configured-resources';
import { readConfiguredRoutes } from './configured-routes';
import type { Finding } from './finding';
import { calledFunctions } from './called-functions';
import { normalScopes } from './scopes';

/** What the framework compiled for the user's own authorizers, and of ours what only the framework knows. */
export interface Compiled {
  /** The authorization of each route, by its logical ID. */
  readonly routes: ReadonlyMap<string, JsonObject>;
  /** The authorizers that these routes refer to, by their logical ID. */
  readonly authorizers: ReadonlyMap<string, Resource>;
  /** Where the routes are that the user has configured under `resources:`. */
  readonly configuredRoutes: readonly unknown[];
  /** `Code` of the Lambda function behind our authorizers. */
  readonly authorizerCode: unknown;
}

/** Where another process has compiled the template. */
export const NOTHING_COMPILED: Compiled = {
  routes: new Map(),
  authorizers: new Map(),
  configuredRoutes: [],
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
  const routes = plan.routes
    .filter(({ decision, logicalId }) => decision.access === 'other' && logicalId in template.Resources)
    .map(({ logicalId }) => {
      const resource = extendedResource(
        template.Resources[logicalId] ?? {},
        configured.extensions.get(logicalId),
      );
      return [logicalId, copyJson(authorizationOf(resource))] as const;
    });
  // Of an app with `authorizerId` too: this plugin does not create what the ID is of.
  const existing = plan.authorizers.filter(({ created }) => created === null).map(({ id }) => id);
  // Everything that the ID is computed of: of a choice by `Fn::If`, each branch.
  const authorizers = referencesIn([
    ...routes.map(([, { AuthorizerId }]) => AuthorizerId),
    ...existing,
  ]).flatMap((id) => {
    if (typeof id !== 'string') return [];
    const resource = template.Resources[id] ?? configured.resources.get(id);
    if (resource === undefined) return [];
    return [[id, copyJson(extendedResource(resource, configured.extensions.get(id)))] as const];
  });
  return {
    routes: new Map(routes),
    authorizers: new Map(authorizers),
    configuredRoutes: readConfiguredRoutes(template, plan, configured),
    authorizerCode,
  };
}

/** `Code` of the Lambda function behind our authorizers. Functions are compiled before events are. */
export function readAuthorizerCode(template: Template, { authorizerFunction }: Plan): unknown {
  if (authorizerFunction === null) return undefined;
  return copyJson(propertiesOf(template.Resources[authorizerFunction.logicalId]).Code);
}

/** What of a route decides who may call it. */
export function authorizationOf(resource: Resource | undefined): JsonObject {
  const { AuthorizationType, AuthorizerId, AuthorizationScopes } = propertiesOf(resource);
  return { AuthorizationType, AuthorizerId, AuthorizationScopes: normalScopes(AuthorizationScopes) };
}

/** Also with texts as plugins rewrite them: `#{AWS::Region}` becomes a reference (serverless-pseudo-parameters). */
function isAsCompiled(compiled: unknown, found: unknown): boolean {
  return sameValue(compiled, found) || sameValue(withReferences(compiled), found);
}

function withReferences(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('#{') ? { 'Fn::Sub': referring(value) } : value;
  if (Array.isArray(value)) return value.map(withReferences);
  if (!isObject(value)) return value;
  const childOf = (key: string, child: unknown): unknown =>
    key === 'Fn::Sub' && typeof child === 'string' ? referring(child) : withReferences(child);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, childOf(key, child)]));
}

function referring(text: string): string {
  return text.replace(/#(\{[^}]+\})/g, '$$$1');
}

/** What is known of the user's own authorizers, and of routes that have them. */
export interface OwnFacts {
  readonly compiled: Compiled;
  readonly configured: ConfiguredResources;
}

/** A route whose event has an authorizer of the user's. What the user's own extension of it says counts first. */
export function auditOwnRoute(
  route: PlannedRoute,
  resource: ApiRoute,
  { compiled: { routes }, configured: { extensions } }: OwnFacts,
): Finding[] {
  const { api, decision, logicalId } = route;
  if (decision.access === 'public') return [];
  const found = authorizationOf(resource.resource);
  const compiled = routes.get(logicalId) ?? found;
  // Of an HTTP API the event says which scopes the framework compiles, also where another process has done so.
  const scopes = api === 'http' ? decision.scopes : compiled.AuthorizationScopes;
  const Properties = { ...compiled, AuthorizationScopes: scopes };
  const expected = authorizationOf(extendedResource({ Properties }, extensions.get(logicalId)));
  return isAsCompiled(expected, found) && !isPublic(resource)
    ? []
    : [lostAuthorizer(`Resources.${resource.logicalId}`, routeName(route), decision.authorizer, found)];
}

/** Properties by which another plugin may change how an authorizer is called, and not how it decides. */
const CHANGEABLE = ['AuthorizerCredentials', 'AuthorizerCredentialsArn', 'AuthorizerUri', 'Name'];

/** Each of the user's own authorizers is as compiled. It may be called by an alias of its function. */
export function auditOwnAuthorizers(template: Template, { authorizers }: Compiled): Finding[] {
  if (authorizers.size === 0) return [];
  const functionsOf = calledFunctions(template);
  const factsOf = (resource: Resource): JsonObject => {
    const { AuthorizerUri, ...properties } = propertiesOf(resource);
    const rest = Object.entries(properties).filter(([key]) => !CHANGEABLE.includes(key));
    const functions = [...functionsOf(AuthorizerUri)];
    return {
      Type: resource.Type,
      Condition: resource.Condition,
      calls: functions.length > 0 ? functions : AuthorizerUri,
      Properties: Object.fromEntries(rest),
    };
  };
  return [...authorizers].flatMap(([logicalId, compiled]) => {
    const where = `Resources.${logicalId}`;
    const resource = template.Resources[logicalId];
    if (resource === undefined) return [missingResource(where, authorizerSubject(logicalId))];
    const [expected, found] = [factsOf(compiled), factsOf(resource)];
    return isAsCompiled(expected, found) ? [] : [changedAuthorizer(where, logicalId, { expected, found })];
  });
}
