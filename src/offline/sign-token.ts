/** Tokens of the local issuer: as the configured one would make them, and worth nothing anywhere else. */
import { sign } from 'node:crypto';
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

/** The compact serialization (RFC 7515 section 7.1), signed with RS256. */
export function signLocalToken(claims: JsonObject, { kid, privateKey }: LocalKey): string {
  const parts = [{ alg: 'RS256', kid, typ: 'JWT' }, claims];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}
