/**
 * New routes at the places that they may have had before another plugin changed how paths begin: it may have put a prefix
 * before them, taken their base path off, or written another one in its place. Pure.
 *
 * A new route is certainly a configured one that is gone if it has its name at the old place, its function and its
 * protection. Any other is looked at from each of its places.
 */
import type { Request } from '../routing/requests';
import { identity } from '../service/events';
import { groupBy } from '../util/group-by';
import { splitWholeOf } from './counterparts';
import { protectionOf } from './describe-protection';
import { type Intent, type IntendedRoute, type Intents, repeatsSettings } from './intent';
import { isAsStrict } from './keeps-protection';
import { type Move, beginningsOf, moveKey, possibleMoves } from './path-moves';
import { changedRoutes, isClosed } from './route-changes';
import { hasOnlyCodeOf, isSameCode } from './same-code';

/** A route at the place at which it is compared. */
export interface PlacedRoute extends Request {
  readonly route: IntendedRoute;
}

export interface MovedRoutes {
  /** New routes at their old places, by move. */
  readonly byMove: ReadonlyMap<string, readonly PlacedRoute[]>;
  /** Moves after which a configured route has its name and protection by now. */
  readonly movesFrom: (before: IntendedRoute) => readonly Move[];
  /** The same, as {@link moveKey}. */
  readonly movesOf: (before: IntendedRoute) => readonly string[];
  /** What a configured route may be by now: the route of its name, and new ones to which it may have been moved. */
  readonly routesOf: (before: IntendedRoute) => readonly IntendedRoute[];
  /** What a new route may have been as configured: of all methods, where it is for one of them. */
  readonly originalsOf: (route: IntendedRoute) => readonly IntendedRoute[];
  /** Whether a route has the code that a configured one had, or has by now. */
  readonly hasCodeOf: (before: IntendedRoute, route: IntendedRoute) => boolean;
  /** Whether a new route was moved so, too: then both are compared at their old places. */
  readonly isMovedWith: (at: PlacedRoute, before: IntendedRoute) => boolean;
  /** Moves by which a configured route certainly became a new one, of either. */
  readonly certainlyBy: (route: IntendedRoute) => readonly string[];
}

export function placed(route: IntendedRoute, { from, to }: Move = { from: '', to: '' }): PlacedRoute {
  const { api, method, path } = route.planned;
  return { api, method, path: from + path.slice(to.length) || '/', route };
}

export function movedRoutes(first: Intent, now: Intent): MovedRoutes {
  const { all, isCertain } = findPlaces(first, now);
  const byBefore = groupBy(all, ({ before }) => before);
  const byRoute = groupBy(all, ({ at }) => at.route);
  const byMove = groupBy(all, ({ move }) => moveKey(move));
  const placesOf = (route: IntendedRoute): Place[] => [
    ...(byBefore.get(route) ?? []),
    ...(byRoute.get(route) ?? []),
  ];
  const movesFrom = (before: IntendedRoute): readonly Move[] =>
    (byBefore.get(before) ?? []).map(({ move }) => move);
  const movesOf = (before: IntendedRoute): readonly string[] => movesFrom(before).map(moveKey);
  const routesOf = (before: IntendedRoute): readonly IntendedRoute[] => {
    const there = now.routes.get(identity(before.planned));
    const movedTo = (byBefore.get(before) ?? []).flatMap(({ at, isPart }) => (isPart ? [] : [at.route]));
    return there === undefined ? movedTo : [there, ...movedTo];
  };
  const hasCodeOf = (before: IntendedRoute, route: IntendedRoute): boolean =>
    [before, ...routesOf(before)].some((other) => isSameCode(other, route));
  return {
    byMove: new Map([...byMove].map(([move, places]) => [move, places.map(({ at }) => at)])),
    movesFrom,
    movesOf,
    routesOf,
    originalsOf: (route) => (byRoute.get(route) ?? []).flatMap(({ before }) => before ?? []),
    hasCodeOf,
    isMovedWith: ({ route }, before) => {
      const moves = movesOf(before);
      const isSame = hasCodeOf(before, route);
      return (byRoute.get(route) ?? []).some(
        ({ move }) => moves.includes(moveKey(move)) && !(isSame && leavesOldPaths(move, before)),
      );
    },
    certainlyBy: (route) =>
      placesOf(route)
        .filter(isCertain)
        .map(({ move }) => moveKey(move)),
  };
}

/** Places of new routes: those that are certain, where a route has such. */
function findPlaces(
  first: Intent,
  now: Intent,
): { readonly all: readonly Place[]; readonly isCertain: (place: Place) => boolean } {
  const { appeared, exchanged } = changedRoutes(first, now);
  // A public route with the name of a configured one is as public as that.
  const added = [...appeared, ...exchanged].filter(
    (route) => isClosed(route) || !first.routes.has(identity(route.planned)),
  );
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (added.length === 0) return { all: [], isCertain: () => false };
  const movesOfRoute = possibleMoves(first, now, added);
  const placeBefore = makePlaceBefore(first);
  const placesOfAll = added
    .filter((route) => !isMergedHere(placeBefore(route, { from: '', to: '' }), now))
    .map((route) => movesOfRoute(route).map((move) => placeBefore(route, move)))
    .filter((places) => !areOfPart(places, { first, now }));
  const isCertain = certainPlaces(placesOfAll.flat(), first, now);
  const all = placesOfAll.flatMap((places) => {
    const certain = places.filter(isCertain);
    return certain.length === 0 ? places : certain;
  });
  return { all, isCertain };
}

/** Where a new route may have been as configured. */
interface Place {
  readonly move: Move;
  readonly at: PlacedRoute;
  /** The configured route of that name; where it is for all methods, each of them; or one for all methods. */
  readonly there: readonly IntendedRoute[];
  /** The first of them, if all had the protection that the new one has. */
  readonly before: IntendedRoute | undefined;
  /** Whether it is for one method of those. */
  readonly isPart: boolean;
}

function makePlaceBefore({ routes: first }: Intent): (route: IntendedRoute, move: Move) => Place {
  const byPath = groupBy(first.values(), ({ planned }) => identity({ ...planned, method: 'ANY' }));
  return (route, move) => {
    const at = placed(route, move);
    const own = first.get(identity(at));
    const all = byPath.get(identity({ ...at, method: 'ANY' })) ?? [];
    const ofParts = at.method === 'ANY' ? all : all.filter(({ planned }) => planned.method === 'ANY');
    const there = own === undefined ? ofParts : [own];
    const isSame = there.every((before) => protectionOf(before) === protectionOf(route));
    return {
      move,
      at,
      there,
      before: isSame ? there[0] : undefined,
      isPart: own === undefined && at.method !== 'ANY',
    };
  };
}

/**
 * Whether the places are of a route that is where it was: its event became one for each method. A protected route that is
 * gone from one of the places may have been moved there at the same time, unless the event says what that event said.
 */
function areOfPart(places: readonly Place[], intents: Intents): boolean {
  const [place] = places;
  const whole = place && splitWholeOf(intents, place.at.route);
  if (place === undefined || whole === undefined) return false;
  if (repeatsSettings(whole, place.at.route)) return true;
  const isLeft = ({ planned }: IntendedRoute): boolean => intents.now.routes.has(identity(planned));
  return !places.some(({ there }) => there.some((before) => isClosed(before) && !isLeft(before)));
}

/** Whether a route is where it was: the events of its methods, which were protected as it is, became one. */
function isMergedHere({ at, there, before }: Place, { routes }: Intent): boolean {
  if (at.method !== 'ANY') return false;
  const isGone = ({ planned }: IntendedRoute): boolean => !routes.has(identity(planned));
  return before !== undefined && there.every((part) => isGone(part) && hasOnlyCodeOf(part, at.route));
}

/**
 * Places from which a route was certainly moved, and no other one. What ends as the path of a protected route that is gone began is a new
 * prefix only where a protected route got it; and where all paths got a prefix, a longer one is part of a path.
 */
function certainPlaces(all: readonly Place[], first: Intent, now: Intent): (place: Place) => boolean {
  const isGone = ({ planned }: IntendedRoute): boolean => !now.routes.has(identity(planned));
  const closed = [...first.routes.values()].filter((route) => isClosed(route) && isGone(route));
  const known = new Set(closed.flatMap(({ planned: { path } }) => [...beginningsOf(path), path]));
  const candidates = all.filter(
    ({ at, before }) => before !== undefined && isGone(before) && hasOnlyCodeOf(before, at.route),
  );
  const movesOf = (places: readonly Place[]): Set<string> => new Set(places.map(({ move }) => moveKey(move)));
  const moves = movesOf(candidates);
  const movesOfClosed = movesOf(candidates.filter(({ at }) => isClosed(at.route)));
  const isLonger = ({ from, to }: Move): boolean =>
    beginningsOf(to).some((beginning) => moves.has(moveKey({ from, to: beginning })));
  const isKnown = (to: string): boolean =>
    [...to.matchAll(/\//g)].some(({ index }) => known.has(to.slice(index)));
  const isNew = (move: Move): boolean => !isKnown(move.to) || movesOfClosed.has(moveKey(move));
  // It may be a protected one that has lost something.
  const isLowered = ({ at: { route }, there }: Place): boolean =>
    isClosed(route) && there.some((before) => isGone(before) && !isAsStrict(before, route));
  const lowered = new Set(all.filter(isLowered).map(({ at }) => at.route));
  const certain = new Set(
    candidates.filter(({ move, at }) => isNew(move) && !isLonger(move) && !lowered.has(at.route)),
  );
  return (place) => certain.has(place);
}

/** Whether a new path may be an old one of a protected route: a literal prefix that it does not begin with makes none. */
function leavesOldPaths({ from, to }: Move, { planned: { path } }: IntendedRoute): boolean {
  return from !== '' || to.includes('{') || `${path}/`.startsWith(`${to}/`);
}
