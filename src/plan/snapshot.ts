/** What a plan is made of, at one moment, to be compared with the same at a later one. Pure. */
import type { Template } from '../cloudformation';
import type { AwsProvider, Service } from '../serverless';
import type { AppliedChanges } from '../service/applied-changes';
import { routeEntries } from '../template/route-entries';
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
const IGNORED_IN_FUNCTIONS: Ignored = { 1: FUNCTION_KEYS, 3: EVENT_KEYS };
const IGNORED_IN_PROVIDER: Ignored = { 0: PROVIDER_KEYS };

type Ignored = Readonly<Record<number, readonly PropertyKey[]>>;

type Written = Pick<AppliedChanges, 'references'>;

/** Visits one part after the other; `false` ends that. */
type Visit = (part: unknown) => boolean;

/** All that routes are read from, as it is now, and which of it can be written to. */
export function takeSnapshot(service: Service, changes: Written): Snapshot {
  const parts: unknown[] = [];
  visitService(service, changes, (part) => parts.push(part) > 0);
  return parts;
}

/** Whether that has not changed: the same objects, with the same keys and values. A copy of an object is a change. */
export function isUnchanged(snapshot: Snapshot, service: Service, changes: Written): boolean {
  let next = 0;
  const isSame: Visit = (part) => Object.is(part, snapshot[next++]);
  return visitService(service, changes, isSame) && next === snapshot.length;
}

function visitService({ provider, functions }: Service, { references }: Written, visit: Visit): boolean {
  return (
    visitTree(provider, IGNORED_IN_PROVIDER, references, visit) &&
    visitTree(functions, IGNORED_IN_FUNCTIONS, references, visit)
  );
}

/** What else a plan is made of, as it is now. */
export function takeFacts(
  { service, custom, functions, resources }: Service,
  aws: AwsProvider,
  { references }: Written,
  packaged?: Template,
): Snapshot {
  const answers = [
    aws.getStage(),
    aws.getApiGatewayRestApiId(),
    aws.getApiGatewayWebsocketApiId(),
    aws.getApiGatewayRestApiRootResourceId(),
    aws.getApiGatewayPredefinedResources(),
  ];
  const parts: unknown[] = [
    service,
    packaged,
    JSON.stringify(answers),
    ...(Object.values(aws.naming) as unknown[]),
  ];
  const passage = (custom as { passage?: unknown } | null | undefined)?.passage;
  visitTree(passage, {}, references, (part) => parts.push(part) > 0);
  for (const [logicalId, entry] of routeEntries(resources)) {
    parts.push(logicalId);
    visitTree(entry, {}, references, (part) => parts.push(part) > 0);
  }
  for (const config of Object.values(functions))
    parts.push(propertyOf(propertyOf(config, 'package'), 'artifact'));
  return parts;
}

export function isSameFacts(a: Snapshot, b: Snapshot): boolean {
  return a.length === b.length && a.every((part, i) => Object.is(part, b[i]));
}

/**
 * @param ignored keys that are left out, by their depth
 * @param behind what the user wrote, by our references
 */
function visitTree(
  value: unknown,
  ignored: Ignored,
  behind: AppliedChanges['references'],
  visit: Visit,
): boolean {
  const seen = new Set<object>();
  const within = (part: unknown, depth: number): boolean => {
    if (!visit(part)) return false;
    if (typeof part !== 'object' || part === null || seen.has(part)) return true;
    const without = ignored[depth];
    // The same object may be somewhere else, too, where all of it counts.
    if (without === undefined) seen.add(part);
    if (!isPlain(part) && !visit(Symbol('what is in it is not known'))) return false;
    for (const key of Reflect.ownKeys(part)) {
      if (without?.includes(key) === true) continue;
      if (!visit(key) || !within((part as Record<PropertyKey, unknown>)[key], depth + 1)) return false;
    }
    return visit(Object.isExtensible(part)) && within(behind.get(part), depth + 1);
  };
  return within(value, 0);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
