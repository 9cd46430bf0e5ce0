import type { Members } from './verdict';

/** A JSON object, or what is wrong with the text. Never quotes the text: it may be part of a token. */
export type ParsedObject =
  { readonly ok: true; readonly members: Members } | { readonly ok: false; readonly problem: string };

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses bytes that must be exactly one JSON object in UTF-8, without a byte order mark. An object that
 * names a member twice is refused at any depth: parsers disagree about which of the two counts.
 */
export function parseStrictObject(bytes: Uint8Array): ParsedObject {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { ok: false, problem: 'not UTF-8' };
  }
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'not JSON' };
  }
  if (!isMembers(value)) return { ok: false, problem: 'not a JSON object' };
  if (repeatsMember(text)) return { ok: false, problem: 'a member that stands there twice' };
  return { ok: true, members: value };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const PIECES = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/** Expects valid JSON, in which a text before a colon can only be a member's name. */
function repeatsMember(json: string): boolean {
  const open: Set<string>[] = [];
  let text = '';
  for (const [piece] of json.matchAll(PIECES)) {
    if (piece === '{' || piece === '[') open.push(new Set());
    else if (piece === '}' || piece === ']') open.pop();
    else if (piece !== ':') text = piece;
    else {
      const name = text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
      const names = open.at(-1);
      if (names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}
