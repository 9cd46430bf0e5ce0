/** Pictures of terminals for the documents: what real runs print with colours, as SVG. */
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { type Terminal, terminalOf } from '../src/commands/terminal';
import { makeService } from '../test/support/frameworks';
import { runInProcess } from '../test/support/in-process';
import { COLOURS, doctor, localRefusal } from './docs/samples';
import { readExample } from './example';

export interface Picture {
  readonly title: string;
  /** The lines of the terminal, with colours. */
  readonly draw: () => Promise<string[]>;
}

/** By file name in `docs/`. */
export const PICTURES: Readonly<Record<string, Picture>> = {
  'routes.svg': { title: 'sls passage routes lists every route of a service', draw: drawRoutes },
  'doctor.svg': { title: 'sls passage doctor explains why a token is refused', draw: drawDoctor },
  'offline.svg': { title: 'sls offline refuses a token for another audience', draw: drawOffline },
};

export async function drawPicture({ title, draw }: Picture): Promise<string> {
  return toSvg(title, await draw());
}

async function drawRoutes(): Promise<string[]> {
  const folder = makeService({
    files: readExample(),
    modules: { 'serverless-offline': 'serverless-offline14' },
  });
  try {
    const options = { env: COLOURS };
    const { code, stdout, output } = await runInProcess('osls4', folder, ['passage', 'routes'], options);
    if (code !== 0) throw new Error(output);
    return ['$ npx sls passage routes', ...stdout.trimEnd().split('\n')];
  } finally {
    folder.remove();
  }
}

async function drawDoctor(): Promise<string[]> {
  const report = await doctor(colourTerminal(), { aud: 'https://api.example.com/' });
  return ['$ npx sls passage doctor --token -', ...report.split('\n')];
}

async function drawOffline(): Promise<string[]> {
  const lines = await localRefusal();
  const from = lines.findIndex((line) => line.includes('routes require a token'));
  return ['$ npx sls offline', '…', ...lines.slice(from).flatMap((line) => fold(line, COLUMNS))];
}

const COLUMNS = 80;
const ESCAPE = '\u001b';

/** A terminal of 80 columns with colours, whatever this process writes to. */
function colourTerminal(): Terminal {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: COLUMNS });
  const { columns, paint } = terminalOf(stream as unknown as NodeJS.WriteStream);
  return {
    columns,
    paint: (tone, text) => {
      const { FORCE_COLOR, NO_COLOR } = process.env;
      Object.assign(process.env, COLOURS);
      try {
        return paint(tone, text);
      } finally {
        setEnv({ FORCE_COLOR, NO_COLOR });
      }
    },
  };
}

function setEnv(values: NodeJS.ProcessEnv): void {
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) Reflect.deleteProperty(process.env, key);
    else process.env[key] = value;
  }
}

/** A long line, broken between words; what continues it is indented as it is. */
function fold(line: string, columns: number): string[] {
  const indent = /^ */.exec(stripVTControlCharacters(line))?.[0] ?? '';
  const folded: string[] = [];
  for (const word of line.slice(indent.length).split(' ')) {
    const last = folded.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= columns)
      folded[folded.length - 1] = `${last} ${word}`;
    else folded.push(indent + word);
  }
  return folded;
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

const CHAR = 8.4;
const LINE = 20;
const MARGIN = 16;

/** Numbers of "Select Graphic Rendition" (ECMA-48, section 8.3.117), those that are used. */
const STYLES: Readonly<Record<string, string>> = {
  '1': 'font-weight="bold"',
  '2': 'opacity="0.6"',
  '31': 'fill="#ff7b72"',
  '32': 'fill="#56d364"',
  '33': 'fill="#e3b341"',
  '36': 'fill="#76e3ea"',
  '90': 'fill="#8b949e"',
};

/** What each ends: colours, or bold and dim together. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  '39': ['31', '32', '33', '36', '90'],
  '22': ['1', '2'],
  '0': Object.keys(STYLES),
};

function toSvg(title: string, lines: readonly string[]): string {
  const open = new Set<string>();
  const drawn = lines.map((line) => pieces(line, open));
  const columns = Math.max(...drawn.map((line) => line.reduce((sum, { text }) => sum + text.length, 0)));
  const [width, height] = [Math.ceil(columns * CHAR) + 2 * MARGIN, lines.length * LINE + 2 * MARGIN];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#c9d1d9">`,
    ...drawn.flatMap((line, i) => texts(line, MARGIN + LINE * (i + 0.75))),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

interface Piece {
  readonly style: string | undefined;
  readonly at: number;
  readonly text: string;
}

/** A line as texts of one style each. Styles that are still open at its end continue on the next line. */
function pieces(line: string, open: Set<string>): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const part of line.split(`${ESCAPE}[`)) {
    const [, code = '', text = part] = /^(\d+)m(.*)$/.exec(part) ?? [];
    for (const ended of ENDS[code] ?? []) open.delete(ended);
    if (code in STYLES) open.add(code);
    const style = [...open].map((each) => STYLES[each]).join(' ');
    if (text !== '') found.push({ style: style === '' ? undefined : style, at, text });
    at += text.length;
  }
  return found;
}

/** Each run of words placed and stretched to the grid of the characters, whatever font the reader has. */
function texts(line: readonly Piece[], y: number): string[] {
  return line.flatMap(({ style, at, text }) =>
    [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: words, index }) => {
      const place = `x="${(MARGIN + (at + index) * CHAR).toFixed(1)}" y="${y}" textLength="${(words.length * CHAR).toFixed(1)}"`;
      return `<text ${place}${style === undefined ? '' : ` ${style}`}>${escape(words)}</text>`;
    }),
  );
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
