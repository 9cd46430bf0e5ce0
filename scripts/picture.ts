/** Makes `docs/routes.svg` from a real run of `passage routes`: `npm run build && npx tsx scripts/picture.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeService } from '../test/support/frameworks';
import { readExample } from './example';

const ROOT = join(__dirname, '..');
const COMMAND = 'sls passage routes';

const SIZE = 14;
const LINE = 20;
const CHARACTER = 8.43;
const MARGIN = 16;

const ESCAPE = '\u001b[';

/** The SGR codes that the command uses, as what they look like on a dark terminal. */
const STYLES: Readonly<Record<string, string>> = {
  '1': 'font-weight="bold"',
  '2': 'opacity="0.6"',
  '32': 'fill="#7ee787"',
  '33;1': 'fill="#f2cc60" font-weight="bold"',
  '31;1': 'fill="#ff7b72" font-weight="bold"',
};

async function picture(): Promise<void> {
  const folder = makeService({
    files: readExample(),
    modules: { 'serverless-offline': 'serverless-offline14' },
  });
  try {
    const { code, stdout, output } = await folder.run('osls4', ['passage', 'routes'], {
      FORCE_COLOR: '1',
      COLUMNS: '80',
    });
    if (code !== 0) throw new Error(output);
    mkdirSync(join(ROOT, 'docs'), { recursive: true });
    writeFileSync(join(ROOT, 'docs/routes.svg'), toSvg([`$ ${COMMAND}`, ...stdout.trimEnd().split('\n')]));
  } finally {
    folder.remove();
  }
}

function toSvg(lines: readonly string[]): string {
  const columns = Math.max(...lines.map((line) => plain(line).length));
  const width = Math.ceil(columns * CHARACTER + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  const texts = lines.map(
    (line, i) => `<text x="${String(MARGIN)}" y="${String(MARGIN + SIZE + i * LINE)}">${spans(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" role="img" aria-label="${COMMAND}">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${String(SIZE)}" fill="#e6edf3" xml:space="preserve">
${texts.join('\n')}
</g>
</svg>
`;
}

/** Pieces of one line, each with the style that its escape sequence asks for. */
function spans(line: string): string {
  const [start = '', ...styled] = line.split(ESCAPE);
  const texts = styled.map((piece) => {
    const [, codes = '', text = ''] = /^([\d;]*)m(.*)$/.exec(piece) ?? [];
    const style = STYLES[codes];
    return style === undefined || text === '' ? escape(text) : `<tspan ${style}>${escape(text)}</tspan>`;
  });
  return escape(start) + texts.join('');
}

function plain(line: string): string {
  const [start = '', ...styled] = line.split(ESCAPE);
  return start + styled.map((piece) => piece.replace(/^[\d;]*m/, '')).join('');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

picture().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
