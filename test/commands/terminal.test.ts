/** How it looks: the routes as a table, the section after a deploy, and the terminal both are made for. */
import { expect } from 'chai';
import type { ListedRoute, RouteListing } from '../../src/commands/listing';
import { renderRoutes } from '../../src/commands/routes-table';
import { renderDeploySummary } from '../../src/commands/deploy-summary';
import { PLAIN, type Terminal, terminalOf, wrapName, wrapWords } from '../../src/commands/terminal';

const ESC = '\u001b';

function route(words: Partial<ListedRoute>): ListedRoute {
  return {
    method: 'GET',
    path: '/me',
    function: 'me',
    api: 'http',
    access: 'protected',
    authorizer: 'passage',
    scopes: [],
    decidedBy: 'function',
    ...words,
  };
}

const PUBLIC = { access: 'public', authorizer: null } as const;
const hello = route({ ...PUBLIC, path: '/hello', function: 'hello', decidedBy: 'default' });
const health = route({ ...PUBLIC, path: '/health', function: 'hello', decidedBy: 'event' });

function listing(...routes: ListedRoute[]): RouteListing {
  const facts = { app: 'default', issuer: 'https://i', audience: ['a'] };
  return {
    authorizers: [
      { ...facts, name: 'passage', identitySource: '$request.header.Authorization' },
      { ...facts, name: 'query', identitySource: '$request.querystring.token' },
      { ...facts, name: 'header', identitySource: '$request.header.X-Token' },
    ],
    routes,
  };
}

const at = (columns: number, colour = false): Terminal =>
  terminalOf({ isTTY: true, columns }, colour ? {} : { NO_COLOR: '1' });

describe('the table', () => {
  it('marks what nobody decided about, in every kind of output', () => {
    const lines = renderRoutes(listing(hello, health, route({ scopes: ['a', 'b'] })), PLAIN);
    expect(lines).to.deep.equal([
      '  METHOD  PATH     FUNCTION  ACCESS     AUTHORIZER      DECIDED BY',
      '! GET     /hello   hello     PUBLIC     -               nobody',
      '  GET     /health  hello     public     -               event',
      '  GET     /me      me        protected  passage (a, b)  function',
      '',
      "3 routes: 1 protected, 2 public (1 by nobody's decision)",
      '',
      '! Nobody decided. Write passage: true to protect, or passage: false to mean it.',
    ]);
  });

  it('gives no advice where there is nothing to decide', () => {
    expect(renderRoutes(listing(route({})), PLAIN).at(-1)).to.equal('1 route: 1 protected, 0 public');
    expect(renderRoutes(listing(), PLAIN)).to.have.length(1);
  });

  it('tells HTTP and REST APIs apart where there are both', () => {
    const table = (...routes: ListedRoute[]): string => renderRoutes(listing(...routes), PLAIN)[0] ?? '';
    expect(table(route({}), route({ api: 'rest' }))).to.include(' API ');
    expect(table(route({ api: 'rest' }))).not.to.include(' API ');
  });

  const long = route({
    method: 'OPTIONS',
    path: '/v1/organizations/{organizationId}/projects/{projectId}/members/{memberId}',
    function: 'changePermissionsOfMembers',
    scopes: ['members:read', 'members:write'],
    decidedBy: 'preflight',
  });

  for (const columns of [80, 100, 120]) {
    it(`fits into ${columns} columns and loses nothing`, () => {
      const lines = renderRoutes(listing(long, hello), at(columns));
      for (const line of lines) expect(line.length, line).to.be.at.most(columns);
      const [head = ''] = lines;
      const column = (from: string, to: string): string =>
        lines
          .slice(1, -4)
          .filter((line) => !line.startsWith('!'))
          .map((line) => line.slice(head.indexOf(from), head.indexOf(to)).trim())
          .join('');
      expect(column('PATH', 'FUNCTION')).to.equal(long.path);
      expect(column('FUNCTION', 'ACCESS')).to.equal(long.function);
    });
  }

  it('does not break lines where nobody looks', () => {
    const lines = renderRoutes(listing(long), terminalOf({}, {}));
    expect(lines[1]).to.include(long.path).and.to.include('(members:read, members:write)');
  });

  it('survives a terminal of no width to speak of', () => {
    expect(renderRoutes(listing(long), at(10)).length).to.be.above(1);
  });

  it('colours whole lines: every colour ends where its line ends', () => {
    const lines = renderRoutes(listing(hello, long), at(80, true));
    expect(lines.join('\n')).to.include(ESC);
    for (const line of lines)
      expect(line.split(`${ESC}[0m`).length, line).to.equal(line.split(new RegExp(`${ESC}\\[[1-9]`)).length);
    const plain = lines.map((line) => line.replaceAll(new RegExp(`${ESC}\\[[\\d;]*m`, 'g'), '').trimEnd());
    expect(plain).to.deep.equal(renderRoutes(listing(hello, long), at(80)));
  });
});

describe('the terminal', () => {
  const tty = { isTTY: true, columns: 80 };
  const isColoured = (...args: Parameters<typeof terminalOf>): boolean =>
    terminalOf(...args).paint('good', 'x') !== 'x';

  it('has colours when it is one, unless somebody says otherwise', () => {
    expect(isColoured(tty, {})).to.equal(true);
    expect(isColoured({}, {})).to.equal(false);
    expect(isColoured(tty, { NO_COLOR: '1' })).to.equal(false);
    expect(isColoured(tty, { NO_COLOR: '' })).to.equal(true);
    expect(isColoured(tty, { TERM: 'dumb' })).to.equal(false);
    expect(isColoured({}, { FORCE_COLOR: '1' })).to.equal(true);
    expect(isColoured({}, { FORCE_COLOR: '' })).to.equal(true);
    expect(isColoured(tty, { FORCE_COLOR: '0' })).to.equal(false);
    expect(isColoured({}, { FORCE_COLOR: '1', NO_COLOR: '1' })).to.equal(true);
  });

  it('breaks lines only where somebody looks', () => {
    expect(terminalOf(tty, {}).columns).to.equal(80);
    expect(terminalOf({ isTTY: true, columns: 0 }, {}).columns).to.equal(Infinity);
    expect(terminalOf({ columns: 80 }, {}).columns).to.equal(Infinity);
  });

  it('breaks prose between words, and never within an address', () => {
    expect(wrapWords('see https://example.com/a/long/address now', 12)).to.deep.equal([
      'see',
      'https://example.com/a/long/address',
      'now',
    ]);
  });

  it('breaks names after what joins them', () => {
    expect(wrapName('/v1/orders/{orderId}', 8)).to.deep.equal(['/v1/', 'orders/', '{order', 'Id}']);
    expect(wrapName('abcdefghij', 4)).to.deep.equal(['abcd', 'efgh', 'ij']);
    expect(wrapName('passage (a:read, b)', 9)).to.deep.equal(['passage', '(a:read,', 'b)']);
    expect(wrapName('', 4)).to.deep.equal([]);
  });
});

describe('the section after deploy and info', () => {
  const URL = 'https://abc.execute-api.eu-central-1.amazonaws.com';
  const ENDPOINTS = [`GET - ${URL}/hello`, `GET - ${URL}/me`, `POST - ${URL}/orders`, `ANY - ${URL}`];

  it('lists routes and a request to the first protected one', () => {
    expect(renderDeploySummary(listing(hello, health, route({ scopes: ['s'] })), ENDPOINTS)).to.deep.equal([
      "3 routes: 1 protected, 2 public (1 by nobody's decision)",
      'protected: GET /me - passage (s)',
      "public: GET /hello - by nobody's decision",
      'public: GET /health',
      `curl -H "Authorization: Bearer $TOKEN" "${URL}/me"`,
    ]);
  });

  it('counts when there are many', () => {
    const many = Array.from({ length: 40 }, (_, i) => route({ path: `/${i}` }));
    const lines = renderDeploySummary(listing(...many), []);
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

  it('prefers a route that can be called as it is', () => {
    const lines = renderDeploySummary(
      listing(route({ path: '/a/{id}' }), route({ path: '/b', method: 'POST' }), route({})),
      ENDPOINTS,
    );
    expect(lines.at(-1)).to.include(`${URL}/me`);
  });
});
