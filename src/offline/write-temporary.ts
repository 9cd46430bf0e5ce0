/** Files for as long as serverless-offline runs. They are never inside the service. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes a file into a folder of its own, and returns its path. */
export function writeTemporary(name: string, content: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'serverless-passage-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
