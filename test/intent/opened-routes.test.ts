/** New public routes: which of them open code that was protected. */
import { expect } from 'chai';
import { type Intent, readIntent } from '../../src/intent/intent';
import { CodeHistory } from '../../src/service/code-history';
import { replacedBetween } from '../support/intents';
import { plain, planOf } from '../support/plans';

type Functions = Record<string, object>;

const PASSAGE = { issuer: 'https://a.example/', audience: 'a' };

const get = (path: string, options: object = {}): object => ({
  httpApi: { method: 'GET', path, ...options },
});
const fn = (name: string, events: object[], passage?: unknown): object => ({
  ...{ handler: `h.${name}`, events },
  ...(passage === undefined ? {} : { passage }),
});
const intent = (functions: Functions): Intent =>
  readIntent(planOf(plain(functions, PASSAGE)), [], new CodeHistory());
const places = (first: Functions, now: Functions): string[] =>
  replacedBetween(intent(first), intent(now)).map(({ where }) => where);
const where = (name: string): string => `functions.${name}.events[0].httpApi`;

const me = fn('me', [get('/me')], true);

describe('new public routes', () => {
  it('may call code that was public, and whose route calls other code by now', () => {
    const now = { other: fn('other', [get('/open')]), copy: fn('open', [get('/copy')]) };
    expect(places({ me, open: fn('open', [get('/open')]) }, { me, ...now })).to.deep.equal([]);
  });

  it('may call code of a function that the user opened but for an event', () => {
    const out = fn('out', [get('/out', { passage: true })], false);
    const now = { other: fn('other', [get('/out')], true), copy: fn('out', [get('/copy')]) };
    expect(places({ me, out }, { me, ...now })).to.deep.equal([]);
    expect(places({ me, out: { ...out, passage: true } }, { me, ...now })).to.deep.equal([where('copy')]);
  });

  it('say nothing new where their function had an event that said so beside its authorizer', () => {
    const own = (path: string, options: object): Functions => ({ own: fn('own', [get(path, options)]) });
    const iam = { authorizer: { type: 'aws_iam' } };
    const said = { passage: false };
    expect(places(own('/own', { ...iam, ...said }), own('/new', said))).to.deep.equal([where('own')]);
    expect(places(own('/own', iam), own('/new', said))).to.deep.equal([]);
  });

  it('say nothing new where another event said so, and a protected route of their function is gone', () => {
    const app = (...events: object[]): Functions => ({ app: fn('app', events) });
    const [open, closed] = [get('/x', { passage: false }), get('/me', { passage: true })];
    const copy = get('/all', { passage: false });
    expect(places(app(open, closed), app(copy))).to.deep.equal([where('app')]);
    expect(places(app(closed), app(copy))).to.deep.equal([]);
    expect(places(app(open, closed), app(copy, get('/you', { passage: true })))).to.deep.equal([]);
    const other = { other: fn('other', [open]) };
    expect(places({ ...app(closed), ...other }, { new: fn('new', [copy]), ...other })).to.deep.equal([]);
    expect(places({ ...app(closed), ...other }, { ...app(copy), ...other })).to.deep.equal([where('app')]);
  });

  it('are not public because their function says so, where its code lost a protected route', () => {
    expect(places({ me }, { you: fn('me', [get('/you')], false) })).to.deep.equal([where('you')]);
    expect(places({ me }, { you: fn('you', [get('/you')], false) })).to.deep.equal([]);
  });

  it('may be other public routes under another name, where no protected one is gone', () => {
    const first = { me: fn('me', [get('/me', { passage: true }), get('/pub')]) };
    const now = { x: fn('x', [get('/me')], true), me: fn('me', [get('/other')]) };
    expect(places(first, now)).to.deep.equal([]);
    const both = { ...now, me: fn('me', [get('/other'), get('/more')]) };
    expect(places(first, both)).to.have.length(1);
  });

  it('may have a prefix that all protected routes have, whatever public ones are gone', () => {
    const first = { me, open: fn('open', [get('/open'), get('/gone')]) };
    const now = { me: fn('me', [get('/v1/me')], true), open: fn('open', [get('/v1/open')]) };
    expect(places(first, now)).to.deep.equal([]);
    expect(places(first, { ...now, me: fn('me', [get('/v2/me')], true) })).to.deep.equal([where('open')]);
  });

  it('may be a public one for each method, while a protected one is gone', () => {
    const any = (path: string, options: object = {}): object => ({
      httpApi: { method: 'ANY', path, ...options },
    });
    const post = (path: string): object => ({ httpApi: { method: 'POST', path } });
    const first = { app: fn('app', [any('/w'), any('/u', { passage: true })]) };
    const split = (...events: object[]): Functions => ({
      app: fn('app', [get('/u', { passage: true }), ...events]),
    });
    expect(places(first, split(get('/w'), post('/w')))).to.deep.equal([]);
    expect(places(first, split(get('/other')))).to.deep.equal(['functions.app.events[1].httpApi']);
    expect(places(first, { ...split(), other: fn('other', [get('/w')]) })).to.deep.equal([where('other')]);
    const closed = { app: fn('app', [any('/w', { passage: true })]) };
    expect(places(closed, { app: fn('app', [get('/w')]) })).to.deep.equal([where('app')]);
  });

  it('may have no prefix of their own, where a protected route has got another one', () => {
    const [a, b] = [fn('a', [get('/a')], true), fn('b', [get('/b')], true)];
    const now = { b: fn('b', [get('/v9/b')], true), open: fn('open', [get('/v1/open')]) };
    expect(places({ a, b, open: fn('open', [get('/open')]) }, now)).to.deep.equal([where('open')]);
  });

  it('may say what another one said, where only public ones are gone, or protected ones renamed', () => {
    const [closed, open] = [{ passage: true }, { passage: false }];
    const first = fn('app', [get('/me', closed), get('/x', open), get('/y', open)]);
    const now = fn('app', [get('/you', closed), get('/z', open)]);
    expect(places({ app: first }, { app: now })).to.deep.equal([]);
  });

  it('may have a prefix that a protected route of the same handler has, while another one is gone', () => {
    const [a, b] = [fn('app', [get('/a')], true), fn('app', [get('/b', { passage: { scopes: ['b'] } })])];
    const first = { a, b, open: fn('app', [get('/open')]) };
    const moved = { a: fn('app', [get('/v1/a')], true), open: fn('app', [get('/v1/open')]) };
    expect(places(first, moved)).to.deep.equal([]);
    expect(places(first, { open: fn('app', [get('/v1/open')]) })).to.deep.equal([where('open')]);
    expect(places({ me, ...first }, { me, open: fn('app', [get('/v1/open')]) })).to.deep.equal([
      where('open'),
    ]);
    const open = { open: fn('open', [get('/v1/open')]) };
    expect(places({ a, open: fn('open', [get('/open')]) }, open), 'without its code').to.deep.equal([]);
    expect(places({ a, b, open: fn('open', [get('/open')]) }, { ...open, c: fn('app', []) })).to.deep.equal(
      [],
    );
  });
});
