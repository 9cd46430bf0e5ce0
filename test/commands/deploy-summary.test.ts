import { expect } from 'chai';
import { renderDeploySummary } from '../../src/commands/deploy-summary';
import type { ListedRoute } from '../../src/commands/listed-route';
import { makeListing } from '../../src/commands/listing';
import { summaryLine } from '../../src/commands/summary-line';
import { BLOCK, plain, planOf } from '../support/plans';
import { health, hello, listing, route } from './listings';

describe('commands: the summary after deploy and info', () => {
  const URL = 'https://abc.execute-api.eu-central-1.amazonaws.com';
  const REST = 'https://def.execute-api.eu-central-1.amazonaws.com/dev';
  const ENDPOINTS = {
    endpoints: [
      ...[`GET - ${URL}/hello`, `GET - ${URL}/admin/me`, `GET - ${URL}/me`, `POST - ${URL}/orders`],
      ...[`ANY - ${URL}/admin`, `ANY - ${URL}`, `ANY - ${URL}/`],
      ...[`GET - ${REST}/admin/me`, `GET - ${REST}/me`, `ANY - ${REST}/admin`, `ANY - ${REST}`],
    ],
    restStage: 'dev',
  };

  it('lists routes and a request to the first protected one', () => {
    expect(renderDeploySummary(listing(hello, health, route({ scopes: ['s'] })), ENDPOINTS)).to.deep.equal([
      '3 routes: 1 protected, 2 public (1 not configured)',
      'protected: GET /me - passage (s)',
      'public: GET /hello - not configured',
      'public: GET /health',
      `curl -H "Authorization: Bearer $TOKEN" "${URL}/me"`,
    ]);
  });

  it('counts as the last line of `deploy` does: no preflight routes', () => {
    const any = { passage: true, events: [{ httpApi: 'ANY /any' }] };
    const { plan } = planOf(plain({ any }, BLOCK, { httpApi: { cors: true } }));
    const made = makeListing(plan, undefined);
    const lines = renderDeploySummary(made, ENDPOINTS);
    expect(made.routes.length).to.equal(2);
    expect(summaryLine(made)).to.include('1 of 1 routes').and.to.include('0 public');
    expect(lines.slice(0, -1)).to.deep.equal([
      '1 route: 1 protected, 0 public',
      'protected: ANY /any - passage',
      'preflight: OPTIONS /any',
    ]);
    expect(renderDeploySummary({ ...made, routes: made.routes.slice(1) }, ENDPOINTS)).to.deep.equal([]);
  });

  it('lists twelve routes and their preflights', () => {
    const preflight = route({
      method: 'OPTIONS',
      access: 'public',
      authorizer: null,
      decidedBy: 'preflight',
    });
    const twelve = Array.from({ length: 12 }, (_, i) => route({ path: `/${i}` }));
    expect(renderDeploySummary(listing(...twelve, preflight), ENDPOINTS).length).to.equal(15);
  });

  it('counts when there are many', () => {
    const many = Array.from({ length: 40 }, (_, i) => route({ path: `/${i}` }));
    const lines = renderDeploySummary(listing(...many), { endpoints: [], restStage: 'dev' });
    expect(lines.length).to.equal(3);
    expect(lines[1]).to.include('sls passage routes');
  });

  it('is empty when there is nothing to say', () => {
    expect(renderDeploySummary(listing(), ENDPOINTS)).to.deep.equal([]);
    expect(renderDeploySummary(listing(hello), ENDPOINTS).join('\n')).not.to.include('curl');
  });

  const REQUESTS: [what: string, route: Partial<ListedRoute>, curl: string][] = [
    [
      'another method',
      { method: 'POST', path: '/orders' },
      `curl -X POST -H "Authorization: Bearer $TOKEN" "${URL}/orders"`,
    ],
    ['the catch-all', { method: 'ANY', path: '$default' }, `curl -H "Authorization: Bearer $TOKEN" "${URL}"`],
    ['the root', { method: 'ANY', path: '/' }, `curl -H "Authorization: Bearer $TOKEN" "${URL}/"`],
    ['a REST API', { api: 'rest' }, `curl -H "Authorization: Bearer $TOKEN" "${REST}/me"`],
    [
      'the root of a REST API',
      { api: 'rest', method: 'ANY', path: '/' },
      `curl -H "Authorization: Bearer $TOKEN" "${REST}"`,
    ],
    ['a query parameter', { authorizer: 'query' }, `curl "${URL}/me?token=$TOKEN"`],
    ['another header', { authorizer: 'header' }, `curl -H "X-Token: Bearer $TOKEN" "${URL}/me"`],
    [
      'an address that is not known',
      { path: '/other' },
      'curl -H "Authorization: Bearer $TOKEN" "https://<your API>/other"',
    ],
  ];
  for (const [what, words, expected] of REQUESTS) {
    it(`requests ${what}`, () => {
      expect(renderDeploySummary(listing(route(words)), ENDPOINTS).at(-1)).to.equal(expected);
    });
  }

  it('takes no endpoint for the route whose path only ends as its own does', () => {
    const endpoints = [`GET - ${URL}/admin/me`, `ANY - ${URL}/admin`, `ANY - ${URL}/`];
    for (const wanted of [
      {},
      { path: '/dev/me' },
      { api: 'rest' },
      { method: 'ANY', path: '$default' },
    ] as const) {
      const lines = renderDeploySummary(listing(route(wanted)), { endpoints, restStage: 'dev' });
      expect(lines.at(-1), JSON.stringify(wanted)).to.include('<your API>').and.not.to.include('admin');
    }
  });

  it('prefers a route that can be called as it is', () => {
    const lines = renderDeploySummary(
      listing(route({ path: '/a/{id}' }), route({ path: '/b', method: 'POST' }), route({})),
      ENDPOINTS,
    );
    expect(lines.at(-1)).to.include(`${URL}/me`);
  });
});
