/** Requests that went to a protected route as configured: which routes may get them by now. */
import { expect } from 'chai';
import { takenRequests } from '../../src/intent/change-messages';
import { type Functions, fn, on, takenBetween } from '../support/intents';

const places = (first: Functions, now: Functions): string[] =>
  takenBetween(first, now).map(({ where }) => where);

const ITEMS = 'ANY /items/{any+}';
const DOCS = 'GET /items/docs';
const items = (passage: unknown = true): object => on(ITEMS, passage);
const where = (name: string, index: number): string => `functions.${name}.events[${String(index)}].httpApi`;

describe('requests of a protected route', () => {
  it('may not go to a new route of its code', () => {
    const now = { me: fn('me', items(), on(DOCS)) };
    expect(takenBetween({ me: fn('me', items()) }, now)).to.deep.equal([
      takenRequests(where('me', 1), DOCS, ITEMS, {
        isOwn: false,
        expected: 'authorizer a, no scopes',
        found: 'public',
      }),
    ]);
    expect(
      places({ me: fn('me', items()) }, { me: fn('me', items()), copy: fn('me', on(DOCS)) }),
    ).to.deep.equal([where('copy', 0)]);
  });

  it('may go to a new route of its code that is protected, says otherwise, or is for other requests', () => {
    for (const event of [on(DOCS, true), on(DOCS, false), on(DOCS, 'b'), on('GET /docs'), on('ANY /{any+}')])
      expect(places({ me: fn('me', items()) }, { me: fn('me', items(), event) })).to.deep.equal([]);
  });

  it('may go to other code beside it, and not in its place', () => {
    const other = fn('other', on(DOCS));
    expect(places({ me: fn('me', items()) }, { me: fn('me', items()), other })).to.deep.equal([]);
    expect(places({ me: fn('me', items()) }, { other })).to.deep.equal([where('other', 0)]);
    expect(places({ me: fn('me', items()) }, { other: fn('other', on(DOCS, false)) })).to.deep.equal([
      where('other', 0),
    ]);
  });

  it('may go to a configured route in its place, unless that calls its code', () => {
    const all = on('ANY /{any+}');
    const about = (name: string): string[] =>
      places({ me: fn('me', items()), web: fn(name, all) }, { me: fn('me'), web: fn(name, all) });
    expect(about('web')).to.deep.equal([]);
    expect(about('me')).to.deep.equal([where('web', 0)]);
    // It called that code as configured.
    const now = { me: fn('me'), web: fn('other', all) };
    expect(places({ me: fn('me', items()), web: fn('me', all) }, now)).to.deep.equal([where('web', 0)]);
  });

  it('may not go to what says otherwise, all along or by now', () => {
    const all = (passage?: unknown): object => on('ANY /{any+}', passage);
    const about = (before: unknown, now: unknown): string[] =>
      places({ me: fn('me', items(), all(before)) }, { me: fn('me', all(now)) });
    expect(about(false, false)).to.deep.equal([where('me', 0)]);
    expect(about(undefined, false)).to.deep.equal([where('me', 0)]);
    expect(about('b', 'b')).to.deep.equal([where('me', 0)]);
    expect(about('a', 'a')).to.deep.equal([]);
    expect(about('b', 'a')).to.deep.equal([where('me', 0)]);
  });

  it('went elsewhere before', () => {
    const both = { me: fn('me', items(), on(DOCS)) };
    expect(places(both, both)).to.deep.equal([]);
    expect(places({ me: fn('me', items(false)) }, { me: fn('me', items(false), on(DOCS)) })).to.deep.equal(
      [],
    );
    expect(places({}, { me: fn('me', on(DOCS)) })).to.deep.equal([]);
  });
});

describe('requests of a protected route, where paths begin in another way by now', () => {
  const ADMIN = { scopes: ['admin'] };
  const first = {
    pub: fn('pub', on('GET /api/pub', false)),
    me: fn('me', on('GET /api/me/{id}', ADMIN), on('PUT /api/x', ADMIN)),
  };
  const last = (name: string, ...events: object[]): Functions => ({ [name]: fn(name, ...events) });

  for (const base of ['', '/v2', '/v2/en'])
    it(`may not go to what another event said, as ${base}/me/{id}`, () => {
      const get = (passage?: unknown): object => on(`GET ${base}/me/{id}`, passage);
      const about = (...events: object[]): string[] => [
        ...new Set(places(first, last('pub', on(`GET ${base}/pub`, false), ...events))),
      ];
      expect(about(get(false))).to.deep.equal([where('pub', 1)]);
      expect(about(get(true))).to.deep.equal([where('pub', 1)]);
      expect(about(on(`ANY ${base}/x`, false))).to.deep.equal([where('pub', 1)]);
      expect(about(on(`ANY ${base}/me/{any+}`, false))).to.deep.equal([where('pub', 1)]);
      expect(about(get(ADMIN), on(`PUT ${base}/x`, ADMIN), on(`GET ${base}/x`, false))).to.deep.equal([]);
      expect(about(on(`GET ${base}/you/{id}`, false))).to.deep.equal([]);
    });

  it('may not go to the same code by what it said of requests under its old path', () => {
    const all = (base: string): Functions =>
      last('me', on(`GET ${base}/users`, true), on(`GET ${base}/{kind}/{id}`, false));
    expect(places(all('/v1'), all(''))).to.deep.equal([where('me', 1)]);
    expect(places(all('/v1'), all('/v2'))).to.deep.equal([]);
  });

  it('are not looked for, where its event became one for each method', () => {
    const all = (...methods: string[]): Functions =>
      last('me', ...methods.flatMap((method) => [on(`${method} /w/{any+}`), on(`${method} /u`, true)]));
    expect(places(all('ANY'), all('GET', 'POST'))).to.deep.equal([]);
    const other = { ...last('me', on('GET /w/{any+}')), ...last('you', on('GET /u', true)) };
    expect(places(all('ANY'), other), 'of another function by now').to.deep.equal([]);
    const removed = last('me', on('GET /u/{id}'), on('POST /u/{id}'));
    expect(places(last('me', on('ANY /u/{id}'), on('ANY /u', ADMIN)), removed), 'removed').to.deep.equal([]);
    const said = last('me', on('GET /w/{any+}'), on('GET /u', ADMIN));
    expect(places(all('ANY'), said), 'with a new statement').to.deep.equal([]);
  });

  it('are looked for, where its path is by now that of an event for all methods', () => {
    const pub = on('ANY /v1/me', false);
    const before = last('me', on('GET /me', ADMIN), pub);
    const get = on('GET /v1/me', false);
    expect(places(before, last('me', get, pub)), 'beside it').to.deep.equal([where('me', 0)]);
    expect(places(before, last('me', on('GET /v1/me'), on('POST /v1/me'))), 'split').to.deep.equal([
      where('me', 0),
    ]);
    const parts = last('me', get, on('POST /v1/me', false));
    expect(places(before, parts), 'split, with what it said').to.deep.equal([]);
    expect(places(before, last('me', on('PUT /v1/me', false))), 'of another method').to.deep.equal([]);
    const stays = on('GET /me', ADMIN);
    expect(places(before, last('me', stays, get)), 'where it is left').to.deep.equal([]);
    const pattern = last('me', on('GET /me/{id}', ADMIN), on('ANY /v1/me/{key}', false));
    const kept = last('me', on('GET /v1/me/{key}', false), on('ANY /v1/me/{key}', false));
    expect(places(pattern, kept), 'of its shape').to.deep.equal([where('me', 0)]);
    const docs = on('ANY /v1/me/docs', false);
    const wide = last('me', on('GET /me/{any+}', ADMIN), docs);
    const beside = last('me', on('GET /v1/me/docs', false), docs);
    expect(places(wide, beside), 'of a wider one').to.deep.equal([where('me', 0)]);
  });

  it('go to the event of their method, where its event became one for each', () => {
    const all = fn('me', on('ANY /{any+}', { scopes: ['s'] }));
    const get = on('GET /{any+}', { scopes: ['s'] });
    const by = (...events: object[]): string[] => places({ me: all }, { me: fn('me', get, ...events) });
    expect(by()).to.deep.equal([]);
    for (const event of ['GET /health', 'POST /hook', 'ANY /hook'])
      expect(by(on(event, false)), event).to.deep.equal([]);
    const other = { other: fn('other', on('GET /open', false)) };
    for (const [event, taken] of [
      ['GET /health', []],
      ['POST /hook', [where('me', 1)]],
    ] as const)
      expect(
        places({ me: all, ...other }, { me: fn('me', get, on(event, false)), ...other }),
        `${event}, as another event said`,
      ).to.deep.equal(taken);
    expect(by(on('POST /{any+}', false)), 'in its place').to.deep.equal([]);
    const hook = on('POST /hook', { app: 'b', scopes: [] });
    const copied = on('POST /{any+}', { app: 'b', scopes: [] });
    expect(
      places(
        { me: fn('me', on('ANY /{any+}', { scopes: ['s'] }), hook) },
        { me: fn('me', get, copied, hook) },
      ),
    ).to.deep.equal([where('me', 1)]);
  });

  it('may not go to the same code, where the protected route has only its new path', () => {
    const before = last('me', on('ANY /', false), on('GET /users', true));
    const now = last('me', on('GET /{tenant}', false), on('GET /{tenant}/users', true));
    expect(places(before, now)).to.deep.equal([where('me', 0)]);
  });

  it('may go there, where it matches them under its new path too', () => {
    const all = (base: string): Functions =>
      last('me', on(`GET ${base}/health`, false), on(`ANY ${base}/{any+}`, true));
    expect(places(all(''), all('/{version}'))).to.deep.equal([]);
  });

  it('may not go to the same code, where the prefix is what its path begins with', () => {
    const all = (base: string): Functions =>
      last('me', on(`GET ${base}/api/users`, true), on(`ANY ${base}/{any+}`, false));
    expect(places(all(''), all('/api'))).to.deep.equal([where('me', 1)]);
    expect(places(all(''), all('/ap'))).to.deep.equal([]);
  });

  it('may not go to the function in which the protected route is by now, beside it', () => {
    const before = { all: fn('all', on('ANY /{any+}', ADMIN)), list: fn('list', on('GET /items', true)) };
    const now = (name: string): Functions => ({
      app: fn(name, on('ANY /items', true), on('ANY /{any+}', ADMIN)),
    });
    for (const name of ['app', 'list', 'all'])
      expect(places(before, now(name)), name).to.deep.equal([where('app', 0)]);
    const beside = { all: fn('all', on('ANY /{any+}', ADMIN)), list: fn('list', on('ANY /items', true)) };
    expect(places(before, beside)).to.deep.equal([]);
  });

  it('may go to what was beside it, where its event became one for each method under a prefix', () => {
    const parts = (base: string, ...methods: string[]): object[] =>
      methods.map((method) => on(`${method} ${base}/{any+}`, true));
    const health = (base: string): object => on(`GET ${base}/health`, false);
    const before = last('me', health(''), ...parts('', 'ANY'));
    expect(places(before, last('me', health('/v1'), ...parts('/v1', 'GET', 'POST')))).to.deep.equal([]);
    const open = { ...last('me', ...parts('/v1', 'GET')), you: fn('you', on('POST /v1/{any+}', false)) };
    expect(places(before, open)).to.deep.equal([where('you', 0)]);
  });

  it('may not go to the function in which the protected route is by now, under another base path', () => {
    const [users, all] = [
      (base: string): object => on(`GET ${base}/users`, true),
      (base: string): object => on(`ANY ${base}/{any+}`, false),
    ];
    const before = { users: fn('users', users('/v1')), spa: fn('spa', all('/v1')) };
    for (const name of ['app', 'users', 'spa'])
      expect(places(before, { app: fn(name, users(''), all('')) }), name).to.deep.equal([where('app', 1)]);
    expect(places(before, { users: fn('users', users('')), spa: fn('spa', all('')) })).to.deep.equal([]);
  });

  it('may go to a route that was there under its old path', () => {
    const all = (base: string): Functions => ({
      me: fn('me', on(`ANY ${base}/me/{any+}`)),
      docs: fn('docs', on(`GET ${base}/me/docs`, false)),
    });
    expect(places(all('/api'), all(''))).to.deep.equal([]);
    expect(places(all('/v1'), all('/v2'))).to.deep.equal([]);
  });
});
