/** An issuer's keys, for `authorize`. */
import { type JsonObject, getOwn } from '../util/objects';
import { fetchDiscovery, fetchKeySet, type IssuerClient } from './issuer';
import { type KeySet, readKeySet, type SigningKey } from './jwks';
import { LIMITS } from './limits';
import { ASSUMPTIONS } from './assumptions';
import type { DenialReason } from './token-check';
import { quoteUntrusted } from './quote';

type FoundKey =
  | { readonly ok: true; readonly key: SigningKey }
  /** The reason's check is `discovery`, `jwks` or `key`. */
  | { readonly ok: false; readonly reason: DenialReason };

/** An issuer's keys. `find` never rejects. */
export interface KeySource {
  readonly find: (kid: string, alg: string) => Promise<FoundKey>;
}

/** Keys that are known already, such as a local key pair's: a key set as RFC 7517 has it. */
export function staticKeys(
  jwks: { readonly keys: readonly JsonObject[] },
  algorithms?: readonly string[],
): KeySource {
  const lookup = makeKeyLookup(readKeySet(jwks, algorithms) ?? { usable: [], ignored: [] });
  return { find: (kid, alg) => Promise.resolve(lookup.find(kid, alg)) };
}

/** An unknown `kid` makes the keys be fetched again at once, but not more often than this. */
const RENEWAL_MS = 5000;

/** A failure is kept for this long, so that an issuer that is down is not asked once per request. */
const FAILURE_MS = 2000;

export interface KeyOptions {
  /** The signatures that are accepted: those of API Gateway's own JWT authorizers where it is left out. */
  readonly algorithms?: readonly string[];
  /** Where the keys are, for an issuer without a discovery document. */
  readonly jwksUri?: string | null;
}

/**
 * An issuer's keys, as API Gateway gets them (AWS: http-api-jwt-authorizer): from the discovery document's
 * `jwks_uri`, kept for at most two hours. Nothing is fetched before the first `find`.
 *
 * Requests at the same time share one fetch. A `kid` that is not among the keys causes one fetch at once, at
 * most every five seconds; known keys are used meanwhile.
 */
export function remoteKeys(issuer: string, client: IssuerClient, options: KeyOptions = {}): KeySource {
  let latest: LoadedKeys | undefined;
  let loading: Promise<LoadedKeys> | undefined;
  let renewedAt = -Infinity;
  const time = (): number => client.now().getTime();

  const load = (): Promise<LoadedKeys> => {
    loading ??= loadKeys(issuer, client, options).then((loaded) => {
      // After a failed renewal, keys that are still fresh remain in use.
      if (loaded.ok || !isFresh(latest, time())) latest = loaded;
      loading = undefined;
      return loaded;
    });
    return loading;
  };

  const find = async (kid: string, alg: string): Promise<FoundKey> => {
    const kept = isFresh(latest, time()) ? latest : undefined;
    const found = findIn(kept ?? (await load()), kid, alg);
    const isNewKid = kept?.ok === true && !kept.lookup.has(kid);
    if (!isNewKid) return found;
    if (loading === undefined) {
      if (time() - renewedAt < RENEWAL_MS) return found;
      renewedAt = time();
    }
    return findIn(await load(), kid, alg);
  };
  return { find };
}

type LoadedKeys =
  | { readonly ok: true; readonly at: number; readonly lookup: KeyLookup }
  | { readonly ok: false; readonly at: number; readonly reason: DenialReason };

function isFresh(loaded: LoadedKeys | undefined, now: number): loaded is LoadedKeys {
  return loaded !== undefined && now - loaded.at < (loaded.ok ? LIMITS.keysMs : FAILURE_MS);
}

function findIn(loaded: LoadedKeys, kid: string, alg: string): FoundKey {
  return loaded.ok ? loaded.lookup.find(kid, alg) : loaded;
}

async function loadKeys(issuer: string, client: IssuerClient, options: KeyOptions): Promise<LoadedKeys> {
  const { algorithms, jwksUri } = options;
  const at = (): number => client.now().getTime();
  const found: FoundKeySet =
    typeof jwksUri === 'string'
      ? { ok: true, url: jwksUri, trusted: jwksUri }
      : await findKeySet(issuer, client);
  if (!found.ok) return { ok: false, at: at(), reason: found.reason };

  const answer = await fetchKeySet(found.url, found.trusted, client);
  const failed = (detail: string): LoadedKeys => ({
    ok: false,
    at: at(),
    reason: { check: 'jwks', detail, found: answer.url },
  });
  if (!answer.ok) return failed(quoteUntrusted(answer.detail));
  const keys = readKeySet(answer.json, algorithms);
  return keys === undefined
    ? failed('it has no list of keys')
    : { ok: true, at: at(), lookup: makeKeyLookup(keys) };
}

type FoundKeySet =
  /** `trusted` is the URL that the configuration names: plain http is for this machine, and only if both are. */
  | { readonly ok: true; readonly url: string; readonly trusted: string }
  | { readonly ok: false; readonly reason: DenialReason };

/** Where the discovery document says that the keys are. */
async function findKeySet(issuer: string, client: IssuerClient): Promise<FoundKeySet> {
  const failed = (detail: string, facts: Partial<DenialReason>): FoundKeySet => ({
    ok: false,
    reason: { check: 'discovery', detail, ...facts },
  });
  const discovery = await fetchDiscovery(issuer, client);
  if (!discovery.ok) return failed(quoteUntrusted(discovery.detail), { found: discovery.url });
  const named = getOwn(discovery.json, 'issuer');
  if (ASSUMPTIONS.discoveryNamesIssuer && named !== issuer) {
    return failed('it names another issuer', { name: 'issuer', expected: issuer, found: named });
  }
  const url = getOwn(discovery.json, 'jwks_uri');
  return typeof url === 'string'
    ? { ok: true, url, trusted: issuer }
    : failed('it has no jwks_uri', { found: discovery.url });
}

interface KeyLookup {
  readonly find: (kid: string, alg: string) => FoundKey;
  readonly has: (kid: string) => boolean;
}

function makeKeyLookup({ usable, ignored }: KeySet): KeyLookup {
  const byKid = new Map(usable.map((key) => [key.kid, key]));
  const missing = (kid: string): FoundKey => {
    const flaw = ignored.find((key) => key.kid === kid)?.flaw;
    const detail =
      flaw === undefined ? {} : { detail: `the issuer has this key, but it cannot be used (${flaw})` };
    return {
      ok: false,
      reason: { check: 'key', name: 'kid', expected: [...byKid.keys()], found: kid, ...detail },
    };
  };
  const find = (kid: string, alg: string): FoundKey => {
    const key = byKid.get(kid);
    const isFor = key?.algorithms.some((name) => name === alg) === true;
    return isFor ? { ok: true, key } : missing(kid);
  };
  return { find, has: (kid) => byKid.has(kid) };
}
