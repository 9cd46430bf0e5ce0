/** Which routes that are gone a new one may be, by how their paths end. */
import { expect } from 'chai';
import { keepsProtection } from '../../src/intent/keeps-protection';
import { makeFindNearest } from '../../src/intent/nearest-routes';
import { changedRoutes } from '../../src/intent/route-changes';
import { type Functions, fn, intent, on } from '../support/intents';

const ADMIN = { scopes: ['admin'] };

/** Each new route that has less than one that it may be, with that one. */
const nearest = (before: Functions, after: Functions): string[] => {
  const [first, now] = [intent(before), intent(after)];
  const changes = changedRoutes(first, now);
  const find = makeFindNearest(first, changes, (one, other) => !keepsProtection(one, other));
  return changes.appeared.flatMap((route) => {
    const found = find(route);
    return found === undefined ? [] : [`${route.planned.path}: ${found.planned.path}`];
  });
};
const f = (...events: object[]): Functions => ({ f: fn('f', ...events) });

describe('the nearest route', () => {
  it('is one that is there, whatever else is gone', () => {
    const gone = on('GET /v2/b/x', ADMIN);
    const there = on('GET /v1/a/x', ADMIN);
    expect(nearest(f(gone), f(on('GET /n/a/x')))).to.deep.equal(['/n/a/x: /v2/b/x']);
    expect(nearest(f(gone, there), f(there, on('GET /n/a/x')))).to.deep.equal([]);
  });

  it('may be one that ends in variables only, if none keeps its protection', () => {
    const first = f(on('GET /v1/{id}', ADMIN), on('GET /v2/{id}'));
    expect(nearest(first, f(on('GET /n/{id}')))).to.deep.equal(['/n/{id}: /v1/{id}']);
    expect(nearest(first, f(on('GET /n/{id}'), on('GET /m/{id}', ADMIN)))).to.deep.equal([]);
  });

  it('is one of other code with its protection and method, rather than one for all methods', () => {
    const read = { passage: { scopes: ['read'] } };
    const own = f(on('ANY /c/x', ADMIN));
    const other = { g: { ...fn('g', on('GET /a/x'), on('ANY /b/x')), ...read } };
    const now = { f: { ...fn('f', on('GET /n/x'), on('ANY /d/x', ADMIN)), ...read } };
    expect(nearest({ ...own, ...other }, now)).to.deep.equal([]);
    expect(nearest(own, now)).to.deep.equal(['/n/x: /c/x']);
  });
});
