/** The Lambda authorizer in a new process: loading it and its first decision, without the time of the network. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { makeArtifact } from '../src/apply/make-artifact';
import { environment, routesFile } from '../test/support/authorizer';
import { EVENTS } from '../test/support/lambda-events';
import { type Json, ec, forge, makeEcKey } from '../test/support/tokens';
import { type Row, measurePairs, milliseconds, toRow } from './measure';

const ISSUER = 'https://issuer.example.com';
const JWKS = `${ISSUER}/keys`;

/** Answers without a network, and without what Node loads for one. */
const WARM = `globalThis.fetch = async () => ({
  status: 200, headers: new Map(), body: (async function* () { yield Buffer.from(process.env.KEYS); })(),
});`;

const OURS = `${WARM}
const started = process.hrtime.bigint();
const { handler } = require('./passage-authorizer.js');
handler(JSON.parse(process.env.EVENT)).then(({ isAuthorized }) => {
  if (!isAuthorized) throw new Error('denied');
  console.log(Number(process.hrtime.bigint() - started) / 1e6);
});`;

const BARE = `const started = process.hrtime.bigint();
const { importJWK, jwtVerify } = require(process.env.JOSE);
importJWK(JSON.parse(process.env.KEYS).keys[0], 'ES256')
  .then((key) => jwtVerify(process.env.TOKEN, key))
  .then(() => console.log(Number(process.hrtime.bigint() - started) / 1e6));`;

export async function benchAuthorizer(rounds: number, aim: string): Promise<Row> {
  const key = makeEcKey('key-1');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const claims: Json = { iss: ISSUER, aud: 'api', sub: 'u', exp };
  const token = forge({ alg: 'ES256', kid: 'key-1' }, claims, ec(key));
  const options = { issuer: ISSUER, jwksUri: JWKS };
  const cwd = mkdtempSync(join(tmpdir(), 'passage-bench-'));
  for (const [name, content] of Object.entries(unzipSync(makeArtifact(routesFile(options)))))
    writeFileSync(join(cwd, name), content);
  const env = {
    ...environment(options),
    KEYS: JSON.stringify({ keys: [key.jwk] }),
    TOKEN: token,
    EVENT: JSON.stringify(EVENTS.http({ authorization: token })),
    JOSE: require.resolve('jose'),
  };
  const time = (program: string): number =>
    Number(execFileSync(process.execPath, ['-e', program], { cwd, env, encoding: 'utf8' }));
  try {
    const pairs = await measurePairs(
      rounds,
      () => time(OURS),
      () => time(BARE),
    );
    return toRow('the Lambda authorizer: load and first decision, bare jose', pairs, milliseconds, aim);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
