import { expect } from 'chai';
import fc from 'fast-check';
import type { ListedRoute } from '../../src/commands/listed-route';
import { renderRoutes } from '../../src/commands/routes-table';
import { layOut } from '../../src/commands/table';
import { PLAIN, type Terminal } from '../../src/commands/terminal';
import { health, hello, listing, route } from './listings';

const at = (columns: number): Terminal => ({ ...PLAIN, columns });
const coloured: Terminal = { columns: 80, paint: (tone, text) => `<${tone}>${text}</${tone}>` };

describe('commands: the table of routes', () => {
  it('marks public routes that are not configured, in every kind of output', () => {
    const lines = renderRoutes(listing(hello, health, route({ scopes: ['a', 'b'] })), PLAIN);
    expect(lines.slice(0, 6)).to.deep.equal([
      '  METHOD  PATH     FUNCTION  ACCESS     DECIDED BY  AUTHORIZER',
      '! GET     /hello   hello     public     default     -',
      '  GET     /health  hello     public     event       -',
      '  GET     /me      me        protected  function    passage (a, b)',
      '',
      '3 routes: 1 protected, 2 public (1 not configured)',
    ]);
    expect(lines.at(-1)).to.match(/^! /);
  });

  it('gives no advice where every route is configured', () => {
    expect(renderRoutes(listing(route({})), PLAIN).at(-1)).to.equal('1 route: 1 protected, 0 public');
    expect(renderRoutes(listing(), PLAIN)).to.have.length(1);
  });

  it('tells HTTP and REST APIs apart where there are both', () => {
    const head = (...routes: ListedRoute[]): string => renderRoutes(listing(...routes), PLAIN)[0] ?? '';
    expect(head(route({}), route({ api: 'rest' }))).to.include(' API ');
    expect(head(route({ api: 'rest' }))).not.to.include(' API ');
  });

  const long = route({
    method: 'OPTIONS',
    path: `/v1/${'organizations/'.repeat(30)}{memberId}`,
    function: 'changePermissionsOfMembers',
    decidedBy: 'preflight',
  });

  for (const columns of [80, 120, Infinity]) {
    it(`keeps every other row on one line beside a very long one, at ${columns} columns`, () => {
      const short = Array.from({ length: 20 }, (_, i) => route({ path: `/${i}` }));
      const lines = renderRoutes(listing(long, ...short), at(columns));
      const rows = lines.filter((line) => / \/\d+ +me /.test(line));
      expect(rows).to.have.length(20);
      for (const row of rows) expect(row.length).to.be.at.most(80);
      expect(lines.join('\n')).to.include(long.path).and.to.include(long.function);
    });
  }

  it('never breaks a row without a terminal', () => {
    expect(
      renderRoutes(listing(long, hello), PLAIN).filter((line) => line.includes('OPTIONS')),
    ).to.have.length(1);
    expect(
      layOut(
        [
          ['a', 'b'],
          ['x'.repeat(500), 'y'],
        ],
        Infinity,
      )[1],
    ).to.have.length(1);
  });

  it('moves what follows a long cell to a line of its own, in its own column', () => {
    const rows = [
      ['NAME', 'TYPE'],
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
      ['long-long-long', 'g'],
    ];
    expect(layOut(rows, 14).flat()).to.deep.equal([
      'NAME  TYPE',
      'a     b',
      'c     d',
      'e     f',
      'long-long-long',
      '      g',
    ]);
  });

  it('breaks the last cell between words, in its own column', () => {
    expect(
      layOut(
        [
          ['NAME', 'TYPE'],
          ['a', 'one two three'],
          ['b', 'x'],
        ],
        14,
      ).flat(),
    ).to.deep.equal(['NAME  TYPE', 'a     one two', '      three', 'b     x']);
  });

  it('widens a column for one longer cell where the last column can be folded', () => {
    const app = { function: 'app', path: '/app/{proxy+}', authorizer: 'auth0' };
    const routes = [
      route({ ...app, method: 'ANY' }),
      route({ ...app, method: 'OPTIONS', access: 'public', decidedBy: 'preflight', authorizer: null }),
      route({ ...app, method: 'POST', function: 'createOrder', scopes: ['orders:read', 'orders:write'] }),
    ];
    const [head = '', ...lines] = renderRoutes(listing(...routes), at(80));
    for (const line of lines.slice(0, 3)) {
      expect(line.indexOf('/app')).to.equal(head.indexOf('PATH'));
      expect(line.search(/protected|public/), line).to.equal(head.indexOf('ACCESS'));
    }
  });

  it('keeps every row aligned where the longest cells fit', () => {
    const word = fc.stringMatching(/^[a-z/]{1,12}$/);
    const cells = fc.tuple(word, word, word, fc.array(word, { minLength: 1, maxLength: 6 }));
    fc.assert(
      fc.property(fc.array(cells, { minLength: 1, maxLength: 12 }), (body) => {
        const rows = [['A', 'B', 'C', 'LAST'], ...body.map(([a, b, c, last]) => [a, b, c, last.join(' ')])];
        // Three columns of 12, three gaps, and a word of 12.
        const lines = layOut(rows, 54);
        const starts = [0, 1, 2].reduce<number[]>(
          (all, i) => [...all, (all.at(-1) ?? 0) + Math.max(...rows.map((row) => row[i]?.length ?? 0)) + 2],
          [0],
        );
        for (const [at, row] of rows.entries()) {
          const [first = '', ...folded] = lines[at] ?? [];
          const places = starts.map((start, i) => first.slice(start, (starts[i + 1] ?? 56) - 2).trimEnd());
          expect(places.slice(0, 3)).to.deep.equal(row.slice(0, 3));
          const text = [places[3], ...folded.map((line) => line.slice(starts[3]))].join(' ');
          expect(text).to.equal(row[3]);
        }
      }),
    );
  });

  it('continues further left where the last cell has a word that is longer than its column', () => {
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:a';
    const rows = [
      ['METHOD', 'PATH', 'RESULT', 'DETAILS'],
      ['GET', '/me', 'different', `issuer: ${arn}, expected none`],
      ['GET', '/hello', 'open', 'one two three'],
    ];
    const lines = layOut(rows, 56);
    for (const line of lines.flat()) expect(line.length, line).to.be.at.most(56);
    expect(lines[1]?.join(' ')).to.include(arn);
    expect(lines[2]).to.have.length(1);
  });

  it('colours each line by itself', () => {
    const lines = renderRoutes(listing(hello, long), coloured);
    for (const line of lines) expect(line.match(/<\w+>/g)?.length).to.equal(line.match(/<\/\w+>/g)?.length);
    expect(lines.join('')).to.include('<warn>').and.to.include('<good>protected</good>');
  });
});
