/** Pairs of measurements, taken in turn on a machine that others use too, and the table they end in. */

/** One line of the table. The ratio is what to quote: single figures depend on the machine. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
  readonly ratio: string;
  /** What the ratio should be. */
  readonly aim: string;
}

export interface Pair {
  readonly ours: number;
  readonly theirs: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Measures both in each round, in turn which goes first. One round before counts for nothing: caches are cold. */
export async function measurePairs(
  rounds: number,
  ours: () => number | Promise<number>,
  theirs: () => number | Promise<number>,
): Promise<Pair[]> {
  await ours();
  await theirs();
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = round % 2 === 0 ? await ours() : undefined;
    const other = await theirs();
    pairs.push({ ours: first ?? (await ours()), theirs: other });
  }
  return pairs;
}

/** The medians of both, and the median of the ratios of the pairs. */
export function toRow(
  what: string,
  pairs: readonly Pair[],
  format: (value: number) => string,
  aim: string,
): Row {
  return {
    what,
    ours: format(median(pairs.map(({ ours }) => ours))),
    theirs: format(median(pairs.map(({ theirs }) => theirs))),
    ratio: median(pairs.map(({ ours, theirs }) => ours / theirs)).toFixed(3),
    aim,
  };
}

export const milliseconds = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

/** The table in Markdown, for `docs/benchmarks.md`. */
export function renderTable(rows: readonly Row[]): string {
  const cells = [
    ['what', 'this plugin', 'compared with', 'ratio', 'aim'],
    ...rows.map(({ what, ours, theirs, ratio, aim }) => [what, ours, theirs, ratio, aim]),
  ];
  const widthOf = (column: number): number => Math.max(...cells.map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[], fill: string): string =>
    `| ${row.map((cell, column) => cell.padEnd(widthOf(column), fill)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  const rule = line(
    head.map(() => ''),
    '-',
  );
  return [line(head, ' '), rule, ...body.map((row) => line(row, ' '))].join('\n');
}
