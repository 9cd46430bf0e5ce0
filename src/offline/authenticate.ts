/** hapi authentication handlers: verify a JWT, allow, or deny. */
import type { AuthorizerType } from '../config/config';
import { type AuthorizationResult, type Denied, unauthorized } from '../gateway/authorization-result';
import { authorize } from '../gateway/authorize';
import { type AuthorizerContext, authorizerContext, templateClaims } from '../gateway/claims';
import { explain } from '../gateway/explain';
import { parseIdentitySource, readIdentity } from '../gateway/identity-source';
import type { KeySource } from '../gateway/keys';
import type { VerifySignature } from '../gateway/signature';
import { quoteUntrusted } from '../gateway/quote';
import type { DenialReason } from '../gateway/token-check';
import type { Authorizer } from '../gateway/token-rules';
import { USE_LOCAL_KEYS, cannotRun } from './offline-messages';
import { dropOverride, fixedClaims, headerPairs, keepContext, overrideAuthorizer } from './override';
import { type Answer, respond } from './respond';
import type { Authenticate, Endpoint, Request, Server } from './serverless-offline';

/** What verifies the tokens of one app. */
export interface TokenVerifier {
  readonly type: AuthorizerType;
  readonly authorizer: Authorizer;
  readonly identitySource: string;
  readonly keys: KeySource;
  readonly verifySignature?: VerifySignature;
}

/** Tells the developer why a request was denied. */
export type Logger = (text: string) => void;

/** Decides as API Gateway does. */
export function authenticateJwt(
  verifier: TokenVerifier,
  scopes: readonly string[],
  endpoint: Endpoint,
  log: Logger,
): Authenticate {
  const payload = payloadOf(endpoint, verifier.type);

  return async (request, h) => {
    const result = await verifyToken(verifier, scopes, request);
    if (!result.allowed) {
      const answer = verifier.type === 'lambda' ? lambdaAnswer(result) : result;
      log(deniedMessage(request, answer.status, result.reason));
      return respond(answer, h);
    }
    const { claims, tokenScopes } = result;
    overrideAuthorizer(request, authorizerContext(payload, { claims, tokenScopes, routeScopes: scopes }));
    // Only REST APIs have mapping templates.
    return h.authenticated({ credentials: fixedClaims(() => templateClaims(claims)) });
  };
}

/** What API Gateway's own authorizer decides about a request. */
export function verifyToken(
  { identitySource, ...verifier }: TokenVerifier,
  scopes: readonly string[],
  request: Request,
): Promise<AuthorizationResult> {
  const identity = sentIdentity(identitySource, request);
  return authorize({ ...verifier, identity, scopes, now: new Date() });
}

/** The value of an identity source in a request. */
export function sentIdentity(identitySource: string, request: Request): string | undefined {
  const source = parseIdentitySource(identitySource);
  if (source === undefined) throw new Error(`not an identity source: ${identitySource}`);
  const headers = { [source.name]: sentHeaders(request, source.name) };
  return readIdentity(source, { headers, query: request.query });
}

function payloadOf({ isHttpApi, payload }: Endpoint, type: AuthorizerType): keyof AuthorizerContext {
  const isVersion2 = isHttpApi === true && payload === '2.0';
  if (type === 'lambda') return isVersion2 ? 'lambda' : 'websocket';
  if (isHttpApi !== true) return 'rest';
  return payload === '2.0' ? '2.0' : '1.0';
}

/** Allows every request, and removes claims that the client sends. */
export const allowAll: Authenticate = (request, h) => {
  // serverless-offline 14 gives a public route the authorizer of its environment.
  if (process.env.AUTHORIZER === undefined) dropOverride(request);
  else overrideAuthorizer(request, {});
  return h.authenticated({ credentials: fixedClaims(() => undefined) });
};

/** For a route whose own authorizer cannot run locally. */
export function denyAll(authorizer: string, log: Logger): Authenticate {
  return (request, h) => {
    const result = unauthorized({ check: 'token-missing' });
    log(`${requestLabel(request, result.status)}: ${cannotRun(authorizer)}`);
    return respond(result, h);
  };
}

/** As they were sent: Node drops the second of two `authorization` headers, API Gateway does not. */
function sentHeaders({ raw }: Request, wanted: string): string[] {
  const name = wanted.toLowerCase();
  return headerPairs(raw.req.rawHeaders)
    .filter(([sent]) => sent.toLowerCase() === name)
    .map(([, value]) => value);
}

export function deniedMessage(request: Request, status: number, reason: DenialReason): string {
  const { what, fix } = explain(reason);
  const isIssuer = reason.check === 'discovery' || reason.check === 'jwks';
  return `${requestLabel(request, status)}: ${what}\nfix: ${isIssuer ? `${fix}. ${USE_LOCAL_KEYS}` : fix}`;
}

/** Without the query: a token may be in it. */
export function requestLabel({ method, path }: Request, status: number): string {
  return `${status} for ${quoteUntrusted(`${method.toUpperCase()} ${path}`)}`;
}

/**
 * What a client of an HTTP API gets where a Lambda authorizer denies: see `UNAUTHORIZED`. Only a request without a token
 * is a 401.
 */
function lambdaAnswer({ reason }: Denied): Answer {
  return reason.check === 'token-missing'
    ? { status: 401, body: { message: 'Unauthorized' } }
    : { status: 403, body: { message: 'Forbidden' } };
}

/** A client could replace what a Lambda authorizer found out, or add to it. */
export function ignoreOverrides(server: Server): void {
  server.ext('onRequest', (request, h) => {
    dropOverride(request);
    return h.continue;
  });
  server.ext('onPostAuth', (request, h) => {
    keepContext(request);
    return h.continue;
  });
}
