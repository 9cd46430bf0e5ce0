/** Makes `docs/routes.svg`: what `passage routes` prints about example-service on a terminal with colours. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeService } from '../test/support/frameworks';

const ROOT = join(__dirname, '..');
export const PICTURE = join(ROOT, 'docs/routes.svg');

/** A real run, as an SVG. */
export async function drawRoutes(): Promise<string> {
  const example = join(ROOT, 'example-service');
  const names = readdirSync(example).filter((name) => /\.(js|yml)$/.test(name));
  const folder = makeService({
    files: Object.fromEntries(names.map((name) => [name, readFileSync(join(example, name), 'utf8')])),
    modules: { 'serverless-offline': 'serverless-offline14' },
  });
  try {
    const env = { FORCE_COLOR: '1', NO_COLOR: '' };
    const { code, stdout, output } = await folder.run('osls4', ['passage', 'routes'], env);
    if (code !== 0) throw new Error(output);
    return toSvg(`$ npx sls passage routes\n${stdout.trimEnd()}`);
  } finally {
    folder.remove();
  }
}

const CHAR = 8.4;
const LINE = 20;
const MARGIN = 16;

/** Numbers of "Select Graphic Rendition" (ECMA-48, section 8.3.117), those that the commands use. */
const STYLES: Readonly<Record<string, string>> = {
  '1': 'font-weight="bold"',
  '2': 'opacity="0.6"',
  '31': 'fill="#ff7b72"',
  '32': 'fill="#56d364"',
  '33': 'fill="#e3b341"',
};

/** What each ends: colours, or bold and dim together. */
const ENDS: Readonly<Record<string, readonly string[]>> = { '39': ['31', '32', '33'], '22': ['1', '2'] };

function toSvg(text: string): string {
  const lines = text.split('\n');
  const columns = Math.max(
    ...lines.map((line) => pieces(line).reduce((sum, { text }) => sum + text.length, 0)),
  );
  const [width, height] = [Math.ceil(columns * CHAR) + 2 * MARGIN, lines.length * LINE + 2 * MARGIN];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="sls passage routes">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#c9d1d9">`,
    ...lines.flatMap((line, i) => texts(line, MARGIN + LINE * (i + 0.75))),
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

/** A line as texts of one style each. */
function pieces(line: string): Piece[] {
  const found: Piece[] = [];
  const open = new Set<string>();
  let at = 0;
  for (const part of line.split('\u001b[')) {
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
function texts(line: string, y: number): string[] {
  return pieces(line).flatMap(({ style, at, text }) =>
    [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: words, index }) => {
      const place = `x="${(MARGIN + (at + index) * CHAR).toFixed(1)}" y="${y}" textLength="${(words.length * CHAR).toFixed(1)}"`;
      return `<text ${place}${style === undefined ? '' : ` ${style}`}>${escape(words)}</text>`;
    }),
  );
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

if (require.main === module) {
  drawRoutes().then(
    (svg) => {
      writeFileSync(PICTURE, svg);
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
