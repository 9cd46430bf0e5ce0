/** Text for a terminal: its width, its colours, and where to break lines. */

export type Tone = 'good' | 'warn' | 'bad' | 'strong' | 'dim';

export interface Terminal {
  /** Characters in a line; infinite where output is not shown but kept, so that nothing is broken there. */
  readonly columns: number;
  /** Colours a text that is on one line. */
  readonly paint: (tone: Tone, text: string) => string;
}

/** What is written to no terminal: no colours, no line breaks. */
export const PLAIN: Terminal = { columns: Infinity, paint: (_tone, text) => text };

const SGR: Readonly<Record<Tone, string>> = { good: '32', warn: '33;1', bad: '31;1', strong: '1', dim: '2' };

/**
 * The terminal behind a stream. `FORCE_COLOR` and `NO_COLOR` overrule what the stream is, in this order, as
 * they do in Node itself (force-color.org, no-color.org).
 */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const columns = stream.isTTY === true && stream.columns ? stream.columns : Infinity;
  return { columns, paint: hasColour(stream.isTTY === true, env) ? colour : PLAIN.paint };
}

function hasColour(isTTY: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR);
  return isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
}

function colour(tone: Tone, text: string): string {
  return `\u001b[${SGR[tone]}m${text}\u001b[0m`;
}

/** Breaks a text between words. A word that is longer than the line stands on a line of its own, whole. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const setting of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + setting.length <= width)
      lines[lines.length - 1] = `${line} ${setting}`;
    else lines.push(setting);
  }
  return lines;
}

/** Breaks a name, such as a path, between its words, and anywhere where a word is too long for a line. */
export function wrapName(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const setting of wordsOf(text)) {
    const line = lines.at(-1) ?? '';
    if (line.length + setting.trimEnd().length <= width) lines[lines.length - 1] = line + setting;
    else lines.push(...chunks(setting, width));
  }
  return lines.filter((line, i) => line !== '' || i > 0).map((line) => line.trimEnd());
}

/** `/v1/`, `{order`, `Id}`: what ends with `/`, `_`, `-`, `,` or a space, or where a capital follows. */
export function wordsOf(text: string): string[] {
  return text.split(/(?<=[/_, -])(?! )|(?<=[a-z0-9])(?=[A-Z])/);
}

function chunks(text: string, width: number): string[] {
  return Array.from({ length: Math.ceil(text.length / width) }, (_, i) =>
    text.slice(i * width, (i + 1) * width),
  );
}
