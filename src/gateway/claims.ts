/** Claims in the form in which API Gateway hands them to a Lambda function. */
import { type JsonObject, getOwn } from '../util/objects';

/** Claims and scopes of an HTTP API: in `requestContext.authorizer` (payload 1.0) or in its `jwt` (2.0). */
interface JwtContext {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: string[] | null;
}

/** `requestContext.authorizer` by what the event is: an HTTP API's with payload 1.0 or 2.0, or a REST API's. */
export interface AuthorizerContext {
  readonly '1.0': JwtContext;
  readonly '2.0': { readonly jwt: JwtContext };
  readonly rest: { readonly claims: JsonObject };
  /** With `authorizerType: lambda`: an HTTP API with payload 2.0. */
  readonly lambda: { readonly lambda: LambdaContext };
  /** With `authorizerType: lambda`: a WebSocket API, a REST API, and an HTTP API with payload 1.0. */
  readonly websocket: LambdaContext & { readonly principalId: string };
}

/** What a Lambda authorizer of ours hands on. */
export interface LambdaContext {
  /** The claims with their JSON types, as JSON text: a REST or WebSocket API takes no objects here. */
  readonly passage: string;
}

/** A verified token, and what its route requires. */
export interface Verified {
  /** As they are in the token. */
  readonly claims: JsonObject;
  readonly tokenScopes: readonly string[];
  readonly routeScopes: readonly string[];
}

/**
 * `requestContext.authorizer` of the event.
 *
 * HTTP API (AWS: http-api-develop-integrations-lambda): every claim is text. `scopes` is `null` unless the route
 * requires scopes; then it is the token's full list (captures of the real service).
 *
 * REST API (AWS: rest-api-jwt-authorizer-claims): each claim has its JSON type. Its place is inferred from the
 * documented variable, `$context.authorizer.claims.NAME`. Whether anything is next to `claims` is not known, so
 * nothing is: a handler that works without it works with it.
 */
export function authorizerContext<P extends keyof AuthorizerContext>(
  payload: P,
  verified: Verified,
): AuthorizerContext[P] {
  return CONTEXTS[payload](verified);
}

const CONTEXTS: { readonly [P in keyof AuthorizerContext]: (verified: Verified) => AuthorizerContext[P] } = {
  '1.0': jwtContext,
  '2.0': (verified) => ({ jwt: jwtContext(verified) }),
  rest: ({ claims }) => ({ claims }),
  lambda: ({ claims }) => ({ lambda: lambdaContext(claims) }),
  websocket: ({ claims }) => ({ principalId: principalOf(claims), ...lambdaContext(claims) }),
};

/** Who made the request, as a Lambda authorizer of a REST or WebSocket API must say. */
export function principalOf(claims: JsonObject): string {
  const names = [getOwn(claims, 'sub'), getOwn(claims, 'client_id')];
  return names.find((id) => typeof id === 'string') ?? 'unknown';
}

/** The context that a Lambda authorizer returns: the handler finds the same in all APIs. */
export function lambdaContext(claims: JsonObject): LambdaContext {
  return { passage: JSON.stringify(claims) };
}

function jwtContext({ claims, tokenScopes, routeScopes }: Verified): JwtContext {
  return { claims: gatewayClaims(claims), scopes: routeScopes.length > 0 ? [...tokenScopes] : null };
}

/**
 * Claims as a REST API's mapping templates receive them: each as JSON text, with non-ASCII characters as `\u00E9`
 * (AWS: rest-api-jwt-authorizer-claims). A string is without its quotation marks, which is not known: the framework's
 * own template writes them around `$context.authorizer.claims.sub`.
 */
export function templateClaims(claims: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, templateText(value)]));
}

function templateText(value: unknown): string {
  const json = JSON.stringify(value).replace(
    /[^\0-\x7F]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return typeof value === 'string' ? json.slice(1, -1) : json;
}

/**
 * Every claim as text, as HTTP APIs have them: numbers in plain decimal, lists as `[a b]`, claims that are null left out (captures
 * of the real service). That form loses things: an element with a space looks like two.
 *
 * Nested objects are not known. The form of lists is that of Go's `%v`, so objects take Go's, too.
 */
export function gatewayClaims(claims: JsonObject): Record<string, string> {
  const texts = Object.entries(claims).filter(([, value]) => value !== null);
  // `fromEntries` defines own properties, so a claim named `__proto__` stays a claim.
  return Object.fromEntries(texts.map(([name, value]) => [name, goText(value)]));
}

function goText(value: unknown): string {
  if (typeof value === 'number') return plainDecimal(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (value === null) return '<nil>';
  if (typeof value !== 'object') return typeof value === 'string' ? value : JSON.stringify(value);
  const object = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${object.map(([name, member]) => `${name}:${goText(member)}`).join(' ')}]`;
}

/** A number without an exponent: `1e+21` as `1000000000000000000000`, `1.5e-7` as `0.00000015`. */
function plainDecimal(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  if (Number.isInteger(value)) return BigInt(value).toString();
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  return `${sign}0.${'0'.repeat(-Number(exponent) - 1)}${digits}`;
}
