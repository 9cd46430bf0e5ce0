/**
 * The promise as a checker that is written from its words alone: a route that is meant to be protected is protected, or
 * nothing is deployed. It compares what the user configured, what edits said in so many words, and what would be deployed.
 */
import type { ServiceChoice } from './choices';
import { CONNECT, type ModelRoute, type World, isMessage, isProtected, nameOf } from './model';
import type { Deployed } from './outcomes';
import { type Facts, isKept, isWritten } from './facts';
import { isPrefixed, misplaced, reopenedCode, takenFromResources, takenRequests } from './requests';
import { requestsOf, select } from './selection';

/** Everything that is let through against the promise. */
export function violations(
  { protect, resources }: ServiceChoice,
  { model: original, raw: configured }: Pick<World, 'model' | 'raw'>,
  { model, raw }: Pick<World, 'model' | 'raw'>,
  deployed: Deployed,
): string[] {
  const facts: Facts = {
    protect,
    extended: resources.flatMap((each) => ('property' in each ? [each.property] : [])),
    original,
    configured,
    originals: Object.values(original).flatMap((fn) => fn.routes),
    model,
    routes: Object.values(model).flatMap((fn) => fn.routes),
    ofOthers: new Set(movedRoutes(original, model)),
    raw,
    deployed,
  };
  return [
    ...lowered(facts),
    ...replaced(facts),
    ...takenOver(facts),
    ...shadowed(facts),
    ...open(facts),
    ...openConnections(facts),
    ...openedCode(facts),
    ...takenRequests(facts),
    ...takenFromResources(facts),
    ...reopenedCode(facts),
    ...misplaced(facts),
    ...changedResources(facts),
    ...lostSettings(facts),
    ...addedWays(facts),
    ...deployed.authorizerFaults,
  ];
}

function movedRoutes(original: World['model'], model: World['model']): ModelRoute[] {
  return Object.entries(model).flatMap(([fn, { routes }]) =>
    (original[fn]?.setting ?? null) === null
      ? []
      : routes.filter(({ home }) => home !== undefined && home !== fn),
  );
}

/**
 * What descends from a protected route, and what has the identity of one, is protected as it was. What a function
 * says counts where the event was moved to it, with another path.
 */
function lowered(facts: Facts): string[] {
  const { originals, routes, ofOthers, deployed } = facts;
  const configured = new Map(originals.map((route) => [nameOf(route), route.intended]));
  return routes.flatMap((route) => {
    const name = nameOf(route);
    const own = ofOthers.has(route) ? null : route.intended;
    return [own, configured.get(name) ?? null].flatMap((intended) => {
      if (intended === null || !isProtected(intended)) return [];
      return (deployed.routes.get(name) ?? [])
        .filter((outcome) => !isKept(intended, outcome, route.said) && !isWritten(facts, intended, outcome))
        .filter((outcome) => configured.has(name) || !mayBeAnother(facts, route, outcome))
        .filter((outcome) => configured.has(name) || !isElsewhere(facts, route, outcome))
        .map((outcome) => `${name}: intended ${intended}, is ${outcome}`);
    });
  });
}

/** Whether it may be another protected route of its function that is gone: which one was renamed, nobody can tell. */
function mayBeAnother({ original, model, deployed }: Facts, route: ModelRoute, outcome: string): boolean {
  const home = Object.keys(model).find((name) => model[name]?.routes.includes(route)) ?? '';
  return (
    isProtected(outcome) &&
    (original[home]?.routes ?? []).some(
      (other) => other.intended === outcome && !deployed.routes.has(nameOf(other)),
    )
  );
}

/** Whether it is a route of other code, on a path that does not only begin in another way: under `protect: all`, the default counts. */
function isElsewhere({ protect, originals }: Facts, route: ModelRoute, outcome: string): boolean {
  const isMoved = originals.some(
    (other) => other.intended === route.intended && isPrefixed(nameOf(route), other),
  );
  return protect === 'all' && route.home !== undefined && !isMoved && isProtected(outcome);
}

const isPublic = ({ deployed }: Facts, name: string): boolean =>
  (deployed.routes.get(name) ?? []).includes('public');

/** A protected route is gone, and a public one that is not configured has appeared. */
function replaced(facts: Facts): string[] {
  const { original, originals, model, routes, ofOthers, deployed } = facts;
  const gone = originals.filter(
    (route) => isProtected(route.intended) && !deployed.routes.has(nameOf(route)),
  );
  // One that went with its function is fine, and one that has another name and its protection.
  const isGone = Object.entries(original).some(
    ([name, { routes: before }]) =>
      name in model &&
      before.some((route) => gone.includes(route) && !hasSuccessor(route, model[name]?.routes ?? [], facts)),
  );
  // A second one of a name is refused by AWS.
  const written = new Set(facts.configured.map(nameOf));
  const byResources = resourcesOf(facts)
    .filter((route) => !route.isConfigured && !written.has(nameOf(route)))
    .filter((route) => isGone && isPublic(facts, nameOf(route)))
    .map(nameOf);
  const known = new Set(originals.map(nameOf));
  const isRemoved = gone.every((each) => routes.every((other) => other.intended !== each.intended));
  // One for all methods is a successor, too.
  const appeared = routes.filter((route) => !known.has(nameOf(route)));
  const isLost = gone.some((route) => !hasSuccessor(route, appeared, facts));
  const byEvents = routes
    .filter((route) => {
      const isSaid = route.said !== null || ofOthers.has(route);
      const isConfigured = isSaid || (route.intended ?? '').startsWith('public');
      return !known.has(nameOf(route)) && !isConfigured && isPublic(facts, nameOf(route));
    })
    .filter(() => isLost && !isRemoved)
    .map(nameOf);
  return [...byResources, ...byEvents].map((name) => `${name} replaced a protected route`);
}

/** A resource that nobody configured has the place of a protected route that is gone, with its function or not. */
function takenOver(facts: Facts): string[] {
  const { originals, routes, raw } = facts;
  const events = new Set(routes.map(nameOf));
  const gone = new Set(originals.filter((route) => isProtected(route.intended)).map(nameOf));
  return raw
    .filter((route) => !route.isConfigured && gone.has(nameOf(route)) && !events.has(nameOf(route)))
    .filter((route) => isPublic(facts, nameOf(route)))
    .map((route) => `${nameOf(route)} has the place of a protected route`);
}

function hasSuccessor({ intended }: ModelRoute, routes: readonly ModelRoute[], { deployed }: Facts): boolean {
  return routes.some(
    (route) => intended !== null && deployed.routes.get(nameOf(route))?.includes(intended) === true,
  );
}

/** Routes from no event. What has the name of an event is refused by AWS, or is that event's own route. */
function resourcesOf({ raw, routes, originals }: Facts): World['raw'] {
  const events = new Set([...routes, ...originals].map(nameOf));
  return raw.filter((route) => !events.has(nameOf(route)));
}

/** No public route from no event takes requests of a protected one, or gets them while a condition is false. */
function shadowed(facts: Facts): string[] {
  const { routes, originals, deployed, raw } = facts;
  const events = new Set([...routes, ...originals].map(nameOf));
  // An event may have the name of a route of the user's, who may write public ones beside that.
  const written = new Set(raw.filter(({ isConfigured }) => isConfigured).map(nameOf));
  const closed = [...deployed.routes].filter(
    ([name, [outcome]]) => events.has(name) && !written.has(name) && isProtected(outcome ?? null),
  );
  return resourcesOf(facts)
    .map(nameOf)
    .filter((name) => isPublic(facts, name))
    .flatMap((name) => {
      const taken = closed.find(([other]) => {
        const names = deployed.conditional.includes(other) ? [name] : [name, other];
        return requestsOf(other, [name]).some((request) => select(request, names).includes(name));
      });
      return taken === undefined ? [] : [`${name} takes requests of ${taken[0]}`];
    });
}

/** Another plugin may remove a route that the user wrote under `resources:`, and not change how it is protected. */
function changedResources({ configured, deployed }: Facts): string[] {
  return configured
    .filter(({ api, intended }) => api !== 'websocket' && isProtected(intended))
    .map(nameOf)
    .filter((name) => deployed.routes.get(name)?.includes('public') === true)
    .map((name) => `${name} under resources: is public`);
}

/** Under `protect: all`, what is public was said to be. */
function open({ protect, deployed, routes, original, originals }: Facts): string[] {
  if (protect !== 'all') return [];
  // What the user wrote on a function counts for every event that it gets later.
  const optedOut = Object.values(original).filter(({ isOptedOut }) => isOptedOut === true);
  const isOptedOut = (name: string): boolean =>
    deployed.calls.get(name)?.every((code) => optedOut.some(({ handler }) => handler === code)) === true;
  return [...deployed.routes].flatMap(([name, list]) => {
    const [api, method = ''] = name.split(' ');
    if (!list.includes('public') || (api === 'rest' && method === 'OPTIONS')) return [];
    const isSaid = [...routes, ...originals].some((route) => {
      const { intended, copyOf, said } = route;
      const isMeant = [intended, copyOf?.intended].includes('public!') || said?.passage === false;
      return nameOf(route) === name && isMeant;
    });
    return isSaid || isOptedOut(name) ? [] : [`${name} is public under protect: all`];
  });
}

/** A WebSocket API accepts every connection where it has no `$connect`, and then every message. */
function openConnections({ protect, originals, routes, deployed }: Facts): string[] {
  const intended = originals.find((route) => nameOf(route) === CONNECT)?.intended ?? null;
  const isMeantOpen = protect === 'all' ? intended === 'public!' : !isProtected(intended);
  const isSaid = routes.some((route) => nameOf(route) === CONNECT && route.said?.passage === false);
  if (deployed.messages.length === 0 || isMeantOpen || isSaid) return [];
  if (!deployed.routes.has(CONNECT)) return [`${deployed.messages.join()} without a $connect route`];
  return deployed.conditional.includes(CONNECT) ? ['$connect is there only sometimes'] : [];
}

/**
 * Code that had a protected route is not called by anyone: while it has none, or under `protect: all`. Code that the user
 * gave another function too, for anyone to call, is called already.
 */
function openedCode({ protect, original, model, routes, deployed }: Facts): string[] {
  return Object.values(original).flatMap(({ handler, isOptedOut, routes: before }) => {
    const closed = before.filter(({ intended }) => isProtected(intended));
    if (isOptedOut === true || closed.length === 0 || !deployed.opened.includes(handler)) return [];
    const isOpen = Object.values(original).some(
      (fn) =>
        fn.handler === handler &&
        (fn.isOptedOut === true || fn.routes.every(({ intended }) => !isProtected(intended))),
    );
    if (isOpen) return [];
    // Messages are protected by `$connect`.
    const isClosed = (route: Readonly<ModelRoute>): boolean =>
      deployed.routes
        .get(isMessage(route) ? CONNECT : nameOf(route))
        ?.every((outcome) => isProtected(outcome)) === true;
    const said = closed.some((route) =>
      routes.some((now) => nameOf(now) === nameOf(route) && now.said !== null),
    );
    const left = Object.values(model).filter((fn) => fn.handler === handler);
    const isWarned = protect === 'opt-in' && left.some((fn) => fn.routes.some(isClosed));
    return said || isWarned ? [] : [`anyone can call ${handler}`];
  });
}

/** `passage` on a function counts for every event that it gets later. One of another function has what it got there. */
function lostSettings({ original, originals, model, deployed }: Facts): string[] {
  const known = new Set(originals.map(nameOf));
  return Object.entries(model).flatMap(([fn, { routes }]) => {
    const setting = original[fn]?.setting ?? null;
    if (setting === null || !isProtected(setting)) return [];
    return routes
      .filter((route) => route.intended === null && route.said === null && route.copyOf === undefined)
      .filter(({ home }) => home === undefined || home === fn)
      .filter((route) => !known.has(nameOf(route)))
      .filter((route) => deployed.routes.get(nameOf(route))?.every((each) => each === setting) === false)
      .map((route) => `${nameOf(route)} is not ${setting}, as ${fn} says`);
  });
}

/** A public URL, or messages of public connections, are refused where another plugin adds them beside a protected event. */
function addedWays({ original, model, deployed }: Facts): string[] {
  const isOpen = deployed.routes.get(CONNECT)?.includes('public') === true;
  return Object.entries(model).flatMap(([fn, { handler, hasUrl }]) => {
    const before = original[fn];
    const isClosed = before?.routes.some(({ intended }) => isProtected(intended)) === true;
    if (!isClosed || before.isOptedOut === true) return [];
    const isCalled = hasUrl === true && deployed.opened.includes(handler);
    const hadMessages = before.routes.some(isMessage);
    const hasMessage = isOpen && !hadMessages && deployed.messages.includes(`websocket ANY message${fn}`);
    return isCalled || hasMessage ? [`another plugin opened ${fn}`] : [];
  });
}

/** Whether messages are left without the route that authorizes their connections: such a service may be refused. */
export function isWithoutConnect(model: World['model']): boolean {
  const routes = Object.values(model).flatMap((fn) => fn.routes);
  return routes.some(isMessage) && !routes.some((route) => nameOf(route) === CONNECT);
}

export function hasPublicConnect(model: World['model']): boolean {
  const routes = Object.values(model).flatMap((fn) => fn.routes);
  return routes.some((route) => nameOf(route) === CONNECT && !isProtected(route.intended));
}
