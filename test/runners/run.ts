/**
 * Runs the examples of docs/testing.md in Vitest and Jest, with the package as it is published: `npm run test:runners`.
 * The runners are installed for it, so it needs a registry. Mocha's example is part of `npm test`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Installed, installPackage } from '../package/installed';
import { example, handlerAsJavaScript } from './examples';

/** That `localToken` signs in the runner's own module system. */
const TOKEN = `test('localToken', async () => {
  const token = await localToken({ issuer: 'https://issuer.example.com', audience: 'api' });
  expect(token.split('.')).toHaveLength(3);
});
`;

/** A runner alone in its project; of Vitest the last line that runs on every supported Node. */
const RUNNERS = [
  {
    package: 'vitest@3',
    command: ['vitest', 'run'],
    files: {
      'handler.ts': example('handler.ts'),
      'handler.test.ts': example('vitest handler.test.ts'),
      'token.test.ts': `import { expect, test } from 'vitest';\nimport { localToken } from 'serverless-passage/testing';\n${TOKEN}`,
    },
  },
  {
    package: 'jest@30',
    command: ['jest'],
    files: {
      'handler.js': handlerAsJavaScript(),
      'handler.test.js': example('jest handler.test.js'),
      'token.test.js': `const { localToken } = require('serverless-passage/testing');\n${TOKEN}`,
    },
  },
];

function passes({ dir }: Installed, runner: (typeof RUNNERS)[number]): boolean {
  const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, runner.package], { cwd: dir, stdio: 'inherit' });
  const env = { ...process.env, XDG_CACHE_HOME: join(dir, '../cache') };
  return spawnSync('npx', ['--no', ...runner.command], { cwd: dir, env, stdio: 'inherit' }).status === 0;
}

for (const runner of RUNNERS) {
  const installed = installPackage({ files: runner.files });
  try {
    if (!passes(installed, runner)) process.exitCode = 1;
  } finally {
    installed.remove();
  }
}
