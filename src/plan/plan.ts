/** Config and routes in, decisions out: the one plan that is printed, applied and audited. Pure. */
import { type App, type Config, deepFreeze } from '../config/parse';
import type { Problem } from '../errors';
import type { Naming } from '../serverless';
import type { PassageSetting } from '../config/option';
import type { Route } from '../service/routes';
import { sameValue } from '../cloudformation';
import { authorizerId, plannedAuthorizer, usesApp } from './authorizers';
import { routeLogicalId } from './logical-ids';
import { makeNotes } from './notes';
import { preflightRoutes } from './preflight';
import { planProblems } from './problems';
import type { DecidedBy, Decision, Note, Plan, PlannedRoute, ServiceContext } from './types';

/** Makes the plan. With any problem the plan must not be applied. */
export function makePlan(
  config: Config,
  routes: readonly Route[],
  context: ServiceContext,
): { plan: Plan; problems: Problem[]; notes: Note[] } {
  const decided = routes.map((route) => plannedRoute(route, decide(config, route, context), context.naming));
  const companions = config.preflight && context.httpApi.cors ? preflightRoutes(decided, context.naming) : [];
  const planned = [...decided, ...companions];
  const authorizers = (['http', 'rest'] as const).flatMap((api) =>
    config.apps
      .filter((app) => usesApp(planned, api, app))
      .map((app) => plannedAuthorizer(config, app, api, context)),
  );
  const plan: Plan = {
    protect: config.protect,
    authorizers,
    routes: planned,
    httpApi: {
      id: context.httpApi.externalId ?? { Ref: context.naming.getHttpApiLogicalId() },
      external: context.httpApi.externalId !== null,
    },
    restApiId: context.restApiId,
  };
  const problems = planProblems(config, routes, planned, context);
  return { plan: deepFreeze(plan), problems, notes: makeNotes(config, plan, context) };
}

/** The nearest word wins: event, then function, then `protect`. */
function decide(config: Config, route: Route, context: ServiceContext): Decision {
  if (route.existing !== null) return decideExisting(config, route, route.existing, context);
  const { event, function: fn } = route.settings;
  const setting = event ?? fn;
  if (setting !== null) {
    const decidedBy = event === null ? 'function' : 'event';
    return setting.protect
      ? protectedBy(appOf(config, setting), setting.scopes, decidedBy)
      : { access: 'public', decidedBy };
  }
  if (config.protect === 'all') return protectedBy(config.defaultApp, undefined, 'service');
  return { access: 'public', decidedBy: 'default' };
}

function decideExisting(
  config: Config,
  route: Route,
  own: NonNullable<Route['existing']>,
  context: ServiceContext,
): Decision {
  // On a REST API a name means the Lambda function of that name, where there is one.
  const isFunction = route.api === 'rest' && context.functionNames.includes(own.name ?? '');
  // By ID too: a copy that another plugin made of an event has our reference, and nobody remembers writing it.
  const isOurs = (candidate: App): boolean =>
    (!isFunction && candidate.name === own.name) ||
    (own.id !== null && sameValue(own.id, authorizerId(candidate, route.api, context)));
  const app = config.apps.find(isOurs);
  if (app !== undefined) return protectedBy(app, own.scopes ?? undefined, 'event');
  return { access: 'other', authorizer: own.label, scopes: own.scopes ?? [], decidedBy: 'event' };
}

function protectedBy(app: App, scopes: readonly string[] | undefined, decidedBy: DecidedBy): Decision {
  return { access: 'protected', app: app.key, authorizer: app.name, scopes: scopes ?? app.scopes, decidedBy };
}

/** An unknown app is a problem of its own ({@link wordProblems}); here it must only not leave the route open. */
function appOf(config: Config, setting: Extract<PassageSetting, { protect: true }>): App {
  return config.apps.find(({ key }) => key === setting.app) ?? config.defaultApp;
}

function plannedRoute(route: Route, decision: Decision, naming: Naming): PlannedRoute {
  const { api, method, path, functionName, index, where } = route;
  return {
    api,
    method,
    path,
    functionName,
    index,
    where,
    logicalId: routeLogicalId(naming, route),
    decision,
  };
}
