/**
 * New routes at the places that they may have had before another plugin changed how paths begin: it may have put a prefix
 * before them, taken their base path off, or written another one in its place. Pure.
 *
 * Every beginning of a new path may be such a prefix. A base path is looked for where a protected route is gone: what it
 * and a new route have in common from a literal segment on may be all that is left of its path. A new route that has the
 * name of a configured one at its old place, its function and its protection, is that route; any other is looked at from
 * each of its places.
 */
import { identity } from '../service/events';
import type { Request } from '../service/requests';
import { groupBy } from '../util/group-by';
import { protectionOf } from './describe-protection';
import type { Intent, IntendedRoute } from './intent';
import { changedRoutes, isProtected } from './route-changes';
import { hasOnlyCodeOf } from './same-code';

/** How paths began as configured, and how they begin by now. */
interface Move {
  readonly from: string;
  readonly to: string;
}

/** A route at the place at which it is compared. */
export interface PlacedRoute extends Request {
  readonly route: IntendedRoute;
}

export interface MovedRoutes {
  /** New routes at their old places, by move. */
  readonly byMove: ReadonlyMap<string, readonly PlacedRoute[]>;
  /** Moves after which a configured route has its name and protection by now. */
  readonly movesOf: (before: IntendedRoute) => readonly string[];
  /** Whether a new route was moved so, too: then both are compared at their old places. */
  readonly isMovedWith: (at: PlacedRoute, before: IntendedRoute) => boolean;
  /** Moves by which a configured route certainly became a new one, of either. */
  readonly certainlyBy: (route: IntendedRoute) => readonly string[];
}

export function placed(route: IntendedRoute, { from, to }: Move = { from: '', to: '' }): PlacedRoute {
  const { api, method, path } = route.planned;
  return { api, method, path: from + path.slice(to.length) || '/', route };
}

export function movedRoutes(first: Intent, now: Intent): MovedRoutes {
  const added = [...now.routes].filter(([name]) => !first.routes.has(name)).map(([, route]) => route);
  const movesOfRoute = possibleMoves(first, now, added);
  const all = added.flatMap((route) => {
    const places = movesOfRoute(route).map((move) => placeBefore(first, route, move));
    const certain = places.filter(({ isCertain }) => isCertain);
    return certain.length === 0 ? places : certain;
  });
  const byBefore = groupBy(all, ({ before }) => before);
  const byRoute = groupBy(all, ({ at }) => at.route);
  const byMove = groupBy(all, ({ move }) => move);
  const placesOf = (route: IntendedRoute): Place[] => [
    ...(byBefore.get(route) ?? []),
    ...(byRoute.get(route) ?? []),
  ];
  const movesOf = (before: IntendedRoute): readonly string[] =>
    (byBefore.get(before) ?? []).map(({ move }) => move);
  return {
    byMove: new Map([...byMove].map(([move, places]) => [move, places.map(({ at }) => at)])),
    movesOf,
    isMovedWith: ({ route }, before) => {
      const moves = movesOf(before);
      return (byRoute.get(route) ?? []).some(({ move }) => moves.includes(move));
    },
    certainlyBy: (route) =>
      placesOf(route)
        .filter(({ isCertain }) => isCertain)
        .map(({ move }) => move),
  };
}

/** Where a new route may have been as configured. */
interface Place {
  readonly move: string;
  readonly at: PlacedRoute;
  /** The configured route of that name, if it had the protection that the new one has. */
  readonly before: IntendedRoute | undefined;
  /** Whether the new one is certainly that route. */
  readonly isCertain: boolean;
}

function placeBefore({ routes: first }: Intent, route: IntendedRoute, move: Move): Place {
  const at = placed(route, move);
  const ofName = first.get(identity(at));
  const before = ofName !== undefined && protectionOf(ofName) === protectionOf(route) ? ofName : undefined;
  const isCertain = before !== undefined && hasOnlyCodeOf(before, route);
  return { move: keyOf(move), at, before, isCertain };
}

function keyOf({ from, to }: Move): string {
  return `${from} ${to}`;
}

/** Finds all moves by which an added route may have got its path: none by which it became `$default`. */
function possibleMoves(
  first: Intent,
  now: Intent,
  added: readonly IntendedRoute[],
): (route: IntendedRoute) => readonly Move[] {
  const known = new Set(added.flatMap(({ planned }) => beginningsOf(planned.path)));
  const rebased = groupBy(rebasingMoves(first, now), ({ to }) => to);
  return (route) => {
    const { path } = route.planned;
    if (!path.startsWith('/')) return [];
    const prefixes = [...beginningsOf(path), ...(known.has(path) ? [path] : [])];
    return [
      ...prefixes.map((to) => ({ from: '', to })),
      ...['', ...prefixes].flatMap((to) => rebased.get(to) ?? []),
    ];
  };
}

/** Base paths of protected routes that are gone, with what new routes have in their place. */
function rebasingMoves(first: Intent, now: Intent): Move[] {
  const { gone, appeared } = changedRoutes(first, now);
  const bySegment = new Map(
    [...groupBy(appeared.flatMap(splitsOf), ({ next }) => next)].map(([next, splits]) => [
      next,
      new Set(splits.map(({ beginning }) => beginning)),
    ]),
  );
  const moves = gone.filter(isProtected).flatMap((route) => movesFrom(route, bySegment));
  // Without `from`, it is a prefix. What is under another base path, is moved with it.
  const bases = new Set(moves.flatMap(({ from }) => (from === '' ? [] : [from])));
  const isBase = ({ from }: Move): boolean =>
    bases.has(from) && !beginningsOf(from).some((beginning) => bases.has(beginning));
  return [...new Map(moves.filter(isBase).map((move) => [keyOf(move), move])).values()];
}

/** From the first literal segment of a route's path that new paths have too, after other beginnings. */
function movesFrom(
  route: IntendedRoute,
  beginnings: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Move[] {
  for (const { beginning: from, next } of splitsOf(route)) {
    const others = [...(beginnings.get(next) ?? [])].filter((to) => to !== from);
    if (others.length > 0) return others.map((to) => ({ from, to }));
  }
  return [];
}

/** A path, before one of its literal segments. */
interface Split {
  readonly beginning: string;
  /** The segment, of one kind of API. */
  readonly next: string;
}

function splitsOf({ planned: { api, path } }: IntendedRoute): Split[] {
  return [...path.matchAll(/\/([^/{]+)(?=\/|$)/g)].map(({ index, 1: segment = '' }) => ({
    beginning: path.slice(0, index),
    next: `${api} ${segment}`,
  }));
}

/** `/v1` and `/v1/users` of `/v1/users/{id}`. */
function beginningsOf(path: string): string[] {
  return [...path.matchAll(/(?<!^)\//g)].map(({ index: start }) => path.slice(0, start));
}
