/** Which Lambda functions of the template a value leads to. */
import {
  type Template,
  canonical,
  propertiesOf,
  referencesIn,
  resourcesOfTypes,
  typeOf,
} from '../cloudformation';
import type { StackValues } from '../service/context';
import { groupBy } from '../util/group-by';
import { type JsonObject, isObject, textsIn } from '../util/objects';
import { UNKNOWN, possibleTexts } from './possible-texts';

/** Types of resources through which a reference to a function goes. */
export const BETWEEN = ['AWS::ApiGatewayV2::Integration', 'AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/** And of resources that have the ARN or the name as an attribute. */
const WITH_ATTRIBUTE = ['AWS::Lambda::Url', 'AWS::SSM::Parameter'];

const LEADING_ON: ReadonlySet<string> = new Set([...BETWEEN, ...WITH_ATTRIBUTE]);

/**
 * Finds the logical IDs of the functions that a value calls: a reference, directly or through an integration, an alias
 * or a version, or the function's name in a text or ARN. Of a name in an ARN, a part may be unknown.
 *
 * @param stack what is known of the stack
 */
export function calledFunctions(
  template: Template,
  stack?: StackValues,
): (value: unknown) => ReadonlySet<string> {
  const textsOf = possibleTexts(template, stack);
  let known: Functions | undefined;
  return (target) => {
    const { ids, inText } = (known ??= functionsOf(template, textsOf));
    const called = new Set<string>();
    const seen = new Set<unknown>();
    const follow = (value: unknown): void => {
      for (const text of [...textsIn(value), ...computedIn(value).flatMap(textsOf)])
        for (const id of inText(text)) called.add(id);
      for (const id of referencesIn(value)) {
        if (typeof id !== 'string' || seen.has(id)) continue;
        seen.add(id);
        if (ids.has(id)) called.add(id);
        const resource = template.Resources[id];
        if (LEADING_ON.has(typeOf(resource))) follow(propertiesOf(resource));
      }
    };
    follow(target);
    return called;
  };
}

/** A route, as far as it says what it calls. */
interface Calling {
  readonly properties: JsonObject;
}

/**
 * What integrations call that is no function: their URIs. One without a URI calls what its properties say, such as a
 * queue, and one that is not in the template, what its ID is of.
 */
function othersCalled({ Resources }: Template, { properties: { Target, Integration } }: Calling): unknown[] {
  const inTemplate = referencesIn(Target).flatMap((id) => {
    const resource = typeof id === 'string' ? Resources[id] : undefined;
    return typeOf(resource) === 'AWS::ApiGatewayV2::Integration' ? [propertiesOf(resource)] : [];
  });
  const called = [
    ...(isObject(Integration) ? [Integration.Uri ?? Integration] : []),
    ...inTemplate.map((properties) => properties.IntegrationUri ?? withoutKeys(properties, NOT_CALLED)),
  ];
  return called.length > 0 || Target === undefined ? called : [Target];
}

/** How an integration is called, and not what. */
const NOT_CALLED = ['ApiId', 'CredentialsArn', 'Description', 'PayloadFormatVersion', 'TimeoutInMillis'];

function withoutKeys(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** Finds what a route calls: the logical IDs of functions; where there are none, its integration as JSON. */
export function calledByRoute(
  template: Template,
  stack?: StackValues,
): (route: Calling) => ReadonlySet<string> {
  const functionsOf = calledFunctions(template, stack);
  return (route) => {
    const functions = functionsOf([route.properties.Target, route.properties.Integration]);
    return functions.size > 0
      ? functions
      : new Set(othersCalled(template, route).map((called) => JSON.stringify(canonical(called))));
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
  /** The functions that a text names. */
  readonly inText: (text: string) => readonly string[];
}

function functionsOf(template: Template, textsOf: (value: unknown) => readonly string[]): Functions {
  const functions = resourcesOfTypes(template, ['AWS::Lambda::Function']);
  const named = functions.flatMap(([logicalId, resource]) => {
    const { FunctionName } = propertiesOf(resource);
    return FunctionName === undefined ? [] : textsOf(FunctionName).map((name) => [name, logicalId] as const);
  });
  const byName = groupBy(named, ([name]) => name);
  const ofName = (name: string): readonly string[] => {
    // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
    if (!name.includes(UNKNOWN)) return (byName.get(name) ?? []).map(([, id]) => id);
    const pattern = new RegExp(`^${name.replaceAll(UNKNOWN, '.*')}$`);
    return named.filter(([each]) => pattern.test(each)).map(([, id]) => id);
  };
  // A template has few texts, many times over.
  const found = new Map<string, readonly string[]>();
  const inText = (text: string): readonly string[] => {
    const ids = found.get(text) ?? functionNames(text).flatMap(ofName);
    found.set(text, ids);
    return ids;
  };
  return { ids: new Set(functions.map(([logicalId]) => logicalId)), inText };
}

/** What may be before a name, of which AWS takes any part (Lambda API: `FunctionName` of "CreateFunctionUrlConfig"). */
const BEFORE_NAME = /^(arn|aws[a-z-]*|lambda|[a-z]{2}[a-z-]*-\d|\d*|function|\*)$/;

/**
 * A text as the names of functions: in the ARNs in it; and as a whole, or in the path of a URI, as an ARN of which parts
 * may be missing, with or without a version. A name of which nothing is known may be that of a function anywhere.
 */
function functionNames(text: string): string[] {
  // Stryker disable next-line ConditionalExpression,Regex: without it the answer is the same, later.
  if (!/[:/]/.test(text)) return isName(text) ? [text] : [];
  const references = [text, ...[...text.matchAll(/functions\/([^/]+)/g)].map(([, part = '']) => part)];
  const inParts = references.flatMap((reference) => {
    const parts = reference.split(':');
    const end = parts.findIndex((part) => !BEFORE_NAME.test(part));
    // The name may look like a part of an ARN itself; at most a version is behind it.
    return parts.slice(Math.max(0, parts.length - 2), end < 0 ? parts.length : end + 1);
  });
  const inArns = [...text.matchAll(/:function:([\w*-]+)/g)].map(([, name = '']) => name);
  return [...inParts, ...inArns].filter(isName);
}

function isName(text: string): boolean {
  return /^[\w*-]*\w[\w*-]*$/.test(text);
}
