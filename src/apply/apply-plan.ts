/** Writes the plan into the service's configuration. Applying twice is applying once. */
import { FUNCTION_NAME } from '../plan/authorizer-function';
import { websocketIdentitySource } from '../plan/authorizers';
import {
  type Plan,
  type PlannedAuthorizer,
  type PlannedRoute,
  type ProtectedRoute,
  authorizerOf,
  isPreflight,
  isProtected,
} from '../plan/types';
import type { EventConfig, FunctionConfig, Service } from '../serverless';
import {
  type AppliedChanges,
  PREFLIGHT,
  originalOptions,
  userAuthorizers,
  userEvents,
} from '../service/applied-changes';
import { EVENT_KEY } from '../service/events';
import { groupBy } from '../util/group-by';
import { type JsonObject, copyJson, isObject } from '../util/objects';
import { applyAuthorizerFunction } from './apply-authorizer-function';

/** Merges authorizers and references to them; the framework compiles both. */
export function applyPlan(plan: Plan, service: Service, changes: AppliedChanges): void {
  applyAuthorizers(plan, service, changes);
  applyAuthorizerFunction(plan, service, changes);
  const routesByFunction = groupBy(plan.routes, ({ functionName }) => functionName);
  for (const [name, config] of Object.entries(service.functions)) {
    if (!Array.isArray(config.events)) continue;
    const before: readonly unknown[] = config.events;
    const after = applyToEvents(plan, config, routesByFunction.get(name) ?? [], changes);
    // The list and its entries may be shared with another function, or with the user's own objects.
    if (after.length !== before.length || after.some((event, i) => event !== before[i]))
      config.events = after;
  }
}

function applyAuthorizers(plan: Plan, service: Service, changes: AppliedChanges): void {
  const existing = userAuthorizers(service, changes);
  const hadSome = changes.authorizers.size > 0;
  changes.authorizers.clear();
  // The framework refuses authorizers on an external API; there they are added to the template.
  const created = plan.authorizers.filter(
    (authorizer) => !plan.httpApi.external && authorizer.api === 'http',
  );
  for (const authorizer of created) changes.authorizers.set(authorizer.name, authorizerConfig(authorizer));
  if (!hadSome && created.length === 0) return;
  const authorizers = {
    ...Object.fromEntries(existing),
    ...copyJson(Object.fromEntries(changes.authorizers)),
  };
  service.provider.httpApi = { ...service.provider.httpApi, authorizers };
  // Where another plugin has set the ID of an external API since, the framework refuses even an empty object.
  if (Object.keys(authorizers).length === 0) Reflect.deleteProperty(service.provider.httpApi, 'authorizers');
}

function authorizerConfig({ type, identitySource, issuer, audience }: PlannedAuthorizer): object {
  if (type === 'lambda') {
    return {
      type: 'request',
      functionName: FUNCTION_NAME,
      identitySource,
      payloadVersion: '2.0',
      enableSimpleResponses: true,
      resultTtlInSeconds: 0,
    };
  }
  return { type: 'jwt', identitySource, issuerUrl: issuer, audience };
}

/** The events with references to our authorizers in them, and the preflight events of this plan at the end. */
function applyToEvents(
  plan: Plan,
  config: FunctionConfig,
  routes: readonly PlannedRoute[],
  changes: AppliedChanges,
): unknown[] {
  const byIndex = groupBy(routes, ({ index }) => index);
  const applyTo = (event: EventConfig, route: PlannedRoute): EventConfig =>
    isProtected(route) ? protectedEvent(plan, event, route, changes) : ownEvent(event, route, changes);
  const applied = userEvents(config, changes).map((event, index) =>
    isObject(event) ? (byIndex.get(index) ?? []).reduce(applyTo, event) : event,
  );
  return [...applied, ...preflightEvents(routes, changes)];
}

function protectedEvent(
  plan: Plan,
  event: EventConfig,
  route: ProtectedRoute,
  changes: AppliedChanges,
): EventConfig {
  const key = EVENT_KEY[route.api];
  const value = event[key];
  const options = isObject(value) ? value : objectForm(route);
  const { authorizer, passage, ...rest } = originalOptions(options, changes, route.functionName);
  const reference = authorizerReference(plan, route);
  const said = { authorizer, ...(passage === undefined ? {} : { passage }) };
  changes.references.set(reference, { functionName: route.functionName, said });
  return { ...event, [key]: { ...rest, authorizer: reference } };
}

/** An event without a reference to our authorizers, which its route had before. */
function ownEvent(
  event: EventConfig,
  { api, functionName }: PlannedRoute,
  changes: AppliedChanges,
): EventConfig {
  const key = EVENT_KEY[api];
  const value = event[key];
  if (!isObject(value)) return event;
  const options = originalOptions(value, changes, functionName);
  if (options === value) return event;
  const { authorizer, ...rest } = options;
  return { ...event, [key]: { ...rest, ...(authorizer === undefined ? {} : { authorizer }) } };
}

/** An event that was a string, as an object. The catch-all has a path only: the framework refuses a method there. */
function objectForm({ api, method, path }: PlannedRoute): JsonObject {
  if (api === 'websocket') return { route: path };
  return path === '$default' ? { path: '*' } : { method, path };
}

function authorizerReference(plan: Plan, { api, decision }: ProtectedRoute): object {
  const authorizer = authorizerOf(plan, api, decision.app);
  if (authorizer === undefined) throw new Error(`the plan has no authorizer for app ${decision.app}`);
  const isLambda = authorizer.type === 'lambda';
  const more = statedScopes(authorizer, decision);
  if (api === 'websocket')
    return { name: FUNCTION_NAME, identitySource: [websocketIdentitySource(authorizer)], ...more };
  if (api === 'http' && !plan.httpApi.external) {
    const reference = { name: authorizer.name, ...more };
    return needsNoScopes(authorizer, decision) ? savedByName(reference) : reference;
  }
  const id = copyJson(authorizer.id);
  if (api === 'http') return { id, type: isLambda ? 'request' : 'jwt', ...more };
  // Of a REST event, the framework saves `scopes` only, and compiles them for user pools only.
  const saved = isLambda && !needsNoScopes(authorizer, decision) ? { scopes: [...decision.scopes] } : {};
  return { type: isLambda ? 'REQUEST' : 'JWT', authorizerId: id, ...more, ...saved };
}

/**
 * What a reference says of scopes, also in a copy that another plugin makes of the event: where nothing is said, they are
 * those of the app. A Lambda authorizer finds them in its artifact, so they are in what the framework does not read.
 */
function statedScopes(authorizer: PlannedAuthorizer, decision: ProtectedRoute['decision']): object {
  const { app, scopes } = decision;
  if (authorizer.type === 'lambda') return { passage: { app, scopes: [...scopes] } };
  return needsNoScopes(authorizer, decision) ? {} : { scopes: [...scopes] };
}

/** Whether neither the route nor its app has scopes. */
function needsNoScopes(
  { defaultScopes }: PlannedAuthorizer,
  { scopes }: ProtectedRoute['decision'],
): boolean {
  return scopes.length === 0 && defaultScopes.length === 0;
}

/**
 * The framework saves the service by a library (json-cycle) that compares each object with all objects before it. A
 * reference is saved as its name where that means the same, and costs nothing.
 */
function savedByName(reference: { readonly name: string }): object {
  return Object.defineProperty(reference, 'toJSON', { value: () => reference.name });
}

function preflightEvents(routes: readonly PlannedRoute[], changes: AppliedChanges): EventConfig[] {
  return routes.filter(isPreflight).map(({ method, path }) => {
    const event = { httpApi: { method, path, passage: PREFLIGHT } };
    changes.preflightEvents.add(event);
    return event;
  });
}
