/** The documented rules, one function each (AWS: http-api-jwt-authorizer, "Authorizing API requests"). */
import { UNKNOWNS } from './assumptions';
import { type Members, own, type Reason } from './authorization-result';

/** What an authorizer is configured with. */
export interface Authorizer {
  /** Compared with `iss` character by character. */
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** What of a token's header counts: everything else in it is ignored. */
export interface Signing {
  readonly alg: string;
  readonly kid: string;
}

export function readSigning(
  header: Members,
): { readonly ok: true; readonly signing: Signing } | { readonly ok: false; readonly reason: Reason } {
  const alg = own(header, 'alg');
  if (typeof alg !== 'string' || !UNKNOWNS.algorithms.includes(alg)) {
    const expected = UNKNOWNS.algorithms;
    return { ok: false, reason: { check: 'algorithm', name: 'alg', expected, found: alg } };
  }
  // RFC 7515 section 4.1.11: who does not understand what is critical must refuse. Nothing here is understood.
  const crit = own(header, 'crit');
  if (crit !== undefined) return { ok: false, reason: { check: 'critical', name: 'crit', found: crit } };
  const kid = own(header, 'kid');
  if (typeof kid !== 'string' || kid === '') {
    return { ok: false, reason: { check: 'kid', name: 'kid', found: kid } };
  }
  return { ok: true, signing: { alg, kid } };
}

export function judgeIssuer(claims: Members, issuer: string): Reason | undefined {
  const iss = own(claims, 'iss');
  return iss === issuer ? undefined : { check: 'issuer', name: 'iss', expected: issuer, found: iss };
}

/** All rules for claims but the issuer's, for claims whose signature is good. */
export function judgeClaims(claims: Members, audience: readonly string[], now: Date): Reason | undefined {
  return judgeShape(claims) ?? judgeAudience(claims, audience) ?? judgeTimes(claims, now.getTime() / 1000);
}

type Shape = readonly [name: string, expected: string, fits: (value: unknown) => boolean];

const SHAPES: readonly Shape[] = [
  ...UNKNOWNS.texts.map((name): Shape => [name, 'a text', isText]),
  ...['exp', 'nbf', 'iat'].map((name): Shape => [name, 'a number', Number.isFinite]),
  ...['aud', ...UNKNOWNS.scopeClaims].map((name): Shape => [name, 'a text or a list of texts', isTexts]),
];

function judgeShape(claims: Members): Reason | undefined {
  const missing = UNKNOWNS.required.find((name) => !Object.hasOwn(claims, name));
  if (missing !== undefined) return { check: 'claim-missing', name: missing };
  const mistyped = SHAPES.find(([name, , fits]) => Object.hasOwn(claims, name) && !fits(claims[name]));
  if (mistyped === undefined) return undefined;
  const [name, expected] = mistyped;
  return { check: 'claim-type', name, expected, found: claims[name] };
}

/** `client_id` counts only where there is no `aud` (AWS: http-api-jwt-authorizer). */
function judgeAudience(claims: Members, audience: readonly string[]): Reason | undefined {
  const name = Object.hasOwn(claims, 'aud') || !Object.hasOwn(claims, 'client_id') ? 'aud' : 'client_id';
  const found = own(claims, name);
  if (name === 'client_id' && !isText(found)) {
    return { check: 'claim-type', name, expected: 'a text', found };
  }
  return readTexts(found).some((one) => audience.includes(one))
    ? undefined
    : { check: 'audience', name, expected: audience, found };
}

/** Each condition is written so that a time which is not a number refuses. */
function judgeTimes(claims: Members, now: number): Reason | undefined {
  const { exp, nbf, iat } = claims;
  const skew = UNKNOWNS.skewSeconds;
  if (!(Number(exp) + skew > now)) return { check: 'expired', name: 'exp', expected: now, found: exp };
  if (nbf !== undefined && !(Number(nbf) - skew <= now)) {
    return { check: 'not-before', name: 'nbf', expected: now, found: nbf };
  }
  if (iat !== undefined && !(Number(iat) - skew <= now)) {
    return { check: 'issued-at', name: 'iat', expected: now, found: iat };
  }
  return undefined;
}

/** The scopes of verified claims: `scope` or `scp`, a text of scopes between spaces or a list. */
export function readScopes(claims: Members): readonly string[] {
  const name = UNKNOWNS.scopeClaims.find((name) => Object.hasOwn(claims, name));
  const found = name === undefined ? undefined : claims[name];
  return typeof found === 'string' ? found.split(' ').filter((scope) => scope !== '') : readTexts(found);
}

function readTexts(value: unknown): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return texts.filter(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  return isText(value) || (Array.isArray(value) && value.every(isText));
}
