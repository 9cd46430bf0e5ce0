/** Which keys of a key set can sign a token that the gateway accepts. */

import { isObject, type JsonObject, getOwn } from '../util/objects';
import { ASSUMPTIONS } from './assumptions';

/** The public part of an RSA key: everything else in the key set is checked once and dropped. */
export interface SigningKey {
  readonly kid: string;
  readonly n: string;
  readonly e: string;
  /** The one algorithm it may be used with, `undefined` when any. */
  readonly alg: string | undefined;
}

/** Why the gateway cannot use a key. */
type KeyFlaw =
  | 'not-an-object'
  | 'not-rsa'
  | 'no-kid'
  | 'use'
  | 'key-ops'
  | 'alg'
  | 'incomplete'
  | 'too-small'
  | 'same-kid';

export interface IgnoredKey {
  readonly kid: string | undefined;
  readonly flaw: KeyFlaw;
  /** The value that the flaw is about; print it with `quoteUntrusted`. */
  readonly found?: unknown;
}

export interface KeySet {
  readonly usable: readonly SigningKey[];
  readonly ignored: readonly IgnoredKey[];
}

/**
 * Sorts the keys of a key set (RFC 7517). Never throws because of a key.
 *
 * @returns `undefined` when there is no list of keys
 */
export function readKeySet(json: JsonObject): KeySet | undefined {
  const keys = getOwn(json, 'keys');
  if (!Array.isArray(keys)) return undefined;
  const usable: SigningKey[] = [];
  const ignored: IgnoredKey[] = [];
  const kids = new Set<string>();
  for (const jwk of keys) {
    const key = isObject(jwk) ? readKey(jwk) : { kid: undefined, flaw: 'not-an-object' as const };
    if ('flaw' in key) ignored.push(key);
    // Which of two keys with one `kid` the gateway takes is not known: only the first is used here.
    else if (kids.has(key.kid)) ignored.push({ kid: key.kid, flaw: 'same-kid' });
    else {
      kids.add(key.kid);
      usable.push(key);
    }
  }
  return { usable, ignored };
}

function readKey(jwk: JsonObject): SigningKey | IgnoredKey {
  const [kty, kid, use, ops, alg, n, e] = ['kty', 'kid', 'use', 'key_ops', 'alg', 'n', 'e'].map((name) =>
    getOwn(jwk, name),
  );
  const named = typeof kid === 'string' && kid !== '' ? kid : undefined;
  const flawed = (flaw: KeyFlaw, found: unknown): IgnoredKey => ({ kid: named, flaw, found });
  if (kty !== 'RSA') return flawed('not-rsa', kty);
  if (use !== undefined && use !== 'sig') return flawed('use', use);
  if (ops !== undefined && !(Array.isArray(ops) && ops.includes('verify'))) return flawed('key-ops', ops);
  if (alg !== undefined && !(typeof alg === 'string' && ASSUMPTIONS.algorithms.includes(alg)))
    return flawed('alg', alg);
  if (named === undefined) return flawed('no-kid', kid);
  if (typeof n !== 'string' || typeof e !== 'string') return flawed('incomplete', undefined);
  const bits = countBits(n);
  return bits < ASSUMPTIONS.minRsaBits ? flawed('too-small', bits) : { kid: named, n, e, alg };
}

function countBits(n: string): number {
  const hex = Buffer.from(n, 'base64url').toString('hex').replace(/^0+/, '');
  return hex === '' ? 0 : hex.length * 4 - (Math.clz32(parseInt(hex.charAt(0), 16)) - 28);
}
