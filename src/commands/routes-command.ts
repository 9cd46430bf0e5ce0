/** `passage routes`: every route, how it is protected, and who decided. */
import { nameOf } from '../audit/audit-template';
import { PassageError } from '../errors';
import { EVENT_KEY } from '../service/events';
import type { Plan } from '../plan/types';
import { type ListedRoute, isUnconfigured, makeListing } from './listing';
import type { Outcome } from './outcome';
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
    options.json === true ? JSON.stringify(listing, null, 2) : renderRoutes(listing, terminal).join('\n');
  const undecided = options['fail-on-public'] === true ? listing.routes.filter(isUnconfigured) : [];
  const failure = undecided.length === 0 ? {} : { failure: publicRoutes(undecided, plan) };
  return { text, ...failure };
}

function publicRoutes(routes: readonly ListedRoute[], plan: Plan): PassageError {
  const width = Math.max(...routes.map((route) => nameOf(route).length));
  const places = routes.map((route) => `${nameOf(route).padEnd(width)}  ${placeOf(route, plan)}`);
  return new PassageError([
    {
      code: 'PASSAGE_ROUTES_PUBLIC',
      where: 'passage routes --fail-on-public',
      what: `${routes.length === 1 ? 'a route is' : `${routes.length} routes are`} public, and nobody said so`,
      found: places.join('\n       '),
      fix: 'passage: true there to protect it, or passage: false if it is meant to be public',
    },
  ]);
}

function placeOf(route: ListedRoute, plan: Plan): string {
  const planned = plan.routes.find(
    ({ api, method, path, functionName }) =>
      api === route.api && method === route.method && path === route.path && functionName === route.function,
  );
  return planned?.where ?? `resources: (make it an ${EVENT_KEY[route.api]} event)`;
}
