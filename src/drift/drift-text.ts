/** The report of `passage drift` for people. */
import { layOut } from '../commands/table';
import type { Terminal } from '../commands/terminal';
import { formatValue } from '../errors';
import { routeName } from '../service/events';
import { groupBy } from '../util/group-by';
import { wrapWords } from '../util/lines';
import { printable } from '../util/printable';
import { type ApiReport, type Difference, type DriftReport, type RouteReport, fails } from './drift-report';
import { API_NAME } from './report-messages';

const INDENT = '  ';

/** Routes of which more are counted, not listed, where nothing is known to be wrong with them. */
const MOST_NAMED = 5;

export function renderDrift({ apis, notCovered }: DriftReport, terminal: Terminal): string[] {
  if (apis.length === 0)
    return ['No routes: this service has no httpApi, http or websocket events, and no API.'];
  const shown = apis.flatMap((api, i) => [...(i === 0 ? [] : ['']), ...renderApi(api, terminal)]);
  const rest = wrap(`Not covered: ${notCovered.join(', ')}.`, terminal);
  return [...shown, ...rest.map((line) => terminal.paint('dim', line))];
}

function renderApi(api: ApiReport, terminal: Terminal): string[] {
  const shown = api.routes.filter((route) => route.result !== 'as-planned' || fails(route));
  const { paint } = terminal;
  const tone = !api.ok ? 'bad' : shown.length === 0 ? 'good' : 'warn';
  return [
    ...wrap(headline(api), terminal).map((line) => paint(tone, line)),
    ...(shown.length === 0 ? [] : ['', ...renderTable(shown, terminal), '']),
    ...renderProbe(api, terminal),
    ...api.notCompared.flatMap((what) => item('Not compared', what, terminal)),
  ];
}

/** `HTTP API a1b2c3: all 21 routes are as planned.` */
function headline({ api, apiId, routes }: ApiReport): string {
  const name = `${API_NAME[api]} ${printable(apiId)}`;
  const planned = routes.filter(({ result }) => result !== 'extra');
  const count = `${planned.length} ${planned.length === 1 ? 'route' : 'routes'}`;
  if (routes.every(({ result }) => result === 'as-planned')) {
    if (planned.length === 0) return `${name}: no routes, as planned.`;
    return `${name}: ${planned.length === 1 ? 'its route is' : `all ${count} are`} as planned.`;
  }
  const counts = (['open', 'different', 'missing', 'extra', 'closed'] as const).flatMap((result) => {
    const found = routes.filter((route) => route.result === result);
    const open = found.filter((route) => route.public === true).length;
    const detail = result === 'extra' ? ` (${open} public)` : '';
    return found.length === 0 ? [] : [`${found.length} ${result}${detail}`];
  });
  const asPlanned = planned.filter(({ result }) => result === 'as-planned').length;
  return `${name}: ${asPlanned} of ${count} as planned, ${counts.join(', ')}`;
}

function renderTable(routes: readonly RouteReport[], { columns, paint }: Terminal): string[] {
  const rows = routes.flatMap((route) => {
    const [first = '', ...more] = detailsOf(route);
    const cells = [printable(route.method), printable(route.path), route.result, first];
    return [{ route, cells }, ...more.map((text) => ({ route: null, cells: ['', '', '', text] }))];
  });
  const titles = ['METHOD', 'PATH', 'RESULT', 'DETAILS'];
  const [head = [], ...body] = layOut([titles, ...rows.map(({ cells }) => cells)], columns - INDENT.length);
  return [
    ...head.map((line) => paint('strong', INDENT + line)),
    ...body.flatMap((lines, i) => {
      const route = rows[i]?.route ?? null;
      if (route === null || !fails(route)) return lines.map((line) => INDENT + line);
      return lines.map((line, n) => paint('bad', (n === 0 ? '! ' : INDENT) + line));
    }),
  ];
}

function detailsOf({ result, differences, public: isPublic, probe }: RouteReport): string[] {
  const isAnswered = probe?.result === 'open';
  return [
    ...differences.map(describeDifference),
    ...(result === 'extra' ? [isPublic === false ? 'protected' : 'public'] : []),
    ...(isAnswered ? [`answered ${String(probe.status)} to a request without a token`] : []),
  ];
}

function describeDifference({ what, expected, found }: Difference): string {
  return `${what}: ${valueText(found)}, expected ${valueText(expected)}`;
}

function valueText(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return typeof value === 'string' && value.length <= 120 ? printable(value) : formatValue(value);
}

/** What the probe proved, and what it could not tell. */
function renderProbe({ routes, notProbed }: ApiReport, terminal: Terminal): string[] {
  if (notProbed !== null) return item('Not probed', notProbed, terminal);
  const probed = routes.filter(({ probe }) => probe !== undefined);
  if (probed.length === 0) return [];
  const refused = probed.filter(({ probe }) => probe?.result === 'refused').length;
  const total = `${probed.length} protected ${probed.length === 1 ? 'route' : 'routes'}`;
  const unclear = groupBy(
    probed.filter(({ probe }) => probe?.result === 'cannot-tell'),
    ({ probe }) => probe?.reason ?? '',
  );
  return [
    ...item('Probed', `${refused} of ${total} refused a request without a token`, terminal),
    ...[...unclear].flatMap(([reason, found]) =>
      item('Cannot tell', `${reason}: ${nameRoutes(found)}`, terminal),
    ),
  ];
}

function nameRoutes(routes: readonly RouteReport[]): string {
  const names = routes.slice(0, MOST_NAMED).map((route) => printable(routeName(route)));
  const more = routes.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function item(label: string, text: string, terminal: Terminal): string[] {
  return wrap(`${label}: ${text}`, terminal);
}

function wrap(text: string, { columns }: Terminal): string[] {
  return wrapWords(text, columns - INDENT.length).map((line, i) => (i === 0 ? line : INDENT + line));
}
