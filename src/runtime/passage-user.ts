/** What {@link getPassageUser} reads of a Lambda event: any API Gateway event has it. */
export interface PassageEvent {
  /**
   * Every event of an HTTP API (payload 2.0 or 1.0) or a REST API carries an `accountId`, and one of a WebSocket API a
   * `connectionId`; an event made by hand for a test needs only the `authorizer`.
   */
  readonly requestContext:
    | { readonly authorizer: object | null | undefined }
    | { readonly connectionId: string; readonly authorizer?: object | null | undefined }
    | { readonly accountId: string; readonly authorizer?: object | null | undefined };
}

/** The user whose token API Gateway verified before it called the function. */
export interface PassageUser {
  /** The token's `sub`: the user's ID at the issuer, never empty. */
  readonly id: string;
  /** The Passage app ID, when the issuer is Passage (`https://auth.passage.id/v1/apps/{appId}`). */
  readonly appId?: string;
  /** The token's `iss`, exactly as the issuer wrote it. */
  readonly issuer: string;
  /**
   * The token's `aud` as a list, empty when it has none (API Gateway checked `client_id` then).
   *
   * An HTTP API joins a list with spaces, so an entry that has a space in it arrives as two.
   */
  readonly audience: string[];
  /** The token's `iat`. */
  readonly issuedAt?: Date;
  /**
   * The token's `exp`. API Gateway compared it with its own clock; it is not compared again here, so an event that
   * is handled late may show a time in the past.
   */
  readonly expiresAt: Date;
  /**
   * Every claim as it arrived. An HTTP API sends text: `"true"`, `"1787996002"`, `"[a b]"`. A REST API sends the token's
   * own JSON values: `true`, `1787996002`, `["a","b"]`. The object has no prototype: looking up a name finds a claim or nothing.
   */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Thrown by {@link getPassageUser} when the event carries no verified user. */
export class PassageUserMissingError extends Error {
  override readonly name = 'PassageUserMissingError';
  /** The same in the CommonJS and the ES module build, where `instanceof` sees two classes. */
  readonly code = 'PASSAGE_USER_MISSING';
}

/**
 * The user whose token API Gateway verified: for routes that are protected.
 *
 * Reads `requestContext.authorizer` and nothing else of the event, so no header can make a user. Accepts events of
 * HTTP APIs (payload 2.0 and 1.0), of REST APIs, and of every message of a WebSocket API.
 *
 * @throws {PassageUserMissingError} when there is none: the route is not protected, or this is no API Gateway event. In a
 * test, `passageEvent` of `serverless-passage/testing` makes one.
 *
 * @example
 * export const handler = async (event: APIGatewayProxyEventV2) => {
 *   const user = getPassageUser(event);
 *   return { statusCode: 200, body: `Hello ${user.id}` };
 * };
 */
export function getPassageUser(event: PassageEvent): PassageUser {
  const user = findPassageUser(event);
  if (user) return user;
  throw new PassageUserMissingError(
    'No verified user. Is `passage: true` on the function? A test event needs sub, iss and exp',
  );
}

/**
 * As {@link getPassageUser}, but `undefined` when there is no verified user: for a handler that serves public routes
 * as well. Never throws, whatever the event is.
 */
export function findPassageUser(event: PassageEvent): PassageUser | undefined {
  try {
    const authorizer = own(own(event, 'requestContext'), 'authorizer');
    // Payload 2.0 has `jwt.claims`, payload 1.0 has `claims`. For REST APIs AWS documents only the variable
    // `$context.authorizer.claims`, so both are read whatever the event's version.
    // With `authorizerType: lambda` the claims are JSON text, since API Gateway hands on no objects. No other Lambda
    // authorizer has them under this name.
    const text = own(own(authorizer, 'lambda') ?? authorizer, 'passage');
    const source: unknown = isText(text)
      ? JSON.parse(text)
      : own(own(authorizer, 'jwt') ?? authorizer, 'claims');
    const claims: Record<string, unknown> = { __proto__: null, ...(source as object) };

    const { sub: id, iss: issuer } = claims;
    const expiresAt = readTime(claims.exp);
    if (!isText(id) || !isText(issuer) || !expiresAt) return undefined;

    const appId = /^https:\/\/auth\.passage\.id\/v1\/apps\/([^/]+)$/.exec(issuer)?.[1];
    const issuedAt = readTime(claims.iat);
    return {
      id,
      ...(appId && { appId }),
      issuer,
      audience: readAudience(claims.aud),
      ...(issuedAt && { issuedAt }),
      expiresAt,
      claims,
    };
  } catch {
    // The path to the claims ends early, or a getter threw: whatever the event is, no user was verified.
    return undefined;
  }
}

/** Own properties only: what was added to `Object.prototype` must not become a user. */
const own = (holder: unknown, key: string): unknown =>
  Object.hasOwn(holder as object, key) ? (holder as Record<string, unknown>)[key] : undefined;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * Seconds since 1970, as text (HTTP APIs) or as a number (REST APIs). REST APIs with a Cognito authorizer send
 * `Wed May 18 12:31:07 UTC 2022` instead.
 */
const readTime = (value: unknown): Date | undefined => {
  // Not `Number(value)`: that makes a time of `true`, and of an object with a `valueOf`.
  const text = Object(value) === value ? '' : String(value);
  const date = new Date(text.includes('UTC') ? text : Number(text) * 1000);
  return date.getTime() > 0 ? date : undefined;
};

/** An HTTP API writes a list as `[a b]`. */
const readAudience = (aud: unknown): string[] =>
  [isText(aud) && /^\[.*]$/.test(aud) ? aud.slice(1, -1).split(' ') : aud].flat().filter(isText);
