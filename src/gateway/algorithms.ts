/** Signature algorithms with a public key (RFC 7518, RFC 8037, RFC 9864), and the keys they are used with. */

interface KeyType {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly crv?: string;
}

const RSA: KeyType = { kty: 'RSA' };
const ED25519: KeyType = { kty: 'OKP', crv: 'Ed25519' };

const KEY_TYPES = {
  RS256: RSA,
  RS384: RSA,
  RS512: RSA,
  PS256: RSA,
  PS384: RSA,
  PS512: RSA,
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: ED25519,
  Ed25519: ED25519,
} as const satisfies Record<string, KeyType>;

export type Algorithm = keyof typeof KEY_TYPES;

/** Every algorithm that a Lambda authorizer can accept. Never `none`, never HMAC. */
export const ASYMMETRIC_ALGORITHMS = Object.keys(KEY_TYPES) as readonly Algorithm[];

/** Of local development keys, which a Lambda authorizer is given in place of the issuer's. */
export const LOCAL_ALGORITHMS: readonly string[] = ['RS256'];

/** Whether a key of this type can be used with the algorithm. */
export function fitsAlgorithm(
  algorithm: string,
  { kty, crv }: { kty: unknown; crv: unknown },
): algorithm is Algorithm {
  const type: KeyType | undefined = Object.hasOwn(KEY_TYPES, algorithm)
    ? KEY_TYPES[algorithm as Algorithm]
    : undefined;
  return type !== undefined && type.kty === kty && (type.crv === undefined || type.crv === crv);
}
