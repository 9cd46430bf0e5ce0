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

/** Names the file with the code, for the processes that this one starts. */
const SHARED = 'PASSAGE_COMPILED_TESTS';

let compiled;

/** TypeScript's code by the paths of the files. */
function compiledFiles() {
  const path = process.env[SHARED];
  compiled ??= new Map(path === undefined ? compileAll() : JSON.parse(readFileSync(path, 'utf8')));
  return compiled;
}

function compileAll() {
  return [
    ...compile(filesOf('src'), { 'dynamic-import': false }),
    ...compile(['bench', 'scripts', 'test'].flatMap(filesOf)),
  ];
}

/** Before mocha starts its workers. A process that has loaded tests has none. */
exports.mochaGlobalSetup = () => {
  if (compiled !== undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'passage-tests-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.env[SHARED] = join(folder, 'compiled.json');
  writeFileSync(process.env[SHARED], JSON.stringify(compileAll()));
};

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
  const code = compiledFiles().get(filename) ?? compile([filename])[0][1];
  module._compile(code, filename);
};

// `./name` and `./name.js` are `name.ts`.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  const from = parent?.filename;
  if (request.startsWith('.') && compiled?.has(from)) {
    const path = `${resolve(dirname(from), request).replace(/\.js$/, '')}.ts`;
    if (compiled.has(path)) return path;
  }
  return resolveFilename.call(this, request, parent, ...rest);
};
