/** Audits what other plugins have added beside protected routes. Pure. */
import { type Note, formatValue } from '../errors';
import { findAddedWays } from '../intent/added-ways';
import { addedRoute, restatedEvent } from '../intent/change-messages';
import { makeIsStated } from '../intent/copied-statements';
import { pairRoutes } from '../intent/counterparts';
import { describeChange, protectionOf } from '../intent/describe-protection';
import { type Intent, type IntendedRoute, type Intents, saysItself } from '../intent/intent';
import { isAsStrict, keepsProtection } from '../intent/keeps-protection';
import { movedRoutes, placed } from '../intent/moved-routes';
import { changedRoutes, isClosed, nameOf, namesWithoutPrefix } from '../intent/route-changes';
import { codes, isSameCode } from '../intent/same-code';
import { identity, routeName } from '../service/events';
import { codeKeys, isSameFunction } from '../service/function-code';
import { groupBy, groupByAll, lookup } from '../util/group-by';
import type { AuditResult } from './audit-result';
import {
  type CalledFunction,
  type ClosedResource,
  closedResources,
  functionsCalled,
} from './closed-resources';
import type { ConfiguredRoute } from './configured-routes';
import { openedParts } from './opened-parts';

/** @param configured routes under `resources:` */
export function auditAdded({ first, now }: Intents, configured: readonly ConfiguredRoute[]): AuditResult {
  const called = functionsCalled(closedResources(configured, first.code, now.code), first.code);
  const added = addedRoutes(first, now);
  const places = new Set(added.map(({ where }) => where));
  return {
    findings: findAddedWays(first, now, called),
    notes: [
      ...added,
      ...addedBesideResources(first, now, called).filter(({ where }) => !places.has(where)),
      ...restatedEvents(first, now),
      ...openedParts(first, now),
    ],
  };
}

/** New routes of configured functions, with less protection than a route of the function that is there, or that was renamed. */
function addedRoutes(first: Intent, now: Intent): Note[] {
  const { gone, appeared } = changedRoutes(first, now);
  const unsaid = appeared.filter(isUnsaid);
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (unsaid.length === 0) return [];
  const { gone: removed, appeared: added } = pairRoutes(gone, appeared);
  const isRemoved = new Set(removed);
  const kept = [...first.routes.values()].filter((route) => isClosed(route) && !isRemoved.has(route));
  const keptByCode = groupByAll(kept, codes);
  return unsaid.flatMap((route) => {
    const names = namesWithoutPrefix(route);
    const beside = codes(route).flatMap((code) => keptByCode.get(code) ?? []);
    const ofSameCode = beside.filter((other) => isSameCode(other, route));
    const isKept = (other: IntendedRoute): boolean => keepsProtection(other, route);
    // Beside those of its path, where there are such, of whichever method.
    const ofSamePath = ofSameCode.filter((each) => isOfPath(route, each));
    // One in the place of a public route that is gone is not added, unless its path is that of a protected one.
    const isMoved = (): boolean => gone.some((other) => isPrefixed(route, other) || isPrefixed(other, route));
    if (!added.has(route) && (ofSamePath.length === 0 || isMoved())) return [];
    const others = ofSamePath.length > 0 ? ofSamePath : ofSameCode;
    const any = others.some(isKept) ? undefined : others[0];
    const other = ofSameCode.find((each) => names.includes(nameOf(each))) ?? any;
    if (other === undefined || isKept(other)) return [];
    const { where, functionName } = other.planned;
    const closed = { route: routeName(other.planned), where, functionName };
    return [addedRoute(route.planned.where, routeName(route.planned), closed, describeChange(other, route))];
  });
}

function isPrefixed(route: IntendedRoute, other: IntendedRoute): boolean {
  return namesWithoutPrefix(route).includes(nameOf(other));
}

/** Whether a route may be another one with a prefix, but for its method. */
function isOfPath(route: IntendedRoute, { planned }: IntendedRoute): boolean {
  const withMethod = { ...route.planned, method: planned.method };
  return namesWithoutPrefix({ planned: withMethod }).includes(nameOf({ planned }));
}

/** The same beside routes under `resources:`, and public. */
function addedBesideResources(first: Intent, now: Intent, called: readonly CalledFunction[]): Note[] {
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (called.length === 0) return [];
  const findCalled = lookup(called, ({ fn }) => codeKeys(fn));
  const isStated = makeIsStated(first);
  return changedRoutes(first, now).appeared.flatMap((route) => {
    if (isClosed(route)) return [];
    // A copy of an event that an entry there protects says what that event said.
    const isCopyOf = ({ request }: ClosedResource): boolean =>
      request !== null && isStated(route) && namesWithoutPrefix(route).includes(nameOf({ planned: request }));
    const found = findCalled(
      codes(route),
      ({ fn, route: closed }) => isSameFunction(fn, route.fn) && (isUnsaid(route) || isCopyOf(closed)),
    );
    if (found === undefined) return [];
    const { label, original, route: closed } = found;
    const beside = { route: label, where: `Resources.${closed.logicalId}`, functionName: original };
    const change = { expected: formatValue(closed.authorization), found: 'public', isOwn: false };
    return [addedRoute(route.planned.where, routeName(route.planned), beside, change)];
  });
}

/** Protected events that say less by now, also on moved paths: it counts, and may be a mistake. */
function restatedEvents(first: Intent, now: Intent): Note[] {
  const said = [...now.routes.values()].filter((route) => !isRepeated(first, route) && saysItself(route));
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (said.length === 0) return [];
  const moved = [...movedRoutes(first, now).byMove.values()].flat();
  const isSaid = new Set(said);
  const places = [...said.map((route) => placed(route)), ...moved.filter(({ route }) => isSaid.has(route))];
  return [...groupBy(places, ({ route }) => route)].flatMap(([route, ownPlaces]) => {
    const before = ownPlaces
      .flatMap((at) => [at, { ...at, method: 'ANY' }])
      .map((at) => first.routes.get(identity(at)))
      .find((other) => other !== undefined && !isAsStrict(other, route) && isSameEvent(other, route, now));
    if (before === undefined) return [];
    return [restatedEvent(route.planned.where, routeName(route.planned), describeChange(before, route))];
  });
}

function isRepeated({ routes }: Intent, route: IntendedRoute): boolean {
  const before = routes.get(identity(route.planned));
  return before !== undefined && protectionOf(before) === protectionOf(route);
}

/** Whether it has its place, or its code and no other event its place. */
function isSameEvent(before: IntendedRoute, route: IntendedRoute, now: Intent): boolean {
  const there = now.routes.get(identity(before.planned));
  return there === route || (there === undefined && isSameCode(before, route));
}

/** Whether neither its event nor its function says how it is protected. Preflight requests have no token. */
function isUnsaid(route: IntendedRoute): boolean {
  const { decision, method } = route.planned;
  const { decidedBy } = decision;
  if (saysItself(route) || (decidedBy !== 'default' && decidedBy !== 'service')) return false;
  return method !== 'OPTIONS' || isClosed(route);
}
