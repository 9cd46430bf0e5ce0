/** The only writer. Applying twice is applying once. */
import type { EventConfig, Service, Template } from '../serverless';
import type { PlannedAuthorizer, PlannedRoute, Plan } from '../plan/types';
import { groupBy, sameValue } from '../cloudformation';
import { EVENT_KEY, eventsOf } from '../service/events';
import type { Written } from '../service/routes';

/** What was written into a service, so that it can be told from what the user wrote, and taken back. */
export interface AppliedChanges extends Written {
  readonly authorizers: Map<string, unknown>;
}

export function noChanges(): AppliedChanges {
  return { references: new WeakMap(), preflightEvents: new WeakSet(), authorizers: new Map() };
}

/** The user's own entries of `provider.httpApi.authorizers`: each key, with the name it compiles to. */
export function readAuthorizers(service: Service, changes: AppliedChanges): Map<string, string> {
  const entries = Object.entries(service.provider.httpApi?.authorizers ?? {});
  return new Map(
    entries
      .filter(([key, value]) => !isOurs(changes, key, value))
      .map(([key, value]) => [key, compiledName(key, value)]),
  );
}

function isOurs(changes: AppliedChanges, key: string, value: unknown): boolean {
  return changes.authorizers.has(key) && sameValue(changes.authorizers.get(key), value);
}

function compiledName(key: string, value: unknown): string {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string' && name !== '' ? name : key;
}

/** Writes the plan into the service's configuration; the framework compiles authorizers and routes from it. */
export function applyPlan(plan: Plan, service: Service, changes: AppliedChanges): void {
  applyAuthorizers(plan, service, changes);
  const routesOf = groupBy(plan.routes, ({ functionName }) => functionName);
  for (const [name, config] of Object.entries(service.functions)) {
    const routes = routesOf.get(name) ?? [];
    const before = eventsOf(config);
    const after = [
      ...before.flatMap((event, index) => applyEvent(plan, event, routes, index, changes)),
      ...preflightEvents(routes, changes),
    ];
    // The list and its entries may be shared with another function, or with the user's own objects.
    if (after.length !== before.length || after.some((event, i) => event !== before[i]))
      config.events = after;
  }
}

function applyAuthorizers(plan: Plan, service: Service, changes: AppliedChanges): void {
  const theirs = Object.entries(service.provider.httpApi?.authorizers ?? {}).filter(
    ([key, value]) => !isOurs(changes, key, value),
  );
  const had = changes.authorizers.size > 0;
  changes.authorizers.clear();
  // The framework refuses authorizers on an external API; there they are added to the template.
  const ours = plan.httpApi.external
    ? []
    : plan.authorizers.filter(({ api, created }) => api === 'http' && created !== null);
  for (const authorizer of ours) changes.authorizers.set(authorizer.name, authorizerConfig(authorizer));
  if (!had && ours.length === 0) return;
  service.provider.httpApi = {
    ...service.provider.httpApi,
    authorizers: {
      ...Object.fromEntries(theirs),
      ...Object.fromEntries(structuredClone(changes.authorizers)),
    },
  };
}

function authorizerConfig({ identitySource, issuer, audience }: PlannedAuthorizer): object {
  return { type: 'jwt', identitySource, issuerUrl: issuer, audience };
}

/** The event with our reference in place of `passage`; no event for an earlier companion of ours. */
function applyEvent(
  plan: Plan,
  event: EventConfig,
  routes: readonly PlannedRoute[],
  index: number,
  changes: AppliedChanges,
): EventConfig[] {
  if (changes.preflightEvents.has(event)) return [];
  const here = routes.filter((route) => route.index === index && route.decision.access === 'protected');
  return [here.reduce((copy, route) => protectedEvent(plan, copy, route, changes), event)];
}

function protectedEvent(
  plan: Plan,
  event: EventConfig,
  route: PlannedRoute,
  changes: AppliedChanges,
): EventConfig {
  const key = EVENT_KEY[route.api];
  const value = event[key];
  const written: Record<string, unknown> =
    typeof value === 'object' && value !== null ? { ...value } : objectForm(route);

  const { authorizer, passage, ...rest } = written;
  const reference = authorizerReference(plan, route);
  const behind = originalOptions(changes, authorizer) ?? withoutUndefined({ authorizer });
  changes.references.set(reference, { ...behind, ...withoutUndefined({ passage }) });
  return { ...event, [key]: { ...rest, authorizer: reference } };
}

/** The user's words that an earlier reference of ours stands for. */
function originalOptions(changes: AppliedChanges, authorizer: unknown): object | undefined {
  return typeof authorizer === 'object' && authorizer !== null
    ? changes.references.get(authorizer)
    : undefined;
}

function withoutUndefined(said: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** The object form of an event that was a text. The catch-all has a path only: the framework refuses a method there. */
function objectForm({ method, path }: PlannedRoute): Record<string, unknown> {
  return path === '$default' ? { path: '*' } : { method, path };
}

function authorizerReference(plan: Plan, { api, decision }: PlannedRoute): object {
  if (decision.access !== 'protected') throw new Error('only a protected route has an authorizer of ours');
  const authorizer = plan.authorizers.find(
    (candidate) => candidate.api === api && candidate.app === decision.app,
  );
  if (authorizer === undefined) throw new Error(`the plan has no authorizer for app ${decision.app}`);
  const scopes = decision.scopes.length > 0 ? { scopes: [...decision.scopes] } : {};
  const id = structuredClone(authorizer.id);
  if (api === 'rest') return { type: 'JWT', authorizerId: id, ...scopes };
  return plan.httpApi.external ? { id, type: 'jwt', ...scopes } : { name: authorizer.name, ...scopes };
}

function preflightEvents(routes: readonly PlannedRoute[], changes: AppliedChanges): EventConfig[] {
  return routes
    .filter(({ index }) => index === null)
    .map(({ method, path }) => {
      // `passage: false` keeps it public also for whoever reads a copy of it.
      const event = { httpApi: { method, path, passage: false } };
      changes.preflightEvents.add(event);
      return event;
    });
}

/** Writes into the compiled template what the framework has no configuration for. Returns output names already taken. */
export function applyToTemplate(plan: Plan, template: Template, userOutputs: readonly string[]): string[] {
  for (const route of plan.routes) applyToRoute(route, template);
  const taken: string[] = [];
  for (const { api, id, created } of plan.authorizers) {
    if (created === null) continue;
    if (api === 'rest' || plan.httpApi.external)
      template.Resources[created.logicalId] ??= structuredClone(created.resource);
    if (created.output === null) continue;
    if (userOutputs.includes(created.output)) {
      taken.push(created.output);
      continue;
    }
    template.Outputs = {
      ...template.Outputs,
      [created.output]: {
        Description: 'ID of the JWT authorizer, for other services on this API',
        Value: structuredClone(id),
      },
    };
  }
  return taken;
}

function applyToRoute({ api, logicalId, decision }: PlannedRoute, template: Template): void {
  const properties = template.Resources[logicalId]?.Properties;
  if (properties === undefined) return;
  // Without it CloudFormation leaves a removed authorizer attached to the live route (serverless/serverless issue 8592).
  if (decision.access === 'public' && api === 'http') properties.AuthorizationType ??= 'NONE';
  // The framework writes the scopes of a method for Cognito authorizers only.
  if (decision.access === 'protected' && api === 'rest' && decision.scopes.length > 0) {
    properties.AuthorizationScopes = [...decision.scopes];
  }
}
