/** What is worth saying about a plan that is possible. */
import { type App, type Config, isLoopbackIssuer, isPassageIssuer } from '../config/config';
import type { Note } from '../errors';
import { parseIdentitySource } from '../gateway/identity-source';
import type { ServiceContext } from '../service/context';
import { pathShape, routeName } from '../service/events';
import type { Route } from '../service/routes';
import {
  headerNotAllowed,
  idleEntry,
  loopbackIssuer,
  openConnections,
  openEvents,
  overQuota,
  ownTemplate,
  preflightDenied,
  publicUrl,
  protectedDespiteFalse,
  scopesWithPassage,
  unusedApp,
} from './note-messages';
import { overlapNotes } from './overlaps';
import { capturesPreflight } from './preflight';
import { type Plan, hasAuthorizer, isProtected } from './types';

/** Quotas that AWS raises on request (AWS documentation: http-api-quotas). */
const AUTHORIZERS_PER_API = 10;
const ROUTES_PER_API = 300;

export function makeNotes(
  config: Config,
  plan: Plan,
  routes: readonly Route[],
  context: ServiceContext,
): Note[] {
  return [
    ...appNotes(config, plan),
    ...corsNotes(config, plan, context),
    ...bypassNotes(plan),
    ...templateNotes(plan, routes),
    ...overlapNotes(plan.routes),
    ...quotaNotes(plan, context),
    ...preflightNotes(config, plan, context),
    ...contradictionNotes(plan, routes),
    ...routes.filter(({ entry }) => entry?.lacksType === true).map(({ where }) => idleEntry(where)),
  ];
}

function appNotes(config: Config, plan: Plan): Note[] {
  const used = new Set(plan.authorizers.map(({ app }) => app));
  const scoped = new Set<string>();
  for (const { decision } of plan.routes.filter(isProtected))
    if (decision.scopes.length > 0) scoped.add(decision.app);
  const hasScopes = ({ key, scopes }: App): boolean => scopes.length > 0 || scoped.has(key);
  return config.apps.flatMap((app) => [
    ...(used.has(app.key) ? [] : [unusedApp(app, config.hasNamedApps)]),
    ...(isLoopbackIssuer(app.issuer) ? [loopbackIssuer(app)] : []),
    ...(isPassageIssuer(app.issuer) && hasScopes(app) ? [scopesWithPassage(app)] : []),
  ]);
}

/** Apps of the HTTP API whose token is in a header that browsers may not send. */
function corsNotes(config: Config, plan: Plan, { httpApi: { allowedHeaders } }: ServiceContext): Note[] {
  if (allowedHeaders === null || allowedHeaders.includes('*')) return [];
  const used = new Set(plan.authorizers.filter(({ api }) => api === 'http').map(({ app }) => app));
  return config.apps.flatMap((app) => {
    const source = parseIdentitySource(app.identitySource);
    if (!used.has(app.key) || source?.in !== 'header') return [];
    return allowedHeaders.includes(source.name.toLowerCase()) ? [] : [headerNotAllowed(app, source.name)];
  });
}

/** Ways to call a protected function that bypass its authorizer. */
function bypassNotes(plan: Plan): Note[] {
  const openWebsockets = new Set(plan.open.websocket);
  const openAlbs = new Set(plan.open.alb);
  const protectedFunctions = new Set(
    plan.routes.filter(hasAuthorizer).map(({ functionName }) => functionName),
  );
  const kindsOf = (name: string): string[] => [
    ...(openWebsockets.has(name) ? ['websocket'] : []),
    ...(openAlbs.has(name) ? ['alb'] : []),
  ];
  return [
    ...plan.open.url.filter((name) => plan.protect === 'all' || protectedFunctions.has(name)).map(publicUrl),
    ...[...protectedFunctions]
      .map((name) => [name, kindsOf(name)] as const)
      .filter(([, kinds]) => kinds.length > 0)
      .map(([name, kinds]) => openEvents(name, kinds, plan.websocketApiId !== null)),
    ...(openWebsockets.size === 0 ? [] : connectionNotes(plan, protectedFunctions)),
  ];
}

/** Of the function of `$connect`, or of the first one without it: a WebSocket API that `protect: all` does not reach. */
function connectionNotes(
  { protect, websocketApiId, websockets: { events }, code }: Plan,
  noted: ReadonlySet<string>,
): Note[] {
  const { functionName: name } = events.find(({ route }) => route === '$connect') ?? events[0] ?? {};
  if (protect !== 'all' || websocketApiId !== null || name === undefined || noted.has(name)) return [];
  return code.some((fn) => fn.name === name && fn.isOptedOut) ? [] : [openConnections(name)];
}

/** Protected routes whose handler does not get API Gateway's own event. */
function templateNotes(plan: Plan, routes: readonly Route[]): Note[] {
  const places = new Set(routes.filter((route) => route.hasOwnTemplate).map(({ where }) => where));
  return plan.routes
    .filter((route) => isProtected(route) && places.has(route.where))
    .map(({ where }) => ownTemplate(where));
}

/** Events that say `passage: false`, with our authorizer in `authorizer`: the safer of the two counts. */
function contradictionNotes(plan: Plan, routes: readonly Route[]): Note[] {
  const isPublicSetting = new Set(
    routes
      .filter(({ settings, entry }) => settings.event?.protect === false && entry?.isAuthorizing !== true)
      .map(({ where }) => where),
  );
  return plan.routes
    .filter(isProtected)
    .filter(({ where }) => isPublicSetting.has(where))
    .map(({ where, decision }) => protectedDespiteFalse(where, decision.authorizer));
}

function quotaNotes(plan: Plan, { httpApi }: ServiceContext): Note[] {
  const created = plan.authorizers.filter((authorizer) => authorizer.api === 'http' && authorizer.created);
  const authorizers = httpApi.authorizers.size + created.length;
  const routes = plan.routes.filter(({ api }) => api === 'http').length;
  return [
    ...(authorizers > AUTHORIZERS_PER_API
      ? [overQuota(authorizers, 'authorizers', AUTHORIZERS_PER_API)]
      : []),
    ...(routes > ROUTES_PER_API ? [overQuota(routes, 'routes', ROUTES_PER_API)] : []),
  ];
}

function preflightNotes(config: Config, plan: Plan, { httpApi }: ServiceContext): Note[] {
  if (!config.preflight || httpApi.cors) return [];
  const capturing = plan.routes.filter(capturesPreflight);
  const answered = new Set(
    plan.routes.filter(({ method }) => method === 'OPTIONS').map(({ path }) => pathShape(path)),
  );
  const denied = capturing.filter(({ path }) => !answered.has(pathShape(path)));
  return denied.length === 0 ? [] : [preflightDenied(denied.map(routeName), httpApi.externalId !== null)];
}
