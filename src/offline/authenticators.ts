/** What authenticates the requests to each route. */
import type { PlannedService } from '../plan/plan-service';
import type { PlannedRoute } from '../plan/types';
import type { Serverless } from '../serverless';
import { type Logger, allowAll, authenticateJwt, denyAll } from './authenticate';
import { authenticateByFunction } from './authenticate-by-function';
import type { RestStage } from './authorizer-event';
import type { CurrentRoute } from './current-route';
import { invoker } from './invoke-function';
import { appsInUse } from './local-authorizers';
import type { Options } from './serverless-offline';
import { makeVerifiers } from './verifiers';

export async function authenticators(
  planned: PlannedService,
  serverless: Serverless,
  options: Options,
  log: Logger,
): Promise<(route: PlannedRoute) => CurrentRoute['makeAuthenticate']> {
  const verifiers = await makeVerifiers(planned.config, appsInUse(planned));
  const invoke = invoker(planned.plan.authorizerFunction, options);
  const stage = restStage(serverless, options);
  return (route) => {
    const { decision } = route;
    if (decision.access === 'public') return () => allowAll;
    if (decision.access === 'other') return () => denyAll(decision.authorizer, log);
    const verifier = verifiers.get(decision.app);
    if (verifier === undefined) throw new Error(`there is no verifier for app ${decision.app}`);
    return route.api === 'rest' && verifier.type === 'lambda'
      ? () => authenticateByFunction({ invoke, stage, verifier }, { ...route, decision }, log)
      : (endpoint) => authenticateJwt(verifier, decision.scopes, endpoint, log);
  };
}

/** As serverless-offline makes URLs of REST APIs. */
function restStage(serverless: Serverless, { stage, prefix = '', noPrependStageInUrl }: Options): RestStage {
  const provider = serverless.getProvider('aws');
  const name = stage ?? (provider === false ? 'dev' : provider.getStage());
  const parts = noPrependStageInUrl === true ? [prefix] : [prefix, name];
  return { name, basePath: parts.flatMap((part) => (part === '' ? [] : [`/${part}`])).join('') };
}
