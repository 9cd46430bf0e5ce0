/** New routes that are more than the routes that they can be: one of them is a protected route that lost something. */
import { expect } from 'chai';
import { keepsProtection } from '../../src/intent/keeps-protection';
import { findOutnumbering } from '../../src/intent/outnumbering';
import { changedRoutes, isClosed } from '../../src/intent/route-changes';
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

describe('new routes are counted', () => {
  /** Each that is one too many, with the route that it may be. */
  const counted = (before: Functions, after: Functions): string[] => {
    const [first, now] = [intent(before), intent(after)];
    const isLess: Parameters<typeof findOutnumbering>[2] = (one, other) =>
      isClosed(one) && !keepsProtection(one, other);
    return [...findOutnumbering(first, changedRoutes(first, now), isLess)]
      .map((pair) => pair.map(({ planned: { method, path } }) => `${method} ${path}`).join(': '))
      .sort();
  };
  const f = (...events: object[]): Functions => ({ f: fn('h', ...events) });
  /** Only variables follow the base path: whole services are not compared there. */
  const versions = [on('GET /v1/{id}', ADMIN), on('GET /v2/{id}')];
  const opened = [on('GET /a/{id}'), on('GET /b/{id}')];
  const found = ['GET /a/{id}: GET /v1/{id}', 'GET /b/{id}: GET /v1/{id}'];

  it('in one function, whatever it is called by now', () => {
    expect(counted(f(...versions), f(...opened))).to.deep.equal(found);
    const copy = { copy: fn('h', on('GET /c/{id}', ADMIN)) };
    expect(counted(f(...versions), { ...f(...opened), ...copy }), 'beside a copy').to.deep.equal(found);
    const renamed = { renamed: fn('h', ...opened), ...copy };
    expect(counted(f(...versions), renamed), 'of another name').to.deep.equal(found);
    const removed = { ...f(...versions), removed: fn('h', on('GET /v3/{id}')) };
    expect(counted(removed, { ...f(...opened), ...copy }), 'beside a removed one').to.deep.equal(found);
  });

  it('in all functions of its code', () => {
    const first = { f: fn('h', on('GET /v1/{id}', ADMIN)), g: fn('h', on('GET /v2/{id}')) };
    const now = { x: fn('h', on('GET /a/{id}')), y: fn('h', on('GET /b/{id}')) };
    expect(counted(first, now)).to.deep.equal(found);
    const other = { x: now.x, y: fn('other', on('GET /b/{id}')) };
    expect(counted(first, other)).to.deep.equal([]);
  });

  it('in the service, where a literal segment follows the base path', () => {
    const first = { f: fn('h', on('GET /v1/x', ADMIN)), g: fn('g', on('GET /v2/x')) };
    const now = { x: fn('x', on('GET /a/x')), y: fn('y', on('GET /b/x')) };
    expect(counted(first, now)).to.deep.equal(['GET /a/x: GET /v1/x', 'GET /b/x: GET /v1/x']);
    expect(counted(first, { x: now.x })).to.deep.equal([]);
  });

  it('once each: a longer end explains more', () => {
    const first = f(on('GET /v1/a/x', ADMIN));
    const now = f(on('GET /n/a/x'), on('GET /m/x'));
    expect(counted(first, now)).to.deep.equal(['GET /n/a/x: GET /v1/a/x']);
  });

  it('as the first of several that are protected alike', () => {
    const first = f(on('GET /v1/x', ADMIN), on('GET /v2/x', ADMIN));
    expect(counted(first, f(on('GET /a/x')))).to.deep.equal(['GET /a/x: GET /v1/x']);
  });

  it('of its kind of API and its methods only', () => {
    const first = f(on('GET /v1/{id}', ADMIN));
    expect(counted(first, f({ http: { method: 'GET', path: '/a/{id}' } }))).to.deep.equal([]);
    expect(counted(first, f(on('POST /a/{id}')))).to.deep.equal([]);
    expect(counted(first, f(on('ANY /a/{id}')))).to.deep.equal(['ANY /a/{id}: GET /v1/{id}']);
    const all = f(on('ANY /v1/{id}', ADMIN));
    const split = f(on('GET /a/{id}', ADMIN), on('POST /a/{id}', ADMIN), on('PUT /b/{id}'));
    expect(counted(all, split)).to.deep.equal(['PUT /b/{id}: ANY /v1/{id}']);
    const beside = (base: string): object[] => [on(`ANY ${base}/x`, ADMIN), on(`GET ${base}/x`)];
    expect(counted(f(...beside('/v1')), f(...beside('/a'), on('GET /b/x')))).to.deep.equal([]);
  });

  it('without copies of what is there', () => {
    const there = on('GET /users/{id}');
    const now = f(there, on('GET /beta/users/{id}'), on('GET /a/{id}'));
    expect(counted(f(there, on('GET /v1/{id}', ADMIN)), now)).to.deep.equal(['GET /a/{id}: GET /v1/{id}']);
  });

  it('of which as many may have less as had less', () => {
    const public2 = [on('GET /v2/x'), on('GET /v3/x')];
    expect(counted(f(on('GET /v1/x', ADMIN), ...public2), f(on('GET /a/x'), on('GET /b/x')))).to.deep.equal(
      [],
    );
    const r = (path: string): Functions => ({ r: saying(READ, fn('r', on(`GET ${path}`))) });
    const kinds = { ...f(on('GET /v1/x', ADMIN)), ...r('/v2/x'), p: fn('p', on('GET /v3/x')) };
    expect(counted(kinds, { x: fn('x', on('GET /a/x')), ...r('/b/x') }), 'less of two kinds').to.deep.equal(
      [],
    );
    const kept = [on('GET /v1/x', ADMIN), on('GET /v2/x', ADMIN), on('GET /v3/x')];
    expect(counted(f(...kept), f(on('GET /a/x', ADMIN), on('GET /b/x')))).to.deep.equal([]);
    const more = [on('GET /a/{id}', ADMIN), on('GET /b/{id}'), on('GET /c/{id}')];
    expect(counted(f(...versions), f(...more)), 'a new one').to.deep.equal([]);
  });

  it('not those that are as strict, or that say it themselves', () => {
    const both = { scopes: ['admin', 'read'] };
    const first = { f: saying(both, fn('h', on('GET /v1/x'), on('GET /v2/x'))) };
    expect(counted(first, { f: saying(READ, fn('h', on('GET /a/x'))) })).to.deep.equal([]);
    expect(counted(f(on('GET /v1/x', ADMIN)), f(on('GET /a/x', false)))).to.deep.equal([]);
  });

  it('with copies that keep the protection, unless they got their paths together', () => {
    const h = { h: { handler: 'h.h', events: [] } };
    const first = { ...h, f: fn('f', on('GET /v1/x', ADMIN)), g: fn('g', on('GET /v2/x')) };
    const now = (...events: object[]): Functions => ({
      h: fn('h', on('GET /green/v1/x', ADMIN)),
      g: fn('g', ...events),
    });
    expect(counted(first, now(on('GET /old/x'), on('GET /new/x')))).to.deep.equal([
      'GET /new/x: GET /v1/x',
      'GET /old/x: GET /v1/x',
    ]);
    expect(counted(first, now(on('GET /old/x')))).to.deep.equal([]);
    const twice = ['/v2', '/v3'].flatMap((base) => [on(`GET ${base}/a/x`, ADMIN), on(`GET ${base}/b/x`)]);
    expect(counted(f(on('GET /v1/a/x', ADMIN), on('GET /v1/b/x')), f(...twice))).to.deep.equal([]);
  });
});
