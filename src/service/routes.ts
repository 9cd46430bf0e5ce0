/** The service's API events, in every spelling, as one list of routes with what was said about each. */
import { type Problem, formatValue } from '../errors';
import { type ApiKind, type EventOptions, EVENT_KEY, eventsOf, parseEvent } from './events';
import type { EventConfig, FunctionConfig, Service } from '../serverless';
import {
  misplacedInEvent,
  misplacedInFunction,
  misplacedInProvider,
  misspeltKeys,
  nothingToProtect,
  unreadable,
} from './misplaced-keys';
import { type PassageSetting, parseOption } from '../config/option';

export interface Route {
  readonly api: ApiKind;
  /** Upper case; `ANY` for every method. */
  readonly method: string;
  /** With a leading slash; `$default` for an HTTP API's catch-all. */
  readonly path: string;
  readonly functionName: string;
  /** The event's place in the function's `events`. */
  readonly index: number;
  /** The event's path: `functions.me.events[0].httpApi`. */
  readonly where: string;
  readonly settings: { readonly event: PassageSetting | null; readonly function: PassageSetting | null };
  /** The event's own `authorizer`, `null` without one. */
  readonly existing: ExistingAuthorizer | null;
}

export interface ExistingAuthorizer {
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
  readonly preflightEvents: WeakSet<object>;
}

const NOTHING_WRITTEN: Written = { references: new WeakMap(), preflightEvents: new WeakSet() };

interface ReadResult {
  readonly routes: readonly Route[];
  readonly problems: readonly Problem[];
}

/** Reads every API event. Events the framework itself cannot read are left to the framework's own error. */
export function readRoutes(service: Service, written: Written = NOTHING_WRITTEN): ReadResult {
  const read = Object.entries(service.functions).map(([name, config]) => readFunction(name, config, written));
  return {
    routes: read.flatMap(({ routes }) => routes),
    problems: [...misplacedInProvider(service.provider), ...read.flatMap(({ problems }) => problems)],
  };
}

function readFunction(functionName: string, config: FunctionConfig, written: Written): ReadResult {
  const where = `functions.${functionName}`;
  const { word, problems } = readSetting(config, where);
  const read = eventsOf(config).map((event, index) =>
    readEvent({ functionName, index, event, where: `${where}.events[${String(index)}]` }, word, written),
  );
  const routes = read.flatMap((one) => one.routes);
  const eventProblems = read.flatMap((one) => one.problems);
  // Where an event has a complaint of its own, that one says more.
  const isIdle = word?.protect === true && routes.length === 0 && eventProblems.length === 0;
  return {
    routes,
    problems: [
      ...problems,
      ...misplacedInFunction(config, where),
      ...eventProblems,
      ...(isIdle ? [nothingToProtect(config, where)] : []),
    ],
  };
}

interface Entry {
  readonly functionName: string;
  readonly index: number;
  readonly event: EventConfig;
  readonly where: string;
}

function readEvent(entry: Entry, functionWord: PassageSetting | null, written: Written): ReadResult {
  const { event, where } = entry;
  if (typeof event !== 'object' || (event as unknown) === null || written.preflightEvents.has(event))
    return { routes: [], problems: [] };
  const read = (['http', 'rest'] as const).map((api) => readRoute(entry, api, functionWord, written));
  return {
    routes: read.flatMap(({ routes }) => routes),
    problems: [...misplacedInEvent(event, where), ...read.flatMap(({ problems }) => problems)],
  };
}

/** What the entry says under the key of one kind of API: one route, or nothing. */
function readRoute(
  entry: Entry,
  api: ApiKind,
  functionWord: PassageSetting | null,
  written: Written,
): ReadResult {
  const { functionName, index, event } = entry;
  const value = event[EVENT_KEY[api]];
  const where = `${entry.where}.${EVENT_KEY[api]}`;
  if (value === undefined || value === null) return { routes: [], problems: [] };
  const spelled = parseEvent(api, value);
  if (spelled === null) return { routes: [], problems: [unreadable(api, value, where)] };

  const { method, path } = spelled;
  const options = asConfigured(spelled.options, written);
  const { word, problems } = readSetting(options, where);
  const said = { event: word, function: functionWord };
  const own = readExistingAuthorizer(options);
  return {
    routes: [{ api, method, path, functionName, index, where, settings: said, existing: own }],
    problems: [...problems, ...misspeltKeys(options, where)],
  };
}

function readSetting(holder: object, where: string): { word: PassageSetting | null; problems: Problem[] } {
  if (!('passage' in holder)) return { word: null, problems: [] };
  return parseOption(holder.passage, `${where}.passage`);
}

/** The event's options as the user wrote them. */
function asConfigured(options: EventOptions, written: Written): EventOptions {
  const { authorizer, ...rest } = options;
  const words =
    typeof authorizer === 'object' && authorizer !== null ? written.references.get(authorizer) : undefined;
  // A `passage` that stands there by now was written by somebody later.
  return words === undefined ? options : { ...words, ...rest };
}

function readExistingAuthorizer({ authorizer }: EventOptions): ExistingAuthorizer | null {
  if (authorizer === undefined || authorizer === null || authorizer === '') return null;
  if (typeof authorizer === 'string') return { label: authorizer, name: authorizer, id: null, scopes: null };
  if (typeof authorizer !== 'object')
    return { label: formatValue(authorizer), name: null, id: null, scopes: null };
  const { name, id, type, arn, authorizerId, scopes } = authorizer as EventOptions;
  const label = [name, arn, authorizerId, id, type].find((value) => value !== undefined);
  return {
    label: typeof label === 'string' ? label : formatValue(label),
    name: typeof name === 'string' && id === undefined && arn === undefined ? name : null,
    id: id ?? authorizerId ?? null,
    scopes: Array.isArray(scopes) ? scopes.map(String) : null,
  };
}
