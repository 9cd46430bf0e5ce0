/** The service's API events, in every spelling, as one list of routes with the settings found on each. */
import { notIndented } from '../config/config-messages';
import { OPTION_KEYS } from '../config/known-keys';
import { type PassageSetting, parseOption } from '../config/option';
import type { Problem } from '../errors';
import type { EventConfig, FunctionConfig, Service } from '../serverless';
import { propertyOf } from '../util/objects';
import {
  type AppliedChanges,
  noChanges,
  originalOptions,
  userEvents,
  userFunctions,
} from './applied-changes';
import {
  API_KINDS,
  type ApiKind,
  type EventOptions,
  EVENT_KEY,
  type MethodAndPath,
  eventsOf,
  parseEvent,
} from './events';
import { type ExistingAuthorizer, readExistingAuthorizer } from './existing-authorizer';
import {
  idleSetting,
  misplacedInEvent,
  misplacedInFunction,
  misplacedInProvider,
  misplacedScopes,
  misspeltKeys,
  unreadable,
} from './misplaced-keys';

export interface Route extends MethodAndPath {
  readonly api: ApiKind;
  readonly functionName: string;
  /** The event's place in the function's `events`. */
  readonly index: number;
  /** The event's path: `functions.me.events[0].httpApi`. */
  readonly where: string;
  readonly settings: { readonly event: PassageSetting | null; readonly function: PassageSetting | null };
  /** The event's own `authorizer`, or the one that an entry under `resources:` names; `null` without one. */
  readonly existing: ExistingAuthorizer | null;
  /** Where there is an entry under `resources:` for the route that is compiled of the event. */
  readonly entry?: RouteEntry;
  /** Whether a mapping template of the user's own makes the event that the handler gets. */
  readonly hasOwnTemplate: boolean;
}

interface RouteEntry {
  readonly condition: unknown;
  /** Whether it says who may call the route. */
  readonly isAuthorizing: boolean;
  /** Whether it names an authorizer or scopes and no type, so that a public route stays public. */
  readonly lacksType: boolean;
  /** Whether it is not written, but is what a package has of the event. */
  readonly isPackaged: boolean;
  /** The `authorizer` of the event itself. */
  readonly own: ExistingAuthorizer | null;
}

interface ReadResult {
  readonly routes: readonly Route[];
  readonly problems: readonly Problem[];
}

export interface ReadService extends ReadResult {
  /** Functions with a setting and without any event: a problem, unless another plugin still adds events. */
  readonly withoutEvents: readonly Problem[];
}

/**
 * Reads every API event. Events the framework itself cannot read are left to the framework's own error.
 *
 * @param mayHaveNoEvents whether a function may have a setting and no API event
 */
export function readRoutes(
  service: Service,
  changes: AppliedChanges = noChanges(),
  mayHaveNoEvents: (functionName: string) => boolean = () => false,
): ReadService {
  const read = userFunctions(service, changes).map(([name, config]) =>
    readFunction(name, config, changes, mayHaveNoEvents(name)),
  );
  return {
    routes: read.flatMap(({ routes }) => routes),
    problems: [...misplacedInProvider(service.provider), ...read.flatMap(({ problems }) => problems)],
    withoutEvents: read.flatMap(({ withoutEvents }) => withoutEvents),
  };
}

function readFunction(
  functionName: string,
  config: FunctionConfig,
  changes: AppliedChanges,
  mayHaveNoEvents: boolean,
): ReadService {
  const where = `functions.${functionName}`;
  const { setting, problems } = readSetting(config, where);
  const events = eventsOf({ events: userEvents(config, changes) });
  const read = events.map(([index, event]) =>
    readEvent({ functionName, index, event, setting }, `${where}.events[${String(index)}]`, changes),
  );
  const routes = read.flatMap((one) => one.routes);
  const eventProblems = read.flatMap((one) => one.problems);
  // Where an event has a problem of its own, that one says more.
  const hasNoEvents = events.length === 0;
  const isIdle = setting?.protect === true && routes.length + eventProblems.length === 0 && !mayHaveNoEvents;
  return {
    routes,
    problems: [
      ...problems,
      ...misplacedInFunction(config, where),
      ...eventProblems,
      ...(isIdle && !hasNoEvents ? [idleSetting(config, where)] : []),
    ],
    withoutEvents: isIdle && hasNoEvents ? [idleSetting(config, where)] : [],
  };
}

interface EventEntry {
  readonly functionName: string;
  readonly index: number;
  readonly event: EventConfig;
  /** The function's own. */
  readonly setting: PassageSetting | null;
}

function readEvent(entry: EventEntry, where: string, changes: AppliedChanges): ReadResult {
  const { event } = entry;
  const kinds = API_KINDS.filter((api) => event[EVENT_KEY[api]] !== undefined);
  const read = kinds.map((api) => readRoute(entry, api, where, changes));
  return {
    routes: read.flatMap(({ routes }) => routes),
    problems: [...misplacedInEvent(event, where), ...read.flatMap(({ problems }) => problems)],
  };
}

/** The route under the key of one kind of API. */
function readRoute(entry: EventEntry, api: ApiKind, place: string, changes: AppliedChanges): ReadResult {
  const { functionName, index, event } = entry;
  const value = event[EVENT_KEY[api]];
  const where = `${place}.${EVENT_KEY[api]}`;
  const parsed = parseEvent(api, value);
  if (parsed === null) return { routes: [], problems: unreadable(api, event, where) };

  const { method, path } = parsed;
  const options = originalOptions(parsed.options, changes, functionName);
  const { setting, problems } = readSetting(options, where);
  const said = {
    settings: { event: setting, function: entry.setting },
    existing: readExistingAuthorizer(options, api),
    hasOwnTemplate: hasOwnTemplate(options),
  };
  return {
    routes: [{ api, method, path, functionName, index, where, ...said }],
    problems: [...problems, ...misspeltKeys(options, where), ...misplacedScopes(options, where)],
  };
}

/** With a proxy integration, API Gateway makes the event (framework documentation: API Gateway, "Lambda Integration"). */
function hasOwnTemplate({ integration, request }: EventOptions): boolean {
  if (typeof integration !== 'string' || /proxy$/i.test(integration)) return false;
  return propertyOf(request, 'template') !== undefined || propertyOf(request, 'passThrough') !== undefined;
}

function readSetting(
  holder: object,
  where: string,
): { setting: PassageSetting | null; problems: readonly Problem[] } {
  if (!('passage' in holder)) return { setting: null, problems: [] };
  const outside = holder.passage === null ? OPTION_KEYS.filter((key) => key in holder) : [];
  if (outside.length > 0) return { setting: null, problems: [notIndented(where, outside)] };
  return parseOption(holder.passage, `${where}.passage`);
}
