/** Protected routes under another name, and new routes in their place: which finding, with which facts. */
import { expect } from 'chai';
import { openedCode, renamedRoute, replacedRoute } from '../../src/intent/change-messages';
import { type Intent, readIntent } from '../../src/intent/intent';
import { findRemovedRoutes } from '../../src/intent/replaced-routes';
import { CodeHistory } from '../../src/service/code-history';
import { replacedBetween } from '../support/intents';
import { plain, planOf } from '../support/plans';

const PASSAGE = { issuer: 'https://a.example/', audience: 'a' };

const get = (path: string, options: object = {}): object => ({
  httpApi: { method: 'GET', path, ...options },
});
const fn = (handler: string, events: object[], passage?: unknown): object => ({
  handler,
  events,
  ...(passage === undefined ? {} : { passage }),
});
const intent = (functions: Record<string, object>, passage: object = PASSAGE): Intent =>
  readIntent(planOf(plain(functions, passage)), [], new CodeHistory());

const place = (index: number, name = 'me'): string => `functions.${name}.events[${String(index)}].httpApi`;
const SCOPED = { passage: { scopes: ['admin'] } };
const IAM = { authorizer: { type: 'aws_iam' } };

describe('replaced routes', () => {
  const first = intent({ me: fn('h.me', [get('/me', SCOPED)], true), open: fn('h.open', [get('/open')]) });
  const scoped = 'authorizer passage, scopes admin';

  it('are none where nothing is new, whatever is gone', () => {
    expect(replacedBetween(first, first)).to.deep.equal([]);
    expect(replacedBetween(first, intent({ open: fn('h.open', [get('/open')]) }))).to.deep.equal([]);
    expect(replacedBetween(first, intent({}))).to.deep.equal([]);
  });

  it('are none where what is new has the protection of what is gone', () => {
    const now = intent({ me: fn('h.me', [get('/you', SCOPED)], true), open: fn('h.open', [get('/open')]) });
    expect(replacedBetween(first, now)).to.deep.equal([]);
  });

  it('may be protected, and differently', () => {
    const change = { isOwn: false, expected: scoped, found: 'authorizer passage, no scopes' };
    expect(replacedBetween(first, intent({ me: fn('h.me', [get('/you')], true) }))).to.deep.equal([
      renamedRoute(place(0), 'GET /you', 'GET /me', change),
    ]);
  });

  it('may be public, while the protected route is gone', () => {
    const change = { isOwn: false, expected: scoped, found: 'public' };
    const gone = { route: 'GET /me', where: place(0) };
    expect(replacedBetween(first, intent({ you: fn('h.you', [get('/you')]) }))).to.deep.equal([
      replacedRoute(place(0, 'you'), 'GET /you', gone, change),
    ]);
  });

  it('may have had an authorizer of their own', () => {
    const own = intent({ me: fn('h.me', [get('/me', IAM)]) });
    const gone = { route: 'GET /me', where: place(0) };
    const expected = 'own authorizer aws_iam, no scopes';
    const change = { isOwn: true, expected, found: 'public' };
    const [finding, ...others] = replacedBetween(own, intent({ me: fn('h.me', [get('/you')]) }));
    expect(finding).to.deep.equal(replacedRoute(place(0), 'GET /you', gone, change));
    expect(finding).to.include({ expected, found: 'public' });
    expect(others).to.deep.equal([]);
  });

  it('may call code whose protected route calls other code by now', () => {
    const now = intent({
      other: fn('h.other', [get('/me', SCOPED)], true),
      copy: fn('h.me', [get('/copy')]),
      open: fn('h.open', [get('/open')]),
    });
    expect(replacedBetween(first, now)).to.deep.equal([
      openedCode(place(0, 'copy'), 'GET /copy', { route: 'GET /me', where: place(0) }),
    ]);
  });

  it('are none that are one for each method by now, while another one is gone', () => {
    const any = (path: string): object => ({ httpApi: { method: 'ANY', path } });
    const post = (path: string): object => ({ httpApi: { method: 'POST', path } });
    const before = intent({ me: fn('h.me', [any('/u'), get('/w', IAM)], true) });
    const split = intent({ me: fn('h.me', [get('/u'), post('/u')], true) });
    expect(replacedBetween(before, split)).to.deep.equal([]);
    const other = intent({ me: fn('h.me', [get('/u'), get('/x')], true) });
    expect(replacedBetween(before, other).map(({ where }) => where)).to.deep.equal([place(1)]);
  });

  it('may say what another event or their function said', () => {
    const own = (path: string, scope?: string): object =>
      get(path, scope === undefined ? {} : { passage: { scopes: [scope] } });
    const of = (...events: object[]): Intent =>
      intent({ me: { ...fn('h.me', events), passage: { scopes: ['f'] } } });
    const before = of(own('/a', 'read'), own('/b', 'admin'));
    const found = (...events: object[]): string[] =>
      replacedBetween(before, of(...events)).map(({ where }) => where);
    expect(found(own('/a', 'read'), own('/b/save', 'read'))).to.deep.equal([place(1)]);
    expect(found(own('/a', 'read'), own('/b/save', 'f'))).to.deep.equal([place(1)]);
    expect(found(own('/a', 'read'), own('/b/save', 'new'))).to.deep.equal([]);
    expect(found(own('/a', 'read'), own('/b/save', 'admin'))).to.deep.equal([]);
  });

  it('are none that are certainly moved, nor what is new beside them', () => {
    const own = (path: string, scope: string): object => get(path, { passage: { scopes: [scope] } });
    const open = (path: string): object => fn('h.app', [get(path, { passage: false })]);
    const [a, b] = [fn('h.app', [own('/a', 'a')]), fn('h.app', [own('/b', 'b')])];
    const all = intent({ a, b, open: open('/open') });
    const moved = { a: fn('h.app', [own('/v1/a', 'a')]), open: open('/v1/open') };
    expect(replacedBetween(all, intent(moved)), 'one of a handler removed').to.deep.equal([]);
    const added = { a: fn('h.app', [own('/v1/a', 'a'), own('/new', 'n')]) };
    expect(replacedBetween(intent({ a }), intent(added)), 'one beside it').to.deep.equal([]);
    const unsaid = { a: fn('h.app', [own('/v1/a', 'a'), get('/new')], true) };
    expect(replacedBetween(intent({ a }), intent(unsaid)), 'one beside it, unsaid').to.deep.equal([]);
  });

  it('are found one by one', () => {
    const now = intent({ me: fn('h.me', [get('/a'), get('/b'), get('/open')]) });
    expect(replacedBetween(first, now).map(({ where }) => where)).to.deep.equal([
      place(0),
      place(1),
      place(2),
    ]);
  });
});

describe('removed routes', () => {
  const first = intent({
    me: fn('h.me', [get('/me'), get('/admin', SCOPED)], true),
    own: fn('h.own', [get('/own', IAM)]),
    open: fn('h.open', [get('/open')]),
  });
  const removed = (functions: Record<string, object>): string[] =>
    findRemovedRoutes(first, intent(functions)).map(({ planned }) => planned.path);

  it('are those that were protected, by an authorizer of ours or another one', () => {
    expect(removed({})).to.deep.equal(['/me', '/admin', '/own']);
    expect(findRemovedRoutes(first, first)).to.deep.equal([]);
  });

  it('are not those that have another name, with their code and protection', () => {
    const me = fn('h.me', [get('/you'), get('/all', SCOPED)], true);
    expect(removed({ me })).to.deep.equal(['/own']);
    expect(removed({ renamed: me, own: fn('h.own', [get('/other', IAM)]) })).to.deep.equal([]);
    expect(removed({ me: fn('h.me', [get('/you'), get('/all')], true) })).to.deep.equal(['/admin', '/own']);
    const two = fn('h.me', [get('/a', SCOPED), get('/b', SCOPED), get('/c')], true);
    expect(removed({ renamed: two }), 'each once').to.deep.equal(['/own']);
    expect(removed({ me: fn('h.me', [get('/you')]), you: fn('h.you', [get('/all')], true) })).to.deep.equal([
      '/me',
      '/admin',
      '/own',
    ]);
  });
});

describe('routes of functions with packages of their own', () => {
  const packed = (artifact: string | undefined, events: object[], passage?: unknown): object => ({
    ...fn('bootstrap', events, passage),
    ...(artifact === undefined ? {} : { package: { artifact } }),
  });
  const first = intent({
    me: packed('bin/me.zip', [get('/me')], true),
    you: packed('bin/you.zip', [get('/you')], true),
  });
  const removed = (functions: Record<string, object>): string[] =>
    findRemovedRoutes(first, intent(functions)).map(({ planned }) => planned.path);

  it('are paired with routes of the same package', () => {
    const [a, b] = [packed('/svc/bin/me.zip', [get('/a')], true), packed('bin/you.zip', [get('/b')], true)];
    expect(removed({ a, b })).to.deep.equal([]);
    expect(removed({ b, a })).to.deep.equal([]);
    expect(removed({ a })).to.deep.equal(['/you']);
    expect(removed({ b })).to.deep.equal(['/me']);
    expect(removed({ a: packed('bin/other.zip', [get('/a'), get('/b')], true) })).to.deep.equal([
      '/me',
      '/you',
    ]);
    expect(removed({ a: packed(undefined, [get('/a')], true) }), 'of any').to.deep.equal(['/you']);
  });

  it('are in the place of an event of the same package', () => {
    // The event in the place of `/me` says what it is, so that `/you` is the renamed one of the other package only.
    const now = intent({
      a: packed('bin/me.zip', [get('/a', SCOPED)], true),
      b: packed('bin/you.zip', [get('/b')], true),
    });
    expect(replacedBetween(first, now)).to.deep.equal([]);
  });
});
