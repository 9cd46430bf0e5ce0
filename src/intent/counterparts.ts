/**
 * Pairs routes that are gone with new ones. Pure.
 *
 * A new route is the counterpart of one that is gone if both have the same code and the same protection: then another
 * plugin has only renamed the route, whatever its new name is. A new route is the counterpart of one route only.
 */
import { identity } from '../service/events';
import { groupByAll, lookup } from '../util/group-by';
import { protectionOf } from './describe-protection';
import { type Intent, type IntendedRoute, type Intents, saysItself } from './intent';
import { codes, hasOnlyCodeOf, isSameCode } from './same-code';

/** Routes without a counterpart. */
export interface Unpaired {
  readonly gone: readonly IntendedRoute[];
  readonly appeared: ReadonlySet<IntendedRoute>;
}

/** What a route and its counterpart have in common: code and protection. */
export function pairKeys(route: IntendedRoute): string[] {
  return codes(route).map((code) => `${code} ${protectionOf(route)}`);
}

export function pairRoutes(gone: readonly IntendedRoute[], appeared: readonly IntendedRoute[]): Unpaired {
  const candidates = groupByAll(appeared, pairKeys);
  const unpaired = new Set(appeared);
  const findCounterpart = (route: IntendedRoute): boolean =>
    pairKeys(route).some((key) =>
      takeLast(candidates.get(key), unpaired, (other) => isSameCode(route, other)),
    );
  return { gone: gone.filter((route) => !findCounterpart(route)), appeared: unpaired };
}

/** Takes a candidate that passes the test and is not paired yet. Returns whether there was one. */
function takeLast(
  candidates: IntendedRoute[] | undefined,
  unpaired: Set<IntendedRoute>,
  test: (route: IntendedRoute) => boolean,
): boolean {
  if (candidates === undefined) return false;
  const isDone = (route: IntendedRoute): boolean => !unpaired.has(route) || test(route);
  for (let at = candidates.findLastIndex(isDone); at >= 0; at = candidates.findLastIndex(isDone))
    // Stryker disable next-line MethodExpression: it is one route.
    if (candidates.splice(at, 1).some((route) => unpaired.delete(route))) return true;
  return false;
}

/**
 * The same, where new events may say themselves how they are protected. Such an event may be the event that was in its
 * place, or one that another plugin added. Both are tried, and a route must have its counterpart in both.
 */
export function pairInBothReadings(
  gone: readonly IntendedRoute[],
  appeared: readonly IntendedRoute[],
): Unpaired {
  const added = pairRoutes(gone, appeared);
  const inPlace = pairRoutes(withoutRestated(gone, appeared), appeared);
  return {
    gone: [...new Set([...added.gone, ...inPlace.gone])],
    appeared: new Set([...added.appeared, ...inPlace.appeared]),
  };
}

/** Without routes in whose place there is an event by now that asks for a protection that no route had. */
function withoutRestated(
  gone: readonly IntendedRoute[],
  appeared: readonly IntendedRoute[],
): readonly IntendedRoute[] {
  const known = new Set(gone.map(protectionOf));
  const restating = appeared.filter((route) => saysItself(route) && !known.has(protectionOf(route)));
  const findRestated = lookup(restating, placesOf);
  return gone.filter(
    (route) => findRestated(placesOf(route), (other) => isSameCode(route, other)) === undefined,
  );
}

/** The place of the route's event: which one it is of its function's events. */
function placesOf(route: IntendedRoute): string[] {
  return codes(route).map((code) => `${code} ${String(route.event.index)}`);
}

/** The configured route for all methods of which a route is one, with its code and protection. */
export function wholeOf({ routes: first }: Intent, route: IntendedRoute): IntendedRoute | undefined {
  const whole = first.get(identity({ ...route.planned, method: 'ANY' }));
  if (whole === undefined || protectionOf(whole) !== protectionOf(route)) return undefined;
  return hasOnlyCodeOf(whole, route) ? whole : undefined;
}

/** The same, where it is gone: then the route is what another plugin has made of it. */
export function splitWholeOf({ first, now }: Intents, route: IntendedRoute): IntendedRoute | undefined {
  const whole = wholeOf(first, route);
  return whole !== undefined && now.routes.has(identity(whole.planned)) ? undefined : whole;
}
