/** What a plan is made of, at one moment, to be compared with the same at a later one. Pure. */
import type { AwsProvider, Service } from '../serverless';
import type { AppliedChanges } from '../service/applied-changes';
import { propertyOf } from '../util/objects';

/** The objects, keys and other values of a service, in one order. */
export type Snapshot = readonly unknown[];

/**
 * What the framework sets while it packages, and no plan is made of. Of `package`, the artifact counts; a package of one
 * function is written there.
 */
const FUNCTION_KEYS = ['name', 'memory', 'timeout', 'runtime', 'vpc', 'versionLogicalId', 'package'];
const EVENT_KEYS = ['resolvedMethod', 'resolvedPath'];
const PROVIDER_KEYS = ['compiledCloudFormationTemplate', 'coreCloudFormationTemplate', 'vpc'];

/** By the depth at which they are: an event is in the list of events of one of the functions. */
const IGNORED_IN_FUNCTIONS = [[], FUNCTION_KEYS, [], EVENT_KEYS];
const IGNORED_IN_PROVIDER = [PROVIDER_KEYS];

/** All that a plan is made of, as it is now. */
export function takeSnapshot(
  { service, provider, custom, functions }: Service,
  aws: AwsProvider,
  { references }: Pick<AppliedChanges, 'references'>,
): Snapshot {
  const answers = [
    aws.getStage(),
    aws.getApiGatewayRestApiId(),
    aws.getApiGatewayWebsocketApiId(),
    aws.getApiGatewayRestApiRootResourceId(),
    aws.getApiGatewayPredefinedResources(),
  ];
  const parts: unknown[] = [service, JSON.stringify(answers), ...(Object.values(aws.naming) as unknown[])];
  // What the user wrote is behind our references.
  const behind = (part: object): unknown => references.get(part);
  addParts(parts, (custom as { passage?: unknown } | null | undefined)?.passage, [], behind);
  addParts(parts, provider, IGNORED_IN_PROVIDER, behind);
  addParts(parts, functions, IGNORED_IN_FUNCTIONS, behind);
  for (const config of Object.values(functions))
    parts.push(propertyOf(propertyOf(config, 'package'), 'artifact'));
  return parts;
}

/** Whether nothing has changed: the same objects, with the same keys and values. A copy of an object is a change. */
export function isSameSnapshot(a: Snapshot, b: Snapshot): boolean {
  return a.length === b.length && a.every((part, i) => Object.is(part, b[i]));
}

/** @param ignored keys that are left out, by their depth */
function addParts(
  parts: unknown[],
  value: unknown,
  ignored: readonly (readonly PropertyKey[])[],
  behind: (part: object) => unknown,
): void {
  const seen = new Set<object>();
  const add = (part: unknown, depth: number): void => {
    parts.push(part);
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    const { [depth]: without = [] } = ignored;
    // The same object may be somewhere else, too, where all of it counts.
    if (without.length === 0) seen.add(part);
    if (!isPlain(part)) parts.push(Symbol('what is in it is not known'));
    for (const key of Reflect.ownKeys(part)) {
      if (without.includes(key)) continue;
      parts.push(key);
      add((part as Record<PropertyKey, unknown>)[key], depth + 1);
    }
    add(behind(part), depth + 1);
  };
  add(value, 0);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
