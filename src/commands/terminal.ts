/** Text for a terminal: its width and its colours. */
import { styleText } from 'node:util';
import { columnsOf } from '../util/lines';

export type Tone = 'good' | 'warn' | 'bad' | 'strong' | 'dim';

export interface Terminal {
  /** Characters in a line; infinite where the output is not a terminal, so that nothing is broken there. */
  readonly columns: number;
  /** Colours a text that is on one line. */
  readonly paint: (tone: Tone, text: string) => string;
}

/** Neither colours nor line breaks. */
export const PLAIN: Terminal = { columns: Infinity, paint: (_tone, text) => text };

const FORMATS = {
  good: ['green'],
  warn: ['yellow', 'bold'],
  bad: ['red', 'bold'],
  strong: ['bold'],
  dim: ['dim'],
} as const satisfies Record<Tone, readonly string[]>;

/** The terminal behind a stream. Node decides about colours, by the stream and by `FORCE_COLOR` and `NO_COLOR`. */
export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  return {
    columns: columnsOf(stream),
    // One format at a time: given several, Node 20 colours whatever the stream is.
    paint: (tone, text) =>
      FORMATS[tone].reduce((painted, format) => styleText(format, painted, { stream }), text),
  };
}
