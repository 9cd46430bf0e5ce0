/** Whether a URL's host name is this machine itself: a browser or a gateway reaches it without leaving it. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
