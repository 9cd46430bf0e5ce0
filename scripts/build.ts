/** Makes `dist/`: generated code and types from the schema, then one CommonJS build with declarations. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { generate } from './generate';

const root = join(__dirname, '..');
const dist = join(root, 'dist');

async function build(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  const { schemaJson } = await generate(join(root, 'src', 'generated'));

  const tsc = createRequire(__filename).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], { stdio: 'inherit' });

  mkdirSync(join(dist, 'generated'), { recursive: true });
  copyFileSync(join(root, 'src/generated/validate.js'), join(dist, 'generated/validate.js'));
  writeFileSync(join(dist, 'schema.json'), schemaJson);
  await buildRuntimeModule();
}

/** The runtime helper once more as an ES module, so that bundlers drop what a handler does not import. */
async function buildRuntimeModule(): Promise<void> {
  const { transform } = await import('esbuild');
  const source = readFileSync(join(root, 'src/runtime/index.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts', format: 'esm', target: 'es2022' });
  writeFileSync(join(dist, 'runtime/index.mjs'), code);
  copyFileSync(join(dist, 'runtime/index.d.ts'), join(dist, 'runtime/index.d.mts'));
}

build().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
