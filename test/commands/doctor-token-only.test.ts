/** `passage doctor --token` where `custom.passage` is missing or broken: the token is explained all the same. */
import { expect } from 'chai';
import { parse } from 'yaml';
import fc from 'fast-check';
import { runTokenOnly } from '../../src/commands/doctor-token-only';
import { PLAIN } from '../../src/commands/terminal';
import { proposeBlock } from '../../src/commands/token-proposal';
import { parseConfig } from '../../src/config/parse';
import { PassageError } from '../../src/errors';
import type { IssuerClient } from '../../src/gateway/issuer';
import { readUserPages } from '../../scripts/docs/pages';
import { OUTERMOST, makeService } from '../support/frameworks';
import { runInProcess } from '../support/in-process';
import { anyCharacter } from '../support/texts';
import { type Json, type Key, makeRsaKey, signToken } from '../support/tokens';
import { parseReport } from './schemas';

const AUTH0 = 'https://tenant.eu.auth0.com/';
const API = 'https://api.example.com';
const MISSING = parseConfig({});
let key: Key;
before(() => {
  key = makeRsaKey('k1');
});

/** Every issuer there is, with our key. */
const CLIENT: IssuerClient = {
  fetch: (url) => {
    const issuer = (url as string)
      .replace('.well-known/openid-configuration', '')
      .replace(/([^/]{2})\/$/, '$1');
    const named = issuer.includes('auth0') ? `${issuer}/` : issuer;
    const json = (url as string).endsWith('/keys')
      ? { keys: [key.jwk] }
      : { issuer: named, jwks_uri: 'https://k.example/keys' };
    return Promise.resolve(new Response(JSON.stringify(json)));
  },
  now: () => new Date(),
};

async function explained(token: string, configuration = new PassageError(MISSING.problems as never)) {
  const run = (json: boolean, columns = Infinity) =>
    runTokenOnly(
      configuration,
      {
        options: { token: '-', json },
        readToken: () => Promise.resolve(`${token}\n`),
        localKid: () => Promise.resolve(undefined),
      },
      CLIENT,
      { ...PLAIN, columns },
    );
  const { text, failure } = await run(false, 80);
  const report = parseReport((await run(true)).text);
  return { text, failure: failure!, app: report.apps[0]! };
}

const claims = (more: Json): Json => {
  const now = Math.floor(Date.now() / 1000);
  return { iss: AUTH0, sub: 'u', iat: now, exp: now + 3600, ...more };
};
const blockOf = (text: string): unknown => parse(text.slice(text.indexOf('custom:\n')));

describe('passage doctor --token, without a usable block', () => {
  it('says who issued the token, for whom, until when, and the block to write', async () => {
    const token = signToken(key, claims({ aud: [`${AUTH0}userinfo`, API] }));
    const { text, failure, app } = await explained(token);
    for (const fact of [AUTH0, API, 'Auth0', 'from now']) expect(text).to.include(fact);
    expect(app).to.deep.include({ issuer: AUTH0, audience: [API] });
    expect(app.checks.map(({ result }) => result)).to.not.include('failed');
    expect(app.token).to.include({ result: 'accepted', fix: null });
    const block = blockOf(text) as { custom: object };
    expect(block).to.deep.equal({
      custom: { passage: { issuer: AUTH0, audience: API } },
    });
    expect(parseConfig(block.custom).problems).to.deep.equal([]);
    expect(failure.code).to.equal('PASSAGE_CONFIG_MISSING');
    for (const part of token.split('.')) expect(text + failure.message).not.to.include(part);
    for (const line of text.split('\n')) if (!line.includes('http')) expect(line.length).to.be.at.most(80);
  });

  const TOKENS: [what: string, claims: Json, check: string | null, hint: string | null, hasBlock: boolean][] =
    [
      ['an issuer that is no URL', { iss: 'acme.com', aud: 'a' }, 'issuer', '#fusionauth', false],
      ['no audience', { iss: 'https://clerk.example.com' }, 'audience', '#clerk', true],
      ['an audience of the provider', { aud: `${AUTH0}userinfo` }, 'audience', '#auth0', true],
      ['client_id alone', { client_id: 'c1' }, null, null, true],
      ['no iss', { iss: undefined, aud: 'a' }, 'issuer', '#what-api-gateway-needs', false],
      ['an end in the past', { aud: 'a', exp: 1 }, 'expired', null, true],
    ];
  for (const [what, more, check, hint, hasBlock] of TOKENS) {
    it(`explains a token with ${what}`, async () => {
      const { text, app } = await explained(signToken(key, claims(more)));
      expect(app.token?.check ?? null).to.equal(check);
      if (hint !== null) expect(app.token?.fix).to.include(hint);
      expect(text.includes('custom:\n')).to.equal(hasBlock);
    });
  }

  it('explains a token that is no JWT, and asks nobody', async () => {
    const { text, app } = await explained('ya29.a0AfH6SMBx1234567890');
    expect(app).to.deep.include({ issuer: null, audience: [], checks: [] });
    expect(app.token).to.include({ result: 'refused', check: 'segments' });
    expect(text).to.include('#google').and.not.to.include('ya29');
  });

  it('writes a block that can follow the service of the documents', async () => {
    const page = readUserPages().find(({ path }) => path === 'docs/providers.md');
    const service = page?.blocks.find(({ text }) => text.includes('- serverless-passage'))?.text;
    const { text } = await explained(signToken(key, claims({ aud: API })));
    const written = parse(`${service}${text.slice(text.indexOf('custom:\n'))}`) as object;
    expect(written).to.have.keys('service', 'provider', 'plugins', 'custom');
  });

  it('ends with what is wrong with the block', async () => {
    const broken = parseConfig({ passage: { issuer: 'x', audience: 'a' } });
    const { failure } = await explained(
      signToken(key, claims({ aud: API })),
      new PassageError(broken.problems as never),
    );
    expect(failure.code).to.equal('PASSAGE_CONFIG_INVALID');
    expect(failure.message).to.include('custom.passage.issuer');
  });

  it('cannot be made to write other YAML, or to the terminal', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: anyCharacter }),
          fc.constantFrom('yes', 'a: b', '# x', '"', "'", '- a', '~', 'a:'),
        ),
        (aud) => {
          const { block, audience } = proposeBlock({ claims: { iss: AUTH0, aud } });
          if (block === null) return;
          const { custom } = parse(block) as { custom: { passage: object } };
          expect(custom.passage).to.deep.equal({ issuer: AUTH0, audience: audience[0] ?? API });
          expect(block.replaceAll('\n', '')).not.to.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        },
      ),
    );
  });

  for (const framework of OUTERMOST) {
    it(`${framework}: standard output has the JSON alone, and the exit status is 1`, async () => {
      const service = {
        service: 'my-api',
        frameworkVersion: '*',
        provider: { name: 'aws', runtime: 'nodejs20.x' },
        plugins: ['serverless-passage'],
      };
      const folder = makeService({ service });
      try {
        const token = signToken(key, claims({ iss: 'acme.com', aud: 'a' }));
        const args = ['passage', 'doctor', '--token', token];
        const { code, stdout, stderr } = await runInProcess(framework, folder, [...args, '--json']);
        expect(code).to.equal(1);
        expect(parseReport(stdout).apps[0]!.token).to.include({ check: 'issuer' });
        expect(stderr).to.include('PASSAGE_CONFIG_MISSING');
        const text = await runInProcess(framework, folder, args);
        expect(text.code).to.equal(1);
        expect(text.output).to.include('acme.com').and.to.include('PASSAGE_CONFIG_MISSING');
      } finally {
        folder.remove();
      }
    });
  }
});
