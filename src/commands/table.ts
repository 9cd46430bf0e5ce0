/** Rows of cells as aligned columns. */
import { wrapWords } from '../util/lines';

const GAP = 2;

/** Without a terminal, columns are sized as for a line of this many characters. */
const USUAL_WIDTH = 120;

/** Where the last cell continues if it has a word that its own column is too narrow for, such as an ARN. */
const LONG_WORD_INDENT = 4;

/** Shares of the rows that a column may be wide enough for, the widest first. */
const SHARES = [1, 0.95, 0.9, 0.75, 0.5];

/**
 * Lines for each row. The last cell of a row is broken between words. Where the longest cells of the other columns still
 * do not fit, a column is as wide as most of its cells: a longer cell continues into the next column, and what follows it
 * moves to the right, or to a line of its own where the line would become too long.
 *
 * @param columns characters in a line; infinite for one line per row
 */
export function layOut(rows: readonly (readonly string[])[], columns: number): string[][] {
  const room = Number.isFinite(columns) ? columns : USUAL_WIDTH;
  const layouts = SHARES.map((share) => columnStarts(rows, share));
  const starts = layouts.find((layout) => (layout.at(-1) ?? 0) <= room) ?? layouts.at(-1) ?? [];
  return rows.map((cells) => layOutRow(cells, starts, columns));
}

/** Where each column begins, and where the last one ends at least: its cells can be broken. */
function columnStarts(rows: readonly (readonly string[])[], share: number): number[] {
  const starts = [0];
  const count = rows[0]?.length ?? 0;
  for (let i = 0; i < count; i += 1) {
    const lengthOf = i === count - 1 ? longestWord : (cell: string): number => cell.length;
    const lengths = rows.map((row) => lengthOf(row[i] ?? '')).sort((a, b) => a - b);
    const width = lengths[Math.ceil(share * lengths.length) - 1] ?? 0;
    // The title is always shown whole.
    starts.push((starts.at(-1) ?? 0) + Math.max(width, rows[0]?.[i]?.length ?? 0) + GAP);
  }
  return starts.map((start, i) => (i === starts.length - 1 ? start - GAP : start));
}

function longestWord(cell: string): number {
  return Math.max(...cell.split(' ').map((word) => word.length));
}

function layOutRow(cells: readonly string[], starts: readonly number[], columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  const place = (text: string, start: number): void => {
    const at = line === '' ? start : Math.max(start, line.length + GAP);
    if (at > start && at + text.length > columns) {
      lines.push(line);
      line = ' '.repeat(start) + text;
    } else {
      line = line.padEnd(at) + text;
    }
  };
  cells.forEach((cell, i) => {
    const start = starts[i] ?? 0;
    if (i < cells.length - 1) {
      place(cell, start);
      return;
    }
    // Only the last cell can be broken: nothing follows it.
    const indent = start + longestWord(cell) > columns ? Math.min(start, LONG_WORD_INDENT) : start;
    wrapWords(cell, columns - indent).forEach((text) => {
      place(text, indent);
    });
  });
  return [...lines, line].map((text) => text.trimEnd());
}
