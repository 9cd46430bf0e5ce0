/** CloudFormation templates: what is read of them, and how values in them are compared. */
import { isDeepStrictEqual } from 'node:util';

/** A template, as far as it is read or written here. */
export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, unknown>;
}

export interface Resource {
  readonly Type?: unknown;
  Properties?: Record<string, unknown>;
}

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

/** An entry under `Resources` as a resource. One that is not an object is refused by the framework later. */
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
