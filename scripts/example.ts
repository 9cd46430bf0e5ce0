import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const EXAMPLE = join(__dirname, '../example-service');

/** example-service as it stands; installing its own dependencies is not needed here. */
export function readExample(): Record<string, string> {
  const names = readdirSync(EXAMPLE).filter((name) => /\.(js|yml)$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(EXAMPLE, name), 'utf8')]));
}
