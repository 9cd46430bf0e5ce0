/** What the user configured, and whether a later state of the service keeps it. Pure. */
import { sameValue } from '../cloudformation';
import type { App } from '../config/config';
import type { PlannedService } from '../plan/plan-service';
import type { Plan, PlannedFunction, PlannedRoute } from '../plan/types';
import { identity } from '../service/events';
import type { Route } from '../service/routes';
import { copyJson, deepFreeze } from '../util/objects';
import { normalScopes } from './scopes';

/** A planned route with what its event says. */
export interface IntendedRoute {
  readonly planned: PlannedRoute;
  readonly event: Route;
}

export interface Intent {
  readonly protect: Plan['protect'];
  readonly preflight: boolean;
  /** By their identity. Preflight routes, which have no event of the user's, are not among them. */
  readonly routes: ReadonlyMap<string, IntendedRoute>;
  /** Functions that have a route that is not public. */
  readonly functions: Plan['functions'];
  /** What each function of the service runs. */
  readonly code: Plan['code'];
  /** Functions with a function URL that anyone may call. */
  readonly publicUrls: ReadonlySet<string>;
  /** What apps and authorizers are: each value by what it is of, wherever it is configured. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** Where each app is configured, by its key. */
  readonly apps: ReadonlyMap<string, string>;
  readonly websockets: {
    /** Whether an app could protect a WebSocket API, so that its routes are among `routes`. */
    readonly decided: boolean;
    readonly hasEvents: boolean;
  };
}

interface Setting {
  /** Its place in the configuration. */
  readonly where: string;
  readonly value: unknown;
}

/** @param authorizers the user's own entries of `provider.httpApi.authorizers` */
export function readIntent(
  { config, plan, routes }: PlannedService,
  authorizers: readonly (readonly [key: string, value: unknown])[],
): Intent {
  const events = new Map(routes.map((route) => [route.where, route]));
  const intended = plan.routes.flatMap((planned) => {
    const event = planned.index === null ? undefined : events.get(planned.where);
    return event === undefined ? [] : [[identity(planned), { planned, event }] as const];
  });
  const settings = [
    ...config.apps.flatMap(settingsOf),
    ...authorizers.map(([key, value]) => {
      const where = `provider.httpApi.authorizers.${key}`;
      return [where, { where, value }] as const;
    }),
  ];
  // Copies: another plugin may change the user's own objects.
  return {
    protect: plan.protect,
    preflight: config.preflight,
    routes: new Map(intended),
    functions: plan.functions,
    code: plan.code,
    publicUrls: new Set(plan.publicUrls),
    settings: new Map(settings.map(([of, { where, value }]) => [of, { where, value: copyJson(value) }])),
    apps: new Map(config.apps.map(({ key, where }) => [key, where])),
    websockets: { decided: plan.websocketApiId !== null, hasEvents: plan.websockets.events.length > 0 },
  };
}

/** Keys of an app that do not decide whose tokens it accepts. Default scopes are compared by route. */
const OTHER_KEYS = ['key', 'where', 'name', 'scopes'];

/** The block of one app, and `apps` with that app alone, mean the same: an app is known by its key. */
function settingsOf(app: App): (readonly [of: string, setting: Setting])[] {
  return Object.entries(app)
    .filter(([key]) => !OTHER_KEYS.includes(key))
    .map(
      ([key, value]: [string, unknown]) =>
        [`app ${app.key} ${key}`, { where: `${app.where}.${key}`, value }] as const,
    );
}

/** With the routes that are new, and with what events say by now. */
export function extendIntent(intent: Intent, { routes }: Intent): Intent {
  return { ...intent, routes: new Map([...intent.routes, ...routes]) };
}

/**
 * The same plan, in which a function is opted out (`passage: false`) only if the user wrote so: another plugin may set
 * `passage` of the whole function where it means routes.
 */
export function keepOptOuts(planned: PlannedService, first: Intent): PlannedService {
  const { plan, routes } = planned;
  const isKept = ({ name }: PlannedFunction): boolean => {
    const code = routes.find(({ functionName }) => functionName === name)?.code ?? null;
    const before = [...first.routes.values()].map(({ event }) => event);
    const ofName = before.filter(({ functionName }) => functionName === name);
    const ofCode = before.filter((event) => code !== null && event.code === code);
    const ofSame = ofName.length > 0 ? ofName : ofCode;
    return ofSame.every(({ settings }) => settings.function?.protect === false);
  };
  if (plan.functions.every((each) => !each.isOptedOut || isKept(each))) return planned;
  const functions = plan.functions.map((each) => ({ ...each, isOptedOut: each.isOptedOut && isKept(each) }));
  return { ...planned, plan: deepFreeze({ ...plan, functions }) };
}

/**
 * Whether a route is protected as another one was: by the same app and with the same scopes, or by the same authorizer
 * of its own. What its event says in so many words, and did not say before, counts instead.
 */
export function keepsProtection(before: IntendedRoute, now: IntendedRoute): boolean {
  const [wanted, decision] = [before.planned.decision, now.planned.decision];
  const { existing, settings } = now.event;
  if (wanted.access === 'public') return true;
  const stated = settings.event?.protect === before.event.settings.event?.protect ? null : settings.event;
  if (stated?.protect === false) return true;
  // What the name of an authorizer means may have changed, from one of ours to another one or back.
  const isOtherKind = wanted.access !== decision.access && isSameReference(before.event, now.event);
  if (wanted.access === 'other')
    return stated !== null || (!isOtherKind && keepsAuthorizer(before.event, now.event));
  if (decision.access !== 'protected') return decision.access === 'other' && !isOtherKind;
  const said = settings.event?.protect === true ? settings.event : null;
  const saysApp = (said?.app !== undefined || existing !== null) && !saysSame(before.event, now.event);
  const saysScopes = said?.scopes !== undefined || (existing !== null && existing.scopes !== null);
  const isSameScopes = sameValue(normalScopes(wanted.scopes), normalScopes(decision.scopes));
  return (wanted.app === decision.app || saysApp) && (isSameScopes || saysScopes);
}

/** Whether two events name the same app: if it is another one all the same, the configuration has changed. */
function saysSame(before: Route, now: Route): boolean {
  const appOf = ({ settings: { event } }: Route): string | undefined =>
    event?.protect === true ? event.app : undefined;
  return appOf(before) === appOf(now) && sameValue(before.existing, now.existing);
}

/** Whether two events refer to their authorizer by the same name or ID. */
function isSameReference({ existing: before }: Route, { existing: now }: Route): boolean {
  if (now === null || before === null) return false;
  return now.label === before.label && sameValue(now.id, before.id);
}

/** An event's own authorizer: the same one with its scopes and all else that was said of it, or another one. */
function keepsAuthorizer(routeBefore: Route, route: Route): boolean {
  const [before, now] = [routeBefore.existing, route.existing];
  if (now === null || before === null) return false;
  if (!isSameReference(routeBefore, route)) return true;
  const isKept = ([key, value]: [string, unknown]): boolean => sameValue(value, now.options[key]);
  return Object.entries(before.options).every(isKept) && (before.scopes === null || now.scopes !== null);
}

/** Whether two routes are of one function, by its name or its code. */
export function isSameCode(a: IntendedRoute, b: IntendedRoute): boolean {
  return codes(a).some((code) => codes(b).includes(code));
}

/** What routes of one function have in common: its name and its code, of which another plugin may change one. */
export function codes({ event: { functionName, code } }: IntendedRoute): string[] {
  return [`function ${functionName}`, ...(code === null ? [] : [`code ${code}`])];
}

/** `authorizer passage, scopes admin`; `own authorizer mine, no scopes`. */
export function describeProtection({ decision }: PlannedRoute): string {
  if (decision.access === 'public') return 'public';
  const scopes = decision.scopes.length === 0 ? 'no scopes' : `scopes ${decision.scopes.join(', ')}`;
  const kind = decision.access === 'other' ? 'own authorizer' : 'authorizer';
  return `${kind} ${decision.authorizer}, ${scopes}`;
}
