/** Which protected routes are gone since the service was configured, and what is left of their code. Pure. */
import { codeKeys, isSameFunction } from '../service/function-code';
import { lookup } from '../util/group-by';
import type { Intent } from './intent';
import { findRemovedRoutes } from './replaced-routes';
import { type GoneRoutes, NOTHING_GONE, changedRoutes, isProtected } from './route-changes';

export function findGoneRoutes(first: Intent, now: Intent): GoneRoutes {
  const gone = changedRoutes(first, now).gone.filter(isProtected);
  const left = functionsWithoutRoutes(first, now);
  if (gone.length === 0) return { ...NOTHING_GONE, ...left };
  const removed = findRemovedRoutes(first, now);
  const findSame = lookup(now.code, codeKeys);
  const withCode = first.code
    .filter((fn) => findSame(codeKeys(fn), (other) => isSameFunction(fn, other)) !== undefined)
    .map(({ name }) => name);
  const isLeft = new Set(withCode);
  return {
    names: gone.map(({ planned }) => planned),
    withCode: removed.filter(({ event }) => isLeft.has(event.functionName)).map(({ planned }) => planned),
    connects: removed.map(({ planned }) => planned).filter(({ api }) => api === 'websocket'),
    ...left,
  };
}

/**
 * Functions without a protected route that had one, or that another plugin has added and that run the code of one that
 * had one. A function whose routes are all there, and say that they are public, has not lost any.
 */
function functionsWithoutRoutes(first: Intent, now: Intent): Pick<GoneRoutes, 'functions' | 'copies'> {
  const closed = new Set(now.functions.map(({ name }) => name));
  const configured = new Set(first.code.map(({ name }) => name));
  const wasClosed = new Set(first.functions.filter((fn) => !fn.isOptedOut).map(({ name }) => name));
  const losing = losingFunctions(first, now);
  const findOriginal = lookup(
    first.code.filter(({ name }) => wasClosed.has(name)),
    codeKeys,
  );
  const left = now.code
    .filter(({ name }) => !closed.has(name) && (wasClosed.has(name) || !configured.has(name)))
    .flatMap((fn) => {
      const { name, logicalId } = fn;
      const original =
        findOriginal(codeKeys(fn), (other) => losing.has(other.name) && isSameFunction(fn, other)) ??
        findOriginal(codeKeys(fn), (other) => isSameFunction(fn, other));
      return original === undefined ? [] : [{ name, logicalId, isOptedOut: false, original: original.name }];
    });
  return {
    functions: left.filter(({ original }) => losing.has(original)),
    copies: left.filter(({ name, original }) => !losing.has(original) && name !== original),
  };
}

/** Functions of which a protected route is gone, or is another function's. */
function losingFunctions(first: Intent, now: Intent): ReadonlySet<string> {
  const lost = [...first.routes].filter(([key, route]) => {
    return isProtected(route) && now.routes.get(key)?.event.functionName !== route.event.functionName;
  });
  return new Set(lost.map(([, { event }]) => event.functionName));
}
