/** What makes `passage drift` fail, with what to do. Pure. */
import type { Problem } from '../errors';
import { routeName } from '../service/events';
import { printable } from '../util/printable';
import type { ComparedRoute } from './compare';
import {
  type Group,
  answeredProbes,
  differentRoutes,
  extraRoutes,
  missingRoutes,
  openRoutes,
} from './drift-messages';
import { type RouteReport, fails } from './drift-report';
import { type RepairContext, repairCommands } from './repair';

/** One API with everything that was found. */
export interface JudgedApi extends RepairContext {
  readonly routes: readonly ComparedRoute[];
}

/** Routes of which more are counted, not listed: the table has them all. */
const MOST_LISTED = 20;

const GROUPS: readonly (readonly [
  is: (route: RouteReport) => boolean,
  problem: (group: Group) => Problem,
])[] = [
  [({ result }) => result === 'open', openRoutes],
  [({ probe }) => probe?.result === 'open', answeredProbes],
  [({ result }) => result === 'different', differentRoutes],
  [({ result }) => result === 'missing', missingRoutes],
  [({ result }) => result === 'extra', extraRoutes],
];

/** One problem for each kind of difference, the worst first. */
export function driftProblems(apis: readonly JudgedApi[]): Problem[] {
  return GROUPS.flatMap(([is, problem]) => {
    const found = apis.map((api) => ({
      ...api,
      routes: api.routes.filter(({ report }) => fails(report) && is(report)),
    }));
    const routes = found.flatMap((api) => api.routes);
    if (routes.length === 0) return [];
    const names = routes.slice(0, MOST_LISTED).map(({ report }) => printable(routeName(report)));
    const more = routes.length - names.length;
    return [
      problem({
        routes: routes.map(({ report }) => report),
        found: [...names, ...(more > 0 ? [`and ${more} more, see above`] : [])].join('\n'),
        commands: found.flatMap((api) => repairCommands(api.routes, api)).join('\n'),
      }),
    ];
  });
}
