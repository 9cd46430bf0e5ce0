/** What is said about the checks of an issuer. All texts are safe to print. */
import type { FetchFailure } from './http-response';
import type { IgnoredKey } from './jwks';
import { LIMITS } from './limits';
import { ASSUMPTIONS } from './assumptions';
import { isPassageUrl } from './passage-url';
import { difference, quoteUntrusted } from './quote';

/** What is wrong with `issuer` in the discovery document. */
export function otherIssuer(found: unknown, expected: string): { found: string; fix: string } {
  const way = difference(found, expected);
  const value = found === undefined ? 'no `issuer`' : quoteUntrusted(found);
  return {
    found: way === undefined ? value : `${value}, which differs in ${way}`,
    fix:
      typeof found === 'string'
        ? `If it is the \`iss\` of your tokens, set \`issuer\` to ${quoteUntrusted(found)}, character by character`
        : 'Ask the identity provider: OpenID Connect requires `issuer` in this document',
  };
}

export function jwksUriAsked(issuer: string): string {
  const kind = issuer.startsWith('http:') ? 'a URL on this machine, or https' : 'an https URL';
  return `\`jwks_uri\` in the discovery document is ${kind}`;
}

export function jsonFound(bytes: number): string {
  return `a JSON object of ${bytes} bytes`;
}

/** @param seconds how far the clocks may be apart */
export function clockAsked(seconds: number): string {
  return `the issuer's clock is within ${seconds} seconds of this machine's`;
}

export const NO_KEY_LIST = 'JSON without `keys`';
export const NO_KEYS = 'none';
export const IGNORED_KEYS_ASKED = 'keys that cannot be used';
export const JWKS_URI_FIX = 'Ask the identity provider: API Gateway reads keys only from an https `jwks_uri`';
export const KEY_SET_FIX = 'Ask the identity provider: a key set is `{ "keys": [...] }`';
export const IGNORED_KEYS_FIX =
  'Nothing to do, unless your tokens are signed with one of them: those are answered with 401';
export const CLOCK_FIX =
  'Set the clock that is wrong: `exp`, `nbf` and `iat` are compared with the time, and a token from the future is answered with 401';

/** @param algorithms of a Lambda authorizer */
export function signingKeyAsked(algorithms?: readonly string[]): string {
  return algorithms === undefined ? 'an RSA signing key with a `kid`' : 'a signing key with a `kid`';
}

/** @param algorithms of a Lambda authorizer */
export function signingKeyFix(ignored: readonly IgnoredKey[], algorithms?: readonly string[]): string {
  const isAnyOfType = ignored.some(({ flaw }) => flaw !== 'type' && flaw !== 'not-an-object');
  if (isAnyOfType)
    return 'Have the identity provider publish its key as it is needed: what each key lacks is listed below';
  return algorithms === undefined
    ? "Set `authorizerType: lambda`, or have the identity provider sign with RS256: API Gateway's own authorizers accept RSA signatures only"
    : 'Add the algorithm of one of these keys to `algorithms`';
}

/** More keys than this are counted, not listed. */
const MOST_KEYS = 5;

export function describeKeys<T>(keys: readonly T[], describe: (key: T) => string, separator: string): string {
  const more = keys.length - MOST_KEYS;
  const listed = keys.slice(0, MOST_KEYS).map(describe).join(separator);
  return more > 0 ? `${listed}${separator}and ${more} more` : listed;
}

export function describeFlaw(
  { kid, flaw, found }: IgnoredKey,
  accepted: readonly string[] = ASSUMPTIONS.algorithms,
): string {
  const key = kid === undefined ? 'a key without `kid`' : quoteUntrusted(kid);
  switch (flaw) {
    case 'not-an-object':
      return 'an entry that is not a key';
    case 'type':
      return `${key} has \`kty\` ${quoteUntrusted(found)}, which is not for ${accepted.join(' or ')}`;
    case 'no-kid':
      return 'a key without `kid`';
    case 'use':
      return `${key} has \`use\` ${quoteUntrusted(found)}, not sig`;
    case 'key-ops':
      return `${key} has \`key_ops\` ${quoteUntrusted(found)}, without verify`;
    case 'alg':
      return `${key} has \`alg\` ${quoteUntrusted(found)}, not ${accepted.join(' or ')}`;
    case 'incomplete':
      return `${key} is incomplete`;
    case 'invalid':
      return `${key} is not a valid key`;
    case 'too-small':
      return `${key} has ${quoteUntrusted(found)} bits, fewer than ${ASSUMPTIONS.minRsaBits}`;
    case 'same-kid':
      return `${key} is there twice`;
  }
}

export function describeClock(aheadSeconds: number): string {
  const off = Math.abs(aheadSeconds);
  if (off === 0) return 'no difference';
  return `${off} ${off === 1 ? 'second' : 'seconds'} ${aheadSeconds > 0 ? 'ahead' : 'behind'}`;
}

const PASSAGE_RETIRED =
  'Set `issuer` and `audience` to those of the identity provider that you use now: Passage was retired on 2026-01-16, and its issuers are gone';

export function fetchFix(url: string, failure: FetchFailure): string {
  if (isPassageUrl(url)) return PASSAGE_RETIRED;
  switch (failure) {
    case 'not-allowed':
      return 'Write an https URL: API Gateway refuses any other issuer';
    case 'unreachable':
      return 'Check the host name, and that this machine has a network. If it reaches the internet through a proxy, run this on one that needs no proxy, as API Gateway does';
    case 'tls':
      return 'Use a certificate that browsers trust: API Gateway trusts no other';
    case 'timeout':
      return `Ask the identity provider: API Gateway waits ${LIMITS.answerMs} ms for this answer, and answers every request with 401 when it takes longer`;
    case 'redirect':
      return 'Set `issuer` to the URL under which the document is found without a redirect';
    case 'status':
    case 'not-json':
      return 'Check `issuer`: open this address in a browser. It must show the JSON document of an OpenID Connect provider. For an issuer that has none, set `authorizerType: lambda` and `jwksUri`';
    case 'too-large':
      return `Ask the identity provider: API Gateway reads at most ${LIMITS.answerBytes} bytes`;
  }
}
