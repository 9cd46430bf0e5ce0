/** `osls package` with the plugin against authorizers written by hand, seen from outside. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Folder, binary, cleanEnv, makeService } from '../test/support/frameworks';
import { type Pair, type Row, measurePairs, milliseconds, toRow } from './measure';

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

/** Preloaded in a packaging: the CPU of the whole process, which other load changes less than wall time. */
const PROCESS_CPU = `
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeFileSync(process.env.PASSAGE_BENCH_OUT, String((user + system) / 1000));
});
`;

export async function* benchPackage(count: number, rounds: number, aim: string): AsyncGenerator<Row> {
  const ours = makeService({ service: protectedService(count) });
  const theirs = makeService({ service: serviceByHand(count) });
  const cpu: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  const measure = (folder: Folder, times: number[]): number => {
    const out = join(folder.dir, '../cpu.txt');
    const wall = packageOnce(folder, preload(folder, PROCESS_CPU, out));
    times.push(Number(readFileSync(out, 'utf8')));
    return wall;
  };
  try {
    const pairs = await measurePairs(
      rounds,
      () => measure(ours, cpu.ours),
      () => measure(theirs, cpu.theirs),
    );
    yield toRow(`package, ${count} routes: wall time, authorizers by hand`, pairs, milliseconds, aim);
    // Without the round before.
    const cpuPairs = cpu.ours.slice(1).map((time, i) => ({ ours: time, theirs: cpu.theirs[i + 1] ?? 0 }));
    yield toRow(`package, ${count} routes: CPU, authorizers by hand`, cpuPairs, milliseconds, aim);
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
let hooks = 0;
const counted = (hook, then = () => {}) => async () => {
  const before = cpu();
  hooks += 1;
  try { return await hook(); } finally { own += cpu() - before; then(); }
};
Module._load = function (request) {
  if (request !== 'serverless-passage' && !request.endsWith(ENTRY)) return load.apply(this, arguments);
  const started = cpu();
  const Plugin = load.apply(this, arguments);
  own += cpu() - started;
  Module._load = load;
  return class extends Plugin {
    constructor(serverless, ...rest) {
      const entries = () => Object.values(serverless.pluginManager.hooks).flat();
      const others = new Set(entries());
      super(serverless, ...rest);
      for (const entry of entries()) if (!others.has(entry)) entry.hook = counted(entry.hook);
      // Some hooks put more between those of plugins.
      const countMore = () => {
        for (const entry of entries())
          if (entry.hook === this.protection.recordCode) entry.hook = counted(entry.hook);
      };
      for (const event of Object.keys(this.hooks)) this.hooks[event] = counted(this.hooks[event], countMore);
      this.asyncInit = counted(this.asyncInit.bind(this), countMore);
    }
  };
};
process.on('exit', () => {
  const result = { hooks, ours: own, theirs: cpu() };
  require('node:fs').writeFileSync(process.env.PASSAGE_BENCH_OUT, JSON.stringify(result));
});
`;

/** The environment of a packaging that runs some code first, which writes to a file. */
function preload({ dir }: Folder, code: string, out: string): NodeJS.ProcessEnv {
  const file = join(dir, '../preload.cjs');
  writeFileSync(file, code);
  return { NODE_OPTIONS: `--require ${file}`, PASSAGE_BENCH_OUT: out };
}

/** The plugin's own part of the user CPU of a packaging. */
export function benchOwnPart(count: number, rounds: number, aim: string): Row {
  const folder = makeService({ service: protectedService(count) });
  const out = join(folder.dir, '../cpu.json');
  const env = preload(folder, COUNTER, out);
  try {
    const parts = Array.from({ length: rounds }, () => {
      packageOnce(folder, env);
      return JSON.parse(readFileSync(out, 'utf8')) as Pair & { readonly hooks: number };
    });
    if (parts.some(({ hooks }) => hooks < 5)) throw new Error("the plugin's hooks were not counted");
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
