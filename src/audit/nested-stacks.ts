/** A template with its nested stacks read back into it, so that resources another plugin moved can be audited. */
import { type Resource, type Template, macrosOf, propertiesOf } from '../cloudformation';
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
}

/** References from stack to stack do not nest deeper than this; a circle of them ends here, unresolved. */
const MOST_STEPS = 20;

/**
 * One flat template of the root and the nested stacks that belong to this package, in which references through
 * parameters and outputs are followed to what they mean. The root itself is not changed. Stacks whose template is
 * elsewhere stay as they are: what was moved there cannot be seen, and so is missing to the audit.
 */
export function withNestedStacks(root: Template, read: ReadNested): Template {
  const stacks = new Map<string, Stack>();
  for (const [logicalId, resource] of Object.entries(root.Resources)) {
    const stack = readStack(resource, read);
    if (stack !== null) stacks.set(logicalId, stack);
  }
  if (stacks.size === 0) return root;

  const follow = follower(stacks);
  const resources = [...stacks].flatMap(([id, { template }]) =>
    Object.entries(template.Resources).map(
      ([logicalId, resource]) =>
        [id, logicalId, follow(whileThere(resource, root.Resources[id]), id)] as const,
    ),
  );
  const own = Object.entries(root.Resources)
    .filter(([logicalId]) => !stacks.has(logicalId))
    .map(([logicalId, resource]) => [logicalId, follow(resource, null)] as const);
  const all: Record<string, unknown> = Object.fromEntries(own);
  // Two stacks may use one logical ID: neither hides the other.
  for (const [stackId, logicalId, resource] of resources) {
    all[logicalId in all ? `${stackId}.${logicalId}` : logicalId] = resource;
  }
  const nestedMacros = [...stacks.values()].flatMap(({ template }) => template.macros);
  return {
    ...root,
    Resources: all as Record<string, Resource>,
    Transform: [...macrosOf(root), ...nestedMacros],
  };
}

/** While the condition of a stack is false, its resources are not there. */
function whileThere(resource: unknown, stack: Resource | undefined): unknown {
  if (stack?.Condition === undefined || !isObject(resource)) return resource;
  return { Condition: stack.Condition, ...resource };
}

function readStack(resource: Resource, read: ReadNested): Stack | null {
  if (!isObject(resource) || resource.Type !== 'AWS::CloudFormation::Stack') return null;
  const { TemplateURL, Parameters } = propertiesOf(resource);
  const fileName = textsIn(TemplateURL).findLast((text) => text.endsWith('.json'));
  const template = fileName === undefined ? null : read(fileName.replace(/^.*\//, ''));
  if (template === null) return null;
  return { template, parameters: isObject(Parameters) ? Parameters : {} };
}

/** A function that copies a value of one stack (`null`: the root) with every reference to another stack followed. */
function follower(stacks: ReadonlyMap<string, Stack>): (value: unknown, stackId: string | null) => unknown {
  const follow = (value: unknown, stackId: string | null, steps: number): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => follow(item, stackId, steps));
    const target = steps < MOST_STEPS ? referenced(value as Record<string, unknown>, stackId) : undefined;
    if (target !== undefined) return follow(target.value, target.stackId, steps + 1);
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, follow(child, stackId, steps)]),
    );
  };

  const referenced = (
    value: Record<string, unknown>,
    stackId: string | null,
  ): { value: unknown; stackId: string | null } | undefined => {
    const { Ref: parameter, 'Fn::GetAtt': attribute } = value;
    if (stackId !== null && typeof parameter === 'string') {
      const stack = stacks.get(stackId);
      if (stack === undefined || !Object.hasOwn(stack.template.Parameters, parameter)) return undefined;
      return { value: getOwn(stack.parameters, parameter), stackId: null };
    }
    const [id, name] = Array.isArray(attribute) ? (attribute as unknown[]) : [];
    if (stackId !== null || typeof id !== 'string' || typeof name !== 'string') return undefined;
    const output = propertyOf(stacks.get(id)?.template.Outputs, name.replace(/^Outputs\./, ''));
    return isObject(output) ? { value: output.Value, stackId: id } : undefined;
  };

  return (value, stackId) => follow(value, stackId, 0);
}
