/** Compares texts: numbers in them by their value, and the same on every machine. */
export function naturalOrder(): (a: string, b: string) => number {
  return new Intl.Collator('en', { numeric: true }).compare;
}
