/** What the plugin has written into a service, so that reading the service again yields what the user wrote. */
import { sameValue } from '../cloudformation';
import type { EventConfig, FunctionConfig, Service } from '../serverless';
import { isObject, propertyOf } from '../util/objects';
import { type EventOptions, parseEvent } from './events';

export interface AppliedChanges {
  /** Our references in the place of an event's `authorizer`. */
  readonly references: WeakMap<object, WrittenReference>;
  /** Our public `OPTIONS` events. */
  readonly preflightEvents: WeakSet<object>;
  /** Our entries of `provider.httpApi.authorizers`, by key. */
  readonly authorizers: Map<string, unknown>;
  /** Our entry of `functions`. */
  authorizerFunction: WrittenFunction | null;
}

interface WrittenFunction {
  readonly name: string;
  /** The object in the service, which another plugin may change or copy. */
  readonly config: FunctionConfig;
  /** As it was written. */
  readonly written: Pick<FunctionConfig, 'handler' | 'role' | 'package'>;
}

/** What `passage` of our `OPTIONS` events says, by which copies of them are known. No app can have this name. */
export const PREFLIGHT = '(preflight)';

/** Our public `OPTIONS` events, and copies that another plugin has made of them, under other paths too. */
function isPreflightEvent(event: EventConfig, { preflightEvents }: AppliedChanges): boolean {
  if (preflightEvents.has(event)) return true;
  const { httpApi } = event;
  return propertyOf(httpApi, 'passage') === PREFLIGHT && parseEvent('http', httpApi)?.method === 'OPTIONS';
}

/** A function's events without our `OPTIONS` events: what an event's index counts, wherever those are by now. */
export function userEvents({ events }: FunctionConfig, changes: AppliedChanges): unknown[] {
  const all: readonly unknown[] = Array.isArray(events) ? events : [];
  return all.filter((event) => !(isObject(event) && isPreflightEvent(event, changes)));
}

interface WrittenReference {
  /** The function that the event was of. */
  readonly functionName: string;
  /** The user's `passage` and `authorizer`. */
  readonly said: UserOptions;
}

/** What an event says of its authorization. */
interface UserOptions {
  readonly passage?: unknown;
  readonly authorizer?: unknown;
}

export function noChanges(): AppliedChanges {
  return {
    references: new WeakMap(),
    preflightEvents: new WeakSet(),
    authorizers: new Map(),
    authorizerFunction: null,
  };
}

/** An event's options as the user wrote them. */
export function originalOptions(
  options: EventOptions,
  { references }: AppliedChanges,
  functionName: string,
): EventOptions {
  const reference = isObject(options.authorizer) ? references.get(options.authorizer) : undefined;
  const original = reference && saidOf(reference, functionName);
  if (original === undefined && options.passage !== PREFLIGHT) return options;
  const { authorizer, passage, ...rest } = options;
  // A `passage` next to our reference was written later, by another plugin. What another plugin makes of one of our
  // events is no statement of the user's.
  const isTheirs = Object.hasOwn(options, 'passage') && passage !== PREFLIGHT;
  return { ...(original ?? { authorizer }), ...rest, ...(isTheirs ? { passage } : {}) };
}

/** What an event of another function got from that function is in the reference only, as in a copy of it. */
function saidOf(reference: WrittenReference, functionName: string): UserOptions | undefined {
  const { passage, authorizer } = reference.said;
  const isOwn = passage !== undefined || authorizer !== undefined;
  return isOwn || reference.functionName === functionName ? reference.said : undefined;
}

/** The user's own entries of `provider.httpApi.authorizers`. */
export function userAuthorizers(service: Service, { authorizers }: AppliedChanges): [string, unknown][] {
  return Object.entries(service.provider.httpApi?.authorizers ?? {}).filter(
    ([key, value]) => !(authorizers.has(key) && sameValue(authorizers.get(key), value)),
  );
}

/** The user's own functions. */
export function userFunctions({ functions }: Service, changes: AppliedChanges): [string, FunctionConfig][] {
  return Object.entries(functions).filter((entry) => !isAuthorizerFunction(entry, changes));
}

/** Our entry of `functions`, or a copy that another plugin made: by its handler, or its role or artifact under its name. */
export function isAuthorizerFunction(
  [name, config]: readonly [name: string, config: FunctionConfig],
  { authorizerFunction: ours }: AppliedChanges,
): boolean {
  if (ours === null) return false;
  const { handler, role, package: own } = ours.written;
  const hasArtifact = sameValue(propertyOf(config.package, 'artifact'), propertyOf(own, 'artifact'));
  const isCopy = config.handler === handler || (name === ours.name && (config.role === role || hasArtifact));
  return config === ours.config || isCopy;
}
