/** Gates before routes, and our provider before serverless-offline. */
import { join } from 'node:path';
import type { Service, Writers } from '../serverless';
import type { PlannedRoute } from '../plan/types';
import type { Planned } from '../plan/plan-service';
import { announce, type Announced, isAnnounced } from './current-route';
import { usedApps } from './local-authorizers';
import { announcing, isBeyondOffline, rewriteEvents } from './rewrite-events';
import { checkingGate, closedGate, type Guard, keepRefusals, openGate, type Tell } from './authenticate';
import { makeGuards } from './verifiers';
import type { Custom, Options, Server } from './serverless-offline';
import { closedNotice, greeting } from './startup-message';

const PROVIDER = join(__dirname, 'provider.js');

/** Makes serverless-offline ask us about every route of the plan but those it can protect by itself. */
export async function install(
  planned: Planned,
  service: Service,
  options: Options,
  log: Writers['log'],
): Promise<void> {
  const guards = await makeGuards(planned.config, usedApps(planned));
  const say = (text: string): void => {
    log.notice(`serverless-passage: ${text}`);
  };
  const warn = (text: string): void => {
    log.warning(`serverless-passage: ${text}`);
  };
  let isSettingUp = true;
  const meet = meetOnce((server) => {
    keepRefusals(server);
    server.ext('onPostStart', () => {
      isSettingUp = false;
      say(greeting(planned, options.stage, server));
    });
  });
  const closed: PlannedRoute[] = [];

  rewriteEvents(service, planned.plan.routes, (route, event) => {
    const beyond = isBeyondOffline(route, event, service, options.ignoreJWTSignature === true);
    if (beyond) closed.push(route);
    else if (route.decision.access === 'other') return undefined;
    const gate = gateOf(route, guards, warn);
    return announcing(event, route, () => {
      announce({ route, gate, meet });
    });
  });
  if (closed.length > 0) warn(closedNotice(closed));

  const custom = service.custom as Custom;
  custom.offline = {
    ...custom.offline,
    get customAuthenticationProvider() {
      // Asked again at every request: only without a provider does a public route's event lose the claims of a token
      // that nobody checked. So it is gone for good, whoever reads events later on.
      return isSettingUp && isAnnounced() ? PROVIDER : undefined;
    },
  };
}

function gateOf(
  { decision }: PlannedRoute,
  guards: ReadonlyMap<string, Guard>,
  tell: Tell,
): Announced['gate'] {
  if (decision.access === 'public') return () => openGate;
  if (decision.access === 'other') return () => closedGate(decision.authorizer, tell);
  const guard = guards.get(decision.app);
  if (guard === undefined) throw new Error(`there is no guard for app ${decision.app}`);
  return (endpoint) => checkingGate(guard, decision.scopes, endpoint, tell);
}

/** Every strategy of ours meets the same server. */
function meetOnce(meet: (server: Server) => void): (server: Server) => void {
  let met = false;
  return (server) => {
    if (!met) meet(server);
    met = true;
  };
}
