/** Reading a CloudFormation template, and lists of what is in it. */
import { isDeepStrictEqual } from 'node:util';
import type { Resource } from './serverless';

/**
 * Whether two values mean the same to CloudFormation: equal but for the order of keys, and with the two
 * spellings of a plain reference (`Ref`, and `Fn::Sub` of nothing else) taken as one.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(canonical(a), canonical(b));
}

/** Whether the value refers to the resource of that logical ID anywhere in it. */
export function refersTo(value: unknown, logicalId: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => refersTo(item, logicalId));
  return Object.entries(value).some(([key, child]) => {
    if (key === 'Ref') return child === logicalId;
    if (key === 'Fn::GetAtt')
      return (Array.isArray(child) ? child[0] : String(child).split('.')[0]) === logicalId;
    if (key === 'Fn::Sub') return subRefersTo(child, logicalId) || refersTo(child, logicalId);
    return refersTo(child, logicalId);
  });
}

function subRefersTo(sub: unknown, logicalId: string): boolean {
  const text: unknown = Array.isArray(sub) ? sub[0] : sub;
  return (
    typeof text === 'string' &&
    [...text.matchAll(/\$\{\s*([^}.!\s]+)/g)].some((match) => match[1] === logicalId)
  );
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  const [only] = entries;
  if (only !== undefined && entries.length === 1) {
    const [key, child] = only as [string, unknown];
    const reference = typeof child === 'string' ? /^\$\{([^}!]+)\}$/.exec(child)?.[1] : undefined;
    if (key === 'Fn::Sub' && reference !== undefined && !reference.includes('.')) return { Ref: reference };
  }
  return Object.fromEntries(entries.map(([key, child]) => [key, canonical(child)]));
}

/** A resource as it stands in a template, whatever stands there: the framework refuses what is none later. */
export function readResource(resource: Resource | null | undefined): Resource {
  return typeof resource === 'object' && resource !== null ? resource : {};
}

/** The logical ID that a plain reference is to: `{ Ref }`, or the resource of `Fn::GetAtt`. */
export function referredId(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  const target: unknown = Array.isArray(attribute) ? attribute[0] : attribute;
  const id = ref ?? (typeof target === 'string' ? target.split('.')[0] : null);
  return typeof id === 'string' && id !== '' ? id : null;
}

/** The items by key, in their order. */
export function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
