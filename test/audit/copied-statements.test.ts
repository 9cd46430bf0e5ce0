/** What an event says by now, and another one said as configured. */
import { expect } from 'chai';
import { copiedStatement, takenRequests } from '../../src/audit/change-messages';
import { findOverruledRoutes } from '../../src/audit/copied-statements';
import { findTakenRequests } from '../../src/audit/taken-requests';
import { type Functions, fn, intent, on } from '../support/intents';

const me = (...events: object[]): Functions => ({ me: fn('me', ...events) });
const app = (...events: object[]): Functions => ({ app: fn('app', ...events) });
const taken = (first: Functions, now: Functions): string[] =>
  findTakenRequests(intent(first), intent(now)).map(({ where }) => where);
const overruled = (first: Functions, now: Functions): string[] =>
  findOverruledRoutes(intent(first), intent(now)).map(({ where }) => where);
const where = (name: string, index: number): string => `functions.${name}.events[${String(index)}].httpApi`;

const both = (said: unknown = false, wanted: unknown = true): Functions => ({
  pub: fn('pub', on('GET /x', said)),
  ...me(on('POST /x', wanted)),
});

describe('requests of a removed route', () => {
  it('may not go to new code by what another event said of requests that it gets too', () => {
    for (const key of ['ANY /x', 'ANY /{id}', 'ANY /{any+}'])
      expect(taken(both(), app(on(key, false))), key).to.deep.equal([where('app', 0)]);
    for (const said of ['b', { scopes: ['s'] }])
      expect(taken(both(said), app(on('ANY /x', said)))).to.deep.equal([where('app', 0)]);
  });

  it('may not go to one catch-all that was two', () => {
    const first = { pub: fn('pub', on('GET /{any+}', false)), ...me(on('POST /{any+}', true)) };
    expect(taken(first, app(on('ANY /{any+}', false)))).to.deep.equal([where('app', 0)]);
  });

  it('may not go to their own code by what an event of it that is gone said', () => {
    const first = me(on('GET /y', false), on('POST /x', true));
    expect(taken(first, me(on('ANY /x', false)))).to.deep.equal([where('me', 0)]);
    expect(taken(first, me(on('GET /y', false), on('ANY /x', false)))).to.deep.equal([]);
  });

  it('are said to be taken by a copy only where there is one', () => {
    const change = { isOwn: false, expected: 'authorizer a, no scopes', found: 'public' };
    const find = (now: Functions): object[] => findTakenRequests(intent(both()), intent(now));
    expect(find(app(on('ANY /x', false)))).to.deep.equal([
      copiedStatement(where('app', 0), 'ANY /x', 'POST /x', change),
    ]);
    expect(find(app(on('ANY /x')))).to.deep.equal([
      takenRequests(where('app', 0), 'ANY /x', 'POST /x', change),
    ]);
  });

  it('may go there by what another event said of other requests only', () => {
    expect(taken(both(), app(on('POST /x', false), on('GET /x', false)))).to.deep.equal([]);
    expect(taken(both(), app(on('POST /{id}', false)))).to.deep.equal([]);
    const within = me(on('ANY /{any+}', false), on('ANY /api/{any+}', true));
    expect(taken(within, app(on('GET /api/x', false)))).to.deep.equal([]);
  });

  it('may go there by what no event said, or with the same protection', () => {
    expect(taken(both(), app(on('ANY /x', 'b')))).to.deep.equal([]);
    const silent = { pub: fn('pub', on('GET /x')), ...me(on('POST /x', true)) };
    expect(taken(silent, app(on('ANY /x', false)))).to.deep.equal([]);
    expect(taken(both('a'), app(on('ANY /x', 'a')))).to.deep.equal([]);
  });

  it('may go to a route under a prefix, while they have a place under it too', () => {
    const all = (prefix: string): object[] => [
      on(`ANY ${prefix}/{any+}`, false),
      on(`ANY ${prefix}/{id}/admin`, true),
    ];
    expect(taken(me(...all('')), me(...all('/v1')))).to.deep.equal([]);
    expect(taken(me(...all('')), app(...all('/v1')))).to.deep.equal([where('app', 0)]);
  });

  it('may not go to a configured event by what one that is gone said', () => {
    const first = { pub: fn('me', on('GET /x', false)), ...me(on('POST /x', true), on('ANY /x', 'b')) };
    expect(taken(first, me(on('ANY /x', false)))).to.deep.equal([where('me', 0)]);
    expect(taken(first, { ...me(on('ANY /x', false)), pub: first.pub })).to.deep.equal([]);
  });
});

describe('requests of a route that is there', () => {
  it('may not go to a new one by what an event said that is there too', () => {
    const first = me(on('GET /x', false), on('ANY /{any+}', true));
    const now = (...events: object[]): Functions =>
      me(on('GET /x', false), on('ANY /{any+}', true), ...events);
    expect(taken(first, now(on('ANY /x', false)))).to.deep.equal([where('me', 2)]);
    expect(taken(first, now(on('POST /x', false)))).to.deep.equal([]);
  });
});

describe('a public event within a protected one', () => {
  it('may get another path', () => {
    const all = on('ANY /{any+}', true);
    expect(taken(me(on('GET /y', false), all), me(on('GET /z', false), all))).to.deep.equal([]);
  });
});

describe('a protected event', () => {
  const first = me(on('GET /x', false), on('ANY /x', true));

  it('may not say what one that is gone said of its own requests', () => {
    expect(findOverruledRoutes(intent(first), intent(me(on('ANY /x', false))))).to.deep.equal([
      copiedStatement(where('me', 0), 'ANY /x', 'ANY /x', {
        isOwn: false,
        expected: 'authorizer a, no scopes',
        found: 'public',
      }),
    ]);
    expect(overruled(first, app(on('ANY /x', false)))).to.deep.equal([where('app', 0)]);
  });

  it('may say it while that one is there, what nobody said, or what protects it as before', () => {
    expect(overruled(first, me(on('GET /x', false), on('ANY /x', false)))).to.deep.equal([]);
    expect(overruled(first, me(on('ANY /x', 'b')))).to.deep.equal([]);
    expect(overruled(me(on('GET /x', 'a'), on('ANY /x', true)), me(on('ANY /x', 'a')))).to.deep.equal([]);
    expect(overruled(me(on('GET /y', false), on('ANY /x', true)), me(on('ANY /x', false)))).to.deep.equal([]);
  });

  it('was public, or is gone', () => {
    expect(overruled(me(on('GET /x', 'b'), on('ANY /x', false)), me(on('ANY /x', 'b')))).to.deep.equal([]);
    expect(overruled(first, me(on('GET /x', false)))).to.deep.equal([]);
  });
});
