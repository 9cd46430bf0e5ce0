/** Routes that are not public and that the user has written under `resources:`. Pure. */
import { formatValue } from '../errors';
import type { ClosedFunction } from '../intent/added-ways';
import type { GuardedFunction } from '../intent/route-changes';
import type { Request } from '../routing/requests';
import { routeName } from '../service/events';
import { type FunctionCode, isSameFunction } from '../service/function-code';
import { type ApiRoute, isPublic } from '../template/api-resources';
import type { ConfiguredRoute } from './configured-routes';

export interface ClosedResource extends Pick<ConfiguredRoute, 'api' | 'logicalId' | 'place'> {
  /** Its method and path, `null` where only CloudFormation knows them. */
  readonly request: Request | null;
  /** What it is called. */
  readonly label: string;
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
  const closed = configured.filter(({ isClosed }) => isClosed);
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (closed.length === 0) return [];
  const known = new Set(first.map(({ name }) => name));
  return closed.map(({ api, route, calls, ...closedRoute }) => {
    const functions = first.filter((fn) => calls.has(fn.logicalId));
    const same = code.filter((fn) => functions.some((original) => isSameFunction(original, fn)));
    const added = same.filter(({ name }) => !known.has(name));
    const idsOf = (called: readonly FunctionCode[]): Set<string> =>
      new Set([...calls, ...[...functions, ...called].map((fn) => fn.logicalId)]);
    return {
      ...closedRoute,
      api,
      functions,
      request: route === null ? null : { api, ...route },
      label: route === null ? formatValue(closedRoute.key) : routeName(route),
      calls: idsOf(added),
      sameCode: idsOf(same),
    };
  });
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
export interface CalledFunction extends ClosedFunction {
  readonly fn: FunctionCode;
  readonly route: ClosedResource;
  /** The configured function with this code. */
  readonly original: string;
  /** Whether such a route calls another function with its code only. */
  readonly isShared: boolean;
}

/**
 * The functions that such routes call, each with the first of them, without those with `passage: false` and their code.
 *
 * @param isOpen whether the user lets anyone call a function: none with the same code is called by such routes then
 */
export function functionsCalled(
  closed: readonly ClosedResource[],
  code: readonly FunctionCode[],
  isOpen: (name: string) => boolean = () => true,
): CalledFunction[] {
  return code
    .filter(({ isOptedOut }) => !isOptedOut)
    .flatMap((fn) => {
      const calling = closed.find(({ calls }) => calls.has(fn.logicalId));
      const shared = isOpen(fn.name) ? undefined : closed.find(({ sameCode }) => sameCode.has(fn.logicalId));
      const route = calling ?? shared;
      if (route === undefined) return [];
      const original = route.functions.find((other) => isSameFunction(other, fn));
      if (original?.isOptedOut === true) return [];
      const isShared = calling === undefined;
      return [{ fn, route, label: route.label, original: original?.name ?? fn.name, isShared }];
    });
}

/** Public resources that the user has configured: their logical IDs. */
interface Meant {
  /** Routes, before what they call. */
  readonly routes: ReadonlySet<string>;
  /** Ways before any function, one that has the code of a protected one too. */
  readonly ways: ReadonlySet<string>;
}

/** The same, as functions that nothing public may call but what the user means. */
export function guardFunctions(
  called: readonly CalledFunction[],
  { routes, ways }: Meant,
): GuardedFunction[] {
  return called.map(({ fn: { name, logicalId }, original, isShared }) => ({
    name,
    logicalId,
    original,
    isOptedOut: false,
    mayCall: isShared ? new Set([...routes, ...ways]) : routes,
  }));
}
