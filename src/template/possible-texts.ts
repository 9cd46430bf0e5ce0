/** What text a value of a template can become, as far as the template and the service tell. */
import { SUB_VARIABLE, type Template, propertiesOf, resourcesOfTypes } from '../cloudformation';
import type { StackValues } from '../service/context';
import { type JsonObject, getOwn, isObject, propertyOf } from '../util/objects';

/** In the place of a part that only CloudFormation knows. No name of a function has it. */
export const UNKNOWN = '*';

/** A value with more possible texts than this is not known. */
const MOST_TEXTS = 1000;

type Texts = readonly string[];

type TextsOf = (value: unknown) => Texts;

/** Finds every text that a value may become. */
export function possibleTexts(template: Template, stack?: StackValues): TextsOf {
  // What a stage variable is has no stage variables in it.
  const ofVariable = reader(template, stack, (text) => [text]);
  return reader(template, stack, (text) => stageVariables(template, text, ofVariable));
}

function reader(
  template: Template,
  stack: StackValues | undefined,
  ofText: (text: string) => Texts,
): TextsOf {
  const textsOf = (value: unknown): Texts => {
    if (typeof value === 'string') return ofText(value);
    if (!isObject(value)) return [UNKNOWN];
    const first = Object.entries(value).slice(0, 1);
    const texts = first.flatMap(([key, content]) => read(key, content));
    return texts.length > 0 && texts.length <= MOST_TEXTS ? texts : [UNKNOWN];
  };
  const read = (key: string, content: unknown): Texts => {
    const list: readonly unknown[] = Array.isArray(content) ? content : [content];
    switch (key) {
      case 'Ref':
        return content === 'AWS::StackName'
          ? [stack?.name ?? UNKNOWN]
          : parameterTexts(template, stack?.parameters ?? {}, content);
      case 'Fn::Sub':
        return substitute(list, textsOf);
      case 'Fn::Join':
        return listsOf(template, list[1], textsOf).map((parts) => parts.join(String(list[0])));
      case 'Fn::Select':
        return listsOf(template, list[1], textsOf).map((parts) => parts[Number(list[0])] ?? UNKNOWN);
      case 'Fn::If':
        return list.slice(1).flatMap(textsOf);
      case 'Fn::FindInMap':
        return mappedValues(template, list.map(textsOf)).filter(isText);
      default:
        return [];
    }
  };
  return textsOf;
}

/** Every list that a value may become: one of the template, or of a mapping, or a text that is split. */
function listsOf(template: Template, value: unknown, textsOf: TextsOf): (readonly string[])[] {
  if (Array.isArray(value)) return combinations(value.map(textsOf));
  const keys = propertyOf(value, 'Fn::FindInMap');
  if (Array.isArray(keys))
    return mappedValues(template, keys.map(textsOf)).filter(
      (list): list is string[] => Array.isArray(list) && list.every(isText),
    );
  // A list as a parameter's value is a text with commas.
  const isReference = propertyOf(value, 'Ref') !== undefined;
  const split = isReference ? [',', value] : (propertyOf(value, 'Fn::Split') ?? []);
  const [separator, text] = split as readonly unknown[];
  return typeof separator === 'string' ? textsOf(text).map((each) => each.split(separator)) : [];
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

/** Whether what is given for a parameter is the name of a value in SSM. */
export function isOfSsm(parameter: unknown): boolean {
  return String(propertyOf(parameter, 'Type')).startsWith('AWS::SSM');
}

/** Parameters of SSM have the name of a value as their default. */
function parameterTexts({ Parameters }: Template, given: JsonObject, name: unknown): Texts {
  if (typeof name !== 'string') return [];
  const parameter = getOwn(Parameters ?? {}, name);
  const value = getOwn(given, name) ?? propertyOf(parameter, 'Default');
  return isOfSsm(parameter) || !['string', 'number'].includes(typeof value) ? [] : [String(value)];
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
function mappedValues({ Mappings }: Template, keys: readonly Texts[]): readonly unknown[] {
  return keys.slice(0, 3).reduce<readonly unknown[]>(
    (values, texts) =>
      values.flatMap((value) =>
        Object.entries(isObject(value) ? value : {})
          .filter(([key]) => texts.includes(key) || texts.includes(UNKNOWN))
          .map(([, child]) => child),
      ),
    [Mappings],
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

const STAGE_VARIABLE = /\$\{stageVariables\.(\w+)\}/;

/** Types that say what stage variables are (CloudFormation and SAM documentation). */
export const WITH_STAGES = [
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGatewayV2::ApiGatewayManagedOverrides',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Serverless::Api',
  'AWS::Serverless::HttpApi',
];

/** Under which keys they say it, of a stage or of a canary. */
const VARIABLES = ['StageVariables', 'StageVariableOverrides', 'Variables'];

/** API Gateway puts these into URIs (AWS: http-api-stages.stage-variables). Those of every stage count. */
function stageVariables(template: Template, text: string, textsOf: TextsOf): Texts {
  // Stryker disable next-line ConditionalExpression,StringLiteral: saves time, nothing else
  if (!text.includes('${stageVariables.')) return [text];
  const valuesOf = (name: string): Texts => {
    const texts = stageVariable(template, name).flatMap(textsOf);
    return texts.length === 0 ? [UNKNOWN] : texts;
  };
  const parts = text.split(STAGE_VARIABLE).map((part, index) => (index % 2 === 0 ? [part] : valuesOf(part)));
  return combinations(parts).map((one) => one.join(''));
}

/** What it is, in each stage that says so. */
export function stageVariable(template: Template, name: string): readonly unknown[] {
  return resourcesOfTypes(template, WITH_STAGES)
    .flatMap(([, resource]) => variablesIn(propertiesOf(resource)))
    .flatMap((variables) => propertyOf(variables, name) ?? []);
}

function variablesIn(value: unknown): unknown[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    VARIABLES.includes(key) ? [child] : variablesIn(child),
  );
}
