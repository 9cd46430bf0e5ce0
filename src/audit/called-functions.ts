/** Which Lambda functions of the template a value leads to. */
import {
  type Resource,
  type Template,
  propertiesOf,
  referencesIn,
  resourcesOfTypes,
  typeOf,
} from '../cloudformation';
import { textsIn } from '../util/objects';

/** Types of resources through which a reference to a function goes. */
const BETWEEN = ['AWS::ApiGatewayV2::Integration', 'AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/**
 * Finds the logical IDs of the functions that a value calls: a reference, directly or through an integration, an alias
 * or a version, or the function's name in a text or ARN.
 */
export function calledFunctions(template: Template): (value: unknown) => ReadonlySet<string> {
  let known: Functions | undefined;
  return (target) => {
    const { ids, byName } = (known ??= functionsOf(template));
    const called = new Set<string>();
    const seen = new Set<unknown>();
    const follow = (value: unknown): void => {
      for (const text of textsIn(value)) {
        const name = functionName(text);
        const id = name === undefined ? undefined : byName.get(name);
        if (id !== undefined) called.add(id);
      }
      for (const id of referencesIn(value)) {
        if (typeof id !== 'string' || seen.has(id)) continue;
        seen.add(id);
        if (ids.has(id)) called.add(id);
        const resource: Resource | undefined = template.Resources[id];
        if (BETWEEN.includes(typeOf(resource))) follow(propertiesOf(resource));
      }
    };
    follow(target);
    return called;
  };
}

interface Functions {
  readonly ids: ReadonlySet<string>;
  readonly byName: ReadonlyMap<unknown, string>;
}

function functionsOf(template: Template): Functions {
  const functions = resourcesOfTypes(template, ['AWS::Lambda::Function']);
  return {
    ids: new Set(functions.map(([logicalId]) => logicalId)),
    byName: new Map(
      functions.map(([logicalId, resource]) => [propertiesOf(resource).FunctionName, logicalId]),
    ),
  };
}

/** A text as the name of a function: in an ARN, or alone, with or without a version. */
function functionName(text: string): string | undefined {
  return /:function:([\w-]+)/.exec(text)?.[1] ?? /^([\w-]+)(?::[\w$-]+)?$/.exec(text)?.[1];
}
