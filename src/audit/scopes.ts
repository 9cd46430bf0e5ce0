/** Scopes as they are compared. */

/** Scopes are a set; none and an empty list are the same. */
export function normalScopes(scopes: unknown): unknown {
  if (!Array.isArray(scopes)) return scopes;
  if (scopes.length === 0) return undefined;
  const texts = scopes.map((scope: unknown) => (typeof scope === 'string' ? scope : JSON.stringify(scope)));
  return [...new Set(texts)].sort();
}
