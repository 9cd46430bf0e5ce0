/** Objects whose type is not known: of a configuration, a template, a token, an answer. */

/** An object that somebody else wrote, as YAML and JSON have them. Read its properties with {@link getOwn}. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether the value is an object and neither `null` nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property, so that `constructor` and `__proto__` are names like any other. */
export function getOwn(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** An own property of a value that may not be an object. */
export function propertyOf(value: unknown, name: string): unknown {
  return isObject(value) ? getOwn(value, name) : undefined;
}

/** Every string in a value, which may be circular. */
export function textsIn(value: unknown): string[] {
  const seen = new Set<unknown>();
  const found: string[] = [];
  const addTexts = (part: unknown): void => {
    if (typeof part === 'string') found.push(part);
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    Object.values(part).forEach(addTexts);
  };
  addTexts(value);
  return found;
}

/** Freezes a value and all below it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** A value as it is after it was written as JSON and read again: a copy, without what JSON does not have. */
export function copyJson<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

/**
 * A copy of all plain objects and lists in a value, which may be circular. What else is in it (functions, objects of a
 * class) is the same in the copy.
 */
export function copyTree<T>(value: T, copies = new Map<unknown, unknown>()): T {
  if (!isTree(value)) return value;
  const known = copies.get(value);
  if (known !== undefined) return known as T;
  const copy: unknown[] | Record<string, unknown> = Array.isArray(value) ? [] : {};
  copies.set(value, copy);
  return Object.assign(
    copy,
    Array.isArray(value)
      ? value.map((each: unknown) => copyTree(each, copies))
      : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyTree(each, copies)])),
  ) as T;
}

function isTree(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return (
    Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  );
}
