/** Whether a URL is one of Passage, which was retired on 2026-01-16. */
export function isPassageUrl(url: string): boolean {
  const hostname = URL.canParse(url) ? new URL(url).hostname : '';
  return hostname === 'auth.passage.id' || hostname.endsWith('.auth.passage.id');
}
