/** At which places new routes may have been before another plugin changed how paths begin. */
import { expect } from 'chai';
import type { IntendedRoute } from '../../src/intent/intent';
import { type MovedRoutes, movedRoutes } from '../../src/intent/moved-routes';
import { type Functions, fn, intent, on } from '../support/intents';

const me = (...paths: string[]): Functions => ({
  me: fn('me', ...paths.map((path) => on(`GET ${path}`, true))),
});
const pub = (name: string, ...paths: string[]): Functions => ({
  pub: fn(name, ...paths.map((path) => on(`GET ${path}`))),
});

interface Compared {
  readonly moved: MovedRoutes;
  readonly before: (path: string) => IntendedRoute;
  readonly now: (path: string) => IntendedRoute;
}
function compared(first: Functions, last: Functions): Compared {
  const [before, now] = [intent(first), intent(last)];
  const find =
    ({ routes }: typeof now) =>
    (path: string): IntendedRoute =>
      [...routes.values()].find(({ planned }) => planned.path === path)!;
  return { moved: movedRoutes(before, now), before: find(before), now: find(now) };
}

/** All places of new routes, as `GET /v1/me: /me`. */
const places = (first: Functions, last: Functions): string[] =>
  [...compared(first, last).moved.byMove.values()]
    .flat()
    .map(({ path, route }) => `${route.planned.path}: ${path}`);

describe('places at which new routes may have been', () => {
  it('are none where no route is new', () => {
    expect(places(me('/me'), me('/me'))).to.deep.equal([]);
    expect(places(me('/me'), {})).to.deep.equal([]);
  });

  it('are one where the route is certainly a configured one', () => {
    expect(places(me('/me'), me('/v1/me'))).to.deep.equal(['/v1/me: /me']);
    expect(places(me('/api/me'), me('/me'))).to.deep.equal(['/me: /api/me']);
    expect(places(me('/v1/me'), me('/v2/me'))).to.deep.equal(['/v2/me: /v1/me']);
    expect(places(me('/v1/me'), me('/x/v2/me'))).to.deep.equal(['/x/v2/me: /v1/me']);
  });

  it('are under every prefix where it is not', () => {
    expect(places(me('/a/b'), pub('pub', '/v1/x/y'))).to.deep.equal(['/v1/x/y: /x/y', '/v1/x/y: /y']);
    // The path of one route may be the prefix of another one.
    expect(places(me('/a/b'), pub('pub', '/v1', '/v1/x'))).to.deep.equal(['/v1: /', '/v1/x: /x']);
  });

  it('are under the base paths of protected routes that are gone, from a common literal segment on', () => {
    expect(places(me('/api/me/{id}'), pub('pub', '/me/{all+}'))).to.deep.equal([
      '/me/{all+}: /{all+}',
      '/me/{all+}: /api/me/{all+}',
    ]);
    expect(places(me('/api/me'), pub('pub', '/you'))).to.deep.equal([]);
    expect(places(me('/api/{id}'), pub('pub', '/{id}'))).to.deep.equal([]);
    expect(places(pub('me', '/api/me'), pub('other', '/me')), 'public').to.deep.equal([]);
    expect(places(me('/a/{id}/x'), pub('pub', '/b/{id}/x'))).to.include('/b/{id}/x: /a/{id}/x');
    const beside = places(me('/api/me/x'), pub('pub', '/api/you', '/me/x'));
    expect(beside, 'with a new route under the base path').to.include('/me/x: /api/me/x');
    // All new routes are looked at there.
    expect(places(me('/v1/me'), pub('pub', '/v2/me', '/v2', '/v3/x'))).to.include.members([
      '/v2/me: /v1/me',
      '/v2: /v1',
    ]);
    expect(places(me('/v1/me'), pub('pub', '/v2/me', '/v3/x'))).not.to.include('/v3/x: /v1/x');
  });

  it('are under one base path, though more of paths may be the same', () => {
    const now = pub('pub', '/v2/users/list', '/v2/orders/list');
    const both = places(me('/v1/users/list', '/v1/orders/list'), now);
    expect(both.filter((place) => place.includes(': /v1/'))).to.deep.equal([
      '/v2/users/list: /v1/users/list',
      '/v2/orders/list: /v1/orders/list',
    ]);
    // As one that is gone, with others that were renamed.
    expect(places(me('/v1/users/list', '/v1/gone/list'), now)).not.to.include(
      '/v2/users/list: /v1/gone/list',
    );
    expect(places(me('/v1/gone/list'), pub('pub', '/v2/users/list'))).to.include(
      '/v2/users/list: /v1/gone/list',
    );
  });

  it('are none of $default', () => {
    const all = { all: fn('all', { httpApi: '*' }) };
    expect(places(me('/api/me'), { ...me('/me'), ...all })).to.deep.equal(['/me: /api/me']);
  });

  it('are of one kind of API', () => {
    const rest = { me: fn('me', { http: { method: 'get', path: 'me', passage: true } }) };
    expect(places(me('/api/me'), rest)).to.deep.equal([]);
  });
});

describe('places of new routes', () => {
  const a = (...events: object[]): Functions => ({ a: fn('a', ...events) });
  const ADMIN = { scopes: ['admin'] };

  it('are none of a public route that is configured', () => {
    const first = { ...me('/me'), pub: fn('p', on('GET /v1/me', false)) };
    expect(places(first, { other: fn('p', on('GET /v1/me')) })).to.deep.equal([]);
  });

  it('are none where the events of its methods became one', () => {
    const parts = [on('GET /v1/x', true), on('POST /v1/x', true)];
    expect(places(a(...parts), a(on('ANY /v1/x', true)))).to.deep.equal([]);
    const moved = ['/v1/x: /x'];
    expect(places(a(...parts), a(on('ANY /v1/x', true), on('GET /v1/x', true)))).to.deep.equal(moved);
    const differing = a(on('GET /v1/x', true), on('POST /v1/x', ADMIN));
    expect(places(differing, a(on('ANY /v1/x', true)))).to.deep.equal(moved);
    const other = { ...a(on('GET /v1/x', true)), b: fn('b', on('POST /v1/x', true)) };
    expect(places(other, a(on('ANY /v1/x', true)))).to.deep.equal(moved);
    expect(places(other, { b: fn('b', on('ANY /v1/x', true)) })).to.deep.equal(moved);
  });

  it('are none where its event became one for each method', () => {
    const whole = a(on('ANY /y/v1/me', true));
    expect(places(whole, a(on('GET /y/v1/me', true)))).to.deep.equal([]);
    const says = (...there: object[]): Functions => ({
      a: { ...fn('a', on('GET /y/v1/me'), ...there), passage: true },
    });
    const beside = (passage: unknown): Functions => a(on('ANY /y/v1/me', true), on('GET /me', passage));
    // A protected one may have been moved there.
    expect(places(beside(true), says())).to.deep.equal(['/y/v1/me: /me']);
    expect(places(beside(ADMIN), says())).to.deep.equal(['/y/v1/me: /v1/me', '/y/v1/me: /me']);
    expect(places(beside(true), says(on('GET /me', true)))).to.deep.equal([]);
    expect(places(beside(false), says())).to.deep.equal([]);
  });

  it('tell what a route may have been, of all methods where it is for one of them', () => {
    const originals = (first: Functions, last: Functions, path: string): string[] => {
      const { moved, now } = compared(first, last);
      return moved.originalsOf(now(path)).map(({ planned }) => `${planned.method} ${planned.path}`);
    };
    expect(originals(me('/me'), me('/v1/me'), '/v1/me')).to.deep.equal(['GET /me']);
    expect(originals(me('/me'), me('/me'), '/me')).to.deep.equal([]);
    const all = a(on('ANY /me', true));
    expect(originals(all, a(on('GET /v1/me', true)), '/v1/me')).to.deep.equal(['ANY /me']);
    const parts = a(on('GET /me', true), on('POST /me', true));
    expect(originals(parts, a(on('ANY /v1/me', true)), '/v1/me')).to.deep.equal(['GET /me']);
    const differing = a(on('GET /me', true), on('POST /me', ADMIN));
    expect(originals(differing, a(on('ANY /v1/me', true)), '/v1/me')).to.deep.equal([]);
    expect(originals(a(on('POST /me', true)), a(on('GET /v1/me', true)), '/v1/me')).to.deep.equal([]);
  });

  it('tell what a configured route may be by now: as a whole', () => {
    const byNow = (first: Functions, last: Functions, path: string): string[] => {
      const { moved, before } = compared(first, last);
      return moved.routesOf(before(path)).map(({ planned }) => `${planned.method} ${planned.path}`);
    };
    expect(byNow(me('/me'), me('/me', '/v1/me'), '/me')).to.deep.equal(['GET /me', 'GET /v1/me']);
    expect(byNow(me('/me'), me('/v1/me'), '/me')).to.deep.equal(['GET /v1/me']);
    expect(byNow(me('/me'), {}, '/me')).to.deep.equal([]);
    expect(byNow(a(on('ANY /me', true)), a(on('GET /v1/me', true)), '/me')).to.deep.equal([]);
    const parts = a(on('GET /me', true), on('POST /me', true));
    expect(byNow(parts, a(on('ANY /v1/me', true)), '/me')).to.deep.equal(['ANY /v1/me']);
  });

  it('tell whether a route has the code that a configured one had, or has by now', () => {
    const { moved, before, now } = compared(me('/me'), {
      you: fn('you', on('GET /v1/me', true), on('GET /you')),
      me: fn('me', on('GET /x')),
      other: fn('other', on('GET /other')),
    });
    const hasCode = ['/v1/me', '/you', '/x', '/other'].map((path) =>
      moved.hasCodeOf(before('/me'), now(path)),
    );
    expect(hasCode).to.deep.equal([true, true, true, false]);
  });

  it('are not certain where a protected one had more', () => {
    const first = a(on('GET /me', true), on('GET /v1/me', ADMIN));
    const certainlyBy = (last: Functions): readonly string[] => {
      const { moved, now } = compared(first, last);
      return moved.certainlyBy(now('/x/v1/me'));
    };
    expect(certainlyBy(a(on('GET /x/v1/me', true)))).to.deep.equal([]);
    expect(certainlyBy(a(on('GET /x/v1/me', true), on('GET /v1/me', ADMIN)))).to.have.length(1);
  });
});

describe('configured routes that were moved', () => {
  it('are certain where name, function and protection are the same, for both', () => {
    const both = compared(
      { ...me('/me'), ...pub('pub', '/pub') },
      { ...me('/v1/me'), ...pub('pub', '/v1/pub') },
    );
    const [move] = both.moved.movesOf(both.before('/me'));
    expect(move).to.be.a('string');
    for (const route of [both.before('/me'), both.now('/v1/me'), both.before('/pub'), both.now('/v1/pub')])
      expect(both.moved.certainlyBy(route)).to.deep.equal([move]);
    expect(
      both.moved.isMovedWith(
        { ...both.now('/v1/pub').planned, route: both.now('/v1/pub') },
        both.before('/me'),
      ),
    ).to.equal(true);
  });

  it('are not certain in other code, or with other protection', () => {
    const other = compared(me('/me'), { you: fn('you', on('GET /v1/me', true)) });
    expect(other.moved.movesOf(other.before('/me'))).to.have.length(1);
    expect(other.moved.certainlyBy(other.before('/me'))).to.deep.equal([]);
    const weaker = compared(me('/me'), pub('me', '/v1/me'));
    expect(weaker.moved.movesOf(weaker.before('/me'))).to.deep.equal([]);
  });

  it('are moved with others by the same move only', () => {
    const { moved, before, now } = compared(
      { ...me('/me'), ...pub('pub', '/pub') },
      { ...me('/v1/me'), ...pub('pub', '/v2/pub') },
    );
    const route = now('/v2/pub');
    expect(moved.isMovedWith({ ...route.planned, route }, before('/me'))).to.equal(false);
  });
});

describe('configured routes that were not moved', () => {
  const certain = (first: Functions, last: Functions, path: string): readonly string[] => {
    const { moved, now } = compared(first, last);
    return moved.certainlyBy(now(path));
  };
  const app = (...paths: string[]): Functions => ({
    app: fn('app', ...paths.map((path) => on(`ANY ${path}`))),
  });

  it('are those that are there', () => {
    expect(certain(app('/{all+}'), app('/{all+}', '/x/{all+}'), '/x/{all+}')).to.deep.equal([]);
    expect(certain(app('/{all+}'), app('/x/{all+}'), '/x/{all+}')).to.have.length(1);
  });

  it('have no prefix that a protected route had that is gone', () => {
    for (const path of ['/x', '/x/y'])
      expect(certain({ ...me(path), ...app('/{all+}') }, app('/x/{all+}'), '/x/{all+}'), path).to.deep.equal(
        [],
      );
    const longer = certain({ ...me('/x/y'), ...app('/{all+}') }, app('/v1/x/{all+}'), '/v1/x/{all+}');
    expect(longer, 'with more before it').to.deep.equal([]);
    const other = certain({ ...me('/z'), ...app('/{all+}') }, app('/x/{all+}'), '/x/{all+}');
    expect(other).to.have.length(1);
    const there = certain(
      { ...me('/x/y'), ...app('/{all+}') },
      { ...me('/x/y'), ...app('/x/{all+}') },
      '/x/{all+}',
    );
    expect(there, 'that is there').to.have.length(1);
    const open = certain({ ...pub('pub', '/x/y'), ...app('/{all+}') }, app('/x/{all+}'), '/x/{all+}');
    expect(open, 'public').to.have.length(1);
  });

  it('have one that a protected route got, though it began the path of one', () => {
    const first = { ...me('/api/v1/users'), ...app('/api/v1/{all+}') };
    const last = { ...me('/api/users'), ...app('/api/{all+}') };
    expect(certain(first, last, '/api/{all+}')).to.have.length(1);
  });

  it('have no longer prefix than others', () => {
    const last = app('/v1/{all+}', '/v1/x/{all+}');
    expect(certain(app('/{all+}'), last, '/v1/x/{all+}')).to.deep.equal([]);
    expect(certain(app('/{all+}'), last, '/v1/{all+}')).to.have.length(1);
    const two = app('/v1/{all+}', '/v2/{all+}');
    for (const path of ['/v1/{all+}', '/v2/{all+}'])
      expect(certain(app('/{all+}'), two, path)).to.have.length(1);
  });

  it('leave their requests to the same code, unless a literal prefix is put before them', () => {
    const [first, last] = [
      (base: string): Functions => ({ me: fn('me', on(`GET ${base}/me`, true), on(`ANY ${base}/{all+}`)) }),
      (base: string): Functions => ({ ...me(`${base}/me`), app: fn('app', on(`ANY ${base}/{all+}`)) }),
    ];
    const isMoved = (of: (base: string) => Functions, to: string, from = ''): boolean => {
      const { moved, before, now } = compared(of(from), of(to));
      const route = now(`${to}/{all+}`);
      return moved.isMovedWith({ ...route.planned, route }, before(`${from}/me`));
    };
    expect([isMoved(first, '/{tenant}'), isMoved(last, '/{tenant}')]).to.deep.equal([false, true]);
    expect([isMoved(first, '/v1'), isMoved(last, '/v1')]).to.deep.equal([true, true]);
    expect([isMoved(first, '', '/v1'), isMoved(last, '', '/v1')]).to.deep.equal([false, true]);
    expect([isMoved(first, '/v2', '/v1'), isMoved(last, '/v2', '/v1')]).to.deep.equal([false, true]);
  });
});
