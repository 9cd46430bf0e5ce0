/** Which Lambda functions of the template a value leads to. */
import { type Resource, type Template, propertiesOf, referencesIn, resourcesOf } from '../cloudformation';
import { textsIn } from '../util/objects';

const FUNCTION = 'AWS::Lambda::Function';

/** Types of resources through which a reference to a function goes. */
const BETWEEN = ['AWS::ApiGatewayV2::Integration', 'AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/**
 * Finds the logical IDs of the functions that a value calls: a reference, directly or through an integration, an alias
 * or a version, or the function's name in a text or ARN.
 */
export function calledFunctions(template: Template): (value: unknown) => ReadonlySet<string> {
  let functions: ReadonlyMap<unknown, string> | undefined;
  return (target) => {
    const byName = (functions ??= functionsByName(template));
    const called = new Set<string>();
    const seen = new Set<unknown>();
    const follow = (value: unknown): void => {
      for (const text of textsIn(value)) {
        const id = byName.get(functionName(text));
        if (id !== undefined) called.add(id);
      }
      for (const id of referencesIn(value)) {
        if (typeof id !== 'string' || seen.has(id)) continue;
        seen.add(id);
        const resource: Resource | undefined = template.Resources[id];
        if (resource?.Type === FUNCTION) called.add(id);
        if (BETWEEN.includes(String(resource?.Type))) follow(propertiesOf(resource));
      }
    };
    follow(target);
    return called;
  };
}

function functionsByName(template: Template): ReadonlyMap<unknown, string> {
  const functions = resourcesOf(template).filter(([, { Type }]) => Type === FUNCTION);
  return new Map(functions.map(([logicalId, resource]) => [propertiesOf(resource).FunctionName, logicalId]));
}

/** A text as the name of a function: in an ARN, or alone, with or without a version. */
function functionName(text: string): string | undefined {
  return /:function:([\w-]+)/.exec(text)?.[1] ?? /^([\w-]+)(?::[\w$-]+)?$/.exec(text)?.[1];
}
