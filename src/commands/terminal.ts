/** Text for a terminal: its width, its colours, and where to break lines. */
import { styleText } from 'node:util';

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
    columns: stream.isTTY && stream.columns > 0 ? stream.columns : Infinity,
    // One format at a time: given several, Node 20 colours whatever the stream is.
    paint: (tone, text) =>
      FORMATS[tone].reduce((painted, format) => styleText(format, painted, { stream }), text),
  };
}

/** Breaks a text between words. A word that is longer than the line is alone on its line. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
