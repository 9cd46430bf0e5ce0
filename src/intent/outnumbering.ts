/**
 * New routes that are more than the routes that they can be. Pure.
 *
 * Other plugins rename routes, copy some, and remove others. Of those whose paths end alike, some keep a protection that a
 * route had which is gone, and some have less. Where fewer keep it than had it, each of those with less may be one route
 * with less that is gone. Where as many keep it, some may be copies: then those count that did not get their path together
 * with the protected ones, and each may be one configured route with less. If they are more, one of them may be the
 * protected route that lost it. Which one it is is not known, so it may be each.
 */
import { identity } from '../service/events';
import { groupBy, groupByAll } from '../util/group-by';
import { allEnds, literalEnds, sharesMethod } from './alike-routes';
import { makeIsCopy, makeIsWholeCopy } from './copied-routes';
import { protectionOf } from './describe-protection';
import type { Intent, IntendedRoute } from './intent';
import { isAsStrict } from './keeps-protection';
import { makeIsMovedWith } from './moved-with';
import { type RouteChanges, isClosed } from './route-changes';
import { codes } from './same-code';

/** Whether a new route is not protected as it would have to be, if it was another one. */
export type IsWeakened = (before: IntendedRoute, route: IntendedRoute) => boolean;

interface Comparison {
  readonly isLess: IsWeakened;
  /** Whether a route gets requests of a method on its path. */
  readonly receives: (route: IntendedRoute, method: string) => boolean;
}

/** Routes that are compared with each other. */
interface Scope {
  readonly gone: readonly IntendedRoute[];
  readonly appeared: readonly IntendedRoute[];
  /** All that are configured, where copies are counted, too. */
  readonly configured?: readonly IntendedRoute[];
}

/** Each such route, with a protected one that it may be. */
export function findOutnumbering(
  first: Intent,
  { gone, appeared }: Pick<RouteChanges, 'gone' | 'appeared'>,
  isLess: IsWeakened,
): ReadonlyMap<IntendedRoute, IntendedRoute> {
  const configured = [...first.routes.values()];
  const isCopy = makeIsCopy(gone, configured);
  const all = { gone, appeared: appeared.filter((route) => !isCopy(route)) };
  const isWholeCopy = makeIsWholeCopy(first, { gone, appeared });
  const alike = [
    ...sameCode(all).flatMap((scope) => endingAlike(scope, allEnds)),
    // Other plugins merge functions of other code, too.
    ...endingAlike(all, literalEnds),
    ...endingAlike(
      { gone, configured, appeared: all.appeared.filter((route) => !isWholeCopy(route)) },
      literalEnds,
    ),
  ];
  const receives = makeReceives(first.routes.values(), appeared);
  const found = new Map<IntendedRoute, IntendedRoute>();
  const known = new Set<IntendedRoute>();
  const isLeft = (route: IntendedRoute): boolean => !found.has(route) && !known.has(route);
  // The longest ends tell most: what they explain is left out then.
  for (const scope of alike.sort((a, b) => b.end.length - a.end.length)) {
    const left = { ...scope, gone: scope.gone.filter(isLeft), appeared: scope.appeared.filter(isLeft) };
    // Stryker disable next-line MethodExpression: without it the answer is the same, later.
    for (const before of distinct(left.gone.filter(isClosed))) {
      const suspects = outnumbering(before, left, { isLess, receives });
      for (const route of suspects) found.set(route, before);
      if (suspects.length > 0) known.add(before);
    }
  }
  return found;
}

/**
 * Those of one code or function; and the new ones of one function, with what is gone of its code where the function of that
 * has no new ones.
 */
function sameCode({ gone, appeared }: Scope): Scope[] {
  const goneByCode = groupByAll(gone, codes);
  const appearedByName = groupBy(appeared, ({ fn }) => fn.name);
  const ofCodes = [...groupByAll(appeared, codes)].map(([code, routes]) => ({
    appeared: routes,
    gone: goneByCode.get(code) ?? [],
  }));
  const ofFunctions = [...appearedByName].map(([name, routes]) => {
    const itsCodes = new Set(routes.flatMap(codes));
    const ofCode = new Set([...itsCodes].flatMap((code) => goneByCode.get(code) ?? []));
    const renamed = [...ofCode].filter(({ fn }) => fn.name === name || !appearedByName.has(fn.name));
    return { appeared: routes, gone: renamed };
  });
  // Stryker disable next-line MethodExpression: without it the answer is the same, later.
  return [...ofCodes, ...ofFunctions].filter((scope) => scope.gone.some(isClosed));
}

interface Alike extends Scope {
  readonly end: string;
}

/** Those with each end of a path. */
function endingAlike(
  { gone, appeared, configured }: Scope,
  endsOf: (route: IntendedRoute) => readonly string[],
): Alike[] {
  const goneByEnd = groupByAll(gone, endsOf);
  const configuredByEnd = configured && groupByAll(configured, endsOf);
  return [...groupByAll(appeared, endsOf)].map(([end, routes]) => ({
    end,
    appeared: routes,
    gone: goneByEnd.get(end) ?? [],
    ...(configuredByEnd && { configured: configuredByEnd.get(end) ?? [] }),
  }));
}

/** One route of each method and protection, by what its event says. */
function distinct(routes: readonly IntendedRoute[]): IntendedRoute[] {
  return [...groupBy(routes, kindOf).values()].flatMap((same) => same.slice(0, 1));
}

function kindOf(route: IntendedRoute): string {
  const { settings, existing } = route.event;
  const said = settings.event && { ...settings.event, where: null };
  return JSON.stringify([route.planned.method, protectionOf(route), said, existing?.label]);
}

/** Those that may be a route and have less than it has, if they are more than others can be, for one of its methods. */
function outnumbering(
  before: IntendedRoute,
  { gone, appeared, configured }: Scope,
  { isLess, receives }: Comparison,
): readonly IntendedRoute[] {
  const { api, method } = before.planned;
  const ofApi = (routes: readonly IntendedRoute[]): readonly IntendedRoute[] =>
    routes.filter((route) => route.planned.api === api && sharesMethod(before, route));
  const candidates = ofApi(appeared);
  const methods = method === 'ANY' ? new Set(candidates.map(({ planned }) => planned.method)) : [method];
  const isKept = (route: IntendedRoute): boolean => isClosed(route) && isAsStrict(before, route);
  return [...methods].flatMap((each) => {
    const ofMethod = (routes: readonly IntendedRoute[]): readonly IntendedRoute[] =>
      routes.filter((route) => receives(route, each));
    const is = ofMethod(candidates);
    const less = is.filter((route) => isLess(before, route) && !isKept(route));
    const kept = is.filter(isKept);
    const was = ofMethod(ofApi(gone));
    const had = was.filter((other) => protectionOf(other) === protectionOf(before));
    // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
    if (less.length === 0) return [];
    if (had.length === 0) return [];
    const isOther = ([other]: readonly IntendedRoute[]): boolean =>
      other !== undefined && less.some((route) => sharesMethod(other, route) && !isLess(other, route));
    const othersOf = (routes: readonly IntendedRoute[]): readonly IntendedRoute[] =>
      [...groupBy(routes, kindOf).values()].filter(isOther).flat();
    if (kept.length < had.length) return less.length > pathsOf(othersOf(was)) ? less : [];
    if (configured === undefined) return [];
    // Another plugin may have given copies more methods.
    const origins = othersOf([...gone, ...configured]);
    const isMovedWith = makeIsMovedWith(had, kept, origins);
    const left = less.filter((route) => !isMovedWith(route));
    return left.length > pathsOf(origins) ? left : [];
  });
}

function pathsOf(routes: readonly IntendedRoute[]): number {
  return new Set(routes.map(({ planned: { path } }) => path)).size;
}

/** Whether a route gets requests of a method on its path, beside those of some routes that are configured or new with it. */
function makeReceives(...states: readonly Iterable<IntendedRoute>[]): Comparison['receives'] {
  const placeOf = ({ planned }: IntendedRoute, method: string): string => identity({ ...planned, method });
  const byRoute = new Map(
    states.flatMap((routes) => {
      const all = [...routes];
      const places = new Set(all.map((route) => placeOf(route, route.planned.method)));
      return all.map((route) => [route, places] as const);
    }),
  );
  return (route, method) => {
    const own = route.planned.method;
    return own === method || (own === 'ANY' && byRoute.get(route)?.has(placeOf(route, method)) !== true);
  };
}
