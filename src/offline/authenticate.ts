/** What stands before a route: the gateway's own decision, nothing, or a wall. */
import { authorize } from '../gateway/authorize';
import { authorizerContext } from '../gateway/claims';
import { explain } from '../gateway/explain';
import { parseIdentitySource, readIdentity } from '../gateway/identity-source';
import type { KeySource } from '../gateway/keys';
import type { Authorizer } from '../gateway/token-rules';
import { type Denied, unauthorized } from '../gateway/authorization-result';
import { quoteUntrusted } from '../gateway/quote';
import type { Authenticate, Endpoint, Request, Response, Server, Toolkit } from './serverless-offline';
import { dropOverride, fixedClaims, headerPairs, overrideAuthorizer } from './override';

/** What decides about the routes of one app. */
export interface TokenVerifier {
  readonly authorizer: Authorizer;
  readonly identitySource: string;
  readonly keys: KeySource;
}

/** Tells the developer why a request was refused. */
export type Logger = (text: string) => void;

/** Decides as API Gateway does. */
export function authenticateJwt(
  { authorizer, identitySource, keys }: TokenVerifier,
  scopes: readonly string[],
  { isHttpApi, payload }: Endpoint,
  tell: Logger,
): Authenticate {
  const source = parseIdentitySource(identitySource);
  if (source === undefined) throw new Error(`${identitySource} is no identity source`);
  // Where a REST API puts the claims is not documented yet: taken to be as in payload 1.0.
  const version = isHttpApi === true && payload === '2.0' ? '2.0' : '1.0';

  return async (request, h) => {
    const headers = { [source.name]: sentHeaders(request, source.name) };
    const identity = readIdentity(source, { headers, query: request.query });
    const result = await authorize({ identity, authorizer, keys, scopes, now: new Date() });
    if (!result.allowed) {
      const { what, fix } = explain(result.reason);
      tell(denialMessage(request, result, `${what}.\n  To do: ${fix}.`));
      return respond(result, h);
    }
    const { claims, tokenScopes } = result;
    const verified = { claims, tokenScopes, routeScopes: scopes };
    overrideAuthorizer(request, authorizerContext({ ...verified, payload: version }));
    const texts = authorizerContext({ ...verified, payload: '1.0' }).claims;
    return h.authenticated({ credentials: fixedClaims(texts) });
  };
}

/** Lets everybody pass, and nobody bring claims along. */
export const allowAll: Authenticate = (request, h) => {
  // serverless-offline 14 gives a public route the authorizer of its environment.
  if (process.env.AUTHORIZER === undefined) dropOverride(request);
  else overrideAuthorizer(request, {});
  return h.authenticated({ credentials: fixedClaims(undefined) });
};

/** For a route whose own authorizer nobody can ask here. */
export function denyAll(authorizer: string, tell: Logger): Authenticate {
  return (request, h) => {
    const result = unauthorized({ check: 'token-missing' });
    tell(
      denialMessage(request, result, `its authorizer ${quoteUntrusted(authorizer)} cannot be asked here.`),
    );
    return respond(result, h);
  };
}

/** As they were sent: Node drops the second of two `authorization` headers, API Gateway does not. */
function sentHeaders({ raw }: Request, wanted: string): string[] {
  const pairs = headerPairs(raw.req.rawHeaders);
  return pairs.flatMap(([name, value]) => (name.toLowerCase() === wanted.toLowerCase() ? [value] : []));
}

/** The query is left out: a token may be in it. */
function denialMessage({ method, path }: Request, { status }: Denied, why: string): string {
  return `${status} for ${quoteUntrusted(`${method.toUpperCase()} ${path}`)}: ${why}`;
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

/**
 * serverless-offline answers every `OPTIONS` request of a browser with success, also one that was refused. In AWS such
 * a preflight fails, and with it the request that it was for.
 */
export function keepDenials(server: Server): void {
  server.ext('onPreResponse', ({ response }, h) => {
    const status = statuses.get(response);
    if (status !== undefined) response.statusCode = status;
    return h.continue;
  });
}
