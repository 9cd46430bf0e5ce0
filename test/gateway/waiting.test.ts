/** Issuers that answer too late: each test waits as long as API Gateway does. */
import { expect } from 'chai';
import { authorize } from '../../src/gateway/authorize';
import { checkIssuer } from '../../src/gateway/check-issuer';
import { remoteKeys } from '../../src/gateway/keys';
import { LIMITS } from '../../src/gateway/limits';
import { type Behaviour, type Issuer, startIssuer } from '../support/issuer';
import { makeRsaKey, signToken } from '../support/tokens';

const first = makeRsaKey('key-1');
const second = makeRsaKey('key-2', { pair: 2 });

async function withIssuer<T>(behaviour: Behaviour, act: (issuer: Issuer) => Promise<T>): Promise<T> {
  const issuer = await startIssuer({ keys: [first.jwk], behaviour });
  try {
    return await act(issuer);
  } finally {
    await issuer.close();
  }
}

/** Judges tokens by the issuer's keys, at a time that the test moves. */
function makeJudge(issuer: Issuer): { judge: (key: typeof first) => Promise<string>; later: () => void } {
  let now = Date.now();
  const keys = remoteKeys(issuer.url, { fetch, now: () => new Date(now) });
  const judge = async (key: typeof first): Promise<string> => {
    const exp = Math.floor(now / 1000) + 3600;
    const result = await authorize({
      identity: signToken(key, { iss: issuer.url, aud: 'a', exp }),
      authorizer: { issuer: issuer.url, audience: ['a'] },
      keys,
      scopes: [],
      now: new Date(now),
    });
    return result.allowed ? 'allowed' : result.reason.check;
  };
  return {
    judge,
    later: () => {
      now += 5000;
    },
  };
}

describe('gateway: an issuer that answers too late', () => {
  const LATE: [behaviour: Behaviour, check: string][] = [
    [{ discovery: 'slow' }, 'discovery'],
    [{ discovery: 'slow-body' }, 'discovery'],
    [{ discovery: 'silent' }, 'discovery'],
    [{ jwks: 'slow' }, 'jwks'],
    [{ jwks: 'slow-body' }, 'jwks'],
  ];

  it('is said to be late by each check, wherever it stops, and lets nobody in', async () => {
    const all = await Promise.all(
      LATE.map(([behaviour]) =>
        withIssuer(behaviour, (issuer) =>
          Promise.all([
            checkIssuer(issuer.url, { fetch, now: () => new Date() }),
            makeJudge(issuer).judge(first),
          ]),
        ),
      ),
    );
    all.forEach(([checks, judged], i) => {
      const [late, ...others] = checks.filter(({ ok }) => ok === false);
      expect(others).to.deep.equal([]);
      expect(late).to.include({ id: LATE[i]?.[1], definite: false });
      expect(late?.found).to.match(/^timeout/);
      // A timer may come a moment early, and much later on a busy machine.
      expect(late?.ms).to.be.at.least(LIMITS.answerMs - 50);
      expect(judged).to.equal(LATE[i]?.[1]);
    });
  });

  it('does not keep those waiting whose key is known', async () => {
    await withIssuer({}, async (issuer) => {
      const { judge, later } = makeJudge(issuer);
      expect(await judge(first)).to.equal('allowed');
      issuer.behave({ discovery: 'silent' });
      later();
      const unknown = judge(second);
      expect(await Promise.race([unknown, judge(first)])).to.equal('allowed');
      expect(await unknown).to.equal('discovery');
    });
  });
});
