/** The doctor and the check before `deploy`, against a certified OpenID provider. */
import { expect } from 'chai';
import { runDoctor } from '../../src/commands/doctor-command';
import type { AppReport } from '../../src/commands/doctor-report';
import { PLAIN } from '../../src/commands/terminal';
import { verifyIssuers } from '../../src/commands/verify-issuers';
import type { IssuerClient } from '../../src/gateway/issuer';
import { type OpenidProvider, startOpenidProvider } from '../support/openid-provider';
import { plain, planOf } from '../support/plans';
import { placesOf } from '../support/template';
import { makeEcKey, makeRsaKey } from '../support/tokens';
import { parseReport } from './schemas';

const ORDERS = { audience: 'https://orders.example.com', scopes: ['read', 'write'], alg: 'RS256' } as const;
const BILLS = { audience: 'https://bills.example.com', scopes: [], alg: 'ES256' } as const;

const FUNCTIONS = {
  list: { passage: { scopes: ['read'] }, events: [{ httpApi: 'GET /orders' }] },
  change: { passage: { scopes: ['write'] }, events: [{ httpApi: 'PUT /orders' }] },
};

const first = makeRsaKey('first');
const second = makeRsaKey('second', { pair: 2 });
const curve = makeEcKey('curve');

describe('doctor: a certified OpenID provider', () => {
  let provider: OpenidProvider;
  before(async () => {
    provider = await startOpenidProvider({ keys: [first, curve], apis: [ORDERS, BILLS] });
  });
  afterEach(() => provider.rotate([first, curve]));
  after(() => provider.close());

  const planFor = (audience: string) => planOf(plain(FUNCTIONS, { issuer: provider.url, audience }));

  async function examine(
    token: string,
    audience: string = ORDERS.audience,
    now: Date = new Date(),
  ): Promise<AppReport> {
    const { config, plan } = planFor(audience);
    const input = {
      config,
      plan,
      options: { json: true, token },
      readToken: () => Promise.resolve(''),
      localKid: () => Promise.resolve(undefined),
    };
    const { text } = await runDoctor(input, { fetch, now: () => now }, PLAIN);
    return parseReport(text).apps[0]!;
  }

  /** The check by which a token is refused; the routes that it opens where it is not. */
  async function resultOf(token: string, audience?: string, now?: Date): Promise<unknown> {
    const { token: report } = await examine(token, audience, now);
    if (report?.result !== 'accepted') return report?.check;
    return report.routes.filter(({ accepted }) => accepted).map(({ path, method }) => `${method} ${path}`);
  }

  const client: IssuerClient = { fetch, now: () => new Date() };
  async function verify(): Promise<string[]> {
    const { config, plan } = planFor(ORDERS.audience);
    const { problems, notes } = await verifyIssuers(config, plan, client, new Set());
    expect(notes).to.deep.equal([]);
    return placesOf(problems);
  }

  it('is an issuer for API Gateway', async () => {
    const { checks } = await examine(await provider.token({ resource: ORDERS.audience }));
    expect(checks.map(({ id, result }) => `${id} ${result}`)).to.deep.equal([
      'discovery ok',
      'issuer ok',
      'jwks-uri ok',
      'jwks ok',
      'signing-key ok',
      'ignored-keys warning',
      'clock ok',
    ]);
    expect(await verify()).to.deep.equal([]);
  });

  it('is none while it has no RSA key', async () => {
    await provider.rotate([curve]);
    expect(await verify()).to.deep.equal(['PASSAGE_ISSUER_INVALID custom.passage']);
  });

  it('its JWT access token opens the routes of its scopes', async () => {
    const resource = ORDERS.audience;
    expect(await resultOf(await provider.token({ resource }))).to.equal('scopes');
    expect(await resultOf(await provider.token({ resource, scope: 'read' }))).to.deep.equal(['GET /orders']);
    expect(await resultOf(await provider.token({ resource, scope: 'write read' }))).to.deep.equal([
      'GET /orders',
      'PUT /orders',
    ]);
  });

  it('its opaque access token is refused', async () => {
    expect(await resultOf(await provider.token({}))).to.equal('segments');
  });

  it('its token for another API is refused', async () => {
    const token = await provider.token({ resource: ORDERS.audience, scope: 'read' });
    expect(await resultOf(token, 'https://other.example.com')).to.equal('audience');
  });

  it('its token with a signature of an elliptic curve is refused', async () => {
    const token = await provider.token({ resource: BILLS.audience });
    expect(await resultOf(token, BILLS.audience)).to.equal('algorithm');
  });

  it('its token has an end', async () => {
    const token = await provider.token({ resource: ORDERS.audience, scope: 'read' });
    const tomorrow = new Date(Date.now() + 86_400_000);
    expect(await resultOf(token, ORDERS.audience, tomorrow)).to.equal('expired');
  });

  it('a rotation of its keys is followed', async () => {
    const request = { resource: ORDERS.audience, scope: 'read' };
    const old = await provider.token(request);
    await provider.rotate([second, first]);
    expect(await resultOf(await provider.token(request))).to.deep.equal(['GET /orders']);
    expect(await resultOf(old)).to.deep.equal(['GET /orders']);
    await provider.rotate([second]);
    expect(await resultOf(old)).to.equal('key');
  });
});
