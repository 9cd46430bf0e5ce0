/** `--app`, as `passage doctor` and `passage token` take it. */
import { nearest } from '../util/nearest';
import type { App, Config } from '../config/parse';
import { type Problem, formatValue } from '../errors';

/** The app of that key, or why there is none. */
export function findApp(
  { apps, hasNamedApps: keyed }: Config,
  key: string,
): { app: App } | { problem: Problem } {
  const app = apps.find((candidate) => candidate.key === key);
  if (app !== undefined) return { app };
  const keys = apps.map((candidate) => candidate.key);
  const near = keyed ? nearest(key, keys) : undefined;
  const choice = keyed ? `one of: ${keys.join(', ')}` : 'no --app: there is only one';
  const problem: Problem = {
    code: 'PASSAGE_UNKNOWN_APP',
    where: '--app',
    what: 'there is no such app',
    found: formatValue(key),
    fix: near === undefined ? choice : `${near} (did you mean that? There are: ${keys.join(', ')})`,
  };
  return { problem };
}
