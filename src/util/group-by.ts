/** The items by key, in their order. */
export function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  return groupByAll(items, (item) => [keyOf(item)]);
}

/** The same, with an item under each of its keys. */
export function groupByAll<K, T>(items: Iterable<T>, keysOf: (item: T) => readonly K[]): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  return groups;
}

/** The first item that has one of the keys, and passes the test. */
export type Lookup<T> = (keys: readonly string[], test?: (item: T) => boolean) => T | undefined;

/** Looks items up by their keys, in time that does not grow with the number of other items. */
export function lookup<T>(items: Iterable<T>, keysOf: (item: T) => readonly string[]): Lookup<T> {
  const byKey = groupByAll(items, keysOf);
  return (keys, test = () => true) => {
    for (const key of keys) {
      const found = byKey.get(key)?.find(test);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}
