/** Ways to call a function that another plugin has opened. */
import { expect } from 'chai';
import { findAddedWays } from '../../src/intent/added-ways';
import { addedWay } from '../../src/intent/change-messages';
import { type Intent, readIntent } from '../../src/intent/intent';
import { noChanges } from '../../src/service/applied-changes';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from '../support/plans';

type Functions = Record<string, object>;

const intent = (functions: Functions): Intent =>
  readIntent(planOf(plain(functions), noChanges(), true), [], new CodeHistory());
const closed = (handler: string, more: object = {}): object => ({
  handler,
  events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }],
  ...more,
});
const found = (first: Functions, now: Functions): object[] => findAddedWays(intent(first), intent(now));

describe('intent: ways that another plugin opens', () => {
  const me = { me: closed('h.me') };
  const url = (handler: string): object => ({ handler, url: true, events: [] });

  it('lead to a protected function, or to its code', () => {
    expect(found(me, me)).to.deep.equal([]);
    expect(found(me, { me: closed('h.me', { url: true }) })).to.deep.equal([
      addedWay('me', 'url', 'GET /me'),
    ]);
    expect(found(me, { ...me, copy: url('h.me') })).to.deep.equal([addedWay('copy', 'url', 'GET /me')]);
    expect(found(me, { copy: url('h.me') })).to.deep.equal([addedWay('copy', 'url', 'GET /me')]);
    expect(found(me, { ...me, copy: url('h.copy') })).to.deep.equal([]);
  });

  it('lead to a function that another plugin has protected', () => {
    expect(found({}, { me: closed('h.me', { url: true }) })).to.deep.equal([
      addedWay('me', 'url', 'GET /me'),
    ]);
    expect(found({}, { ...me, wrapped: url('h.me') }), 'by its name only').to.deep.equal([]);
  });

  it('lead to a function that is to be protected', () => {
    const later = { me: { handler: 'h.me', passage: true, events: [] } };
    expect(found(later, { copy: url('h.me') })).to.deep.equal([addedWay('copy', 'url', 'functions.me')]);
    const open = { me: { handler: 'h.me', events: [] } };
    expect(found(open, { ...open, copy: url('h.me') })).to.deep.equal([]);
    const out = { me: { handler: 'h.me', passage: false, events: [] } };
    expect(found(out, { ...out, copy: url('h.me') })).to.deep.equal([]);
  });

  it('are no findings where the function says passage: false', () => {
    const out = { me: closed('h.me', { passage: false }) };
    expect(found(out, { me: closed('h.me', { passage: false, url: true }) })).to.deep.equal([]);
    expect(found(out, { ...out, copy: url('h.me') })).to.deep.equal([]);
    const twin = { passage: false, handler: 'h.me', events: [] };
    expect(found({ ...me, twin }, { ...me, twin: { ...twin, url: true } })).to.deep.equal([]);
    expect(found(me, { me: closed('h.me', { passage: false, url: true }) })).to.deep.equal([
      addedWay('me', 'url', 'GET /me'),
    ]);
  });

  it('are no findings where the user has opened them, and the function runs what it ran', () => {
    const both = { ...me, pub: url('h.pub') };
    expect(found({ me: closed('h.me', { url: true }) }, { me: closed('h.me', { url: true }) })).to.deep.equal(
      [],
    );
    expect(found(both, both)).to.deep.equal([]);
    expect(found(both, { ...me, pub: url('h.other') })).to.deep.equal([]);
    expect(found(both, { ...me, pub: url('h.me') })).to.deep.equal([addedWay('pub', 'url', 'GET /me')]);
  });

  it('are of each kind', () => {
    const events = [{ httpApi: { method: 'GET', path: '/me', passage: true } }];
    const kinds = { alb: { listenerArn: 'x' }, websocket: '$default' };
    for (const [kind, value] of Object.entries(kinds))
      expect(found(me, { me: closed('h.me', { events: [...events, { [kind]: value }] }) })).to.deep.equal([
        addedWay('me', kind as 'alb', 'GET /me'),
      ]);
  });
});
