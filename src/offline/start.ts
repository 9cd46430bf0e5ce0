/** What happens just before serverless-offline starts. */
import { PassageError, type Problem, formatValue } from '../errors';
import type { Service, Writers } from '../serverless';
import type { PlannedService } from '../plan/plan-service';
import { remoteProblems, usedApps } from './local-authorizers';
import { rewriteEvents } from './rewrite-events';
import type { Custom, Options } from './serverless-offline';
import { installProvider } from './install';

/**
 * Puts what API Gateway checks before the routes of a service, whose plan has been applied. serverless-offline reads
 * events and options when it starts. Throws {@link PassageError} where routes cannot be protected.
 *
 * @param commandLine the options of the command, which win over `custom.serverless-offline`
 */
export async function prepareOffline(
  planned: PlannedService,
  service: Service,
  commandLine: object,
  { log }: Writers,
): Promise<void> {
  const { config, plan } = planned;
  if (!plan.routes.some(({ decision }) => decision.access === 'protected')) return;

  const custom = service.custom as Custom;
  const options: Options = { ...custom['serverless-offline'], ...commandLine };
  const [first, ...rest] = [
    ...conflicts(custom),
    ...(options.noAuth ? [] : usedApps(planned).flatMap((app) => remoteProblems(config, app))),
  ];
  if (first !== undefined) throw new PassageError([first, ...rest]);

  if (options.noAuth) {
    log.warning(
      'serverless-passage: --noAuth: NO TOKEN IS CHECKED, and handlers get the claims of any token, forged or not.',
    );
    rewriteEvents(service, plan.routes, (_route, event) => event);
    return;
  }
  await installProvider(planned, service, options, log);
}

/** serverless-offline has room for one provider. */
function conflicts({ offline }: Custom): Problem[] {
  const own = offline?.customAuthenticationProvider;
  if (own === undefined || own === null) return [];
  return [
    {
      code: 'PASSAGE_OFFLINE_CONFLICT',
      where: 'custom.offline.customAuthenticationProvider',
      what: 'serverless-offline takes one provider, and serverless-passage has to be it to check tokens',
      found: formatValue(own),
      fix: 'nothing here; or, to go on with yours, take serverless-passage out of plugins for local development',
    },
  ];
}
