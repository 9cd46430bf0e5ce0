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
  const problem = findForbidden(text);
  return problem === undefined ? { ok: true, object: value } : { ok: false, problem };
}

/**
 * What JSON allows and is refused here. Expects valid JSON, in which a string before a colon can only be a
 * property's name. Walks by index: a regular expression over the parts takes five times as long, on every request.
 */
function findForbidden(json: string): string | undefined {
  const open: Set<string>[] = [];
  let text = '';
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (char === '"') {
      const end = findEnd(json, at);
      text = json.slice(at, end + 1);
      at = end;
    } else if (char === '{' || char === '[') {
      if (open.push(new Set()) > ASSUMPTIONS.nesting) return 'nested too deeply';
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === ':') {
      const name = text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
      const names = open.at(-1);
      if (names?.has(name)) return 'a property is there twice';
      names?.add(name);
    }
  }
  return undefined;
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
