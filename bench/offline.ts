/** Requests through serverless-offline: a protected route with a valid token, and a public route of the same server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { service } from '../test/support/frameworks';
import { localToken } from '../src/testing/local-token';
import { ECHO, LINES, type Line, startOffline } from '../test/support/offline';
import { type Row, measurePairs, toRow } from './measure';

const REQUESTS = 500;
const AT_ONCE = 10;
const ISSUER = 'https://issuer.example.com';
const AUDIENCE = 'https://app.example.com';

const SERVICE = service(
  {
    me: { handler: 'handler.handler', passage: true, events: [{ httpApi: 'GET /me' }] },
    open: { handler: 'handler.handler', events: [{ httpApi: 'GET /open' }] },
  },
  {
    plugins: ['serverless-passage', 'serverless-offline'],
    custom: {
      passage: { issuer: ISSUER, audience: AUDIENCE, offline: { keys: 'local' } },
    },
  },
);

export async function* benchOffline(rounds: number, aim: string): AsyncGenerator<Row> {
  for (const line of LINES) yield* benchLine(line, rounds, aim);
}

async function* benchLine(line: Line, rounds: number, aim: string): AsyncGenerator<Row> {
  const cache = mkdtempSync(join(tmpdir(), 'serverless-passage-cache-'));
  // Where the development key is, for the server and for the tokens.
  process.env.XDG_CACHE_HOME = cache;
  const env = { XDG_CACHE_HOME: cache };
  const args = ['offline', '--useInProcess'];
  const server = await startOffline(line, { args, env, service: SERVICE, files: { 'handler.js': ECHO } });
  try {
    const one = await makeTokens(1);
    const sent = { 'the same token': one, 'a token of its own': await makeTokens(REQUESTS) };
    for (const [name, tokens] of Object.entries(sent)) {
      const pairs = await measurePairs(
        rounds,
        () => requestsPerSecond(`${server.url}/me`, tokens),
        () => requestsPerSecond(`${server.url}/open`, tokens),
      );
      const what = `${line.offline}: requests, each with ${name}: to a protected route, a public one`;
      yield toRow(what, pairs, (value) => `${value.toFixed(0)}/s`, aim);
    }
  } finally {
    await server.stop();
    rmSync(cache, { recursive: true });
  }
}

/** Different ones: they are of different users. */
function makeTokens(count: number): Promise<string[]> {
  const tokens = Array.from({ length: count }, (_, i) =>
    localToken({ issuer: ISSUER, audience: AUDIENCE, sub: `user-${String(i)}` }),
  );
  return Promise.all(tokens);
}

/** Each token in turn, once or more often. */
async function requestsPerSecond(url: string, tokens: readonly string[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const started = performance.now();
  let left = REQUESTS;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await request(url, tokens[left % tokens.length] ?? '', agent);
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
