/** `passage routes`: every route, how it is protected, and which setting decided. */
import { PassageError, type Problem } from '../errors';
import type { Plan } from '../plan/types';
import { routeName } from '../service/events';
import { findUnlistedRoutes } from '../template/resource-routes';
import { wrapWords } from '../util/lines';
import { printableJson } from '../util/printable';
import { type ListedRoute, isUnconfigured } from './listed-route';
import { makeListing } from './listing';
import type { Outcome } from './outcome';
import { REST_PREVIEW, routesPublic, unlistedRoutes } from './routes-messages';
import { renderRoutes } from './routes-table';
import type { Terminal } from './terminal';

export interface RoutesOptions {
  readonly json?: boolean;
  readonly 'fail-on-public'?: boolean;
}

/** @param resources `resources:` of the service, as it is */
export function runRoutes(
  plan: Plan,
  resources: unknown,
  options: RoutesOptions,
  terminal: Terminal,
): Outcome {
  const listing = makeListing(plan, resources);
  const text =
    options.json === true
      ? printableJson(listing)
      : [...renderRoutes(listing, terminal), ...renderPreview(plan, terminal)].join('\n');
  if (options['fail-on-public'] !== true) return { text };
  const problems = [
    ...unconfiguredRoutes(listing.routes.filter(isUnconfigured), plan),
    ...findUnlistedRoutes(plan, resources).map(unlistedRoutes),
  ];
  const [first, ...rest] = problems;
  return first === undefined ? { text } : { text, failure: new PassageError([first, ...rest]) };
}

function renderPreview({ authorizers }: Plan, { columns }: Terminal): string[] {
  const isPreview = authorizers.some(({ api, type }) => api === 'rest' && type === 'jwt');
  return isPreview ? ['', ...wrapWords(REST_PREVIEW, columns)] : [];
}

function unconfiguredRoutes(routes: readonly ListedRoute[], plan: Plan): Problem[] {
  if (routes.length === 0) return [];
  const width = Math.max(...routes.map((route) => routeName(route).length));
  const placed = routes.map((route) => ({
    name: routeName(route).padEnd(width),
    event: eventOf(route, plan),
  }));
  const places = placed.map(({ name, event }) => `${name}  ${event ?? 'resources:'}`);
  const hasResource = placed.some(({ event }) => event === undefined);
  return [routesPublic(places, hasResource)];
}

function eventOf(route: ListedRoute, plan: Plan): string | undefined {
  const planned = plan.routes.find(
    ({ api, method, path, functionName }) =>
      api === route.api && method === route.method && path === route.path && functionName === route.function,
  );
  return planned?.where;
}
