/** Scopes as texts, and as they are compared. */

/** Those that are CloudFormation functions as JSON. */
export function scopeTexts(scopes: readonly unknown[]): string[] {
  return scopes.map((scope) => (typeof scope === 'string' ? scope : JSON.stringify(scope)));
}

/** Scopes are a set; none and an empty list are the same. */
export function normalScopes(scopes: unknown): unknown {
  if (!Array.isArray(scopes)) return scopes;
  if (scopes.length === 0) return undefined;
  return [...new Set(scopeTexts(scopes))].sort();
}
