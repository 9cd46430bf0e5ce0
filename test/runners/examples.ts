/** The examples of docs/testing.md, as files of a project. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';

const PAGE = readFileSync(join(__dirname, '../../docs/testing.md'), 'utf8');

const EXAMPLES = new Map(
  [...PAGE.matchAll(/<!-- runner: (.+?) -->\s+```\w+\n([\s\S]*?)```/g)].map(([, name, code]) => [name, code]),
);

/** An example's code by what the page calls it, such as `vitest handler.test.ts`. */
export function example(name: string): string {
  const code = EXAMPLES.get(name);
  if (code === undefined) throw new Error(`docs/testing.md has no example called ${name}`);
  return code;
}

/** The handler as the project's build would make it, for a runner that reads JavaScript only. */
export function handlerAsJavaScript(): string {
  return transformSync(example('handler.ts'), { loader: 'ts', format: 'cjs' }).code;
}
