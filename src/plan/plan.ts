/** Config and routes in, decisions out: the one plan that is printed, applied and audited. Pure. */
import { type App, type Config, deepFreeze } from '../config/parse';
import type { Problem } from '../errors';
import type { Naming } from '../serverless';
import type { Word } from '../config/option';
import type { Route } from '../service/routes';
import { sameValue } from '../cloudformation';
import { authorizerId, plannedAuthorizer, usesApp } from './authorizers';
import { routeLogicalId } from './logical-ids';
import { makeNotes } from './notes';
import { preflightCompanions } from './preflight';
import { planProblems } from './problems';
import type { DecidedBy, Decision, Note, Plan, PlannedRoute, Surroundings } from './types';

/** Makes the plan. With any problem the plan must not be applied. */
export function makePlan(
  config: Config,
  routes: readonly Route[],
  around: Surroundings,
): { plan: Plan; problems: Problem[]; notes: Note[] } {
  const decided = routes.map((route) => plannedRoute(route, decide(config, route, around), around.naming));
  const companions =
    config.preflight && around.httpApi.cors ? preflightCompanions(decided, around.naming) : [];
  const planned = [...decided, ...companions];
  const authorizers = (['http', 'rest'] as const).flatMap((api) =>
    config.apps
      .filter((app) => usesApp(planned, api, app))
      .map((app) => plannedAuthorizer(config, app, api, around)),
  );
  const plan: Plan = {
    protect: config.protect,
    authorizers,
    routes: planned,
    httpApi: {
      id: around.httpApi.externalId ?? { Ref: around.naming.getHttpApiLogicalId() },
      external: around.httpApi.externalId !== null,
    },
    restApiId: around.restApiId,
  };
  const problems = planProblems(config, routes, planned, around);
  return { plan: deepFreeze(plan), problems, notes: makeNotes(config, plan, around) };
}

/** The nearest word wins: event, then function, then `protect`. */
function decide(config: Config, route: Route, around: Surroundings): Decision {
  if (route.own !== null) return decideOwn(config, route, route.own, around);
  const { event, function: fn } = route.said;
  const word = event ?? fn;
  if (word !== null) {
    const decidedBy = event === null ? 'function' : 'event';
    return word.protect
      ? protectedBy(appOf(config, word), word.scopes, decidedBy)
      : { access: 'public', decidedBy };
  }
  if (config.protect === 'all') return protectedBy(config.defaultApp, undefined, 'service');
  return { access: 'public', decidedBy: 'default' };
}

function decideOwn(
  config: Config,
  route: Route,
  own: NonNullable<Route['own']>,
  around: Surroundings,
): Decision {
  // On a REST API a name means the Lambda function of that name, where there is one.
  const isFunction = route.api === 'rest' && around.functionNames.includes(own.name ?? '');
  // By ID too: a copy that another plugin made of an event has our reference, and nobody remembers writing it.
  const isOurs = (candidate: App): boolean =>
    (!isFunction && candidate.name === own.name) ||
    (own.id !== null && sameValue(own.id, authorizerId(candidate, route.api, around)));
  const app = config.apps.find(isOurs);
  if (app !== undefined) return protectedBy(app, own.scopes ?? undefined, 'event');
  return { access: 'other', authorizer: own.label, scopes: own.scopes ?? [], decidedBy: 'event' };
}

function protectedBy(app: App, scopes: readonly string[] | undefined, decidedBy: DecidedBy): Decision {
  return { access: 'protected', app: app.key, authorizer: app.name, scopes: scopes ?? app.scopes, decidedBy };
}

/** An unknown app is a problem of its own ({@link wordProblems}); here it must only not leave the route open. */
function appOf(config: Config, word: Extract<Word, { protect: true }>): App {
  return config.apps.find(({ key }) => key === word.app) ?? config.defaultApp;
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
