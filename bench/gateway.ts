/** A decision about a valid token with warm keys, against bare `jwtVerify` of jose with the same key. */
import { authorize } from '../src/gateway/authorize';
import { staticKeys } from '../src/gateway/keys';
import { makeRsaKey, signToken } from '../test/support/tokens';
import { type Row, measurePairs, toRow } from './measure';

const CALLS = 500;

export async function benchDecision(rounds: number, aim: string): Promise<Row> {
  const { importJWK, jwtVerify } = await import('jose');
  const issuer = 'https://issuer.example.com';
  const audience = ['https://api.example.com', 'a'];
  const now = new Date();
  const seconds = Math.floor(now.getTime() / 1000);
  const key = makeRsaKey('key-1');
  const claims = {
    iss: issuer,
    aud: audience,
    sub: 'user-1',
    iat: seconds,
    nbf: seconds,
    exp: seconds + 900,
  };
  const token = signToken(key, claims);

  const keys = staticKeys({ keys: [key.jwk] });
  const authorizer = { issuer, audience };
  const ours = async (): Promise<void> => {
    const result = await authorize({ identity: `Bearer ${token}`, authorizer, keys, scopes: [], now });
    if (!result.allowed) throw new Error(result.reason.check);
  };
  const cryptoKey = await importJWK({ ...key.jwk, kty: 'RSA' }, 'RS256');
  const options = { issuer, audience, algorithms: ['RS256'], requiredClaims: ['exp'], currentDate: now };
  const bare = async (): Promise<void> => {
    await jwtVerify(token, cryptoKey, options);
  };
  const pairs = await measurePairs(
    rounds,
    () => time(ours),
    () => time(bare),
  );
  return toRow('CPU of a decision about a token, bare jose', pairs, (value) => `${value.toFixed(1)} µs`, aim);
}

/** Microseconds of CPU of one call, of all threads: jose verifies in another one. */
async function time(call: () => Promise<void>): Promise<number> {
  const started = process.cpuUsage();
  for (let i = 0; i < CALLS; i += 1) await call();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / CALLS;
}
