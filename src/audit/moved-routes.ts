/**
 * New routes without the prefix that another plugin may have put before their paths. Pure.
 *
 * Every beginning of a new path may be such a prefix. A new route that was configured under its name without one is that
 * route; any other is looked at without each of its prefixes.
 */
import { identity } from '../service/events';
import type { Request } from '../service/requests';
import { protectionOf } from './describe-protection';
import type { Intent, IntendedRoute } from './intent';
import { groupBy } from '../util/group-by';

/** A route at the place at which it is compared. */
export interface PlacedRoute extends Request {
  readonly route: IntendedRoute;
}

export interface MovedRoutes {
  /** New routes without a prefix, by prefix. */
  readonly byPrefix: ReadonlyMap<string, readonly PlacedRoute[]>;
  /** Prefixes under which a configured route has its name and protection by now. */
  readonly prefixesOf: (before: IntendedRoute) => readonly string[];
  /** Whether a place is under one of these prefixes: there, both are compared without it. */
  readonly isMovedWith: (at: PlacedRoute, before: IntendedRoute) => boolean;
}

export function placed(route: IntendedRoute, prefix = ''): PlacedRoute {
  const { api, method, path } = route.planned;
  return { api, method, path: path.slice(prefix.length) || '/', route };
}

export function movedRoutes({ routes: first }: Intent, { routes: now }: Intent): MovedRoutes {
  const added = [...now].filter(([name]) => !first.has(name)).map(([, route]) => route);
  const known = new Set(added.flatMap(prefixesOfPath));
  const all = added.flatMap((route) => {
    const { path } = route.planned;
    const prefixes = [...prefixesOfPath(route), ...(known.has(path) ? [path] : [])];
    const places = prefixes.map((prefix) => ({ prefix, at: placed(route, prefix) }));
    const configured = places.filter(({ at }) => first.has(identity(at)));
    return configured.length > 0 ? configured : places;
  });
  const kept = all.flatMap(({ prefix, at }) => {
    const before = first.get(identity(at));
    return before !== undefined && protectionOf(before) === protectionOf(at.route)
      ? [[before, prefix] as const]
      : [];
  });
  const prefixes = groupBy(kept, ([before]) => before);
  const prefixesOf = (before: IntendedRoute): readonly string[] =>
    (prefixes.get(before) ?? []).map(([, prefix]) => prefix);
  return {
    byPrefix: new Map(
      [...groupBy(all, ({ prefix }) => prefix)].map(([prefix, places]) => [
        prefix,
        places.map(({ at }) => at),
      ]),
    ),
    prefixesOf,
    isMovedWith: (at, before) => prefixesOf(before).some((prefix) => at.path.startsWith(`${prefix}/`)),
  };
}

/** `$default` has none. */
function prefixesOfPath({ planned: { path } }: IntendedRoute): string[] {
  return [...path.matchAll(/(?<!^)\//g)].map(({ index: start }) => path.slice(0, start));
}
