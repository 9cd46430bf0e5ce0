/** The signature of a token. */
import type { webcrypto } from 'node:crypto';
import { loadJose } from './jose';

/**
 * Whether a token in its compact form is signed by a key.
 *
 * @param alg of the token's header
 */
export type VerifySignature = (compact: string, key: webcrypto.CryptoKey, alg: string) => Promise<boolean>;

export const verifySignature: VerifySignature = async (compact, key, alg) => {
  const { compactVerify } = await loadJose();
  try {
    // Stryker disable next-line ObjectLiteral: `alg` is read from the same header, jose only checks it once more.
    await compactVerify(compact, key, { algorithms: [alg] });
    return true;
  } catch {
    return false;
  }
};
