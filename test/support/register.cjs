/**
 * TypeScript for mocha. All files are compiled at once, which takes a quarter of a second, and an `import()` of our own
 * code becomes a `require()`. A loader of ES modules, which asks another thread for each `import()`, would take a tenth of
 * the time of all tests.
 */
const { readdirSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join, resolve } = require('node:path');
const process = require('node:process');
const { buildSync } = require('esbuild');

const ROOT = join(module.path, '../..');
let compiled;

/** When the first file is loaded: that is never in the process that only starts others to run the tests. */
function compiledFiles() {
  compiled ??= new Map([
    ...compile(filesOf('src'), { 'dynamic-import': false }),
    ...compile(['bench', 'scripts', 'test'].flatMap(filesOf)),
  ]);
  return compiled;
}

function filesOf(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(ROOT, folder, name));
}

function compile(entryPoints, supported = {}) {
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
  return new Map(outputFiles.map(({ path, text }) => [path.replace(/\.js$/, '.ts'), text]));
}

process.setSourceMapsEnabled(true);

Module._extensions['.ts'] = (module, filename) => {
  const code = compiledFiles().get(filename) ?? compile([filename]).get(filename);
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
