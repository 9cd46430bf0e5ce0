/** Variants of a case (hooks, modes, places in `plugins:`) spread over the frameworks. */
import { FRAMEWORKS, type Framework } from './frameworks';

/**
 * One of several variants for the case of this number, by turns: the frameworks get different ones for a case, and each
 * framework gets all of them over the cases. What decides is our code, the same on each, whose whole table is cheap
 * without a framework (`test/protection`).
 */
export function byTurns<T>(variants: readonly T[], framework: Framework, number: number): T {
  const variant = variants[(number + FRAMEWORKS.indexOf(framework)) % variants.length];
  if (variant === undefined) throw new Error('no variants');
  return variant;
}

/** Each number is the turn of one framework, of three in a row. */
export function hasTurn(framework: Framework, number: number): boolean {
  return byTurns(FRAMEWORKS, framework, number) === FRAMEWORKS[0];
}

/** All pairs of two lists. */
export function pairs<A, B>(first: readonly A[], second: readonly B[]): [A, B][] {
  return first.flatMap((a) => second.map((b): [A, B] => [a, b]));
}
