/** What the doctor says of an issuer by its form, whether it can be reached or not. */
import { expect } from 'chai';
import { type IssuerCheck, checkIssuer } from '../../src/gateway/check-issuer';
import type { IssuerClient } from '../../src/gateway/issuer';
import { issuerHints } from '../../src/providers/issuer-hints';
import type { Topic } from '../../src/providers/identity-provider';
import { type Json, makeEcKey, makeRsaKey } from '../support/tokens';

const NOTHING = { named: undefined, isWithoutDiscovery: false, isWithoutRsa: false };
const rsa = makeRsaKey('k1').jwk;
const ec = makeEcKey('e1').jwk;

interface Answers {
  /** `undefined`: the issuer is not there. */
  readonly discovery?: Json | 'not-found';
  readonly keys?: readonly Json[];
}

async function check(issuer: string, { discovery, keys = [rsa] }: Answers): Promise<IssuerCheck[]> {
  const fetch: IssuerClient['fetch'] = (url) => {
    if (discovery === undefined) {
      return Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } }));
    }
    if (discovery === 'not-found') return Promise.resolve(new Response('no', { status: 404 }));
    const json = (url as string).endsWith('/keys')
      ? { keys }
      : { jwks_uri: 'https://k.example/keys', ...discovery };
    return Promise.resolve(new Response(JSON.stringify(json)));
  };
  return checkIssuer(issuer, { fetch, now: () => new Date() });
}

describe('providers: hints for issuers', () => {
  const HINTS: [issuer: string, topics: Topic[]][] = [
    ['https://tenant.eu.auth0.com', ['slash']],
    ['https://tenant.eu.auth0.com/', []],
    ['https://auth.example.com/application/o/app', ['slash']],
    ['https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI/', ['no-slash']],
    ['https://abcdefgh.supabase.co/auth/v1/', ['no-slash']],
    ['https://dev-1.okta.com', ['org-server']],
    ['https://dev-1.okta.com/oauth2/default', []],
    ['https://login.microsoftonline.com/common/v2.0', ['tenant']],
    ['https://login.microsoftonline.com/organizations/v2.0', ['tenant']],
    ['https://login.microsoftonline.com/9f3b2c1d-1111-4222-8333-444455556666/v2.0', []],
    ['https://token.actions.githubusercontent.com', ['anyone']],
    ['https://login.example.com', []],
    ['https://login.example.com/', []],
  ];
  for (const [issuer, topics] of HINTS) {
    it(`${issuer}: ${topics.length === 0 ? 'none' : topics.join(', ')}`, async () => {
      expect(issuerHints(issuer, NOTHING).map(({ topic }) => topic)).to.deep.equal(topics);
      const [unreachable] = await check(issuer, {});
      expect(unreachable).to.include({ id: 'discovery', ok: false, definite: false });
      for (const { text } of issuerHints(issuer, NOTHING)) expect(unreachable!.fix).to.include(text);
    });
  }

  it('a template of tenants is not advised as the issuer', async () => {
    const issuer = 'https://login.microsoftonline.com/common/v2.0';
    const named = 'https://login.microsoftonline.com/{tenantid}/v2.0';
    const failed = (await check(issuer, { discovery: { issuer: named } })).filter(({ ok }) => ok === false);
    expect(failed.map(({ id }) => id)).to.deep.equal(['issuer']);
    expect(failed[0]!.fix).to.include('#microsoft-entra-id').and.not.to.include('{tenantid}');
  });

  it('keys that are not RSA: the way to RSA at this provider, and nothing general', async () => {
    const issuer = 'https://abcdefgh.supabase.co/auth/v1';
    const found = (await check(issuer, { discovery: { issuer }, keys: [ec] })).find(
      ({ id }) => id === 'signing-key',
    );
    expect(found).to.include({ ok: false });
    expect(found!.fix).to.match(/^Supabase: .*#supabase\)$/);
    const own = 'https://login.example.com';
    const other = (await check(own, { discovery: { issuer: own }, keys: [ec] })).find(
      ({ ok }) => ok === false,
    );
    expect(other!.fix).to.include('#signatures');
    const flawed = await check(issuer, { discovery: { issuer }, keys: [{ ...rsa, kid: undefined }] });
    expect(flawed.find(({ ok }) => ok === false)!.fix).not.to.include('#');
  });

  it('a provider without a discovery document', async () => {
    const [found] = await check('https://abc.hanko.io', { discovery: 'not-found' });
    expect(found!.fix).to.match(/^Hanko: .*#hanko\)$/);
    expect((await check('https://abc.hanko.io', {}))[0]!.fix).not.to.include('#hanko');
  });

  it('warns of what no check finds', async () => {
    for (const issuer of ['https://token.actions.githubusercontent.com', 'https://dev-1.okta.com']) {
      const checks = await check(issuer, { discovery: { issuer } });
      expect(checks.filter(({ ok }) => ok !== true).map(({ id, ok }) => `${id} ${String(ok)}`)).to.deep.equal(
        ['issuer warning'],
      );
    }
    const issuer = 'https://tenant.eu.auth0.com/';
    expect((await check(issuer, { discovery: { issuer } })).every(({ ok }) => ok === true)).to.equal(true);
  });
});
