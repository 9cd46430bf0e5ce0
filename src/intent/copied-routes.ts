/** New routes that are copies of others. Pure. */
import { pathShape } from '../service/events';
import { lookup } from '../util/group-by';
import { allEnds, makeFindAlike } from './alike-routes';
import { protectionOf } from './describe-protection';
import type { Intent, IntendedRoute } from './intent';
import { codes, isSameCode } from './same-code';

/** Whether the path of a new route ends more like that of one of its code that is there, than like any that is gone. */
export function makeIsCopy(
  gone: readonly IntendedRoute[],
  there: readonly IntendedRoute[],
): (route: IntendedRoute) => boolean {
  const findThere = makeFindAlike(there, codes);
  const findGone = makeFindAlike(gone, () => ['']);
  return (route) => findThere(route, isSameCode).end.length > findGone(route).end.length;
}

/** Whether a route of a new function is a copy of one that is gone, with its protection, under a prefix. */
export function makeIsWholeCopy(
  first: Intent,
  gone: readonly IntendedRoute[],
): (route: IntendedRoute) => boolean {
  const names = new Set(first.code.map(({ name }) => name));
  const findGone = lookup(gone, (route) => [keyOf(route, pathShape(route.planned.path))]);
  return (route) =>
    !names.has(route.fn.name) && findGone(allEnds(route).map((end) => keyOf(route, end))) !== undefined;
}

function keyOf(route: IntendedRoute, path: string): string {
  return `${route.planned.method} ${path} ${protectionOf(route)}`;
}
