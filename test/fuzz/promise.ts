/**
 * The promise as a checker that is written from its words alone: a route that is meant to be protected is protected, or
 * nothing is deployed. It compares what the user configured, what edits said in so many words, and what would be deployed.
 */
import type { ServiceChoice } from './choices';
import {
  CONNECT,
  type Json,
  type ModelFunction,
  type ModelRoute,
  type Outcome,
  type World,
  identity,
  isMessage,
  isProtected,
  nameOf,
} from './model';
import type { Deployed } from './outcomes';

interface Facts {
  readonly protect: ServiceChoice['protect'];
  /** Whether the user writes scopes under `resources.extensions`: for own authorizers, these count. */
  readonly hasOwnScopes: boolean;
  /** As the user configured them. */
  readonly original: Readonly<Record<string, ModelFunction>>;
  readonly originals: readonly ModelRoute[];
  /** As plugins left them. */
  readonly model: World['model'];
  readonly routes: readonly ModelRoute[];
  readonly raw: World['raw'];
  readonly deployed: Deployed;
}

/** Everything that is let through against the promise. */
export function violations(
  { protect, resources }: ServiceChoice,
  original: Readonly<Record<string, ModelFunction>>,
  { model, raw }: Pick<World, 'model' | 'raw'>,
  deployed: Deployed,
): string[] {
  const facts: Facts = {
    protect,
    hasOwnScopes: resources.some((each) => 'property' in each && each.property === 'AuthorizationScopes'),
    original,
    originals: Object.values(original).flatMap((fn) => fn.routes),
    model,
    routes: Object.values(model).flatMap((fn) => fn.routes),
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
    ...deployed.authorizerFaults,
  ];
}

/** What descends from a protected route, and what has the identity of one, is protected as it was. */
function lowered({ originals, routes, deployed, hasOwnScopes }: Facts): string[] {
  const isWritten = (intended: Outcome, outcome: Outcome): boolean =>
    hasOwnScopes && intended.startsWith('own http') && withoutScopes(intended) === withoutScopes(outcome);
  const configured = new Map(originals.map((route) => [nameOf(route), route.intended]));
  return routes.flatMap((route) => {
    const name = nameOf(route);
    return [route.intended, configured.get(name) ?? null].flatMap((intended) => {
      if (intended === null || !isProtected(intended)) return [];
      return (deployed.routes.get(name) ?? [])
        .filter((outcome) => !isKept(intended, outcome, route.said) && !isWritten(intended, outcome))
        .map((outcome) => `${name}: intended ${intended}, is ${outcome}`);
    });
  });
}

const withoutScopes = (outcome: Outcome): string => outcome.replace(/ \[.*\]$/, '');

/** Whether an outcome is the intended one, in everything that the event does not say itself. */
function isKept(intended: Outcome, outcome: Outcome, said: Json | null): boolean {
  if (intended === outcome) return true;
  if (said === null) return false;
  if (said.passage === false || said.authorizer !== undefined) return true;
  if (!/^(JWT|LAMBDA)/.test(intended)) return said.passage !== undefined;
  const [, app, scopes = ''] = OUTCOME.exec(intended) ?? [];
  const [, nowApp, nowScopes = ''] = OUTCOME.exec(outcome) ?? [];
  const setting = said.passage;
  const saysApp =
    typeof setting === 'string' || (typeof setting === 'object' && setting !== null && 'app' in setting);
  const saysScopes = typeof setting === 'object' && setting !== null && 'scopes' in setting;
  return nowApp !== undefined && (app === nowApp || saysApp) && (scopes === nowScopes || saysScopes);
}

const OUTCOME = /^(?:JWT|LAMBDA) (\S+)(?: (\[.*\]))?$/;

const isPublic = ({ deployed }: Facts, name: string): boolean =>
  (deployed.routes.get(name) ?? []).includes('public');

/** A protected route is gone, and a public one that is not configured has appeared. */
function replaced(facts: Facts): string[] {
  const { original, originals, model, routes, deployed } = facts;
  const gone = originals.filter(
    (route) => isProtected(route.intended) && !deployed.routes.has(nameOf(route)),
  );
  // One that went with its function is fine, and one that has another name and its protection.
  const isGone = Object.entries(original).some(
    ([name, { routes: before }]) =>
      name in model &&
      before.some((route) => gone.includes(route) && !hasSuccessor(route, model[name]?.routes ?? [], facts)),
  );
  const byResources = resourcesOf(facts)
    .filter((route) => !route.isConfigured && isGone && isPublic(facts, nameOf(route)))
    .map(nameOf);
  const known = new Set(originals.map(nameOf));
  const isRemoved = gone.every((each) => routes.every((other) => other.intended !== each.intended));
  const byEvents = routes
    .filter((route) => {
      const isConfigured = route.said !== null || (route.intended ?? '').startsWith('public');
      return !known.has(nameOf(route)) && !isConfigured && isPublic(facts, nameOf(route));
    })
    .filter(() => gone.length > 0 && !isRemoved)
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

/** No public route from no event lies within a protected one. */
function shadowed(facts: Facts): string[] {
  const events = new Set([...facts.routes, ...facts.originals].map(nameOf));
  return resourcesOf(facts).flatMap((route) => {
    if (!isPublic(facts, nameOf(route))) return [];
    const taken = [...facts.deployed.routes].find(
      ([other, [outcome]]) =>
        events.has(other) &&
        isProtected(outcome ?? null) &&
        other.startsWith(route.api) &&
        takes(route, other),
    );
    return taken === undefined ? [] : [`${nameOf(route)} takes requests of ${taken[0]}`];
  });
}

/** Whether the raw route is within another one: same shape under `ANY`, or under a variable. */
function takes(route: World['raw'][number], other: string): boolean {
  const [, otherMethod = '', otherPath = ''] = other.split(' ');
  if (otherMethod !== 'ANY' && otherMethod !== route.method) return false;
  const [, , path = ''] = identity(route.api, route.method, route.path).split(' ');
  const [parts, otherParts] = [path.split('/'), otherPath.split('/')];
  return (
    otherParts.every((part, i) =>
      part === '{+}'
        ? parts[i] !== undefined
        : part === '{}'
          ? !(parts[i] ?? '{+}').endsWith('+}')
          : part === parts[i],
    ) &&
    (parts.length === otherParts.length || otherParts.at(-1) === '{+}')
  );
}

/** Under `protect: all`, what is public was said to be. */
function open({ protect, deployed, routes, originals }: Facts): string[] {
  if (protect !== 'all') return [];
  return [...deployed.routes].flatMap(([name, list]) => {
    const [api, method = ''] = name.split(' ');
    if (!list.includes('public') || (api === 'rest' && method === 'OPTIONS')) return [];
    const isSaid = [...routes, ...originals].some(
      (route) => nameOf(route) === name && (route.intended === 'public!' || route.said?.passage === false),
    );
    return isSaid ? [] : [`${name} is public under protect: all`];
  });
}

/** A WebSocket API accepts every connection where it has no `$connect`, and then every message. */
function openConnections({ protect, originals, deployed }: Facts): string[] {
  const intended = originals.find((route) => nameOf(route) === CONNECT)?.intended ?? null;
  const isMeantOpen = protect === 'all' ? intended === 'public!' : !isProtected(intended);
  if (deployed.messages.length === 0 || isMeantOpen) return [];
  if (!deployed.routes.has(CONNECT)) return [`${deployed.messages.join()} without a $connect route`];
  return deployed.hasConditionalConnect ? ['$connect is there only sometimes'] : [];
}

/** Code that had a protected route is not called by anyone: while it has none, or under `protect: all`. */
function openedCode({ protect, original, model, routes, deployed }: Facts): string[] {
  return Object.values(original).flatMap(({ handler, isOptedOut, routes: before }) => {
    const closed = before.filter(({ intended }) => isProtected(intended));
    if (isOptedOut === true || closed.length === 0 || !deployed.opened.includes(handler)) return [];
    const isClosed = (route: Readonly<ModelRoute>): boolean =>
      deployed.routes.get(nameOf(route))?.every((outcome) => isProtected(outcome)) === true;
    const said = closed.some((route) =>
      routes.some((now) => nameOf(now) === nameOf(route) && now.said !== null),
    );
    const left = Object.values(model).filter((fn) => fn.handler === handler);
    const isWarned = protect === 'opt-in' && left.some((fn) => fn.routes.some(isClosed));
    return said || isWarned ? [] : [`anyone can call ${handler}`];
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
