/** The routes as a table for people. */
import type { DecidedBy } from '../plan/types';
import { type RouteListing, type ListedRoute, isUnconfigured } from './listing';
import { type Terminal, wordsOf, wrapName, wrapWords } from './terminal';

const GAP = '  ';

/** `API` only where there are both kinds, so that there is something to tell apart. */
const TITLES = ['METHOD', 'PATH', 'API', 'FUNCTION', 'ACCESS', 'AUTHORIZER', 'DECIDED BY'] as const;
type Title = (typeof TITLES)[number];

/** Columns that give way when a line is too long, and below which width they never do. */
const FLEXIBLE: readonly Title[] = ['PATH', 'FUNCTION', 'AUTHORIZER'];
const NARROWEST = 10;

/** No column is kept wide for the sake of a single word longer than this. */
const LONGEST_WORD = 24;

const DECIDED_BY_LABELS: Readonly<Record<DecidedBy, string>> = {
  event: 'event',
  function: 'function',
  service: 'protect: all',
  default: 'nobody',
  preflight: 'preflight',
};

/** The table, one line of totals and, where it applies, what to do about routes that nobody decided about. */
export function renderRoutes({ routes }: RouteListing, terminal: Terminal): string[] {
  if (routes.length === 0) return ['No routes: this service has no httpApi or http events.'];
  const advice = routes.some(isUnconfigured) ? ['', ...renderAdvice(terminal)] : [];
  return [...renderTable(routes, terminal), '', ...wrapWords(totals(routes), terminal.columns), ...advice];
}

/** `4 routes: 2 protected, 2 public (1 by nobody's decision)`. */
export function totals(routes: readonly ListedRoute[]): string {
  const count = (access: ListedRoute['access']): number =>
    routes.filter((route) => route.access === access).length;
  const undecided = routes.filter(isUnconfigured).length;
  const nobody = undecided === 0 ? '' : ` (${undecided} by nobody's decision)`;
  const parts = [
    `${count('protected')} protected`,
    ...(count('other') > 0 ? [`${count('other')} with another authorizer`] : []),
    `${count('public')} public${nobody}`,
  ];
  return `${routes.length} ${routes.length === 1 ? 'route' : 'routes'}: ${parts.join(', ')}`;
}

function renderAdvice({ columns, paint }: Terminal): string[] {
  const text = '! Nobody decided. Write passage: true to protect, or passage: false to mean it.';
  return wrapWords(text, columns).map((line, i) => paint('warn', i === 0 ? line : `  ${line}`));
}

function renderTable(routes: readonly ListedRoute[], { columns, paint }: Terminal): string[] {
  const isMixed = new Set(routes.map(({ api }) => api)).size > 1;
  const titles = TITLES.filter((title) => title !== 'API' || isMixed);
  const rows = routes.map((route) => titles.map((title) => cell(route, title)));
  const widths = fit(
    titles.map((title, i) => columnOf(title, [title, ...rows.map((row) => row[i] ?? '')])),
    columns - GAP.length,
  );
  const body = routes.flatMap((route, i) => {
    const lines = wrapRow(rows[i] ?? [], widths);
    if (isUnconfigured(route))
      return lines.map((cells, n) => paint('warn', (n === 0 ? '! ' : GAP) + join(cells)));
    return lines.map(
      (cells) => GAP + join(cells.map((text) => (text.startsWith('protected') ? paint('good', text) : text))),
    );
  });
  return [paint('strong', GAP + join(wrapRow(titles, widths)[0] ?? [])), ...body];
}

function cell(route: ListedRoute, title: Title): string {
  switch (title) {
    case 'METHOD':
      return route.method;
    case 'PATH':
      return route.path;
    case 'API':
      return route.api;
    case 'FUNCTION':
      return route.function ?? '(resources)';
    case 'ACCESS':
      return isUnconfigured(route) ? 'PUBLIC' : route.access;
    case 'AUTHORIZER':
      return authorizerOf(route);
    case 'DECIDED BY':
      return DECIDED_BY_LABELS[route.decidedBy];
  }
}

/** `passage`, or with scopes `passage (orders:read, orders:admin)`. */
export function authorizerOf({ authorizer, scopes }: ListedRoute): string {
  if (authorizer === null) return '-';
  return scopes.length === 0 ? authorizer : `${authorizer} (${scopes.join(', ')})`;
}

interface Column {
  /** Wide enough for every cell on one line. */
  readonly width: number;
  /** Wide enough not to break within a word. */
  readonly words: number;
  readonly narrowest: number;
}

function columnOf(title: Title, texts: readonly string[]): Column {
  const width = Math.max(...texts.map(({ length }) => length));
  if (!FLEXIBLE.includes(title)) return { width, words: width, narrowest: width };
  const words = Math.max(...texts.flatMap(wordsOf).map((setting) => setting.trimEnd().length));
  const narrowest = Math.min(width, NARROWEST);
  return { width, words: Math.max(narrowest, Math.min(words, LONGEST_WORD)), narrowest };
}

/** Widths that fit into the room, where they can: first what can be taken without breaking words, then the rest. */
function fit(columns: readonly Column[], room: number): number[] {
  const most = columns.map(({ width }) => width);
  const withWords = shrink(
    most,
    columns.map(({ words }) => words),
    room,
  );
  return shrink(
    withWords,
    columns.map(({ narrowest }) => narrowest),
    room,
  );
}

/** Takes from the widest column that has something to give, one character at a time. */
function shrink(from: readonly number[], least: readonly number[], room: number): number[] {
  const widths = [...from];
  let excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - room;
  while (excess > 0) {
    const giving = widths.map((width, i) => (width > (least[i] ?? 0) ? width : 0));
    const widest = Math.max(...giving);
    if (widest === 0) break;
    widths[giving.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return widths;
}

/** One row as as many lines of padded cells as its longest cell needs. */
function wrapRow(cells: readonly string[], widths: readonly number[]): string[][] {
  const wrapped = cells.map((text, i) => wrapName(text, widths[i] ?? text.length));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    wrapped.map((parts, i) => {
      const text = parts[at] ?? '';
      return i === cells.length - 1 ? text : text.padEnd(widths[i] ?? 0);
    }),
  );
}

function join(cells: readonly string[]): string {
  return cells.join(GAP).trimEnd();
}
