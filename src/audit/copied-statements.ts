/**
 * What an event says by now may be a copy of what another one said as configured. Pure.
 *
 * Another plugin makes one event of several with `{ ...event, method: 'ANY' }`, or gives several the options of one: what
 * that one said of its requests is not said of those of the others. Only what no configured event said is certainly new.
 */
import { sameValue } from '../cloudformation';
import { identity } from '../service/events';
import { matchedRequests } from '../service/requests';
import { nearbyRoutes } from '../service/route-patterns';
import { groupByAll, lookup } from '../util/group-by';
import { protectionOf } from './describe-protection';
import { type Intent, type IntendedRoute, plannedRoutes, saysItself } from './intent';
import { normalScopes } from './scopes';
import { type MovedRoutes, type PlacedRoute, placed } from './moved-routes';

/** Whether something is so of a route, and of a protected one as configured. */
export type RouteTest = (at: PlacedRoute, before: IntendedRoute) => boolean;

/**
 * Whether what an event says may be a copy, where it gets requests of a protected route.
 *
 * @param isThere whether the protected route is there, with a prefix or without
 */
export function copiedStatements(
  first: Intent,
  now: Intent,
  { isMovedWith }: Pick<MovedRoutes, 'isMovedWith'>,
  isThere: (before: IntendedRoute) => boolean,
): RouteTest {
  const isStated = statedBefore(first);
  const isStatedBeside = overlappingStatements(first);
  const isTakenOver = takenOverStatements(first, now);
  return (at, before) => {
    const { route } = at;
    if (identity(at) === identity(before.planned)) return isTakenOver(before, route);
    if (!isThere(before)) return isStated(route);
    return !isMovedWith(at, before) && isStatedBeside(at);
  };
}

/** Whether a configured event said what an event says. A reference to an authorizer of ours is of any route that has it. */
export function statedBefore(first: Intent): (route: IntendedRoute) => boolean {
  return statedBy([...first.routes.values()]);
}

function statedBy(configured: readonly IntendedRoute[]): (route: IntendedRoute) => boolean {
  const settings = new Set(configured.map(settingOf));
  const protections = new Set(configured.map(protectionOf));
  const findNamed = lookup(configured, ({ event: { existing } }) => [existing?.label ?? '']);
  return (route) => {
    const setting = settingOf(route);
    if (setting !== null) return settings.has(setting);
    const { existing } = route.event;
    if (existing === null || route.isRedefined) return false;
    if (route.planned.decision.access === 'protected') return protections.has(protectionOf(route));
    const isNamed = ({ event }: IntendedRoute): boolean => sameValue(event.existing, existing);
    return findNamed([existing.label], isNamed) !== undefined;
  };
}

/**
 * Whether a protected event says by now what another one said that is gone, or that is or was of its function: it has
 * the options of that one. What events of other functions say is no reason to doubt what it says itself.
 */
function takenOverStatements(
  first: Intent,
  now: Intent,
): (before: IntendedRoute, route: IntendedRoute) => boolean {
  const nearby = groupByAll(first.routes.values(), (other) => {
    const there = now.routes.get(identity(other.planned));
    return there === undefined ? [GONE] : [other.fn.name, there.fn.name];
  });
  const statedNear = new Map([...nearby].map(([key, routes]) => [key, statedBy(routes)]));
  return (before, route) =>
    !saysTheSame(before, route) &&
    [GONE, before.fn.name, route.fn.name].some((key) => statedNear.get(key)?.(route) === true);
}

/** No name of a function. */
const GONE = '';

/** What the event says as `passage`, as a text to compare. */
function settingOf({ event: { settings } }: IntendedRoute): string | null {
  const { event } = settings;
  if (event === null) return null;
  return JSON.stringify([event.protect, event.protect && [event.app, normalScopes(event.scopes)]]);
}

/** Whether a configured event said the same of requests that an event matches too. */
function overlappingStatements(first: Intent): (at: PlacedRoute) => boolean {
  const stating = [...first.routes.values()].filter(saysItself);
  const nearby = nearbyRoutes(stating.map((route) => placed(route)));
  const matchesRequests = matchedRequests(plannedRoutes(first));
  return (at) => nearby(at).some((other) => saysTheSame(other.route, at.route) && matchesRequests(at, other));
}

/** Wherever the event is by now: one before it may be gone, or it may be another function's. */
export function saysTheSame({ event: before }: IntendedRoute, { event: now }: IntendedRoute): boolean {
  const [said, says] = [before, now].map(
    ({ settings }) => settings.event && { ...settings.event, where: null },
  );
  return sameValue(said, says) && sameValue(before.existing, now.existing);
}
