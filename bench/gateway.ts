/**
 * What a decision about a valid token costs, with warm keys, against bare `jwtVerify` of jose with the same
 * key: both in this process, in turn. Run by hand: `npx tsx bench/gateway.ts`. Aim: a ratio of at most 1.2.
 */
import { authorize } from '../src/gateway/authorize';
import { staticKeys } from '../src/gateway/keys';
import { makeRsaKey, signToken } from '../test/support/tokens';

const ROUNDS = 40;
const CALLS = 500;

async function main(): Promise<void> {
  const { importJWK, jwtVerify } = await import('jose');
  const issuer = 'https://auth.example.com/v1/apps/a';
  const audience = ['https://app.example.com', 'a'];
  const now = new Date();
  const seconds = Math.floor(now.getTime() / 1000);
  const key = makeRsaKey('key-1');
  const payload = {
    iss: issuer,
    aud: audience,
    sub: 'user-1',
    iat: seconds,
    nbf: seconds,
    exp: seconds + 900,
  };
  const token = signToken(key, payload);

  const keys = staticKeys({ keys: [key.jwk] });
  const authorizer = { issuer, audience };
  const identity = `Bearer ${token}`;
  const ours = async (): Promise<void> => {
    const result = await authorize({ identity, authorizer, keys, scopes: [], now });
    if (!result.allowed) throw new Error(result.reason.check);
  };

  const cryptoKey = await importJWK({ ...key.jwk, kty: 'RSA' }, 'RS256');
  const options = { issuer, audience, algorithms: ['RS256'], requiredClaims: ['exp'], currentDate: now };
  const joses = async (): Promise<void> => {
    await jwtVerify(token, cryptoKey, options);
  };

  await time(ours);
  await time(joses);
  const rounds: { ours: number; joses: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = round % 2 === 0 ? await time(ours) : undefined;
    const jose = await time(joses);
    rounds.push({ ours: first ?? (await time(ours)), joses: jose });
  }
  const own = median(rounds.map(({ ours }) => ours));
  const bare = median(rounds.map(({ joses }) => joses));
  console.log(`node ${process.version}, ${ROUNDS} rounds of ${CALLS} calls each, medians`);
  console.log(`authorize        ${own.toFixed(1)} µs`);
  console.log(`jose.jwtVerify   ${bare.toFixed(1)} µs`);
  console.log(`ratio            ${median(rounds.map(({ ours, joses }) => ours / joses)).toFixed(3)}`);
}

/** Microseconds of one call. */
async function time(call: () => Promise<void>): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < CALLS; i += 1) await call();
  return ((performance.now() - started) * 1000) / CALLS;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
