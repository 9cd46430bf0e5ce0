/** The routes as a table for people. */
import { wrapWords } from '../util/lines';
import { printable } from '../util/printable';
import { type ListedRoute, isUnconfigured } from './listed-route';
import type { RouteListing } from './listing';
import { layOut } from './table';
import type { Terminal } from './terminal';

const INDENT = '  ';

/** The columns, in the words of the JSON. */
const COLUMNS: readonly (readonly [title: string, cell: (route: ListedRoute) => string])[] = [
  ['METHOD', ({ method }) => method],
  ['PATH', ({ path }) => path],
  ['API', ({ api }) => api],
  ['FUNCTION', (route) => route.function ?? '(resources)'],
  ['ACCESS', ({ access }) => access],
  ['DECIDED BY', ({ decidedBy }) => decidedBy],
  // Scopes make it long: the last cell moves no other one.
  ['AUTHORIZER', (route) => authorizerLabel(route)],
];

const NO_ROUTES =
  'No routes: this service has no httpApi or http events. $connect of a WebSocket API is listed with `authorizerType: lambda`.';

/** The table, a line of totals and, where it applies, what to do about public routes that are not configured. */
export function renderRoutes({ routes }: RouteListing, terminal: Terminal): string[] {
  if (routes.length === 0) return wrapWords(NO_ROUTES, terminal.columns);
  const advice = routes.some(isUnconfigured) ? ['', ...renderAdvice(terminal)] : [];
  return [...renderTable(routes, terminal), '', ...wrapWords(totals(routes), terminal.columns), ...advice];
}

/** `4 routes: 2 protected, 2 public (1 not configured)`. */
export function totals(routes: readonly ListedRoute[]): string {
  const count = (access: ListedRoute['access']): number =>
    routes.filter((route) => route.access === access).length;
  const unconfigured = routes.filter(isUnconfigured).length;
  const parts = [
    `${count('protected')} protected`,
    ...(count('other') > 0 ? [`${count('other')} with another authorizer`] : []),
    `${count('public')} public${unconfigured === 0 ? '' : ` (${unconfigured} not configured)`}`,
  ];
  return `${routes.length} ${routes.length === 1 ? 'route' : 'routes'}: ${parts.join(', ')}`;
}

function renderAdvice({ columns, paint }: Terminal): string[] {
  const text = '! Public because nothing is configured. Set `passage: true` or `passage: false`.';
  return wrapWords(text, columns).map((line, i) => paint('warn', i === 0 ? line : INDENT + line));
}

function renderTable(routes: readonly ListedRoute[], { columns, paint }: Terminal): string[] {
  const isMixed = new Set(routes.map(({ api }) => api)).size > 1;
  const shown = COLUMNS.filter(([title]) => title !== 'API' || isMixed);
  const rows = [
    shown.map(([title]) => title),
    ...routes.map((route) => shown.map(([, cell]) => printable(cell(route)))),
  ];
  const [head = [], ...body] = layOut(rows, columns - INDENT.length);
  return [
    ...head.map((line) => paint('strong', INDENT + line)),
    ...body.flatMap((lines, i) => {
      const route = routes[i];
      if (route !== undefined && isUnconfigured(route))
        return lines.map((line, n) => paint('warn', (n === 0 ? '! ' : INDENT) + line));
      return lines.map(
        (line) => INDENT + line.replace(/(?<= )protected(?= )/, (word) => paint('good', word)),
      );
    }),
  ];
}

/** `passage`, or with scopes `passage (orders:read, orders:admin)`. */
export function authorizerLabel({ authorizer, scopes }: ListedRoute): string {
  if (authorizer === null) return '-';
  return scopes.length === 0 ? authorizer : `${authorizer} (${scopes.join(', ')})`;
}
