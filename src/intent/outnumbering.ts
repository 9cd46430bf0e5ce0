/**
 * New routes that are more than the routes that they can be. Pure.
 *
 * Other plugins rename some routes, and remove others. Of those that end alike, by any end of their paths: where fewer new
 * ones than before have a protection, and more new ones have less than routes with less are gone, one of these is a
 * protected route that lost it, or was added. Which one it is is not known, so it may be each.
 */
import { groupBy, groupByAll } from '../util/group-by';
import { allEnds, literalEnds, sharesMethod } from './alike-routes';
import { protectionOf } from './describe-protection';
import type { IntendedRoute } from './intent';
import { isAsStrict } from './keeps-protection';
import { type RouteChanges, isClosed } from './route-changes';
import { codes } from './same-code';

/** Whether a new route is not protected as it would have to be, if it was another one. */
export type IsWeakened = (before: IntendedRoute, route: IntendedRoute) => boolean;

/** Routes that are compared with each other. */
type Changes = Pick<RouteChanges, 'gone' | 'appeared'>;

/** Each such route, with a protected one that it may be. */
export function findOutnumbering(
  changes: Changes,
  isLess: IsWeakened,
): ReadonlyMap<IntendedRoute, IntendedRoute> {
  const found = new Map<IntendedRoute, IntendedRoute>();
  const known = new Set<IntendedRoute>();
  const isLeft = (route: IntendedRoute): boolean => !found.has(route) && !known.has(route);
  const alike = [
    ...sameCode(changes).flatMap((scope) => endingAlike(scope, allEnds)),
    // Other plugins merge functions of other code, too.
    ...endingAlike(changes, literalEnds),
  ];
  // The longest ends tell most: what they explain is left out then.
  for (const scope of alike.sort((a, b) => b.end.length - a.end.length)) {
    const left = { gone: scope.gone.filter(isLeft), appeared: scope.appeared.filter(isLeft) };
    for (const before of distinct(left.gone.filter(isClosed))) {
      const suspects = outnumbering(before, left, isLess);
      for (const route of suspects) found.set(route, before);
      if (suspects.length > 0) known.add(before);
    }
  }
  return found;
}

/** Those of one code; and the new ones of one function, with what is gone of its code, or of its name. */
function sameCode({ gone, appeared }: Changes): Changes[] {
  const goneByCode = groupByAll(gone, codes);
  const goneByName = groupBy(gone, ({ fn }) => fn.name);
  const ofCodes = [...groupByAll(appeared, codes)].map(([code, routes]) => ({
    appeared: routes,
    gone: goneByCode.get(code) ?? [],
  }));
  const ofFunctions = [...groupBy(appeared, ({ fn }) => fn.name)].flatMap(([name, routes]) => {
    const itsCodes = new Set(routes.flatMap(codes));
    const ofCode = new Set([...itsCodes].flatMap((code) => goneByCode.get(code) ?? []));
    return [[...ofCode], goneByName.get(name) ?? []].map((each) => ({ appeared: routes, gone: each }));
  });
  return [...ofCodes, ...ofFunctions].filter((scope) => scope.gone.some(isClosed));
}

interface Alike extends Changes {
  readonly end: string;
}

/** Those with each end of a path. */
function endingAlike(
  { gone, appeared }: Changes,
  endsOf: (route: IntendedRoute) => readonly string[],
): Alike[] {
  const goneByEnd = groupByAll(gone, endsOf);
  return [...groupByAll(appeared, endsOf)].map(([end, routes]) => ({
    end,
    appeared: routes,
    gone: goneByEnd.get(end) ?? [],
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

function outnumbering(
  before: IntendedRoute,
  { gone, appeared }: Changes,
  isLess: IsWeakened,
): readonly IntendedRoute[] {
  const mayBeIt = (route: IntendedRoute): boolean =>
    route.planned.api === before.planned.api && sharesMethod(before, route);
  const candidates = appeared.filter(mayBeIt);
  const less = candidates.filter((route) => isLess(before, route));
  if (less.length === 0) return [];
  const removed = gone.filter(mayBeIt);
  const same = removed.filter((other) => protectionOf(other) === protectionOf(before));
  const kept = candidates.filter((route) => isClosed(route) && isAsStrict(before, route));
  const isOther = ([other]: readonly IntendedRoute[]): boolean =>
    other !== undefined && less.some((route) => !isLess(other, route));
  const others = [...groupBy(removed, kindOf).values()].filter(isOther).flat();
  const { method } = before.planned;
  const methods = method === 'ANY' ? new Set(less.map(({ planned }) => planned.method)) : [method];
  return [...methods].some(
    (each) => pathsOf(kept, each) < pathsOf(same, each) && pathsOf(less, each) > pathsOf(others, each),
  )
    ? less
    : [];
}

/** Number of paths with a method. */
function pathsOf(routes: readonly IntendedRoute[], method: string): number {
  const ofMethod = routes.filter(({ planned }) => [method, 'ANY'].includes(planned.method));
  return new Set(ofMethod.map(({ planned: { path } }) => path)).size;
}
