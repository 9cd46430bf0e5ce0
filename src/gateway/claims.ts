import { type JsonObject } from '../util/objects';
/** Claims in the form in which API Gateway hands them to a Lambda function. */

/** Claims and scopes as they stand in `requestContext.authorizer` (1.0) or its `jwt` (2.0). */
export interface JwtContext {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[] | null;
}

/** `requestContext.authorizer` by payload format version. */
export interface AuthorizerContext {
  '1.0': JwtContext;
  '2.0': { readonly jwt: JwtContext };
}

export interface Verified<Payload extends keyof AuthorizerContext> {
  readonly claims: JsonObject;
  readonly tokenScopes: readonly string[];
  /** The scopes that the route asks for. */
  readonly routeScopes: readonly string[];
  readonly payload: Payload;
}

/**
 * `requestContext.authorizer` of the event (AWS: http-api-develop-integrations-lambda). `scopes` is `null`
 * unless the route asks for scopes; then it is the token's full list (captures of the real service).
 */
export function authorizerContext(verified: Verified<'1.0'>): AuthorizerContext['1.0'];
export function authorizerContext(verified: Verified<'2.0'>): AuthorizerContext['2.0'];
export function authorizerContext(verified: Verified<'1.0' | '2.0'>): AuthorizerContext['1.0' | '2.0'];
export function authorizerContext({
  claims,
  tokenScopes,
  routeScopes,
  payload,
}: Verified<'1.0' | '2.0'>): AuthorizerContext['1.0' | '2.0'] {
  const context = { claims: gatewayClaims(claims), scopes: routeScopes.length > 0 ? tokenScopes : null };
  return payload === '1.0' ? context : { jwt: context };
}

/**
 * Every claim as a text: numbers in plain decimal, lists as `[a b]`, claims that are null left out (captures
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
