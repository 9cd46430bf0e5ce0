/** Makes `dist/`: generated code and types from the schema, a bundle for each entry, and declarations. */
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
import { dirname, join } from 'node:path';
import { type BuildOptions, type OutputFile, type Plugin, build, transform } from 'esbuild';
import { generate } from './generate';

const root = join(__dirname, '..');

const TARGET = 'node20.19';

/** What the framework loads, and what it loads for serverless-offline: each exports one value. */
const PLUGIN = 'plugin';
const PROVIDER = 'offline/provider';

/** Entries of the package. Only they, and what they need, is published. */
const ENTRIES = [PLUGIN, PROVIDER, 'runtime/passage-user', 'testing/testing'];

/** What the plugin imports when it is needed. */
const ON_DEMAND = [
  'apply/artifact-file',
  'audit/audit-saved',
  'commands/run',
  'commands/summary-line',
  'drift/run-drift',
  'offline/start',
];

/** Paths of the package itself that its code asks for. */
const OWN_PATHS = ['serverless-passage/offline', 'serverless-passage/package.json'];

/** Made in `dist.next` and swapped in when it is complete: a build that fails leaves the last good one in place. */
async function makeDist(): Promise<void> {
  const next = join(root, 'dist.next');
  rmSync(next, { recursive: true, force: true });
  const schemas = await generate(join(root, 'src', 'generated'));

  const tsc = join(root, 'node_modules/typescript7/bin/tsc');
  const options = ['-p', join(root, 'tsconfig.json'), '--emitDeclarationOnly', '--outDir', next];
  execFileSync(process.execPath, [tsc, ...options], { stdio: 'inherit' });
  prune(next);

  await Promise.all([
    bundlePlugin(next),
    bundle({ entryPoints: [source('runtime/passage-user')], outfile: join(next, 'runtime/passage-user.js') }),
    // As an ES module too, so that bundlers drop what a handler does not import.
    bundle({
      entryPoints: [source('runtime/passage-user')],
      outfile: join(next, 'runtime/passage-user.mjs'),
      format: 'esm',
    }),
    bundle({ entryPoints: [source('testing/testing')], outfile: join(next, 'testing/testing.js') }),
  ]);
  copyFileSync(join(next, 'runtime/passage-user.d.ts'), join(next, 'runtime/passage-user.d.mts'));
  for (const [name, text] of Object.entries(schemas)) writeFileSync(join(next, name), text);

  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(next, join(root, 'dist'));
}

function source(entry: string, extension = 'ts'): string {
  return join(root, 'src', `${entry}.${extension}`);
}

/** One file for each entry: Node opens one file instead of thirty, and small libraries are no dependencies. */
async function bundle(options: BuildOptions): Promise<OutputFile[]> {
  const { outputFiles = [] } = await build({
    bundle: true,
    platform: 'node',
    target: TARGET,
    format: 'cjs',
    external: OWN_PATHS,
    legalComments: 'inline',
    logLevel: 'warning',
    ...options,
  });
  return outputFiles;
}

/**
 * The plugin, in one file with all that every command needs; beside it what is loaded on demand, and what some of that
 * has in common. Each module is in one file only, so each has its state once. esbuild splits ES modules only, which
 * become CommonJS here.
 */
async function bundlePlugin(outdir: string): Promise<void> {
  const files = await bundle({
    entryPoints: [PLUGIN, PROVIDER, ...ON_DEMAND].map((entry) => source(entry)),
    format: 'esm',
    splitting: true,
    chunkNames: 'shared/[hash]',
    plugins: [loadedByPlugin],
    outbase: join(root, 'src'),
    outdir,
    write: false,
  });
  const entries = [PLUGIN, PROVIDER].map((entry) => join(outdir, `${entry}.js`));
  for (const { path, text } of files) {
    const footer = entries.includes(path) ? 'module.exports = module.exports.default;' : '';
    const { code } = await transform(text, { format: 'cjs', platform: 'node', target: TARGET, footer });
    mkdirSync(dirname(path), { recursive: true });
    // Node's loader of ES modules would cost more than the file.
    const onDemand = code.replaceAll(/\bimport\(("\.[^"]+")\)/g, 'Promise.resolve().then(() => require($1))');
    // Only these files read the exports of one another: no copy of them has to say that they were an ES module.
    writeFileSync(path, onDemand.replace('__toCommonJS(stdin_exports)', 'stdin_exports'));
  }
}

/**
 * Lets what is loaded on demand import the plugin, which is loaded by then. Without that esbuild would split the plugin
 * into a file for each set of entries that use a part of it.
 */
const loadedByPlugin: Plugin = {
  name: 'loaded-by-plugin',
  setup: (context) => {
    const loaded = new Set([PROVIDER, ...ON_DEMAND].map((entry) => source(entry)));
    const plugin = source(PLUGIN);
    context.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path !== plugin && !loaded.has(path)) return undefined;
      const imported = path === plugin ? '' : `import ${JSON.stringify(plugin)};\n`;
      const contents = imported + readFileSync(path, 'utf8').replace(/^export = /m, 'export default ');
      return { contents, loader: 'ts' };
    });
  },
};

/** Removes declarations that no entry leads to: they are internal. */
function prune(folder: string): void {
  const reachable = new Set<string>();
  const visit = (file: string): void => {
    if (reachable.has(file) || !existsSync(file)) return;
    reachable.add(file);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
      /(?:from|import)\s*\(?['"](\.[^'"]+)['"]/g,
    ))
      visit(`${join(dirname(file), path.replace(/\.js$/, ''))}.d.ts`);
  };
  for (const entry of ENTRIES) visit(join(folder, `${entry}.d.ts`));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (file.endsWith('.d.ts') && !reachable.has(file)) rmSync(file);
  }
}

makeDist().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
