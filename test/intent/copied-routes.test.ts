/** Which new routes are copies of others. */
import { expect } from 'chai';
import { makeIsCopy, makeIsWholeCopy } from '../../src/intent/copied-routes';
import { changedRoutes } from '../../src/intent/route-changes';
import { type Functions, fn, intent, on } from '../support/intents';

const ADMIN = { scopes: ['admin'] };

/** Paths of new routes that are copies of one that is there, and of one that is gone. */
const copies = (before: Functions, after: Functions): { ofThere: string[]; ofGone: string[] } => {
  const [first, now] = [intent(before), intent(after)];
  const changes = changedRoutes(first, now);
  const pathsOf = (isCopy: ReturnType<typeof makeIsCopy>): string[] =>
    changes.appeared.filter(isCopy).map(({ planned: { path } }) => path);
  return {
    ofThere: pathsOf(makeIsCopy(changes.gone, [...first.routes.values()])),
    ofGone: pathsOf(makeIsWholeCopy(first, changes)),
  };
};

describe('a copy of a route that is there', () => {
  const first = { a: fn('a', on('GET /v1/x'), on('GET /y/x')), b: fn('b', on('GET /v2/z/x'), on('GET /z')) };

  it('ends more like that than like any that is gone', () => {
    const now = { a: fn('a', on('GET /v1/x'), on('GET /beta/v1/x')), b: first.b };
    expect(copies(first, now).ofThere).to.deep.equal(['/beta/v1/x']);
    const asMuch = { a: fn('a', on('GET /v1/x'), on('GET /beta/x')), b: first.b };
    expect(copies(first, asMuch).ofThere, 'as much').to.deep.equal([]);
  });

  it('is of its code, where what is gone may be of any', () => {
    const b = fn('b', on('GET /v2/z/x'), on('GET /z'), on('GET /beta/v1/x'));
    const other = { a: fn('a', on('GET /v1/x')), b };
    expect(copies(first, other).ofThere).to.deep.equal([]);
    const gone = {
      a: fn('a', on('GET /v1/x'), on('GET /y/x'), on('GET /beta/z/x')),
      b: fn('b', on('GET /z')),
    };
    expect(copies(first, gone).ofThere).to.deep.equal([]);
  });
});

describe('a copy of a route that is gone', () => {
  const first = { a: fn('a', on('GET /v1/x', ADMIN), on('GET /v1/y')), b: fn('b', on('GET /v1/x/z', ADMIN)) };
  const ofGone = (now: Functions): string[] => copies(first, now).ofGone;

  it('has all of its path after a prefix, its method, code and protection, in a new function', () => {
    expect(ofGone({ green: fn('a', on('GET /green/v1/x', ADMIN)) })).to.deep.equal(['/green/v1/x']);
    expect(ofGone({ green: fn('a', on('GET /green/x', ADMIN)) }), 'a part of it').to.deep.equal([]);
    expect(ofGone({ green: fn('a', on('POST /green/v1/x', ADMIN)) }), 'its method').to.deep.equal([]);
    expect(ofGone({ green: fn('b', on('GET /green/v1/x', ADMIN)) }), 'its code').to.deep.equal([]);
    expect(ofGone({ green: fn('a', on('GET /green/v1/x', true)) }), 'its protection').to.deep.equal([]);
    expect(ofGone({ a: fn('a', on('GET /green/v1/x', ADMIN)) }), 'its function').to.deep.equal([]);
  });

  it('is of a function of copies alone, also of routes that are there', () => {
    const green = (...events: object[]): Functions => ({ green: fn('a', ...events) });
    const copy = on('GET /green/v1/x', ADMIN);
    expect(ofGone(green(copy, on('GET /green/v1/y')))).to.deep.equal(['/green/v1/x', '/green/v1/y']);
    expect(ofGone(green(copy, on('GET /green/y')))).to.deep.equal([]);
    const there = { a: fn('a', on('GET /v1/y')), ...green(copy, on('GET /green/v1/y')) };
    expect(ofGone(there)).to.deep.equal(['/green/v1/x']);
  });
});
