/** What is printed when serverless-offline has started. */
import { tokenRequest, websocketRequest } from '../gateway/curl';
import type { PlannedService } from '../plan/plan-service';
import { type ProtectedRoute, isPreflight, isProtected } from '../plan/types';
import { wrapHanging } from '../util/lines';
import { strategyName } from './current-route';
import { appsInUse, localAuthorizer } from './local-authorizers';
import { checkedRoutes } from './offline-messages';
import type { Options, Server } from './serverless-offline';

const INDENT = '  ';

/**
 * How many routes require a token, and whose keys count; with local keys, a command to try.
 *
 * @param command that prints a token
 * @param columns characters in a line of a terminal: there, lines are broken between words, and the command to try is
 *   a line of its own, which can be copied whole
 */
export function startupMessage(
  planned: PlannedService,
  command: string,
  urlOf: RouteUrl,
  columns = Infinity,
): string {
  const { lines, request } = describeStart(planned, command, urlOf);
  const [first = '', ...rest] = lines.map((line, i) =>
    wrapHanging(i === 0 ? `serverless-passage: ${line}` : line, columns - INDENT.length, INDENT.length),
  );
  const attempt =
    request === undefined ? [] : Number.isFinite(columns) ? ['Try:', request] : [`Try: ${request}`];
  return [first, ...rest, ...attempt].join(`\n${INDENT}`);
}

interface Start {
  readonly lines: readonly string[];
  /** A command to try. */
  readonly request?: string;
}

function describeStart(planned: PlannedService, command: string, urlOf: RouteUrl): Start {
  const { config, plan } = planned;
  const all = plan.routes.filter((route) => !isPreflight(route));
  const checked = all.filter(isProtected);
  const line = checkedRoutes(checked.length, all.length, config.offline.keys);
  const [route] = checked.toSorted((a, b) => setupCost(a) - setupCost(b));
  const app = config.apps.find(({ key }) => key === route?.decision.app);
  if (config.offline.keys !== 'local' || route === undefined || app === undefined) return { lines: [line] };

  const replaced = appsInUse(planned).flatMap((used) => localAuthorizer(used).replaced);
  const appOption = app === config.defaultApp ? '' : ` --app ${app.key}`;
  const token = `$(${command}${appOption}${claimsOption(route)})`;
  const url = urlOf(route);
  const request =
    route.api === 'websocket'
      ? websocketRequest(url, app.identitySource, token)
      : tokenRequest(route.method, url, app.identitySource, token);
  return { lines: [line, ...replaced], request };
}

/** How much has to be filled in before the route can be tried, and to be installed: curl opens no WebSocket connections. */
function setupCost({ api, method, path, decision }: ProtectedRoute): number {
  if (api === 'websocket') return 8;
  return Number(/[{$]/.test(path)) + 2 * Number(method !== 'GET') + 4 * Number(decision.scopes.length > 0);
}

function claimsOption({ decision }: ProtectedRoute): string {
  const [scope] = decision.scopes;
  return scope === undefined ? '' : ` --claims '${JSON.stringify({ scope })}'`;
}

/** Where requests to a route are sent on this machine. */
export type RouteUrl = (route: ProtectedRoute) => string;

/** @param server of HTTP and REST routes; nothing in a service that has none */
export function routeUrl(options: Options, server?: Server): RouteUrl {
  return (route) =>
    route.api === 'websocket' || server === undefined ? websocketUrl(options) : httpUrl(route, server);
}

/** Without options, as serverless-offline's defaults are. */
function websocketUrl({ host = 'localhost', websocketPort = 3001, httpsProtocol = '' }: Options): string {
  return `${httpsProtocol === '' ? 'ws' : 'wss'}://${host}:${websocketPort}/`;
}

function httpUrl(route: ProtectedRoute, server: Server): string {
  const name = strategyName(route);
  const known = server.table().find(({ settings }) => settings.auth?.strategies.includes(name));
  // hapi's path has the stage and the prefix. Braces have a meaning to curl.
  const path = (known?.path ?? route.path).replace(/\{([\w-]+)[^}]*\}/g, '$1');
  return `${server.info.uri}${path}`;
}
