/** `passage` where it says nothing, and words that are nearly `passage`: each would leave a route open that looks protected. */
import { nearest } from '../util/nearest';
import { type Problem, invalidConfig, formatValue } from '../errors';
import { type ApiKind, eventsOf, parseEvent } from './events';
import type { EventConfig, FunctionConfig } from '../serverless';

/** Keys seen so far, and whether each is meant to be `passage`: a service has few keys, many times over. */
const misspellings = new Map<string, boolean>([
  ['passage', false],
  ['package', false],
]);

function isMisspelt(key: string): boolean {
  let answer = misspellings.get(key);
  if (answer === undefined)
    misspellings.set(key, (answer = /^p/i.test(key) && nearest(key, ['passage']) !== undefined));
  return answer;
}

export function misspeltKeys(holder: object, where: string): Problem[] {
  return Object.keys(holder)
    .filter(isMisspelt)
    .map((key) =>
      invalidConfig(
        `${where}.${key}`,
        'there is no such key, so it would protect nothing',
        'passage (did you mean that?)',
        key,
      ),
    );
}

/** `passage` in the provider's own block, where only `custom.passage` could speak for all. */
export function misplacedInProvider(provider: object): Problem[] {
  const { httpApi, apiGateway } = provider as { httpApi?: unknown; apiGateway?: unknown };
  return [
    ...misplacedKey(provider, 'provider'),
    ...misplacedKey(httpApi, 'provider.httpApi'),
    ...misplacedKey(apiGateway, 'provider.apiGateway'),
  ];
}

/** Near misses of `passage` on a function, and `passage` in its `httpApi` block, which holds a payload version only. */
export function misplacedInFunction(config: FunctionConfig, where: string): Problem[] {
  const { httpApi } = config;
  const inner = isObject(httpApi) ? misspeltKeys(httpApi, `${where}.httpApi`) : [];
  return [...misspeltKeys(config, where), ...misplacedKey(httpApi, `${where}.httpApi`), ...inner];
}

/** Near misses of `passage` on an event, `passage` one level too high, and on events of another kind. */
export function misplacedInEvent(event: EventConfig, where: string): Problem[] {
  return [...misspeltKeys(event, where), ...nextToEvent(event, where), ...onOtherEvents(event, where)];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function misplacedKey(holder: unknown, where: string): Problem[] {
  if (!isObject(holder) || !('passage' in holder)) return [];
  return [
    invalidConfig(
      `${where}.passage`,
      'passage says nothing here',
      'custom.passage for the settings (protect: all protects every route), functions.<name>.passage for one function',
      holder.passage,
    ),
  ];
}

/** `- httpApi: GET /me` with `passage: true` beside it, one level too high. */
function nextToEvent(event: EventConfig, where: string): Problem[] {
  if (!('passage' in event)) return [];
  const { passage } = event;
  const api = 'http' in event && !('httpApi' in event) ? 'http' : 'httpApi';
  const spelled = parseEvent(api === 'http' ? 'rest' : 'http', event[api]);
  const written = typeof event[api] === 'string' ? spelled : null;
  const said = typeof passage === 'boolean' ? String(passage) : formatValue(passage);
  const place =
    written?.path === '$default'
      ? `path: '*'`
      : `method: ${written?.method ?? 'GET'}, path: ${written?.path ?? '/me'}`;
  return [
    invalidConfig(
      `${where}.passage`,
      'stands beside the event, where it says nothing; it belongs inside',
      spelled !== null && written === null
        ? `passage: ${said} inside ${api}`
        : `- ${api}: { ${place}, passage: ${said} }`,
      passage,
    ),
  ];
}

const WEBSOCKET_FIX =
  'a Lambda authorizer on the $connect route that verifies the token, and no passage here';

/** `passage` inside an event of a kind that has no JWT authorizers. */
function onOtherEvents(event: EventConfig, where: string): Problem[] {
  return Object.entries(event).flatMap(([kind, value]) => {
    if (kind === 'http' || kind === 'httpApi' || !isObject(value)) return [];
    if (!('passage' in value) || value.passage === false) return [];
    const websocket = kind === 'websocket';
    return [
      {
        code: 'PASSAGE_NOTHING_TO_PROTECT',
        where: `${where}.${kind}.passage`,
        what: websocket
          ? 'JWT authorizers do not exist for WebSocket APIs'
          : `a JWT authorizer protects httpApi and http events, not ${kind} events`,
        found: formatValue(value.passage),
        fix: websocket ? WEBSOCKET_FIX : 'an httpApi event, or no passage here',
      } as const,
    ];
  });
}

/** `passage` on a function that has no API event. */
export function nothingToProtect(config: FunctionConfig, where: string): Problem {
  const kinds = eventsOf(config).map((event) => Object.keys(event)[0] ?? '');
  const websocket = kinds.includes('websocket') ? '; JWT authorizers do not exist for WebSocket APIs' : '';
  return {
    code: 'PASSAGE_NOTHING_TO_PROTECT',
    where: `${where}.passage`,
    what: `the function has no httpApi or http event to protect${websocket}`,
    found: kinds.length === 0 ? 'no events' : `events: ${kinds.join(', ')}`,
    fix: websocket === '' ? 'events:\n  - httpApi: GET /me' : WEBSOCKET_FIX,
  };
}

/** The framework may compile what we cannot read, and nobody would have decided about that route. */
export function unreadable(api: ApiKind, value: unknown, where: string): Problem {
  const star = isObject(value) && 'method' in value && value.method === '*';
  return api === 'rest' && star
    ? invalidConfig(`${where}.method`, 'is no method of a REST API', 'method: any', '*')
    : invalidConfig(
        where,
        'is no route',
        'a method and a path (GET /me), or { method: GET, path: /me }',
        value,
      );
}

/** Top-level `passage:` of `serverless.yml`, which is no place for it. */
export function topLevelProblems(configurationInput: unknown): Problem[] {
  if (!isObject(configurationInput) || !('passage' in configurationInput)) return [];
  const what = 'stands at the top level, where it says nothing; it belongs under custom';
  return [invalidConfig('passage', what, 'custom.passage', configurationInput.passage)];
}
