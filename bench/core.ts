/** The plugin's own work in one process: how it grows, and what loading it costs. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { applyToTemplate } from '../src/apply/apply-to-template';
import { auditTemplate } from '../src/audit/audit-template';
import type { Template } from '../src/cloudformation';
import type { Intent } from '../src/intent/intent';
import { findLostProtection } from '../src/intent/lost-protection';
import { type Plan, authorizerOf, isProtected } from '../src/plan/types';
import { noChanges } from '../src/service/applied-changes';
import { fn, intent, on } from '../test/support/intents';
import { type PlainService, applied, plain } from '../test/support/plans';
import { type Row, measurePairs, milliseconds, toRow } from './measure';

/** A service with that many routes, every second one protected. */
function withRoutes(count: number): PlainService {
  const functions = Array.from({ length: count }, (_, i) => [
    `f${i}`,
    { passage: i % 2 === 0, events: [{ httpApi: `GET /r${i}` }] },
  ]);
  return plain(Object.fromEntries(functions) as PlainService['functions']);
}

/** A service with that many apps, each with one route. */
function withApps(count: number): PlainService {
  const names = Array.from({ length: count }, (_, i) => `app${i}`);
  const apps = names.map((name) => [name, { issuer: `https://${name}.example`, audience: 'a' }]);
  const functions = names.map((name) => [name, { passage: name, events: [{ httpApi: `GET /${name}` }] }]);
  return plain(Object.fromEntries(functions) as PlainService['functions'], {
    apps: Object.fromEntries(apps) as object,
    defaultApp: names[0],
  });
}

/** User CPU of plan, apply and audit, in ms; the framework's part of the template is made up. */
function coreTime(service: PlainService): number {
  const started = process.cpuUsage().user;
  const { plan } = applied(service, noChanges());
  const planned = process.cpuUsage().user - started;

  const template = compile(plan);
  const resumed = process.cpuUsage().user;
  applyToTemplate(plan, template, []);
  // As where the saved template is audited.
  Object.freeze(template.Resources);
  const [finding] = auditTemplate(template, plan).findings;
  if (finding !== undefined) throw new Error(`${finding.where}: ${finding.what}`);
  return (planned + process.cpuUsage().user - resumed) / 1000;
}

function compile(plan: Plan): Template {
  const routes = plan.routes.map((route) => {
    const { logicalId, api, method, path } = route;
    const jwt = isProtected(route)
      ? { AuthorizationType: 'JWT', AuthorizerId: authorizerOf(plan, api, route.decision.app)?.id }
      : {};
    const Properties = { ApiId: { Ref: 'HttpApi' }, RouteKey: `${method} ${path}`, ...jwt };
    return [logicalId, { Type: 'AWS::ApiGatewayV2::Route', Properties }] as const;
  });
  const authorizers = plan.authorizers.flatMap(({ created }) =>
    created === null ? [] : [[created.logicalId, structuredClone(created.resource)] as const],
  );
  const entries: readonly (readonly [string, Template['Resources'][string]])[] = [...routes, ...authorizers];
  return { Resources: Object.fromEntries(entries) };
}

/** User CPU of the comparison with what was configured, in ms, where another plugin has put a prefix before every path. */
function movedTime(count: number): number {
  const under = (prefix: string): Intent => {
    const events = Array.from({ length: count }, (_, i) =>
      on(`GET ${prefix}/r${i}`, i % 2 === 0 || undefined),
    );
    return intent({ me: fn('me', ...events) });
  };
  const [first, now] = [under(''), under('/v1')];
  const started = process.cpuUsage().user;
  const [finding] = findLostProtection(first, first, now);
  if (finding !== undefined) throw new Error(`${finding.where}: ${finding.what}`);
  return (process.cpuUsage().user - started) / 1000;
}

/**
 * Each value for one route or app, so that 1 is linear. As many small services as have the routes of the large one, one
 * after the other: then code is compiled and garbage collected as often.
 */
async function growth(
  what: string,
  timeOf: (count: number) => number,
  [large, small]: readonly [large: number, small: number],
  rounds: number,
): Promise<Row> {
  const each = (services: number, size: number): number => {
    const times = Array.from({ length: services }, () => timeOf(size));
    return (1000 * times.reduce((sum, time) => sum + time, 0)) / (services * size);
  };
  const pairs = await measurePairs(
    rounds,
    () => each(1, large),
    () => each(large / small, small),
  );
  return toRow(what, pairs, (value) => `${value.toFixed(1)} µs`, '1');
}

export async function* benchGrowth(rounds: number): AsyncGenerator<Row> {
  const routes = (large: number): string =>
    `plan, apply, audit: CPU for each of ${large.toLocaleString('en')} routes, of 1,000`;
  const apps = 'plan, apply, audit: CPU for each of 5,000 apps, of 500';
  const moved = 'with another path each: CPU for each of 10,000 routes, of 1,000';
  const ofRoutes = (count: number): number => coreTime(withRoutes(count));
  yield await growth(routes(10_000), ofRoutes, [10_000, 1000], rounds);
  yield await growth(routes(100_000), ofRoutes, [100_000, 1000], Math.min(rounds, 3));
  yield await growth(apps, (count) => coreTime(withApps(count)), [5000, 500], rounds);
  yield await growth(moved, movedTime, [10_000, 1000], Math.min(rounds, 3));
}

/** Time of a piece of code in a new process, in ms, without the process's own start. */
function cold(code: string): number {
  const program = `const t = process.hrtime.bigint(); ${code}; console.log(Number(process.hrtime.bigint() - t) / 1e6)`;
  const cwd = join(__dirname, '..');
  return Number(execFileSync(process.execPath, ['-e', program], { cwd, encoding: 'utf8' }));
}

export async function benchRequire(rounds: number, aim: string): Promise<Row> {
  const pairs = await measurePairs(
    rounds,
    () => cold(`require('./dist/plugin.js')`),
    () => cold(`require('ajv')`),
  );
  return toRow('cold require of the plugin, of Ajv alone', pairs, milliseconds, aim);
}
