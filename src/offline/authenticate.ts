/** hapi authentication handlers: verify a JWT, allow, or deny. */
import { type Denied, unauthorized } from '../gateway/authorization-result';
import { authorize } from '../gateway/authorize';
import { type AuthorizerContext, authorizerContext, templateClaims } from '../gateway/claims';
import { explain } from '../gateway/explain';
import { parseIdentitySource, readIdentity } from '../gateway/identity-source';
import type { KeySource } from '../gateway/keys';
import { quoteUntrusted } from '../gateway/quote';
import type { Authorizer } from '../gateway/token-rules';
import { CANNOT_RUN_AUTHORIZER, USE_LOCAL_KEYS } from './offline-messages';
import { dropOverride, fixedClaims, headerPairs, overrideAuthorizer } from './override';
import type { Authenticate, Endpoint, Request, Response, Server, Toolkit } from './serverless-offline';

/** What verifies the tokens of one app. */
export interface TokenVerifier {
  readonly authorizer: Authorizer;
  readonly identitySource: string;
  readonly keys: KeySource;
}

/** Tells the developer why a request was denied. */
export type Logger = (text: string) => void;

/** Decides as API Gateway does. */
export function authenticateJwt(
  { authorizer, identitySource, keys }: TokenVerifier,
  scopes: readonly string[],
  endpoint: Endpoint,
  log: Logger,
): Authenticate {
  const source = parseIdentitySource(identitySource);
  if (source === undefined) throw new Error(`not an identity source: ${identitySource}`);
  const payload = payloadOf(endpoint);

  return async (request, h) => {
    const headers = { [source.name]: sentHeaders(request, source.name) };
    const identity = readIdentity(source, { headers, query: request.query });
    const result = await authorize({ identity, authorizer, keys, scopes, now: new Date() });
    if (!result.allowed) {
      log(deniedMessage(request, result));
      return respond(result, h);
    }
    const { claims, tokenScopes } = result;
    overrideAuthorizer(request, authorizerContext(payload, { claims, tokenScopes, routeScopes: scopes }));
    // Only REST APIs have mapping templates.
    return h.authenticated({ credentials: fixedClaims(templateClaims(claims)) });
  };
}

function payloadOf({ isHttpApi, payload }: Endpoint): keyof AuthorizerContext {
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

const statuses = new WeakMap<object, number>();

function respond({ status, body, wwwAuthenticate }: Denied, h: Toolkit): Response {
  const response = h
    .response(body)
    .code(status)
    .type('application/json')
    .charset('')
    .header('www-authenticate', wwwAuthenticate)
    .takeover();
  statuses.set(response, status);
  return response;
}

/** A client could replace what a Lambda authorizer found out. */
export function ignoreOverrides(server: Server): void {
  server.ext('onRequest', (request, h) => {
    dropOverride(request);
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
