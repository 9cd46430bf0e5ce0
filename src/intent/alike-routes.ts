/** Routes whose paths end alike, however they begin. Pure. */
import { pathShape } from '../service/events';
import { groupByAll } from '../util/group-by';
import type { IntendedRoute } from './intent';

/** Routes whose paths have an end in common with another one, and that end: the longest that any has. */
export interface Alike {
  readonly end: string;
  readonly routes: readonly IntendedRoute[];
}

/** Finds those of its kind of API that have one of its keys, and pass the test; for its method, or for all. */
export function makeFindAlike(
  routes: readonly IntendedRoute[],
  keysOf: (route: IntendedRoute) => readonly string[],
  endsOf: (route: IntendedRoute) => readonly string[] = literalEnds,
): (route: IntendedRoute, test?: (a: IntendedRoute, b: IntendedRoute) => boolean) => Alike {
  const namesOf = (route: IntendedRoute, end: string): string[] =>
    keysOf(route).map((key) => `${route.planned.api} ${end} ${key}`);
  const byName = groupByAll(routes, (route) => endsOf(route).flatMap((end) => namesOf(route, end)));
  return (route, test = () => true) => {
    for (const end of endsOf(route)) {
      const alike = new Set(namesOf(route, end).flatMap((name) => byName.get(name) ?? []));
      const found = [...alike].filter((other) => sharesMethod(other, route) && test(other, route));
      if (found.length > 0) return { end, routes: found };
    }
    return { end: '', routes: [] };
  };
}

/** Those of the same method, where there are such. */
export function ofMethod(
  routes: readonly IntendedRoute[],
  { planned: { method } }: IntendedRoute,
): readonly IntendedRoute[] {
  const same = routes.filter(({ planned }) => planned.method === method);
  return same.length > 0 ? same : routes;
}

/** Preflight requests carry no token: a route for them is none of those for all methods. */
export function sharesMethod({ planned: a }: IntendedRoute, { planned: b }: IntendedRoute): boolean {
  const methods = [a.method, b.method];
  return a.method === b.method || (methods.includes('ANY') && !methods.includes('OPTIONS'));
}

/** Ends of its path, the longest first: all of it may be another one. */
export function allEnds({ planned: { path } }: IntendedRoute): string[] {
  const shape = pathShape(path);
  return [...[...shape.matchAll(/\//g)].map(({ index }) => shape.slice(index)), ''];
}

/** Those that have a literal segment. */
export function literalEnds(route: IntendedRoute): string[] {
  return allEnds(route).filter((end) => /\/[^/{]/.test(end));
}
