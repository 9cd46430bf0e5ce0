/** New routes that are more than the routes that they can be: one of them is a protected route that lost something. */
import { expect } from 'chai';
import { type Functions, fn, intent, on, replacedBetween } from '../support/intents';

const ADMIN = { scopes: ['admin'] };
const READ = { scopes: ['read'] };

/** Paths of new routes that are taken for others. */
const found = (first: Functions, now: Functions): string[] =>
  replacedBetween(intent(first), intent(now))
    .map(({ what }) => /(?:by|added) ([A-Z]+ \/[^\s,]*)/.exec(what)?.[1] ?? what)
    .sort();

const saying = (passage: unknown, one: object): object => ({
  ...one,
  ...(passage !== undefined && { passage }),
});
/** A function of other code whose routes are protected, and under each base path. */
const users = (...bases: string[]): Functions => ({
  users: saying(true, fn('users', ...bases.map((base) => on(`GET ${base}/users`)))),
});

describe('new routes that end alike', () => {
  const status = (v1: string, v2: string, said: unknown): Functions => ({
    status: fn('a', on(`GET ${v1}/status`, said), on(`GET ${v2}/status`)),
  });
  const internal = (base: string): Functions => ({
    internal: saying(ADMIN, fn('a', on(`GET ${base}/status`))),
  });

  it('are not kept by one that was protected so before, of the same code', () => {
    for (const [from, to] of [
      ['/internal', '/backoffice'],
      ['/internal/v1', '/backoffice/v1'],
    ] as const) {
      const first = { ...status('/v1', '/v2', ADMIN), ...internal(from), ...users('/v1', '/v2') };
      const now = (said: unknown): Functions => ({
        ...status('/old', '/new', said),
        ...internal(to),
        ...users('/old', '/new'),
      });
      expect(found(first, now(undefined)), from).to.deep.equal(['GET /new/status', 'GET /old/status']);
      expect(found(first, now(ADMIN)), from).to.deep.equal([]);
    }
  });

  it('nor by a copy in another function, of what is gone or there', () => {
    const first = { ...status('/v1', '/v2', ADMIN), ...users('/v1', '/v2') };
    const green = { green: fn('a', on('GET /green/v1/status', ADMIN), on('GET /green/v2/status')) };
    const now = (said: unknown): Functions => ({
      ...status('/old', '/new', said),
      ...green,
      ...users('/old', '/new'),
    });
    expect(found(first, now(undefined))).to.include('GET /old/status');
    expect(found(first, now(ADMIN))).to.deep.equal([]);
    const third = {
      v1: fn('v1', on('GET /v1/status', ADMIN)),
      v2: fn('v2', on('GET /v2/status', ADMIN)),
      v3: fn('v3', on('GET /v3/status')),
      ...users('/v2', '/v3'),
    };
    const merged = (said: unknown): Functions => ({
      v1: third.v1,
      canary: fn('v1', on('GET /canary/v1/status', ADMIN)),
      v3: fn('v3', on('GET /old/status', said), on('GET /new/status')),
      ...users('/old', '/new'),
    });
    expect(found(third, merged(undefined))).to.include('GET /old/status');
    expect(found(third, merged(ADMIN))).to.deep.equal([]);
  });

  it('nor by several copies, or beside a public one that is there', () => {
    const first = {
      v1: fn('v1', on('GET /v1/orders', ADMIN)),
      v2: fn('v2', on('GET /v2/orders'), on('GET /orders')),
      ...users('/v1', '/v2'),
    };
    const slot = (name: string): Functions => ({
      [name]: fn('v1', on(`GET /${name}/v1/orders`, ADMIN)),
    });
    const now = (said: unknown, ...slots: Functions[]): Functions => ({
      v2: fn('v2', on('GET /old/orders', said), on('GET /new/orders'), on('GET /orders')),
      ...users('/old', '/new'),
      ...Object.fromEntries(slots.flatMap((each) => Object.entries(each))),
    });
    for (const slots of [[slot('blue')], [slot('blue'), slot('green')]]) {
      expect(found(first, now(undefined, ...slots))).to.include('GET /old/orders');
      expect(found(first, now(ADMIN, ...slots))).to.deep.equal([]);
    }
  });

  it('nor by a copy where the function is split', () => {
    const first = { a: fn('a', on('GET /v1/orders'), on('GET /v2/orders', ADMIN)), ...users('/v1', '/v2') };
    const now = (said: unknown): Functions => ({
      a: fn('a', on('GET /old/orders')),
      aNew: fn('a', on('GET /new/orders', said)),
      green: fn('a', on('GET /green/v1/orders'), on('GET /green/v2/orders', ADMIN)),
      ...users('/old', '/new'),
    });
    expect(found(first, now(undefined))).to.include('GET /new/orders');
    expect(found(first, now(ADMIN))).to.deep.equal([]);
  });

  it('are counted where functions of other code are merged', () => {
    const first = {
      v1: fn('v1', on('GET /v1/orders', ADMIN)),
      v2: fn('v2', on('GET /v2/orders')),
      ...users('/v1', '/v2'),
    };
    const now = (said: unknown, setting?: unknown): Functions => ({
      v2: saying(setting, fn('v2', on('GET /new/orders'), on('GET /old/orders', said))),
      ...users('/old', '/new'),
    });
    expect(found(first, now(undefined))).to.deep.equal(['GET /new/orders', 'GET /old/orders']);
    expect(found(first, now(ADMIN))).to.deep.equal([]);
    const said = { ...first, v2: saying(false, fn('v2', on('GET /v2/orders'))) };
    expect(found(said, now(undefined, false)), 'as the function says').to.include('GET /old/orders');
  });

  it('are counted where all become one function, under nested base paths', () => {
    const first = {
      shop: saying(true, fn('shop', on('GET /api/orders'))),
      admin: saying(ADMIN, fn('admin', on('GET /api/admin/orders'))),
    };
    const now = (said: unknown): Functions => ({
      app: saying(true, fn('app', on('GET /shop/orders'), on('GET /backoffice/orders', said))),
    });
    expect(found(first, now(undefined))).to.include('GET /backoffice/orders');
    expect(found(first, now(ADMIN))).to.deep.equal([]);
  });

  it('are counted by method', () => {
    const first = {
      orders: saying(
        true,
        fn('a', on('GET /api/orders'), on('GET /api/admin/orders', ADMIN), on('POST /api/admin/orders')),
      ),
    };
    const now = (...events: object[]): Functions => ({ orders: saying(true, fn('a', ...events)) });
    expect(found(first, now(on('GET /shop/orders'), on('ANY /backoffice/orders')))).to.include(
      'ANY /backoffice/orders',
    );
    const kept = [on('GET /shop/orders'), on('GET /desk/orders', ADMIN), on('POST /desk/orders')];
    expect(found(first, now(...kept))).to.deep.equal([]);
    const whole = now(
      on('GET /api/orders'),
      on('ANY /api/admin/orders', ADMIN),
      on('POST /api/admin/orders'),
    );
    const split = now(on('GET /shop/orders'), on('GET /desk/orders'), on('POST /desk/orders'));
    expect(found(whole, split)).to.include('GET /desk/orders');
  });

  it('may repeat that they are public only as often as it was said', () => {
    const open = (key: string): object => on(key, false);
    const first = {
      users: fn('a', on('GET /v1/users', ADMIN), open('POST /v1/users'), open('POST /v2/users')),
      ...{ other: saying(true, fn('b', on('GET /v1/me'), on('GET /v2/me'))) },
    };
    const now = (...events: object[]): Functions => ({
      users: fn('a', ...events),
      other: saying(true, fn('b', on('GET /old/me'), on('GET /new/me'))),
    });
    expect(found(first, now(open('ANY /old/users'), open('POST /new/users')))).to.include('ANY /old/users');
    const kept = [on('GET /old/users', ADMIN), open('POST /old/users'), open('POST /new/users')];
    expect(found(first, now(...kept))).to.deep.equal([]);
  });
});

describe('new routes that end alike may be', () => {
  const orders = {
    orders: saying(true, fn('a', on('GET /orders'))),
    admin: saying({ app: 'b', ...ADMIN }, fn('a', on('GET /admin/orders'))),
  };

  it('as many copies as the protected one has', () => {
    const copies = (...bases: string[]): Functions => ({
      orders: saying(true, fn('a', ...bases.map((base) => on(`GET ${base}/orders`)))),
      admin: saying({ app: 'b', ...ADMIN }, fn('a', ...bases.map((base) => on(`GET ${base}/admin/orders`)))),
    });
    expect(found(orders, copies('/v1'))).to.deep.equal([]);
    expect(found(orders, copies('/v1', '/v2'))).to.deep.equal([]);
  });

  it('copies of one that is there', () => {
    const now = {
      orders: saying(true, fn('a', on('GET /orders'), on('GET /beta/orders'))),
      admin: saying({ app: 'b', ...ADMIN }, fn('a', on('GET /backoffice/orders'))),
    };
    expect(found(orders, now)).to.deep.equal([]);
    const versions = { one: fn('a', on('GET /v1/orders', ADMIN)), two: fn('a', on('GET /v2/orders', true)) };
    const canary = { one: fn('a', on('GET /old/orders', ADMIN)), two: fn('a', on('GET /v2/orders', true)) };
    const copy = { canary: fn('a', on('GET /canary/v2/orders', true)) };
    expect(found(versions, { ...canary, ...copy })).to.deep.equal([]);
  });

  it('of all methods, where they were of one', () => {
    const first = {
      users: saying(true, fn('a', on('GET /users'))),
      staff: saying('b', fn('b', on('POST /staff/users'))),
    };
    const now = {
      users: saying(true, fn('a', on('ANY /users'))),
      staff: saying('b', fn('b', on('ANY /staff/users'))),
    };
    expect(found(first, now)).to.deep.equal([]);
  });

  it('one method beside all others, of a function that was merged', () => {
    const first = {
      a: fn('a', on('ANY /orders', { app: 'b', ...ADMIN })),
      b: fn('b', on('GET /orders', READ)),
    };
    const now = { a: fn('a', on('ANY /x/orders', { app: 'b', ...ADMIN }), on('GET /x/orders', READ)) };
    expect(found(first, now)).to.deep.equal([]);
  });
});
