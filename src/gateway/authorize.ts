/** What API Gateway decides about one request to a protected route. */
import type { KeySource } from './keys';
import {
  type Authorizer,
  checkClaims,
  checkIssuerClaim,
  readScopes,
  readSigning,
  type Signing,
} from './token-rules';
import { readUnverifiedToken } from './read-token';
import { type VerifySignature, verifySignature } from './signature';
import { type AuthorizationResult, forbidden, unauthorized } from './authorization-result';
import type { DenialReason } from './token-check';

export interface AuthorizationRequest {
  /** The raw value of the authorizer's identity source, `undefined` when the request has none. */
  readonly identity: string | undefined;
  readonly authorizer: Authorizer;
  readonly keys: KeySource;
  /** The route's scopes: a token needs one of them. Empty when the route requires none. */
  readonly scopes: readonly string[];
  readonly now: Date;
  /** How a signature is verified. */
  readonly verifySignature?: VerifySignature;
}

/**
 * Decides as an HTTP API with a JWT authorizer does (AWS: http-api-jwt-authorizer): the token is decoded,
 * its algorithm, issuer, key and signature are checked, then its claims, then the scopes. What AWS does
 * not document is in `assumptions.ts`.
 *
 * Never rejects because of a token or an issuer: an issuer that does not answer is a 401, as with API Gateway.
 */
export async function authorize(request: AuthorizationRequest): Promise<AuthorizationResult> {
  const { authorizer, now } = request;
  const read = readUnverifiedToken(request.identity);
  if (!read.ok) return unauthorized(read.reason);

  const { header, claims, compact } = read.token;
  const used = readSigning(header, authorizer.algorithms);
  if (!used.ok) return unauthorized(used.reason);

  const reason =
    checkIssuerClaim(claims, authorizer.issuer) ??
    (await checkSignature(compact, used.signing, request)) ??
    checkClaims(claims, authorizer.audience, now);
  if (reason !== undefined) return unauthorized(reason);

  const tokenScopes = readScopes(claims);
  if (request.scopes.length > 0 && !request.scopes.some((scope) => tokenScopes.includes(scope))) {
    return forbidden(request.scopes, tokenScopes);
  }
  return { allowed: true, claims, tokenScopes };
}

/** Only keys of the issuer count: a `jwk`, `jku`, `x5u` or `x5c` in the token's header is never read. */
async function checkSignature(
  compact: string,
  { alg, kid }: Signing,
  { keys, verifySignature: verify = verifySignature }: AuthorizationRequest,
): Promise<DenialReason | undefined> {
  const found = await keys.find(kid, alg);
  if (!found.ok) return found.reason;
  const isValid = verify(compact, found.key, alg);
  return isValid ? undefined : { check: 'signature', name: 'kid', found: kid };
}
