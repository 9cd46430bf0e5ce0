/** The signature of a token. */
import { constants, verify } from 'node:crypto';
import type { Algorithm } from './algorithms';
import type { SigningKey } from './jwks';

/**
 * Whether a token in its compact form is signed by a key. Never throws.
 *
 * @param alg of the token's header
 */
export type VerifySignature = (compact: string, key: SigningKey, alg: string) => boolean;

interface Scheme {
  /** `null` where the algorithm names no hash. */
  readonly hash: string | null;
  readonly padding?: number;
  readonly saltLength?: number;
  readonly dsaEncoding?: 'ieee-p1363';
}

const PSS = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
} as const;

/** RFC 7518 sections 3.3 to 3.5, RFC 8037 section 3.1. */
const SCHEMES: Readonly<Record<Algorithm, Scheme>> = {
  RS256: { hash: 'sha256', padding: constants.RSA_PKCS1_PADDING },
  RS384: { hash: 'sha384', padding: constants.RSA_PKCS1_PADDING },
  RS512: { hash: 'sha512', padding: constants.RSA_PKCS1_PADDING },
  PS256: { hash: 'sha256', ...PSS },
  PS384: { hash: 'sha384', ...PSS },
  PS512: { hash: 'sha512', ...PSS },
  ES256: { hash: 'sha256', dsaEncoding: 'ieee-p1363' },
  ES384: { hash: 'sha384', dsaEncoding: 'ieee-p1363' },
  ES512: { hash: 'sha512', dsaEncoding: 'ieee-p1363' },
  EdDSA: { hash: null },
  Ed25519: { hash: null },
};

export const verifySignature: VerifySignature = (compact, { publicKey, algorithms }, alg) => {
  // Node takes the scheme from the type of the key: `dsaEncoding` with an RSA key would verify RS256.
  const algorithm = algorithms.find((name) => name === alg);
  if (algorithm === undefined) return false;
  const { hash, ...scheme } = SCHEMES[algorithm];
  const end = compact.lastIndexOf('.');
  const signed = Buffer.from(compact.slice(0, end));
  const signature = Buffer.from(compact.slice(end + 1), 'base64url');
  // RFC 8017 section 8.1.2: OpenSSL takes one that has lost its zeros.
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && signature.length !== Math.ceil(bits / 8)) return false;
  try {
    return verify(hash, signed, { key: publicKey, ...scheme }, signature);
  } catch {
    return false;
  }
};
