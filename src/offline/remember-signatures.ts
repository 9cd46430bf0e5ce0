/** A developer sends the same token again and again: its signature is computed once. */
import type { SigningKey } from '../gateway/jwks';
import { type VerifySignature, verifySignature } from '../gateway/signature';

/** How many tokens are remembered, so that memory is bounded. */
const MOST = 100;

/**
 * Remembers which key has verified a token. The same text and the same key give the same answer; a key that is fetched
 * again is another one. Only the arithmetic is left out: all else is judged on every request.
 */
export function rememberSignatures(verify: VerifySignature = verifySignature): VerifySignature {
  const verified = new Map<string, SigningKey>();
  return (compact, key, alg) => {
    if (verified.get(compact) === key) return true;
    const isValid = verify(compact, key, alg);
    if (isValid) {
      verified.set(compact, key);
      const [oldest] = verified.keys();
      if (verified.size > MOST && oldest !== undefined) verified.delete(oldest);
    }
    return isValid;
  };
}
