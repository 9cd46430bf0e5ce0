/** A cache folder for the key of local development, which the tests of a suite have for themselves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** To be called in a suite. */
export function useOwnCache(): void {
  const cache = mkdtempSync(join(tmpdir(), 'serverless-passage-cache-'));
  const cacheHome = process.env.XDG_CACHE_HOME;
  before(() => {
    process.env.XDG_CACHE_HOME = cache;
  });
  after(() => {
    if (cacheHome === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = cacheHome;
    rmSync(cache, { recursive: true });
  });
}
