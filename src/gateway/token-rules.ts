/** The documented rules, one function each (AWS: http-api-jwt-authorizer, "Authorizing API requests"). */
import { type JsonObject, getOwn } from '../util/objects';
import { ASSUMPTIONS } from './assumptions';
import type { DenialReason } from './token-check';

/** What an authorizer is configured with. */
export interface Authorizer {
  /** Compared with `iss` character by character. */
  readonly issuer: string;
  readonly audience: readonly string[];
  /** The signatures that are accepted: those of API Gateway's own JWT authorizers where it is left out. */
  readonly algorithms?: readonly string[];
}

/** What of a token's header counts: everything else in it is ignored. */
export interface Signing {
  readonly alg: string;
  readonly kid: string;
}

export function readSigning(
  header: JsonObject,
  expected: readonly string[] = ASSUMPTIONS.algorithms,
): { readonly ok: true; readonly signing: Signing } | { readonly ok: false; readonly reason: DenialReason } {
  const alg = getOwn(header, 'alg');
  if (typeof alg !== 'string' || !expected.includes(alg)) {
    return { ok: false, reason: { check: 'algorithm', name: 'alg', expected, found: alg } };
  }
  // RFC 7515 section 4.1.11: an extension that is not understood must be refused. None is understood here.
  const crit = getOwn(header, 'crit');
  if (crit !== undefined) return { ok: false, reason: { check: 'critical', name: 'crit', found: crit } };
  const kid = getOwn(header, 'kid');
  if (typeof kid !== 'string' || kid === '') {
    return { ok: false, reason: { check: 'kid', name: 'kid', found: kid } };
  }
  return { ok: true, signing: { alg, kid } };
}

export function checkIssuerClaim(claims: JsonObject, issuer: string): DenialReason | undefined {
  const iss = getOwn(claims, 'iss');
  return iss === issuer ? undefined : { check: 'issuer', name: 'iss', expected: issuer, found: iss };
}

/** All rules for claims but the issuer's, for claims whose signature is valid. */
export function checkClaims(
  claims: JsonObject,
  audience: readonly string[],
  now: Date,
): DenialReason | undefined {
  return (
    checkClaimTypes(claims) ?? checkAudience(claims, audience) ?? checkTimes(claims, now.getTime() / 1000)
  );
}

type ClaimType = readonly [name: string, expected: string, fits: (value: unknown) => boolean];

const CLAIM_TYPES: readonly ClaimType[] = [
  ...ASSUMPTIONS.texts.map((name): ClaimType => [name, 'a string', isString]),
  ...['exp', 'nbf', 'iat'].map((name): ClaimType => [name, 'a number', Number.isFinite]),
  ...['aud', ...ASSUMPTIONS.scopeClaims].map((name): ClaimType => [
    name,
    'a string or a list of strings',
    isStringOrStrings,
  ]),
];

function checkClaimTypes(claims: JsonObject): DenialReason | undefined {
  const missing = ASSUMPTIONS.required.find((name) => !Object.hasOwn(claims, name));
  if (missing !== undefined) return { check: 'claim-missing', name: missing };
  const mistyped = CLAIM_TYPES.find(([name, , fits]) => Object.hasOwn(claims, name) && !fits(claims[name]));
  if (mistyped === undefined) return undefined;
  const [name, expected] = mistyped;
  return { check: 'claim-type', name, expected, found: claims[name] };
}

/** `client_id` counts only where there is no `aud` (AWS: http-api-jwt-authorizer). */
function checkAudience(claims: JsonObject, audience: readonly string[]): DenialReason | undefined {
  const name = Object.hasOwn(claims, 'aud') || !Object.hasOwn(claims, 'client_id') ? 'aud' : 'client_id';
  const found = getOwn(claims, name);
  if (name === 'client_id' && !isString(found)) {
    return { check: 'claim-type', name, expected: 'a string', found };
  }
  return readStrings(found).some((one) => audience.includes(one))
    ? undefined
    : { check: 'audience', name, expected: audience, found };
}

/** Each condition is written so that a time that is not a number is denied. */
function checkTimes(claims: JsonObject, now: number): DenialReason | undefined {
  const { exp, nbf, iat } = claims;
  const skew = ASSUMPTIONS.skewSeconds;
  if (!(Number(exp) + skew > now)) return { check: 'expired', name: 'exp', expected: now, found: exp };
  if (nbf !== undefined && !(Number(nbf) - skew <= now)) {
    return { check: 'not-before', name: 'nbf', expected: now, found: nbf };
  }
  if (iat !== undefined && !(Number(iat) - skew <= now)) {
    return { check: 'issued-at', name: 'iat', expected: now, found: iat };
  }
  return undefined;
}

/** The scopes of verified claims: `scope` or `scp`, a string of scopes separated by spaces, or a list. */
export function readScopes(claims: JsonObject): readonly string[] {
  const name = ASSUMPTIONS.scopeClaims.find((name) => Object.hasOwn(claims, name));
  const found = name === undefined ? undefined : claims[name];
  return typeof found === 'string' ? found.split(' ').filter((scope) => scope !== '') : readStrings(found);
}

function readStrings(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter(isString);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isStringOrStrings(value: unknown): boolean {
  return isString(value) || (Array.isArray(value) && value.every(isString));
}
