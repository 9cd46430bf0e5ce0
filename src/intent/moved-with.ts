/** Whether routes got the paths that they have by now together. Pure. */
import { pathShape } from '../service/events';
import { groupBy } from '../util/group-by';
import { allEnds } from './alike-routes';
import type { IntendedRoute } from './intent';
import { moveKey } from './path-moves';

/**
 * Finds the routes whose path begins in another way than that of an origin, where those of protected ones do so, too.
 *
 * @param had protected routes that are gone
 * @param kept new ones with their protection
 */
export function makeIsMovedWith(
  had: readonly IntendedRoute[],
  kept: readonly IntendedRoute[],
  origins: readonly IntendedRoute[],
): (route: IntendedRoute) => boolean {
  const keptPaths = new Set(kept.map(shapeOf));
  const originPaths = new Set(origins.map(shapeOf));
  const splits = groupBy(
    had.flatMap((route) => splitsOf(route)),
    ({ beginning }) => beginning,
  );
  const known = new Map<string, boolean>();
  return (route) =>
    splitsOf(route).some(({ beginning: to, end }) =>
      [...splits]
        .filter(([from]) => originPaths.has(from + end))
        .some(([from, rests]) => {
          const key = moveKey({ from, to });
          const isKnown = known.get(key) ?? rests.every((rest) => keptPaths.has(to + rest.end));
          known.set(key, isKnown);
          return isKnown;
        }),
    );
}

function shapeOf({ planned }: IntendedRoute): string {
  return pathShape(planned.path);
}

/** Its path, before each of its segments. */
function splitsOf(route: IntendedRoute): { readonly beginning: string; readonly end: string }[] {
  const path = shapeOf(route);
  return allEnds(route)
    .filter((end) => end !== '')
    .map((end) => ({ end, beginning: path.slice(0, path.length - end.length) }));
}
