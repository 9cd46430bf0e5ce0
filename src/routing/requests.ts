/** Requests, and which routes get them. */
import { type ApiKind, type MethodAndPath, identity } from '../service/events';
import { groupBy } from '../util/group-by';
import { isWithin, literalStarts, sharesRequests, takesRequestsOf } from './route-patterns';

/**
 * Written as a route without a greedy variable. A variable in it is a value, and `ANY` a method, that no route names: of
 * all requests that two routes match, such a one is matched by the fewest other routes.
 */
export interface Request extends MethodAndPath {
  readonly api: ApiKind;
}

/**
 * Requests that both routes match, one of each length.
 *
 * @param longest how many segments a request has at most
 */
export function requestsOfBoth(route: Request, other: Request, longest: number): readonly Request[] {
  const { api } = route;
  if (other.api !== api || !sharesRequests(route, other)) return [];
  const method = route.method === 'ANY' ? other.method : route.method;
  const both = [route, other].map(({ path }) => patternOf(path));
  const least = Math.max(...both.map(({ names }) => names.length));
  const most = both.some(({ isGreedy }) => !isGreedy) ? least : longest;
  const lengths = Array.from({ length: Math.max(0, most - least + 1) }, (_, i) => least + i);
  return lengths.map((length) => {
    const segments = Array.from(
      { length },
      (_, i) => both.map(({ names }) => names[i]).find((name) => name !== undefined && name !== '{}') ?? '{}',
    );
    return { api, method, path: `/${segments.join('/')}` };
  });
}

interface Pattern {
  /** Segments that a request has at least, `{}` for a variable. */
  readonly names: readonly string[];
  /** Whether a request may have more. */
  readonly isGreedy: boolean;
}

function patternOf(path: string): Pattern {
  if (path === '$default') return { names: [], isGreedy: true };
  const names = segmentsOf(path).map((part) => (part.startsWith('{') ? '{}' : part));
  return { names, isGreedy: path.endsWith('+}') };
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

/** How many segments the longest path has. */
export function longestPath(routes: readonly MethodAndPath[]): number {
  return routes.reduce((most, { path }) => Math.max(most, segmentsOf(path).length), 0);
}

/** Finds the routes of a list that may get a request: those that match it, without less specific ones. */
export function receivers<T extends Request>(routes: readonly T[]): (request: Request) => readonly T[] {
  const byStart = groupBy(routes, ({ api, path }) => `${api} ${literalStarts(path).at(-1) ?? ''}`);
  const find = (request: Request): readonly T[] => {
    const starts = literalStarts(request.path);
    const nearby = starts.flatMap((start) => byStart.get(`${request.api} ${start}`) ?? []);
    return mostSpecific(nearby.filter((route) => matchesAll(route, request)));
  };
  const known = new Map<string, readonly T[]>();
  return (request) => {
    const key = identity(request);
    const found = known.get(key) ?? find(request);
    known.set(key, found);
    return found;
  };
}

/** Whether a route may get a request by now that another one may have got before, and it did not itself. */
export function makeGetsRequests(
  before: readonly Request[],
): (now: readonly Request[]) => (route: Request, other: Request) => boolean {
  const longestBefore = longestPath(before);
  const receiversBefore = receivers(before);
  return (now) => {
    const longest = Math.max(longestBefore, longestPath(now)) + 1;
    const receiversNow = receivers(now);
    return (route, other) =>
      requestsOfBoth(other, route, longest).some((request) => {
        const known = receiversBefore(request);
        return isAmong(known, other) && !isAmong(known, route) && isAmong(receiversNow(request), route);
      });
  };
}

/** Whether a route matches a request that another one, of a list, may get. */
export function makeIsMatched(routes: readonly Request[]): (route: Request, other: Request) => boolean {
  const longest = longestPath(routes) + 1;
  const receiversOf = receivers(routes);
  return (route, other) =>
    requestsOfBoth(other, route, longest).some((request) => isAmong(receiversOf(request), other));
}

function isAmong(routes: readonly Request[], route: Request): boolean {
  return routes.some((each) => identity(each) === identity(route));
}

/** Whether a route matches a request, or each that another route matches. */
export function matchesAll({ method, path }: MethodAndPath, other: MethodAndPath): boolean {
  return (method === 'ANY' || method === other.method) && isWithin(other.path, path);
}

function mostSpecific<T extends MethodAndPath>(routes: readonly T[]): readonly T[] {
  const isBefore = (a: T, b: T): boolean => takesRequestsOf(a, b) && !takesRequestsOf(b, a);
  return routes.filter((route) => !routes.some((other) => isBefore(other, route)));
}
