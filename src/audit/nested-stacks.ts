/** A template with its nested stacks read back into it, so that resources another plugin moved can be audited. */
import { posix } from 'node:path';
import {
  type Resource,
  SUB_VARIABLE,
  type Template,
  macrosOf,
  propertiesOf,
  resourcesOfTypes,
} from '../cloudformation';
import { type JsonObject, getOwn, isObject, propertyOf, textsIn } from '../util/objects';

/** Reads a nested stack's template by its file name; `null` when it is not a file of this package. */
export type ReadNested = (fileName: string) => NestedTemplate | null;

/** What the sections of a template contain is not known: a plugin has written them. */
export interface NestedTemplate {
  readonly Resources: JsonObject;
  readonly Parameters: JsonObject;
  readonly Outputs: JsonObject;
  /** As {@link macrosOf} lists them. */
  readonly macros: readonly unknown[];
}

interface Stack {
  readonly template: NestedTemplate;
  /** What the root gives for them. */
  readonly parameters: JsonObject;
  /** While it is false, the stack is not there. */
  readonly condition: unknown;
  /** Its file, and those of the stacks that it is in. */
  readonly way: ReadonlySet<string>;
}

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** What is another value in each stack (AWS: pseudo-parameter-reference). */
const OF_ONE_STACK: ReadonlySet<string> = new Set([
  'AWS::NotificationARNs',
  'AWS::StackId',
  'AWS::StackName',
]);

/** References from stack to stack do not nest deeper than this; a circle of them ends here, unresolved. */
const MOST_STEPS = 20;

/**
 * One flat template of the root and the nested stacks that belong to this package, in which references through
 * parameters and outputs are followed to what they mean. The root itself is not changed. Stacks whose template is
 * elsewhere stay as they are: what was moved there cannot be seen, and so is missing to the audit.
 */
export function withNestedStacks(root: Template, read: ReadNested): Template {
  return withStacksOf({ template: root, ways: new Map() }, read);
}

interface Level {
  readonly template: Template;
  /** The files that lead to a resource, by its logical ID. */
  readonly ways: ReadonlyMap<string, ReadonlySet<string>>;
}

function withStacksOf(level: Level, read: ReadNested): Template {
  const { template: root, ways } = level;
  const stacks = new Map<string, Stack>();
  for (const [logicalId, resource] of resourcesOfTypes(root, [STACK_TYPE])) {
    const stack = readStack(resource, ways.get(logicalId) ?? new Set(), read);
    if (stack !== null) stacks.set(logicalId, stack);
  }
  if (stacks.size === 0) return root;
  // Stacks have stacks of their own.
  return withStacksOf(oneLevelDown(level, stacks), read);
}

function oneLevelDown({ template: root, ways: above }: Level, stacks: Stacks): Level {
  const follow = follower(stacks);
  const resources = [...stacks].flatMap(([id, { template, condition }]) =>
    Object.entries(template.Resources).map(
      ([logicalId, resource]) => [id, logicalId, follow(whileThere(resource, condition), id)] as const,
    ),
  );
  const own = Object.entries(root.Resources)
    .filter(([logicalId]) => !stacks.has(logicalId))
    .map(([logicalId, resource]) => [logicalId, follow(resource, null)] as const);
  const all: Record<string, unknown> = Object.fromEntries(own);
  const ways = new Map(above);
  for (const [stackId, logicalId, resource] of resources) {
    // Two stacks may use one logical ID: neither hides the other.
    const id = logicalId in all ? `${stackId}.${logicalId}` : logicalId;
    all[id] = resource;
    ways.set(id, stacks.get(stackId)?.way ?? new Set());
  }
  const nestedMacros = [...stacks.values()].flatMap(({ template }) => template.macros);
  const template = {
    ...root,
    Resources: all as Record<string, Resource>,
    Transform: [...macrosOf(root), ...nestedMacros],
  };
  return { template, ways };
}

/** While the condition of a stack is false, its resources are not there. */
function whileThere(resource: unknown, condition: unknown): unknown {
  if (condition === undefined || !isObject(resource)) return resource;
  return { Condition: condition, ...resource };
}

/** One that has itself is left as it is. */
function readStack(resource: Resource, above: ReadonlySet<string>, read: ReadNested): Stack | null {
  const { TemplateURL, Parameters } = propertiesOf(resource);
  const url = textsIn(TemplateURL).findLast((text) => text.endsWith('.json'));
  const file = url === undefined ? null : posix.basename(url);
  const template = file === null || above.has(file) ? null : read(file);
  if (file === null || template === null) return null;
  const parameters = isObject(Parameters) ? Parameters : {};
  return { template, parameters, condition: resource.Condition, way: new Set([...above, file]) };
}

/** What a variable in the text of an `Fn::Sub` stands for. */
function referenceTo(name: string): JsonObject {
  const [id, ...attribute] = name.split('.');
  return attribute.length === 0 ? { Ref: name } : { 'Fn::GetAtt': [id, attribute.join('.')] };
}

type Stacks = ReadonlyMap<string, Stack>;

/** A function that copies a value of one stack (`null`: the root) with every reference to another stack followed. */
function follower(stacks: Stacks): (value: unknown, stackId: string | null) => unknown {
  const follow = (value: unknown, stackId: string | null, steps: number): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => follow(item, stackId, steps));
    const target = steps < MOST_STEPS ? referenced(value as JsonObject, stackId, stacks) : undefined;
    if (target !== undefined) return follow(target.value, target.stackId, steps + 1);
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        follow(key === 'Fn::Sub' ? withVariables(child, stackId, stacks) : child, stackId, steps),
      ]),
    );
  };
  return (value, stackId) => follow(value, stackId, 0);
}

/** An `Fn::Sub` with variables for the references in its text that have to be followed. */
function withVariables(sub: unknown, stackId: string | null, stacks: Stacks): unknown {
  const [text, variables = {}] = (Array.isArray(sub) ? sub : [sub]) as readonly unknown[];
  if (typeof text !== 'string' || !isObject(variables)) return sub;
  const added = [...text.matchAll(SUB_VARIABLE)]
    .map(([, name = '']) => [name, referenceTo(name.trim())] as const)
    .filter(
      ([name, reference]) =>
        !Object.hasOwn(variables, name) && referenced(reference, stackId, stacks) !== undefined,
    );
  return added.length === 0 ? sub : [text, { ...variables, ...Object.fromEntries(added) }];
}

interface Target {
  readonly value: unknown;
  readonly stackId: string | null;
}

/** What a reference of one stack to another one means there; `undefined` for any other value. */
function referenced(
  { Ref: name, 'Fn::GetAtt': attribute }: JsonObject,
  stackId: string | null,
  stacks: Stacks,
): Target | undefined {
  if (stackId !== null) {
    if (typeof name !== 'string') return undefined;
    if (OF_ONE_STACK.has(name)) return { value: { Ref: `${stackId}.${name}` }, stackId: null };
    const stack = stacks.get(stackId);
    if (stack === undefined || !Object.hasOwn(stack.template.Parameters, name)) return undefined;
    return { value: getOwn(stack.parameters, name), stackId: null };
  }
  const [id, output] = Array.isArray(attribute) ? (attribute as unknown[]) : [];
  if (typeof id !== 'string' || typeof output !== 'string') return undefined;
  const found = propertyOf(stacks.get(id)?.template.Outputs, output.replace(/^Outputs\./, ''));
  return isObject(found) ? { value: found.Value, stackId: id } : undefined;
}
