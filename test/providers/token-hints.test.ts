/** The doctor, with tokens in the shape of every provider's: the hint it must give, and none that is wrong. */
import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { anchorsOf, readUserPages } from '../../scripts/docs/pages';
import { runDoctor } from '../../src/commands/doctor-command';
import { PLAIN } from '../../src/commands/terminal';
import { readFacts } from '../../src/commands/token-report';
import type { IssuerClient } from '../../src/gateway/issuer';
import { ALL_PROVIDERS, makeHint } from '../../src/providers/hint';
import type { Topic } from '../../src/providers/identity-provider';
import { providerOf, tokenHints } from '../../src/providers/token-hints';
import { parseReport } from '../commands/schemas';
import { plain, planOf } from '../support/plans';
import { type Json, type Key, type Signer, forge, makeRsaKey, rsa } from '../support/tokens';
import { SHAPES, type Shape } from './shapes';

const API = 'https://api.example.com';
let key: Key;
before(() => {
  key = makeRsaKey('k1');
});

/** An issuer of any name, whose keys are ours. */
function clientOf(issuer: string, isThere = true): IssuerClient {
  const answer = (url: string): object =>
    url.endsWith('/keys') ? { keys: [key.jwk] } : { issuer, jwks_uri: 'https://keys.example/keys' };
  const fetch: IssuerClient['fetch'] = (url) =>
    isThere
      ? Promise.resolve(new Response(JSON.stringify(answer(url as string))))
      : Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } }));
  return { fetch, now: () => new Date() };
}

function tokenOf({ compact, alg = 'RS256', iss, claims }: Shape): string {
  if (compact !== undefined) return compact;
  const now = Math.floor(Date.now() / 1000);
  // For other algorithms anything will do: the signature is not looked at.
  const other: Signer = (input) => createHmac('sha256', 'secret').update(input).digest();
  const signer = alg === 'RS256' ? rsa(key) : other;
  const payload: Json = { iss, sub: 'u1', iat: now, exp: now + 600, ...claims };
  return forge({ alg, kid: 'k1', typ: 'JWT' }, payload, signer);
}

async function doctor(shape: Shape, isThere = true) {
  const issuer = shape.issuer ?? shape.iss ?? '';
  const passage = shape.scoped === true ? { scopes: ['orders:read'] } : true;
  const functions = { me: { passage, events: [{ httpApi: 'GET /me' }] } };
  const { config, plan } = planOf(plain(functions, { issuer, audience: shape.audience ?? API }));
  const token = tokenOf(shape);
  const run = async (json: boolean, columns: number): Promise<string> => {
    const input = {
      config,
      plan,
      options: { token, json },
      readToken: () => Promise.resolve(''),
      localKid: () => Promise.resolve(undefined),
    };
    return (await runDoctor(input, clientOf(issuer, isThere), { ...PLAIN, columns })).text;
  };
  const report = parseReport(await run(true, Infinity)).apps[0]!.token!;
  const facts = { token: readFacts(token), use: { issuer, needsScopes: shape.scoped === true } };
  return { report, facts, token, text: await run(false, 80) };
}

describe('providers: hints for tokens', () => {
  for (const shape of SHAPES) {
    const { what, topics, check, anchor } = shape;
    it(`${what}: ${topics.length === 0 ? 'no hint' : topics.join(', ')}`, async () => {
      const { report, facts, token, text } = await doctor(shape);
      expect(report.check).to.equal(check);
      expect(report.result).to.equal(check === null ? 'accepted' : 'refused');
      const hints = tokenHints(facts.token, facts.use);
      expect(hints.map(({ topic }) => topic)).to.deep.equal(topics);

      const lines = report.fix?.split('\n') ?? [];
      const links = lines.flatMap((line) => /providers\.md#([\w-]+)\)$/.exec(line)?.[1] ?? []);
      expect(lines.filter((line) => line.includes('providers.md#'))).to.deep.equal(
        hints.map((one) => one.text),
      );
      expect(new Set(links)).to.deep.equal(new Set(topics.length === 0 ? [] : [anchor]));
      // General advice only where no hint is about what failed.
      const isSaid = hints.some((one) => one.check !== undefined && one.check === check);
      expect(lines.length - links.length).to.equal(check === null || isSaid ? 0 : 1);

      for (const part of [token, ...token.split('.')].filter(({ length }) => length > 16))
        expect(JSON.stringify(report) + text).not.to.include(part);
      for (const line of text.split('\n').filter((one) => !one.includes('http'))) {
        expect(line.length, line).to.be.at.most(80);
      }
    });
  }

  it('are at least sixty tokens, with one of each provider', () => {
    expect(SHAPES.length).to.be.at.least(60);
    const anchors = new Set(
      SHAPES.map((shape) => {
        const use = { issuer: shape.issuer ?? shape.iss, needsScopes: false };
        return providerOf(readFacts(tokenOf(shape)), use)?.anchor ?? findByIssuer(use.issuer);
      }),
    );
    // Of Hanko and PropelAuth no shape of a token is known.
    const expected = ALL_PROVIDERS.map((one) => one.anchor).filter(
      (one) => !['hanko', 'propelauth'].includes(one),
    );
    expect([...anchors]).to.include.members(expected);
  });

  function findByIssuer(issuer = ''): string | undefined {
    return ALL_PROVIDERS.find((one) => one.issuer.test(issuer))?.anchor;
  }

  it('are given where the issuer cannot be reached', async () => {
    for (const shape of SHAPES.filter(({ topics, check }) => topics.length > 0 && check !== null)) {
      const { report, facts } = await doctor(shape, false);
      for (const { text } of tokenHints(facts.token, facts.use))
        expect(report.fix, shape.what).to.include(text);
    }
  });

  it('lead to sections that docs/providers.md has', () => {
    const page = readUserPages().find(({ path }) => path === 'docs/providers.md');
    const anchors = anchorsOf(page!);
    for (const { anchor } of ALL_PROVIDERS) expect([...anchors]).to.include(anchor);
    const topics: Topic[] = ['opaque', 'encrypted', 'algorithm', 'no-audience', 'tenant', 'no-sub'];
    for (const topic of topics) {
      expect([...anchors]).to.include(/#([\w-]+)\)$/.exec(makeHint(topic, undefined).text)?.[1]);
    }
  });

  it('each piece of advice is an imperative without a full stop', () => {
    for (const provider of ALL_PROVIDERS) {
      for (const advice of Object.values(provider.advice ?? {})) {
        expect(advice, provider.name).to.match(/^[A-Z][a-z]+ [^]*[^.]$/);
      }
    }
    expect(makeHint('opaque', undefined).text).to.match(/^Ask .*\(https:.*#opaque-and-encrypted-tokens\)$/);
  });
});
