/** What text a value of a template can become, as far as the template and the service tell. */
import { SUB_VARIABLE, type Template, propertiesOf, resourcesOfTypes } from '../cloudformation';
import { type JsonObject, getOwn, isObject, propertyOf } from '../util/objects';

/** In the place of a part that only CloudFormation knows. No name of a function has it. */
export const UNKNOWN = '*';

/** A value with more possible texts than this is not known. */
const MOST_TEXTS = 64;

type Texts = readonly string[];

/** @param stackName what `AWS::StackName` is, where that is known */
export function possibleTexts(template: Template, stackName?: string): (value: unknown) => Texts {
  const textsOf = (value: unknown): Texts => {
    if (typeof value === 'string') return stageVariables(template, value);
    if (!isObject(value)) return [UNKNOWN];
    const [key, content] = Object.entries(value)[0] ?? [];
    const texts = key === undefined ? [] : read(key, content);
    return texts.length > 0 && texts.length <= MOST_TEXTS ? texts : [UNKNOWN];
  };
  const read = (key: string, content: unknown): Texts => {
    const list: readonly unknown[] = Array.isArray(content) ? content : [content];
    switch (key) {
      case 'Ref':
        return content === 'AWS::StackName' ? [stackName ?? UNKNOWN] : parameterTexts(template, content);
      case 'Fn::Sub':
        return substitute(list, textsOf);
      case 'Fn::Join':
        return listsOf(list[1]).map((parts) => parts.join(String(list[0])));
      case 'Fn::Select':
        return listsOf(list[1]).map((parts) => parts[Number(list[0])] ?? UNKNOWN);
      case 'Fn::If':
        return list.slice(1).flatMap(textsOf);
      case 'Fn::FindInMap':
        return mappedTexts(template, list.map(textsOf));
      default:
        return [];
    }
  };
  const listsOf = (value: unknown): (readonly string[])[] => {
    if (Array.isArray(value)) return combinations(value.map(textsOf));
    const [separator, text] = (propertyOf(value, 'Fn::Split') ?? []) as readonly unknown[];
    return typeof separator === 'string' ? textsOf(text).map((each) => each.split(separator)) : [];
  };
  return textsOf;
}

/** One of each, in every way; a part with too many ways is not known. */
function combinations(parts: readonly Texts[]): Texts[] {
  return parts.reduce<Texts[]>(
    (all, texts) => {
      const known = all.length * texts.length > MOST_TEXTS ? [UNKNOWN] : texts;
      return all.flatMap((before) => known.map((text) => [...before, text]));
    },
    [[]],
  );
}

/** Parameters of SSM have the name of a value as their default. */
function parameterTexts({ Parameters }: Template, name: unknown): Texts {
  const parameter = typeof name === 'string' ? getOwn(Parameters ?? {}, name) : undefined;
  const isOfSsm = String(propertyOf(parameter, 'Type')).startsWith('AWS::SSM');
  const value = propertyOf(parameter, 'Default');
  return isOfSsm || typeof value !== 'string' ? [] : [value];
}

function substitute([text, variables]: readonly unknown[], textsOf: (value: unknown) => Texts): Texts {
  if (typeof text !== 'string') return [];
  // An even index is text between variables, an odd one the name of a variable.
  const parts = text.split(SUB_VARIABLE).map((part, index) => {
    if (index % 2 === 0) return [part.replaceAll('${!', '${')];
    const name = part.trim();
    return textsOf(propertyOf(variables, name) ?? { Ref: name });
  });
  return combinations(parts).flatMap((one) => textsOf(one.join('')));
}

/** Every value that fits the keys: a map is often read by the region. */
function mappedTexts(
  { Mappings }: Template,
  [maps = [], firsts = [], seconds = []]: readonly Texts[],
): Texts {
  const below = (values: readonly unknown[], keys: Texts): unknown[] =>
    values.flatMap((value) =>
      Object.entries(isObject(value) ? value : {})
        .filter(([key]) => keys.includes(key) || keys.includes(UNKNOWN))
        .map(([, child]) => child),
    );
  const found = below(below(below([Mappings], maps), firsts), seconds);
  return found.filter((text): text is string => typeof text === 'string');
}

const STAGE_VARIABLE = /\$\{stageVariables\.(\w+)\}/;

/** API Gateway puts these into URIs (AWS: http-api-stages.stage-variables). Those of every stage count. */
function stageVariables(template: Template, text: string): Texts {
  if (!text.includes('${stageVariables.')) return [text];
  const stages = resourcesOfTypes(template, ['AWS::ApiGatewayV2::Stage', 'AWS::ApiGateway::Stage']).map(
    ([, resource]): JsonObject => propertiesOf(resource),
  );
  const valuesOf = (name: string): Texts => {
    const values = stages.map(({ StageVariables, Variables }) =>
      propertyOf(StageVariables ?? Variables, name),
    );
    const texts = values.filter((value): value is string => typeof value === 'string');
    return texts.length === 0 ? [UNKNOWN] : texts;
  };
  const parts = text.split(STAGE_VARIABLE).map((part, index) => (index % 2 === 0 ? [part] : valuesOf(part)));
  return combinations(parts).map((one) => one.join(''));
}
