/** The deployed stack: what its logical IDs are, nested stacks included. */
import { STACK_TYPE } from '../template/nested-stacks';
import { type JsonObject, isObject, propertyOf } from '../util/objects';
import { type AwsCall, AwsFailure } from './aws';
import { readPages } from './paging';
import { textOf } from './live-api';

interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

export interface Stack {
  readonly name: string;
  /** `null` where no stack of this service, nor one nested in it, has the resource. */
  readonly find: (logicalId: string) => Promise<StackResource | null>;
  /** `arn:aws:cloudformation:…`; empty where AWS does not say. */
  readonly arn: () => Promise<string>;
}

interface Listing {
  readonly resources: readonly StackResource[];
  readonly isComplete: boolean;
  readonly arn: string;
}

/** `DescribeStackResources` lists no more (CloudFormation API reference). */
const MOST_LISTED = 100;

const MOST_NESTED = 5;

/** Reads lazily, and each list once. */
export function stackReader(call: AwsCall, name: string): Stack {
  const list = memoize((stack: string) => listResources(call, stack));
  const listAll = memoize(async (stack: string) => {
    const listing = await list(stack);
    return listing.isComplete ? listing.resources : await listEveryResource(call, stack);
  });

  const findIn = async (stack: string, logicalId: string, depth: number): Promise<StackResource | null> => {
    const { resources, isComplete } = await list(stack);
    const listed = resources.find((resource) => resource.logicalId === logicalId);
    const own = listed ?? (isComplete ? null : await describeResource(call, stack, logicalId));
    if (own !== null || depth >= MOST_NESTED) return own;
    const nested = (await listAll(stack)).filter(({ type }) => type === STACK_TYPE);
    const found = await Promise.all(nested.map(({ physicalId }) => findIn(physicalId, logicalId, depth + 1)));
    return found.find((resource) => resource !== null) ?? null;
  };

  return {
    name,
    find: (logicalId) => findIn(name, logicalId, 0),
    arn: async () => (await list(name)).arn,
  };
}

async function listResources(call: AwsCall, stack: string): Promise<Listing> {
  const { StackResources } = await call('CloudFormation', 'describeStackResources', { StackName: stack });
  const entries = objectsOf(StackResources);
  return {
    resources: entries.flatMap(readResource),
    isComplete: entries.length < MOST_LISTED,
    arn: textOf(propertyOf(entries[0], 'StackId')),
  };
}

async function describeResource(
  call: AwsCall,
  stack: string,
  logicalId: string,
): Promise<StackResource | null> {
  try {
    const params = { StackName: stack, LogicalResourceId: logicalId };
    const { StackResources } = await call('CloudFormation', 'describeStackResources', params);
    const found = objectsOf(StackResources).flatMap(readResource);
    return found.find((resource) => resource.logicalId === logicalId) ?? null;
  } catch (error) {
    if (error instanceof AwsFailure && error.kind === 'missing') return null;
    throw error;
  }
}

/** Only for stacks that are too long to be described: it takes a permission of its own. */
async function listEveryResource(call: AwsCall, stack: string): Promise<StackResource[]> {
  const items = await readPages(call, {
    service: 'CloudFormation',
    action: 'listStackResources',
    params: { StackName: stack },
    items: ['StackResourceSummaries'],
    token: 'NextToken',
  });
  return items.flatMap(readResource);
}

function readResource(entry: JsonObject): StackResource[] {
  const { LogicalResourceId, PhysicalResourceId, ResourceType, ResourceStatus } = entry;
  const physicalId = textOf(PhysicalResourceId);
  if (physicalId === '' || ResourceStatus === 'DELETE_COMPLETE') return [];
  return [{ logicalId: textOf(LogicalResourceId), physicalId, type: textOf(ResourceType) }];
}

function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function memoize<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const value = known.get(key) ?? read(key);
    known.set(key, value);
    return value;
  };
}
