/** Text that others wrote, made safe to print. */

/** Control, bidirectional and other invisible characters, with which a text could write to the terminal. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The text with every invisible character written as `\u{202e}`. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (char) => `\\u{${char.codePointAt(0)?.toString(16) ?? ''}}`);
}

/** Indented JSON in which every invisible character is escaped: a token or a template cannot write to the terminal. */
export function printableJson(value: unknown): string {
  return escapedJson(JSON.stringify(value, null, 2));
}

/** JSON with every invisible character but its line breaks escaped. */
export function escapedJson(json: string): string {
  return json.replace(INVISIBLE, (char) => (char === '\n' ? char : escapeUnits(char)));
}

function escapeUnits(char: string): string {
  return Array.from(
    { length: char.length },
    (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
