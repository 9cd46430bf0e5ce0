/**
 * Requests per second of serverless-offline on a protected route, with a valid token, against the same handler on a
 * public route: one server, both in turn. Run by hand after `npm run build`: `npx tsx bench/offline.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { service } from '../test/support/frameworks';
import { ECHO, LINES, startOffline } from '../test/support/offline';

const ROUNDS = 20;
const REQUESTS = 500;
const AT_ONCE = 10;

const SERVICE = service(
  {
    me: { handler: 'handler.handler', passage: true, events: [{ httpApi: 'GET /me' }] },
    open: { handler: 'handler.handler', events: [{ httpApi: 'GET /open' }] },
  },
  {
    plugins: ['serverless-passage', 'serverless-offline'],
    custom: {
      passage: { appId: 'testapp123', authOrigin: 'https://app.example.com', offline: { keys: 'local' } },
    },
  },
);

async function main(): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), 'serverless-passage-cache-'));
  const env = { XDG_CACHE_HOME: cache };
  console.log(
    `node ${process.version}, ${ROUNDS} rounds of ${REQUESTS} requests, ${AT_ONCE} at once, medians`,
  );
  for (const line of LINES) {
    const args = ['offline', '--useInProcess'];
    const server = await startOffline(line, { args, env, service: SERVICE, files: { 'handler.js': ECHO } });
    try {
      const { stdout } = await server.folder.run(line.framework, ['passage', 'token'], env);
      const token = stdout.trim();
      const measure = (path: string): Promise<number> => requestsPerSecond(server.url + path, token);
      await measure('/me');
      await measure('/open');
      const rounds: { own: number; open: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const first = round % 2 === 0 ? await measure('/me') : undefined;
        const open = await measure('/open');
        rounds.push({ own: first ?? (await measure('/me')), open });
      }
      console.log(
        `${line.offline} on ${line.framework}:`,
        `protected ${median(rounds.map(({ own }) => own)).toFixed(0)}/s,`,
        `public ${median(rounds.map(({ open }) => open)).toFixed(0)}/s,`,
        `ratio ${median(rounds.map(({ own, open }) => own / open)).toFixed(2)}`,
      );
    } finally {
      await server.stop();
    }
  }
  rmSync(cache, { recursive: true });
}

async function requestsPerSecond(url: string, token: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const started = performance.now();
  let left = REQUESTS;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await request(url, token, agent);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return REQUESTS / seconds;
}

function request(url: string, token: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`status ${String(response.statusCode)}`));
      });
    }).on('error', reject);
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
