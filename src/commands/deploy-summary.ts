/** The `passage` section at the end of `sls deploy` and `sls info`. */
import { routeName } from '../service/events';
import { tokenRequest } from '../gateway/curl';
import { type ListedRoute, isPreflight, isUnconfigured } from './listed-route';
import type { RouteListing } from './listing';
import { authorizerLabel, totals } from './routes-table';

/** More routes than this are counted, not listed. */
const MOST_ROUTES = 12;

const ORDER = ['protected', 'other', 'public'] as const;

export interface ShownEndpoints {
  /** The lines that the framework shows for endpoints: `GET - https://…/me`. */
  readonly endpoints: readonly string[];
  /** The stage that REST API deployments go to. */
  readonly restStage: string;
}

/** No lines when there are no routes, or none but those for preflights. */
export function renderDeploySummary(listing: RouteListing, shown: ShownEndpoints): string[] {
  // Counted as the last line of `deploy` counts: without the routes for preflights.
  const counted = listing.routes.filter((route) => !isPreflight(route));
  if (counted.length === 0) return [];
  const listed = [
    ...ORDER.flatMap((access) => counted.filter((route) => route.access === access)),
    ...listing.routes.filter(isPreflight),
  ];
  const list = counted.length > MOST_ROUTES ? ['`npx sls passage routes` lists them'] : listed.map(describe);
  return [totals(counted), ...list, ...exampleRequest(listing, shown)];
}

function describe(route: ListedRoute): string {
  const { access } = route;
  if (isPreflight(route)) return `preflight: ${routeName(route)}`;
  const detail = access === 'public' ? '' : ` - ${authorizerLabel(route)}`;
  return `${access}: ${routeName(route)}${detail}${isUnconfigured(route) ? ' - not configured' : ''}`;
}

/** A request to a protected route, one that can be copied as it is where there is one. */
function exampleRequest({ routes, authorizers }: RouteListing, shown: ShownEndpoints): string[] {
  // curl opens no WebSocket connections.
  const ours = routes.filter(({ access, api }) => access === 'protected' && api !== 'websocket');
  const route = ours.find(({ method, path }) => /^(GET|ANY)$/.test(method) && !path.includes('{')) ?? ours[0];
  if (route === undefined) return [];
  const authorizer = authorizers.find(({ name }) => name === route.authorizer);
  return authorizer === undefined
    ? []
    : [tokenRequest(route.method, urlOf(route, shown), authorizer.identitySource, '$TOKEN')];
}

/** The address that the framework shows for the route: only that of a REST API has the stage in its path. */
function urlOf({ method, path, api }: ListedRoute, { endpoints, restStage }: ShownEndpoints): string {
  const bare = path === (api === 'rest' ? '/' : '$default') ? '' : path;
  const wanted = api === 'rest' ? `/${restStage}${bare}` : bare;
  const prefix = `${method} - `;
  const urls = endpoints.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
  const shown = urls.find((url) => url.replace(/^https:\/\/[^/]+/, '') === wanted);
  return shown ?? `https://<your API>${bare}`;
}
