/** `passage` where it has no effect, and keys that are nearly `passage`: each would leave a route open. */
import { type Problem, formatValue } from '../errors';
import type { EventConfig, FunctionConfig } from '../serverless';
import { nearest } from '../util/nearest';
import { isObject } from '../util/objects';
import { type ApiKind, EVENT_KEY, eventsOf, parseEvent } from './events';
import {
  atTopLevel,
  misplacedKey,
  misspeltKey,
  nextToEvent,
  notAnApiEvent,
  nothingToProtect,
  starMethod,
  unreadableEvent,
} from './service-messages';

/** Whether each key seen so far is a misspelt `passage`: a service has few keys, many times over. */
const misspellings = new Map<string, boolean>([
  ['passage', false],
  ['package', false],
]);

function isMisspelt(key: string): boolean {
  let answer = misspellings.get(key);
  if (answer === undefined) {
    answer = /^p/i.test(key) && nearest(key, ['passage']) !== undefined;
    misspellings.set(key, answer);
  }
  return answer;
}

export function misspeltKeys(holder: object, where: string): Problem[] {
  return Object.keys(holder)
    .filter(isMisspelt)
    .map((key) => misspeltKey(`${where}.${key}`));
}

/** Top-level `passage:` of `serverless.yml`. */
export function misplacedAtTopLevel(configurationInput: unknown): Problem[] {
  return isObject(configurationInput) && 'passage' in configurationInput
    ? [atTopLevel(configurationInput.passage)]
    : [];
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

/** Misspelt keys on a function, and `passage` in its `httpApi` block, which holds a payload version only. */
export function misplacedInFunction(config: FunctionConfig, where: string): Problem[] {
  const { httpApi } = config;
  const inner = isObject(httpApi) ? misspeltKeys(httpApi, `${where}.httpApi`) : [];
  return [...misspeltKeys(config, where), ...misplacedIn(httpApi, `${where}.httpApi`), ...inner];
}

/** Misspelt keys on an event, `passage` one level too high, and on events of another kind. */
export function misplacedInEvent(event: EventConfig, where: string): Problem[] {
  return [...misspeltKeys(event, where), ...besideEvent(event, where), ...onOtherEvents(event, where)];
}

function misplacedIn(holder: unknown, where: string): Problem[] {
  return isObject(holder) && 'passage' in holder ? [misplacedKey(`${where}.passage`, holder.passage)] : [];
}

/** `- httpApi: GET /me` with `passage: true` one level too high. */
function besideEvent(event: EventConfig, where: string): Problem[] {
  if (!('passage' in event)) return [];
  const { passage } = event;
  const api: ApiKind = 'http' in event && !('httpApi' in event) ? 'rest' : 'http';
  const key = EVENT_KEY[api];
  const setting = typeof passage === 'string' ? passage : formatValue(passage);
  const parsed = parseEvent(api, event[key]);
  const { method = 'GET', path = '/me' } = parsed ?? {};
  const place = path === '$default' ? `path: '*'` : `method: ${method}, path: ${path}`;
  return [nextToEvent(`${where}.passage`, 'passage', passage, `- ${key}: { ${place}, passage: ${setting} }`)];
}

/** `passage` inside an event of a kind that has no JWT authorizers. */
function onOtherEvents(event: EventConfig, where: string): Problem[] {
  return Object.entries(event).flatMap(([kind, value]) => {
    if (kind === 'http' || kind === 'httpApi' || !isObject(value)) return [];
    if (!('passage' in value) || value.passage === false) return [];
    return [notAnApiEvent(`${where}.${kind}.passage`, kind, value.passage)];
  });
}

/** `passage` on a function that has no API event. */
export function idleSetting(config: FunctionConfig, where: string): Problem {
  const kinds = eventsOf(config).map(([, event]) => Object.keys(event)[0] ?? '');
  return nothingToProtect(`${where}.passage`, kinds);
}

/** The framework may compile what we cannot read, and that route would have no decision. */
export function unreadable(api: ApiKind, value: unknown, where: string): Problem {
  const isStar = api === 'rest' && isObject(value) && value.method === '*';
  return isStar ? starMethod(`${where}.method`) : unreadableEvent(where, value);
}
