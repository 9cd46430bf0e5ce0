/** Protected routes whose paths begin in another way by now, or that have the name of another one: which of two it is. */
import { expect } from 'chai';
import { type Functions, fn, intent, on, replacedBetween, takenBetween } from '../support/intents';

const ADMIN = { scopes: ['admin'] };
const READ = { scopes: ['read'] };

const me = (...events: object[]): Functions => ({ me: fn('me', ...events) });
/** Names of new routes that are taken for others, or get their requests, each once. */
const found = (first: Functions, now: Functions): string[] => {
  const all = [...takenBetween(first, now), ...replacedBetween(intent(first), intent(now))];
  const names = all.map(
    ({ what }) => /(?:so|by|go to|added) ([A-Z]+ \/\S*?),? /.exec(`${what} `)?.[1] ?? what,
  );
  return [...new Set(names)].sort();
};

describe('a route under another base path', () => {
  it('is known before variables, of the same code', () => {
    const first = me(on('GET /v1/{id}', ADMIN), on('POST /v1/{id}', READ));
    expect(found(first, me(on('ANY /v2/{id}', READ)))).to.deep.equal(['ANY /v2/{id}']);
    expect(found(first, me(on('GET /v2/{id}', ADMIN), on('POST /v2/{id}', READ)))).to.deep.equal([]);
    expect(found(first, { you: fn('you', on('ANY /v2/{id}', READ)) }), 'of other code').to.deep.equal([]);
    expect(found(first, me(on('ANY /v2/{id}/x', READ))), 'a longer path').to.deep.equal(['ANY /v2/{id}/x']);
  });

  it('is known where the base path is a variable, or a slash is at the end', () => {
    const tenant = me(
      on('GET /{tenant}/{id}', true),
      on('PUT /{tenant}/{id}', ADMIN),
      on('GET /debug', true),
    );
    expect(found(tenant, me(on('GET /{id}', true), on('PUT /{id}', true)))).to.deep.equal(['PUT /{id}']);
    expect(found(tenant, me(on('GET /{id}', true), on('PUT /{id}', ADMIN)))).to.deep.equal([]);
    const slash = me(on('GET /v1/{id}/', true), on('PUT /v1/{id}/', ADMIN), on('GET /debug', true));
    expect(found(slash, me(on('GET /v2/{id}/', true), on('PUT /v2/{id}/', true)))).to.deep.equal([
      'PUT /v2/{id}/',
    ]);
  });

  it('may be the root', () => {
    const root = me(on('GET /', true), on('POST /', ADMIN), on('GET /debug', true));
    expect(found(root, me(on('GET /orders', true), on('POST /orders', true)))).to.deep.equal([
      'POST /orders',
    ]);
    expect(found(root, me(on('GET /orders', true), on('POST /orders', ADMIN)))).to.deep.equal([]);
    const open = me(on('GET /', false), on('POST /me', ADMIN));
    expect(found(open, me(on('GET /orders', false), on('POST /orders/me', ADMIN)))).to.deep.equal([]);
  });

  it('is not another one that ends alike', () => {
    const first = me(on('GET /api/orders', true), on('GET /api/admin/orders', ADMIN));
    const now = (...said: unknown[]): Functions =>
      me(...(said[0] === undefined ? [] : [on('GET /orders', said[0])]), on('GET /admin/orders', said[1]));
    expect(found(first, now(true, true))).to.deep.equal(['GET /admin/orders']);
    expect(found(first, now(undefined, true)), 'left out').to.deep.equal(['GET /admin/orders']);
    expect(found(first, now(true, ADMIN))).to.deep.equal([]);
    const versions = me(on('ANY /v1/orders', true), on('GET /v2/orders', ADMIN));
    expect(found(versions, me(on('ANY /orders', true), on('GET /orders', true)))).to.include('GET /orders');
    expect(found(versions, me(on('ANY /orders', true), on('GET /orders', ADMIN)))).to.deep.equal([]);
  });

  it('is known beside a copy of its function', () => {
    const first = me(on('GET /v1/users', ADMIN), on('GET /v1/me', true));
    const green = fn('me', on('GET /green/v1/users', ADMIN), on('GET /green/v1/me', true));
    const now = (users: unknown): Functions => ({
      ...me(on('GET /v2/users', users), on('GET /v2/me', true)),
      green,
    });
    expect(found(first, now(true))).to.deep.equal(['GET /v2/users']);
    expect(found(first, now(ADMIN))).to.deep.equal([]);
  });
});

describe('a new route is taken for the one that is gone', () => {
  const orders = me(on('GET /api/orders', true), on('GET /api/admin/orders', ADMIN));

  it('whose path has the longest end in common', () => {
    expect(found(orders, me(on('ANY /orders', true), on('ANY /admin/orders', true)))).to.include(
      'ANY /admin/orders',
    );
    expect(found(orders, me(on('ANY /orders', true), on('ANY /admin/orders', ADMIN)))).to.deep.equal([]);
    expect(found(orders, me(on('GET /x/orders', true), on('GET /x/admin/orders', ADMIN)))).to.deep.equal([]);
    const items = me(on('GET /v1/items/{id}', true), on('GET /v1/users/{id}', ADMIN));
    expect(found(items, me(on('GET /items/{id}', true), on('GET /users/{key}', ADMIN)))).to.deep.equal([]);
    expect(found(items, me(on('GET /items/{id}', true), on('GET /users/{key}', true)))).to.deep.equal([
      'GET /users/{key}',
    ]);
  });

  it('or one of several that end so, of which one is removed', () => {
    const now = me(on('GET /orders', true));
    expect(found(orders, now), 'the other one is removed').to.deep.equal([]);
    const swapped = me(on('GET /api/orders', ADMIN), on('GET /api/admin/orders', true));
    expect(found(swapped, now)).to.deep.equal(['GET /orders']);
  });

  it('and of those, one that became no route that keeps its protection', () => {
    const versions = me(on('GET /v1/orders', true), on('GET /v2/orders', ADMIN));
    const now = (...said: [unknown, unknown]): Functions =>
      me(on('GET /legacy/orders', said[0]), on('GET /orders', said[1]));
    expect(found(versions, now(true, true))).to.deep.equal(['GET /legacy/orders', 'GET /orders']);
    expect(found(versions, now(true, ADMIN))).to.deep.equal([]);
    expect(found(versions, now(ADMIN, true))).to.deep.equal([]);
  });

  it('of several that end alike, though its path is none of the shortest', () => {
    const shop = me(on('GET /orders', true), on('POST /orders', true), on('GET /admin/orders', ADMIN));
    const now = (said: unknown): Functions =>
      me(on('GET /api/orders', true), on('POST /api/orders', true), on('GET /backoffice/orders', said));
    expect(found(shop, now(true))).to.include('GET /backoffice/orders');
    expect(found(shop, now(ADMIN))).to.deep.equal([]);
    const merged = {
      me: { ...fn('me', on('GET /shop/orders')), passage: true },
      admin: { ...fn('admin', on('GET /api/admin/orders')), passage: ADMIN },
    };
    const one = { me: { ...fn('me', on('GET /store/orders'), on('GET /desk/orders')), passage: true } };
    expect(found(merged, one)).to.include('GET /desk/orders');
  });

  it('of nested base paths, where more routes end so than others can be', () => {
    const now = (said: unknown, said2: unknown = true): Functions =>
      me(on('GET /backoffice/orders', said), on('GET /shop/orders', said2));
    expect(found(orders, now(true))).to.deep.equal(['GET /backoffice/orders', 'GET /shop/orders']);
    expect(found(orders, now(ADMIN))).to.deep.equal([]);
    const there = (path: string, said: unknown): Functions =>
      me(on('GET /api/orders', true), on(`GET ${path}`, said));
    expect(found(orders, there('/shop/orders', true)), 'the other one is there').to.deep.equal([
      'GET /shop/orders',
    ]);
    expect(found(orders, there('/shop/orders', ADMIN))).to.deep.equal([]);
    const copied = {
      ...me(on('GET /api/orders', true), on('GET /beta/orders', true), on('GET /x/admin/orders', ADMIN)),
    };
    expect(found(orders, copied), 'the other one is copied').to.deep.equal([]);
    const one = me(on('ANY /legacy/orders', true), on('ANY /v3/orders', true));
    for (const methods of [['GET'], ['GET', 'POST']]) {
      const both = ['/v1', '/v2'].flatMap((base, i) =>
        methods.map((method) => on(`${method} ${base}/orders`, i === 0 ? ADMIN : true)),
      );
      expect(found(me(...both), one), methods.join()).to.deep.equal(['ANY /legacy/orders', 'ANY /v3/orders']);
    }
    const posts = me(
      on('GET /api/admin/orders', ADMIN),
      on('GET /api/orders', true),
      on('POST /api/orders', true),
    );
    const merged = me(on('GET /backoffice/orders', true), on('ANY /shop/orders', true));
    expect(found(posts, merged)).to.deep.equal(['ANY /shop/orders', 'GET /backoffice/orders']);
    const wide = me(on('ANY /api/admin/orders', ADMIN), on('GET /api/orders', true));
    const off = me(on('ANY /orders', true), on('GET /pub/orders', true));
    expect(found(wide, off)).to.include('ANY /orders');
  });

  it('and is public, as another one was', () => {
    const status = (base: string, said?: unknown): object => on(`GET ${base}/status`, said);
    const users = { users: { ...fn('users', on('GET /v1/users'), on('GET /v2/users')), passage: true } };
    const renamed = {
      users: { ...fn('users', on('GET /legacy/users'), on('GET /v3/users')), passage: true },
    };
    const first = { ...me(status('/v1', ADMIN), status('/v2')), ...users };
    expect(found(first, { ...me(status('/legacy'), status('/v3')), ...renamed })).to.deep.equal([
      'GET /legacy/status',
      'GET /v3/status',
    ]);
    expect(found(first, { ...me(status('/legacy', ADMIN), status('/v3')), ...renamed })).to.deep.equal([]);
    expect(found(first, { ...me(status('/v3')), ...renamed }), 'or removed').to.deep.equal([
      'GET /v3/status',
    ]);
    const three = { ...first, ...me(status('/v1', ADMIN), status('/v2'), status('/beta')) };
    const two = { ...me(status('/legacy'), status('/v3')), ...renamed };
    expect(found(three, two), 'one of three removed').to.deep.equal(['GET /legacy/status', 'GET /v3/status']);
    const methods = me(status('/v1', ADMIN), status('/v2'), on('POST /v2/status'));
    const all = { ...me(on('ANY /legacy/status'), on('ANY /v3/status')), ...renamed };
    expect(found({ ...first, ...methods }, all)).to.deep.equal(['ANY /legacy/status', 'ANY /v3/status']);
  });

  it('or only variables follow nested base paths, or another version, also of a public one', () => {
    for (const rest of ['{id}', '{proxy+}']) {
      const nested = me(on(`ANY /api/admin/${rest}`, ADMIN), on(`GET /api/${rest}`, true));
      expect(found(nested, me(on(`ANY /${rest}`, true), on(`GET /pub/${rest}`, true)))).to.include(
        `ANY /${rest}`,
      );
      const users = (...bases: string[]): Functions => ({
        users: { ...fn('users', ...bases.map((base) => on(`GET ${base}/users`))), passage: true },
      });
      const first = { ...me(on(`GET /v1/${rest}`, ADMIN), on(`GET /v2/${rest}`)), ...users('/v1', '/v2') };
      const now = (said?: unknown): Functions => ({
        ...me(on(`GET /legacy/${rest}`, said), on(`GET /v3/${rest}`)),
        ...users('/legacy', '/v3'),
      });
      expect(found(first, now())).to.include(`GET /legacy/${rest}`);
      expect(found(first, now(ADMIN))).to.deep.equal([]);
    }
  });

  it('where nothing follows the base path', () => {
    const users = (...bases: string[]): Functions => ({
      users: { ...fn('users', ...bases.map((base) => on(`GET ${base}/users`))), passage: true },
    });
    const first = { ...me(on('GET /v1', ADMIN), on('GET /v2')), ...users('/v1', '/v2') };
    const now = { ...me(on('GET /legacy'), on('GET /v3')), ...users('/legacy', '/v3') };
    expect(found(first, now)).to.include('GET /legacy');
  });

  it('and not where it is one method of another one', () => {
    const first = me(on('ANY /status'), on('DELETE /admin/status', ADMIN));
    const now = (said: unknown): Functions =>
      me(on('GET /status'), on('DELETE /status'), on('DELETE /backoffice/status', said));
    expect(found(first, now(ADMIN))).to.deep.equal([]);
    expect(found(first, now(undefined))).to.include('DELETE /backoffice/status');
  });

  it('or only variables follow another base path', () => {
    for (const rest of ['{id}', '{proxy+}']) {
      const versions = me(on(`GET /v1/${rest}`, true), on(`GET /v2/${rest}`, ADMIN));
      const now = (said: unknown): Functions =>
        me(on(`GET /2024/${rest}`, true), on(`GET /2025/${rest}`, said));
      expect(found(versions, now(true))).to.include(`GET /2025/${rest}`);
      expect(found(versions, now(ADMIN))).to.deep.equal([]);
    }
  });

  it('or is one of the others, where that one is left out', () => {
    const preview = me(on('GET /v1/orders', ADMIN), on('GET /v2/orders', true));
    expect(found(preview, me(on('GET /orders', ADMIN)))).to.deep.equal([]);
    const methods = { ...me(on('GET /api/orders', READ)), all: fn('me', on('ANY /api/orders', true)) };
    expect(found(methods, me(on('GET /orders', READ)))).to.deep.equal([]);
  });

  it('of its method, where its function was merged', () => {
    const first = { ...me(on('ANY /orders', true)), you: fn('you', on('GET /orders', READ)) };
    const now = (said: unknown): Functions => me(on('ANY /v1/orders', true), on('GET /v1/orders', said));
    expect(found(first, now(READ))).to.deep.equal([]);
    expect(found(first, now(true))).to.deep.equal(['GET /v1/orders']);
  });

  it('which has its method, or all, or is one of all', () => {
    const both = me(on('GET /v1/orders', true), on('ANY /v1/orders', ADMIN));
    expect(found(both, me(on('GET /orders', true), on('ANY /orders', ADMIN)))).to.deep.equal([]);
    expect(found(both, me(on('GET /orders', true), on('ANY /orders', true)))).to.include('ANY /orders');
    const get = me(on('GET /v1/orders', ADMIN));
    expect(found(get, me(on('GET /orders', ADMIN), on('HEAD /orders', true)))).to.deep.equal([]);
    expect(found(get, me(on('GET /orders', ADMIN), on('ANY /v2/orders', true)))).to.deep.equal([
      'ANY /v2/orders',
    ]);
  });

  it('and a copy of its function has its protection, before variables', () => {
    for (const path of ['{id}', '{proxy+}'])
      expect(
        found(me(on(`GET /v1/${path}`, ADMIN)), {
          ...me(on(`GET /v2/${path}`, true)),
          green: fn('me', on(`GET /green/v1/${path}`, ADMIN)),
        }),
        path,
      ).to.deep.equal([`GET /v2/${path}`]);
  });

  it('and a copy of it has its protection', () => {
    const users = me(on('GET /v1/users', ADMIN));
    for (const copy of ['/green/v1/users', '/v3/users'])
      for (const name of ['me', 'you'])
        expect(
          found(users, { [name]: fn('me', on('GET /v2/users', true), on(`GET ${copy}`, ADMIN)) }),
          `${copy} ${name}`,
        ).to.deep.equal(['GET /v2/users']);
  });

  it('or is where its methods were', () => {
    const first = {
      ...me(on('GET /v1/orders', true), on('POST /v1/orders', true)),
      you: fn('you', on('GET /v2/orders', ADMIN)),
    };
    const now = (said: unknown): Functions => ({
      ...me(on('ANY /v1/orders', true)),
      you: fn('you', on('ANY /v2/orders', said)),
    });
    expect(found(first, now(ADMIN))).to.deep.equal([]);
    expect(found(first, now(true))).to.include('ANY /v2/orders');
  });

  it('of its code, unless it was merged into the function of the new one', () => {
    const first = {
      me: { ...fn('me', on('GET /api/orders')), passage: true },
      admin: { ...fn('admin', on('GET /api/admin/orders')), passage: { app: 'b', scopes: ['admin'] } },
    };
    const now = (said?: unknown): Functions => ({
      me: { ...fn('me', on('GET /orders'), on('GET /admin/orders', said)), passage: true },
    });
    expect(found(first, now({ app: 'b', scopes: ['admin'] }))).to.deep.equal([]);
    expect(found(first, now())).to.deep.equal(['GET /admin/orders']);
    const other = { ...first, admin: { ...first.admin, events: [on('GET /v1/orders')] } };
    const both = me(on('GET /orders', true), on('GET /v1/orders', true));
    expect(found(other, both)).to.deep.equal(['GET /v1/orders']);
  });
});

describe('a route that has the name of another one', () => {
  const staff = on('GET /me', ADMIN);
  const info = (handler: string, passage: unknown): Functions => ({
    info: fn(handler, on('GET /v1/me', passage)),
  });

  it('may be a protected one that is gone', () => {
    for (const before of [info('info', false), info('me', false), info('info', true)])
      expect(
        found({ ...me(staff), ...before }, me(on('GET /v1/me', { app: 'b', scopes: ['x'] }))),
        JSON.stringify(before),
      ).to.deep.equal([]);
    for (const before of [info('info', false), info('info', 'b')])
      expect(found({ ...me(staff), ...before }, me(on('GET /v1/me', true)))).to.deep.equal(['GET /v1/me']);
  });

  it('is not, where a new one is that, or it says itself what the other one said', () => {
    const first = { ...me(staff), ...info('info', true) };
    expect(found(first, me(on('GET /v1/me', true)))).to.deep.equal([]);
    expect(found(first, { ...me(on('GET /v2/me', ADMIN)), ...info('you', true) })).to.deep.equal([]);
    expect(found(first, info('info', true)), 'removed').to.deep.equal([]);
  });

  it('may be a protected one that is gone, where its function is another one and it says something else', () => {
    const first = { ...me(staff), ...info('me', false) };
    expect(found(first, me(on('GET /v1/me')))).to.deep.equal(['GET /v1/me']);
    expect(found(first, me(on('GET /v1/me', false))), 'moved to it').to.deep.equal([]);
    expect(found({ ...me(staff), info: fn('me', on('GET /v1/me')) }, me(on('GET /v1/me')))).to.deep.equal([]);
    expect(found(first, info('me', undefined)), 'of its function').to.deep.equal([]);
    const own = { info2: { ...fn('me', on('GET /v1/me')), passage: false } };
    expect(found(first, own), 'what the function says').to.deep.equal([]);
  });

  it('is one method of a route that is split, where it says what that said', () => {
    const first = me(on('ANY /users/{id}', true), on('GET /debug/{id}', ADMIN));
    expect(found(first, me(on('GET /users/{id}', true), on('PUT /users/{id}', true)))).to.deep.equal([]);
    const kept = me(on('ANY /v2/{id}', false), on('GET /v1/{id}', ADMIN));
    expect(found(kept, me(on('ANY /v2/{id}', false), on('GET /v2/{id}')))).to.include('GET /v2/{id}');
  });
});
