/** `passage token`: prints a token that local development accepts. */
import type { App, Config } from '../config/config';
import { type Problem, throwIfAny } from '../errors';
import { localAuthorizer } from '../offline/local-authorizers';
import { loadLocalKey } from '../offline/local-key';
import { localClaims, signLocalToken } from '../offline/sign-token';
import type { Writers } from '../serverless';
import { likelyDuration, parseDuration } from '../util/duration';
import { type JsonObject, isObject } from '../util/objects';
import { findApp } from './app-option';
import { emptySub, invalidClaims, invalidDuration, keysNotLocal } from './command-messages';

/** The command line as the framework reads it: `null` for `--sub=`. */
export interface TokenOptions {
  readonly sub?: string | null;
  readonly app?: string | null;
  readonly 'expires-in'?: string | null;
  readonly claims?: string | null;
}

/** Prints a token and nothing else. */
export async function runToken(config: Config, options: object, { writeText }: Writers): Promise<void> {
  writeText(await makeLocalToken(config, options));
}

/** Makes a token, signed with this machine's key. Throws {@link PassageError} with everything that is wrong. */
export async function makeLocalToken(config: Config, options: TokenOptions): Promise<string> {
  const sub = textOf(options.sub, 'local-user');
  const expiresIn = textOf(options['expires-in'], '1h');
  const given = textOf(options.claims, '{}');
  const app = readApp(config, options.app);
  const seconds = parseDuration(expiresIn);
  const claims = readClaims(given);
  const isLocal = config.offline.keys === 'local';
  if ('problem' in app || seconds === undefined || claims === undefined || sub === '' || !isLocal) {
    const problems: Problem[] = [
      ...(isLocal ? [] : [keysNotLocal()]),
      ...(sub === '' ? [emptySub()] : []),
      ...('problem' in app ? [app.problem] : []),
      ...(seconds === undefined ? [invalidDuration(expiresIn, likelyDuration(expiresIn))] : []),
      ...(claims === undefined ? [invalidClaims(given)] : []),
    ];
    throwIfAny(problems);
    throw new Error('unreachable');
  }
  const all = localClaims({ authorizer: localAuthorizer(app.app), sub, seconds, claims, now: new Date() });
  return signLocalToken(all, await loadLocalKey());
}

function textOf(option: string | null | undefined, otherwise: string): string {
  return option === undefined ? otherwise : (option ?? '');
}

function readApp(config: Config, key: string | null | undefined): { app: App } | { problem: Problem } {
  return key === undefined ? { app: config.defaultApp } : findApp(config, key);
}

function readClaims(text: string): JsonObject | undefined {
  try {
    const claims: unknown = JSON.parse(text);
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
