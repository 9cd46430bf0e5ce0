/**
 * The known word closest to a misspelt one, or `undefined` when none is close: at most one edit for every three
 * letters, letter case and `-`/`_` aside.
 */
export function nearest(setting: string, known: readonly string[]): string | undefined {
  const plain = fold(setting);
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(plain, fold(candidate));
    const allowed = Math.max(1, Math.floor(Math.min(plain.length, candidate.length) / 3));
    if (distance <= allowed && (best === undefined || distance < best.distance))
      best = { word: candidate, distance };
  }
  return best?.word;
}

function fold(setting: string): string {
  return setting.toLowerCase().replace(/[-_]/g, '');
}

/** Levenshtein distance; two neighbouring letters swapped count as one edit. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const options = [
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      ];
      if (swapped) options.push((before[j - 2] ?? 0) + 1);
      row.push(Math.min(...options));
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
