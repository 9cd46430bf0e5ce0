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
import { invalidClaims, invalidDuration, keysNotLocal } from './command-messages';

/** The command line as the framework reads it. */
export interface TokenOptions {
  readonly sub?: string;
  readonly app?: string;
  readonly 'expires-in'?: string;
  readonly claims?: string;
}

/** Prints a token and nothing else. */
export async function runToken(config: Config, options: object, { writeText }: Writers): Promise<void> {
  writeText(await makeLocalToken(config, options));
}

/** Makes a token, signed with this machine's key. Throws {@link PassageError} with everything that is wrong. */
export async function makeLocalToken(config: Config, options: TokenOptions): Promise<string> {
  const { sub = 'local-user', 'expires-in': expiresIn = '1h' } = options;
  const app = readApp(config, options.app);
  const seconds = parseDuration(expiresIn);
  const claims = readClaims(options.claims ?? '{}');
  if ('problem' in app || seconds === undefined || claims === undefined || config.offline.keys !== 'local') {
    const problems: Problem[] = [
      ...(config.offline.keys === 'local' ? [] : [keysNotLocal()]),
      ...('problem' in app ? [app.problem] : []),
      ...(seconds === undefined ? [invalidDuration(expiresIn, likelyDuration(expiresIn))] : []),
      ...(claims === undefined ? [invalidClaims(options.claims ?? '')] : []),
    ];
    throwIfAny(problems);
    throw new Error('unreachable');
  }
  const all = localClaims({ authorizer: localAuthorizer(app.app), sub, seconds, claims, now: new Date() });
  return signLocalToken(all, await loadLocalKey());
}

function readApp(config: Config, key: string | undefined): { app: App } | { problem: Problem } {
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
