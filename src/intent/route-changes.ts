/** Which routes are gone since the service was configured, and which are new. Pure. */
import { type PlannedFunction, type PlannedRoute, hasAuthorizer } from '../plan/types';
import { type Intent, type IntendedRoute, repeatsSettings } from './intent';
import { hasOnlyCodeOf } from './same-code';

export interface RouteChanges {
  /** Public ones too. */
  readonly gone: readonly IntendedRoute[];
  readonly appeared: readonly IntendedRoute[];
  /**
   * Those that may be another route than the configured one of their name: protected ones, where that was public, or a
   * protected one of other code whose event said something else; public ones of a function of another name that
   * nothing says to be public, where something said so.
   */
  readonly exchanged: readonly IntendedRoute[];
}

/** Protected routes that were configured and are not in the service any more. */
export interface GoneRoutes {
  /** All of them: also those that have another name by now, and those that are gone with their code. */
  readonly all: readonly PlannedRoute[];
  /** Those whose code is still in the service, and that were not only renamed. */
  readonly withCode: readonly PlannedRoute[];
  /** Which functions of the template run the code of a route of `all`: their logical IDs. */
  readonly idsOf: (route: PlannedRoute) => readonly string[];
  /** `$connect` routes, with or without their code: they protected the other routes of their API. */
  readonly connects: readonly PlannedRoute[];
  /** Functions whose code has lost its protected routes. */
  readonly functions: readonly GuardedFunction[];
  /** Functions that another plugin has added, with the code of one that has its protected routes. */
  readonly copies: readonly GuardedFunction[];
  /** Functions of the user's that never had a protected route, with the code of one that has or had. */
  readonly shared: readonly GuardedFunction[];
}

/** A function that nothing public may call. */
export interface GuardedFunction extends PlannedFunction {
  /** The configured function that had this code. */
  readonly original?: string;
  /** Whether that one has lost protected routes. */
  readonly hasLost?: boolean;
  /** Logical IDs of public routes that may call it. */
  readonly mayCall?: ReadonlySet<string>;
}

export const NOTHING_GONE: GoneRoutes = {
  all: [],
  withCode: [],
  idsOf: () => [],
  connects: [],
  functions: [],
  copies: [],
  shared: [],
};

/** The route that a new one was before another plugin changed it; `undefined` where nothing is wrong with the new one. */
export type FindBefore = (route: IntendedRoute) => IntendedRoute | undefined;

export function changedRoutes({ routes: first }: Intent, { routes: now }: Intent): RouteChanges {
  const routes = [...now].map(([name, route]) => ({ route, before: first.get(name) }));
  return {
    gone: [...first].filter(([name]) => !now.has(name)).map(([, route]) => route),
    appeared: routes.filter(isNew).map(({ route }) => route),
    exchanged: routes.filter(isExchanged).map(({ route }) => route),
  };
}

/** A route, and the configured one of its name. */
interface RouteState {
  readonly route: IntendedRoute;
  readonly before: IntendedRoute | undefined;
}

/** A route of other code is new, though there was a public route of that name. */
function isNew({ route, before }: RouteState): boolean {
  return before === undefined || (!isClosed(before) && !hasOnlyCodeOf(before, route));
}

function isExchanged({ route, before }: RouteState): boolean {
  if (before === undefined) return false;
  if (!isClosed(before))
    return hasOnlyCodeOf(before, route) && (isClosed(route) || isOfOtherEvent(before, route));
  return isClosed(route) && !hasOnlyCodeOf(before, route) && !repeatsSettings(before, route);
}

/** Whether another function has the route by now, and nothing says any more that it is public. */
function isOfOtherEvent(before: IntendedRoute, route: IntendedRoute): boolean {
  const [said, says] = [before, route].map(({ planned }) => planned.decision.decidedBy !== 'default');
  return before.fn.name !== route.fn.name && said === true && says === false;
}

/** Whether it has an authorizer of ours or another one. */
export function isClosed({ planned }: Pick<IntendedRoute, 'planned'>): boolean {
  return hasAuthorizer(planned);
}

/** What a route is called. */
interface Named {
  readonly planned: Pick<PlannedRoute, 'api' | 'method' | 'path'>;
}

export function nameOf({ planned: { api, method, path } }: Named): string {
  return `${api} ${method} ${path}`;
}

/** Names that the route may have had before a prefix was put before its path. `$default` has none. */
export function namesWithoutPrefix({ planned: { api, method, path } }: Named): string[] {
  return [...path.matchAll(/\//g)].map(({ index: start }) => `${api} ${method} ${path.slice(start)}`);
}
