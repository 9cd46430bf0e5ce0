/**
 * In which ways other plugins may have changed how the paths of new routes begin. Pure.
 *
 * Every beginning of a new path may be a prefix. A base path is looked for where a protected route is gone: what it and a
 * new route have in common from a literal segment on may be all that is left of its path; of the same code, from variables
 * on.
 */
import type { PlannedRoute } from '../plan/types';
import { pathShape } from '../service/events';
import { groupBy } from '../util/group-by';
import type { Intent, IntendedRoute } from './intent';
import { type RouteChanges, changedRoutes, isClosed } from './route-changes';
import { codes } from './same-code';

/** How paths began as configured, and how they begin by now. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

export function moveKey({ from, to }: Move): string {
  return `${from} ${to}`;
}

/** Finds all moves by which an added route may have got its path: none by which it became `$default`. */
export function possibleMoves(
  first: Intent,
  now: Intent,
  added: readonly IntendedRoute[],
): (route: IntendedRoute) => readonly Move[] {
  const changes = changedRoutes(first, now);
  const known = new Set(added.flatMap(({ planned }) => beginningsOf(planned.path)));
  const rebased = groupBy(rebasingMoves(changes), ({ to }) => to);
  const roots = new Set(changes.gone.filter((route) => isClosed(route) && isRoot(route)).flatMap(keysOf));
  return (route) => {
    const { path } = route.planned;
    if (!path.startsWith('/')) return [];
    const mayBeRoot = known.has(path) || keysOf(route).some((key) => roots.has(key));
    const prefixes = [...beginningsOf(path), ...(mayBeRoot ? [path] : [])];
    return [
      ...prefixes.map((to) => ({ from: '', to })),
      ...['', ...prefixes].flatMap((to) => rebased.get(to) ?? []),
    ];
  };
}

function isRoot({ planned: { path } }: IntendedRoute): boolean {
  return path === '/';
}

/** Its code, on its kind of API. */
function keysOf(route: IntendedRoute): string[] {
  return codes(route).map((code) => `${route.planned.api} ${code}`);
}

/** Base paths of protected routes that are gone, with what new routes have in their place. */
function rebasingMoves({ gone, appeared, exchanged }: RouteChanges): Move[] {
  const added = [...appeared, ...exchanged];
  const splits = added.flatMap((route) => splitsOf(route).map((split) => ({ ...split, of: route.fn.name })));
  const bySegment = new Map(
    [...groupBy(splits, ({ next }) => next)].map(([next, same]) => [
      next,
      new Map(
        [...groupBy(same, ({ beginning }) => beginning)].map(([beginning, each]) => [
          beginning,
          new Set(each.map(({ of }) => of)),
        ]),
      ),
    ]),
  );
  const functions = new Set(added.map(({ fn }) => fn.name));
  const moves = gone.filter(isClosed).flatMap((route) => movesFrom(route, bySegment, functions));
  // Without `from`, it is a prefix. What is under another base path, is moved with it.
  const bases = new Set(moves.flatMap(({ from }) => (from === '' ? [] : [from])));
  const isBase = ({ from }: Move): boolean =>
    bases.has(from) && !beginningsOf(from).some((beginning) => bases.has(beginning));
  return [...new Map(moves.filter(isBase).map((move) => [moveKey(move), move])).values()];
}

/** Which functions have new paths, by what these have in common and by the beginning before that. */
type Beginnings = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/**
 * From the first part of a route's path that new paths have too, after other beginnings. Where its function has new
 * routes, from the first that those have: others may be copies of another function.
 */
function movesFrom(
  route: IntendedRoute,
  beginnings: Beginnings,
  functions: ReadonlySet<string>,
): readonly Move[] {
  const { name } = route.fn;
  const moves: Move[] = [];
  for (const { beginning: from, next } of splitsOf(route)) {
    const others = [...(beginnings.get(next) ?? [])].filter(([to]) => to !== from);
    moves.push(...others.map(([to]) => ({ from, to })));
    const isOwn = others.some(([, names]) => names.has(name));
    if (isOwn || (others.length > 0 && !functions.has(name))) return moves;
  }
  return moves;
}

/** A path, before one of its literal segments; or before the variables at its end, of routes of one function or code. */
interface Split {
  readonly beginning: string;
  /** The segment or variables, of one kind of API. */
  readonly next: string;
}

function splitsOf(route: IntendedRoute): Split[] {
  const { api, path } = route.planned;
  const literal = [...path.matchAll(/\/([^/{]+)(?=\/|$)/g)].map(({ index, 1: segment = '' }) => ({
    beginning: path.slice(0, index),
    next: `${api} ${segment}`,
  }));
  const variables = [...path.matchAll(/\/(?=(?:\{[^/]*\/?)+$)/g)].flatMap(({ index }) =>
    keysOf(route).map((key) => ({
      beginning: path.slice(0, index),
      next: `${key} ${pathShape(path.slice(index))}`,
    })),
  );
  return [...literal, ...variables];
}

/** How many segments two paths have in common at their end: `/v1/users/{id}` and `/v2/users/{id}` two. */
export function commonEnd(a: ApiPath, b: ApiPath): number {
  if (a.api !== b.api) return 0;
  const [end = [], other = []] = [a, b].map(({ path }) => pathShape(path).split('/').slice(1).reverse());
  const different = end.findIndex((part, i) => part !== other[i]);
  return different < 0 ? end.length : different;
}

type ApiPath = Pick<PlannedRoute, 'api' | 'path'>;

/** `/v1` and `/v1/users` of `/v1/users/{id}`. */
export function beginningsOf(path: string): string[] {
  return [...path.matchAll(/(?<!^)\//g)].map(({ index: start }) => path.slice(0, start));
}
