/** JSON of a token, read strictly. */
import { isUtf8 } from 'node:buffer';
import { type JsonObject, isObject } from '../util/objects';
import { ASSUMPTIONS } from './assumptions';

/** A JSON object, or what is wrong with the text. Never quotes the text: it may be part of a token. */
export type ParsedObject =
  { readonly ok: true; readonly object: JsonObject } | { readonly ok: false; readonly problem: string };

/**
 * Parses bytes that must be exactly one JSON object in UTF-8, without a byte order mark. An object that
 * names a property twice is refused at any depth, since parsers disagree about which of the two counts. So is
 * nesting so deep that walking the result could exhaust the stack.
 */
export function parseStrictObject(bytes: Buffer): ParsedObject {
  if (!isUtf8(bytes)) return { ok: false, problem: 'not UTF-8' };
  const text = bytes.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'not JSON' };
  }
  if (!isObject(value)) return { ok: false, problem: 'not a JSON object' };
  const problem = findForbidden(text, value);
  return problem === undefined ? { ok: true, object: value } : { ok: false, problem };
}

/**
 * What JSON allows and is refused here. Expects valid JSON, in which each colon outside of a string is of a property.
 * Walks by index: a regular expression over the parts takes five times as long, on every request.
 */
function findForbidden(json: string, value: JsonObject): string | undefined {
  let depth = 0;
  let properties = 0;
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (char === '"') at = findEnd(json, at);
    else if (char === ':') properties += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > ASSUMPTIONS.nesting) return 'nested too deeply';
    }
  }
  // Of two with one name, only the last is in the value, with what is below it.
  return properties === countProperties(value) ? undefined : 'a property is there twice';
}

/** Of an object and all below it. */
function countProperties(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children: unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : children.length;
  for (const child of children) count += countProperties(child);
  return count;
}

/** The index of the quotation mark that ends the string beginning at `start`: the first that is not escaped. */
function findEnd(json: string, start: number): number {
  let at = json.indexOf('"', start + 1);
  while (isEscaped(json, at)) at = json.indexOf('"', at + 1);
  return at;
}

/** Whether an odd number of backslashes stands before the character. */
function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
