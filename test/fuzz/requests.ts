/** "Where requests go, and who gets the code": the part of the promise that is about requests, in its words. */
import { type Facts, isKept, isWritten } from './facts';
import { type ModelRoute, type Outcome, isProtected, nameOf } from './model';

import { type Request, requestsOf, select } from './selection';

interface Owned extends ModelRoute {
  readonly code: string;
}

/** A route as it would be deployed. */
interface Way {
  readonly name: string;
  readonly outcome: Outcome;
  readonly code: string | null;
}

/**
 * Requests of a protected route go, in the end, to a route with the same protection, or to none. Otherwise the event that
 * gets them says so by now, or the route that gets them is as configured and calls other code.
 */
export function takenRequests(facts: Facts): string[] {
  const configured = [...ownedBy(facts.original), ...facts.configured].map(nameOf);
  const deployed = [...facts.deployed.routes.keys()];
  const lasting = deployed.filter((name) => !facts.deployed.conditional.includes(name));
  return ownedBy(facts.original)
    .filter((route) => route.api !== 'websocket' && isProtected(route.intended) && !isOpened(facts, route))
    .flatMap((route) => {
      const requests = requestsOf(nameOf(route), [...configured, ...deployed]).filter((request) =>
        isOnly(nameOf(route), select(request, configured)),
      );
      const isConditional = facts.deployed.conditional.includes(nameOf(route));
      // What gets them also while the route is there, is judged above.
      const left = requests.filter((request) => isOnly(nameOf(route), select(request, deployed)));
      return [
        ...takersOf(route, requests, deployed, facts).filter((way) => !isAllowed(way, route, facts)),
        // A condition on a route is another plugin's here: without the route, no other one may get its requests.
        ...(isConditional ? takersOf(route, left, lasting, facts) : []),
      ].map(
        ({ name, outcome }) => `${name} (${outcome}) gets requests of ${nameOf(route)} (${route.intended})`,
      );
    });
}

/** An event that says so opens its route, which is not lost then. */
function isOpened({ routes }: Facts, route: ModelRoute): boolean {
  return routes.some(
    (each) =>
      nameOf(each) === nameOf(route) && each.said?.passage === false && each.isSaidByFunction !== true,
  );
}

const isOnly = (name: string, names: readonly string[]): boolean => names.length === 1 && names[0] === name;

function ownedBy(functions: Facts['original']): Owned[] {
  return Object.values(functions).flatMap(({ handler, routes }) =>
    routes.map((route) => ({ ...route, code: handler })),
  );
}

function deployedWays({ deployed: { routes, calls } }: Facts, name: string): Way[] {
  return (routes.get(name) ?? []).map((outcome, i) => ({
    name,
    outcome,
    code: calls.get(name)?.[i] ?? null,
  }));
}

/** Who gets requests of a route, with other protection, and does not say so. */
function takersOf(route: Owned, requests: readonly Request[], names: readonly string[], facts: Facts): Way[] {
  const intended = route.intended ?? 'public';
  const found = new Set(requests.flatMap((request) => select(request, names)));
  // AWS refuses two routes of one name.
  return [...found]
    .flatMap((name) => (facts.deployed.routes.get(name)?.length === 1 ? deployedWays(facts, name) : []))
    .filter(({ name, outcome }) => {
      const said = facts.routes.filter((each) => nameOf(each) === name);
      const isSaid = said.some(
        (each) => each.isSaidByFunction !== true && isKept(intended, outcome, each.said),
      );
      // A route without an event that has an authorizer counts as protected, whichever authorizer that is.
      if (said.length === 0 && isProtected(outcome)) return false;
      return intended !== outcome && !isSaid && !isWritten(facts, intended, outcome);
    });
}

/**
 * The same counts for a protected route that the user wrote under `resources:`: no public route that another plugin adds
 * gets its requests, without an event or with one of its function. Once it is removed, none of its code does. No condition
 * of another plugin on it leaves its requests to a public route, or to one that is protected differently.
 */
export function takenFromResources(facts: Facts): string[] {
  const configured = [...ownedBy(facts.original), ...facts.configured];
  const names = configured.map(nameOf);
  const open = new Set(configured.filter(({ intended }) => !isProtected(intended)).map(nameOf));
  const deployed = [...facts.deployed.routes.keys()];
  return facts.configured
    .filter(({ api, intended }) => api !== 'websocket' && isProtected(intended))
    .flatMap((route) => {
      const name = nameOf(route);
      const code = route.code ?? null;
      const requests = requestsOf(name, [...names, ...deployed]).filter((request) =>
        isOnly(name, select(request, names)),
      );
      const isThere = facts.deployed.routes.has(name);
      const isTaken = (way: Way): boolean => {
        const isEvent = facts.routes.some((each) => nameOf(each) === way.name);
        const isOfCode = code !== null && way.code === code;
        if (way.outcome !== 'public') return false;
        return open.has(way.name) ? !isThere && isOfCode : !isEvent || isOfCode;
      };
      const takers = takersOf({ ...route, said: null, code: code ?? '' }, requests, deployed, facts);
      const lasting = deployed.filter((each) => !facts.deployed.conditional.includes(each));
      const left = facts.deployed.conditional.includes(name)
        ? takersOf({ ...route, said: null, code: code ?? '' }, requests, lasting, facts)
        : [];
      return [...takers.filter(isTaken), ...left].map(
        (way) => `${way.name} (${way.outcome}) gets requests of ${name} under resources:`,
      );
    });
}

/** Whether it is as configured but for the beginning of its path, and calls other code, or is warned about. */
function isAllowed(way: Way, route: Owned, facts: Facts): boolean {
  if (way.code === route.code) return false;
  const isRoute = facts.configured.some((raw) => nameOf(raw) === way.name && raw.intended === way.outcome);
  // With more protection, too.
  const isEvent = ownedBy(facts.original).some(
    (each) =>
      isPrefixed(way.name, each) &&
      each.code === way.code &&
      (sameOutcome(each.intended, way.outcome) || !isProtected(each.intended)),
  );
  // For other methods or on another path than before, and protected as before.
  const isProtectedEvent =
    isProtected(way.outcome) &&
    facts.routes.some((each) => nameOf(each) === way.name) &&
    ownedBy(facts.original).some((each) => each.code === way.code && each.intended === way.outcome);
  return isRoute || isEvent || isProtectedEvent || isWithin(way, route, facts);
}

const sameOutcome = (intended: Outcome | null, outcome: Outcome): boolean =>
  intended === outcome || (intended === 'public!' && outcome === 'public');

/** Whether a name is that of a route, or that with a prefix before its path. */
export function isPrefixed(name: string, route: ModelRoute): boolean {
  const [api, method, path = ''] = nameOf(route).split(' ');
  return name === nameOf(route) || (name.startsWith(`${api} ${method} /`) && name.endsWith(path));
}

/** An event of another function, within a route that is there, and protected as it was or as its event says. */
function isWithin({ name }: Way, route: Owned, facts: Facts): boolean {
  const eventsOf = (of: string): ModelRoute[] => facts.routes.filter((each) => nameOf(each) === of);
  const own = nameOf(route);
  const isInPlace = deployedWays(facts, own).some(({ outcome }) =>
    eventsOf(own).some(({ said }) => isKept(route.intended ?? 'public', outcome, said)),
  );
  // With a prefix before its path.
  const isMoved = [...facts.deployed.routes.keys()].some(
    (each) =>
      isPrefixed(each, route) &&
      deployedWays(facts, each).some((way) => way.code === route.code && way.outcome === route.intended),
  );
  return (isInPlace || isMoved) && eventsOf(name).length > 0;
}

/**
 * Code that has lost a protected route gets no new public route, unless the event or, as configured, its function says
 * `passage: false`.
 */
export function reopenedCode(facts: Facts): string[] {
  const before = ownedBy(facts.original);
  const optedOut = Object.values(facts.original).filter(({ isOptedOut }) => isOptedOut === true);
  const ways = [...facts.deployed.routes.keys()].flatMap((name) => deployedWays(facts, name));
  const lost = before.filter(
    (route) =>
      route.api !== 'websocket' &&
      isProtected(route.intended) &&
      !isOpened(facts, route) &&
      !optedOut.some(({ handler }) => handler === route.code) &&
      !ways.some((way) => way.code === route.code && way.outcome === route.intended) &&
      !isRestated(facts, route),
  );
  // Where a protected route is left, what comes from no event is warned about.
  const isClosed = (code: string | null): boolean =>
    ways.some((way) => way.code === code && isProtected(way.outcome));
  return ways
    .filter(({ outcome }) => outcome === 'public')
    .filter(({ name, code }) => {
      const events = facts.routes.filter((each) => nameOf(each) === name);
      const isConfigured =
        before.some((each) => nameOf(each) === name && each.code === code && !isProtected(each.intended)) ||
        facts.configured.some((each) => nameOf(each) === name && !isProtected(each.intended));
      const isMeant = events.some(
        ({ said, intended }) => said?.passage === false || intended?.startsWith('public') === true,
      );
      const isWarned = events.length === 0 && facts.protect === 'opt-in' && isClosed(code);
      return lost.some((route) => route.code === code) && !isConfigured && !isMeant && !isWarned;
    })
    .map(({ name, code }) => `${name} is new and public, and calls ${String(code)}, which has lost a route`);
}

/** Whether it is there, with another protection that its event says. */
function isRestated(facts: Facts, route: Owned): boolean {
  const name = nameOf(route);
  return deployedWays(facts, name).some(
    ({ code, outcome }) =>
      code === route.code &&
      isProtected(outcome) &&
      facts.routes.some(
        (each) => nameOf(each) === name && isKept(route.intended ?? 'public', outcome, each.said),
      ),
  );
}

/** A protected route, unless its event opens it, is on its own API, and calls no function but that of its event. */
export function misplaced(facts: Facts): string[] {
  return Object.values(facts.model).flatMap(({ handler, routes }) =>
    routes
      .filter(({ api, intended }) => api !== 'websocket' && isProtected(intended))
      .filter(({ said }) => said?.passage !== false)
      .flatMap((route) => {
        const name = nameOf(route);
        const other = deployedWays(facts, name)
          .filter(({ outcome, code }) => isProtected(outcome) && code !== null && code !== handler)
          .map(({ code }) => `${name} calls ${String(code)}, not ${handler}`);
        // A message of a WebSocket API may have the same key, on any API.
        const isElsewhere = facts.deployed.elsewhere.includes(name) && !facts.deployed.routes.has(name);
        return isElsewhere ? [`${name} is on another API`, ...other] : other;
      }),
  );
}
