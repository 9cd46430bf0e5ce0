import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { makeArtifact } from '../../src/apply/make-artifact';
import { AUTHORIZER_CODE } from '../../src/generated/authorizer-code';
import { environment, routesFile, type FunctionOptions } from '../support/authorizer';
import { type Issuer, startIssuer } from '../support/issuer';
import { EVENTS } from '../support/lambda-events';
import { ec, forge, type Json, makeEcKey } from '../support/tokens';

const key = makeEcKey('ec-1');

/** Calls the handler for each event, twice each, as Lambda's runtime does. Prints what came of it. */
const CALLER = `
const { handler } = require('./passage-authorizer.js');
const events = JSON.parse(process.argv[1]);
(async () => {
  const results = [];
  for (const event of [...events, ...events]) {
    results.push({ result: await handler(event).catch((error) => error.message) });
  }
  console.log(JSON.stringify({ results }));
})();
`;

describe('authorizer function: its artifact', () => {
  let issuer: Issuer;
  let folder: string;
  let options: FunctionOptions;
  let zip: Uint8Array;

  before(async () => {
    issuer = await startIssuer({ keys: [key.jwk] });
    options = { issuer: issuer.url, audience: ['web', 'api'] };
    zip = makeArtifact(routesFile(options));
    folder = mkdtempSync(join(tmpdir(), 'passage-artifact-'));
    for (const [name, content] of Object.entries(unzipSync(zip))) writeFileSync(join(folder, name), content);
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await issuer.close();
  });

  function token(): string {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const claims: Json = { iss: issuer.url, aud: 'api', sub: 'u', exp };
    return forge({ alg: 'ES256', kid: 'ec-1' }, claims, ec(key));
  }

  it('is one small file with its routes, equal for equal content', () => {
    expect(Object.keys(unzipSync(zip))).to.have.members([
      'passage-authorizer.js',
      'routes.json',
      'package.json',
    ]);
    expect(zip.length).to.be.at.most(60 * 1024);
    expect(Buffer.byteLength(AUTHORIZER_CODE)).to.be.at.most(60 * 1024);
    expect(Buffer.from(makeArtifact(routesFile(options))).equals(zip)).to.equal(true);
  });

  it('needs nothing but Node: no module, no file, no variable that is not its own', async () => {
    const events = [EVENTS.http, EVENTS.rest, EVENTS.websocket].map((event) =>
      event({ authorization: token() }),
    );
    const before = readdirSync(folder);
    const { stdout, stderr } = await run(folder, [JSON.stringify(events)], environment(options));
    expect(stderr).to.equal('');
    const { results } = JSON.parse(stdout) as { results: { result: Record<string, unknown> }[] };
    expect(results.map(({ result }) => result.isAuthorized ?? result.principalId)).to.deep.equal([
      true,
      'u',
      'u',
      true,
      'u',
      'u',
    ]);
    expect(readdirSync(folder)).to.deep.equal(before);
  });

  it('writes nothing: it runs where Node may read its folder only', async () => {
    const events = [EVENTS.http({ authorization: token() })];
    const [major = 0] = process.versions.node.split('.').map(Number);
    const permission = [
      major < 22 ? '--experimental-permission' : '--permission',
      `--allow-fs-read=${folder}/*`,
    ];
    const network = major >= 25 ? ['--allow-net'] : [];
    const args = [...permission, ...network, '-e', CALLER, JSON.stringify(events)];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: folder,
      env: environment(options),
    });
    const { results } = JSON.parse(stdout) as { results: { result: unknown }[] };
    expect(results.map(({ result }) => (result as { isAuthorized: boolean }).isAuthorized)).to.deep.equal([
      true,
      true,
    ]);
  });

  it('denies everything without its variables, and says which is missing', async () => {
    const { stdout } = await run(folder, [JSON.stringify([EVENTS.http({ authorization: token() })])], {});
    expect(stdout).to.include('"detail":"ISSUER is not set"');
    expect(stdout).to.include('{"isAuthorized":false}');
  });

  it('can be read by another unpacker, and its files by everyone', function () {
    if (spawnSync('python3', ['--version']).error !== undefined) this.skip();
    const path = join(mkdtempSync(join(tmpdir(), 'passage-artifact-')), 'artifact.zip');
    writeFileSync(path, zip);
    const listing = execFileSync('python3', ['-c', LISTING, path], { encoding: 'utf8' });
    rmSync(dirname(path), { recursive: true });
    expect(listing.trim().split('\n')).to.have.members([
      'passage-authorizer.js 0o100644',
      'routes.json 0o100644',
      'package.json 0o100644',
    ]);
  });
});

const LISTING = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
for info in archive.infolist(): print(info.filename, oct(info.external_attr >> 16))
`;

async function run(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ['-e', CALLER, ...args], { cwd, env });
}
