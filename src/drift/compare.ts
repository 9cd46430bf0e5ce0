/** Compares a deployed API with what the service says. Pure. */
import { type ApiKind, type MethodAndPath, identity } from '../service/events';
import { groupBy } from '../util/group-by';
import { naturalOrder } from '../util/natural-order';
import { compareAuthorization } from './compare-authorization';
import type { Difference, RouteReport } from './drift-report';
import type { ExpectedApi, ExpectedRoute } from './expected-types';
import { type LiveApi, type LiveRoute, isOpen } from './live-api';

/** A route of the service, of the live API, or of both. */
export interface ComparedRoute {
  readonly expected: ExpectedRoute | null;
  readonly live: LiveRoute | null;
  readonly report: RouteReport;
}

export interface Comparison {
  readonly routes: readonly ComparedRoute[];
  readonly notCompared: readonly string[];
}

export function compareApi(expected: ExpectedApi, live: LiveApi): Comparison {
  const { api } = expected;
  const unmatched = groupBy(live.routes, (route) => identity({ api, ...route }));
  const notCompared = new Set<string>();
  const compared = uniqueRoutes(expected).map((route): ComparedRoute => {
    const found = takeMatch(unmatched, api, route);
    if (found === null) return { expected: route, live: null, report: report(route, 'missing', []) };
    return { expected: route, live: found, report: compareRoute(route, found, live, notCompared) };
  });
  const extra = [...unmatched.values()]
    .flat()
    .filter((route) => !(route.isCors && isOpen(api, route)))
    .map((route): ComparedRoute => ({ expected: null, live: route, report: extraRoute(api, route) }));
  return { routes: [...compared, ...extra].sort(compareOrder), notCompared: [...notCompared] };
}

/** Two events may be one route of the API, the same twice. */
function uniqueRoutes({ api, routes }: ExpectedApi): ExpectedRoute[] {
  return [...groupBy(routes, (route) => identity({ api, ...route })).values()].flatMap((same) =>
    same.slice(0, 1),
  );
}

/** Takes the live route of that method and path: one with the same names of path variables where there are several. */
function takeMatch(
  unmatched: Map<string, LiveRoute[]>,
  api: ApiKind,
  route: ExpectedRoute,
): LiveRoute | null {
  const candidates = unmatched.get(identity({ api, ...route })) ?? [];
  const exact = candidates.findIndex(({ path }) => path === route.path);
  return candidates.splice(Math.max(exact, 0), 1)[0] ?? null;
}

function compareRoute(
  route: ExpectedRoute,
  found: LiveRoute,
  live: LiveApi,
  notCompared: Set<string>,
): RouteReport {
  const { authorization } = route;
  const type = found.authorizationType;
  if (authorization === null) {
    return isOpen(live.api, found)
      ? report(route, 'as-planned', [])
      : report(route, 'closed', [{ what: 'authorizationType', expected: 'NONE', found: type }]);
  }
  if (isOpen(live.api, found)) {
    const expected = authorization.type ?? `authorizer ${authorization.name}`;
    return report(route, 'open', [{ what: 'authorizationType', expected, found: type }]);
  }
  const compared = compareAuthorization(authorization, found, live);
  compared.notCompared.forEach((what) => notCompared.add(what));
  const differences = [...compared.differences, ...compareScopes(route, found)];
  return report(route, differences.length === 0 ? 'as-planned' : 'different', differences);
}

/** Scopes are a set. */
function compareScopes({ scopes }: ExpectedRoute, found: LiveRoute): Difference[] {
  if (scopes === null) return [];
  const [expected, live] = [[...new Set(scopes)].sort(), [...new Set(found.scopes)].sort()];
  const isSame = expected.length === live.length && expected.every((scope, i) => scope === live[i]);
  return isSame ? [] : [{ what: 'scopes', expected, found: live }];
}

function report(
  { method, path }: MethodAndPath,
  result: RouteReport['result'],
  differences: readonly Difference[],
): RouteReport {
  return { method, path, result, differences };
}

function extraRoute(api: ApiKind, route: LiveRoute): RouteReport {
  return { ...report(route, 'extra', []), public: isOpen(api, route) };
}

const compareTexts = naturalOrder();

function compareOrder({ report: a }: ComparedRoute, { report: b }: ComparedRoute): number {
  return compareTexts(a.path, b.path) || compareTexts(a.method, b.method);
}
