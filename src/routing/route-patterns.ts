/** Which requests a route's method and path match, and which of two routes gets a request that both match. */
import { type MethodAndPath, pathShape } from '../service/events';
import { groupBy, groupByAll } from '../util/group-by';

/**
 * Whether the first route takes requests away from the second one.
 *
 * API Gateway selects the most specific route: a literal segment before a variable, a variable before a greedy one,
 * `$default` last, and a method before `ANY` (AWS documentation: http-api-develop-routes,
 * api-gateway-method-settings-method-request). Where neither route is more specific, the first one is taken to win:
 * which of them API Gateway selects is not documented.
 */
export function takesRequestsOf(route: MethodAndPath, other: MethodAndPath): boolean {
  if (!sharesRequests(route, other)) return false;
  const [path, otherPath] = [withoutLastSlash(route.path), withoutLastSlash(other.path)];
  if (pathShape(path) === pathShape(otherPath)) return route.method !== 'ANY' || other.method === 'ANY';
  return !isWithin(otherPath, path);
}

/** Whether there is a request that both routes match. */
export function sharesRequests(route: MethodAndPath, other: MethodAndPath): boolean {
  if (![route.method, other.method].includes('ANY') && route.method !== other.method) return false;
  return intersects(withoutLastSlash(route.path), withoutLastSlash(other.path));
}

/**
 * Finds, for a route, those of a list that may match a request that it matches too, without a comparison with each.
 * Paths can have a request in common only where the segments before the first variable of one begin the other.
 */
export function nearbyRoutes<T extends MethodAndPath>(routes: readonly T[]): (route: MethodAndPath) => T[] {
  const byStart = groupBy(routes, ({ path }) => literalStarts(path).at(-1));
  const under = groupByAll(routes, ({ path }) => literalStarts(path));
  return ({ path }) => {
    const starts = literalStarts(path);
    const start = starts.at(-1) ?? '';
    const isLiteral = start === withoutLastSlash(path);
    const [own, above] = [isLiteral ? byStart.get(start) : under.get(start), starts.slice(0, -1)];
    return [...(own ?? []), ...above.flatMap((each) => byStart.get(each) ?? [])];
  };
}

/** Whether another route may be more specific. */
export function isWide({ method, path }: MethodAndPath): boolean {
  return method === 'ANY' || /[{$]/.test(path);
}

/** `''`, `/a` and `/a/b` for `/a/b/{id}`: what a path begins with, up to its first variable. */
export function literalStarts(path: string): string[] {
  if (path === '$default') return [''];
  const parts = withoutLastSlash(path).split('/').slice(1);
  const end = parts.findIndex((part) => isVariable(part));
  const literal = end < 0 ? parts : parts.slice(0, end);
  return ['', ...literal.map((_, i) => `/${literal.slice(0, i + 1).join('/')}`)];
}

/** Whether API Gateway takes `/me/` for `/me` is not documented: here both take requests of each other. */
function withoutLastSlash(path: string): string {
  return path.replace(/\/$/, '');
}

/** Whether the first path matches nothing that the second one does not match. */
export function isWithin(inner: string, outer: string): boolean {
  if (outer === '$default') return true;
  if (inner === '$default') return false;
  const [innerParts, outerParts] = [withoutLastSlash(inner).split('/'), withoutLastSlash(outer).split('/')];
  for (const [i, part] of outerParts.entries()) {
    const innerPart = innerParts[i];
    if (innerPart === undefined) return false;
    if (isGreedy(part)) return true;
    if (isGreedy(innerPart)) return false;
    if (!isVariable(part) && part !== innerPart) return false;
  }
  return innerParts.length === outerParts.length;
}

/** Whether there is a path that both match. */
function intersects(a: string, b: string): boolean {
  if (a === '$default' || b === '$default') return true;
  const [aParts, bParts] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.max(aParts.length, bParts.length); i += 1) {
    const [aPart, bPart] = [aParts[i], bParts[i]];
    if (aPart === undefined || bPart === undefined) return false;
    if (isGreedy(aPart) || isGreedy(bPart)) return true;
    if (!isVariable(aPart) && !isVariable(bPart) && aPart !== bPart) return false;
  }
  return true;
}

function isVariable(part: string): boolean {
  return /^\{.*\}$/.test(part);
}

function isGreedy(part: string): boolean {
  return /^\{.*\+\}$/.test(part);
}
