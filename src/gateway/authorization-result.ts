/** What the gateway decides, and what it says to the client. */
import { ASSUMPTIONS } from './assumptions';

/** The members of a JSON object that somebody else wrote: read them with {@link getOwn} only. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An own member, so that `constructor` and `__proto__` are names like any other. */
export function getOwn(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Every check that can refuse a token, in the order in which they are made. */
export type TokenCheck =
  | 'token-missing'
  | 'token-size'
  | 'segments'
  | 'encoding'
  | 'json'
  | 'algorithm'
  | 'critical'
  | 'kid'
  | 'issuer'
  | 'discovery'
  | 'jwks'
  | 'key'
  | 'signature'
  | 'claim-missing'
  | 'claim-type'
  | 'audience'
  | 'expired'
  | 'not-before'
  | 'issued-at'
  | 'scopes';

/** Why a token was refused, for the developer's eyes. Never holds the token or a segment of it. */
export interface DenialReason {
  readonly check: TokenCheck;
  /** The claim or header parameter that was looked at, where there is one. */
  readonly name?: string;
  /** What would have passed: a text, a list of texts, a number, or seconds since 1970 for a time. */
  readonly expected?: unknown;
  /** What the token has. Written by whoever made the token: show it through `quote`. */
  readonly found?: unknown;
  /** What the other members cannot say, in a few words that are fit for a terminal. */
  readonly detail?: string;
}

export interface Allowed {
  readonly allowed: true;
  /** The verified claims as JSON has them; `gatewayClaims` makes the gateway's form of them. */
  readonly claims: JsonObject;
  /** All scopes of the token, whatever the route asks for. */
  readonly tokenScopes: readonly string[];
}

export interface Denied {
  readonly allowed: false;
  readonly status: 401 | 403;
  /** The value of the `www-authenticate` response header. */
  readonly wwwAuthenticate: string;
  /** The response body, sent as `application/json`. */
  readonly body: { readonly message: 'Unauthorized' | 'Forbidden' };
  readonly reason: DenialReason;
}

export type AuthorizationResult = Allowed | Denied;

/**
 * A 401: the token is not good. Parameters of `www-authenticate` are separated by spaces, not commas
 * (AWS: http-api-troubleshooting-jwt, and captures of the real service).
 */
export function unauthorized(reason: DenialReason): Denied {
  const wwwAuthenticate =
    reason.check === 'token-missing'
      ? 'Bearer'
      : `Bearer scope="" error="invalid_token" error_description="${describe(reason)}"`;
  return { allowed: false, status: 401, wwwAuthenticate, body: { message: 'Unauthorized' }, reason };
}

/** A 403: the token is good, but has none of the route's scopes. */
export function forbidden(expected: readonly string[], found: readonly string[]): Denied {
  const scopes = expected.join(' ');
  return {
    allowed: false,
    status: 403,
    wwwAuthenticate: `Bearer scope="${scopes}" error="insufficient_scope" error_description="expected scopes: [${scopes}]"`,
    body: { message: 'Forbidden' },
    reason: { check: 'scopes', expected, found },
  };
}

const DESCRIPTIONS: Readonly<Record<TokenCheck, string>> = {
  'token-missing': '',
  segments: 'token contains an invalid number of segments',
  algorithm: 'signing method is invalid',
  issuer: 'issuer does not match',
  discovery: 'OIDC discovery endpoint communication error',
  jwks: 'JWKS communication error',
  audience: 'the token does not have a valid audience',
  scopes: '',
  ...ASSUMPTIONS.descriptions,
};

function describe({ check, found }: DenialReason): string {
  // The token chose this name, and it goes into a header: repeat only what cannot break out of one.
  if (check === 'algorithm' && typeof found === 'string' && /^[A-Za-z0-9+_-]{1,32}$/.test(found)) {
    return `signing method ${found} is invalid`;
  }
  return DESCRIPTIONS[check];
}
