/** Which keys of a key set can sign a token that is accepted. */
import { type JsonWebKey, type KeyObject, createPublicKey } from 'node:crypto';
import { isObject, type JsonObject, getOwn } from '../util/objects';
import { type Algorithm, fitsAlgorithm } from './algorithms';
import { ASSUMPTIONS } from './assumptions';

export interface SigningKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** The algorithms it may be used with, of those that are accepted. All are for a key of its type and curve. */
  readonly algorithms: readonly Algorithm[];
}

/** Why a key cannot be used. */
type KeyFlaw =
  | 'not-an-object'
  /** Not of a type for the accepted algorithms. */
  | 'type'
  | 'no-kid'
  | 'use'
  | 'key-ops'
  | 'alg'
  | 'incomplete'
  /** Its members make no key, such as a point that is not on the curve. */
  | 'invalid'
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
 * @param algorithms the signatures that are accepted: those of API Gateway's own JWT authorizers where it is left out
 * @returns `undefined` when there is no list of keys
 */
export function readKeySet(
  json: JsonObject,
  algorithms: readonly string[] = ASSUMPTIONS.algorithms,
): KeySet | undefined {
  const keys = getOwn(json, 'keys');
  if (!Array.isArray(keys)) return undefined;
  const usable: SigningKey[] = [];
  const ignored: IgnoredKey[] = [];
  const kids = new Set<string>();
  for (const jwk of keys) {
    const key = isObject(jwk) ? readKey(jwk, algorithms) : { kid: undefined, flaw: 'not-an-object' as const };
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

function readKey(jwk: JsonObject, accepted: readonly string[]): SigningKey | IgnoredKey {
  const [kty, crv, kid, use, ops, alg] = ['kty', 'crv', 'kid', 'use', 'key_ops', 'alg'].map((name) =>
    getOwn(jwk, name),
  );
  const named = typeof kid === 'string' && kid !== '' ? kid : undefined;
  const flawed = (flaw: KeyFlaw, found: unknown): IgnoredKey => ({ kid: named, flaw, found });
  const fitting = accepted.filter((algorithm) => fitsAlgorithm(algorithm, { kty, crv }));
  if (fitting.length === 0) return flawed('type', kty);
  if (use !== undefined && use !== 'sig') return flawed('use', use);
  if (ops !== undefined && !(Array.isArray(ops) && ops.includes('verify'))) return flawed('key-ops', ops);
  const algorithms = alg === undefined ? fitting : fitting.filter((algorithm) => algorithm === alg);
  if (algorithms.length === 0) return flawed('alg', alg);
  if (named === undefined) return flawed('no-kid', kid);
  const members = readMembers(jwk, kty);
  if (members === undefined) return flawed('incomplete', undefined);
  const publicKey = importKey(members);
  if (publicKey === undefined) return flawed('invalid', undefined);
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? Infinity;
  if (bits < ASSUMPTIONS.minRsaBits) return flawed('too-small', bits);
  return { kid: named, publicKey, algorithms };
}

/** The members that RFC 7518 and RFC 8037 require of a public key, by its type. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['kty', 'n', 'e'],
  EC: ['kty', 'crv', 'x', 'y'],
  OKP: ['kty', 'crv', 'x'],
};

function readMembers(jwk: JsonObject, kty: unknown): JsonWebKey | undefined {
  const entries = (MEMBERS[String(kty)] ?? []).map((name) => [name, getOwn(jwk, name)] as const);
  return entries.every(([, value]) => typeof value === 'string') ? Object.fromEntries(entries) : undefined;
}

function importKey(jwk: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}
