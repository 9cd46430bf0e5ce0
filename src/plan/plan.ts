/** Config and routes in, decisions out: the one plan that is printed, applied and audited. Pure. */
import { type Config, hasLambdaAuthorizer } from '../config/config';
import type { Note, Problem } from '../errors';
import type { ServiceContext } from '../service/context';
import type { Route } from '../service/routes';
import { deepFreeze } from '../util/objects';
import { planAuthorizerFunction } from './authorizer-function';
import { planAuthorizers } from './authorizers';
import { makeDecide } from './decide';
import { type ContextWithEntries, extendedRoute } from './extended-routes';
import { routeLogicalId } from './logical-ids';
import { makeNotes } from './notes';
import { openFunctions } from './open-functions';
import { type OwnDefinition, readDefinitions } from './own-definitions';
import { preflightRoutes } from './preflight';
import { planProblems, undefinedAuthorizers } from './problems';
import {
  type Decision,
  type Plan,
  type PlannedFunction,
  type PlannedRoute,
  hasAuthorizer,
  isProtected,
} from './types';

export interface MadePlan {
  readonly plan: Plan;
  /** What it was made of, with what `resources:` says of each. */
  readonly routes: readonly Route[];
  /** With any problem the plan must not be applied. */
  readonly problems: readonly Problem[];
  /** Problems, unless another plugin still defines what is missing. */
  readonly incomplete: readonly Problem[];
  readonly notes: readonly Note[];
  /** The user's own authorizers that routes have. */
  readonly definitions: readonly OwnDefinition[];
  /** What the plan decides, or would decide, about a route. */
  readonly decide: (route: Route) => Decision;
}

export function makePlan(config: Config, events: readonly Route[], context: ContextWithEntries): MadePlan {
  const { naming, httpApi, restApiId, websocketApiId } = context;
  const decide = makeDecide(config, context);
  // Without a Lambda authorizer nothing about a WebSocket API can be decided.
  const canDecide = ({ api }: Route): boolean => api !== 'websocket' || hasLambdaAuthorizer(config);
  const all = events.map((event) => planRoute(event, canDecide(event) ? decide : leaveOpen, context));
  const routes = all.map(({ route }) => route);
  const known = all.filter(({ route }) => canDecide(route));
  const decided = known.map(({ planned }) => planned);
  const preflights = config.preflight && httpApi.cors ? preflightRoutes(decided, naming) : [];
  const planned = [...decided, ...preflights];
  const authorizers = planAuthorizers(config, planned, context);
  const others = known.filter((each) => each.planned.decision.access === 'other');
  const definitions = readDefinitions(others.map(eventOf), context);
  const plan: Plan = {
    protect: config.protect,
    stack: { name: context.stack.name, parameters: context.stack.parameters },
    authorizers,
    authorizerFunction: planAuthorizerFunction(config, authorizers, planned.filter(isProtected), context),
    routes: planned,
    httpApi: { id: httpApi.id, external: httpApi.externalId !== null },
    functions: planFunctions(planned, context),
    code: context.code,
    restApiId,
    websocketApiId: hasLambdaAuthorizer(config) ? websocketApiId : null,
    restResources: context.restResources,
    open: openFunctions(routes, decided, config, context),
    websockets: { apiId: websocketApiId, events: context.websocketEvents },
  };
  return {
    plan: deepFreeze(plan),
    routes,
    problems: planProblems(config, events, planned, { ...context, definitions }),
    incomplete: undefinedAuthorizers(config, known.map(eventOf), context),
    notes: makeNotes(config, plan, routes, context),
    definitions,
    decide,
  };
}

interface DecidedRoute {
  readonly event: Route;
  /** The same with what an entry under `resources:` says of it. */
  readonly route: Route;
  readonly planned: PlannedRoute;
}

function planRoute(
  event: Route,
  decide: (route: Route) => Decision,
  { naming, findEntry }: ContextWithEntries,
): DecidedRoute {
  const { api, method, path, functionName, index, where } = event;
  const logicalId = routeLogicalId(naming, api, event);
  const said = decide(event);
  const route = extendedRoute(event, said, findEntry(logicalId, said));
  const decision = route === event ? said : decide(route);
  return { event, route, planned: { api, method, path, functionName, index, where, logicalId, decision } };
}

function leaveOpen(): Decision {
  return { access: 'public', decidedBy: 'default' };
}

function eventOf({ event }: DecidedRoute): Route {
  return event;
}

/** The functions that have a route that is not public, or one that only authorized connections can call. */
function planFunctions(
  planned: readonly PlannedRoute[],
  { naming, code, websocketEvents }: ServiceContext,
): PlannedFunction[] {
  const closed = planned.filter(hasAuthorizer);
  const optedOut = new Set(code.filter(({ isOptedOut }) => isOptedOut).map(({ name }) => name));
  const messages = closed.some(({ api }) => api === 'websocket') ? websocketEvents : [];
  return [...new Set([...closed, ...messages].map(({ functionName }) => functionName))].map((name) => ({
    name,
    logicalId: naming.getLambdaLogicalId(name),
    isOptedOut: optedOut.has(name),
  }));
}
