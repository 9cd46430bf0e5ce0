/** What CloudFormation rewrites before it reads it: what is next to it, or in its place, is not known. */
import type { JsonObject } from '../util/objects';

/** Whether CloudFormation rewrites the value, or a part of it. */
export function isRewritten(value: unknown): boolean {
  return transformIn(value) !== undefined;
}

/** The first key in a value, or in a part of it, that makes CloudFormation rewrite it. */
export function transformIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key in value) {
    const found = isTransformKey(key) ? key : transformIn((value as JsonObject)[key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `Fn::Transform`, and `Fn::ForEach::Name`. */
function isTransformKey(key: string): boolean {
  return key === 'Fn::Transform' || key.startsWith('Fn::ForEach');
}

/** What rewrites a whole template, as it is written: names of macros, objects with a `Name`, and keys of the template. */
export function macrosOf(template: { readonly Transform?: unknown }): unknown[] {
  const { Transform } = template;
  return [...[Transform ?? []].flat(), ...Object.keys(template).filter(isTransformKey)];
}
