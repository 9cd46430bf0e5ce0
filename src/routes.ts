/** The service's API events, in every spelling, as one list of routes with what was said about each. */
import { nearest } from './config/nearest';
import { type Problem, invalid, show } from './errors';
import type { EventConfig, FunctionConfig, Service } from './host';
import { type Word, parseOption } from './option';

/** An HTTP API (`httpApi` events) or a REST API (`http` events). */
export type Api = 'http' | 'rest';

export interface Route {
  readonly api: Api;
  /** Upper case; `ANY` for every method. */
  readonly method: string;
  /** With a leading slash; `$default` for an HTTP API's catch-all. */
  readonly path: string;
  readonly functionName: string;
  /** The event's place in the function's `events`. */
  readonly index: number;
  /** The event's path: `functions.me.events[0].httpApi`. */
  readonly where: string;
  readonly said: { readonly event: Word | null; readonly function: Word | null };
  /** The event's own `authorizer`, `null` without one. */
  readonly own: OwnAuthorizer | null;
}

export interface OwnAuthorizer {
  /** What it is called, for people: a name, an ID, `aws_iam`. */
  readonly label: string;
  /** Its name, where it is referenced by name. */
  readonly name: string | null;
  /** Its ID, where it is referenced by ID. */
  readonly id: unknown;
  readonly scopes: readonly string[] | null;
}

/**
 * What an earlier application wrote into the service, so that reading it again yields what the user wrote:
 * references to authorizers with the user's words that they stand for, and companion events.
 */
export interface Written {
  readonly references: WeakMap<object, { readonly passage?: unknown; readonly authorizer?: unknown }>;
  readonly companions: WeakSet<object>;
}

const NOTHING_WRITTEN: Written = { references: new WeakMap(), companions: new WeakSet() };

/** Reads every API event. Events the framework itself cannot read are left to the framework's own error. */
export function readRoutes(
  service: Service,
  written: Written = NOTHING_WRITTEN,
): { routes: Route[]; problems: Problem[] } {
  const routes: Route[] = [];
  const problems: Problem[] = misplaced(service.provider, 'provider');
  for (const [functionName, config] of Object.entries(service.functions)) {
    const read = readFunction(functionName, config, written);
    routes.push(...read.routes);
    problems.push(...read.problems);
  }
  return { routes, problems };
}

function readFunction(
  functionName: string,
  config: FunctionConfig,
  written: Written,
): { routes: Route[]; problems: Problem[] } {
  const where = `functions.${functionName}`;
  const events = eventsOf(config).map((event, index) => ({
    event,
    index,
    at: `${where}.events[${String(index)}]`,
  }));
  const said = readWord(config, where);
  const problems = [...said.problems, ...misspelt(config, where), ...misplacedIn(config, where)];
  const routes: Route[] = [];

  for (const { event, index, at } of events) {
    if (typeof event !== 'object' || (event as unknown) === null || written.companions.has(event)) continue;
    problems.push(...misspelt(event, at), ...besideEvent(event, at), ...onOtherEvents(event, at));
    for (const api of ['http', 'rest'] as const) {
      const key = api === 'http' ? 'httpApi' : 'http';
      const spelled = spell(api, event[key]);
      if (spelled === null) {
        if (event[key] !== undefined && event[key] !== null)
          problems.push(unreadable(`${at}.${key}`, event[key]));
        continue;
      }
      const { method, path } = spelled;
      const options = asWritten(spelled.options, written);
      const eventSaid = readWord(options, `${at}.${key}`);
      problems.push(...eventSaid.problems, ...misspelt(options, `${at}.${key}`));
      const words = { event: eventSaid.word, function: said.word };
      const own = ownAuthorizer(options);
      routes.push({ api, method, path, functionName, index, where: `${at}.${key}`, said: words, own });
    }
  }
  if (said.word?.protect === true && routes.length === 0) problems.push(nothingToProtect(where, config));
  return { routes, problems };
}

/** The entries that are events; what else stands there is for the framework to refuse. */
export function eventsOf({ events }: FunctionConfig): readonly EventConfig[] {
  return Array.isArray(events) ? events : [];
}

function readWord(holder: object, where: string): { word: Word | null; problems: Problem[] } {
  if (!('passage' in holder)) return { word: null, problems: [] };
  return parseOption(holder.passage, `${where}.passage`);
}

/** The framework may compile what we cannot read, and nobody would have decided about that route. */
function unreadable(where: string, value: unknown): Problem {
  return invalid(where, 'is no route', 'a method and a path (GET /me), or { method: GET, path: /me }', value);
}

type Options = Readonly<Record<string, unknown>>;
const METHODS = 'ANY|GET|POST|PUT|PATCH|OPTIONS|HEAD|DELETE';

/** `GET /x`, `*`, `{ method, path }`: one shape; `null` for what is no such event. */
function spell(api: Api, value: unknown): { method: string; path: string; options: Options } | null {
  if (typeof value === 'string') {
    if (api === 'http' && value === '*') return { method: 'ANY', path: '$default', options: {} };
    const match = new RegExp(`^(\\*|${METHODS}) (\\S+)$`, 'i').exec(value);
    return match === null ? null : { ...place(api, match[1] ?? '', match[2] ?? ''), options: {} };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const options = value as Options;
  const { method, path } = options;
  if (typeof path !== 'string') return null;
  return { ...place(api, typeof method === 'string' ? method : 'ANY', path), options };
}

function place(api: Api, method: string, path: string): { method: string; path: string } {
  if (api === 'http' && path === '*') return { method: 'ANY', path: '$default' };
  const upper = method === '*' ? 'ANY' : method.toUpperCase();
  // The framework takes a REST path with or without its slashes.
  return { method: upper, path: api === 'rest' ? `/${path.replace(/^\//, '').replace(/\/$/, '')}` : path };
}

/** The event's options as the user wrote them. */
function asWritten(options: Options, written: Written): Options {
  const { authorizer, ...rest } = options;
  const words =
    typeof authorizer === 'object' && authorizer !== null ? written.references.get(authorizer) : undefined;
  return words === undefined ? options : { ...rest, ...words };
}

function ownAuthorizer({ authorizer }: Options): OwnAuthorizer | null {
  if (authorizer === undefined || authorizer === null || authorizer === '') return null;
  if (typeof authorizer === 'string') return { label: authorizer, name: authorizer, id: null, scopes: null };
  if (typeof authorizer !== 'object') return { label: show(authorizer), name: null, id: null, scopes: null };
  const { name, id, type, arn, authorizerId, scopes } = authorizer as Options;
  const label = [name, arn, authorizerId, id, type].find((value) => value !== undefined);
  return {
    label: typeof label === 'string' ? label : show(label),
    name: typeof name === 'string' && id === undefined && arn === undefined ? name : null,
    id: id ?? authorizerId ?? null,
    scopes: Array.isArray(scopes) ? scopes.map(String) : null,
  };
}

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

function misspelt(holder: object, where: string): Problem[] {
  return Object.keys(holder)
    .filter(isMisspelt)
    .map((key) => ({
      code: 'PASSAGE_CONFIG_INVALID',
      where: `${where}.${key}`,
      what: 'there is no such key, so it would protect nothing',
      found: key,
      fix: 'passage (did you mean that?)',
    }));
}

function misplaced(holder: object, where: string): Problem[] {
  const { httpApi } = holder as { httpApi?: unknown };
  const inner = typeof httpApi === 'object' && httpApi !== null ? misplaced(httpApi, `${where}.httpApi`) : [];
  return 'passage' in holder ? [strayPassage(`${where}.passage`, holder.passage), ...inner] : inner;
}

/** `passage` in the function's own `httpApi` block, which holds its payload version only. */
function misplacedIn({ httpApi }: FunctionConfig, where: string): Problem[] {
  if (typeof httpApi !== 'object' || httpApi === null) return [];
  return [...misplaced(httpApi, `${where}.httpApi`), ...misspelt(httpApi, `${where}.httpApi`)];
}

function strayPassage(where: string, value: unknown): Problem {
  return {
    code: 'PASSAGE_CONFIG_INVALID',
    where,
    what: 'passage says nothing here',
    found: show(value),
    fix: 'custom.passage for the settings (protect: all protects every route), functions.<name>.passage for one function',
  };
}

/** `- httpApi: GET /me` with `passage: true` beside it, one level too high. */
function besideEvent(event: EventConfig, where: string): Problem[] {
  if (!('passage' in event)) return [];
  const { passage } = event;
  const api = 'http' in event && !('httpApi' in event) ? 'http' : 'httpApi';
  const spelled = spell(api === 'http' ? 'rest' : 'http', event[api]);
  const written = typeof event[api] === 'string' ? spelled : null;
  const said = typeof passage === 'boolean' ? String(passage) : show(passage);
  const place =
    written?.path === '$default'
      ? `path: '*'`
      : `method: ${written?.method ?? 'GET'}, path: ${written?.path ?? '/me'}`;
  return [
    invalid(
      `${where}.passage`,
      'stands beside the event, where it says nothing; it belongs inside',
      spelled !== null && written === null
        ? `passage: ${said} inside ${api}`
        : `- ${api}: { ${place}, passage: ${said} }`,
      passage,
    ),
  ];
}

/** `passage` inside an event of a kind that has no JWT authorizers. */
function onOtherEvents(event: EventConfig, where: string): Problem[] {
  return Object.entries(event).flatMap(([kind, value]) => {
    if (kind === 'http' || kind === 'httpApi' || typeof value !== 'object' || value === null) return [];
    if (!('passage' in value) || value.passage === false) return [];
    const websocket = kind === 'websocket';
    return [
      {
        code: 'PASSAGE_NOTHING_TO_PROTECT',
        where: `${where}.${kind}.passage`,
        what: websocket
          ? 'JWT authorizers do not exist for WebSocket APIs'
          : `a JWT authorizer protects httpApi and http events, not ${kind} events`,
        found: show(value.passage),
        fix: websocket
          ? 'a Lambda authorizer on the $connect route that verifies the token, and no passage here'
          : 'an httpApi event, or no passage here',
      } as const,
    ];
  });
}

function nothingToProtect(where: string, config: FunctionConfig): Problem {
  const kinds = eventsOf(config).map((event) => Object.keys(event)[0] ?? '');
  const websocket = kinds.includes('websocket') ? '; JWT authorizers do not exist for WebSocket APIs' : '';
  return {
    code: 'PASSAGE_NOTHING_TO_PROTECT',
    where: `${where}.passage`,
    what: `the function has no httpApi or http event to protect${websocket}`,
    found: kinds.length === 0 ? 'no events' : `events: ${kinds.join(', ')}`,
    fix: 'events:\n  - httpApi: GET /me',
  };
}

/** Top-level `passage:` of `serverless.yml`, which is no place for it. */
export function topLevelProblems(configurationInput: unknown): Problem[] {
  if (
    typeof configurationInput !== 'object' ||
    configurationInput === null ||
    !('passage' in configurationInput)
  )
    return [];
  const { passage } = configurationInput;
  const what = 'stands at the top level, where it says nothing; it belongs under custom';
  return [
    { code: 'PASSAGE_CONFIG_INVALID', where: 'passage', what, found: show(passage), fix: 'custom.passage' },
  ];
}
