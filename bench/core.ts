/**
 * What the plugin costs. Run by hand: `npm run build && npx tsx bench/core.ts [rounds]`.
 *
 * Machines are noisy: pairs run in turn, and the medians' ratio is what to quote, not a time.
 */
import { applyToTemplate } from '../src/apply/apply-to-template';
import { noChanges } from '../src/service/applied-changes';
import { type Template } from '../src/cloudformation';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { auditTemplate } from '../src/audit/audit-template';

import type { Plan } from '../src/plan/types';
import { makeService } from '../test/support/frameworks';
import { applied, plain } from '../test/support/plans';

const rounds = Number(process.argv[2] ?? 7);
const handler = 'handler.handler';

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** One line: both medians with their spread, and the ratio to quote. */
function report(what: string, pairs: readonly (readonly [number, number])[]): void {
  const spread = (values: readonly number[]): string =>
    `${median(values).toFixed(0)} ms (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`;
  const ours = pairs.map(([a]) => a);
  const theirs = pairs.map(([, b]) => b);
  const ratio = (median(ours) / median(theirs)).toFixed(3);
  console.log(`${what}:\n   ${spread(ours)} against ${spread(theirs)}, ratio ${ratio}`);
}

/** User CPU of `osls package`, in ms, as the process itself counts it at its end. */
async function packageCpu(service: object): Promise<number> {
  const folder = makeService({ service });
  const cpu = join(folder.dir, '../cpu');
  const hook = join(folder.dir, '../hook.cjs');
  const code = `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(cpu)}, String(process.cpuUsage().user / 1000)));`;
  writeFileSync(hook, code);
  try {
    const run = await folder.run('osls4', ['package'], { NODE_OPTIONS: `--require ${hook}` });
    if (run.code !== 0) throw new Error(run.output);
    return Number(readFileSync(cpu, 'utf8'));
  } finally {
    folder.remove();
  }
}

function serviceOf(count: number, plugin: boolean): object {
  const jwt = {
    type: 'jwt',
    identitySource: '$request.header.Authorization',
    issuerUrl: 'https://i.example',
    audience: ['a'],
  };
  const ours = {
    plugins: ['serverless-passage'],
    custom: { passage: { issuer: 'https://i.example', audience: 'a' } },
  };
  const functions = Array.from({ length: count }, (_, i) => {
    const path = `/r${String(i)}`;
    const byHand = { httpApi: { method: 'GET', path, authorizer: 'passage' } };
    return [
      `f${String(i)}`,
      {
        handler,
        ...(plugin ? { passage: true, events: [{ httpApi: `GET ${path}` }] } : { events: [byHand] }),
      },
    ];
  });
  return {
    service: 'bench',
    frameworkVersion: '*',
    provider: {
      name: 'aws',
      runtime: 'nodejs22.x',
      ...(plugin ? {} : { httpApi: { authorizers: { passage: jwt } } }),
    },
    ...(plugin ? ours : {}),
    functions: Object.fromEntries(functions) as object,
  };
}

async function benchPackage(count: number): Promise<void> {
  const pairs: [number, number][] = [];
  for (let i = 0; i <= rounds; i++) {
    pairs.push([await packageCpu(serviceOf(count, true)), await packageCpu(serviceOf(count, false))]);
  }
  // The first round warms the disk's cache.
  report(`package, ${String(count)} routes: user CPU with the plugin against by hand`, pairs.slice(1));
}

/** Time of a piece of code in a new process, in ms, without the process's own start. */
function cold(code: string): number {
  const program = `const t = process.hrtime.bigint(); ${code}; console.log(Number(process.hrtime.bigint() - t) / 1e6)`;
  return Number(
    execFileSync(process.execPath, ['-e', program], { cwd: join(__dirname, '..'), encoding: 'utf8' }),
  );
}

function benchRequire(): void {
  const ajv = `const { Ajv } = require('ajv'); new Ajv({ allErrors: true }).compile(require('./dist/schema.json'))`;
  const pairs = Array.from(
    { length: 3 * rounds },
    () => [cold(`require('./dist/plugin.js')`), cold(ajv)] as const,
  );
  report('cold require of the plugin against ajv with our schema compiled', pairs);
}

/** Plan, apply and audit of a service with that many routes, in ms; the framework's part of the template is made up. */
function coreTime(count: number): number {
  const functions = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `f${String(i)}`,
      { passage: i % 2 === 0, events: [{ httpApi: `GET /r${String(i)}` }] },
    ]),
  );
  const service = plain(functions);
  const started = performance.now();
  const { plan } = applied(service, noChanges());
  const planned = performance.now() - started;

  const template = compile(plan);
  const resumed = performance.now();
  applyToTemplate(plan, template, []);
  const [finding] = auditTemplate(template, plan).findings;
  if (finding !== undefined) throw new Error(`${finding.where}: ${finding.what}`);
  return planned + performance.now() - resumed;
}

function compile({ routes, authorizers }: Plan): Template {
  const compiled = routes.map(({ logicalId, method, path, decision }) => {
    const jwt = { AuthorizationType: 'JWT', AuthorizerId: authorizers[0]?.id };
    const Properties = {
      ApiId: { Ref: 'HttpApi' },
      RouteKey: `${method} ${path}`,
      ...(decision.access === 'protected' ? jwt : {}),
    };
    return [logicalId, { Type: 'AWS::ApiGatewayV2::Route', Properties }] as const;
  });
  const made = authorizers.flatMap(({ created }) =>
    created === null ? [] : [[created.logicalId, created.resource] as const],
  );
  const entries: readonly (readonly [string, Template['Resources'][string]])[] = [...compiled, ...made];
  return { Resources: Object.fromEntries(entries) };
}

function benchCore(): void {
  coreTime(1000);
  const pairs = Array.from({ length: rounds }, () => [coreTime(10_000), coreTime(1_000)] as const);
  report('plan + apply + audit, 10,000 routes against 1,000 (linear is 10)', pairs);
}

async function main(): Promise<void> {
  benchCore();
  benchRequire();
  await benchPackage(10);
  await benchPackage(300);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
