/** Events for the unit test of a handler. */
import { authorizerContext } from '../gateway/claims';
import { explain } from '../gateway/explain';
import type { DenialReason } from '../gateway/token-check';
import { checkClaims, readScopes } from '../gateway/token-rules';
import { localClaims } from '../offline/sign-token';
import { type JsonObject, propertyOf } from '../util/objects';
import type { Payload, ProtectedEvent, PublicEvent } from './event-types';
import { PAYLOADS, makeEvent } from './make-event';
import { KINDS, checkOptions, oneOf } from './options';
import { type RequestOptions, makeRequest } from './request';
import { invalidOptions, refusedClaims } from './testing-messages';

export interface PublicEventOptions<P extends Payload = Payload> extends RequestOptions {
  /**
   * `2.0` (default) and `1.0` are those of HTTP APIs, `rest` is that of REST APIs. With `authorizerType: lambda`, `lambda` is
   * that of HTTP APIs (2.0), and `websocket` a message of a WebSocket API.
   */
  readonly payload?: P;
}

export interface PassageEventOptions<P extends Payload = Payload> extends PublicEventOptions<P> {
  /** User ID, the claim `sub`. Default: `sub` of `claims`, or `local-user`. */
  readonly sub?: string;
  /** The scopes of the token, on a route that requires scopes. Without them, the route requires none. */
  readonly scopes?: readonly string[];
  /**
   * Claims as they are in the token: they are delivered as API Gateway delivers them. They replace the usual ones, but
   * not the option `sub`; `undefined` removes one.
   */
  readonly claims?: object;
  /** The claim `iss`. Default: `https://issuer.example.com`. */
  readonly issuer?: string;
  /** The claim `aud`. Default: `https://api.example.com`. */
  readonly audience?: string | readonly string[];
}

const REQUEST_KINDS = {
  path: KINDS.path,
  payload: oneOf(PAYLOADS),
  method: KINDS.method,
  pathParameters: KINDS.strings,
  queryStringParameters: KINDS.query,
  headers: KINDS.strings,
  body: KINDS.body,
  now: KINDS.date,
};

const PASSAGE_KINDS = {
  sub: KINDS.text,
  scopes: KINDS.texts,
  claims: KINDS.claims,
  issuer: KINDS.text,
  audience: KINDS.textOrTexts,
  ...REQUEST_KINDS,
};

/** How long the token is valid: as long as one of `sls passage token`. */
const LIFETIME_SECONDS = 60 * 60;

/**
 * The event of a request that API Gateway let in: what the handler of a protected route gets.
 *
 * @throws TypeError for an unknown option or a wrong value, and for claims with which no request gets to a handler
 * @example
 * const event = passageEvent({ sub: 'alice', claims: { roles: ['admin'] }, path: '/orders/7', pathParameters: { id: '7' } });
 * const { statusCode } = await handler(event);
 */
export function passageEvent<P extends Payload = '2.0'>(
  options: PassageEventOptions<P> = {},
): ProtectedEvent<P> {
  checkOptions('passageEvent', options, PASSAGE_KINDS);
  const payload = options.payload ?? ('2.0' as P);
  const request = makeRequest(options);
  const claims = makeClaims(options, request.now);
  const verified = { claims, tokenScopes: readScopes(claims), routeScopes: options.scopes ?? [] };
  return withAuthorizer(makeEvent(payload, request), authorizerContext(payload, verified));
}

/**
 * The event of a request to a public route, or to one that is protected by something else.
 *
 * @throws TypeError for an unknown option or a wrong value
 */
export function publicEvent<P extends Payload = '2.0'>(options: PublicEventOptions<P> = {}): PublicEvent<P> {
  checkOptions('publicEvent', options, REQUEST_KINDS);
  return makeEvent(options.payload ?? ('2.0' as P), makeRequest(options)) as PublicEvent<P>;
}

/** The token's claims, which API Gateway would accept. */
function makeClaims(options: PassageEventOptions, now: Date): JsonObject {
  const claimed = propertyOf(options.claims, 'sub');
  const { sub = typeof claimed === 'string' && claimed !== '' ? claimed : 'local-user' } = options;
  const { issuer = 'https://issuer.example.com', scopes = [] } = options;
  const audience = [options.audience ?? 'https://api.example.com'].flat();
  const claims = localClaims({
    authorizer: { issuer, audience },
    sub,
    seconds: LIFETIME_SECONDS,
    claims: { ...(scopes.length > 0 && { scope: scopes.join(' ') }), ...options.claims, sub },
    now,
  });
  // As a token is: JSON.
  const json = JSON.parse(JSON.stringify(claims)) as JsonObject;
  const named = [json.aud ?? json.client_id].flat().filter((value) => typeof value === 'string');
  const reason = checkClaims(json, named, now) ?? checkUser(json);
  if (reason !== undefined) {
    throw invalidOptions([refusedClaims('passageEvent.claims', explain(reason).what)]);
  }
  return json;
}

/** What the authorizer compares with its issuer, and what must be a time for `getPassageUser`. */
function checkUser({ iss, exp }: JsonObject): DenialReason | undefined {
  if (typeof iss !== 'string' || iss === '') {
    return { check: 'claim-type', name: 'iss', expected: 'a string that is not empty', found: iss };
  }
  const isTime = !Number.isNaN(new Date(Number(exp) * 1000).getTime());
  return isTime
    ? undefined
    : { check: 'claim-type', name: 'exp', expected: 'seconds since 1970', found: exp };
}

function withAuthorizer<E extends { readonly requestContext: object }, A>(
  event: E,
  authorizer: A,
): E & { requestContext: { authorizer: A } } {
  return { ...event, requestContext: { ...event.requestContext, authorizer } };
}
