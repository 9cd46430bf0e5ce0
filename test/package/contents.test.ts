import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { expect } from 'chai';
import { PROCESS_TIMEOUT_MS } from '../support/frameworks';
import { type Installed, MODULES, sharedPackage } from './installed';

const ALLOWED =
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(serverless\.)?schema\.json|dist\/.+\.(js|mjs|d\.ts|d\.mts))$/;
const CODE = /\.(js|mjs|d\.ts|d\.mts)$/;
// Not in a text: Ajv's own code carries some.
const IMPORT = /(?:(?<!['"`])\brequire\(|\bimport\(|\bfrom |^import )["']([^"'\n]+)["']/gm;

/** Every path that `exports` leads to. */
function targets(entry: unknown): string[] {
  if (typeof entry === 'string') return [entry.replace(/^\.\//, '')];
  return Object.values(entry as object).flatMap(targets);
}

describe('package: what is published', function () {
  this.timeout(PROCESS_TIMEOUT_MS);
  let installed: Installed;
  let code: ReadonlyMap<string, readonly string[]>;

  before(() => {
    installed = sharedPackage();
    code = new Map(
      installed.files
        .filter((file) => CODE.test(file))
        .map((file) => [file, [...installed.read(file).matchAll(IMPORT)].map(([, name]) => String(name))]),
    );
  });

  /** The published files that a relative import can mean: code and its types are told apart by who imports. */
  function resolve(from: string, name: string): string[] {
    const path = posix.join(posix.dirname(from), name);
    return [path, ...['.js', '.d.ts', '/index.js', '/index.d.ts'].map((end) => path + end)].filter((file) =>
      installed.files.includes(file),
    );
  }

  it('is code, its types, the schema and the papers', () => {
    expect(installed.files.filter((file) => !ALLOWED.test(file))).to.deep.equal([]);
    expect(installed.files).to.include.members(['LICENSE', 'README.md', 'CHANGELOG.md']);
  });

  it('names no source map, and no place on the machine that built it', () => {
    const machine = join(MODULES, '..');
    const bad = [...code.keys()].filter((file) => {
      const text = installed.read(file);
      return text.includes('sourceMappingURL') || text.includes(machine);
    });
    expect(bad).to.deep.equal([]);
  });

  it('imports nothing but Node and files that are there', () => {
    const missing = [...code].flatMap(([file, names]) =>
      names
        .filter((name) =>
          name.startsWith('.')
            ? resolve(file, name).length === 0
            : !(name.startsWith('node:') && isBuiltin(name)),
        )
        .map((name) => `${file}: ${name}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('has no file that no entry leads to', () => {
    const reached = new Set<string>();
    const visit = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      // What an entry needs at run time is published with its types, and the other way round.
      for (const twin of [file.replace(/\.js$/, '.d.ts'), file.replace(/\.d\.ts$/, '.js')])
        if (installed.files.includes(twin)) visit(twin);
      for (const name of code.get(file) ?? []) if (name.startsWith('.')) resolve(file, name).forEach(visit);
    };
    targets(installed.manifest.exports).forEach(visit);
    expect([...code.keys()].filter((file) => !reached.has(file))).to.deep.equal([]);
  });

  it('needs no other package, and leaves the framework to its owner', () => {
    expect(installed.manifest).not.to.have.any.keys(
      'dependencies',
      'optionalDependencies',
      'bundleDependencies',
    );
    expect(installed.manifest.peerDependencies).to.have.all.keys('serverless', 'osls');
    expect(installed.manifest.peerDependenciesMeta).to.deep.equal({
      serverless: { optional: true },
      osls: { optional: true },
    });
  });

  it('says what it is', () => {
    const { manifest } = installed;
    expect(manifest).to.deep.include({
      name: 'serverless-passage',
      license: 'MIT',
      engines: { node: '^20.19 || ^22.13 || >=24' },
      publishConfig: { access: 'public', provenance: true },
    });
    // Provenance is refused when the repository's address is not the one that publishes.
    expect(manifest.repository.url).to.match(/^git\+https:\/\/github\.com\/.+\.git$/);
    expect(manifest.keywords).to.include('serverless-plugin');
  });

  it('has the entries, each of them there', () => {
    const { exports, main, types } = installed.manifest;
    expect(exports).to.have.all.keys(
      ...['.', './runtime', './offline', './testing', './schema.json', './package.json'],
    );
    expect(installed.files).to.include.members(targets(exports));
    expect(exports['.']).to.deep.equal({ types, default: main });
  });

  it('runs nothing when it is installed', () => {
    expect(installed.manifest.scripts).not.to.have.any.keys(
      'preinstall',
      'install',
      'postinstall',
      'prepare',
    );
    expect(installed.manifest).not.to.have.property('bin');
  });

  it('passes publint, strictly', () => {
    const args = [join(MODULES, 'publint/src/cli.js'), 'run', installed.tarball, '--strict'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status, stdout + stderr).to.equal(0);
  });

  it('passes "are the types wrong?"', async () => {
    const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
    const result = await checkPackage(createPackageFromTarballData(readFileSync(installed.tarball)));
    expect(result).to.have.property('problems').that.deep.equals([]);
    expect(result).to.have.property('entrypoints').that.has.all.keys(Object.keys(installed.manifest.exports));
  });
});
