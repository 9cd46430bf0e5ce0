/** Routes and other ways that another plugin adds beside protected routes. */
import { expect } from 'chai';
import { auditAdded } from '../../src/audit/audit-added';
import type { AuditResult } from '../../src/audit/audit-result';
import type { ConfiguredRoute } from '../../src/audit/configured-routes';
import { type Intent, readIntent } from '../../src/intent/intent';
import { noChanges } from '../../src/service/applied-changes';
import { CodeHistory } from '../../src/service/code-history';
import { BLOCK, plain, planOf } from '../support/plans';

type Functions = Parameters<typeof plain>[0];

const ADMIN = { scopes: ['admin'] };

const intent = (functions: Functions, protect = 'opt-in'): Intent =>
  readIntent(planOf(plain(functions, { ...BLOCK, protect }), noChanges(), true), [], new CodeHistory());
const http = (key: string, passage?: unknown): Record<string, unknown> => {
  const [method, path] = key.split(' ');
  return { httpApi: { method, path, ...(passage === undefined ? {} : { passage }) } };
};
const me = (...events: Record<string, unknown>[]): Functions => ({
  me: { handler: 'h.me', events } as object,
});

interface Options {
  readonly protect?: string;
  readonly configured?: ConfiguredRoute[];
}
const audit = (first: Functions, now: Functions, { protect, configured = [] }: Options = {}): AuditResult =>
  auditAdded({ first: intent(first, protect), now: intent(now, protect) }, configured);
/** `where of the new route: name of the protected one`. */
const warned = (...args: Parameters<typeof audit>): string[] => {
  const { findings, notes } = audit(...args);
  expect(findings).to.deep.equal([]);
  return notes.map(({ where, what }) => `${where}: ${/beside (\S+ \S+)/.exec(what)?.[1] ?? what}`);
};

describe('audit: what another plugin opens in so many words', () => {
  const places = (first: Functions, now: Functions): string[] =>
    audit(first, now).notes.map(({ where, level }) => `${level} ${where}`);

  it('is warned about, where it is a protected event', () => {
    const before = {
      ...me(http('GET /me', true)),
      home: { handler: 'h.home', events: [http('GET /', false)] },
    };
    const now = { ...before, ...me(http('GET /me', false)) };
    const [note, ...others] = audit(before, now).notes;
    expect(others).to.deep.equal([]);
    expect(note).to.include({ level: 'warning', where: 'functions.me.events[0].httpApi', found: 'public' });
    expect(note?.what).to.include('GET /me');
    expect(places(now, now)).to.deep.equal([]);
    expect(places(now, before)).to.deep.equal([]);
  });

  it('is warned about, where it is another authorizer, or more scopes are accepted', () => {
    const apps = { apps: { a: BLOCK, b: { issuer: 'https://b.example/', audience: 'b' } }, defaultApp: 'a' };
    const found = (first: unknown, now: unknown): unknown[] => {
      const [before, after] = [first, now].map((said) =>
        readIntent(planOf(plain(me(http('GET /me', said)), apps), noChanges(), true), [], new CodeHistory()),
      );
      return auditAdded({ first: before!, now: after! }, []).notes.map(
        (note) => `${note.level} ${note.found}`,
      );
    };
    const scopes = (...names: string[]): object => ({ scopes: names });
    expect(found(scopes('r'), scopes('w'))).to.deep.equal(['warning authorizer a, scopes w']);
    expect(found(scopes('r'), scopes('r', 'w'))).to.deep.equal(['warning authorizer a, scopes r, w']);
    expect(found(scopes('r'), scopes())).to.deep.equal(['warning authorizer a, no scopes']);
    expect(found(true, 'b')).to.deep.equal(['warning authorizer b, no scopes']);
    expect(found(true, scopes('r'))).to.deep.equal([]);
    expect(found(scopes('r', 'w'), scopes('w'))).to.deep.equal([]);
    expect(found(false, true)).to.deep.equal([]);
    expect(found(true, 'a')).to.deep.equal([]);
    expect(found(scopes('r', 'w'), { app: 'a', scopes: ['w', 'r'] })).to.deep.equal([]);
  });

  it('is warned about, where that event has another path by then', () => {
    const you = http('GET /you', true);
    const opened = places(
      me(http('GET /me', true), you),
      me(http('GET /v1/me', false), http('GET /v1/you', true)),
    );
    expect(opened).to.deep.equal(['warning functions.me.events[0].httpApi']);
    const other = {
      me: me(http('GET /v1/you', true)).me!,
      new: { handler: 'h.new', events: [http('GET /v1/me', false)] },
    };
    expect(places(me(http('GET /me', true), you), other), 'of other code').to.deep.equal([]);
    const beside = me(http('GET /me', true), http('GET /v1/me', false));
    expect(places(me(http('GET /me', true)), beside), 'that is there').to.deep.equal([]);
  });

  it('is no news where the event of the method, or of a merged function, said it under another base path', () => {
    const orders = (base: string, ...said: unknown[]): Functions =>
      me(http(`GET ${base}/orders`, said[0]), http(`ANY ${base}/orders`, said[1]));
    for (const said of [true, false])
      expect(places(orders('/api', said, ADMIN), orders('', said, ADMIN)), String(said)).to.deep.equal([]);
    expect(places(orders('/api', ADMIN, ADMIN), orders('', false, ADMIN))).to.deep.equal([
      'warning functions.me.events[0].httpApi',
    ]);
    const shop = me(http('GET /orders', true), http('GET /admin/orders', ADMIN));
    const under = (said: unknown): Functions =>
      me(http('GET /api/orders', true), http('GET /backoffice/orders', said));
    expect(places(shop, under(ADMIN)), 'two base paths').to.deep.equal([]);
    const admin = { handler: 'h.admin', events: [http('GET /api/admin/orders', ADMIN)] };
    const before = { ...me(http('GET /api/orders', { scopes: ['read'] })), admin };
    const merged = (said: unknown): Functions =>
      me(http('GET /orders', { scopes: ['read'] }), http('GET /admin/orders', said));
    expect(places(before, merged(ADMIN))).to.deep.equal([]);
    expect(places(before, merged({ scopes: ['other'] }))).to.deep.equal([
      'warning functions.me.events[1].httpApi',
    ]);
  });

  it('is warned about, where it is an event of a public function within a protected route', () => {
    const pub = (...paths: string[]): Functions => ({
      pub: { handler: 'h.pub', passage: false, events: paths.map((path) => http(`GET ${path}`)) } as object,
    });
    const all = me(http('ANY /api/{all+}', true));
    expect(places({ ...all, ...pub('/pub') }, { ...all, ...pub('/pub', '/api/status') })).to.deep.equal([
      'warning functions.pub.events[1].httpApi',
    ]);
    expect(places(all, { ...all, ...pub('/api/status') })).to.deep.equal([
      'warning functions.pub.events[0].httpApi',
    ]);
    expect(places(all, { ...all, ...pub('/status') })).to.deep.equal([]);
  });

  it('is no news where a public event only moves within a protected route', () => {
    const all = (base: string): Functions =>
      me(http(`ANY ${base}/{all+}`, true), http(`GET ${base}/health`, false));
    for (const [before, now] of [
      ['', '/v1'],
      ['/v1', ''],
      ['/v1', '/v2'],
    ] as const)
      expect(places(all(before), all(now)), now).to.deep.equal([]);
  });

  it('is news where only it moves, also where the protected route becomes one for each method', () => {
    const first = me(http('ANY /{all+}', true), http('GET /{code}', false));
    const moved = http('GET /v1/{code}', false);
    for (const all of [['ANY'], ['GET'], ['GET', 'POST']]) {
      const events = all.map((method) => http(`${method} /{all+}`, true));
      const where = `warning functions.me.events[${String(all.length)}].httpApi`;
      expect(places(first, me(...events, moved)), all.join()).to.deep.equal([where]);
    }
  });

  it('is no news where a public event becomes one for each method, or is for one method too', () => {
    const [closed, open] = [http('ANY /{all+}', true), http('ANY /health', false)];
    const [get, post] = [http('GET /health', false), http('POST /health', false)];
    expect(places(me(closed, open), me(closed, get, post))).to.deep.equal([]);
    expect(places(me(closed, open), me(closed, open, http('OPTIONS /health', false)))).to.deep.equal([]);
    expect(places(me(closed, get), me(closed, get, post)), 'of one method').to.have.length(1);
  });

  it('is warned about, where it is a copy within a protected route that is there', () => {
    const [all, home] = [http('GET /{all+}', true), http('GET /', false)];
    const now = me(all, home, http('ANY /a/{any+}', false));
    expect(audit(me(all, home), now).notes.map(({ where }) => where)).to.deep.equal([
      'functions.me.events[2].httpApi',
    ]);
    expect(places(now, now), 'configured').to.deep.equal([]);
    const moved = {
      ...me(all),
      home: { handler: 'h.home', events: [home, http('ANY /a/{any+}', false)] } as object,
    };
    expect(places(now, moved), 'in another function').to.deep.equal([]);
    expect(places(me(all), now), 'not said before').to.deep.equal([]);
    const you = me(http('GET /{all+}', true), home, http('GET /a', true));
    expect(places(me(all, home), you), 'protected').to.deep.equal([]);
    const beside = me(http('GET /me/{all+}', true), home);
    expect(places(beside, me(http('GET /me/{all+}', true), home, http('GET /a', false)))).to.deep.equal([]);
  });
});

describe('audit: a route that another plugin adds beside a protected one', () => {
  const first = me(http('GET /me', true));

  it('is public, and nothing says so', () => {
    const [note, ...others] = audit(first, me(http('GET /me', true), http('GET /v1/me'))).notes;
    expect(others).to.deep.equal([]);
    expect(note).to.include({ level: 'warning', where: 'functions.me.events[1].httpApi', found: 'public' });
    expect(note?.what).to.include('GET /v1/me').and.include('GET /me (functions.me.events[0].httpApi)');
    expect(note?.fix).to.include('functions.me').and.include('passage: false');
    expect(note?.expected).to.include('authorizer passage');
  });

  it('is said to be beside the one of its name, or beside the first', () => {
    const both = [http('GET /a', true), http('GET /b', true)];
    expect(warned(me(...both), me(...both, http('GET /v1/b'), http('GET /c')))).to.deep.equal([
      'functions.me.events[2].httpApi: GET /b',
      'functions.me.events[3].httpApi: GET /a',
    ]);
  });

  it('is of its code under another name', () => {
    const copy = { ...first, copy: { handler: 'h.me', events: [http('GET /copy')] } as object };
    expect(warned(first, copy)).to.deep.equal(['functions.copy.events[0].httpApi: GET /me']);
    const other = { ...first, other: { handler: 'h.other', events: [http('GET /other')] } as object };
    expect(warned(first, other)).to.deep.equal([]);
    expect(
      warned(first, { ...first, other: { handler: 'h.other', events: [http('GET /v1/me')] } as object }),
    ).to.deep.equal([]);
  });

  it('is beside one that was renamed with its protection', () => {
    const now = me(http('GET /v1/me', ADMIN), http('GET /canary/me'));
    const all = { protect: 'all' };
    expect(warned(me(http('GET /me', ADMIN)), now, all)).to.deep.equal([
      'functions.me.events[1].httpApi: GET /me',
    ]);
    expect(warned(me(http('GET /me', ADMIN)), me(http('GET /canary/me')), all)).to.deep.equal([]);
  });

  it('is no news where it is configured, said, renamed, or a preflight', () => {
    const open = http('GET /open');
    expect(warned(me(http('GET /me', true), open), me(http('GET /me', true), open))).to.deep.equal([]);
    for (const added of [http('GET /v1/me', false), http('GET /v1/me', true), http('OPTIONS /me')])
      expect(warned(first, me(http('GET /me', true), added)), JSON.stringify(added)).to.deep.equal([]);
    expect(
      warned(me(http('GET /me', true), open), me(http('GET /me', true), http('GET /v1/open'))),
    ).to.deep.equal([]);
    const optedOut = (functions: Functions): Functions => ({ me: { ...functions.me, passage: false } });
    const withMe = (path: string): Functions => optedOut(me(http('GET /me', true), http(path)));
    expect(warned(optedOut(first), withMe('GET /open')), 'said by its function').to.deep.equal([]);
    expect(warned(optedOut(first), withMe('GET /v1/me')), 'of the path of one').to.have.length(1);
  });

  it('says what another event said, and has the path of one', () => {
    const [status, closed] = [http('GET /status', false), http('GET /me', true)];
    const added = (path: string): string[] =>
      warned(me(status, closed), me(status, closed, http(`GET ${path}`, false)));
    expect(added('/v2/me')).to.deep.equal(['functions.me.events[2].httpApi: GET /me']);
    for (const path of ['/v2/status', '/other']) expect(added(path), path).to.deep.equal([]);
    const staff = { scopes: ['staff'] };
    const other = http('GET /reports/{id}', staff);
    expect(warned(me(closed, other), me(closed, other, http('HEAD /v1/reports/{key}', true)))).to.deep.equal([
      'functions.me.events[2].httpApi: GET /reports/{id}',
    ]);
  });

  it('is compared with those of the longest end of its path, and with none that is new itself', () => {
    const strict = { protect: 'all' };
    const staff = { scopes: ['staff'] };
    const two = [http('GET /v1/users', true), http('GET /v1/admin/users', staff)];
    expect(
      warned(me(...two), me(...two, http('GET /v2/users'), http('GET /v2/admin/users')), strict),
    ).to.deep.equal(['functions.me.events[3].httpApi: GET /v1/admin/users']);
    const both = [http('GET /v1/reports', staff), http('POST /v1/reports', staff)];
    const added = [http('GET /v2/reports'), http('POST /v2/reports')];
    expect(warned(me(...both), me(...both, ...added), strict)).to.have.length(2);
    const all = http('ANY /v1/{proxy+}', true);
    const gone = [all, http('POST /v1/debug')];
    expect(warned(me(...gone), me(all, http('ANY /v2/{proxy+}')))).to.have.length(1);
  });

  it('is compared with that of its whole path, before those that only end so', () => {
    const users = http('GET /users', ADMIN);
    const team = http('GET /team/users');
    const before = me(users, team);
    const head = (path: string): string[] =>
      warned(before, me(users, team, http(`HEAD ${path}`)), { protect: 'all' });
    expect(head('/users')).to.deep.equal(['functions.me.events[2].httpApi: GET /users']);
    expect(head('/v1/users')).to.deep.equal(['functions.me.events[2].httpApi: GET /users']);
    expect(head('/team/users')).to.deep.equal([]);
  });

  const item = http('GET /items/{id}', false);
  const user = http('GET /users/{id}', ADMIN);
  const [movedItem, movedUser] = [http('GET /api/items/{id}', false), http('GET /api/users/{id}', ADMIN)];
  const alias = (passage?: unknown): Record<string, unknown> => http('GET /v2/api/users/{id}', passage);

  it('is beside one that got a base path, though a public one ends alike', () => {
    for (const passage of [undefined, false])
      expect(
        warned(me(item, user), me(movedItem, movedUser, alias(passage)), { protect: 'all' }),
        String(passage),
      ).to.deep.equal(['functions.me.events[2].httpApi: GET /api/users/{id}']);
  });

  it('is no copy of one that is there, or that was moved, which says as much itself', () => {
    const both = (prefix: string, ...said: unknown[]): Record<string, unknown>[] => [
      http(`GET ${prefix}/jobs/{id}`, said[0]),
      http(`DELETE ${prefix}/jobs/{id}`, said[1]),
    ];
    const jobs = both('', undefined, ADMIN);
    const options = { protect: 'all' };
    const added = ['functions.me.events[3].httpApi: DELETE /jobs/{id}'];
    expect(warned(me(...jobs), me(...jobs, ...both('/v2')), options)).to.deep.equal(added);
    const moved = [...both('/api', undefined, ADMIN), ...both('/v2/api')];
    expect(warned(me(...jobs), me(...moved), options)).to.deep.equal([
      'functions.me.events[3].httpApi: DELETE /api/jobs/{id}',
    ]);
    const said = both('', true, ADMIN);
    expect(warned(me(...said), me(...said, ...both('/v2', true, ADMIN)), options)).to.deep.equal([]);
  });

  it('is added, though another function had such a route under another beginning', () => {
    const orders = http('GET /orders', ADMIN);
    const legacy = { legacy: { handler: 'h.legacy', events: [http('GET /v1/orders')] } };
    const now = me(orders, http('GET /v2/orders'));
    expect(warned({ ...me(orders), ...legacy }, now, { protect: 'all' })).to.deep.equal([
      'functions.me.events[1].httpApi: GET /orders',
    ]);
    const staff = http('GET /v1/orders', ADMIN);
    const older = { legacy: { handler: 'h.legacy', events: [http('GET /api/v2/orders')] } };
    expect(
      warned({ ...me(staff), ...older }, me(staff, http('GET /v2/orders')), { protect: 'all' }),
      'with a longer end',
    ).to.deep.equal(['functions.me.events[1].httpApi: GET /v1/orders']);
  });

  it('is not added, where its function only got another name', () => {
    const users = (base: string): Record<string, unknown>[] => [
      http(`GET ${base}/users`),
      http(`POST ${base}/users`, ADMIN),
    ];
    const renamed = (handler: string): Functions => ({
      blue: { handler, events: users('/api') } as object,
    });
    expect(warned(me(...users('')), renamed('h.me'), { protect: 'all' })).to.deep.equal([]);
  });

  it('is beside one that was given to a new function, with a base path or without', () => {
    const before = {
      items: { handler: 'h.items', events: [item] },
      users: { handler: 'h.users', events: [user] },
    };
    const now = (...events: object[]): Functions => ({ app: { handler: 'h.app', events } as object });
    const options = { protect: 'all' };
    expect(warned(before, now(movedItem, movedUser, alias(false)), options)).to.deep.equal([
      'functions.app.events[2].httpApi: GET /api/users/{id}',
    ]);
    expect(warned(before, now(item, user, http('GET /v2/users/{id}', false)), options)).to.deep.equal([
      'functions.app.events[2].httpApi: GET /users/{id}',
    ]);
    expect(warned(before, now(movedItem, movedUser), options)).to.deep.equal([]);
  });

  it('is of a function that has its protected routes by now', () => {
    const apart = { me: { handler: 'h.me', passage: true, events: [http('GET /me')] } };
    const open = { open: { handler: 'h.open', events: [http('GET /open')] } };
    const [own, health] = [http('GET /me', true), http('GET /open')];
    for (const handler of ['h.router', 'h.open']) {
      const now = (...events: object[]): Functions => ({ router: { handler, events } as object });
      expect(warned({ ...apart, ...open }, now(own, health)), handler).to.deep.equal([]);
      expect(warned({ ...apart, ...open }, now(own, health, http('HEAD /me'))), handler).to.deep.equal([
        'functions.router.events[2].httpApi: GET /me',
      ]);
    }
    const events = [http('GET /v1/me', true), http('GET /v1/open')];
    expect(
      warned({ ...apart, ...open }, { router: { handler: 'h.router', events } as object }),
    ).to.deep.equal([]);
  });

  it('is beside none where no route of the function is protected, or is there', () => {
    expect(warned(me(http('GET /me')), me(http('GET /me'), http('GET /v1/me')))).to.deep.equal([]);
    expect(warned(first, me(http('GET /v1/me')))).to.deep.equal([]);
  });

  it('has fewer scopes under protect: all than any route of its function, or than one of its name', () => {
    const admin = http('GET /me', ADMIN);
    const strict = { protect: 'all' };
    expect(warned(me(admin), me(admin, http('GET /v1/me')), strict)).to.deep.equal([
      'functions.me.events[1].httpApi: GET /me',
    ]);
    for (const added of ['HEAD /me', 'GET /other'])
      expect(warned(me(admin), me(admin, http(added)), strict), added).to.have.length(1);
    const any = http('POST /you', true);
    expect(warned(me(admin, any), me(admin, any, http('GET /other')), strict)).to.deep.equal([]);
    expect(warned(me(admin, any), me(admin, any, http('HEAD /me')), strict), 'of its path').to.have.length(1);
    const post = http('POST /me', true);
    expect(warned(me(admin, post), me(admin, post, http('HEAD /me')), strict), 'either').to.deep.equal([]);
  });

  it('is within one, and says only what another event said', () => {
    const [all, own] = [http('ANY /v1/{any+}', ADMIN), http('GET /me', { scopes: ['read'] })];
    const within = (passage: unknown) => http('GET /v1/me', passage);
    expect(warned(me(all, own), me(all, own, within({ scopes: ['read'] })))).to.deep.equal([
      'functions.me.events[2].httpApi: ANY /v1/{any+}',
    ]);
    expect(warned(me(all, own), me(all, own, within(ADMIN)))).to.deep.equal([
      'functions.me.events[2].httpApi: GET /me',
    ]);
    expect(warned(me(all, own), me(all, own, within({ scopes: ['new'] })))).to.deep.equal([]);
    const you = { you: { handler: 'h.you', events: [within({ scopes: ['read'] })] } as object };
    expect(warned(me(all, own), { ...me(all, own), ...you }), 'other code').to.deep.equal([]);
  });

  it('is of the path of one, where a public route is gone', () => {
    const first = me(http('GET /debug'), http('GET /me', true));
    for (const added of ['HEAD /me', 'GET /v2/me', 'HEAD /v2/me'])
      expect(warned(first, me(http('GET /me', true), http(added))), added).to.have.length(1);
    expect(warned(first, me(http('GET /me', true), http('GET /other')))).to.deep.equal([]);
    const both = (base: string): Functions => me(http(`GET ${base}/me`), http(`POST ${base}/me`, true));
    expect(warned(both(''), both('/v1'))).to.deep.equal([]);
    expect(warned(both('/v1'), both(''))).to.deep.equal([]);
  });

  it('is a preflight event, or has the protection of its name', () => {
    const strict = { protect: 'all' };
    const all = http('OPTIONS /me', ADMIN);
    expect(warned(me(all), me(all, http('OPTIONS /v1/me')), strict)).to.have.length(1);
    const plainRoute = http('GET /me');
    expect(warned(me(plainRoute), me(plainRoute, http('GET /v1/me')), strict)).to.deep.equal([]);
  });
});

describe('audit: another way to a function that a protected route under resources calls', () => {
  const raw: ConfiguredRoute = {
    ...{ api: 'http', logicalId: 'Raw', route: { method: 'ANY', path: '/raw' }, place: 'http ANY /raw' },
    ...{ key: 'ANY /raw', authorization: {}, isClosed: true, condition: undefined },
    calls: new Set(['MeLambdaFunction']),
  };
  const opened = { me: { handler: 'h.me', url: true } as object };

  it('may be a new public event, unless it says so', () => {
    const of = (added: Record<string, unknown>): string[] =>
      audit(me(), me(added), { configured: [raw] }).notes.map(({ where }) => where);
    expect(of(http('GET /new'))).to.deep.equal(['functions.me.events[0].httpApi']);
    expect(of(http('GET /new', false)), 'a new statement').to.deep.equal([]);
  });

  it('is one that the user has not configured', () => {
    const { findings } = audit(me(), opened, { configured: [raw] });
    expect(findings.map(({ where }) => where)).to.deep.equal(['functions.me.url']);
    expect(findings[0]?.what).to.include('ANY /raw');
    expect(audit(opened, opened, { configured: [raw] }).findings).to.deep.equal([]);
    expect(audit(me(), opened).findings).to.deep.equal([]);
    expect(
      audit(me(), opened, { configured: [{ ...raw, authorization: null, isClosed: false }] }).findings,
    ).to.deep.equal([]);
  });

  it('is a public event, which is warned about where nothing says so', () => {
    const places = (now: Functions, protect?: string): string[] =>
      audit(me(), now, { configured: [raw], ...(protect !== undefined && { protect }) }).notes.map(
        ({ where }) => where,
      );
    const [note, ...others] = audit(me(), me(http('GET /status')), { configured: [raw] }).notes;
    expect(others).to.deep.equal([]);
    expect(note).to.include({ level: 'warning', where: 'functions.me.events[0].httpApi', found: 'public' });
    expect(note?.what).to.include('GET /status').and.include('ANY /raw (Resources.Raw)');
    expect(places(me(http('GET /status', false)))).to.deep.equal([]);
    expect(places(me(http('GET /status', true)))).to.deep.equal([]);
    expect(places(me(http('OPTIONS /status')))).to.deep.equal([]);
    expect(places(me(http('GET /status')), 'all')).to.deep.equal([]);
    const other = { ...me(), other: { handler: 'h.other', events: [http('GET /status')] } as object };
    expect(places(other)).to.deep.equal([]);
    const both = me(http('GET /me', true));
    const twice = audit(both, me(http('GET /me', true), http('GET /status')), { configured: [raw] }).notes;
    expect(twice.map(({ where }) => where)).to.deep.equal(['functions.me.events[1].httpApi']);
  });
});
