/** The items by key, in their order. */
export function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The same, with an item under each of its keys. */
export function groupByAll<K, T>(items: Iterable<T>, keysOf: (item: T) => readonly K[]): Map<K, T[]> {
  const pairs = [...items].flatMap((item) => keysOf(item).map((key) => [key, item] as const));
  return new Map(
    [...groupBy(pairs, ([key]) => key)].map(([key, group]) => [key, group.map(([, item]) => item)]),
  );
}
