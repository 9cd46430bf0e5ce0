import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * How to call the framework from a service's folder: with `npx` where it is installed in the project, which a shell
 * does not find by itself.
 */
export function slsCommand(serviceDir: string): string {
  const bin = join(serviceDir, 'node_modules/.bin/sls');
  if (existsSync(bin)) return 'npx sls';
  const parent = dirname(serviceDir);
  return parent === serviceDir ? 'sls' : slsCommand(parent);
}
