/** Routes whose paths end alike. */
import { expect } from 'chai';
import { literalEnds, makeFindAlike, ofMethod, sharesMethod } from '../../src/intent/alike-routes';
import type { IntendedRoute } from '../../src/intent/intent';
import { fn, intent, on } from '../support/intents';

const routes = (...keys: string[]): IntendedRoute[] => [
  ...intent({ a: fn('a', ...keys.map((key) => on(key))) }).routes.values(),
];
const namesOf = (found: readonly IntendedRoute[]): string[] =>
  found.map(({ planned: { method, path } }) => `${method} ${path}`);
const [get, post, any, options] = ['GET', 'POST', 'ANY', 'OPTIONS'].map(
  (method) => routes(`${method} /x`)[0]!,
);

describe('routes that end alike', () => {
  it('are those of the method, where there are such', () => {
    const some = routes('GET /a/x', 'ANY /b/x', 'GET /c/x');
    expect(namesOf(ofMethod(some, get!))).to.deep.equal(['GET /a/x', 'GET /c/x']);
    expect(namesOf(ofMethod(some, post!))).to.deep.equal(namesOf(some));
    expect(ofMethod([], get!)).to.deep.equal([]);
  });

  it('are of one method, or of all methods but OPTIONS', () => {
    expect(sharesMethod(get!, get!)).to.equal(true);
    expect(sharesMethod(get!, post!)).to.equal(false);
    expect([sharesMethod(get!, any!), sharesMethod(any!, get!)]).to.deep.equal([true, true]);
    expect([sharesMethod(options!, any!), sharesMethod(any!, options!)]).to.deep.equal([false, false]);
    expect(sharesMethod(options!, options!)).to.equal(true);
  });

  it('have the longest end that any has', () => {
    const find = makeFindAlike(routes('GET /v1/a/x', 'GET /v1/b/x', 'GET /v2/a/x'), () => ['']);
    const [route] = routes('GET /n/a/x');
    const { end, routes: found } = find(route!);
    expect([end, namesOf(found)]).to.deep.equal(['/a/x', ['GET /v1/a/x', 'GET /v2/a/x']]);
    const other = find(route!, ({ planned }) => planned.path === '/v1/b/x');
    expect([other.end, namesOf(other.routes)]).to.deep.equal(['/x', ['GET /v1/b/x']]);
    expect(find(routes('GET /y')[0]!)).to.deep.equal({ end: '', routes: [] });
  });

  it('have a literal segment in common', () => {
    expect(literalEnds(routes('GET /a/{id}/b/{n}')[0]!)).to.deep.equal(['/a/{}/b/{}', '/{}/b/{}', '/b/{}']);
  });
});
