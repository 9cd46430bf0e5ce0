/**
 * New routes without the prefix that another plugin may have put before their paths. Pure.
 *
 * Every beginning of a new path may be such a prefix. A new route that has the name of a configured one without it, its
 * function and its protection, is that route; any other is looked at without each of its prefixes.
 */
import { identity } from '../service/events';
import type { Request } from '../service/requests';
import { protectionOf } from './describe-protection';
import type { Intent, IntendedRoute } from './intent';
import { hasOnlyCodeOf } from './same-code';
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
  /** Whether a new route is under one of these prefixes, too: then both are compared without it. */
  readonly isMovedWith: (at: PlacedRoute, before: IntendedRoute) => boolean;
  /** Whether a new route is certainly a configured one under a prefix. */
  readonly isKept: (route: IntendedRoute) => boolean;
}

export function placed(route: IntendedRoute, prefix = ''): PlacedRoute {
  const { api, method, path } = route.planned;
  return { api, method, path: path.slice(prefix.length) || '/', route };
}

export function movedRoutes({ routes: first }: Intent, { routes: now }: Intent): MovedRoutes {
  const keptAs = (at: PlacedRoute): IntendedRoute | undefined => {
    const before = first.get(identity(at));
    return before !== undefined && protectionOf(before) === protectionOf(at.route) ? before : undefined;
  };
  const added = [...now].filter(([name]) => !first.has(name)).map(([, route]) => route);
  const known = new Set(added.flatMap(prefixesOfPath));
  const certainly = new Set<IntendedRoute>();
  const all = added.flatMap((route) => {
    const { path } = route.planned;
    const prefixes = [...prefixesOfPath(route), ...(known.has(path) ? [path] : [])];
    const places = prefixes.map((prefix) => ({ prefix, at: placed(route, prefix) }));
    const certain = places.filter(({ at }) => {
      const before = keptAs(at);
      return before !== undefined && hasOnlyCodeOf(before, route);
    });
    if (certain.length === 0) return places;
    certainly.add(route);
    return certain;
  });
  const byKept = groupBy(all, ({ at }) => keptAs(at));
  const prefixesOf = (before: IntendedRoute): readonly string[] =>
    (byKept.get(before) ?? []).map(({ prefix }) => prefix);
  const byPrefix = new Map(
    [...groupBy(all, ({ prefix }) => prefix)].map(([prefix, places]) => [prefix, places.map(({ at }) => at)]),
  );
  const prefixesOfRoute = groupBy(all, ({ at }) => at.route);
  return {
    byPrefix,
    prefixesOf,
    isMovedWith: ({ route }, before) => {
      const own = prefixesOfRoute.get(route) ?? [];
      return prefixesOf(before).some((prefix) => own.some((place) => place.prefix === prefix));
    },
    isKept: (route) => certainly.has(route),
  };
}

/** `$default` has none. */
function prefixesOfPath({ planned: { path } }: IntendedRoute): string[] {
  return [...path.matchAll(/(?<!^)\//g)].map(({ index: start }) => path.slice(0, start));
}
