/** The documents, taken apart: blocks of code with the marker above each, headings and links. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** A block of code. A marker is a comment above it, such as `<!-- fixture: scopes -->`. */
export interface Block {
  readonly marker: string | undefined;
  readonly language: string;
  readonly text: string;
  /** Offset of the text in the page. */
  readonly start: number;
}

export interface Page {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Pages for users: their YAML is packaged by tests, and their samples of output are those of real runs. */
export function readUserPages(): Page[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  const pages = docs.map((name) => `docs/${name.replaceAll('\\', '/')}`).filter(isMarkdown);
  return ['README.md', ...pages.sort()].map(readPage);
}

/** The same, and the pages for contributors. */
export function readAllPages(): Page[] {
  const hidden = readdirSync(join(ROOT, '.github'), { encoding: 'utf8' });
  const others = [...readdirSync(ROOT), ...hidden.map((name) => `.github/${name}`)];
  return [
    ...readUserPages(),
    ...others.filter((name) => isMarkdown(name) && name !== 'README.md').map(readPage),
  ];
}

function isMarkdown(path: string): boolean {
  return path.endsWith('.md');
}

function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text, blocks: readBlocks(text) };
}

const BLOCK =
  /^(?:<!-- (?!prettier-ignore)(?<marker>.+?) -->\n+)?(?:<!-- prettier-ignore -->\n+)?```(?<language>\w*)\n(?<text>[\s\S]*?)^```$/gm;

function readBlocks(page: string): Block[] {
  return [...page.matchAll(BLOCK)].map(({ index, 0: whole, groups }) => {
    const { marker, language = '', text = '' } = groups ?? {};
    return { marker, language, text, start: index + whole.length - '```'.length - text.length };
  });
}

/** The text of a marker of that kind: `scopes` of `fixture: scopes`; empty for a marker without a text. */
export function markerText({ marker }: Pick<Block, 'marker'>, kind: string): string | undefined {
  if (marker === kind) return '';
  return marker?.startsWith(`${kind}: `) === true ? marker.slice(kind.length + 2) : undefined;
}

/** What an example leaves out because it is the same in all of them. */
const HEADER: Readonly<Record<string, string>> = {
  service: 'service: recipe',
  frameworkVersion: "frameworkVersion: '*'",
  provider: 'provider: { name: aws, runtime: nodejs22.x }',
  plugins: 'plugins: [serverless-passage]',
  functions: "functions: { me: { handler: handler.me, passage: true, events: [{ httpApi: 'GET /me' }] } }",
};

/** An example as a whole service. */
export function completeService(block: Pick<Block, 'text' | 'marker'>): string {
  const isPlain = markerText(block, 'without the plugin') !== undefined;
  const missing = Object.entries(HEADER).filter(
    ([key]) => !new RegExp(`^${key}:`, 'm').test(block.text) && !(isPlain && key === 'plugins'),
  );
  return [...missing.map(([, line]) => line), block.text].join('\n');
}

/** The YAML above a block that shows what it leads to. */
export function serviceAbove({ blocks }: Page, block: Block): string {
  const above = blocks.slice(0, blocks.indexOf(block)).filter(isService).at(-1);
  if (above === undefined) throw new Error(`no YAML above \`${block.marker ?? ''}\``);
  return completeService(above);
}

/** YAML that a user would write into `serverless.yml`. */
export function isService(block: Block): boolean {
  return (
    block.language === 'yaml' &&
    markerText(block, 'not a service') === undefined &&
    markerText(block, 'template') === undefined
  );
}

/** The anchors of a page, made of its headings as GitHub makes them. */
export function anchorsOf({ text }: Page): Set<string> {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  const anchors = new Set<string>();
  for (const [, title = ''] of prose.matchAll(/^#+ (.+)$/gm)) {
    const words = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-');
    const same = [...anchors].filter((other) => other === anchor || other.startsWith(`${anchor}-`));
    anchors.add(anchors.has(anchor) ? `${anchor}-${String(same.length)}` : anchor);
  }
  return anchors;
}

/** Where the page's links lead, as they are written; links of code blocks are none. */
export function linksOf({ text }: Page): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]+`/g, '');
  const inline = [...prose.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\))?)(?: "[^"]*")?\)/g)].map(
    ([, link = '']) => link,
  );
  const defined = [...prose.matchAll(/^\[[^\]]+\]: (\S+)/gm)].map(([, link = '']) => link);
  return [...inline, ...defined];
}
