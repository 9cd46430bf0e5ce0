/** Public function URLs that another plugin has added. Pure. */
import { codeKeys, isSameFunction } from '../service/function-code';
import { routeName } from '../service/events';
import { lookup } from '../util/group-by';
import { addedUrl } from './change-messages';
import type { Finding } from './finding';
import type { Intent } from './intent';
import { isProtected } from './route-changes';

/** On a function that runs the code of one that had or has a protected route, and neither had `passage: false`. */
export function findAddedUrls(first: Intent, now: Intent): Finding[] {
  const optedOut = new Set(first.code.filter(({ isOptedOut }) => isOptedOut).map(({ name }) => name));
  const added = now.code.filter(
    ({ name }) => now.publicUrls.has(name) && !first.publicUrls.has(name) && !optedOut.has(name),
  );
  if (added.length === 0) return [];
  const codes = new Map([...now.code, ...first.code].map((fn) => [fn.name, fn]));
  const closed = [...now.routes.values(), ...first.routes.values()]
    .filter((route) => isProtected(route) && route.event.settings.function?.protect !== false)
    .flatMap(({ planned }) => {
      const fn = codes.get(planned.functionName);
      return fn === undefined ? [] : [{ planned, fn }];
    });
  const findClosed = lookup(closed, ({ fn }) => codeKeys(fn));
  return added.flatMap((fn) => {
    const route = findClosed(codeKeys(fn), (other) => isSameFunction(fn, other.fn));
    return route === undefined
      ? []
      : [addedUrl(`functions.${fn.name}.url`, fn.name, routeName(route.planned))];
  });
}
