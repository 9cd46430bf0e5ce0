/** Audits what other plugins have added beside protected routes. Pure. */
import { type Note, formatValue } from '../errors';
import { addedRoute, restatedEvent } from '../intent/added-messages';
import { findAddedWays } from '../intent/added-ways';
import { makeFindAlike } from '../intent/alike-routes';
import { makeIsStated } from '../intent/copied-statements';
import { describeChange, protectionOf } from '../intent/describe-protection';
import { type Intent, type IntendedRoute, type Intents, saysItself } from '../intent/intent';
import { isAsStrict } from '../intent/keeps-protection';
import { movedRoutes, placed } from '../intent/moved-routes';
import { makeMovedFrom } from '../intent/originals';
import { changedRoutes, isClosed, nameOf, namesWithoutPrefix } from '../intent/route-changes';
import { codes, isSameCode } from '../intent/same-code';
import { identity, pathShape, routeName } from '../service/events';
import { codeKeys, isSameFunction } from '../service/function-code';
import { groupBy, lookup } from '../util/group-by';
import { findAddedRoutes, saysNothing } from './added-routes';
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
  const notes = [
    ...findAddedRoutes(first, now),
    ...addedBesideResources({ first, now }, called),
    ...restatedEvents(first, now),
    ...openedParts(first, now),
  ];
  return {
    findings: findAddedWays(first, now, called),
    // Of each route one thing is said.
    notes: [...groupBy(notes, ({ where }) => where).values()].flatMap((same) => same.slice(0, 1)),
  };
}

/** Public events of functions that protected routes under `resources:` call. */
function addedBesideResources({ first, now }: Intents, called: readonly CalledFunction[]): Note[] {
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (called.length === 0) return [];
  const findCalled = lookup(called, ({ fn }) => codeKeys(fn));
  const isStated = makeIsStated(first);
  const movedFrom = makeMovedFrom(first, now);
  return changedRoutes(first, now).appeared.flatMap((route) => {
    if (isClosed(route) || movedFrom(route).length > 0) return [];
    // One at its path, with a prefix or without, that says only what a configured event said, may be a copy.
    const isCopyOf = ({ request }: ClosedResource): boolean =>
      request !== null && isStated(route) && namesWithoutPrefix(route).includes(nameOf({ planned: request }));
    const calledBy = findCalled(
      codes(route),
      ({ fn, route: other }) => isSameFunction(fn, route.fn) && (saysNothing(route) || isCopyOf(other)),
    );
    if (calledBy === undefined) return [];
    const { label, original, route: other } = calledBy;
    const beside = { route: label, where: `Resources.${other.logicalId}`, functionName: original };
    const change = { expected: formatValue(other.authorization), found: 'public', isOwn: false };
    return [addedRoute(route.planned.where, routeName(route.planned), beside, change)];
  });
}

/** Protected events that say less by now, also on moved paths: it counts, and may be a mistake. */
function restatedEvents(first: Intent, now: Intent): Note[] {
  const said = [...now.routes.values()].filter((route) => !isRepeated(first, route) && saysItself(route));
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (said.length === 0) return [];
  const { byMove, routesOf } = movedRoutes(first, now);
  const moved = [...byMove.values()].flat();
  const isSaid = new Set(said);
  const findOriginal = makeFindAlike(changedRoutes(first, now).gone, (route) => [protectionOf(route)]);
  const places = [...said.map((route) => placed(route)), ...moved.filter(({ route }) => isSaid.has(route))];
  return [...groupBy(places, ({ route }) => route)].flatMap(([route, ownPlaces]) => {
    // What was merged into its function, or is beside the other route under its new path, says no less than it did.
    const { end } = findOriginal(route);
    const isElsewhere = (other: IntendedRoute): boolean => end !== '' && routesOf(other).length > 0;
    const before = ownPlaces
      .flatMap(
        (at) => first.routes.get(identity(at)) ?? first.routes.get(identity({ ...at, method: 'ANY' })) ?? [],
      )
      .filter((other) => pathShape(other.planned.path).endsWith(end) && !isElsewhere(other))
      .find((other) => !isAsStrict(other, route) && isSameEvent(other, route, now));
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
