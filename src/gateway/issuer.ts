/** Asks an issuer what API Gateway asks it. */
import { isLoopback } from '../util/loopback';
import type { JsonObject } from '../util/objects';
import { type FetchFailure, readClock, readError, readResponse } from './http-response';
import { LIMITS } from './limits';

/** The network and the clock, passed in by the caller. */
export interface IssuerClient {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
}

interface FetchFacts {
  readonly url: string;
  /** Milliseconds until the answer was read, or given up. */
  readonly ms: number;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** Seconds by which the server's clock is ahead of ours, where it says what time it is. */
  readonly aheadSeconds?: number;
}

interface FetchSuccess extends FetchFacts {
  readonly ok: true;
  readonly bytes: number;
  readonly json: JsonObject;
}

export interface FetchError extends FetchFacts {
  readonly ok: false;
  readonly failure: FetchFailure;
  /** In a few words: an error code, a status, a number of bytes, where a redirect leads. */
  readonly detail: string;
}

export type FetchResult = FetchSuccess | FetchError;

/** Reads `{issuer}/.well-known/openid-configuration` as API Gateway does. Never rejects. */
export function fetchDiscovery(issuer: string, client: IssuerClient): Promise<FetchResult> {
  return getJson(discoveryUrl(issuer), issuer, client);
}

/** Reads the key set at an issuer's `jwks_uri` as API Gateway does. Never rejects. */
export function fetchKeySet(jwksUri: string, issuer: string, client: IssuerClient): Promise<FetchResult> {
  return getJson(jwksUri, issuer, client);
}

/**
 * Where an issuer's discovery document is. A trailing slash of the issuer is not doubled (OpenID Connect
 * Discovery 1.0, section 4).
 */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/**
 * One GET with the gateway's limits (AWS: http-api-quotas). It carries a User-Agent, without which some
 * issuers answer 403, and follows no redirect.
 */
async function getJson(url: string, issuer: string, { fetch, now }: IssuerClient): Promise<FetchResult> {
  if (!isAllowed(url, issuer)) {
    return { ok: false, url, ms: 0, failure: 'not-allowed', detail: 'not an https URL' };
  }
  const started = performance.now();
  const asked = (): { url: string; ms: number } => ({ url, ms: Math.round(performance.now() - started) });
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'application/json', 'user-agent': 'serverless-passage' },
      signal: AbortSignal.timeout(LIMITS.answerMs),
    });
    const clock = readClock(response.headers, now());
    const answer = await readResponse(response).catch(readError);
    return { ...asked(), status: response.status, ...clock, ...answer };
  } catch (error) {
    return { ...asked(), ...readError(error) };
  }
}

/** https, or http where neither the issuer nor the URL leaves this machine. */
function isAllowed(url: string, issuer: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(issuer)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  if (protocol === 'https:') return true;
  return protocol === 'http:' && isLoopback(hostname) && isLoopback(new URL(issuer).hostname);
}
