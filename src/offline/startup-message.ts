/** What is said when serverless-offline starts. */
import type { App } from '../config/parse';
import type { PlannedRoute } from '../plan/types';
import type { PlannedService } from '../plan/plan-service';
import { strategyName } from './current-route';
import { localAuthorizer, usedApps } from './local-authorizers';
import type { Server } from './serverless-offline';

/** How many routes ask for a token, and whose keys count; with local keys, a command to try. */
export function startupMessage(planned: PlannedService, stage: string | undefined, server: Server): string {
  const { config, plan } = planned;
  const own = plan.routes.filter(({ index }) => index !== null);
  const checked = own.filter(isProtected);
  const local = config.offline.keys === 'local';
  const keys = local ? 'the local key of this machine' : "the issuer's keys";
  const line = `${checked.length} of ${own.length} routes ask for a token, checked with ${keys}.`;
  const [route] = checked.toSorted((a, b) => setupCost(a) - setupCost(b));
  const app = config.apps.find(({ key }) => key === route?.decision.app);
  if (!local || route === undefined || app === undefined) return line;

  const standIns = usedApps(planned).flatMap((used) => localAuthorizer(used).standIns);
  const token = tokenCommand(route, app === config.defaultApp ? undefined : app.key, stage);
  return [line, ...standIns, `Try: ${curl(route, app, token, server)}`].join('\n  ');
}

/** Routes whose authorizer cannot be asked here. */
export function deniedRoutesNotice(routes: readonly PlannedRoute[]): string {
  const list = routes.map(({ method, path, decision }) =>
    decision.access === 'other' ? `${method} ${path} (${decision.authorizer})` : '',
  );
  return `serverless-offline cannot ask the authorizers of these routes, which answer 401: ${list.join(', ')}.`;
}

type ProtectedRoute = PlannedRoute & { readonly decision: { readonly access: 'protected' } };

function isProtected(route: PlannedRoute): route is ProtectedRoute {
  return route.decision.access === 'protected';
}

/** What there is to fill in before a route can be tried. */
function setupCost({ method, path, decision }: ProtectedRoute): number {
  return Number(/[{$]/.test(path)) + 2 * Number(method !== 'GET') + 4 * Number(decision.scopes.length > 0);
}

function tokenCommand(
  { decision }: ProtectedRoute,
  app: string | undefined,
  stage: string | undefined,
): string {
  const words = ['sls passage token'];
  if (app !== undefined) words.push(`--app ${app}`);
  // Issuer and audience may differ from stage to stage.
  if (stage !== undefined) words.push(`--stage ${stage}`);
  const [scope] = decision.scopes;
  if (scope !== undefined) words.push(`--claims '${JSON.stringify({ scope })}'`);
  return words.join(' ');
}

function curl(route: ProtectedRoute, { identitySource }: App, token: string, server: Server): string {
  const name = strategyName(route);
  const known = server.table().find(({ settings }) => settings.auth?.strategies.includes(name));
  // hapi's path has the stage and the prefix. Braces mean something to curl.
  const path = (known?.path ?? route.path).replace(/\{([\w-]+)[^}]*\}/g, '$1');
  const method = /GET|ANY/.test(route.method) ? '' : `-X ${route.method} `;
  const [, place, field = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(identitySource) ?? [];
  return place === 'querystring'
    ? `curl ${method}"${server.info.uri}${path}?${field}=$(${token})"`
    : `curl ${method}-H "${field}: Bearer $(${token})" ${server.info.uri}${path}`;
}
