/** Routes that are not public and that the user has written under `resources:`. Pure. */
import { type MethodAndPath, routeName } from '../service/events';
import { type FunctionCode, isSameFunction } from '../service/function-code';
import type { Request } from '../service/requests';
import type { ClosedFunction } from './added-ways';
import { type ApiRoute, isPublic } from './api-resources';
import type { ConfiguredRoute } from './configured-routes';
import type { GuardedFunction } from './route-changes';

/** One whose method and path are known. */
export interface ClosedResource extends Request {
  readonly logicalId: string;
  readonly authorization: unknown;
  readonly condition: unknown;
  /** What it calls, also where another plugin gave that code to a new function. */
  readonly calls: ReadonlySet<string>;
}

/**
 * @param first what the functions of the service ran as configured
 * @param code what they run by now
 */
export function closedResources(
  configured: readonly ConfiguredRoute[],
  first: readonly FunctionCode[],
  code: readonly FunctionCode[],
): ClosedResource[] {
  const closed = configured.filter(isClosed);
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (closed.length === 0) return [];
  const known = new Set(first.map(({ name }) => name));
  const added = code.filter(({ name }) => !known.has(name));
  return closed.map(({ api, logicalId, route, authorization, condition, calls, references }) => {
    const called = first.filter((fn) => calls.has(fn.logicalId) || references.has(fn.logicalId));
    const copies = added.filter((fn) => called.some((original) => isSameFunction(original, fn)));
    const ids = [...called, ...copies].map((fn) => fn.logicalId);
    return { api, ...route, logicalId, authorization, condition, calls: new Set([...calls, ...ids]) };
  });
}

function isClosed(route: ConfiguredRoute): route is ConfiguredRoute & { readonly route: MethodAndPath } {
  return route.authorization !== null && route.route !== null;
}

/**
 * Those whose code a protected route calls by now: they themselves, or another one.
 *
 * @param found all routes of our own APIs
 */
export function keptResources(
  closed: readonly ClosedResource[],
  found: readonly ApiRoute[],
  callsOf: (route: ApiRoute) => ReadonlySet<string>,
): ClosedResource[] {
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (closed.length === 0) return [];
  const kept = new Set(found.filter((route) => !isPublic(route)).flatMap((route) => [...callsOf(route)]));
  return closed.filter(({ calls }) => [...calls].some((called) => kept.has(called)));
}

/** The functions of the service that such routes call, each with the first of them, without those with `passage: false`. */
export function functionsCalled(
  closed: readonly ClosedResource[],
  code: readonly FunctionCode[],
): (ClosedFunction & { readonly fn: FunctionCode })[] {
  return code
    .filter(({ isOptedOut }) => !isOptedOut)
    .flatMap((fn) => {
      const route = closed.find(({ calls }) => calls.has(fn.logicalId));
      return route === undefined ? [] : [{ fn, label: routeName(route) }];
    });
}

/**
 * The same, as functions that nothing public may call.
 *
 * @param guarded functions that are guarded already
 * @param meant public routes that the user has configured beside
 */
export function guardedByResources(
  closed: readonly ClosedResource[],
  code: readonly FunctionCode[],
  guarded: readonly GuardedFunction[],
  meant: readonly ApiRoute[],
): GuardedFunction[] {
  const known = new Set(guarded.map(({ name }) => name));
  const mayCall = new Set(meant.map(({ logicalId }) => logicalId));
  return functionsCalled(closed, code)
    .filter(({ fn }) => !known.has(fn.name))
    .map(({ fn: { name, logicalId } }) => ({ name, logicalId, isOptedOut: false, mayCall }));
}
