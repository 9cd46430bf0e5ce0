/** Gates before routes, and our provider before serverless-offline. */
import { join } from 'node:path';
import type { Service, Writers } from '../serverless';
import type { PlannedRoute } from '../plan/types';
import type { PlannedService } from '../plan/plan-service';
import { setCurrentRoute, type CurrentRoute, hasCurrentRoute } from './current-route';
import { usedApps } from './local-authorizers';
import { withAuthorizerGetter, needsUnsupportedAuthorizer, rewriteEvents } from './rewrite-events';
import {
  authenticateJwt,
  denyAll,
  type TokenVerifier,
  keepDenials,
  allowAll,
  type Logger,
} from './authenticate';
import { makeVerifiers } from './verifiers';
import type { Custom, Options, Server } from './serverless-offline';
import { deniedRoutesNotice, startupMessage } from './startup-message';

const PROVIDER = join(__dirname, 'provider.js');

/** Makes serverless-offline ask us about every route of the plan but those it can protect by itself. */
export async function installProvider(
  planned: PlannedService,
  service: Service,
  options: Options,
  log: Writers['log'],
): Promise<void> {
  const verifiers = await makeVerifiers(planned.config, usedApps(planned));
  const say = (text: string): void => {
    log.notice(`serverless-passage: ${text}`);
  };
  const warn = (text: string): void => {
    log.warning(`serverless-passage: ${text}`);
  };
  let isSettingUp = true;
  const meet = once((server) => {
    keepDenials(server);
    server.ext('onPostStart', () => {
      isSettingUp = false;
      say(startupMessage(planned, options.stage, server));
    });
  });
  const closed: PlannedRoute[] = [];

  rewriteEvents(service, planned.plan.routes, (route, event) => {
    const beyond = needsUnsupportedAuthorizer(route, event, service, options.ignoreJWTSignature === true);
    if (beyond) closed.push(route);
    else if (route.decision.access === 'other') return undefined;
    const authenticate = authenticateFor(route, verifiers, warn);
    return withAuthorizerGetter(event, route, () => {
      setCurrentRoute({ route, makeAuthenticate: authenticate, onServer: meet });
    });
  });
  if (closed.length > 0) warn(deniedRoutesNotice(closed));

  const custom = service.custom as Custom;
  custom.offline = {
    ...custom.offline,
    get customAuthenticationProvider() {
      // Asked again at every request: only without a provider does a public route's event lose the claims of a token
      // that nobody checked. So it is gone for good, whoever reads events later on.
      return isSettingUp && hasCurrentRoute() ? PROVIDER : undefined;
    },
  };
}

function authenticateFor(
  { decision }: PlannedRoute,
  verifiers: ReadonlyMap<string, TokenVerifier>,
  tell: Logger,
): CurrentRoute['makeAuthenticate'] {
  if (decision.access === 'public') return () => allowAll;
  if (decision.access === 'other') return () => denyAll(decision.authorizer, tell);
  const verifier = verifiers.get(decision.app);
  if (verifier === undefined) throw new Error(`there is no guard for app ${decision.app}`);
  return (endpoint) => authenticateJwt(verifier, decision.scopes, endpoint, tell);
}

/** Every strategy of ours meets the same server. */
function once(meet: (server: Server) => void): (server: Server) => void {
  let met = false;
  return (server) => {
    if (!met) meet(server);
    met = true;
  };
}
