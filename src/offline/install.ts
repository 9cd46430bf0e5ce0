/** Makes serverless-offline use our provider for the routes that it cannot protect by itself. */
import type { PlannedService } from '../plan/plan-service';
import type { PlannedRoute } from '../plan/types';
import { type Serverless, type Service, type Writers, logNotes } from '../serverless';
import { ignoreOverrides } from './authenticate';
import { authenticators } from './authenticators';
import { hasCurrentRoute, setCurrentRoute } from './current-route';
import { deniedRoutes } from './offline-messages';
import { keepDenials } from './respond';
import { type EventObject, canRunAuthorizer, rewriteEvents, withAuthorizerGetter } from './rewrite-events';
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
  const denied: PlannedRoute[] = [];

  rewriteEvents(service, planned.plan.routes, (route, event) => {
    if (route.decision.access === 'other') {
      if (isLeftAlone(route, event, service, options)) return undefined;
      denied.push(route);
    }
    const makeAuthenticate = authenticateFor(route);
    return withAuthorizerGetter(event, route, () => {
      setCurrentRoute({ route, makeAuthenticate, onServer });
    });
  });
  if (denied.length > 0) logNotes({ log }, [deniedRoutes(denied)]);
  // Such a service has no server that tells when it has started.
  if (planned.plan.routes.every(({ api }) => api === 'websocket')) logStart();

  // Read again at every request. A public route's event loses the claims of an unchecked token only where there is no
  // provider, so after the start there is none, whoever reads events later.
  setProvider(service.custom as Custom, () => (isSettingUp && hasCurrentRoute() ? PROVIDER : undefined));
}

/** @returns takes the server of HTTP and REST routes, where there are any */
function startLogger(
  planned: PlannedService,
  serverless: Serverless,
  options: Options,
  log: Writers['log'],
): (server?: Server) => void {
  const command = tokenCommand(serverless, options);
  return (server) => {
    log.notice(startupMessage(planned, command, routeUrl(options, server), columnsOf(process.stderr)));
  };
}

/** Issuer and audience may differ from stage to stage. */
function tokenCommand({ serviceDir }: Serverless, { stage }: Options): string {
  return `${slsCommand(serviceDir)} passage token${stage === undefined ? '' : ` --stage ${stage}`}`;
}

/** Routes whose own authorizer serverless-offline runs, or is told to replace by accepting any token. */
function isLeftAlone(
  { api }: PlannedRoute,
  event: EventObject,
  service: Service,
  { ignoreJWTSignature }: Options,
): boolean {
  return canRunAuthorizer(api, event, service) || (api === 'http' && ignoreJWTSignature === true);
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
