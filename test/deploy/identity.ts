/** One issuer for all deployed services of a run, and its tokens. Import it from a test file: it has hooks of its own. */
import { randomBytes } from 'node:crypto';
import { type Behaviour, type Issuer, startIssuer } from '../support/issuer';
import { type Json, makeRsaKey, signToken } from '../support/tokens';

export const AUDIENCE = 'https://api.example.com';

// New names for each run, since API Gateway keeps an issuer's keys for up to two hours.
const run = randomBytes(4).toString('hex');
const key = makeRsaKey(`key-${run}`);
let issuer: Issuer;

// On loopback, for an emulator of this machine. AWS needs a public name that leads to a port of this machine.
before(async () => {
  const { PASSAGE_ISSUER_URL: publicUrl, PASSAGE_ISSUER_PORT: port = '8181' } = process.env;
  const place = publicUrl === undefined ? {} : { publicUrl, port: Number(port) };
  issuer = await startIssuer({ keys: [key.jwk], path: `/${run}`, ...place });
});
after(() => issuer.close());

/** `custom.passage` for this issuer. */
export function passageBlock(): { readonly issuer: string; readonly audience: string } {
  return { issuer: issuer.url, audience: AUDIENCE };
}

/** A token that is valid for ten minutes, with `claims` on top. */
export function newToken(claims: Json = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const valid = { iss: issuer.url, aud: AUDIENCE, sub: 'alice', iat: now, exp: now + 600 };
  return signToken(key, { ...valid, ...claims });
}

/** A token like {@link newToken}, by a key that the issuer does not have. */
export function forgedToken(): string {
  const [header = '', payload = ''] = newToken().split('.');
  const [, , signature = ''] = signToken(makeRsaKey(key.kid, { pair: 2 }), {}).split('.');
  return [header, payload, signature].join('.');
}

/** Has the issuer misbehave while `act` runs. */
export async function whileIssuer<T>(behaviour: Behaviour, act: () => Promise<T>): Promise<T> {
  issuer.behave(behaviour);
  try {
    return await act();
  } finally {
    issuer.behave();
  }
}
