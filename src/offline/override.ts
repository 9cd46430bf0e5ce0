/** What a Lambda function finds in `requestContext.authorizer`, whatever the client sends. */
import { type JsonObject, propertyOf } from '../util/objects';
import type { Request } from './serverless-offline';

const HEADER = 'sls-offline-authorizer-override';

/**
 * Replaces `requestContext.authorizer` of the event to come. serverless-offline fills it with the claims of any
 * bearer token it can decode, and lets this header replace it whole; so we send it, and drop one that the client sent.
 * There is no other way in: the function sees this header beside its own.
 */
export function overrideAuthorizer(request: Request, authorizer: object): void {
  dropOverride(request);
  request.raw.req.rawHeaders = [...request.raw.req.rawHeaders, HEADER, JSON.stringify(authorizer)];
}

/** For a public route, whose events carry no authorizer. */
export function dropOverride(request: Request): void {
  const { req } = request.raw;
  // Few requests have it: the others keep their list.
  if (req.rawHeaders.some((text) => text.toLowerCase() === HEADER))
    req.rawHeaders = headerPairs(req.rawHeaders)
      .filter(([name]) => name.toLowerCase() !== HEADER)
      .flat();
  // serverless-offline 14 looks here, too.
  Reflect.deleteProperty(request.headers, HEADER);
}

/** Headers as they were sent, in order. */
export function headerPairs(rawHeaders: readonly string[]): [name: string, value: string][] {
  return rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? '']] : []));
}

/**
 * hapi credentials for events with `integration: lambda`, whose templates read `$context.authorizer.claims`: there
 * serverless-offline assigns the unverified claims of a bearer token, and this does not take them.
 *
 * @param claimsOf makes the claims for a template that reads them: few routes have one
 * @param context what a Lambda authorizer handed on, which is `$context.authorizer` then
 */
export function fixedClaims(claimsOf: () => JsonObject | undefined, context: JsonObject = {}): object {
  const authorizer = Object.defineProperty({ ...context }, 'claims', {
    enumerable: true,
    get: claimsOf,
    set: () => undefined,
  });
  return { authorizer, principalId: context.principalId };
}

/** The same header in a form that only events with payload 2.0 read. */
const HEADER_OF_2_0 = 'Sls-Offline-Authorizer-Override';

/**
 * A Lambda authorizer's own context is all that its route's events carry. serverless-offline adds the claims of any
 * bearer token to it, which nobody has verified.
 */
export function keepContext(request: Request): void {
  const credentials = request.auth?.credentials;
  if (credentials === undefined || credentials === null || !('context' in credentials)) return;
  credentials.context ??= {};
  const { context, authorizer } = credentials;
  if (process.env.AUTHORIZER === undefined) {
    const value = JSON.stringify({ lambda: context });
    request.raw.req.rawHeaders = [...request.raw.req.rawHeaders, HEADER_OF_2_0, value];
  }
  for (const holder of [context, authorizer ?? {}]) {
    fixProperty(holder, 'claims');
    fixProperty(holder, 'scopes');
  }
}

/** Lets a property stay what it is, or missing, whatever is assigned to it. */
function fixProperty(holder: object, name: string): void {
  const value: unknown = propertyOf(holder, name);
  Object.defineProperty(holder, name, {
    enumerable: value !== undefined,
    get: () => value,
    set: () => undefined,
  });
}
