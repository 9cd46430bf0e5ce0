/** Which protected routes are gone since the service was configured, and what is left of their code. Pure. */
import type { Template } from '../cloudformation';
import { type FunctionCode, codeKeys, isSameFunction } from '../service/function-code';
import { groupByAll, lookup } from '../util/group-by';
import { withDeployedFunctions } from './deployed-functions';
import { type Intent, publicFunctions, unchangedCode } from './intent';
import { findRemovedRoutes } from './replaced-routes';
import {
  type GoneRoutes,
  type GuardedFunction,
  NOTHING_GONE,
  changedRoutes,
  isClosed,
} from './route-changes';

/** @param template what would be deployed */
export function findGoneRoutes(first: Intent, planned: Intent, template: Template): GoneRoutes {
  const now = withDeployedFunctions(planned, first, template);
  const gone = changedRoutes(first, now).gone.filter(isClosed);
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
    all: gone.map(({ planned }) => planned),
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
 * Functions without a protected route that had one, or that run the code of one that had one. One that the user lets
 * anyone call, beside the same code with its protected routes, is none of them.
 */
function functionsWithoutRoutes(
  first: Intent,
  now: Intent,
): Pick<GoneRoutes, 'functions' | 'copies' | 'shared'> {
  const wasClosed = new Set(first.functions.filter((fn) => !fn.isOptedOut).map(({ name }) => name));
  const losing = losingFunctions(first, now);
  const left = functionsLeft(first, now, wasClosed, losing);
  // Stryker disable next-line ConditionalExpression: it only saves time.
  if (left.length === 0) return { functions: [], copies: [], shared: [] };
  const configured = unchangedCode(first, now);
  const isPublic = publicFunctions(first);
  const optedOut = new Set(first.code.filter(({ isOptedOut }) => isOptedOut).map(({ name }) => name));
  const isShared = ({ name }: GuardedFunction): boolean => configured.has(name) && !wasClosed.has(name);
  return {
    functions: left.filter((fn) => fn.hasLost && !isShared(fn)),
    copies: left.filter((fn) => !fn.hasLost && !configured.has(fn.name)),
    shared: left.filter(
      (fn) => isShared(fn) && !optedOut.has(fn.name) && !(isPublic.has(fn.name) && !fn.hasLost),
    ),
  };
}

/** All functions without a protected route and with the code of one that has or had one. */
function functionsLeft(
  first: Intent,
  now: Intent,
  wasClosed: ReadonlySet<string>,
  losing: ReadonlySet<string>,
): GuardedFunction[] {
  const closed = new Set(now.functions.map(({ name }) => name));
  const open = now.code.filter(({ name }) => !closed.has(name));
  // Stryker disable next-line ConditionalExpression: it only saves time.
  if (open.length === 0) return [];
  const originals = first.code.filter(({ name }) => wasClosed.has(name));
  const findOriginal = lookup(originals, codeKeys);
  const findLosing = lookup(
    originals.filter(({ name }) => losing.has(name)),
    codeKeys,
  );
  // Many functions may run the same code: no list of them is searched for each.
  return open.flatMap((fn) => {
    const isSame = (other: FunctionCode): boolean => isSameFunction(fn, other);
    const lost = findLosing(codeKeys(fn), isSame);
    const original = lost ?? findOriginal(codeKeys(fn), isSame);
    if (original === undefined) return [];
    const { name, logicalId } = fn;
    return [{ name, logicalId, isOptedOut: false, original: original.name, hasLost: lost !== undefined }];
  });
}

/** Functions of which a protected route is gone, or is another function's. */
function losingFunctions(first: Intent, now: Intent): ReadonlySet<string> {
  const lost = [...first.routes].filter(([key, route]) => {
    return isClosed(route) && now.routes.get(key)?.event.functionName !== route.event.functionName;
  });
  return new Set(lost.map(([, { event }]) => event.functionName));
}
