/** hapi authentication handlers: verify a JWT, allow, or deny. */
import type { AuthorizerType } from '../config/config';
import { type Denied, unauthorized } from '../gateway/authorization-result';
import { authorize } from '../gateway/authorize';
import { type AuthorizerContext, authorizerContext, templateClaims } from '../gateway/claims';
import { explain } from '../gateway/explain';
import { parseIdentitySource, readIdentity } from '../gateway/identity-source';
import type { KeySource } from '../gateway/keys';
import { quoteUntrusted } from '../gateway/quote';
import type { Authorizer } from '../gateway/token-rules';
import { CANNOT_RUN_AUTHORIZER, USE_LOCAL_KEYS } from './offline-messages';
import { dropOverride, fixedClaims, headerPairs, keepContext, overrideAuthorizer } from './override';
import type { Authenticate, Endpoint, Request, Response, Server, Toolkit } from './serverless-offline';

/** What verifies the tokens of one app. */
export interface TokenVerifier {
  readonly type: AuthorizerType;
  readonly authorizer: Authorizer;
  readonly identitySource: string;
  readonly keys: KeySource;
}

/** Tells the developer why a request was denied. */
export type Logger = (text: string) => void;

/** Decides as API Gateway does. */
export function authenticateJwt(
  { type, authorizer, identitySource, keys }: TokenVerifier,
  scopes: readonly string[],
  endpoint: Endpoint,
  log: Logger,
): Authenticate {
  const source = parseIdentitySource(identitySource);
  if (source === undefined) throw new Error(`not an identity source: ${identitySource}`);
  const payload = payloadOf(endpoint, type);

  return async (request, h) => {
    const headers = { [source.name]: sentHeaders(request, source.name) };
    const identity = readIdentity(source, { headers, query: request.query });
    const result = await authorize({ identity, authorizer, keys, scopes, now: new Date() });
    if (!result.allowed) {
      const answer = type === 'lambda' ? lambdaAnswer(result, endpoint) : result;
      log(deniedMessage(request, { ...result, status: answer.status }));
      return respond(answer, h);
    }
    const { claims, tokenScopes } = result;
    overrideAuthorizer(request, authorizerContext(payload, { claims, tokenScopes, routeScopes: scopes }));
    // Only REST APIs have mapping templates.
    const credentials = fixedClaims(type === 'lambda' ? undefined : templateClaims(claims));
    return h.authenticated({ credentials });
  };
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
  return h.authenticated({ credentials: fixedClaims(undefined) });
};

/** For a route whose own authorizer cannot run locally. */
export function denyAll(authorizer: string, log: Logger): Authenticate {
  return (request, h) => {
    const result = unauthorized({ check: 'token-missing' });
    log(
      `${requestLabel(request, result)}: its authorizer ${quoteUntrusted(authorizer)} ${CANNOT_RUN_AUTHORIZER}`,
    );
    return respond(result, h);
  };
}

/** As they were sent: Node drops the second of two `authorization` headers, API Gateway does not. */
function sentHeaders({ raw }: Request, wanted: string): string[] {
  const pairs = headerPairs(raw.req.rawHeaders);
  return pairs.flatMap(([name, value]) => (name.toLowerCase() === wanted.toLowerCase() ? [value] : []));
}

function deniedMessage(request: Request, denied: Denied): string {
  const { what, fix } = explain(denied.reason);
  const { check } = denied.reason;
  const isIssuer = check === 'discovery' || check === 'jwks';
  return `${requestLabel(request, denied)}: ${what}\nfix: ${isIssuer ? `${fix}. ${USE_LOCAL_KEYS}` : fix}`;
}

/** Without the query: a token may be in it. */
function requestLabel({ method, path }: Request, { status }: Denied): string {
  return `${status} for ${quoteUntrusted(`${method.toUpperCase()} ${path}`)}`;
}

interface Answer {
  readonly status: 401 | 403;
  readonly body: object;
  readonly wwwAuthenticate?: string;
}

/**
 * What a client gets where a Lambda authorizer denies: see `UNAUTHORIZED`. Of an HTTP API only a request without a token
 * is a 401.
 */
function lambdaAnswer({ status, reason }: Denied, { isHttpApi }: Endpoint): Answer {
  const isForbidden = status === 403 || (isHttpApi === true && reason.check !== 'token-missing');
  return isForbidden
    ? { status: 403, body: { message: 'Forbidden' } }
    : { status: 401, body: { message: 'Unauthorized' } };
}

const statuses = new WeakMap<object, number>();

function respond({ status, body, wwwAuthenticate }: Answer, h: Toolkit): Response {
  const response = h.response(body).code(status).type('application/json').charset('');
  if (wwwAuthenticate !== undefined) response.header('www-authenticate', wwwAuthenticate);
  response.takeover();
  statuses.set(response, status);
  return response;
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

/**
 * serverless-offline answers every `OPTIONS` request of a browser with success, also one that was denied. In AWS such
 * a preflight fails, and with it the request that it was for.
 */
export function keepDenials(server: Server): void {
  server.ext('onPreResponse', ({ response }, h) => {
    const status = statuses.get(response);
    if (status !== undefined) response.statusCode = status;
    return h.continue;
  });
}
