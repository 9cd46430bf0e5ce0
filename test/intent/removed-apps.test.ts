/** Apps that another plugin removes: which routes depend on them. */
import { expect } from 'chai';
import { removedApp } from '../../src/intent/change-messages';
import { type Intent, readIntent } from '../../src/intent/intent';
import { findRemovedApps, findUndecidedConnect } from '../../src/intent/removed-apps';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from '../support/plans';

type Functions = Record<string, object>;

const customers = { issuer: 'https://c.example/', audience: 'c' };
const staff = { issuer: 'https://s.example/', audience: 's' };
const LAMBDA = { ...customers, authorizerType: 'lambda' };
const BOTH = { defaultApp: 'customers', apps: { customers, staff } };
const ONE = { defaultApp: 'customers', apps: { customers } };

const intent = (functions: Functions, passage: object): Intent =>
  readIntent(planOf(plain(functions, passage)), [], new CodeHistory());
const get = (path: string, options: object = {}): object => ({
  httpApi: { method: 'GET', path, ...options },
});

describe('apps that are gone', () => {
  const removed = (...events: object[]): string[] => {
    const functions = { me: { handler: 'h.me', events } };
    const now = intent({ me: { handler: 'h.me', events: [] } }, ONE);
    return findRemovedApps(intent(functions, BOTH), now).map(({ where }) => where);
  };

  it('protected a route', () => {
    const events = [get('/me', { passage: true }), get('/admin', { passage: 'staff' })];
    expect(removed(...events)).to.deep.equal(['custom.passage.apps.staff']);
  });

  it('are named with the first route that they protected', () => {
    const events = [
      get('/open'),
      get('/own', { authorizer: { type: 'aws_iam' } }),
      get('/me', { passage: true }),
      get('/admin', { passage: 'staff' }),
      get('/more', { passage: 'staff' }),
    ];
    const first = intent({ me: { handler: 'h.me', events } }, BOTH);
    expect(findRemovedApps(first, intent({}, ONE))).to.deep.equal([
      removedApp('custom.passage.apps.staff', 'GET /admin', 'functions.me.events[3].httpApi'),
    ]);
  });

  it('protected none: all were public, had their own authorizer, or another app', () => {
    for (const options of [{}, { authorizer: { type: 'aws_iam' } }, { passage: true }])
      expect(removed(get('/me', options))).to.deep.equal([]);
  });

  it('are none', () => {
    const functions = { me: { handler: 'h.me', events: [get('/me', { passage: 'staff' })] } };
    expect(findRemovedApps(intent(functions, BOTH), intent(functions, BOTH))).to.deep.equal([]);
    expect(findRemovedApps(intent({}, ONE), intent(functions, BOTH))).to.deep.equal([]);
  });
});

describe('$connect that no app could protect any more', () => {
  const chat = (options: object = {}): Functions => ({
    chat: { handler: 'h.chat', events: [{ websocket: { route: '$connect', ...options } }] },
  });
  const undecided = (first: Intent, now: Intent): string[] =>
    findUndecidedConnect(first, now).map(({ where }) => where);
  const closed = intent(chat({ passage: true }), LAMBDA);
  const later = intent(chat(), customers);

  it('was protected', () => {
    expect(undecided(closed, later)).to.deep.equal(['functions.chat.events[0].websocket']);
  });

  it('was to be protected with all routes', () => {
    const all = { ...LAMBDA, protect: 'all' };
    expect(undecided(intent(chat({ passage: false }), all), later)).to.deep.equal(['custom.passage']);
    expect(undecided(intent({}, all), later)).to.deep.equal(['custom.passage']);
  });

  it('was public, beside protected routes of other APIs', () => {
    const me = { handler: 'h.me', events: [get('/me', { passage: true })] };
    expect(undecided(intent({ ...chat(), me }, LAMBDA), later)).to.deep.equal([]);
  });

  it('is gone, is decided, or never was', () => {
    expect(undecided(closed, intent({}, customers))).to.deep.equal([]);
    expect(undecided(closed, intent(chat(), LAMBDA))).to.deep.equal([]);
    expect(undecided(later, later)).to.deep.equal([]);
  });
});
