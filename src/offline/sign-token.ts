/** Tokens of the local issuer: as the configured one would make them, and worth nothing anywhere else. */
import { type JsonObject } from '../util/objects';
import type { Authorizer } from '../gateway/token-rules';

import type { LocalKey } from './local-key';

export interface LocalTokenOptions {
  readonly authorizer: Authorizer;
  readonly sub: string;
  readonly seconds: number;
  /** Stand in place of the usual claims, and may be wrong on purpose. */
  readonly claims: JsonObject;
  readonly now: Date;
}

/** The claims of Passage's own tokens, with `claims` on top. */
export function localClaims({ authorizer, sub, seconds, claims, now }: LocalTokenOptions): JsonObject {
  const { issuer: iss, audience } = authorizer;
  const aud = audience.length === 1 ? audience[0] : audience;
  const iat = Math.floor(now.getTime() / 1000);
  return { aud, exp: iat + seconds, iat, iss, nbf: iat, sub, ...claims };
}

export async function signLocalToken(claims: JsonObject, { kid, privateKey }: LocalKey): Promise<string> {
  const { CompactSign } = await import('jose/jws/compact/sign');
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .sign(privateKey);
}
