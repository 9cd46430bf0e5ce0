/** What the gateway decides about a request, and what it answers. */
import type { JsonObject } from '../util/objects';
import { ASSUMPTIONS } from './assumptions';
import type { DenialReason, TokenCheck } from './token-check';

interface Allowed {
  readonly allowed: true;
  /** The verified claims as the token has them. */
  readonly claims: JsonObject;
  /** All scopes of the token, whatever the route requires. */
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
 * A 401: the token is not valid. Parameters of `www-authenticate` are separated by spaces, not commas
 * (AWS: http-api-troubleshooting-jwt, and captures of the real service).
 */
export function unauthorized(reason: DenialReason): Denied {
  const wwwAuthenticate =
    reason.check === 'token-missing'
      ? 'Bearer'
      : `Bearer scope="" error="invalid_token" error_description="${describe(reason)}"`;
  return { allowed: false, status: 401, wwwAuthenticate, body: { message: 'Unauthorized' }, reason };
}

/** A 403: the token is valid, but has none of the route's scopes. */
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
  // The name comes from the token and goes into a header: repeat it only where it cannot end that header.
  if (check === 'algorithm' && typeof found === 'string' && /^[A-Za-z0-9+_-]{1,32}$/.test(found)) {
    return `signing method ${found} is invalid`;
  }
  return DESCRIPTIONS[check];
}
