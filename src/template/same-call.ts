/** Whether a value calls what it called when it was written: under every condition, and through aliases. Pure. */
import { type Template, propertiesOf, referencesIn, resourcesOfTypes, typeOf } from '../cloudformation';
import { isObject, textsIn } from '../util/objects';
import { isAsCompiled } from './as-compiled';
import { BETWEEN, calledFunctions } from './called-functions';
import { WITH_STAGES, stageVariable } from './possible-texts';

/** Types of resources that stand for a function, by their `FunctionName`. */
const ALIAS_TYPES = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/** And of those that say what the value of a call becomes. */
export const CALL_TYPES = [...ALIAS_TYPES, ...WITH_STAGES];

/** A value that is called, and the template that it is in. */
export interface Call {
  readonly template: Template;
  readonly target: unknown;
}

/** With more conditions than this, no two values are known to be the same. */
const MOST_CONDITIONS = 6;

/** Written in the same way, or calling the same functions under each combination of conditions. */
export function isSameCall(before: Call, now: Call): boolean {
  if (findChangedVariable(before, now) !== undefined) return false;
  const [expected, found] = [linksOf(before), linksOf(now)];
  if (isAsCompiled(expected, found)) return true;
  const conditions = [...new Set(conditionsIn([expected, found]))];
  return (
    conditions.length <= MOST_CONDITIONS &&
    subsets(conditions).every((isTrue) => {
      const [wanted, other] = [chosen(expected, isTrue), chosen(found, isTrue)];
      const functions = functionsOf(before, wanted);
      return isAsCompiled(wanted, other) || (functions !== '' && functions === functionsOf(now, other));
    })
  );
}

/** The first difference on the way from the value to a function. */
export function differentLinks(before: Call, now: Call): Difference {
  const variable = findChangedVariable(before, now);
  if (variable !== undefined) return variable;
  const [expected, found] = [linksOf(before), linksOf(now)];
  const at = expected.findIndex((link, index) => !isAsCompiled(link, found[index]));
  return { expected: expected[at], found: found[at] };
}

interface Difference {
  readonly expected: unknown;
  readonly found: unknown;
}

/** In a text of API Gateway's, and in one of `Fn::Sub`. */
const VARIABLES = /\$\{!?stageVariables\.(\w+)\}/g;

/** The first stage variable in the value that had other values in the stages. One that had none may get one. */
function findChangedVariable(before: Call, now: Call): Difference | undefined {
  const names = textsIn(linksOf(before)).flatMap((text) => [...text.matchAll(VARIABLES)]);
  return names
    .map(([, name = '']) => ({
      expected: stageVariable(before.template, name),
      found: stageVariable(now.template, name),
    }))
    .find(({ expected, found }) => expected.length > 0 && !isAsCompiled(expected, found));
}

/** The value, and what each alias between it and a function stands for. */
function linksOf({ template, target }: Call): unknown[] {
  const links: unknown[] = [target];
  const seen = new Set<unknown>();
  for (const link of links)
    for (const id of referencesIn(link)) {
      const resource = typeof id === 'string' && !seen.has(id) ? template.Resources[id] : undefined;
      seen.add(id);
      if (ALIAS_TYPES.includes(typeOf(resource))) links.push(propertiesOf(resource).FunctionName);
    }
  return links;
}

/** Of links, in which aliases are followed already. */
function functionsOf({ template }: Call, links: unknown): string {
  const between = new Set(resourcesOfTypes(template, BETWEEN).map(([id]) => id));
  const others = Object.entries(template.Resources).filter(([id]) => !between.has(id));
  return [...calledFunctions({ ...template, Resources: Object.fromEntries(others) })(links)].sort().join();
}

/** Names of the conditions that a value is chosen by. */
function conditionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(conditionsIn);
  if (!isObject(value)) return [];
  const choice = value['Fn::If'];
  const names = Array.isArray(choice) ? [String(choice[0])] : [];
  return [...names, ...Object.values(value).flatMap(conditionsIn)];
}

/** Every combination of conditions that are true. */
function subsets(conditions: readonly string[]): ReadonlySet<string>[] {
  return conditions.reduce<ReadonlySet<string>[]>(
    (all, name) => [...all, ...all.map((isTrue) => new Set([...isTrue, name]))],
    [new Set()],
  );
}

/** What a value is while these conditions are true. */
function chosen(value: unknown, isTrue: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each) => chosen(each, isTrue));
  if (!isObject(value)) return value;
  const { 'Fn::If': choice, 'Fn::Select': selection } = value;
  if (Array.isArray(choice)) return chosen(choice[isTrue.has(String(choice[0])) ? 1 : 2], isTrue);
  if (Array.isArray(selection) && Array.isArray(selection[1]))
    return chosen((selection[1] as unknown[])[Number(selection[0])], isTrue);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, chosen(child, isTrue)]));
}
