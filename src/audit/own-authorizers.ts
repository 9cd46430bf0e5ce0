/** Audits the user's own authorizers: neither they nor the routes that have them may change once they are compiled. */
import { type Resource, type Template, propertiesOf, resourcesOfTypes, sameValue } from '../cloudformation';
import type { Finding } from '../errors';
import type { Intents } from '../intent/intent';
import type { Plan, PlannedRoute } from '../plan/types';
import { identity, routeName } from '../service/events';
import { type ApiRoute, authorizationOf, isPublic } from '../template/api-resources';
import { isAsCompiled } from '../template/as-compiled';
import {
  type ConfiguredResources,
  configuredResource,
  extendedResource,
} from '../template/configured-resources';
import { differentLinks, isSameCall } from '../template/same-call';
import { WITH_STAGES } from '../template/possible-texts';
import type { JsonObject } from '../util/objects';
import {
  authorizerSubject,
  changedAuthorizer,
  changedResource,
  lostAuthorizer,
  missingResource,
} from './audit-messages';
import type { Compiled } from './compiled';
import { makeFindRedefined } from './redefined-authorizers';

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
  { compiled: { routes }, configured, intents }: OwnFacts,
): Finding[] {
  const { api, decision, logicalId } = route;
  if (decision.access === 'public') return [];
  const [where, name] = [`Resources.${resource.logicalId}`, routeName(route)];
  const found = authorizationOf(resource.resource);
  const entry = intents?.now.routes.get(identity(route))?.event.entry;
  // A package has the route under another logical ID, where its variables had other names or in a nested stack.
  const compiled =
    routes.get(logicalId) ?? authorizationOf(configuredResource(resource.resource, configured, logicalId));
  const lost = [lostAuthorizer(where, name, decision.authorizer, found)];
  if (isPublic(resource)) return lost;
  if (entry?.isAuthorizing === true && !entry.isPackaged) {
    const redefined = makeFindRedefined(intents)(compiled);
    if (redefined !== undefined) return [changedResource(where, name, redefined)];
    // Into those of a package, scopes have been merged already: of a list, the plan knows each.
    const { AuthorizationScopes: scopes } = compiled;
    const expected = { ...compiled, AuthorizationScopes: Array.isArray(scopes) ? decision.scopes : scopes };
    return isAsCompiled(expected, found) ? [] : lost;
  }
  // Of an HTTP API the event says which scopes the framework compiles, also where another process has done so.
  const AuthorizationScopes = api === 'http' ? decision.scopes : compiled.AuthorizationScopes;
  // What the user's own extension says counts first.
  const Properties = { ...compiled, AuthorizationScopes };
  const expected = authorizationOf(extendedResource({ Properties }, configured.extensions.get(logicalId)));
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
