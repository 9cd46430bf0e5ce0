/** All tests of the package in one process: it is packed once, and each compiler and what it reads are loaded once. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(__filename);

for (const name of readdirSync(__dirname)) if (name.endsWith('.test.ts')) require(`./${name}`);
