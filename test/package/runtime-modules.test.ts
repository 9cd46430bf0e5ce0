import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { CLAIMS, version2 } from '../runtime/events';
import { PROCESS_TIMEOUT_MS } from '../support/frameworks';
import { type Installed, sharedPackage } from './installed';

const ROOT = join(__dirname, '../..');
const SOURCE = join(ROOT, 'src/runtime/passage-user.ts');
const KILOBYTE = 1024;

/** Size of a minified bundle of what is written, in bytes. */
async function bundle(contents: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
  });
  expect(Object.keys(metafile.inputs)).to.have.members(['<stdin>', 'src/runtime/passage-user.ts']);
  return outputFiles.reduce((sum, { contents: { length } }) => sum + length, 0);
}

describe('runtime: size', () => {
  const source = JSON.stringify(SOURCE);

  it('is at most 1 kB minified, with everything it exports', async () => {
    expect(await bundle(`export * from ${source}`)).to.be.at.most(KILOBYTE);
  });

  it('is at most 1 kB minified in a handler that only needs the user', async () => {
    const handler = `import { getPassageUser } from ${source}; export const handler = (event) => getPassageUser(event);`;
    expect(await bundle(handler)).to.be.at.most(KILOBYTE);
  });
});

describe('runtime: module systems', function () {
  this.timeout(PROCESS_TIMEOUT_MS);
  const USE = `
    const event = ${JSON.stringify(version2(CLAIMS))};
    let error;
    try { helper.getPassageUser({}) } catch (thrown) { error = thrown }
    console.log(JSON.stringify({
      exports: Object.keys(helper).sort(),
      id: helper.getPassageUser(event).id,
      missing: helper.findPassageUser({}) === undefined,
      instance: error instanceof helper.PassageUserMissingError && error instanceof Error,
      name: error.name,
      code: error.code,
    }))`;
  let installed: Installed;

  before(() => {
    installed = sharedPackage({
      files: {
        'use.cjs': `const helper = require('serverless-passage/runtime');${USE}`,
        'use.mjs': `import * as helper from 'serverless-passage/runtime';${USE}`,
      },
    });
  });

  for (const file of ['use.cjs', 'use.mjs']) {
    it(`is used from ${file}`, () => {
      const output = execFileSync(process.execPath, [join(installed.dir, file)], { encoding: 'utf8' });
      expect(JSON.parse(output)).to.deep.equal({
        exports: ['PassageUserMissingError', 'findPassageUser', 'getPassageUser'],
        id: 'user-1',
        missing: true,
        instance: true,
        name: 'PassageUserMissingError',
        code: 'PASSAGE_USER_MISSING',
      });
    });
  }
});
