/** Makes `dist/`: generated code and types from the schema, then one CommonJS build with declarations. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';
import { generate } from './generate';

const root = join(__dirname, '..');

/** Built beside `dist` and swapped in when it is whole: what fails leaves the last good build in place. */
async function build(): Promise<void> {
  const next = join(root, 'dist.next');
  rmSync(next, { recursive: true, force: true });
  const schemas = await generate(join(root, 'src', 'generated'));

  const tsc = createRequire(__filename).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json'), '--outDir', next], {
    stdio: 'inherit',
  });

  mkdirSync(join(next, 'generated'), { recursive: true });
  copyFileSync(join(root, 'src/generated/validate.js'), join(next, 'generated/validate.js'));
  for (const [name, text] of Object.entries(schemas)) writeFileSync(join(next, name), text);
  await buildRuntimeModule(join(next, 'runtime'));
  prune(next);

  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(next, join(root, 'dist'));
}

/** The runtime helper once more as an ES module, so that bundlers drop what a handler does not import. */
async function buildRuntimeModule(folder: string): Promise<void> {
  const source = readFileSync(join(root, 'src/runtime/passage-user.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts', format: 'esm', target: 'es2022' });
  writeFileSync(join(folder, 'passage-user.mjs'), code);
  copyFileSync(join(folder, 'passage-user.d.ts'), join(folder, 'passage-user.d.mts'));
}

/** Files that no entry of the package leads to are nobody's business: inner declarations, and code of types only. */
function prune(folder: string): void {
  const reachable = new Set<string>();
  const visit = (file: string, extension: string): void => {
    if (reachable.has(file) || !existsSync(file)) return;
    reachable.add(file);
    const references = readFileSync(file, 'utf8').matchAll(
      /(?:from|import|require)\s*\(?['"](\.[^'"]+)['"]/g,
    );
    for (const [, path] of references)
      visit(join(dirname(file), (path ?? '').replace(/\.js$/, '')) + extension, extension);
  };
  for (const entry of ['plugin', 'offline/provider', 'runtime/passage-user']) {
    visit(join(folder, `${entry}.js`), '.js');
    visit(join(folder, `${entry}.d.ts`), '.d.ts');
  }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  for (const file of files) if (/\.(js|d\.ts)$/.test(file) && !reachable.has(file)) rmSync(file);
}

build().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
