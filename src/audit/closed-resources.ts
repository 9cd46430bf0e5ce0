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
  /** The functions of the service that it calls, as configured. */
  readonly functions: readonly FunctionCode[];
  /** What it calls, also where another plugin gave that code to a new function. */
  readonly calls: ReadonlySet<string>;
  /** With all functions that run the same code by now. */
  readonly sameCode: ReadonlySet<string>;
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
  return closed.map(({ api, logicalId, route, authorization, condition, calls }) => {
    const functions = first.filter((fn) => calls.has(fn.logicalId));
    const same = code.filter((fn) => functions.some((original) => isSameFunction(original, fn)));
    const added = same.filter(({ name }) => !known.has(name));
    const idsOf = (called: readonly FunctionCode[]): Set<string> =>
      new Set([...calls, ...[...functions, ...called].map((fn) => fn.logicalId)]);
    return {
      ...{ api, ...route, logicalId, authorization, condition, functions },
      calls: idsOf(added),
      sameCode: idsOf(same),
    };
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

/** A function that such a route calls, or with the code of one. */
interface CalledFunction extends ClosedFunction {
  readonly fn: FunctionCode;
  /** The configured function with this code. */
  readonly original: string;
}

/** The functions that such routes call, each with the first of them, without those with `passage: false` and their code. */
export function functionsCalled(
  closed: readonly ClosedResource[],
  code: readonly FunctionCode[],
): CalledFunction[] {
  return code
    .filter(({ isOptedOut }) => !isOptedOut)
    .flatMap((fn) => {
      const route = closed.find(({ calls }) => calls.has(fn.logicalId));
      if (route === undefined) return [];
      const original = route.functions.find((other) => isSameFunction(other, fn));
      if (original?.isOptedOut === true) return [];
      return [{ fn, label: routeName(route), original: original?.name ?? fn.name }];
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
    .map(({ fn: { name, logicalId }, original }) => ({
      ...{ name, logicalId, original, mayCall },
      isOptedOut: false,
    }));
}
