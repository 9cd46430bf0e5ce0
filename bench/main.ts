/**
 * `npm run bench [-- PART …]`: one table of what the plugin costs, from one run. Each row is a ratio of two things that
 * are measured in turn, so that a busy machine slows both; its single figures mean little. Parts: `package`, `core`,
 * `token`, `authorizer`, `offline`, `cdk`; all without an argument.
 */
import { cpus } from 'node:os';
import { benchAuthorizer } from './authorizer';
import { benchCdk } from './cdk';
import { benchGrowth, benchRequire } from './core';
import { benchDecision } from './gateway';
import { type Row, renderTable } from './measure';
import { benchOffline } from './offline';
import { benchOwnPart, benchPackage } from './package';

const PARTS = {
  async *package() {
    yield* benchPackage(10, 9, '1.01');
    yield* benchPackage(300, 7, '1.02');
    yield* benchPackage(1000, 3, '1.04');
    yield benchOwnPart(300, 5, '');
    yield benchOwnPart(1000, 3, '0.015');
  },
  async *core() {
    yield* benchGrowth(7);
    yield await benchRequire(21, '0.5');
  },
  async *token() {
    yield await benchDecision(40, '1.1');
  },
  async *authorizer() {
    yield await benchAuthorizer(21, 'at most 50 ms');
  },
  async *offline() {
    yield* benchOffline(15, '0.9');
  },
  async *cdk() {
    yield await benchCdk(5);
  },
} satisfies Record<string, () => AsyncGenerator<Row>>;

function isPart(name: string): name is keyof typeof PARTS {
  return Object.hasOwn(PARTS, name);
}

async function main(): Promise<void> {
  const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS);
  const unknown = names.filter((name) => !isPart(name));
  if (unknown.length > 0) throw new Error(`unknown part: ${unknown.join(', ')}`);
  const rows: Row[] = [];
  for (const name of names.filter(isPart)) {
    for await (const row of PARTS[name]()) {
      console.error(`${row.what}: ${row.ratio}`);
      rows.push(row);
    }
  }
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n`);
  console.log(renderTable(rows));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
