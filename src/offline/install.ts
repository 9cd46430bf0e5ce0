/** Makes serverless-offline use our provider for the routes that it cannot protect by itself. */
import { formatMessage } from '../errors';
import type { PlannedService } from '../plan/plan-service';
import type { PlannedRoute } from '../plan/types';
import type { Serverless, Service, Writers } from '../serverless';
import {
  type Logger,
  type TokenVerifier,
  allowAll,
  authenticateJwt,
  denyAll,
  ignoreOverrides,
  keepDenials,
} from './authenticate';
import { type CurrentRoute, hasCurrentRoute, setCurrentRoute } from './current-route';
import { appsInUse } from './local-authorizers';
import { deniedRoutes } from './offline-messages';
import { type EventObject, canRunAuthorizer, rewriteEvents, withAuthorizerGetter } from './rewrite-events';
import type { Custom, Options, Server } from './serverless-offline';
import { startupMessage } from './startup-message';
import { slsCommand } from '../util/cli';
import { makeVerifiers } from './verifiers';

/** The package's own entry: serverless-offline is given a path that it can load. */
const PROVIDER = require.resolve('serverless-passage/offline');

/** @param options of serverless-offline */
export async function installProvider(
  planned: PlannedService,
  { service, serviceDir }: Serverless,
  options: Options,
  log: Writers['log'],
): Promise<void> {
  const verifiers = await makeVerifiers(planned.config, appsInUse(planned));
  const warn: Logger = (text) => {
    log.warning(`serverless-passage: ${text}`);
  };
  // Issuer and audience may differ from stage to stage.
  const stage = options.stage === undefined ? '' : ` --stage ${options.stage}`;
  const command = `${slsCommand(serviceDir)} passage token${stage}`;
  let isSettingUp = true;
  const onServer = once((server) => {
    ignoreOverrides(server);
    keepDenials(server);
    server.ext('onPostStart', () => {
      isSettingUp = false;
      log.notice(`serverless-passage: ${startupMessage(planned, command, server)}`);
    });
  });
  const denied: PlannedRoute[] = [];

  rewriteEvents(service, planned.plan.routes, (route, event) => {
    if (route.decision.access === 'other') {
      if (isLeftAlone(route, event, service, options)) return undefined;
      denied.push(route);
    }
    const makeAuthenticate = authenticateFor(route, verifiers, warn);
    return withAuthorizerGetter(event, route, () => {
      setCurrentRoute({ route, makeAuthenticate, onServer });
    });
  });
  if (denied.length > 0) warn(formatMessage(deniedRoutes(denied)));

  // Read again at every request. A public route's event loses the claims of an unchecked token only where there is no
  // provider, so after the start there is none, whoever reads events later.
  setProvider(service.custom as Custom, () => (isSettingUp && hasCurrentRoute() ? PROVIDER : undefined));
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

function authenticateFor(
  { decision }: PlannedRoute,
  verifiers: ReadonlyMap<string, TokenVerifier>,
  log: Logger,
): CurrentRoute['makeAuthenticate'] {
  if (decision.access === 'public') return () => allowAll;
  if (decision.access === 'other') return () => denyAll(decision.authorizer, log);
  const verifier = verifiers.get(decision.app);
  if (verifier === undefined) throw new Error(`there is no verifier for app ${decision.app}`);
  return (endpoint) => authenticateJwt(verifier, decision.scopes, endpoint, log);
}

/** Each strategy of ours is given the same server. */
function once(onServer: (server: Server) => void): (server: Server) => void {
  let isDone = false;
  return (server) => {
    if (!isDone) onServer(server);
    isDone = true;
  };
}
