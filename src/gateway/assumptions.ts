import type { TokenCheck } from './token-check';

/** Checks whose `error_description` was captured from the real service, or needs none. */
type KnownDescription =
  'token-missing' | 'segments' | 'algorithm' | 'issuer' | 'discovery' | 'jwks' | 'audience' | 'scopes';

/** The part of the gateway's behaviour that no public source settles. */
interface Assumptions {
  readonly algorithms: readonly string[];
  readonly prefixes: readonly string[];
  readonly skewSeconds: number;
  readonly required: readonly string[];
  readonly texts: readonly string[];
  readonly scopeClaims: readonly string[];
  readonly nesting: number;
  readonly minRsaBits: number;
  readonly discoveryNamesIssuer: boolean;
  readonly redirectIsDefinite: boolean;
  readonly descriptions: Readonly<Record<Exclude<TokenCheck, KnownDescription>, string>>;
}

/**
 * Every rule of a JWT authorizer that AWS does not document and nobody has published a capture of. Each
 * takes the stricter reading: a token that passes here should pass there. When one becomes known, it
 * changes here and nowhere else.
 *
 * Not known either, but not values:
 * - Whether the gateway looks at `iss` before it looks for the key. `authorize` does, so that a token of
 *   another issuer is called that and not one with an unknown `kid`; the answer is a 401 in both orders.
 * - Whether the limit on the key set's size holds for the discovery document, whether a status other than 200
 *   will do for either, and what becomes of an issuer's trailing slash in the URL. `issuer.ts` says yes, no,
 *   and what OpenID Connect Discovery says.
 * - How nested objects look among the claims of an HTTP API's event, what is next to `claims` in a REST API's, and
 *   whether a string has quotation marks in a mapping template: see `claims.ts`.
 * - How the control plane of a REST API names the configuration of a JWT authorizer. `drift/read-apis.ts` takes
 *   CloudFormation's names in camel case, as those of every other property; what has other names is not compared, and
 *   `passage drift` says so.
 * - Which route gets a request that two routes match equally well: `drift/probe-request.ts` sends none there.
 */
export const ASSUMPTIONS: Assumptions = {
  /** "Only RSA-based algorithms are supported" (http-api-jwt-authorizer), but which: RS384, RS512 and PS* are unproven. */
  algorithms: ['RS256'],
  /** A bare token is documented, and so is this prefix; `bearer` and other spellings are not. */
  prefixes: ['Bearer '],
  /** Tolerance for `exp`, `nbf` and `iat`. A time equal to now counts as reached. */
  skewSeconds: 0,
  /**
   * Claims without which a token is refused, beside `iss` and `aud` or `client_id`. One that never expires is
   * the dangerous kind. Access tokens of many providers have no `nbf`, some no `iat`: with nothing to
   * compare, the documented comparison cannot fail.
   */
  required: ['exp'],
  /** Claims that RFC 7519 calls strings and the gateway need not look at: refused when they are anything else. */
  texts: ['sub', 'jti'],
  /** "`scope` or `scp`": when a token has both, only the first of these is read, never their union. */
  scopeClaims: ['scope', 'scp'],
  /** Objects and lists within each other in a header or payload, which somebody's stack must bear. */
  nesting: 100,
  /** Smaller RSA keys are ignored: RFC 7518 section 3.3 forbids them. */
  minRsaBits: 2048,
  /** OpenID Connect Discovery 1.0 section 4.3 forbids using a document whose `issuer` is not the one asked. */
  discoveryNamesIssuer: true,
  /** Redirects are not followed, and stop a deploy; `verifyIssuer: false` is the way out should the gateway follow them. */
  redirectIsDefinite: true,
  /** The wording of `error_description` where no capture exists; the form around it is known. */
  descriptions: {
    'token-size': 'token is too long',
    encoding: 'token is malformed',
    json: 'token is malformed',
    critical: 'token has an unsupported critical header',
    kid: 'token has no key ID',
    key: 'no signing key for the token',
    signature: 'token signature is invalid',
    'claim-missing': 'token is missing a claim',
    'claim-type': 'token is malformed',
    expired: 'token is expired',
    'not-before': 'token is not valid yet',
    'issued-at': 'token was issued in the future',
  },
};
