/** The examples of docs/testing.md that Mocha runs; `npm run test:runners` runs the others. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { example } from '../runners/examples';
import { PROCESS_TIMEOUT_MS, cleanEnv, makeService, service } from '../support/frameworks';
import { LINES } from '../support/offline';
import { startOfflineInProcess } from '../support/offline-in-process';

const MODULES = { mocha: 'mocha', tsx: 'tsx' };

/** Not in this process, which would wait for the server that it runs. */
function mocha(dir: string, file: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const bin = join(__dirname, '../../node_modules/mocha/bin/mocha.js');
  const child = spawn(process.execPath, [bin, '--require', 'tsx', file], { cwd: dir, env: cleanEnv(env) });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve(`${output}\nexit status ${String(code)}`);
    });
  });
}

describe('docs/testing.md', function () {
  this.timeout(PROCESS_TIMEOUT_MS);

  it('the unit test passes', async () => {
    const files = {
      'handler.ts': example('handler.ts'),
      'handler.test.ts': example('mocha handler.test.ts'),
    };
    const folder = makeService({ files, modules: MODULES });
    try {
      rmSync(join(folder.dir, 'handler.js'));
      expect(await mocha(folder.dir, 'handler.test.ts'))
        .to.match(/1 passing/)
        .and.match(/exit status 0/);
    } finally {
      folder.remove();
    }
  });

  it('the test against sls offline passes', async () => {
    const XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), 'serverless-passage-cache-'));
    const passage = {
      issuer: 'https://issuer.example.com/',
      audience: 'https://api.example.com',
      offline: { keys: 'local' },
    };
    const server = await startOfflineInProcess(LINES[1], {
      service: service(
        { me: { handler: 'handler.handler', passage: true, events: [{ httpApi: 'GET /me' }] } },
        { plugins: ['serverless-passage', 'serverless-offline'], custom: { passage } },
      ),
      files: { 'offline.test.ts': example('mocha offline.test.ts') },
      modules: MODULES,
      env: { XDG_CACHE_HOME },
    });
    try {
      expect(await mocha(server.folder.dir, 'offline.test.ts', { XDG_CACHE_HOME, API_URL: server.url }))
        .to.match(/4 passing/)
        .and.match(/exit status 0/);
    } finally {
      await server.stop();
      rmSync(XDG_CACHE_HOME, { recursive: true });
    }
  });
});
