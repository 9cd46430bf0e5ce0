/** Which Lambda functions of the template a value leads to. */
import { type Template, propertiesOf, referencesIn, resourcesOfTypes, typeOf } from '../cloudformation';
import { isObject, textsIn } from '../util/objects';
import { UNKNOWN, possibleTexts } from './possible-texts';

/** Types of resources through which a reference to a function goes. */
export const BETWEEN = ['AWS::ApiGatewayV2::Integration', 'AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/**
 * Finds the logical IDs of the functions that a value calls: a reference, directly or through an integration, an alias
 * or a version, or the function's name in a text or ARN. Of a name in an ARN, a part may be unknown.
 *
 * @param stackName what `AWS::StackName` is, where that is known
 */
export function calledFunctions(
  template: Template,
  stackName?: string,
): (value: unknown) => ReadonlySet<string> {
  const textsOf = possibleTexts(template, stackName);
  let known: Functions | undefined;
  return (target) => {
    const { ids, named } = (known ??= functionsOf(template, textsOf));
    const called = new Set<string>();
    const seen = new Set<unknown>();
    const follow = (value: unknown): void => {
      const texts = [...textsIn(value), ...computedIn(value).flatMap(textsOf)];
      for (const id of texts.flatMap(functionNames).flatMap(named)) called.add(id);
      for (const id of referencesIn(value)) {
        if (typeof id !== 'string' || seen.has(id)) continue;
        seen.add(id);
        if (ids.has(id)) called.add(id);
        const resource = template.Resources[id];
        if (BETWEEN.includes(typeOf(resource))) follow(propertiesOf(resource));
      }
    };
    follow(target);
    return called;
  };
}

/** The values that CloudFormation, or API Gateway, computes a text from. */
function computedIn(value: unknown): unknown[] {
  if (typeof value === 'string') return value.includes('${') ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(computedIn);
  if (!isObject(value)) return [];
  const isFunction = Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
  return isFunction ? [value] : Object.values(value).flatMap(computedIn);
}

interface Functions {
  readonly ids: ReadonlySet<string>;
  /** The functions that have a name, or one that a pattern fits. */
  readonly named: (name: string) => readonly string[];
}

function functionsOf(template: Template, textsOf: (value: unknown) => readonly string[]): Functions {
  const functions = resourcesOfTypes(template, ['AWS::Lambda::Function']);
  const byName = new Map(
    functions.flatMap(([logicalId, resource]) => {
      const { FunctionName } = propertiesOf(resource);
      return FunctionName === undefined
        ? []
        : textsOf(FunctionName).map((name) => [name, logicalId] as const);
    }),
  );
  return {
    ids: new Set(functions.map(([logicalId]) => logicalId)),
    named: (name) => {
      const id = byName.get(name);
      if (!name.includes(UNKNOWN)) return id === undefined ? [] : [id];
      const pattern = new RegExp(`^${name.replaceAll(UNKNOWN, '.*')}$`);
      return [...byName].filter(([each]) => pattern.test(each)).map(([, fitting]) => fitting);
    },
  };
}

/**
 * A text as the name of a function: in ARNs, or alone, with or without a version. A name of which nothing is known may
 * be that of a function anywhere.
 */
function functionNames(text: string): string[] {
  const alone = /^([\w-]+)(?::[\w$-]+)?$/.exec(text)?.[1];
  const inArns = [...text.matchAll(/:function:([\w*-]+)/g)].map(([, name = '']) => name);
  return [...(alone === undefined ? [] : [alone]), ...inArns.filter((name) => /\w/.test(name))];
}
