/** Values that others wrote, made safe to print, and the usual small differences between two of them. */
import { printable } from '../util/printable';

/**
 * A value between backticks on one line: cut to 120 characters, and with invisible characters
 * escaped, so that a token or an issuer cannot write to the terminal.
 */
export function quoteUntrusted(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : value.map(quoteUntrusted).join(', ');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const short = text.length > 120 ? `${text.slice(0, 117)}...` : text;
  return `\`${printable(short)}\``;
}

/**
 * In what two strings differ, where it is one of the usual ways: `the trailing slash`.
 *
 * @returns `undefined` when they differ in another way, or are not strings
 */
export function difference(found: unknown, expected: unknown): string | undefined {
  if (typeof found !== 'string' || typeof expected !== 'string') return undefined;
  return COMMON_DIFFERENCES.find(([, fold]) => fold(found) === fold(expected))?.[0];
}

const COMMON_DIFFERENCES: readonly (readonly [way: string, fold: (text: string) => string])[] = [
  ['the trailing slash', (text) => text.replace(/\/$/, '')],
  ['white space', (text) => text.replace(/\s+/g, '')],
  ['upper and lower case', (text) => text.toLowerCase()],
  ['http and https', (text) => text.replace(/^http:/, 'https:')],
  ['the scheme', (text) => text.replace(/^https?:\/\//, '')],
  ['the port', (text) => text.replace(/:\d+(?=\/|$)/, '')],
  ['`www.`', (text) => text.replace(/^(https?:\/\/)www\./, '$1')],
  [
    'more than one of slash, case, scheme and white space',
    (text) => text.toLowerCase().replace(/\s+|^https?:\/\/(www\.)?|\/$/g, ''),
  ],
];
