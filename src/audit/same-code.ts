/** Routes of the same code. Pure. */
import { codeKeys, isSameFunction } from '../service/function-code';
import type { IntendedRoute } from './intent';

/** Whether two routes are of one function, by its name or its code. */
export function isSameCode(a: IntendedRoute, b: IntendedRoute): boolean {
  return isSameFunction(a.fn, b.fn);
}

/** What routes of one function have in common: its name and its code, of which another plugin may change one. */
export function codes({ fn }: IntendedRoute): string[] {
  return codeKeys(fn);
}
