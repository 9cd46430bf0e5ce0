/** What an event says by now, and another one said as configured. */
import { expect } from 'chai';
import { copiedStatement, takenRequests } from '../../src/intent/change-messages';
import { makeIsStated } from '../../src/intent/copied-statements';
import { hasSameSettings } from '../../src/intent/intent';
import { type Functions, fn, intent, on, takenBetween } from '../support/intents';

const me = (...events: object[]): Functions => ({ me: fn('me', ...events) });
const app = (...events: object[]): Functions => ({ app: fn('app', ...events) });
const taken = (first: Functions, now: Functions): string[] => [
  ...new Set(takenBetween(first, now).map(({ where }) => where)),
];
const where = (name: string, index: number): string => `functions.${name}.events[${String(index)}].httpApi`;

const withAuthorizer = (key: string, authorizer: object): object => {
  const [method, path] = key.split(' ');
  return { httpApi: { method, path, authorizer } };
};

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

  it('may not go to their own code by what an event of it said, gone or not', () => {
    const first = me(on('GET /y', false), on('POST /x', true));
    expect(taken(first, me(on('ANY /x', false)))).to.deep.equal([where('me', 0)]);
    expect(taken(first, me(on('GET /y', false), on('ANY /x', false)))).to.deep.equal([where('me', 1)]);
  });

  it('are said to be taken by a copy only where there is one', () => {
    const change = { isOwn: false, expected: 'authorizer a, no scopes', found: 'public' };
    const find = (now: Functions): object[] => takenBetween(both(), now);
    expect(find(app(on('ANY /x', false)))).to.deep.equal([
      copiedStatement(where('app', 0), 'ANY /x', 'POST /x', change),
    ]);
    expect(find(app(on('ANY /x')))).to.deep.equal([
      takenRequests(where('app', 0), 'ANY /x', 'POST /x', change),
    ]);
    const silent = [on('GET /x'), on('ANY /{any+}', true)];
    expect(takenBetween(me(...silent), me(...silent, on('ANY /x')))).to.deep.equal([
      takenRequests(where('me', 2), 'ANY /x', 'ANY /{any+}', change),
    ]);
  });

  it('may not go there by what another event said of other requests', () => {
    expect(taken(both(), app(on('POST /{id}', false)))).to.deep.equal([where('app', 0)]);
    const within = me(on('ANY /{any+}', false), on('ANY /api/{any+}', true));
    expect(taken(within, app(on('GET /api/x', false)))).to.deep.equal([where('app', 0)]);
  });

  it('may not go there by the authorizer of another event', () => {
    const iam = (key: string): object => withAuthorizer(key, { type: 'aws_iam' });
    const own = { pub: fn('pub', iam('GET /x')), ...me(on('POST /x', true)) };
    expect(taken(own, app(iam('ANY /x')))).to.deep.equal([where('app', 0)]);
    expect(taken(both(), app(iam('ANY /x')))).to.deep.equal([where('app', 0)]);
  });

  it('may not go there by a reference to an authorizer of ours, as another route has it', () => {
    const ours = (scope: string): object => withAuthorizer('ANY /x', { name: 'a', scopes: [scope] });
    expect(taken(both({ scopes: ['r'] }), app(ours('r')))).to.deep.equal([where('app', 0)]);
    expect(taken(both({ scopes: ['r'] }), app(ours('w')))).to.deep.equal([where('app', 0)]);
  });

  it('may not go there by the scopes of another event in another order', () => {
    const [said, says] = [
      ['r', 'w'],
      ['w', 'r'],
    ].map((scopes) => ({ scopes }));
    expect(taken(both(said), app(on('ANY /x', says)))).to.deep.equal([where('app', 0)]);
  });

  it('may not go there by what no event said, and may with the same protection', () => {
    expect(taken(both(), app(on('ANY /x', 'b')))).to.deep.equal([where('app', 0)]);
    const silent = { pub: fn('pub', on('GET /x')), ...me(on('POST /x', true)) };
    expect(taken(silent, app(on('ANY /x', false)))).to.deep.equal([where('app', 0)]);
    expect(taken(both('a'), app(on('ANY /x', 'a')))).to.deep.equal([]);
  });

  it('may go to a route under a prefix, while they have a place under it too', () => {
    const all = (prefix: string): object[] => [
      on(`ANY ${prefix}/{any+}`, false),
      on(`ANY ${prefix}/{id}/admin`, true),
    ];
    expect(taken(me(...all('')), me(...all('/v1')))).to.deep.equal([]);
    expect(taken(me(...all('')), app(...all('/v1')))).to.deep.equal([]);
    // Its own place without the prefix is another one, or it is new there.
    expect(taken(me(...all('')), me(all('/v1')[1]!, on('ANY /{x}/{any+}', false)))).to.deep.equal([
      where('me', 1),
    ]);
  });

  it('may not go to a configured event by what one that is gone said', () => {
    const first = { pub: fn('me', on('GET /x', false)), ...me(on('POST /x', true), on('ANY /x', 'b')) };
    expect(taken(first, me(on('ANY /x', false)))).to.deep.equal([where('me', 0)]);
    expect(taken(first, { ...me(on('ANY /x', false)), pub: first.pub })).to.deep.equal([where('me', 0)]);
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

  it('may go to a preflight event that has only some of the requests of such an event', () => {
    const all = on('ANY /{any+}', true);
    const [within, preflight] = [on('ANY /x', false), on('OPTIONS /{any+}', false)];
    expect(taken(me(within, all), me(within, all, preflight))).to.deep.equal([]);
    expect(taken(me(within, all), me(all, preflight))).to.deep.equal([where('me', 1)]);
    const get = on('GET /{any+}', false);
    expect(taken(me(within, all), me(within, all, get)), 'no preflight').to.deep.equal([where('me', 2)]);
    const narrow = on('OPTIONS /x', false);
    expect(taken(me(narrow, all), me(narrow, all, preflight))).to.deep.equal([where('me', 2)]);
  });
});

describe('a public event within a protected one', () => {
  const all = on('ANY /{any+}', true);

  it('may not get another path, where the protected one has its own', () => {
    expect(taken(me(on('GET /y', false), all), me(on('GET /z', false), all))).to.deep.equal([where('me', 0)]);
    const links = on('ANY /links/{any+}', { scopes: ['admin'] });
    const outside = me(links, on('GET /{code}', false));
    expect(taken(outside, me(links, on('GET /links/{code}', false)))).to.deep.equal([where('me', 1)]);
    expect(taken(outside, me(links, on('GET /links/{code}', { app: 'b', scopes: [] }))), 'new').to.deep.equal(
      [],
    );
  });

  it('may get one with it', () => {
    const moved = on('ANY /v1/{any+}', true);
    expect(taken(me(on('GET /y', false), all), me(on('GET /v1/y', false), moved))).to.deep.equal([]);
  });
});

describe('a protected event', () => {
  const first = me(on('GET /x', false), on('ANY /x', true));

  it('may not say what one that is gone said of its own requests', () => {
    expect(takenBetween(first, me(on('ANY /x', false)))).to.deep.equal([
      copiedStatement(where('me', 0), 'ANY /x', 'ANY /x', {
        isOwn: false,
        expected: 'authorizer a, no scopes',
        found: 'public',
      }),
    ]);
    expect(taken(first, app(on('ANY /x', false)))).to.deep.equal([where('app', 0)]);
  });

  it('may not say it while that one is there, in its function or in the one that it is in by now', () => {
    expect(taken(first, me(on('GET /x', false), on('ANY /x', false)))).to.deep.equal([where('me', 1)]);
    expect(taken(me(on('GET /y', false), on('ANY /x', true)), me(on('ANY /x', false)))).to.deep.equal([
      where('me', 0),
    ]);
    const second = { ...me(on('ANY /x', true)), pub: fn('pub', on('GET /y', false)) };
    const moved = [on('GET /y', false), on('ANY /x', false)];
    expect(taken(second, { pub: fn('pub', ...moved) })).to.deep.equal([where('pub', 1)]);
    expect(taken(second, app(...moved))).to.deep.equal([where('app', 1)]);
  });

  it('may say what an event of another function says', () => {
    const others = { pub: fn('pub', on('GET /y', false)) };
    expect(
      taken({ ...me(on('ANY /x', true)), ...others }, { ...me(on('ANY /x', false)), ...others }),
    ).to.deep.equal([]);
  });

  it('may say what nobody said, or what protects it as before', () => {
    expect(taken(first, me(on('ANY /x', 'b')))).to.deep.equal([]);
    expect(taken(me(on('GET /x', 'a'), on('ANY /x', true)), me(on('ANY /x', 'a')))).to.deep.equal([]);
  });

  describe('says what is put together of several', () => {
    const about = (said: unknown, own: unknown, now: unknown): string[] =>
      taken(me(on('GET /x', said), on('ANY /x', own)), me(on('GET /x', said), on('ANY /x', now)));
    const refused = [where('me', 1)];

    it('and of itself, which is nothing new', () => {
      const [read, admin] = [{ scopes: ['read'] }, { scopes: ['admin'] }];
      expect(about(read, admin, { scopes: ['admin', 'read'] })).to.deep.equal(refused);
      expect(about({ app: 'b' }, admin, { app: 'b', scopes: ['admin'] })).to.deep.equal(refused);
      expect(about({ app: 'b', scopes: ['read'] }, admin, { app: 'b', scopes: ['read'] })).to.deep.equal(
        refused,
      );
      expect(about({ scopes: [] }, admin, { scopes: [] })).to.deep.equal(refused);
    });

    it('with something of its own or new', () => {
      const [read, both] = [{ scopes: ['read'] }, { scopes: ['admin', 'write'] }];
      expect(about(read, both, { scopes: ['admin'] }), 'its own only').to.deep.equal([]);
      expect(about(read, both, { scopes: ['read', 'new'] })).to.deep.equal([]);
      expect(about({ app: 'b' }, both, { app: 'b', scopes: ['new'] })).to.deep.equal([]);
      expect(about(read, both, { scopes: [] })).to.deep.equal([]);
    });

    it('by references to authorizers too', () => {
      const mine = (key: string, ...scopes: string[]): object =>
        withAuthorizer(key, { type: 'jwt', id: 'mine', scopes });
      const all = (...scopes: string[]): Functions => me(mine('GET /x', 'read'), mine('PUT /x', ...scopes));
      expect(taken(all('admin'), all('admin', 'read'))).to.deep.equal(refused);
      expect(taken(all('admin'), all('admin', 'new'))).to.deep.equal([]);
      const ours = me(on('GET /x', { app: 'a', scopes: ['read'] }), on('PUT /x', { scopes: ['admin'] }));
      const put = withAuthorizer('PUT /x', { name: 'a', scopes: ['admin', 'read'] });
      expect(taken(ours, me(on('GET /x', { app: 'a', scopes: ['read'] }), put))).to.deep.equal(refused);
    });

    it('or what its function said', () => {
      const open = (...events: object[]): Functions => ({ me: { ...fn('me', ...events), passage: false } });
      expect(taken(open(on('ANY /x', true)), open(on('ANY /x', false)))).to.deep.equal([where('me', 0)]);
      const read = (...events: object[]): Functions => ({
        me: { ...fn('me', ...events), passage: { scopes: ['r'] } },
      });
      const about = (own: unknown, now: unknown): string[] =>
        taken(read(on('ANY /x', own)), read(on('ANY /x', now)));
      expect(about({ scopes: ['w'] }, { scopes: ['r'] })).to.deep.equal([where('me', 0)]);
      expect(about({ scopes: ['w'] }, { scopes: ['w', 'r'] })).to.deep.equal([where('me', 0)]);
      expect(about(undefined, { scopes: ['r'] })).to.deep.equal([]);
    });
  });

  it('was public, or is gone', () => {
    expect(taken(me(on('GET /x', 'b'), on('ANY /x', false)), me(on('ANY /x', 'b')))).to.deep.equal([]);
    expect(taken(first, me(on('GET /x', false)))).to.deep.equal([]);
  });
});

describe('requests of a protected route, under a prefix', () => {
  const first: Functions = {
    pub: fn('pub', on('GET /x', false)),
    ...me(on('PUT /x', true), on('GET /me', true)),
  };
  const rest = [on('PUT /v1/x', true), on('GET /v1/me', true)];

  it('may go to what they went to without it', () => {
    expect(taken(first, { pub: fn('pub', on('GET /v1/x', false)), ...me(...rest) })).to.deep.equal([]);
    expect(taken(first, { pub: fn('pub', on('GET /v1/x', false)) })).to.deep.equal([]);
  });

  it('may not go to an event of several, with another one or without', () => {
    for (const events of [[on('ANY /v1/x', false)], [on('GET /v1/x', false), on('ANY /v1/{any+}', false)]])
      expect(taken(first, app(...events)), JSON.stringify(events)).to.deep.equal([
        where('app', events.length - 1),
      ]);
    expect(taken(first, app(on('ANY /a/v1/x', false)))).to.deep.equal([where('app', 0)]);
    expect(taken(first, app(on('ANY /v1/x', 'b')))).to.deep.equal([where('app', 0)]);
  });

  it('may not go to the route of their own name with less', () => {
    const silent = { ...me(on('GET /v1/me')), pub: fn('pub', on('GET /v1/x', false)) };
    expect(taken(first, silent)).to.deep.equal([where('me', 0)]);
    expect(taken(first, { ...silent, ...me(on('GET /v1/me', false)) })).to.deep.equal([where('me', 0)]);
  });

  it('may go elsewhere under another prefix, while they have their protection under one', () => {
    const now = me(...rest, on('GET /v2/me'), on('ANY /v2/x', false));
    expect(taken(first, { pub: fn('pub', on('GET /v1/x', false)), ...now })).to.deep.equal([]);
  });

  it('may not go to a copy beside them', () => {
    const within = me(on('GET /x', false), on('ANY /{any+}', true));
    const events = [on('GET /v1/x', false), on('ANY /v1/{any+}', true)];
    expect(taken(within, me(...events))).to.deep.equal([]);
    expect(taken(within, me(...events, on('ANY /v1/x', false)))).to.deep.equal([where('me', 2)]);
    expect(taken(within, me(...events, on('POST /v1/x', false)))).to.deep.equal([]);
  });

  it('may go to code of its own, also beside it, without the prefix', () => {
    const now = { pub: fn('pub', on('GET /v1/x', false)), ...me(...rest) };
    expect(taken(first, { ...now, other: fn('other', on('ANY /{any+}', false)) })).to.deep.equal([]);
    expect(taken(me(on('GET /me', true)), me(on('GET /me', true), on('GET /v2/me')))).to.deep.equal([]);
  });

  it('do not go to what was configured under the prefix, or under one of its name', () => {
    const before = { ...me(on('GET /x', true), on('GET /{id}', true)) };
    const pub = fn('pub', on('GET /v1/x', false), on('GET /health/live', false));
    expect(taken({ ...before, pub }, { pub })).to.deep.equal([]);
    const prefixed = fn('pub', on('GET /v1/x', false), on('GET /v1/health/live', false));
    expect(taken({ ...before, pub }, { pub: prefixed })).to.deep.equal([]);
  });

  it('may be those of the root', () => {
    const root = me(on('GET /pub', false), on('ANY /', true));
    expect(taken(root, me(on('GET /v1/pub', false), on('ANY /v1', false)))).to.deep.equal([where('me', 1)]);
    expect(taken(root, me(on('GET /pub', false), on('ANY /v1', false)))).to.deep.equal([where('me', 1)]);
    const other = { ...me(on('GET /pub', false)), you: fn('you', on('ANY /v1', false)) };
    expect(taken(root, other), 'of other code').to.deep.equal([]);
    const v1 = [on('GET /v1/pub', false), on('ANY /v1', true)];
    expect(taken(root, me(...v1, on('GET /v2/pub', false), on('GET /v2')))).to.deep.equal([]);
  });
});

describe('requests of a protected route, under a prefix and beside a catch-all', () => {
  const spa = fn('spa', on('ANY /{any+}', false));
  const users = (...events: object[]): Functions => ({ users: fn('users', ...events) });
  const first: Functions = { spa, ...users(on('GET /users/{id}', false), on('PUT /users/{id}', true)) };
  const moved = { spa: fn('spa', on('ANY /v1/{any+}', false)) };

  it('may not go to a route that ends like the catch-all', () => {
    const merged = on('ANY /v1/users/{any+}', false);
    expect(taken(first, { ...moved, ...app(merged) })).to.deep.equal([where('app', 0)]);
    expect(taken(first, { ...moved, ...users(merged) })).to.deep.equal([where('users', 0)]);
  });

  it('may not go to the catch-all in a new function', () => {
    const only = users(on('PUT /users/{id}', true));
    expect(taken({ spa, ...only }, app(on('ANY /{any+}', false)))).to.deep.equal([where('app', 0)]);
    expect(taken({ spa, ...only }, { spa })).to.deep.equal([]);
    expect(taken({ spa: fn('spa', on('ANY /{any+}')), ...only }, app(on('ANY /{any+}')))).to.have.length(1);
  });

  it('may go to configured routes where only a prefix is new', () => {
    for (const root of ['/v1', '/v1/'])
      expect(
        taken(
          { pub: fn('pub', on('GET /', false), on('GET /docs', false)), ...me(on('ANY /{any+}', true)) },
          {
            pub: fn('pub', on(`GET ${root}`, false), on('GET /v1/docs', false)),
            ...me(on('ANY /v1/{any+}', true)),
          },
        ),
        root,
      ).to.deep.equal([]);
    const closed = { ...me(on('ANY /{any+}', true)), docs: fn('docs', on('GET /docs')) };
    expect(
      taken(closed, { ...me(on('ANY /v1/{any+}', true)), docs: fn('docs', on('GET /v1/docs')) }),
    ).to.deep.equal([]);
    // A stage leaves the catch-all out.
    expect(
      taken(
        { ...me(on('ANY /{any+}', true)), files: fn('files', on('ANY /files/{any+}', false)) },
        { files: fn('files', on('ANY /v1/files/{any+}', false)) },
      ),
    ).to.deep.equal([]);
  });
});

describe('what several events said', () => {
  const scopes = (...names: string[]): object => ({ scopes: names });

  it('is not said of the requests of each', () => {
    const first = both(scopes('r'), scopes('w'));
    expect(taken(first, app(on('ANY /x', scopes('r', 'w'))))).to.deep.equal([where('app', 0)]);
    const apps = both({ app: 'b', scopes: ['r'] }, { app: 'a', scopes: ['w'] });
    expect(taken(apps, app(on('ANY /x', { app: 'b', scopes: ['w'] })))).to.deep.equal([where('app', 0)]);
    const none = both(scopes(), scopes('w'));
    expect(taken(none, app(on('ANY /x', scopes())))).to.deep.equal([where('app', 0)]);
  });

  it('is not said by references to authorizers either', () => {
    const ours = (...names: string[]): object => withAuthorizer('ANY /x', { name: 'a', scopes: names });
    const first = both(scopes('r'), scopes('w'));
    expect(taken(first, app(ours('r', 'w')))).to.deep.equal([where('app', 0)]);
    const own = (key: string, authorizer: object): object =>
      withAuthorizer(key, { type: 'jwt', ...authorizer });
    const owned = { pub: fn('pub', own('GET /x', { id: 'i', scopes: ['r'] })), ...me(on('POST /x', true)) };
    expect(taken(owned, app(own('ANY /x', { id: 'i' })))).to.deep.equal([where('app', 0)]);
  });

  it('counts where a function said it, too', () => {
    const first = { pub: { ...fn('pub', on('GET /x')), passage: false }, ...me(on('POST /x', true)) };
    expect(taken(first, app(on('ANY /x', false)))).to.deep.equal([where('app', 0)]);
    const read = {
      pub: { ...fn('pub', on('GET /x')), passage: scopes('r') },
      ...me(on('POST /x', scopes('w'))),
    };
    expect(taken(read, app(on('ANY /x', scopes('r'))))).to.deep.equal([where('app', 0)]);
  });
});

describe('what an event says', () => {
  const OWN = { id: 'own', scopes: ['s'] };
  const first = (passage: unknown, more: object = {}, setting?: unknown): Functions => {
    const [method, path] = ['GET', '/x'];
    const events = [{ httpApi: { method, path, ...(passage === undefined ? {} : { passage }), ...more } }];
    return { me: { handler: 'h.me', events, ...(setting === undefined ? {} : { passage: setting }) } };
  };
  const routeOf = (functions: Functions) => [...intent(functions).routes.values()][0]!;
  const isStated = (before: Functions, now: Functions): boolean => makeIsStated(intent(before))(routeOf(now));

  const SAID: [what: string, before: Functions, now: Functions][] = [
    ['that it is public', first(false), first(false)],
    ['that it is public, as its function did', first(undefined, {}, false), first(false)],
    ['that it is protected, as its function did', first(undefined, {}, true), first(true)],
    ['its app, which it had by default', first(true), first('a')],
    ['that there are no scopes, which it had by default', first(true), first({ scopes: [] })],
    ['one of its scopes', first({ scopes: ['s', 't'] }), first({ scopes: ['t'] })],
    ['its own authorizer', first(undefined, { authorizer: OWN }), first(undefined, { authorizer: OWN })],
    [
      'its own without scopes',
      first(undefined, { authorizer: OWN }),
      first(undefined, { authorizer: { id: 'own' } }),
    ],
    ['our name for its app', first(true), first(undefined, { authorizer: { name: 'a' } })],
    [
      'our name, and scopes that it had',
      first({ scopes: ['s'] }),
      first(undefined, { authorizer: { name: 'a', scopes: ['s'] } }),
    ],
  ];
  for (const [what, before, now] of SAID)
    it(`may have been said: ${what}`, () => {
      expect(isStated(before, now)).to.equal(true);
    });

  const NEW: [what: string, before: Functions, now: Functions][] = [
    ['nothing', first(false), first(undefined)],
    ['that it is public', first(true), first(false)],
    ['that it is public, which it was by default', first(undefined), first(false)],
    ['that it is protected', first(false), first(true)],
    ['another app', first(true), first('b')],
    ['another scope', first({ scopes: ['s'] }), first({ scopes: ['s', 't'] })],
    ['no scopes', first({ scopes: ['s'] }), first({ scopes: [] })],
    ['scopes', first(true), first({ scopes: ['s'] })],
    ['an authorizer', first(true), first(undefined, { authorizer: { id: 'own' } })],
    ['another one', first(undefined, { authorizer: OWN }), first(undefined, { authorizer: { id: 'other' } })],
    [
      'other scopes of its own one',
      first(undefined, { authorizer: OWN }),
      first(undefined, { authorizer: { id: 'own', scopes: ['t'] } }),
    ],
    ['scopes of our name', first(true), first(undefined, { authorizer: { name: 'a', scopes: ['s'] } })],
    ['our name for another app', first(true), first(undefined, { authorizer: { name: 'b' } })],
  ];
  for (const [what, before, now] of NEW)
    it(`is new: ${what}`, () => {
      expect(isStated(before, now)).to.equal(false);
    });

  it('is the same, wherever it says it', () => {
    const [one, two] = [first(undefined), first(undefined)].map(routeOf);
    expect(hasSameSettings(one!, two!)).to.equal(true);
    const second = [...intent(me(on('GET /a'), on('GET /x', false))).routes.values()][1]!;
    expect(hasSameSettings(routeOf(first(false)), second)).to.equal(true);
    expect(hasSameSettings(routeOf(first(true)), second)).to.equal(false);
    expect(hasSameSettings(one!, second)).to.equal(false);
    expect(hasSameSettings(routeOf(first(undefined, { authorizer: OWN })), one!)).to.equal(false);
  });
});
