import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';
import { configSchema } from '../../src/config/schema';
import { CLAIMS, version2 } from '../runtime/events';
import { PROCESS_TIMEOUT_MS } from '../support/frameworks';
import { type Installed, sharedPackage } from './installed';

const EVENT = JSON.stringify(version2(CLAIMS));

describe('package: loaded from a project', function () {
  this.timeout(PROCESS_TIMEOUT_MS);
  let installed: Installed;
  before(() => {
    installed = sharedPackage();
  });

  /** What a program in the project prints, as JSON, in a process of its own. */
  function runAlone(type: 'module' | 'commonjs', program: string): unknown {
    const args = [`--input-type=${type}`, '--eval', `${program}\nconsole.log(JSON.stringify(result));`];
    return JSON.parse(
      execFileSync(process.execPath, args, { cwd: installed.dir, encoding: 'utf8', stdio: 'pipe' }),
    );
  }

  let programs = 0;
  /** What a program in the project makes of it, in this process. */
  async function run(type: 'module' | 'commonjs', program: string): Promise<unknown> {
    const isModule = type === 'module';
    programs += 1;
    const file = join(installed.dir, `program-${String(programs)}.${isModule ? 'mjs' : 'cjs'}`);
    writeFileSync(file, `${program}\n${isModule ? 'export default' : 'module.exports ='} result;`);
    return ((await import(pathToFileURL(file).href)) as { readonly default: unknown }).default;
  }

  it('the plugin is a class, whoever loads it', async () => {
    const shown = '[typeof Plugin, Plugin.name, String(Plugin).slice(0, 6)]';
    const expected = ['function', 'ServerlessPassage', 'class '];
    const required = `const Plugin = require('serverless-passage'); const result = ${shown};`;
    const imported = `import Plugin from 'serverless-passage'; const result = ${shown};`;
    expect(await run('commonjs', required)).to.deep.equal(expected);
    expect(await run('module', imported)).to.deep.equal(expected);
  });

  it('loads two files, what every command needs, and nothing else before it is asked to', () => {
    const program = `
      require('serverless-passage');
      const result = Object.keys(require.cache).map((file) => file.replace(/^.*node_modules./, ''));`;
    const [entry, shared, ...others] = runAlone('commonjs', program) as string[];
    expect(entry).to.equal('serverless-passage/dist/plugin.js');
    expect(shared).to.match(/^serverless-passage\/dist\/shared\/\w+\.js$/);
    expect(others).to.deep.equal([]);
  });

  it('the helper is there in both module systems', async () => {
    const required = `const { getPassageUser } = require('serverless-passage/runtime'); const result = getPassageUser(${EVENT}).id;`;
    const imported = `import { getPassageUser } from 'serverless-passage/runtime'; const result = getPassageUser(${EVENT}).id;`;
    expect(await run('commonjs', required)).to.equal('user-1');
    expect(await run('module', imported)).to.equal('user-1');
  });

  it('the helper is the same in both, and says so by its code', async () => {
    const program = `
      import * as imported from 'serverless-passage/runtime';
      import { createRequire } from 'node:module';
      const required = createRequire(import.meta.url)('serverless-passage/runtime');
      const codeOf = (get) => { try { get({}); } catch ({ code }) { return code; } };
      const result = [imported, required].map((helper) => [Object.keys(helper).sort(), codeOf(helper.getPassageUser)]);`;
    const helper = [['PassageUserMissingError', 'findPassageUser', 'getPassageUser'], 'PASSAGE_USER_MISSING'];
    expect(await run('module', program)).to.deep.equal([helper, helper]);
  });

  it('the offline entry can be required', async () => {
    const program = `const offline = require('serverless-passage/offline'); const result = typeof offline;`;
    expect(await run('commonjs', program)).to.equal('function');
  });

  it('the testing entry is there in both module systems, and loads no framework and no other package', async () => {
    const use = `const { getPassageUser } = runtime; const result = getPassageUser(testing.passageEvent({ sub: 'alice' })).id;`;
    const required = `const runtime = require('serverless-passage/runtime'); const testing = require('serverless-passage/testing'); ${use}`;
    const imported = `import * as runtime from 'serverless-passage/runtime'; import * as testing from 'serverless-passage/testing'; ${use}`;
    expect(await run('commonjs', required)).to.equal('alice');
    expect(await run('module', imported)).to.equal('alice');
    const program = `
      require('serverless-passage/testing');
      const result = Object.keys(require.cache).map((file) => file.replace(/^.*node_modules./, ''));`;
    expect(runAlone('commonjs', program)).to.deep.equal(['serverless-passage/dist/testing/testing.js']);
  });

  it('says where to read on when the key of the testing entry cannot be used', () => {
    const program = `
      import { localToken } from 'serverless-passage/testing';
      process.env.XDG_CACHE_HOME = process.cwd();
      const result = await localToken({ issuer: 'https://x', audience: 'a' }).catch(({ message }) => message);`;
    expect(runAlone('module', program)).to.match(/PASSAGE_LOCAL_KEY: https:/);
  });

  it('the schema is the one that the plugin checks with', async () => {
    const program = `const result = require('serverless-passage/schema.json');`;
    const withoutTypeHints = (key: string, value: unknown): unknown => (key === 'tsType' ? undefined : value);
    const expected = JSON.parse(JSON.stringify(configSchema, withoutTypeHints)) as unknown;
    expect(await run('commonjs', program)).to.deep.equal(expected);
  });

  it('nothing else can be reached', async () => {
    for (const path of ['dist/plugin.js', 'runtime/passage-user', 'dist/config/parse']) {
      const program = `const result = require('serverless-passage/${path}');`;
      const error: unknown = await run('commonjs', program).catch((reason: unknown) => reason);
      expect(error).to.include({ code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
    }
  });

  for (const format of ['esm', 'cjs'] as const) {
    it(`a bundled ${format} handler carries the helper and nothing else, in 1 kB`, async () => {
      const outfile = join(installed.dir, `bundle.${format}.js`);
      const { metafile } = await build({
        stdin: {
          contents: `import { getPassageUser } from 'serverless-passage/runtime';
            export const handler = async (event) => getPassageUser(event).id;`,
          resolveDir: installed.dir,
        },
        absWorkingDir: installed.dir,
        bundle: true,
        minify: true,
        platform: 'node',
        target: 'node20',
        format,
        outfile,
        metafile: true,
      });
      const helper = 'node_modules/serverless-passage/dist/runtime/passage-user.mjs';
      const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
      expect(inputs.map(([input]) => input).sort()).to.deep.equal(['<stdin>', helper]);
      expect(metafile.inputs[helper]?.imports).to.deep.equal([]);
      for (const [, { bytesInOutput }] of inputs) expect(bytesInOutput).to.be.at.most(1024);
      expect(readFileSync(outfile, 'utf8')).not.to.include('require(');
    });
  }
});
