/**
 * What the user configured, or what a later state of the service says. Pure.
 *
 * Words of `intent/` and `audit/`:
 * - configured: so in the service before other plugins changed it (`first`), not `now`;
 * - closed: with an authorizer, ours or another one; open: public;
 * - gone: configured, and no route has its method and path now; there: one has; appeared: there, and not configured;
 * - moved: there under a path that begins in another way;
 * - said, stated: written on an event, as `passage` or `authorizer`;
 * - within: of requests that another route, which is wider, matches too.
 */
import { sameValue } from '../cloudformation';
import type { App, Config } from '../config/config';
import type { PlannedService } from '../plan/plan-service';
import { type Decision, type Plan, type PlannedRoute, isPreflight } from '../plan/types';
import type { CodeHistory } from '../service/code-history';
import { identity } from '../service/events';
import { type Code, type RunningCode, isCodeIn } from '../service/function-code';
import type { Route } from '../service/routes';
import { copyJson } from '../util/objects';

/** A planned route with what its event says. */
export interface IntendedRoute {
  readonly planned: PlannedRoute;
  readonly event: Route;
  /** What its function runs. */
  readonly fn: RunningCode;
  /** Whether the authorizer that the event names was another one by the last plan. */
  readonly isRedefined: boolean;
  /** Whether its event is of a package, and says what no configured event of that route says: no statement of now. */
  readonly isPackaged: boolean;
}

export interface Intent {
  readonly stack: Plan['stack'];
  readonly protect: Plan['protect'];
  readonly preflight: boolean;
  /** By their identity. Preflight routes, which have no event of the user's, are not among them. */
  readonly routes: ReadonlyMap<string, IntendedRoute>;
  /** Functions that have a route that is not public, or one behind a `$connect` that is not. */
  readonly functions: Plan['functions'];
  /** What each function of the service runs. */
  readonly code: Plan['code'];
  /** What functions ran before another plugin replaced it by this code. */
  readonly ranBefore: (code: Code) => readonly Code[];
  /** Functions that anyone may call in another way than by their routes. */
  readonly open: Plan['open'];
  /** Values that decide whom an app or an own authorizer accepts: by app and key, or by authorizer. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** The user's own authorizers that routes have. */
  readonly definitions: PlannedService['definitions'];
  readonly decide: PlannedService['decide'];
  /** Where each app is configured, by its key. */
  readonly apps: ReadonlyMap<string, string>;
  readonly websockets: {
    /** Whether an app could protect a WebSocket API, so that its routes are among `routes`. */
    readonly decided: boolean;
    readonly hasEvents: boolean;
  };
}

/** What the user configured, and what the service is by now. */
export interface Intents {
  readonly first: Intent;
  readonly now: Intent;
}

interface Setting {
  /** Its place in the configuration. */
  readonly where: string;
  readonly value: unknown;
}

type UserAuthorizers = readonly (readonly [key: string, value: unknown])[];

/**
 * @param authorizers the user's own entries of `provider.httpApi.authorizers`
 * @param history what functions have run until now
 * @param last the state that was compared last: it tells whether the name of an authorizer meant another one then
 */
export function readIntent(
  { config, plan, routes, definitions, decide }: PlannedService,
  authorizers: UserAuthorizers,
  history: CodeHistory,
  last?: Intent,
): Intent {
  const events = new Map(routes.map((route) => [route.where, route]));
  const code = plan.code.map((fn) => ({ ...fn, runs: history.runsOf(fn) }));
  const functions = new Map(code.map((fn) => [fn.name, fn]));
  const intended = plan.routes.flatMap((planned) => {
    const event = isPreflight(planned) ? undefined : events.get(planned.where);
    if (event === undefined) return [];
    const meant = event.existing === null ? undefined : last?.decide(event);
    const isRedefined = meant !== undefined && !isSameAuthorizer(meant, planned.decision);
    const fn = functions.get(event.functionName) ?? { name: event.functionName, runs: [] };
    return [[identity(planned), { planned, event, fn, isRedefined, isPackaged: false }] as const];
  });
  return {
    stack: plan.stack,
    protect: plan.protect,
    preflight: config.preflight,
    routes: new Map(intended),
    functions: plan.functions,
    code,
    ranBefore: history.ranBefore,
    open: plan.open,
    settings: readSettings(config, authorizers),
    definitions,
    decide,
    apps: new Map(config.apps.map(({ key, where }) => [key, where])),
    websockets: { decided: plan.websocketApiId !== null, hasEvents: plan.websockets.events.length > 0 },
  };
}

export function plannedRoutes({ routes }: Intent): PlannedRoute[] {
  return [...routes.values()].map(({ planned }) => planned);
}

/** An app of ours by its key, whatever its name is. */
function isSameAuthorizer(a: Decision, b: Decision): boolean {
  return a.access === b.access && (a.access !== 'protected' || b.access !== 'protected' || a.app === b.app);
}

/** Keys of an app that do not decide whose tokens it accepts. Default scopes are compared by route. */
const OTHER_KEYS = ['key', 'where', 'name', 'scopes'];

function readSettings({ apps }: Config, authorizers: UserAuthorizers): Intent['settings'] {
  const settings = [
    ...apps.flatMap(settingsOf),
    ...authorizers.map(([key, value]) => {
      const where = `provider.httpApi.authorizers.${key}`;
      return [where, { where, value }] as const;
    }),
  ];
  // Copies: another plugin may change the user's own objects.
  return new Map(settings.map(([of, { where, value }]) => [of, { where, value: copyJson(value) }]));
}

/** The block of one app, and `apps` with that app alone, mean the same: an app is known by its key. */
function settingsOf(app: App): (readonly [of: string, setting: Setting])[] {
  return Object.entries(app)
    .filter(([key]) => !OTHER_KEYS.includes(key))
    .map(
      ([key, value]: [string, unknown]) =>
        [`app ${app.key} ${key}`, { where: `${app.where}.${key}`, value }] as const,
    );
}

/** With the routes that are new, with what events say by now, and what names of authorizers mean. */
export function extendIntent(intent: Intent, { routes, decide }: Intent): Intent {
  return { ...intent, decide, routes: new Map([...intent.routes, ...routes]) };
}

/** Whether the event itself says how its route is protected. */
export function saysItself({ event: { settings, existing }, isRedefined }: IntendedRoute): boolean {
  return settings.event !== null || (existing !== null && !isRedefined);
}

/** Whether two events have the same `passage` and `authorizer`, wherever they are. */
export function hasSameSettings({ event: before }: IntendedRoute, { event: now }: IntendedRoute): boolean {
  const [said, says] = [before, now].map(
    ({ settings }) => settings.event && { ...settings.event, where: null },
  );
  return sameValue(said, says) && sameValue(before.existing, now.existing);
}

/** Whether the event says itself what that of another route said, and means the same. */
export function repeatsSettings(before: IntendedRoute, route: IntendedRoute): boolean {
  return saysItself(route) && hasSameSettings(before, route);
}

/** Functions that have run nothing but what the user gave them. */
export function unchangedCode(first: Intent, now: Intent): ReadonlySet<string> {
  const configured = new Map(first.code.map(({ name, runs }) => [name, runs]));
  const isUnchanged = ({ name, runs }: RunningCode): boolean => {
    const before = configured.get(name);
    return before !== undefined && runs.every((code) => isCodeIn(code, before));
  };
  return new Set(now.code.filter(isUnchanged).map(({ name }) => name));
}

/** Functions that the user lets anyone call, and that have no protected route. */
export function publicFunctions({ code, routes, open, functions }: Intent): ReadonlySet<string> {
  const protectedNames = new Set(functions.map(({ name }) => name));
  const names = [
    ...code.filter(({ isOptedOut }) => isOptedOut).map(({ name }) => name),
    ...[...routes.values()].map(({ event }) => event.functionName),
    ...Object.values(open).flat(),
  ];
  return new Set(names.filter((name) => !protectedNames.has(name)));
}
