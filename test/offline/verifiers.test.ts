/** What verifies tokens locally, with this machine's key. */
import { expect } from 'chai';
import { makeLocalToken } from '../../src/commands/token-command';
import type { Config } from '../../src/config/config';
import { type AuthorizationResult } from '../../src/gateway/authorization-result';
import { authorize } from '../../src/gateway/authorize';
import { explain } from '../../src/gateway/explain';
import { makeVerifiers } from '../../src/offline/verifiers';
import { useOwnCache } from '../support/own-cache';
import { plain, planOf } from '../support/plans';
import { type Json, ec, forge, makeEcKey } from '../support/tokens';

const ISSUER = 'https://issuer.example.com/';

describe('offline: verifiers with local keys', () => {
  useOwnCache();

  function configOf(more: object): Config {
    const functions = { me: { passage: true, events: [{ httpApi: 'GET /me' }] } };
    const block = { issuer: ISSUER, audience: 'api', offline: { keys: 'local' }, ...more };
    return planOf(plain(functions, block)).config;
  }

  async function judge(config: Config, identity: string): Promise<AuthorizationResult> {
    const verifier = (await makeVerifiers(config, config.apps)).get('default')!;
    return authorize({ ...verifier, identity, scopes: [], now: new Date() });
  }

  /** The advice for a token of the issuer, which is not signed with RSA. */
  async function adviceFor(more: object): Promise<string> {
    const key = makeEcKey('k1');
    const claims: Json = { iss: ISSUER, aud: 'api', sub: 'u', exp: Math.floor(Date.now() / 1000) + 60 };
    const result = await judge(configOf(more), forge({ alg: 'ES256', kid: key.kid }, claims, ec(key)));
    if (result.allowed) throw new Error('it was allowed');
    expect(result.reason).to.include({ check: 'algorithm', found: 'ES256' });
    const { what, fix } = explain(result.reason);
    return `${what} ${fix}`;
  }

  for (const more of [{}, { algorithms: ['ES256'] }]) {
    const config = { authorizerType: 'lambda', ...more };

    it(`accepts tokens of this machine with ${JSON.stringify(config)}`, async () => {
      const lambda = configOf(config);
      expect(await judge(lambda, await makeLocalToken(lambda, {}))).to.include({ allowed: true });
    });

    it(`says which tokens are accepted with ${JSON.stringify(config)}`, async () => {
      const advice = await adviceFor(config);
      expect(advice).to.include('sls passage token').and.to.include('keys: remote');
      for (const wrong of ['API Gateway', 'authorizerType', '`algorithms`'])
        expect(advice).not.to.include(wrong);
    });
  }

  it("decides as API Gateway's own authorizer without a Lambda authorizer", async () => {
    expect(await adviceFor({})).to.include('authorizerType: lambda');
  });
});
