/** Where a request carries its token. */

/** A parsed identity source. */
export interface IdentitySource {
  readonly in: 'header' | 'querystring';
  readonly name: string;
}

/** The values of a request by name, as Node and hapi have them: several values of one name are a list. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Parses `$request.header.NAME` or `$request.querystring.NAME` (AWS: http-api-jwt-authorizer). A name has the
 * characters of an HTTP token (RFC 9110 section 5.6.2).
 *
 * @returns `undefined` for any other text
 */
export function parseIdentitySource(source: string): IdentitySource | undefined {
  const match = /^\$request\.(header|querystring)\.([A-Za-z0-9!#$%&'*+.^_`|~-]+)$/.exec(source);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { in: match[1] === 'header' ? 'header' : 'querystring', name: match[2] };
}

/**
 * The raw value of an identity source. Header names are compared without case, query names with it. Values
 * that are sent more than once are joined by commas, as API Gateway joins them (AWS:
 * http-api-develop-integrations-lambda), and so never pass for a token.
 *
 * @param request its headers and its decoded query parameters
 */
export function readIdentity(
  { in: place, name }: IdentitySource,
  request: { readonly headers: Fields; readonly query: Fields },
): string | undefined {
  const fields = Object.entries(place === 'header' ? request.headers : request.query);
  const same =
    place === 'header'
      ? (other: string) => other.toLowerCase() === name.toLowerCase()
      : (other: string) => other === name;
  const values = fields.flatMap(([other, value]) => (same(other) ? (value ?? []) : []));
  return values.length === 0 ? undefined : values.join(',');
}
