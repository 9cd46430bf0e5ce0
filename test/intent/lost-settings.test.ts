/** `passage` of functions, where another plugin gives them events, or their code another name. */
import { expect } from 'chai';
import { lostProtection } from '../../src/intent/change-messages';
import { type Intent, readIntent } from '../../src/intent/intent';
import { findLostSettings } from '../../src/intent/lost-settings';
import { noChanges } from '../../src/service/applied-changes';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from '../support/plans';

type Functions = Record<string, object>;

const intent = (functions: Functions): Intent =>
  readIntent(
    planOf(plain(functions, { issuer: 'https://i.example/', audience: 'a' }), noChanges(), true),
    [],
    new CodeHistory(),
  );
const get = (path: string, passage?: unknown): object => ({
  httpApi: { method: 'GET', path, ...(passage === undefined ? {} : { passage }) },
});
const fn = (handler: string, events: object[], passage?: unknown): object => ({
  handler,
  events,
  ...(passage === undefined ? {} : { passage }),
});
const found = (first: Functions, now: Functions): string[] =>
  findLostSettings(intent(first), intent(now)).map(({ where }) => where);

const EVENT = 'events[0].httpApi';

describe('intent: settings of functions that are lost', () => {
  const idle = { me: fn('h.me', [], { scopes: ['admin'] }) };

  it('are those of the function of a new route', () => {
    expect(findLostSettings(intent(idle), intent({ me: fn('h.me', [get('/me')]) }))).to.deep.equal([
      lostProtection(`functions.me.${EVENT}`, 'GET /me', {
        isOwn: false,
        expected: 'authorizer passage, scopes admin',
        found: 'public',
      }),
    ]);
    expect(found(idle, { me: fn('h.me', [get('/me')], true) })).to.deep.equal([`functions.me.${EVENT}`]);
    expect(found(idle, { me: fn('h.other', [get('/me')]) }), 'by its name').to.have.length(1);
    expect(found(idle, { me: fn('h.me', [get('/me')], { scopes: ['admin'] }) })).to.deep.equal([]);
  });

  it('are none where the function has none, or says that it is public', () => {
    for (const setting of [undefined, false])
      expect(found({ me: fn('h.me', [], setting) }, { me: fn('h.me', [get('/me')]) })).to.deep.equal([]);
  });

  it('are none where the event says itself what it is', () => {
    for (const passage of [true, false, { scopes: ['other'] }])
      expect(found(idle, { me: fn('h.me', [get('/me', passage)]) })).to.deep.equal([]);
  });

  it('are those of an event that only a package has, and that says it is public', () => {
    const packaged = (passage: unknown): Intent => {
      const now = intent({ me: fn('h.me', [get('/me', passage)]) });
      const routes = [...now.routes].map(([key, route]) => [key, { ...route, isPackaged: true }] as const);
      return { ...now, routes: new Map(routes) };
    };
    const places = (first: Functions, passage: unknown): string[] =>
      findLostSettings(intent(first), packaged(passage)).map(({ where }) => where);
    expect(places(idle, false)).to.deep.equal([`functions.me.${EVENT}`]);
    expect(places(idle, { scopes: ['admin'] })).to.deep.equal([]);
    for (const [handler, passage, count] of [
      ['h.me', false, 0],
      ['h.you', false, 1],
      ['h.me', true, 1],
    ] as const) {
      const first = { ...idle, other: fn(handler, [get('/other', passage)]) };
      expect(places(first, false), `${handler} ${String(passage)}`).to.have.length(count);
    }
  });

  it('are not those of a configured route, which is compared itself', () => {
    const closed = { me: fn('h.me', [get('/me')], true) };
    expect(found(closed, { me: fn('h.me', [get('/me')]) })).to.deep.equal([]);
    const both = { ...idle, open: fn('h.open', [get('/open')]) };
    expect(found(both, { me: fn('h.me', [get('/open')]) })).to.deep.equal([`functions.me.${EVENT}`]);
  });

  it('are those of the code of a function that has no route any more', () => {
    const closed = { me: fn('h.me', [get('/me')], true) };
    const copy = fn('h.me', [get('/copy')]);
    expect(found(closed, { copy })).to.deep.equal([`functions.copy.${EVENT}`]);
    expect(found(closed, { me: fn('h.me', [], true), copy })).to.deep.equal([`functions.copy.${EVENT}`]);
    expect(found(closed, { ...closed, copy }), 'which has its route').to.deep.equal([]);
    expect(found(closed, { copy: fn('h.copy', [get('/copy')]) })).to.deep.equal([]);
  });

  it('are not those of other functions of the user with that code', () => {
    const two = { me: fn('h.x', [get('/me')], true), open: fn('h.x', [get('/open')]) };
    expect(found(two, { open: fn('h.x', [get('/open'), get('/more')]) })).to.deep.equal([]);
    const other = { ...two, open: fn('h.open', [get('/open')]) };
    expect(found(other, { open: fn('h.x', [get('/open'), get('/more')]) })).to.deep.equal([
      'functions.open.events[1].httpApi',
    ]);
  });

  it('are those of the function that has one, of two with one code', () => {
    const first = { plain: fn('h.x', []), out: fn('h.x', [], false), me: fn('h.x', [], true) };
    expect(found(first, { copy: fn('h.x', [get('/copy')]) })).to.deep.equal([`functions.copy.${EVENT}`]);
  });
});
