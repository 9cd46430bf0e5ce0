/** Routes that are gone, and new ones of the same code that are protected as they were. Pure. */
import { groupByAll } from '../util/group-by';
import { type IntendedRoute, codes, describeProtection } from './intent';

interface Unmatched {
  readonly gone: readonly IntendedRoute[];
  readonly appeared: ReadonlySet<IntendedRoute>;
}

/** Protected routes that are gone without a counterpart, and new ones that are no counterpart. */
export function matchStrictly(gone: readonly IntendedRoute[], appeared: readonly IntendedRoute[]): Unmatched {
  const matched = [gone, withoutReplaced(gone, appeared)].map((each) => matchProtection(each, appeared));
  return {
    gone: [...new Set(matched.flatMap((each) => each.gone))],
    appeared: new Set(matched.flatMap((each) => [...each.appeared])),
  };
}

/**
 * Without those in whose place an event stands that says itself that it is something else: the others still need a
 * counterpart each.
 */
function withoutReplaced(
  gone: readonly IntendedRoute[],
  appeared: readonly IntendedRoute[],
): readonly IntendedRoute[] {
  const known = new Set(gone.map(protection));
  const replacing = appeared.filter(
    (route) => (route.event.settings.event ?? route.event.existing) !== null && !known.has(protection(route)),
  );
  const places = new Set(replacing.flatMap(placesOf));
  return gone.filter((route) => !placesOf(route).some((place) => places.has(place)));
}

function placesOf(route: IntendedRoute): string[] {
  return codes(route).map((code) => `${code} ${String(route.event.index)}`);
}

/** Routes of the same code may have any other names: each that is gone needs one that is protected as it was. */
export function matchProtection(
  gone: readonly IntendedRoute[],
  appeared: readonly IntendedRoute[],
): Unmatched {
  const keysOf = (route: IntendedRoute): string[] =>
    codes(route).map((code) => `${code} ${protection(route)}`);
  const byProtection = groupByAll(appeared, keysOf);
  const left = new Set(appeared);
  const take = (candidates: IntendedRoute[]): boolean => {
    for (let route = candidates.pop(); route !== undefined; route = candidates.pop())
      if (left.delete(route)) return true;
    return false;
  };
  return {
    gone: gone.filter((before) => !keysOf(before).some((key) => take(byProtection.get(key) ?? []))),
    appeared: left,
  };
}

/** How a route is protected, and on which kind of API. */
export function protection({ planned }: IntendedRoute): string {
  return `${planned.api} ${describeProtection(planned)}`;
}
