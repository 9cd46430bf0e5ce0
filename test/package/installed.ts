/** The package as it is published, installed as a user installs it. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');
export const MODULES = join(ROOT, 'node_modules');
const LEFT_OUT = new Set(['.git', '.stryker-tmp', 'node_modules', 'reports']);

interface Manifest {
  readonly name: string;
  readonly main: string;
  readonly types: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, unknown>>;
  readonly engines: unknown;
  readonly publishConfig: unknown;
  readonly license: string;
  readonly repository: { readonly url: string };
  readonly [key: string]: unknown;
}

export interface Installed {
  readonly tarball: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  /** A project in which the package is installed. */
  readonly dir: string;
  readonly manifest: Manifest;
  /** A file of the installed package. */
  read(path: string): string;
  remove(): void;
}

interface Needs {
  /** Files of the project, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Packages beside ours, by their name in our `node_modules`. */
  readonly modules?: readonly string[];
}

let shared: Installed | undefined;

/** The package in a project that all tests of a process share; removed when it ends. */
export function sharedPackage(needs: Needs = {}): Installed {
  const installed = shared ?? installPackage();
  if (shared === undefined) {
    process.on('exit', () => {
      installed.remove();
    });
  }
  shared = installed;
  addTo(installed.dir, needs);
  return installed;
}

/** Packs what `npm run build` made, and installs it in an empty project without a network. */
export function installPackage(needs: Needs = {}): Installed {
  // The last file that the build makes: the compiler alone leaves a `dist/` without it.
  if (!existsSync(join(ROOT, 'dist/runtime/passage-user.mjs')))
    throw new Error('no whole dist/: run `npm run build`');
  const base = mkdtempSync(join(tmpdir(), 'serverless-passage-package-'));
  const dir = join(base, 'project');
  mkdirSync(dir);
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ private: true }));

  // From a copy without what is installed here, all of which npm would read.
  const source = join(base, 'source');
  cpSync(ROOT, source, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(ROOT, path)) });
  const packed = npm(source, 'pack', '--ignore-scripts', '--json', '--pack-destination', base);
  const [{ filename, files: entries }] = JSON.parse(packed) as [
    { filename: string; files: { path: string }[] },
  ];
  const tarball = join(base, filename);
  npm(dir, 'install', '--offline', '--engine-strict', '--no-audit', '--no-fund', tarball);

  addTo(dir, needs);
  const read = (path: string): string =>
    readFileSync(join(dir, 'node_modules/serverless-passage', path), 'utf8');
  return {
    tarball,
    files: entries.map(({ path }) => path),
    dir,
    manifest: JSON.parse(read('package.json')) as Manifest,
    read,
    remove: () => {
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function addTo(dir: string, { files = {}, modules = [] }: Needs): void {
  for (const name of modules) link(name, dir);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(dir, path), text);
}

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function link(name: string, dir: string): void {
  const path = join(dir, 'node_modules', name);
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(MODULES, name), path);
}
