/** `passage` where it has no effect, and keys that are nearly `passage`: each would leave a route open. */
import { type Problem, formatValue } from '../errors';
import type { EventConfig, FunctionConfig } from '../serverless';
import { nearest } from '../util/nearest';
import { isObject, propertyOf } from '../util/objects';
import { type ApiKind, EVENT_KEY, eventsOf, parseEvent } from './events';
import {
  atTopLevel,
  authorizerOnFunction,
  eventNotIndented,
  misplacedKey,
  misspeltKey,
  nextToEvent,
  noSlash,
  notAnApiEvent,
  notConnectRoute,
  nothingToProtect,
  scopesOutside,
  severalMethods,
  starMethod,
  unreadableEvent,
} from './service-messages';

/** Whether each key seen so far is a misspelt `passage`: a service has few keys, many times over. */
const misspellings = new Map<string, boolean>([
  ['passage', false],
  ['package', false],
  ['protect', true],
  ['protected', true],
]);

function isMisspelt(key: string): boolean {
  let answer = misspellings.get(key);
  if (answer === undefined) {
    answer = looksLikePassage(key);
    misspellings.set(key, answer);
  }
  return answer;
}

/** `pasage`, `apssage`, but not `message`: where the first letter differs, only the order of letters may. */
function looksLikePassage(key: string): boolean {
  const letters = (word: string): string => Array.from(word.toLowerCase()).sort().join('');
  return nearest(key, ['passage']) !== undefined && (/^p/i.test(key) || letters(key) === letters('passage'));
}

export function misspeltKeys(holder: object, where: string): Problem[] {
  return Object.keys(holder)
    .filter(isMisspelt)
    .map((key) => misspeltKey(`${where}.${key}`));
}

/** Top-level `passage:` of `serverless.yml`, and `passage` on the events of Step Functions. */
export function misplacedAtTopLevel(configurationInput: unknown): Problem[] {
  if (!isObject(configurationInput)) return [];
  const { stateMachines } = isObject(configurationInput.stepFunctions)
    ? configurationInput.stepFunctions
    : {};
  const machines = isObject(stateMachines) ? Object.entries(stateMachines) : [];
  return [
    ...('passage' in configurationInput ? [atTopLevel(configurationInput.passage)] : []),
    ...machines.flatMap(([name, machine]) =>
      eventsOf(isObject(machine) ? machine : {}).flatMap(([index, event]) =>
        onEvents(event, `stepFunctions.stateMachines.${name}.events[${String(index)}]`, []),
      ),
    ),
  ];
}

/** Whether the plugin is listed twice, which the framework refuses. */
export function isListedTwice(configurationInput: unknown): boolean {
  const plugins = propertyOf(configurationInput, 'plugins');
  const modules: unknown = isObject(plugins) ? plugins.modules : plugins;
  const names: readonly unknown[] = Array.isArray(modules) ? modules : [];
  return names.filter((name) => name === 'serverless-passage').length > 1;
}

/** `passage` in the provider's own block. */
export function misplacedInProvider(provider: object): Problem[] {
  const { httpApi, apiGateway } = provider as { httpApi?: unknown; apiGateway?: unknown };
  return [
    ...misplacedIn(provider, 'provider'),
    ...misplacedIn(httpApi, 'provider.httpApi'),
    ...misplacedIn(apiGateway, 'provider.apiGateway'),
  ];
}

/** Misspelt keys on a function, and `passage` in its `httpApi` block or its function URL. */
export function misplacedInFunction(config: FunctionConfig, where: string): Problem[] {
  const { httpApi, url, authorizer } = config;
  const inner = isObject(httpApi) ? misspeltKeys(httpApi, `${where}.httpApi`) : [];
  return [
    ...misspeltKeys(config, where),
    ...misplacedIn(httpApi, `${where}.httpApi`),
    ...misplacedIn(url, `${where}.url`),
    ...misplacedScopes(config, where),
    ...(authorizer === 'passage' ? [authorizerOnFunction(`${where}.authorizer`, authorizer)] : []),
    ...inner,
  ];
}

/** `scopes` next to `passage`, on a function or inside an event. */
export function misplacedScopes(holder: object, where: string): Problem[] {
  const { passage, scopes } = holder as { readonly passage?: unknown; readonly scopes?: unknown };
  const isIdle = scopes !== undefined && passage !== undefined && passage !== null && passage !== false;
  return isIdle ? [scopesOutside(`${where}.scopes`, scopes)] : [];
}

const API_EVENT_KEYS: readonly string[] = Object.values(EVENT_KEY);

/** Misspelt keys on an event, `passage` one level too high, and on events of another kind. */
export function misplacedInEvent(event: EventConfig, where: string): Problem[] {
  return [
    ...misspeltKeys(event, where),
    ...besideEvent(event, where),
    ...onEvents(event, where, API_EVENT_KEYS),
  ];
}

function misplacedIn(holder: unknown, where: string): Problem[] {
  return isObject(holder) && 'passage' in holder ? [misplacedKey(`${where}.passage`, holder.passage)] : [];
}

/** `- httpApi: GET /me` with `passage: true`, or `authorizer`, one level too high. */
function besideEvent(event: EventConfig, where: string): Problem[] {
  const api: ApiKind = 'http' in event && !('httpApi' in event) ? 'rest' : 'http';
  if (isNotIndented(event, api)) return [];
  const key = EVENT_KEY[api];
  const options = ['passage', ...(key in event ? ['authorizer'] : [])].filter((option) => option in event);
  if (options.length === 0) return [];
  const { method = 'GET', path = '/me' } = parseEvent(api, event[key]) ?? {};
  const place = path === '$default' ? `path: '*'` : `method: ${method}, path: ${path}`;
  const isWebsocket = 'websocket' in event && !(key in event);
  return options.map((option) => {
    const value = event[option];
    const text = typeof value === 'string' ? value : formatValue(value);
    return nextToEvent(
      `${where}.${option}`,
      option,
      value,
      isWebsocket
        ? `- websocket: { route: $connect, ${option}: ${text} }`
        : `- ${key}: { ${place}, ${option}: ${text} }`,
    );
  });
}

/** `passage` inside an event, but of the kinds that read it. */
function onEvents(event: EventConfig, where: string, kindsWithPassage: readonly string[]): Problem[] {
  const others = Object.keys(event).filter((kind) => !kindsWithPassage.includes(kind));
  return others.flatMap((kind) => {
    const value = event[kind];
    if (!isObject(value) || !('passage' in value) || value.passage === false) return [];
    return [notAnApiEvent(`${where}.${kind}.passage`, value.passage, nearest(kind, ['httpApi']))];
  });
}

/** `passage` on a function that has no API event. */
export function idleSetting(config: FunctionConfig, where: string): Problem {
  const kinds = eventsOf(config).map(([, event]) => Object.keys(event)[0] ?? '');
  const [meant] = kinds.flatMap((kind) => nearest(kind, ['httpApi']) ?? []);
  return nothingToProtect(`${where}.passage`, kinds, meant);
}

/**
 * The framework may compile what we cannot read, and that route would have no decision. Of a WebSocket API only
 * `$connect` needs one.
 */
export function unreadable(api: ApiKind, event: EventConfig, where: string): Problem[] {
  const value = event[EVENT_KEY[api]];
  if (isNotIndented(event, api)) return [notIndented(event, api, where)];
  if (api === 'websocket') {
    const setting = propertyOf(value, 'passage') ?? false;
    return setting === false ? [] : [notConnectRoute(`${where}.passage`, propertyOf(value, 'route'))];
  }
  return [unreadableRoute(api, value, where)];
}

/** `httpApi:` without a value, and its keys next to it. */
function isNotIndented(event: EventConfig, api: ApiKind): boolean {
  return event[EVENT_KEY[api]] === null && ('path' in event || 'method' in event);
}

function notIndented(event: EventConfig, api: ApiKind, where: string): Problem {
  const entries = Object.entries(event).filter(([key]) => key !== EVENT_KEY[api]);
  const keys = entries.map(([key]) => key);
  const texts = entries.map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? value : formatValue(value)}`,
  );
  return eventNotIndented(where, keys, `- ${EVENT_KEY[api]}: { ${texts.join(', ')} }`);
}

function unreadableRoute(api: ApiKind, value: unknown, where: string): Problem {
  const { method, path } = isObject(value) ? value : {};
  if (api === 'rest' && method === '*') return starMethod(`${where}.method`);
  if (Array.isArray(method)) return severalMethods(`${where}.method`, method);
  if (api === 'http' && typeof path === 'string' && !path.startsWith('/'))
    return noSlash(`${where}.path`, path);
  return unreadableEvent(where, value);
}
