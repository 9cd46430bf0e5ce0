/** What is printed when serverless-offline has started. */
import { tokenRequest } from '../gateway/curl';
import type { PlannedService } from '../plan/plan-service';
import { type ProtectedRoute, isProtected } from '../plan/types';
import { strategyName } from './current-route';
import { appsInUse, localAuthorizer } from './local-authorizers';
import { checkedRoutes } from './offline-messages';
import type { Server } from './serverless-offline';

/**
 * How many routes require a token, and whose keys count; with local keys, a command to try.
 *
 * @param command that prints a token
 */
export function startupMessage(planned: PlannedService, command: string, server: Server): string {
  const { config, plan } = planned;
  const all = plan.routes.filter(({ index }) => index !== null);
  const checked = all.filter(isProtected);
  const line = checkedRoutes(checked.length, all.length, config.offline.keys);
  // curl opens no WebSocket connections.
  const [route] = checked
    .filter(({ api }) => api !== 'websocket')
    .toSorted((a, b) => setupCost(a) - setupCost(b));
  const app = config.apps.find(({ key }) => key === route?.decision.app);
  if (config.offline.keys !== 'local' || route === undefined || app === undefined) return line;

  const replaced = appsInUse(planned).flatMap((used) => localAuthorizer(used).replaced);
  const appOption = app === config.defaultApp ? '' : ` --app ${app.key}`;
  const token = `$(${command}${appOption}${claimsOption(route)})`;
  const request = tokenRequest(route.method, urlOf(route, server), app.identitySource, token);
  return [line, ...replaced, `Try: ${request}`].join('\n  ');
}

/** How much has to be filled in before the route can be tried. */
function setupCost({ method, path, decision }: ProtectedRoute): number {
  return Number(/[{$]/.test(path)) + 2 * Number(method !== 'GET') + 4 * Number(decision.scopes.length > 0);
}

function claimsOption({ decision }: ProtectedRoute): string {
  const [scope] = decision.scopes;
  return scope === undefined ? '' : ` --claims '${JSON.stringify({ scope })}'`;
}

function urlOf(route: ProtectedRoute, server: Server): string {
  const name = strategyName(route);
  const known = server.table().find(({ settings }) => settings.auth?.strategies.includes(name));
  // hapi's path has the stage and the prefix. Braces have a meaning to curl.
  const path = (known?.path ?? route.path).replace(/\{([\w-]+)[^}]*\}/g, '$1');
  return `${server.info.uri}${path}`;
}
