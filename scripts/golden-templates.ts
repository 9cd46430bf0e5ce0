/** Makes `test/golden/templates/` anew, from a real packaging on each framework. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FRAMEWORKS } from '../test/support/frameworks';
import { compileGolden } from '../test/support/golden-compile';
import { goldenFile } from '../test/support/golden-service';

async function refresh(): Promise<void> {
  for (const framework of FRAMEWORKS) {
    const file = goldenFile(framework);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await compileGolden(framework));
  }
}

refresh().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
