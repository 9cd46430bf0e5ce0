/**
 * TypeScript for mocha. All files are compiled at once, which takes a quarter of a second, and an `import()` of our own
 * code becomes a `require()`. A loader of ES modules, which asks another thread for each `import()`, would take a tenth of
 * the time of all tests. What the process that starts the others has compiled, they read.
 */
const { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { tmpdir } = require('node:os');
const { dirname, join, resolve } = require('node:path');
const process = require('node:process');

const ROOT = join(module.path, '../..');

/** Set for the processes that this one starts. */
const SHARED = 'PASSAGE_COMPILED_TESTS';

const compiled = readShared(process.env[SHARED]) ?? compileAll();

/** TypeScript's code by the paths of the files; `undefined` where it is of another folder, or not there. */
function readShared(path) {
  if (path === undefined) return undefined;
  return new Map(JSON.parse(readFileSync(path, 'utf8')));
}

function compileAll() {
  const files = [
    ...compile(filesOf('src'), { 'dynamic-import': false }),
    ...compile(['bench', 'scripts', 'test'].flatMap(filesOf)),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'passage-tests-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.env[SHARED] = join(folder, 'compiled.json');
  writeFileSync(process.env[SHARED], JSON.stringify(files));
  return new Map(files);
}

function filesOf(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(ROOT, folder, name));
}

function compile(entryPoints, supported = {}) {
  const { buildSync } = require('esbuild');
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints,
    outbase: ROOT,
    outdir: ROOT,
    format: 'cjs',
    platform: 'node',
    target: `node${process.versions.node}`,
    supported,
    sourcemap: 'inline',
    sourcesContent: false,
    write: false,
  });
  return outputFiles.map(({ path, text }) => [path.replace(/\.js$/, '.ts'), text]);
}

process.setSourceMapsEnabled(true);

Module._extensions['.ts'] = (module, filename) => {
  const code = compiled.get(filename) ?? compile([filename])[0][1];
  module._compile(code, filename);
};

// `./name` and `./name.js` are `name.ts`.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  const from = parent?.filename;
  if (request.startsWith('.') && compiled.has(from)) {
    const path = `${resolve(dirname(from), request).replace(/\.js$/, '')}.ts`;
    if (compiled.has(path)) return path;
  }
  return resolveFilename.call(this, request, parent, ...rest);
};
