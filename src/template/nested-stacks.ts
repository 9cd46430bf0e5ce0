/** A template with its nested stacks read back into it, so that resources another plugin moved can be audited. */
import { posix } from 'node:path';
import { type Resource, type Template, propertiesOf, resourcesOfTypes, sameValue } from '../cloudformation';
import { type JsonObject, isObject, textsIn } from '../util/objects';
import { type NestedTemplate, type ReferringStack, follower } from './nested-references';
import { macrosOf } from './transforms';

/** Reads a nested stack's template by its file name; `null` when it is not a file of this package. */
export type ReadNested = (fileName: string) => NestedTemplate | null;

interface Stack extends Omit<ReferringStack, 'renamed'> {
  /** While it is false, the stack is not there. */
  readonly condition: unknown;
  /** Its file, and those of the stacks that it is in. */
  readonly way: ReadonlySet<string>;
}

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

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

function oneLevelDown({ template: root, ways: above }: Level, nested: ReadonlyMap<string, Stack>): Level {
  const own = Object.keys(root.Resources).filter((id) => !nested.has(id));
  const mappings = isObject(root.Mappings) ? root.Mappings : {};
  const stacks = withNames(nested, own, mappings);
  const follow = follower(stacks);
  const inStacks = [...stacks].flatMap(([stackId, { template, condition, renamed, way }]) =>
    Object.entries(template.Resources).map(([logicalId, resource]) => ({
      id: renamed.Resources.get(logicalId) ?? logicalId,
      resource: follow(whileThere(resource, condition), stackId),
      way,
    })),
  );
  const Resources: Record<string, unknown> = Object.fromEntries([
    ...own.map((id) => [id, follow(root.Resources[id], null)] as const),
    ...inStacks.map(({ id, resource }) => [id, resource] as const),
  ]);
  const templates = [...stacks.values()].map(({ template }) => template);
  const template = {
    ...root,
    Resources: Resources as Record<string, Resource>,
    Mappings: Object.assign({}, mappings, ...[...stacks.values()].map(namedMappings)) as JsonObject,
    Transform: [...macrosOf(root), ...templates.flatMap(({ macros }) => macros)],
  };
  return { template, ways: new Map([...above, ...inStacks.map(({ id, way }) => [id, way] as const)]) };
}

/** Two stacks may use one logical ID, or one name for two mappings: neither hides the other. */
function withNames(
  stacks: ReadonlyMap<string, Stack>,
  own: readonly string[],
  ownMappings: JsonObject,
): ReadonlyMap<string, Stack & ReferringStack> {
  const ids = new Set(own);
  const mappings = new Map(Object.entries(ownMappings));
  const named = [...stacks].map(([stackId, stack]) => {
    const { template } = stack;
    const rename = (names: readonly string[]): ReadonlyMap<string, string> =>
      new Map(names.map((name) => [name, `${stackId}/${name}`]));
    const Resources = rename(Object.keys(template.Resources).filter((id) => ids.has(id)));
    const isOther = (name: string): boolean =>
      mappings.has(name) && !sameValue(mappings.get(name), template.Mappings[name]);
    const Mappings = rename(Object.keys(template.Mappings).filter(isOther));
    for (const id of Object.keys(template.Resources)) ids.add(id);
    for (const [name, mapping] of Object.entries(template.Mappings))
      if (!Mappings.has(name)) mappings.set(name, mapping);
    return [stackId, { ...stack, renamed: { Resources, Mappings } }] as const;
  });
  return new Map(named);
}

function namedMappings({ template, renamed }: ReferringStack): JsonObject {
  const named = Object.entries(template.Mappings).map(
    ([name, mapping]) => [renamed.Mappings.get(name) ?? name, mapping] as const,
  );
  return Object.fromEntries(named);
}

/** While the condition of a stack is false, its resources are not there. One with a condition of its own needs both. */
function whileThere(resource: unknown, condition: unknown): unknown {
  if (condition === undefined || !isObject(resource)) return resource;
  const { Condition: own } = resource;
  const both = { 'Fn::And': [{ Condition: condition }, { Condition: own }] };
  return { ...resource, Condition: own === undefined ? condition : both };
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
