/** Makes serverless-offline use our provider for the routes that it cannot protect by itself. */
import type { PlannedService } from '../plan/plan-service';
import { isProtected } from '../plan/types';
import { type Serverless, type Writers, logNotes } from '../serverless';
import { ignoreOverrides } from './authenticate';
import { authenticators } from './authenticators';
import { type CurrentRoute, hasCurrentRoute, setCurrentRoute } from './current-route';
import { currentServer } from './current-server';
import { denyConnections } from './deny-connections';
import { type DeniedRoute, deniedRoutes } from './offline-messages';
import { keepDenials } from './respond';
import { OUR_AUTHORIZER, rewriteEvents, withAuthorizerGetter } from './rewrite-events';
import { canRunAuthorizer } from './runnable-authorizers';
import type { Custom, Options, Server } from './serverless-offline';
import { routeUrl, startupMessage } from './startup-message';
import { slsCommand } from '../util/cli';
import { columnsOf } from '../util/lines';

/** The package's own entry: serverless-offline is given a path that it can load. */
const PROVIDER = require.resolve('serverless-passage/offline');

/** @param options of serverless-offline */
export async function installProvider(
  planned: PlannedService,
  serverless: Serverless,
  options: Options,
  log: Writers['log'],
): Promise<void> {
  const { service } = serverless;
  const authenticateFor = await authenticators(planned, serverless, options, (text) => {
    log.warning(`serverless-passage: ${text}`);
  });
  const logStart = startLogger(planned, serverless, options, log);
  let isSettingUp = true;
  const onServer = once((server) => {
    ignoreOverrides(server);
    keepDenials(server);
    server.ext('onPostStart', () => {
      isSettingUp = false;
      logStart(server);
    });
  });
  const denied = [
    ...denyConnections(planned, service, options),
    ...installOnRoutes(planned, serverless, options, { authenticateFor, onServer }),
  ];
  if (denied.length > 0) logNotes({ log }, [deniedRoutes(denied)]);
  // Such a service has no server that tells when it has started.
  if (planned.plan.routes.every(({ api }) => api === 'websocket')) logStart();

  // Read again at every request. A public route's event loses the claims of an unchecked token only where there is no
  // provider, so after the start there is none, whoever reads events later.
  setProvider(service.custom as Custom, () => (isSettingUp && hasCurrentRoute() ? PROVIDER : undefined));
}

interface Installed {
  readonly authenticateFor: Awaited<ReturnType<typeof authenticators>>;
  readonly onServer: CurrentRoute['onServer'];
}

/** Lets serverless-offline ask our provider about each route whose authorizer it cannot run. Returns those it denies. */
function installOnRoutes(
  { plan }: PlannedService,
  serverless: Serverless,
  options: Options,
  { authenticateFor, onServer }: Installed,
): DeniedRoute[] {
  const { service } = serverless;
  const denied: DeniedRoute[] = [];
  rewriteEvents(service, plan.routes, (route, event) => {
    const { api, decision, planned } = route;
    if (decision.access === 'other') {
      if (canRunAuthorizer(api, event.authorizer, service, options)) {
        return withAuthorizerGetter(event, event.authorizer, () => {
          const server = currentServer(serverless);
          if (server !== undefined) onServer(server);
        });
      }
      if (planned.method === route.method) denied.push({ ...route, authorizer: decision.authorizer });
    }
    const makeAuthenticate = authenticateFor(planned);
    return withAuthorizerGetter(event, decision.access === 'public' ? undefined : OUR_AUTHORIZER, () => {
      setCurrentRoute({ route, makeAuthenticate, onServer });
    });
  });
  return denied;
}

/** @returns takes the server of HTTP and REST routes, where there are any; logs nothing where no route is ours */
function startLogger(
  planned: PlannedService,
  serverless: Serverless,
  options: Options,
  log: Writers['log'],
): (server?: Server) => void {
  if (!planned.plan.routes.some(isProtected)) return () => undefined;
  const command = tokenCommand(serverless, options);
  return (server) => {
    log.notice(startupMessage(planned, command, routeUrl(options, server), columnsOf(process.stderr)));
  };
}

/** Issuer and audience may differ from stage to stage. */
function tokenCommand({ serviceDir }: Serverless, { stage }: Options): string {
  return `${slsCommand(serviceDir)} passage token${stage === undefined ? '' : ` --stage ${stage}`}`;
}

function setProvider(custom: Custom, provider: () => string | undefined): void {
  custom.offline = {
    ...custom.offline,
    get customAuthenticationProvider() {
      return provider();
    },
  };
}

/** Each strategy of ours is given the same server. */
function once(onServer: (server: Server) => void): (server: Server) => void {
  let isDone = false;
  return (server) => {
    if (!isDone) onServer(server);
    isDone = true;
  };
}
