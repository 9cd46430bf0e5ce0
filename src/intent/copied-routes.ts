/** New routes that are copies of others. Pure. */
import { pathShape } from '../service/events';
import { lookup } from '../util/group-by';
import { allEnds, makeFindAlike } from './alike-routes';
import { protectionOf } from './describe-protection';
import type { Intent, IntendedRoute } from './intent';
import type { RouteChanges } from './route-changes';
import { codes, isSameCode } from './same-code';

/** Whether the path of a new route ends more like that of a configured one of its code than like any that is gone. */
export function makeIsCopy(
  gone: readonly IntendedRoute[],
  configured: readonly IntendedRoute[],
): (route: IntendedRoute) => boolean {
  const findConfigured = makeFindAlike(configured, codes);
  const findGone = makeFindAlike(gone, () => ['']);
  return (route) => findConfigured(route, isSameCode).end.length > findGone(route).end.length;
}

/**
 * Whether a route is a copy of one that is gone, under a prefix: of a new function whose routes are all copies of configured
 * ones of its code, with their protection.
 */
export function makeIsWholeCopy(
  first: Intent,
  { gone, appeared }: Pick<RouteChanges, 'gone' | 'appeared'>,
): (route: IntendedRoute) => boolean {
  const names = new Set(first.code.map(({ name }) => name));
  const findGone = makeFindOriginal(gone);
  const findAny = makeFindOriginal(first.routes.values());
  const others = new Set(appeared.filter((route) => !findAny(route)).map(({ fn }) => fn.name));
  return (route) => !names.has(route.fn.name) && !others.has(route.fn.name) && findGone(route) !== undefined;
}

/** Finds one of its code and protection whose path is all of its own after a prefix. */
function makeFindOriginal(
  routes: Iterable<IntendedRoute>,
): (route: IntendedRoute) => IntendedRoute | undefined {
  const find = lookup(routes, (route) => [keyOf(route, pathShape(route.planned.path))]);
  return (route) =>
    find(
      allEnds(route).map((end) => keyOf(route, end)),
      (original) => isSameCode(original, route),
    );
}

function keyOf(route: IntendedRoute, path: string): string {
  return `${route.planned.method} ${path} ${protectionOf(route)}`;
}
