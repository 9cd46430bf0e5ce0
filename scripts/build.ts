/** Makes `dist/`: generated code and types from the schema, a bundle for each entry, and declarations. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, type Plugin, build } from 'esbuild';
import { generate } from './generate';

const root = join(__dirname, '..');

/** Entries of the package. Only they, and what they need, is published. */
const ENTRIES = ['plugin', 'offline/provider', 'runtime/passage-user', 'testing/testing'];

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
    bundle({ entryPoints: [source('plugin')], outfile: join(next, 'plugin.js') }),
    bundle({ entryPoints: [source('offline/provider')], outfile: join(next, 'offline/provider.js') }),
    bundle({
      entryPoints: [source('offline/current-route')],
      outfile: join(next, 'offline/current-route.js'),
    }),
    bundle({ entryPoints: [source('runtime/passage-user')], outfile: join(next, 'runtime/passage-user.js') }),
    // As an ES module too, so that bundlers drop what a handler does not import.
    bundle({
      entryPoints: [source('runtime/passage-user')],
      outfile: join(next, 'runtime/passage-user.mjs'),
      format: 'esm',
    }),
    // With jose inside: Jest imports no ES modules.
    bundle({
      entryPoints: [source('testing/testing')],
      outfile: join(next, 'testing/testing.js'),
      external: OWN_PATHS,
    }),
  ]);
  copyFileSync(source('generated/authorizer-code', 'js'), join(next, 'authorizer-code.js'));
  copyFileSync(join(next, 'runtime/passage-user.d.ts'), join(next, 'runtime/passage-user.d.mts'));
  for (const [name, text] of Object.entries(schemas)) writeFileSync(join(next, name), text);

  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(next, join(root, 'dist'));
}

function source(entry: string, extension = 'ts'): string {
  return join(root, 'src', `${entry}.${extension}`);
}

/** One file for each entry: Node opens one file instead of thirty, and small libraries are no dependencies. */
async function bundle(options: BuildOptions): Promise<void> {
  await build({
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    external: ['jose', ...OWN_PATHS],
    plugins: [sharedState(options), authorizerCode],
    legalComments: 'inline',
    logLevel: 'warning',
    ...options,
  });
}

/** The plugin and serverless-offline's provider share the state of one module, which stays a file of its own. */
function sharedState({ outfile = '' }: BuildOptions): Plugin {
  const isOffline = /offline[\\/]/.test(outfile);
  return {
    name: 'shared-state',
    setup: (context) => {
      context.onResolve({ filter: /\/current-route$/ }, ({ kind }) =>
        kind === 'entry-point'
          ? undefined
          : { path: isOffline ? './current-route.js' : './offline/current-route.js', external: true },
      );
    },
  };
}

/** A text of many kilobytes, which is read only where a service has a Lambda authorizer. */
const authorizerCode: Plugin = {
  name: 'authorizer-code',
  setup: (context) => {
    context.onResolve({ filter: /\/authorizer-code$/ }, () => ({
      path: './authorizer-code.js',
      external: true,
    }));
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
