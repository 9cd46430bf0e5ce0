/** `sls passage token`: a token that local development accepts. */
import type { App, Config } from '../config/parse';
import { PassageError, type Problem, formatValue } from '../errors';
import type { Writers } from '../serverless';
import { isJsonObject } from '../gateway/json';
import type { JsonObject } from '../gateway/authorization-result';
import { localAuthorizer } from '../offline/local-authorizers';
import { loadLocalKey } from '../offline/local-key';
import { localClaims, signLocalToken } from '../offline/sign-token';
import { findApp } from './app-option';

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
  const problems = config.offline.keys === 'local' ? [] : [notLocal()];
  const authorizer = localAuthorizer(appOf(config, options.app, problems));
  const seconds = readDuration(options['expires-in'] ?? '1h', problems);
  const claims = readClaims(options.claims ?? '{}', problems);
  const [first, ...rest] = problems;
  if (first !== undefined) throw new PassageError([first, ...rest]);

  const { sub = 'local-user' } = options;
  const all = localClaims({ authorizer, sub, seconds, claims, now: new Date() });
  return signLocalToken(all, await loadLocalKey());
}

// What has a problem becomes anything: no token is made then.

function appOf(config: Config, key: string | undefined, problems: Problem[]): App {
  if (key === undefined) return config.defaultApp;
  const found = findApp(config, key);
  if ('app' in found) return found.app;
  problems.push(found.problem);
  return config.defaultApp;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 };

function readDuration(text: string, problems: Problem[]): number {
  const [, count, unit = ''] = /^([1-9]\d{0,4})([smhd])$/.exec(text) ?? [];
  if (count === undefined) {
    problems.push({
      code: 'PASSAGE_COMMAND_INVALID',
      where: '--expires-in',
      what: 'is no duration',
      found: formatValue(text),
      fix: 'a number and s, m, h or d: 90s, 15m, 1h, 30d. An expired token has --claims \'{"exp":1}\'',
    });
  }
  return Number(count) * (UNITS[unit] ?? 0);
}

function readClaims(text: string, problems: Problem[]): JsonObject {
  try {
    const claims: unknown = JSON.parse(text);
    if (isJsonObject(claims)) return claims;
  } catch {
    // Said below.
  }
  problems.push({
    code: 'PASSAGE_COMMAND_INVALID',
    where: '--claims',
    what: 'is no JSON object',
    found: formatValue(text),
    fix: `--claims '{"scope":"orders:read"}', in quotes that keep the shell away from it`,
  });
  return {};
}

function notLocal(): Problem {
  return {
    code: 'PASSAGE_COMMAND_INVALID',
    where: 'custom.passage.offline.keys',
    what: "is not local, so only the issuer's tokens are accepted, and nobody here can make those",
    fix: 'offline: { keys: local }',
  };
}
