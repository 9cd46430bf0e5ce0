/** `osls package` with the plugin against authorizers written by hand, seen from outside. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Folder, binary, cleanEnv, makeService } from '../test/support/frameworks';
import { type Pair, type Row, measurePairs, median, milliseconds, toRow } from './measure';

const FRAMEWORK = 'osls4';

/** A service with that many functions, each with one protected route. */
export function protectedService(count: number): object {
  const passage = { issuer: 'https://i.example', audience: 'a' };
  return {
    ...serviceOf(count, (path) => ({ passage: true, events: [{ httpApi: `GET ${path}` }] })),
    provider: { name: 'aws', runtime: 'nodejs22.x' },
    plugins: ['serverless-passage'],
    custom: { passage },
  };
}

function serviceByHand(count: number): object {
  const identitySource = '$request.header.Authorization';
  const own = { type: 'jwt', identitySource, issuerUrl: 'https://i.example', audience: ['a'] };
  return {
    ...serviceOf(count, (path) => ({ events: [{ httpApi: { method: 'GET', path, authorizer: 'own' } }] })),
    provider: { name: 'aws', runtime: 'nodejs22.x', httpApi: { authorizers: { own } } },
  };
}

function serviceOf(count: number, entry: (path: string) => object): object {
  const functions = Array.from({ length: count }, (_, i) => [
    `f${i}`,
    { handler: 'handler.handler', ...entry(`/r${i}`) },
  ]);
  return { service: 'bench', frameworkVersion: '*', functions: Object.fromEntries(functions) as object };
}

/** Wall time of one packaging, in ms. */
export function packageOnce({ dir }: Folder, env: NodeJS.ProcessEnv = {}): number {
  const started = performance.now();
  execFileSync(process.execPath, [binary(FRAMEWORK), 'package'], {
    cwd: dir,
    env: cleanEnv(env),
    stdio: 'ignore',
  });
  return performance.now() - started;
}

export async function benchPackage(count: number, rounds: number, aim: string): Promise<Row> {
  const ours = makeService({ service: protectedService(count) });
  const theirs = makeService({ service: serviceByHand(count) });
  try {
    const pairs = await measurePairs(
      rounds,
      () => packageOnce(ours),
      () => packageOnce(theirs),
    );
    return toRow(`package, ${count} routes: wall time, authorizers by hand`, pairs, milliseconds, aim);
  } finally {
    ours.remove();
    theirs.remove();
  }
}

/** Preloaded in a packaging: counts the user CPU of loading the plugin and of its hooks, and of the whole process. */
const COUNTER = `
const Module = require('node:module');
const ENTRY = require('node:path').join('dist', 'plugin.js');
const cpu = () => process.cpuUsage().user / 1000;
const load = Module._load;
let own = 0;
Module._load = function (request) {
  if (request !== 'serverless-passage' && !request.endsWith(ENTRY)) return load.apply(this, arguments);
  const started = cpu();
  const plugin = load.apply(this, arguments);
  own += cpu() - started;
  Module._load = load;
  const wrap = plugin.prototype.asServerlessError;
  plugin.prototype.asServerlessError = function (hook) {
    const run = wrap.call(this, hook);
    return async () => {
      const before = cpu();
      try { return await run(); } finally { own += cpu() - before; }
    };
  };
  return plugin;
};
process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.PASSAGE_BENCH_OUT, JSON.stringify({ ours: own, theirs: cpu() }));
});
`;

/** The plugin's own part of the user CPU of a packaging. */
export function benchOwnPart(count: number, rounds: number, aim: string): Row {
  const folder = makeService({ service: protectedService(count) });
  const hook = join(folder.dir, '../counter.cjs');
  const out = join(folder.dir, '../cpu.json');
  writeFileSync(hook, COUNTER);
  try {
    const parts = Array.from({ length: rounds }, () => {
      packageOnce(folder, { NODE_OPTIONS: `--require ${hook}`, PASSAGE_BENCH_OUT: out });
      return JSON.parse(readFileSync(out, 'utf8')) as Pair;
    });
    if (median(parts.map(({ ours }) => ours)) === 0) throw new Error('the plugin was not seen to be loaded');
    return toRow(
      `package, ${count} routes: user CPU of the plugin's hooks, of all`,
      parts,
      milliseconds,
      aim,
    );
  } finally {
    folder.remove();
  }
}
