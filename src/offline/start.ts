/** What happens just before serverless-offline starts. */
import { type Problem, throwIfAny } from '../errors';
import type { PlannedService } from '../plan/plan-service';
import { isProtected } from '../plan/types';
import { type Serverless, type Writers, logNotes } from '../serverless';
import { installProvider } from './install';
import { appsInUse, remoteProblems } from './local-authorizers';
import { prepareLocalFunction } from './local-function';
import { noAuth, providerConflict } from './offline-messages';
import { rewriteEvents } from './rewrite-events';
import type { Custom, Options } from './serverless-offline';

/**
 * Installs what API Gateway checks before the routes of a service whose plan has been applied. serverless-offline
 * reads events and options when it starts. Throws {@link PassageError} where routes cannot be protected.
 *
 * @param commandLine the options of the command, which take precedence over `custom.serverless-offline`
 */
export async function prepareOffline(
  planned: PlannedService,
  serverless: Serverless,
  commandLine: object,
  { log }: Writers,
): Promise<void> {
  const { config, plan } = planned;
  const { service } = serverless;
  const custom = service.custom as Custom;
  const options: Options = { ...custom['serverless-offline'], ...commandLine };
  const found = conflicts(custom);
  if (!hasAuthorizers(planned) && (options.noAuth === true || found.length > 0)) return;
  throwIfAny([
    ...found,
    ...(options.noAuth ? [] : appsInUse(planned).flatMap((app) => remoteProblems(config, app))),
  ]);
  if (options.noAuth) {
    logNotes({ log }, [noAuth()]);
    rewriteEvents(service, plan.routes, (_route, event) => event);
    return;
  }
  await prepareLocalFunction(planned, service);
  await installProvider(planned, serverless, options, log);
}

/** Whether requests to a route are checked, by whatever authorizer. Else there is nothing to lose. */
function hasAuthorizers({ plan, routes }: PlannedService): boolean {
  return plan.routes.some(isProtected) || routes.some(({ existing }) => existing !== null);
}

/** serverless-offline has room for one provider. */
function conflicts({ offline }: Custom): Problem[] {
  const provider = offline?.customAuthenticationProvider;
  return provider === undefined || provider === null ? [] : [providerConflict(provider)];
}
