/** The doctor's checks of an issuer: would API Gateway take it, and if not, what to do. */
import type { FetchFailure } from './http-response';
import {
  type FetchResult,
  type FetchError,
  discoveryUrl,
  fetchDiscovery,
  fetchKeySet,
  type IssuerClient,
} from './issuer';
import { type IgnoredKey, type KeySet, readKeySet } from './jwks';
import { LIMITS } from './limits';
import { ASSUMPTIONS } from './assumptions';
import { type JsonObject, getOwn } from './authorization-result';
import { difference, quoteUntrusted } from './quote';

export type IssuerCheckId =
  'discovery' | 'issuer' | 'jwks-uri' | 'jwks' | 'signing-key' | 'ignored-keys' | 'clock';

/** One line of the doctor's. All texts are fit for a terminal. */
export interface IssuerCheck {
  readonly id: IssuerCheckId;
  readonly ok: boolean | 'warning';
  /** Of a failed check: the issuer itself said so, and no other network or day would make it better. */
  readonly definite: boolean;
  readonly asked: string;
  readonly found: string;
  /** Milliseconds, where something was fetched. */
  readonly ms?: number;
  /** What to do, where there is something to do. */
  readonly fix?: string;
}

/**
 * Asks an issuer what API Gateway will ask it, when the authorizer is created and later: its discovery
 * document and its key set. A check that an earlier failure makes impossible is left out. Never rejects.
 *
 * @param issuer the configured issuer, as the authorizer will have it
 */
export async function checkIssuer(issuer: string, client: IssuerClient): Promise<IssuerCheck[]> {
  const discovery = await fetchDiscovery(issuer, client);
  const checks = [checkDiscovery(issuer, discovery)];
  if (!discovery.ok) return checks;
  checks.push(checkName(issuer, discovery.json));

  const jwksUri = getOwn(discovery.json, 'jwks_uri');
  const answer = typeof jwksUri === 'string' ? await fetchKeySet(jwksUri, issuer, client) : undefined;
  checks.push(checkJwksUri(issuer, jwksUri, answer));
  if (answer !== undefined && !wasRefused(answer)) checks.push(...checkKeySet(answer));
  return [...checks, ...checkClock(discovery)];
}

function checkDiscovery(issuer: string, answer: FetchResult): IssuerCheck {
  return {
    id: 'discovery',
    asked: `GET ${quoteUntrusted(discoveryUrl(issuer))}`,
    ...(answer.ok ? passed(answer) : failed(answer, fixAnswer(issuer, answer))),
  };
}

function checkName(issuer: string, json: JsonObject): IssuerCheck {
  const found = getOwn(json, 'issuer');
  const asked = `\`issuer\` in the discovery document is ${quoteUntrusted(issuer)}`;
  if (found === issuer)
    return { id: 'issuer', ok: true, definite: false, asked, found: quoteUntrusted(found) };
  const way = difference(found, issuer);
  return {
    id: 'issuer',
    ok: false,
    definite: ASSUMPTIONS.discoveryNamesIssuer,
    asked,
    found: way === undefined ? quoteUntrusted(found) : `${quoteUntrusted(found)}, which differs in ${way}`,
    fix:
      typeof found === 'string'
        ? `Write \`issuer: ${quoteUntrusted(found).slice(1, -1)}\`, character by character, if that is the \`iss\` of your tokens`
        : 'Ask the identity provider: OpenID Connect requires `issuer` in this document',
  };
}

function checkJwksUri(issuer: string, jwksUri: unknown, answer: FetchResult | undefined): IssuerCheck {
  const kind = issuer.startsWith('http:') ? 'a URL on this machine, or https' : 'an https URL';
  const asked = `\`jwks_uri\` in the discovery document is ${kind}`;
  const found = quoteUntrusted(jwksUri);
  const id = 'jwks-uri';
  if (answer !== undefined && !wasRefused(answer)) return { id, ok: true, definite: false, asked, found };
  const fix = 'Ask the identity provider: API Gateway reads keys only from an https `jwks_uri`';
  return { id, ok: false, definite: true, asked, found, fix };
}

function checkKeySet(answer: FetchResult): IssuerCheck[] {
  const asked = `GET ${quoteUntrusted(answer.url)}`;
  if (!answer.ok) return [{ id: 'jwks', asked, ...failed(answer, fixAnswer(answer.url, answer)) }];
  const keys = readKeySet(answer.json);
  if (keys !== undefined) return [{ id: 'jwks', asked, ...passed(answer) }, ...checkKeys(keys)];
  const fix = 'Ask the identity provider: a key set is `{ "keys": [...] }`';
  return [{ id: 'jwks', asked, ok: false, definite: true, found: 'JSON without `keys`', ms: answer.ms, fix }];
}

function checkKeys({ usable, ignored }: KeySet): IssuerCheck[] {
  const signing: IssuerCheck = {
    id: 'signing-key',
    ok: usable.length > 0,
    definite: usable.length === 0,
    asked: 'an RSA signing key with a `kid`',
    found: usable.length > 0 ? usable.map(({ kid }) => quoteUntrusted(kid)).join(', ') : 'none',
    ...(usable.length > 0 ? {} : { fix: fixSigningKey(ignored) }),
  };
  if (ignored.length === 0) return [signing];
  const fix = 'Nothing, unless your tokens are signed with one of them: such tokens get a 401';
  const asked = 'keys that API Gateway has no use for';
  const found = ignored.map(describeFlaw).join('; ');
  return [signing, { id: 'ignored-keys', ok: 'warning', definite: false, asked, found, fix }];
}

function fixSigningKey(ignored: readonly IgnoredKey[]): string {
  return ignored.some(({ flaw }) => flaw !== 'not-rsa' && flaw !== 'not-an-object')
    ? 'Make the identity provider publish its RSA key as API Gateway takes it: what each key lacks stands below'
    : 'Make the identity provider sign with RS256: API Gateway takes RSA signatures only';
}

function describeFlaw({ kid, flaw, found }: IgnoredKey): string {
  const key = kid === undefined ? 'a key without `kid`' : quoteUntrusted(kid);
  switch (flaw) {
    case 'not-an-object':
      return 'an entry that is no key';
    case 'not-rsa':
      return `${key} has \`kty\` ${quoteUntrusted(found)}, not RSA`;
    case 'no-kid':
      return 'an RSA key without `kid`';
    case 'use':
      return `${key} has \`use\` ${quoteUntrusted(found)}, not sig`;
    case 'key-ops':
      return `${key} has \`key_ops\` ${quoteUntrusted(found)}, not verify`;
    case 'alg':
      return `${key} has \`alg\` ${quoteUntrusted(found)}, not ${ASSUMPTIONS.algorithms.join(' or ')}`;
    case 'incomplete':
      return `${key} lacks \`n\` or \`e\``;
    case 'too-small':
      return `${key} has ${quoteUntrusted(found)} bits, fewer than ${ASSUMPTIONS.minRsaBits}`;
    case 'same-kid':
      return `${key} once more`;
  }
}

/** How far clocks may be apart before it is said: `Date` has whole seconds, and answers take time. */
const CLOCK_SECONDS = 5;

function checkClock({ aheadSeconds }: FetchResult): IssuerCheck[] {
  if (aheadSeconds === undefined) return [];
  const asked = `the issuer's clock is within ${CLOCK_SECONDS} seconds of this machine's`;
  const off = Math.abs(aheadSeconds);
  const found =
    off === 0
      ? 'no difference'
      : `${off} ${off === 1 ? 'second' : 'seconds'} ${aheadSeconds > 0 ? 'ahead' : 'behind'}`;
  if (off <= CLOCK_SECONDS) return [{ id: 'clock', ok: true, definite: false, asked, found }];
  const fix =
    'Set the clock that is wrong: `exp`, `nbf` and `iat` are compared with the time, and a token from the future gets a 401';
  return [{ id: 'clock', ok: 'warning', definite: false, asked, found, fix }];
}

function wasRefused(answer: FetchResult): boolean {
  return !answer.ok && answer.failure === 'not-allowed';
}

function passed({ bytes, ms }: Extract<FetchResult, { ok: true }>): Omit<IssuerCheck, 'id' | 'asked'> {
  return { ok: true, definite: false, found: `a JSON object of ${bytes} bytes`, ms };
}

function failed({ failure, detail, ms }: FetchError, fix: string): Omit<IssuerCheck, 'id' | 'asked'> {
  return { ok: false, definite: DEFINITE[failure], found: `${failure}: ${quoteUntrusted(detail)}`, ms, fix };
}

const DEFINITE: Readonly<Record<FetchFailure, boolean>> = {
  'not-allowed': true,
  unreachable: false,
  tls: false,
  timeout: false,
  redirect: ASSUMPTIONS.redirectIsDefinite,
  status: true,
  'too-large': true,
  'not-json': true,
};

function fixAnswer(url: string, { failure }: FetchError): string {
  if (isPassage(url)) return PASSAGE_RETIRED;
  switch (failure) {
    case 'not-allowed':
      return 'Write an https URL: API Gateway refuses any other issuer';
    case 'unreachable':
      return 'Check the host name. If this machine needs a proxy to reach it, API Gateway may still';
    case 'tls':
      return 'The certificate must be one that the public web trusts, and API Gateway with it';
    case 'timeout':
      return `API Gateway waits ${LIMITS.answerMs} ms for this answer, and says 401 to everybody when it takes longer`;
    case 'redirect':
      return 'Write the issuer whose document is there without a redirect';
    case 'status':
    case 'not-json':
      return 'Check `issuer`: open this address in a browser, it must show the JSON document of an OpenID Connect provider';
    case 'too-large':
      return `Ask the identity provider: API Gateway reads at most ${LIMITS.answerBytes} bytes`;
  }
}

const PASSAGE_RETIRED =
  'Passage was retired on 2026-01-16, and its issuers are gone. Set `issuer` and `audience` to those of the identity provider that took its place';

function isPassage(url: string): boolean {
  const hostname = URL.canParse(url) ? new URL(url).hostname : '';
  return hostname === 'auth.passage.id' || hostname.endsWith('.auth.passage.id');
}
