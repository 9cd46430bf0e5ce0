/** Characters for random strings. */
import * as fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 } as const;

/**
 * Any character of Unicode, as `unit: 'binary'` of fast-check has it, which first takes most of a second for a table of
 * all of them in each process.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .nat(0x10ffff - SURROGATES.count)
  .map((index) => String.fromCodePoint(index < SURROGATES.first ? index : index + SURROGATES.count), indexOf);

/** The way back, by which fast-check also tries strings like `__proto__`. */
function indexOf(text: unknown): number {
  const point = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (point === undefined || String.fromCodePoint(point) !== text) throw new Error('not a character');
  return point < SURROGATES.first ? point : point - SURROGATES.count;
}
