/** Events that another plugin has added beside protected routes of their function, and that are protected less. Pure. */
import type { Note } from '../errors';
import { addedRoute } from '../intent/added-messages';
import { makeIsStated } from '../intent/copied-statements';
import { type Unpaired, pairRoutes } from '../intent/counterparts';
import { describeChange, protectionOf } from '../intent/describe-protection';
import { type Intent, type IntendedRoute, type Intents, saysItself } from '../intent/intent';
import { isAsStrict, keepsProtection } from '../intent/keeps-protection';
import { type MovedRoutes, movedRoutes } from '../intent/moved-routes';
import { commonEnd } from '../intent/path-moves';
import { changedRoutes, isClosed, nameOf, namesWithoutPrefix } from '../intent/route-changes';
import { codes, hasOnlyCodeOf, isSameCode } from '../intent/same-code';
import { identity, pathShape, routeName } from '../service/events';
import { groupBy, groupByAll } from '../util/group-by';

/**
 * New routes with less protection than those of the same path, however that begins. Where none has its path, one without
 * a setting of its own is compared with all of its function.
 */
export function findAddedRoutes(first: Intent, now: Intent): Note[] {
  const { gone, appeared } = changedRoutes(first, now);
  const isStated = makeIsStated(first);
  const compared = appeared.filter((route) => saysNothing(route) || isStated(route) || isOfFunction(route));
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (compared.length === 0) return [];
  const unpaired = pairRoutes(gone, appeared);
  const moved = movedRoutes(first, now);
  const closedBeside = makeClosedBeside({ first, now }, unpaired, moved);
  const asConfigured = (route: IntendedRoute): readonly IntendedRoute[] =>
    first.routes.has(identity(route.planned)) ? [route] : moved.originalsOf(route);
  const [openGone, openFirst] = [gone, [...first.routes.values()]].map((routes) =>
    routes.filter((route) => !isClosed(route)),
  );
  const isOnlyMoved = makeIsOnlyMoved({ first, now }, moved);
  const removed = removedWithFunction(gone, now);
  return compared.flatMap((route) => {
    const ofSameCode = closedBeside(route);
    const ofSamePath = mostAlike(route, ofSameCode);
    const isNew = unpaired.appeared.has(route) || ofSamePath.length > 0;
    const configured = ofSameCode.flatMap(asConfigured);
    // What an event repeats may be said of a public route that is there, too.
    const open = saysNothing(route) ? openGone : openFirst;
    // What says itself how it is protected may have been merged into its function.
    const merged = saysNothing(route) ? [] : (removed.get(protectionOf(route)) ?? []);
    const alike = [...(open ?? []), ...merged];
    if (!isNew || isOnlyMoved(route) || isLike(route, alike, configured)) return [];
    const isKept = (other: IntendedRoute): boolean =>
      saysNothing(route) ? keepsProtection(other, route) : isAsStrict(other, route);
    const others = ofSamePath.length > 0 || !saysNothing(route) ? ofWholePath(route, ofSamePath) : ofSameCode;
    const names = namesWithoutPrefix(route);
    const any = others.some(isKept) ? undefined : others[0];
    const other = others.find((each) => names.includes(nameOf(each))) ?? any;
    if (other === undefined || isKept(other)) return [];
    const { where, functionName } = other.planned;
    const closed = { route: routeName(other.planned), where, functionName };
    return [addedRoute(route.planned.where, routeName(route.planned), closed, describeChange(other, route))];
  });
}

/**
 * Finds protected routes of a route's code: those as configured that are there or renamed, and the same of now, which may
 * be another function's.
 */
function makeClosedBeside(
  { first, now }: Intents,
  { gone, appeared }: Unpaired,
  moved: MovedRoutes,
): (route: IntendedRoute) => readonly IntendedRoute[] {
  const isGone = new Set(gone);
  const kept = [...first.routes.values()].filter((route) => isClosed(route) && !isGone.has(route));
  const keptByCode = groupByAll(kept, codes);
  const isThere = (route: IntendedRoute): boolean => !appeared.has(route) || isMovedRoute(route, now, moved);
  const there = groupByAll(
    [...now.routes.values()].filter((route) => isClosed(route) && isThere(route)),
    codes,
  );
  return (route) => {
    // One that is configured, and another function's by now, was not added beside the routes of that.
    const isConfigured = first.routes.has(identity(route.planned));
    const byCode = isConfigured ? [keptByCode] : [keptByCode, there];
    const beside = codes(route).flatMap((code) => byCode.flatMap((routes) => routes.get(code) ?? []));
    return beside.filter((other) => other !== route && isSameCode(other, route));
  };
}

/** Routes that are gone with their function, by how they were protected. */
function removedWithFunction(
  gone: readonly IntendedRoute[],
  { code }: Intent,
): ReadonlyMap<string, readonly IntendedRoute[]> {
  const left = new Set(code.map(({ name }) => name));
  return groupBy(
    gone.filter(({ fn }) => !left.has(fn.name)),
    protectionOf,
  );
}

/** Whether a new route was only moved: its function had it, or one that has another name by now. */
function makeIsOnlyMoved({ first, now }: Intents, moved: MovedRoutes): (route: IntendedRoute) => boolean {
  const names = new Set(first.code.map(({ name }) => name));
  return (route) => {
    const isOwn = (original: IntendedRoute): boolean =>
      original.fn.name === route.fn.name || (!names.has(route.fn.name) && hasOnlyCodeOf(original, route));
    return moved.originalsOf(route).some(isOwn) && isMovedRoute(route, now, moved);
  };
}

/** Whether a new route is one that was there, and no copy of it, which has a longer path. Its code may be new. */
function isMovedRoute(route: IntendedRoute, { routes }: Intent, moved: MovedRoutes): boolean {
  const length = ({ planned }: IntendedRoute): number => planned.path.length;
  return moved
    .originalsOf(route)
    .filter(({ planned }) => !routes.has(identity(planned)))
    .some((original) => moved.routesOf(original).every((other) => length(other) >= length(route)));
}

/** Those of its path, but for how that begins: of several, those with the longest end of it. */
function mostAlike(route: IntendedRoute, others: readonly IntendedRoute[]): readonly IntendedRoute[] {
  const ends = others.map((other) => commonEnd(other.planned, route.planned));
  const most = ends.reduce((a, b) => Math.max(a, b), 0);
  return most === 0 ? [] : others.filter((_, i) => ends[i] === most);
}

/** Those whose whole path the route has, but for a prefix; all, where none is so. */
function ofWholePath(route: IntendedRoute, others: readonly IntendedRoute[]): readonly IntendedRoute[] {
  const path = pathShape(route.planned.path);
  const whole = others.filter(({ planned }) => path.endsWith(pathShape(planned.path)));
  return whole.length > 0 ? whole : others;
}

/** Whether the path of a route is more like that of one that is as open than that of any protected one. */
function isLike(
  route: IntendedRoute,
  asOpen: readonly IntendedRoute[],
  closed: readonly IntendedRoute[],
): boolean {
  const likeness = ({ planned }: IntendedRoute): number =>
    2 * commonEnd(planned, route.planned) + Number(planned.method === route.planned.method);
  const most = closed.map(likeness).reduce((a, b) => Math.max(a, b), 1);
  return asOpen.some((other) => likeness(other) > most);
}

/** Whether neither its event nor its function says how it is protected. Preflight requests have no token. */
export function saysNothing(route: IntendedRoute): boolean {
  const { decision, method } = route.planned;
  const { decidedBy } = decision;
  if (saysItself(route) || (decidedBy !== 'default' && decidedBy !== 'service')) return false;
  return method !== 'OPTIONS' || isClosed(route);
}

/** Whether it is public because its function says so. */
function isOfFunction(route: IntendedRoute): boolean {
  const { decision, method } = route.planned;
  return !isClosed(route) && decision.decidedBy === 'function' && method !== 'OPTIONS';
}
