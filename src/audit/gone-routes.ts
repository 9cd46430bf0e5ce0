/** Which protected routes are gone since the service was configured, and what is left of their code. Pure. */
import type { Template } from '../cloudformation';
import { type FunctionCode, codeKeys, isSameFunction } from '../service/function-code';
import { groupByAll, lookup } from '../util/group-by';
import { withDeployedFunctions } from './deployed-functions';
import { type Intent, unchangedCode } from './intent';
import { findRemovedRoutes } from './replaced-routes';
import { type GoneRoutes, NOTHING_GONE, changedRoutes, isProtected } from './route-changes';

/** @param template what would be deployed */
export function findGoneRoutes(first: Intent, planned: Intent, template: Template): GoneRoutes {
  const now = withDeployedFunctions(planned, first, template);
  const gone = changedRoutes(first, now).gone.filter(isProtected);
  const left = functionsWithoutRoutes(first, now);
  // Stryker disable next-line ConditionalExpression: it only saves time.
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
    idsOf: runningCode(first, now),
    connects: removed.map(({ planned }) => planned).filter(({ api }) => api === 'websocket'),
    ...left,
  };
}

/** Finds the functions that run by now what the function of a route ran as configured. */
function runningCode(first: Intent, now: Intent): GoneRoutes['idsOf'] {
  const originals = new Map(first.code.map((fn) => [fn.name, fn]));
  const byKey = groupByAll(now.code, codeKeys);
  return ({ functionName }) => {
    const original = originals.get(functionName);
    if (original === undefined) return [];
    const same = codeKeys(original).flatMap((key) => byKey.get(key) ?? []);
    return same.filter((fn) => isSameFunction(original, fn)).map(({ logicalId }) => logicalId);
  };
}

/**
 * Functions without a protected route that had one, or that run the code of one that had one. A function whose routes
 * are all there, and say that they are public, has not lost any.
 */
function functionsWithoutRoutes(first: Intent, now: Intent): Pick<GoneRoutes, 'functions' | 'copies'> {
  const closed = new Set(now.functions.map(({ name }) => name));
  const wasClosed = new Set(first.functions.filter((fn) => !fn.isOptedOut).map(({ name }) => name));
  const losing = losingFunctions(first, now);
  const originals = first.code.filter(({ name }) => wasClosed.has(name));
  const findOriginal = lookup(originals, codeKeys);
  const findLosing = lookup(
    originals.filter(({ name }) => losing.has(name)),
    codeKeys,
  );
  // Many functions may run the same code: no list of them is searched for each.
  const open = now.code.filter(({ name }) => !closed.has(name));
  const left = open.flatMap((fn) => {
    const isSame = (other: FunctionCode): boolean => isSameFunction(fn, other);
    const original = findLosing(codeKeys(fn), isSame) ?? findOriginal(codeKeys(fn), isSame);
    if (original === undefined) return [];
    return [{ name: fn.name, logicalId: fn.logicalId, isOptedOut: false, original: original.name }];
  });
  const configured = unchangedCode(first, now);
  const isPublic = publicFunctions(first);
  return {
    functions: left
      .filter(({ name, original }) => losing.has(original) && !(configured.has(name) && isPublic.has(name)))
      .map((fn) => ({ ...fn, hasLost: true })),
    copies: left.filter(({ name, original }) => !losing.has(original) && !configured.has(name)),
  };
}

/** Functions that the user lets anyone call, and that have no protected route. */
function publicFunctions({ code, routes, open, functions }: Intent): ReadonlySet<string> {
  const protectedNames = new Set(functions.map(({ name }) => name));
  const names = [
    ...code.filter(({ isOptedOut }) => isOptedOut).map(({ name }) => name),
    ...[...routes.values()].map(({ event }) => event.functionName),
    ...Object.values(open).flat(),
  ];
  return new Set(names.filter((name) => !protectedNames.has(name)));
}

/** Functions of which a protected route is gone, or is another function's. */
function losingFunctions(first: Intent, now: Intent): ReadonlySet<string> {
  const lost = [...first.routes].filter(([key, route]) => {
    return isProtected(route) && now.routes.get(key)?.event.functionName !== route.event.functionName;
  });
  return new Set(lost.map(([, { event }]) => event.functionName));
}
