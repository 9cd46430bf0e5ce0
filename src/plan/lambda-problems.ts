/** What stands in the way of a Lambda authorizer, and WebSocket routes that only one could protect. */
import { type Config, hasLambdaAuthorizer } from '../config/config';
import type { Problem } from '../errors';
import type { ServiceContext } from '../service/context';
import type { Route } from '../service/routes';
import { connectNeedsLambda } from '../service/service-messages';
import { FUNCTION_NAME } from './authorizer-function';
import { authorizerFunctionExists } from './plan-messages';
import { type PlannedRoute, isProtected } from './types';

export function lambdaProblems(
  config: Config,
  routes: readonly Route[],
  planned: readonly PlannedRoute[],
  context: ServiceContext,
): Problem[] {
  return hasLambdaAuthorizer(config)
    ? [...connectRoutesOfJwtApps(config, routes, planned), ...functionNameProblems(planned, config, context)]
    : connectSettings(config, routes);
}

/** Without any Lambda authorizer, `passage` on `$connect`, or on a function that has no other route. */
function connectSettings(config: Config, routes: readonly Route[]): Problem[] {
  const connects = routes.filter(({ api }) => api === 'websocket');
  const others = new Set(
    routes.filter(({ api }) => api !== 'websocket').map(({ functionName }) => functionName),
  );
  return connects.flatMap(({ settings, functionName, existing }) => {
    const setting = settings.event ?? (others.has(functionName) ? null : settings.function);
    if (existing !== null || setting?.protect !== true) return [];
    return [connectNeedsLambda(setting.where, setting.app ?? config.defaultApp.key)];
  });
}

/** With several apps, one that protects `$connect` must have a Lambda authorizer itself. */
function connectRoutesOfJwtApps(
  { apps }: Config,
  routes: readonly Route[],
  planned: readonly PlannedRoute[],
): Problem[] {
  const isJwt = new Set(apps.filter(({ authorizerType }) => authorizerType === 'jwt').map(({ key }) => key));
  const places = new Map(
    routes.map(({ where, settings }) => [where, (settings.event ?? settings.function)?.where ?? where]),
  );
  return planned
    .filter(isProtected)
    .filter(({ api, decision }) => api === 'websocket' && isJwt.has(decision.app))
    .map(({ where, decision }) => connectNeedsLambda(places.get(where) ?? where, decision.app));
}

/** A function of the user's that would be, or would become, the same one as ours. */
function functionNameProblems(
  planned: readonly PlannedRoute[],
  { apps }: Config,
  { naming, functionNames }: ServiceContext,
): Problem[] {
  const isLambda = new Set(
    apps.filter(({ authorizerType }) => authorizerType === 'lambda').map(({ key }) => key),
  );
  if (!planned.filter(isProtected).some(({ decision }) => isLambda.has(decision.app))) return [];
  const logicalId = naming.getLambdaLogicalId(FUNCTION_NAME);
  return [...functionNames]
    .filter((name) => naming.getLambdaLogicalId(name) === logicalId)
    .map(authorizerFunctionExists);
}
