/** Keys and tokens, good and hostile. Signed by hand, since a library refuses to make the hostile ones. */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
} from 'node:crypto';

export type Json = Record<string, unknown>;

export interface Key {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The public key as it stands in a key set. */
  readonly jwk: Json;
}

/**
 * Through PEM, since Node 20.20 can wait for itself for ever when it exports a JWK of a key that still shares
 * a lock with the job that made it, and the garbage collector frees that job meanwhile.
 */
const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;

interface Pem {
  readonly publicKey: string;
  readonly privateKey: string;
}

function toKey(kid: string, alg: string, pem: Pem): Key {
  const publicKey = createPublicKey(pem.publicKey);
  return {
    kid,
    publicKey,
    privateKey: createPrivateKey(pem.privateKey),
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg },
  };
}

/** Making a pair takes a noticeable part of a second, so each process makes one once. */
const rsaPairs = new Map<string, Pem>();

export interface RsaOptions {
  /** Keys of one number are the same pair, whatever their names. */
  readonly pair?: number;
  readonly bits?: number;
}

/** An RSA key of this name. */
export function makeRsaKey(kid: string, { pair = 1, bits = 2048 }: RsaOptions = {}): Key {
  const id = `${String(pair)} ${String(bits)}`;
  const pem =
    rsaPairs.get(id) ??
    generateKeyPairSync('rsa', { modulusLength: bits, publicKeyEncoding, privateKeyEncoding });
  rsaPairs.set(id, pem);
  return toKey(kid, 'RS256', pem);
}

export function makeEcKey(kid: string, namedCurve = 'P-256', alg = 'ES256'): Key {
  return toKey(kid, alg, generateKeyPairSync('ec', { namedCurve, publicKeyEncoding, privateKeyEncoding }));
}

export function makeEdKey(kid: string): Key {
  return toKey(kid, 'EdDSA', generateKeyPairSync('ed25519', { publicKeyEncoding, privateKeyEncoding }));
}

/** A header or payload: an object, or the very text where the text is the attack. */
export type Part = Json | string;

/** How to sign: gets what is to be signed, gives the signature. */
export type Signer = (input: string) => Buffer;

export function encode(part: Part | Buffer): string {
  const bytes = Buffer.isBuffer(part)
    ? part
    : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part));
  return bytes.toString('base64url');
}

/** Any compact token: nothing about it needs to make sense. */
export function forge(header: Part, payload: Part, signer: Signer): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${encode(signer(input))}`;
}

export const rsa =
  ({ privateKey }: Key, hash = 'sha256'): Signer =>
  (input) =>
    signBytes(hash, Buffer.from(input), privateKey);

export const ec =
  ({ privateKey }: Key): Signer =>
  (input) =>
    signBytes('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });

export const hmac =
  (secret: string | Buffer, hash = 'sha256'): Signer =>
  (input) =>
    createHmac(hash, secret).update(input).digest();

export const unsigned: Signer = () => Buffer.alloc(0);

/** A token signed with RS256 and a header as issuers make it, `header` on top. */
export function signToken(key: Key, payload: Part, header: Json = {}): string {
  return forge({ alg: 'RS256', kid: key.kid, typ: 'JWT', ...header }, payload, rsa(key));
}
