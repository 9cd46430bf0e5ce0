/** The `passage` section at the end of `sls deploy` and `sls info`. */
import { routeName } from '../service/events';
import { tokenRequest } from '../gateway/curl';
import { type ListedRoute, isUnconfigured } from './listed-route';
import type { RouteListing } from './listing';
import { authorizerLabel, totals } from './routes-table';

/** More routes than this are counted, not listed. */
const MOST_ROUTES = 12;

const ORDER = ['protected', 'other', 'public'] as const;

/**
 * @param endpoints the lines that the framework shows for endpoints: `GET - https://…/me`
 * @returns no lines when there are no routes
 */
export function renderDeploySummary(listing: RouteListing, endpoints: readonly string[]): string[] {
  const { routes } = listing;
  if (routes.length === 0) return [];
  const list =
    routes.length > MOST_ROUTES
      ? ['`npx sls passage routes` lists them']
      : ORDER.flatMap((access) => routes.filter((route) => route.access === access)).map(describe);
  return [totals(routes), ...list, ...exampleRequest(listing, endpoints)];
}

function describe(route: ListedRoute): string {
  const { access } = route;
  const detail = access === 'public' ? '' : ` - ${authorizerLabel(route)}`;
  return `${access}: ${routeName(route)}${detail}${isUnconfigured(route) ? ' - not configured' : ''}`;
}

/** A request to a protected route, one that can be copied as it is where there is one. */
function exampleRequest({ routes, authorizers }: RouteListing, endpoints: readonly string[]): string[] {
  // curl opens no WebSocket connections.
  const ours = routes.filter(({ access, api }) => access === 'protected' && api !== 'websocket');
  const route = ours.find(({ method, path }) => /^(GET|ANY)$/.test(method) && !path.includes('{')) ?? ours[0];
  if (route === undefined) return [];
  const authorizer = authorizers.find(({ name }) => name === route.authorizer);
  return authorizer === undefined
    ? []
    : [tokenRequest(route.method, urlOf(route, endpoints), authorizer.identitySource, '$TOKEN')];
}

function urlOf({ method, path }: ListedRoute, endpoints: readonly string[]): string {
  const suffix = path === '$default' || path === '/' ? '' : path;
  const prefix = `${method} - `;
  const shown = endpoints.find((line) => line.startsWith(`${prefix}https://`) && line.endsWith(suffix));
  return shown?.slice(prefix.length) ?? `https://<your API>${suffix}`;
}
