/** Routes of the same code. Pure. */
import { codeKeys, isCodeIn, isSameFunction } from '../service/function-code';
import type { IntendedRoute } from './intent';

/** Whether two routes are of one function, by its name or its code. */
export function isSameCode(a: IntendedRoute, b: IntendedRoute): boolean {
  return isSameFunction(a.fn, b.fn);
}

/** Whether a route calls the function of another one, or certainly its code: a new function may run one of several. */
export function hasOnlyCodeOf({ fn: before }: IntendedRoute, { fn }: IntendedRoute): boolean {
  const isSame = fn.runs.length > 0 && fn.runs.every((code) => isCodeIn(code, before.runs));
  return fn.name === before.name || isSame;
}

/** What routes of one function have in common: its name and its code, of which another plugin may change one. */
export function codes({ fn }: IntendedRoute): string[] {
  return codeKeys(fn);
}
