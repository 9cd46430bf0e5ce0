/** `--app`, as `passage doctor` and `passage token` take it. */
import type { App, Config } from '../config/config';
import { unknownApp } from '../config/config-messages';
import type { Problem } from '../errors';
import { nearest } from '../util/nearest';
import { appOptionNotNeeded } from './command-messages';

/**
 * The app of that key, or why there is none.
 *
 * @param given `null` for `--app=`
 */
export function findApp(
  { apps, hasNamedApps }: Config,
  given: string | null,
): { app: App } | { problem: Problem } {
  const key = given ?? '';
  const app = apps.find((candidate) => candidate.key === key);
  if (app !== undefined) return { app };
  const keys = apps.map((candidate) => candidate.key);
  return {
    problem: hasNamedApps ? unknownApp('--app', key, keys, nearest(key, keys)) : appOptionNotNeeded(key),
  };
}
