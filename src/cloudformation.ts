/** CloudFormation templates: what is read of them, and how values in them are compared. */
import { isDeepStrictEqual } from 'node:util';
import { groupBy } from './util/group-by';
import { type JsonObject, isObject, propertyOf } from './util/objects';

/** A template, as far as it is read or written here. */
export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, unknown>;
  readonly Transform?: unknown;
  readonly Parameters?: JsonObject;
  readonly Mappings?: unknown;
}

export interface Resource {
  readonly Type?: unknown;
  readonly Condition?: unknown;
  Properties?: Record<string, unknown>;
}

/**
 * Whether two values mean the same to CloudFormation: equal but for the order of keys, and with all spellings of a
 * reference (`Ref` or `Fn::GetAtt`, and `Fn::Sub` of nothing else), of an attribute (a text or a list), of a string
 * (`Fn::Sub` without a variable) and of a reference in an `Fn::Sub` (in its text, or by a variable) taken as one.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  return isSameReference(a, b) || isDeepStrictEqual(a, b) || isDeepStrictEqual(canonical(a), canonical(b));
}

/** Whether both are the same text, or `{ Ref }` of the same: so are nearly all values that are compared. */
function isSameReference(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (!isObject(a) || !isObject(b)) return false;
  const [key, ...others] = Object.keys(a);
  const isAlone = key === 'Ref' && others.length === 0 && Object.keys(b).length === 1;
  return isAlone && typeof a.Ref === 'string' && Object.hasOwn(b, 'Ref') && a.Ref === b.Ref;
}

/** Whether the value refers to the resource of that logical ID anywhere in it. */
export function refersTo(value: unknown, logicalId: string): boolean {
  return referencesIn(value).includes(logicalId);
}

/** What the value refers to anywhere in it: logical IDs, and names of parameters. */
export function referencesIn(value: unknown): unknown[] {
  const found: unknown[] = [];
  addReferences(value, found);
  return found;
}

/** Into one list, and without a list of entries: a template has thousands of small values. */
function addReferences(value: unknown, found: unknown[]): void {
  if (Array.isArray(value)) for (const child of value as unknown[]) addReferences(child, found);
  if (!isObject(value)) return;
  for (const key in value) {
    const child = value[key];
    if (key === 'Ref') found.push(child);
    else if (key === 'Fn::GetAtt') found.push(attributeTarget(child));
    else {
      if (key === 'Fn::Sub') found.push(...subReferences(child));
      addReferences(child, found);
    }
  }
}

/** The logical ID in the value of `Fn::GetAtt`, a text or a list. */
export function attributeTarget(attribute: unknown): unknown {
  return Array.isArray(attribute) ? attribute[0] : String(attribute).split('.')[0];
}

/** What a variable stands for is found as its value. */
function subReferences(sub: unknown): unknown[] {
  const [text, variables] = listOf(Array.isArray(sub) ? sub : [sub]);
  if (typeof text !== 'string') return [];
  const names = [...text.matchAll(SUB_VARIABLE)].map(([, name = '']) => name);
  return names
    .filter((name) => propertyOf(variables, name) === undefined)
    .map((name) => name.trim().split('.')[0]);
}

/** The text that a value is: a string, or `Fn::Sub` or `Fn::Join` of nothing but text. `null` where it is not known. */
export function literalText(value: unknown): string | null {
  const text = typeof value === 'string' ? value : canonical(value);
  if (typeof text === 'string') return text;
  const [separator, parts, ...others] = listOf(isObject(text) ? text['Fn::Join'] : undefined);
  if (typeof separator !== 'string' || !Array.isArray(parts) || others.length > 0) return null;
  const texts = parts.map(literalText);
  return texts.includes(null) ? null : texts.join(separator);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value in one of its spellings: see {@link sameValue}. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  const [only] = entries;
  if (only?.[0] === 'Fn::Sub' && entries.length === 1) return canonicalSub(only[1]);
  if (only?.[0] === 'Fn::GetAtt' && typeof only[1] === 'string') return canonicalSub(`\${${only[1]}}`);
  return Object.fromEntries(entries.map(([key, child]) => [key, canonical(child)]));
}

function canonicalSub(sub: unknown): unknown {
  const text = subText(sub);
  if (text === undefined) return { 'Fn::Sub': canonical(sub) };
  const [, id, attribute] = /^\$\{([^}!.]+)(?:\.([^}!]+))?\}$/.exec(text) ?? [];
  if (id !== undefined) return attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] };
  return text.includes('${') ? { 'Fn::Sub': text } : text;
}

/** The text of an `Fn::Sub` without variables; `undefined` where one of them is more than a plain reference. */
function subText(sub: unknown): string | undefined {
  const [text, variables, ...others] = (Array.isArray(sub) ? sub : [sub, {}]) as readonly unknown[];
  if (typeof text !== 'string' || !isObject(variables) || others.length > 0) return undefined;
  const references = new Map(Object.entries(variables).map(([name, value]) => [name, plainReference(value)]));
  if ([...references.values()].includes(undefined)) return undefined;
  return text.replace(SUB_VARIABLE, (whole, name: string) => {
    const reference = references.get(name);
    return reference === undefined ? whole : `\${${reference}}`;
  });
}

/** `${Name}` and `${Name.Attribute}`, and not `${!Name}`, which is the text `${Name}`. */
export const SUB_VARIABLE = /\$\{([^}!]+)\}/g;

/** A reference as it is written in the text of an `Fn::Sub`. */
function plainReference(value: unknown): string | undefined {
  const [entry, ...others] = Object.entries(isObject(value) ? value : {});
  if (entry === undefined || others.length > 0) return undefined;
  const [key, target] = entry;
  const parts = (Array.isArray(target) ? target : [target]) as readonly unknown[];
  const isPlain = parts.every((part) => typeof part === 'string') && !/[{}$!]/.test(parts.join());
  const length = Array.isArray(target) ? 2 : 1;
  if (!isPlain || parts.length !== length) return undefined;
  if (key === 'Fn::GetAtt') return parts.join('.');
  return key === 'Ref' && length === 1 ? String(target) : undefined;
}

type ResourceEntries = readonly (readonly [logicalId: string, resource: Resource])[];

/** Of frozen resources, whose list cannot change: each part of the audit looks for some types. */
const listed = new WeakMap<object, ReadonlyMap<unknown, ResourceEntries>>();

/** The resources of some types. An entry that is not an object is left to CloudFormation to refuse. */
export function resourcesOfTypes(template: Template, types: Iterable<unknown>): ResourceEntries {
  const byType = resourcesByType(template);
  return [...types].flatMap((type) => byType.get(type) ?? []);
}

/** All resources of a template, by their type. */
export function resourcesByType({ Resources }: Template): ReadonlyMap<unknown, ResourceEntries> {
  const known = listed.get(Resources);
  if (known !== undefined) return known;
  const entries = Object.entries(Resources).filter(([, resource]) => isObject(resource));
  const byType = groupBy(entries, ([, { Type }]) => Type);
  if (Object.isFrozen(Resources)) listed.set(Resources, byType);
  return byType;
}

/** A resource's properties, none where they are not an object. */
export function propertiesOf(resource: Resource | undefined): JsonObject {
  return isObject(resource?.Properties) ? resource.Properties : {};
}

/** A resource's type, empty where it is not a text. */
export function typeOf(resource: Resource | undefined): string {
  return typeof resource?.Type === 'string' ? resource.Type : '';
}

/** The logical ID that a reference is to, in any spelling: `{ Ref }`, or the resource of `Fn::GetAtt`. */
export function referredId(value: unknown): string | null {
  const plain = canonical(value);
  if (!isObject(plain)) return null;
  const { Ref: ref, 'Fn::GetAtt': attribute } = plain;
  const id = ref ?? (attribute === undefined ? null : attributeTarget(attribute));
  return typeof id === 'string' && id !== '' ? id : null;
}
