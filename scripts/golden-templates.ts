/** Makes `test/golden/templates/` anew, from a real packaging on each framework. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FRAMEWORKS } from '../test/support/frameworks';
import { compileGolden } from '../test/support/golden-compile';
import { GOLDEN_NAMES, goldenFile } from '../test/support/golden-service';

async function refresh(): Promise<void> {
  for (const framework of FRAMEWORKS) {
    for (const name of GOLDEN_NAMES) {
      const file = goldenFile(framework, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, await compileGolden(framework, name));
    }
  }
}

refresh().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
