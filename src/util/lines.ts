/** Text as lines of a terminal. */

/** Characters in a line; infinite where the stream is not a terminal, so that nothing is broken there. */
export function columnsOf({ isTTY, columns = 0 }: { isTTY?: boolean; columns?: number }): number {
  return isTTY === true && columns > 0 ? columns : Infinity;
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

/** The same as one text, in which every line but the first is indented. */
export function wrapHanging(text: string, columns: number, hang: number): string {
  return wrapWords(text, columns - hang).join(`\n${' '.repeat(hang)}`);
}
