/** The `passage` section at the end of `sls deploy` and `sls info`. */
import { nameOf } from '../audit/audit-template';
import { parseIdentitySource } from '../gateway/identity-source';
import { type RouteListing, type ListedRoute, isUnconfigured } from './listing';
import { authorizerOf, totals } from './routes-table';

/** More routes than this are counted, not listed. */
const MOST_ROUTES = 12;

/**
 * @param endpoints the lines that the framework shows for endpoints: `GET - https://…/me`
 * @returns no lines when there are no routes
 */
export function renderDeploySummary(listing: RouteListing, endpoints: readonly string[]): string[] {
  const { routes } = listing;
  if (routes.length === 0) return [];
  const list =
    routes.length > MOST_ROUTES
      ? ['sls passage routes lists them']
      : ORDER.flatMap((access) => listed(routes, access));
  return [totals(routes), ...list, ...curl(listing, endpoints)];
}

const ORDER = ['protected', 'other', 'public'] as const;

function listed(routes: readonly ListedRoute[], access: ListedRoute['access']): string[] {
  return routes
    .filter((route) => route.access === access)
    .map((route) => {
      const detail = access === 'public' ? '' : ` - ${authorizerOf(route)}`;
      const who = isUnconfigured(route) ? " - by nobody's decision" : '';
      return `${access}: ${nameOf(route)}${detail}${who}`;
    });
}

/** A request to the first protected route, one that can be copied as it is where there is one. */
function curl({ routes, authorizers }: RouteListing, endpoints: readonly string[]): string[] {
  const ours = routes.filter(({ access }) => access === 'protected');
  const route = ours.find(({ method, path }) => /^(GET|ANY)$/.test(method) && !path.includes('{')) ?? ours[0];
  if (route === undefined) return [];
  const source = authorizers.find(({ name }) => name === route.authorizer)?.identitySource ?? '';
  const identity = parseIdentitySource(source);
  const method = /^(GET|ANY)$/.test(route.method) ? '' : `-X ${route.method} `;
  const url = urlOf(route, endpoints);
  return [
    identity?.in === 'querystring'
      ? `curl ${method}"${url}?${identity.name}=$TOKEN"`
      : `curl ${method}-H "${identity?.name ?? 'Authorization'}: Bearer $TOKEN" "${url}"`,
  ];
}

function urlOf({ method, path }: ListedRoute, endpoints: readonly string[]): string {
  const suffix = path === '$default' || path === '/' ? '' : path;
  const prefix = `${method} - `;
  const shown = endpoints.find((line) => line.startsWith(`${prefix}https://`) && line.endsWith(suffix));
  return shown?.slice(prefix.length) ?? `https://<your API>${suffix}`;
}
