/** What references in nested stacks mean in one flat template of all stacks. Pure. */
import { SUB_VARIABLE, attributeTarget } from '../cloudformation';
import { type JsonObject, getOwn, isObject, propertyOf } from '../util/objects';
import { isOfSsm } from './possible-texts';

/** What the sections of a template contain is not known: a plugin has written them. */
export interface NestedTemplate {
  readonly Resources: JsonObject;
  readonly Parameters: JsonObject;
  readonly Mappings: JsonObject;
  readonly Outputs: JsonObject;
  /** As {@link macrosOf} lists them. */
  readonly macros: readonly unknown[];
}

/** A stack, as far as others refer to it and it refers to others. */
export interface ReferringStack {
  readonly template: NestedTemplate;
  /** What the root gives for them. */
  readonly parameters: JsonObject;
  /** The logical IDs of resources, and the names of mappings, that have another name in the flat template. */
  readonly renamed: Readonly<Record<'Resources' | 'Mappings', ReadonlyMap<string, string>>>;
}

type Stacks = ReadonlyMap<string, ReferringStack>;

/** What is another value in each stack (AWS: pseudo-parameter-reference). */
const OF_ONE_STACK: ReadonlySet<string> = new Set([
  'AWS::NotificationARNs',
  'AWS::StackId',
  'AWS::StackName',
]);

/** References from stack to stack do not nest deeper than this; a circle of them ends here, unresolved. */
const MOST_STEPS = 20;

/** A function that copies a value of one stack (`null`: the root) with every reference to another stack followed. */
export function follower(stacks: Stacks): (value: unknown, stackId: string | null) => unknown {
  const follow = (value: unknown, stackId: string | null, steps: number): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => follow(item, stackId, steps));
    const target = steps < MOST_STEPS ? referenced(value as JsonObject, stackId, stacks) : undefined;
    if (target !== undefined) return follow(target.value, target.stackId, steps + 1);
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        follow(renamedIn(key, child, stackId, stacks), stackId, steps),
      ]),
    );
  };
  return (value, stackId) => follow(value, stackId, 0);
}

/** What stands under a key, with other names where it has names in a text. */
function renamedIn(key: string, child: unknown, stackId: string | null, stacks: Stacks): unknown {
  if (key === 'Fn::Sub') return withVariables(child, stackId, stacks);
  if (key !== 'Fn::FindInMap' || stackId === null || !Array.isArray(child)) return child;
  const [name, ...keys] = child as readonly unknown[];
  return [stacks.get(stackId)?.renamed.Mappings.get(String(name)) ?? name, ...keys];
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

/** What a variable in the text of an `Fn::Sub` stands for. */
function referenceTo(name: string): JsonObject {
  const [id, ...attribute] = name.split('.');
  return attribute.length === 0 ? { Ref: name } : { 'Fn::GetAtt': [id, attribute.join('.')] };
}

interface Target {
  readonly value: unknown;
  readonly stackId: string | null;
}

/** What a reference of one stack means in the flat template; `undefined` where it means the same. */
function referenced(value: JsonObject, stackId: string | null, stacks: Stacks): Target | undefined {
  const stack = stackId === null ? undefined : stacks.get(stackId);
  const target = stack === undefined ? outputOf(value, stacks) : meaningIn(stack, value);
  if (target !== undefined || stackId === null) return target;
  const { Ref: name } = value;
  const isOwn = typeof name === 'string' && OF_ONE_STACK.has(name);
  return isOwn ? { value: { Ref: `${stackId}/${name}` }, stackId: null } : undefined;
}

/** A parameter of a nested stack, or a resource that has another ID in the flat template. */
function meaningIn({ template, parameters, renamed }: ReferringStack, value: JsonObject): Target | undefined {
  const { Ref: name, 'Fn::GetAtt': attribute } = value;
  if (typeof name === 'string') {
    if (Object.hasOwn(template.Parameters, name))
      return { value: parameterValue(template.Parameters[name], getOwn(parameters, name)), stackId: null };
    const id = renamed.Resources.get(name);
    return id === undefined ? undefined : { value: { Ref: id }, stackId: null };
  }
  const local = String(attributeTarget(attribute));
  const id = attribute === undefined ? undefined : renamed.Resources.get(local);
  if (id === undefined) return undefined;
  const names: unknown[] = Array.isArray(attribute)
    ? attribute.slice(1)
    : [String(attribute).slice(local.length + 1)];
  return { value: { 'Fn::GetAtt': [id, ...names] }, stackId: null };
}

/** What is given for a parameter, or its default. One of SSM has the name of a value, and a list is a text. */
function parameterValue(parameter: unknown, given: unknown): unknown {
  const type = String(propertyOf(parameter, 'Type'));
  const value = given ?? propertyOf(parameter, 'Default');
  if (value === undefined) return undefined;
  const text = isOfSsm(parameter) ? { 'Fn::Sub': ['{{resolve:ssm:${Name}}}', { Name: value }] } : value;
  return /List\b/.test(type) ? { 'Fn::Split': [',', text] } : text;
}

/** An output of a nested stack that the root refers to. */
function outputOf({ 'Fn::GetAtt': attribute }: JsonObject, stacks: Stacks): Target | undefined {
  const [id, output] = Array.isArray(attribute) ? (attribute as unknown[]) : [];
  if (typeof id !== 'string' || typeof output !== 'string') return undefined;
  const found = propertyOf(stacks.get(id)?.template.Outputs, output.replace(/^Outputs\./, ''));
  return isObject(found) ? { value: found.Value, stackId: id } : undefined;
}
