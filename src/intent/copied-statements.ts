/**
 * What an event says by now may be a copy of what another one said as configured. Pure.
 *
 * Another plugin makes one event of several with `{ ...event, method: 'ANY' }`, or gives several the options of one: what
 * that one said of its requests is not said of those of the others. Only what no configured event said is certainly new.
 */
import type { PassageSetting } from '../config/option';
import { withOwnAuthorizer } from '../plan/extended-routes';
import type { Decision } from '../plan/types';
import { type Request, makeIsMatched, matchesAll } from '../routing/requests';
import { nearbyRoutes, takesRequestsOf } from '../routing/route-patterns';
import { identity } from '../service/events';
import type { Route } from '../service/routes';
import { groupByAll } from '../util/group-by';
import { type Intent, type IntendedRoute, type Intents, plannedRoutes } from './intent';
import { type MovedRoutes, type PlacedRoute, placed } from './moved-routes';
import { codes, isSameCode } from './same-code';

/** Whether something is so of a route, and of a protected one as configured. */
export type RouteTest = (at: PlacedRoute, before: IntendedRoute) => boolean;

/** Whether a route gets requests by now that another one got as configured. */
export type GetsRequests = (route: Request, other: Request) => boolean;

/** What is left of a protected route. */
export interface Left {
  /** Whether it is there, with a prefix or without. */
  readonly isThere: (before: IntendedRoute) => boolean;
  /** Whether it is there for each of several methods, and not for that of the other route. */
  readonly lacksMethod: RouteTest;
}

/**
 * Whether what an event says is no reason to give it requests of a protected route: it may be a copy, or have said it at
 * another place, or it is in the place of that route, and another one.
 */
export function makeIsCopied(
  states: Intents & { readonly moved: MovedRoutes },
  { isThere, lacksMethod }: Left,
): (getsRequests: GetsRequests) => RouteTest {
  const { first, now, moved } = states;
  const statedBeside = makeIsStatedBeside(first);
  const isStated = makeIsStated(first);
  const isStatedElsewhere = makeIsStatedElsewhere(states, moved);
  const isMovedWith = (route: IntendedRoute, before: IntendedRoute): boolean => {
    const moves = moved.movesOf(before);
    return moved.certainlyBy(route).some((move) => moves.includes(move));
  };
  const isTakenOver = makeIsTakenOver(first, now);
  // In the place of one for all methods that is gone, each method has a place.
  const isInPlaceOf = (at: PlacedRoute, { planned }: IntendedRoute): boolean => {
    const place = identity(planned);
    const isPart = identity({ ...at, method: 'ANY' }) === place && !now.routes.has(place);
    return isPart || identity(at) === place;
  };
  return (getsRequests) => {
    const isStatedBeside = statedBeside(getsRequests);
    return (at, before) => {
      if (isInPlaceOf(at, before)) return isTakenOver(before, at.route);
      if (!isThere(before) || isStatedBeside(at)) return true;
      if (lacksMethod(at, before)) return isStated(at.route);
      return isStatedElsewhere(at.route, before.planned) && !isMovedWith(at.route, before);
    };
  };
}

/**
 * Whether all that an event says was said by configured events, or by functions of theirs: one of them, or several that
 * another plugin has put together. A reference to an authorizer of ours is of any route that has it.
 */
export function makeIsStated(first: Intent): (route: IntendedRoute) => boolean {
  const known = new Set([...first.routes.values()].flatMap(knownParts));
  return (route) => isSaid(route, known);
}

/** Whether an event says something, and nothing but that. */
function isSaid(route: IntendedRoute, known: ReadonlySet<string>): boolean {
  const said = saidParts(route);
  return said.length > 0 && said.every((part) => known.has(part));
}

/** What an event says itself, as texts to compare. */
function saidParts({ event: { settings, existing }, isRedefined, planned }: IntendedRoute): string[] {
  const named = existing === null || isRedefined ? [] : partsOfAuthorizer(existing, planned.decision);
  return [...partsOf(settings.event), ...named];
}

/** What an event or its function said, and what its route had: another plugin may write that out. */
function knownParts(route: IntendedRoute): string[] {
  const { event } = route;
  const said = [...saidParts(route), ...saidParts({ ...route, event: withOwnAuthorizer(event) })];
  return [...said, ...partsOf(event.settings.function), ...hadParts(route)];
}

/** The protection of a route. That it was public counts only where that was said. */
function hadParts({ planned: { decision } }: IntendedRoute): string[] {
  if (decision.access === 'public') return [];
  const ours = decision.access === 'protected' ? ['protected', `app ${decision.app}`] : [];
  return [...ours, ...scopeParts(decision.scopes)];
}

/** What a setting says, as texts to compare: a token needs one of several scopes only, so each counts. */
function partsOf(setting: PassageSetting | null): string[] {
  if (setting === null) return [];
  if (!setting.protect) return ['public'];
  const { app, scopes } = setting;
  return ['protected', ...(app === undefined ? [] : [`app ${app}`]), ...scopeParts(scopes)];
}

/** Of an authorizer that the event names: one of ours, or the one that API Gateway asks. A name says no scopes. */
function partsOfAuthorizer(existing: NonNullable<Route['existing']>, decision: Decision): string[] {
  const { asked, scopes, setting } = existing;
  const isScoped = scopes !== null || setting !== null;
  if (decision.access === 'protected')
    return [`app ${decision.app}`, ...(isScoped ? scopeParts(decision.scopes) : [])];
  return [`authorizer ${asked}`, ...scopeParts(scopes ?? undefined)];
}

/** No scopes are another part than any. */
function scopeParts(scopes: readonly unknown[] | undefined): string[] {
  if (scopes === undefined) return [];
  return scopes.length === 0 ? ['no scopes'] : scopes.map((scope) => `scope ${JSON.stringify(scope)}`);
}

/**
 * Whether an event says by now what others than the protected one before it said, which are gone, or are or were of its
 * function: it has something of their options, and nothing new. What events of other functions say is no reason to doubt
 * what it says.
 */
export function makeIsTakenOver(
  first: Intent,
  now: Intent,
): (before: IntendedRoute, route: IntendedRoute) => boolean {
  const nearby = groupByAll(first.routes.values(), (other) => {
    const there = now.routes.get(identity(other.planned));
    return there === undefined ? [GONE] : [other.fn.name, there.fn.name];
  });
  const statedNear = new Map([...nearby].map(([key, routes]) => [key, new Set(routes.flatMap(knownParts))]));
  return (before, route) => {
    const said = saidParts(route);
    const own = new Set([...saidParts(before), ...hadParts(before)]);
    const near = [GONE, before.fn.name, route.fn.name].map((key) => statedNear.get(key));
    const others = said.filter((part) => !own.has(part));
    return others.length > 0 && others.every((part) => near.some((parts) => parts?.has(part) === true));
  };
}

/** No name of a function. */
const GONE = '';

/**
 * Whether all that an event says was said by configured events of its code that are gone: it may be one of them, at
 * another place. One that was within the protected route may be there, where only the beginning of its path is another
 * one.
 */
export function makeIsStatedElsewhere(
  { first, now }: Intents,
  moved: MovedRoutes,
): (route: IntendedRoute, closed: Request) => boolean {
  const gone = [...first.routes].filter(([name]) => !now.routes.has(name)).map(([, route]) => route);
  const goneByCode = groupByAll(gone, codes);
  return (route, closed) => {
    const donors = codes(route)
      .flatMap((code) => goneByCode.get(code) ?? [])
      .filter((other) => {
        if (!isSameCode(other, route)) return false;
        const others = moved.routesOf(other);
        return others.length === 0 || (others.includes(route) && !takesRequestsOf(other.planned, closed));
      });
    return isSaid(route, new Set(donors.flatMap(knownParts)));
  };
}

/**
 * Whether all that an event says was said by configured events of their requests, of which it matches some: another
 * plugin gave one of them a wider path, or another method. Preflight requests carry no token: an event for them has to
 * match all that the configured event matches, or get some of its requests by now.
 */
export function makeIsStatedBeside(
  first: Intent,
): (getsRequests: GetsRequests) => (at: PlacedRoute) => boolean {
  const nearby = nearbyRoutes([...first.routes.values()].map((route) => placed(route)));
  const matchesRequests = makeIsMatched(plannedRoutes(first));
  return (getsRequests) => (at) => {
    const matches = (other: PlacedRoute): boolean =>
      at.method === 'OPTIONS' ? matchesAll(at, other) || getsRequests(at, other) : matchesRequests(at, other);
    const others = nearby(at).filter(matches);
    return isSaid(at.route, new Set(others.flatMap(({ route }) => knownParts(route))));
  };
}
