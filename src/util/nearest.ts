import leven from 'leven';

/**
 * The known word closest to a misspelt one, or `undefined` when none is close: at most one edit for every three
 * letters, letter case and `-`/`_` aside.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const folded = fold(word);
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    const most = Math.max(1, Math.floor(Math.min(folded.length, candidate.length) / 3));
    const maxDistance = best === undefined ? most : Math.min(most, best.distance - 1);
    const distance = leven(folded, fold(candidate), { maxDistance: maxDistance + 1 });
    if (distance <= maxDistance) best = { word: candidate, distance };
  }
  return best?.word;
}

function fold(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '');
}
