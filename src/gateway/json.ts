import { isUtf8 } from 'node:buffer';
import { ASSUMPTIONS } from './assumptions';
import type { JsonObject } from './authorization-result';

/** A JSON object, or what is wrong with the text. Never quotes the text: it may be part of a token. */
export type ParsedObject =
  { readonly ok: true; readonly members: JsonObject } | { readonly ok: false; readonly problem: string };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses bytes that must be exactly one JSON object in UTF-8, without a byte order mark. An object that
 * names a member twice is refused at any depth, since parsers disagree about which of the two counts; and so
 * is nesting that could exhaust the stack of whoever walks the result.
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
  if (!isJsonObject(value)) return { ok: false, problem: 'not a JSON object' };
  const problem = findForbidden(text);
  return problem === undefined ? { ok: true, members: value } : { ok: false, problem };
}

/**
 * What JSON allows and we do not. Expects valid JSON, in which a text before a colon can only be a member's
 * name. Walks by index: a regular expression over the pieces takes five times as long, on every request.
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
      if (names?.has(name)) return 'a member stands there twice';
      names?.add(name);
    }
  }
  return undefined;
}

/** The place of the quotation mark that ends the text beginning at `start`. */
function findEnd(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}
