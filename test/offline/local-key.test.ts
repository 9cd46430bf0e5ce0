import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSync } from 'esbuild';
import { PassageError } from '../../src/errors';
import { findLocalKid, keyFolder, loadLocalKey } from '../../src/offline/local-key';

describe('local key', () => {
  let base: string;
  let folder: string;
  const file = (): string => join(folder, 'development-key.pem');
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'serverless-passage-key-'));
    folder = join(base, 'deep/serverless-passage');
  });
  afterEach(() => {
    rmSync(base, { recursive: true });
  });

  async function expectRefused(fact: RegExp): Promise<void> {
    const error: unknown = await loadLocalKey(folder).catch((reason: unknown) => reason);
    if (!(error instanceof PassageError)) throw new Error('it was not refused');
    expect(error.code).to.equal('PASSAGE_LOCAL_KEY');
    expect(error.problems[0]?.where).to.contain(base);
    expect(error.message).to.match(fact);
  }

  it('is found without being created', async () => {
    expect(await findLocalKid(folder)).to.equal(undefined);
    expect(existsSync(folder)).to.equal(false);
    const { kid } = await loadLocalKey(folder);
    expect(await findLocalKid(folder)).to.equal(kid);
    chmodSync(file(), 0o644);
    expect(await findLocalKid(folder)).to.equal(undefined);
  });

  it('is made once, for its owner only, and stays', async () => {
    const made = await loadLocalKey(folder);
    expect([mode(file()), mode(folder)]).to.deep.equal(['600', '700']);
    expect(readdirSync(folder)).to.have.length(1);
    const read = await loadLocalKey(folder);
    expect(read.jwk).to.deep.equal(made.jwk);
    expect(read.kid)
      .to.equal(made.kid)
      .and.to.match(/^[\w-]{43}$/);
    expect(Object.keys(made.jwk)).to.have.members(['kty', 'n', 'e', 'kid', 'use', 'alg']);
  });

  it('is private under any umask', async () => {
    const before = process.umask(0);
    try {
      await loadLocalKey(folder);
    } finally {
      process.umask(before);
    }
    expect([mode(file()), mode(folder)]).to.deep.equal(['600', '700']);
  });

  it('is one key, however many processes start at once', async () => {
    const script = scriptThatLoads(folder, join(base, 'load.cjs'));
    const kids = await Promise.all(Array.from({ length: 6 }, () => run(script)));
    expect(new Set(kids)).to.have.length(1);
    expect(kids[0]).to.match(/^[\w-]{43}$/);
    expect(readdirSync(folder)).to.deep.equal(['development-key.pem']);
  });

  for (const lax of [0o644, 0o640, 0o602, 0o660]) {
    it(`is not used with mode ${lax.toString(8)}`, async () => {
      await loadLocalKey(folder);
      chmodSync(file(), lax);
      await expectRefused(new RegExp(`mode ${lax.toString(8)}`));
    });
  }

  it('is no link to somewhere else', async () => {
    await loadLocalKey(join(base, 'other'));
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(base, 'other/development-key.pem'), file());
    await expectRefused(/ELOOP/);
  });

  it('is no rubbish, and nothing is overwritten', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file(), 'rubbish', { mode: 0o600 });
    await expectRefused(/RSA key/);
    expect(statSync(file()).size).to.equal(7);
  });

  it('is no pipe, which nobody waits at', async function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(folder, { recursive: true });
    execFileSync('mkfifo', ['-m', '600', file()]);
    await expectRefused(/regular file/);
  });

  it('is never inside the service, whose package it would go into', async () => {
    const error: unknown = await loadLocalKey(join(process.cwd(), '.cache')).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'PASSAGE_LOCAL_KEY' });
    expect((error as Error).message).to.include('XDG_CACHE_HOME');
    expect(existsSync(join(process.cwd(), '.cache'))).to.equal(false);
  });

  it('is not inside the service by way of a link either', async () => {
    const inside = mkdtempSync(join(process.cwd(), '.key-'));
    try {
      symlinkSync(inside, join(base, 'link'));
      const error: unknown = await loadLocalKey(join(base, 'link', 'new')).catch((reason: unknown) => reason);
      expect(error).to.include({ code: 'PASSAGE_LOCAL_KEY' });
      expect(readdirSync(inside)).to.deep.equal([]);
    } finally {
      rmSync(inside, { recursive: true });
    }
  });

  it('has 2048 bits at least', async () => {
    mkdirSync(folder, { recursive: true });
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 1024,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    writeFileSync(file(), privateKey, { mode: 0o600 });
    await expectRefused(/2048 bits/);
  });

  it('needs a folder to be in', async () => {
    writeFileSync(join(base, 'deep'), '');
    await expectRefused(/XDG_CACHE_HOME/);
    expect(existsSync(file())).to.equal(false);
  });
});

describe('folder of the local key', () => {
  const before = process.env.XDG_CACHE_HOME;
  afterEach(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  });

  it('is the cache folder of this user', () => {
    process.env.XDG_CACHE_HOME = '/x';
    expect(keyFolder()).to.match(/serverless-passage(.Cache)?$/);
    if (process.platform === 'linux') expect(keyFolder()).to.equal('/x/serverless-passage');
  });
});

/** Writes a script that prints the key's name. As one file, so that its processes reach the key almost at once. */
function scriptThatLoads(folder: string, outfile: string): string {
  const source = JSON.stringify(join(__dirname, '../../src/offline/local-key.ts'));
  const contents = `require(${source}).loadLocalKey(${JSON.stringify(folder)}).then(({ kid }) => console.log(kid))`;
  const stdin = { contents, resolveDir: __dirname };
  buildSync({ stdin, outfile, bundle: true, platform: 'node', logLevel: 'error' });
  return outfile;
}

/** What a script prints in a process of its own. */
function run(script: string): Promise<string> {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      resolve(stdout.trim());
    });
  });
}
