/** Config and routes in, decisions out: the one plan that is printed, applied and audited. Pure. */
import type { Config } from '../config/config';
import type { Note, Problem } from '../errors';
import type { ServiceContext } from '../service/context';
import type { Route } from '../service/routes';
import { deepFreeze } from '../util/objects';
import { planAuthorizers } from './authorizers';
import { makeDecide } from './decide';
import { routeLogicalId } from './logical-ids';
import { makeNotes } from './notes';
import { preflightRoutes } from './preflight';
import { planProblems } from './problems';
import type { Plan, PlannedRoute } from './types';

/** Makes the plan. With any problem the plan must not be applied. */
export function makePlan(
  config: Config,
  routes: readonly Route[],
  context: ServiceContext,
): { plan: Plan; problems: Problem[]; notes: Note[] } {
  const { naming, httpApi, restApiId } = context;
  const decide = makeDecide(config, context);
  const decided = routes.map((route): PlannedRoute => {
    const { api, method, path, functionName, index, where } = route;
    const logicalId = routeLogicalId(naming, api, route);
    return { api, method, path, functionName, index, where, logicalId, decision: decide(route) };
  });
  const preflights = config.preflight && httpApi.cors ? preflightRoutes(decided, naming) : [];
  const planned = [...decided, ...preflights];
  const plan: Plan = {
    protect: config.protect,
    authorizers: planAuthorizers(config, planned, context),
    routes: planned,
    httpApi: {
      id: httpApi.externalId ?? { Ref: naming.getHttpApiLogicalId() },
      external: httpApi.externalId !== null,
    },
    restApiId,
  };
  const problems = planProblems(config, routes, planned, context);
  return { plan: deepFreeze(plan), problems, notes: makeNotes(config, plan, context) };
}
