/**
 * For processes of frameworks, to be loaded first: V8's compiled code is kept from process to process, which makes their
 * start nearly twice as quick. Node.js does that itself from 22.1 on; the rest of this file is for Node.js 20.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const process = require('node:process');
const { Script, constants } = require('node:vm');

const CACHE = join(module.path, '../../node_modules/.cache/compiled');
const PACKAGES = /[\\/]node_modules[\\/]/;

/** Length of a source that takes longer to compile than to look up. */
const WORTH_KEEPING = 2000;

if (Module.enableCompileCache) Module.enableCompileCache(CACHE);
else keepCompiled(Module.prototype);

function keepCompiled(prototype) {
  const compile = prototype._compile;
  const added = new Map();

  prototype._compile = function (source, filename, format) {
    const isKept = this !== process.mainModule && source.length > WORTH_KEEPING && PACKAGES.test(filename);
    const script = isKept ? scriptOf(source, filename, added) : undefined;
    if (script === undefined) return compile.call(this, source, filename, format);
    const { resolve } = Module.createRequire(filename);
    const main = process.mainModule;
    const require = Object.assign((id) => this.require(id), {
      resolve,
      main,
      cache: Module._cache,
      extensions: Module._extensions,
    });
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, require, this, filename, dirname(filename));
  };

  // At the end: what was called has been compiled by then, too.
  process.on('exit', () => {
    mkdirSync(CACHE, { recursive: true });
    for (const [path, script] of added) {
      writeFileSync(`${path}.${process.pid}`, script.createCachedData());
      renameSync(`${path}.${process.pid}`, path);
    }
  });
}

/** A CommonJS module as a script; `undefined` for an ES module. */
function scriptOf(source, filename, added) {
  const path = join(CACHE, createHash('sha1').update(source).digest('hex'));
  const cachedData = read(path);
  try {
    const script = new Script(Module.wrap(source), {
      filename,
      cachedData,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    if (cachedData === undefined || script.cachedDataRejected) added.set(path, script);
    return script;
  } catch {
    return undefined;
  }
}

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
