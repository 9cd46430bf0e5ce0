/** The helper as it is published, alone: built from its source into a folder of its own. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';

export const ROOT = join(__dirname, '../..');
export const SOURCE = join(ROOT, 'src/runtime/passage-user.ts');
const MODULES = join(ROOT, 'node_modules');

export interface Consumer {
  /** A folder in which `serverless-passage/runtime` and `@types/aws-lambda` are installed, and nothing else. */
  readonly dir: string;
  remove(): void;
}

export function makeConsumer(files: Readonly<Record<string, string>>): Consumer {
  const dir = mkdtempSync(join(tmpdir(), 'serverless-passage-runtime-'));
  const home = join(dir, 'node_modules/serverless-passage');
  const dist = join(home, 'dist/runtime');
  mkdirSync(dist, { recursive: true });
  mkdirSync(join(dir, 'node_modules/@types'));
  symlinkSync(join(MODULES, '@types/aws-lambda'), join(dir, 'node_modules/@types/aws-lambda'));

  const { name, type, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
    'name' | 'type' | 'exports',
    unknown
  >;
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name, type, exports }));
  writeFileSync(
    join(home, 'tsconfig.json'),
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: { rootDir: join(ROOT, 'src'), outDir: join(home, 'dist'), types: [] },
      files: [SOURCE],
      include: [],
    }),
  );
  execFileSync(process.execPath, [join(MODULES, 'typescript/bin/tsc'), '-p', home], { stdio: 'inherit' });
  const { code } = transformSync(readFileSync(SOURCE, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
  });
  writeFileSync(join(dist, 'passage-user.mjs'), code);
  copyFileSync(join(dist, 'passage-user.d.ts'), join(dist, 'passage-user.d.mts'));

  for (const [path, text] of Object.entries(files)) writeFileSync(join(dir, path), text);
  return {
    dir,
    remove: () => {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
