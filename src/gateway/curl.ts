import { parseIdentitySource } from './identity-source';

/** A `curl` command that sends a token where the identity source says. `token` may be a shell expression. */
export function tokenRequest(method: string, url: string, identitySource: string, token: string): string {
  const { in: place, name } = parseIdentitySource(identitySource) ?? { in: 'header', name: 'Authorization' };
  const option = /^(GET|ANY)$/.test(method) ? '' : `-X ${method} `;
  return place === 'querystring'
    ? `curl ${option}"${url}?${name}=${token}"`
    : `curl ${option}-H "${name}: Bearer ${token}" "${url}"`;
}

/** The same for a WebSocket connection, by `wscat`. */
export function websocketRequest(url: string, identitySource: string, token: string): string {
  const { in: place, name } = parseIdentitySource(identitySource) ?? { in: 'header', name: 'Authorization' };
  if (place === 'querystring') return `npx wscat -c "${url}?${name}=${token}"`;
  // A client accepts an answer with a subprotocol only if it has asked for one, and a subprotocol has no spaces.
  return /^sec-websocket-protocol$/i.test(name)
    ? `npx wscat -c "${url}" -s "${token}"`
    : `npx wscat -c "${url}" -H "${name}: Bearer ${token}"`;
}
