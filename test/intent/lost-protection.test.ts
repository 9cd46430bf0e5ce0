/** What other plugins may do to a service before it is compiled, and what they may not. */
import { expect } from 'chai';
import { findGoneRoutes } from '../../src/intent/gone-routes';
import { type Intent, readIntent } from '../../src/intent/intent';
import { findLostProtection } from '../../src/intent/lost-protection';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from '../support/plans';

type Functions = Record<string, object>;

const APPS = {
  defaultApp: 'customers',
  apps: {
    customers: { issuer: 'https://c.example/', audience: 'c' },
    staff: { issuer: 'https://s.example/', audience: 's', identitySource: '$request.header.X' },
  },
};
const NO_RESOURCES = { Resources: {} };
const OWN = { lambda: { type: 'request', functionName: 'auth' } };

function intent(
  functions: Functions,
  passage: object = APPS,
  authorizers: Record<string, object> = OWN,
): Intent {
  const service = plain(functions, passage, { httpApi: { authorizers } });
  return readIntent(planOf(service), Object.entries(authorizers), new CodeHistory());
}

/** `place: statement` of each finding. */
function lost(first: Intent, now: Intent): string[] {
  return findLostProtection(first, first, now).map(({ where }) => where);
}

const http = (path: string, options: object = {}): object => ({
  httpApi: { method: 'GET', path, ...options },
});
const fn = (handler: string, events: object[], passage?: unknown): object => ({
  handler,
  events,
  ...(passage === undefined ? {} : { passage }),
});

describe('what is configured and no route', () => {
  const functions = { me: fn('h.me', [http('/me')], true), s: fn('h.s', [http('/s')], 'staff') };
  const first = intent(functions);
  const { customers, staff } = APPS.apps;
  const CHANGES: [where: string, apps: object][] = [
    [
      'custom.passage.apps.customers.issuer',
      { staff, customers: { ...customers, issuer: 'https://x.example/' } },
    ],
    ['custom.passage.apps.customers.audience', { staff, customers: { ...customers, audience: ['c', 'x'] } }],
    [
      'custom.passage.apps.staff.identitySource',
      { customers, staff: { ...staff, identitySource: '$request.header.Y' } },
    ],
  ];
  for (const [where, apps] of CHANGES) {
    it(`${where} may not change`, () => {
      expect(lost(first, intent(functions, { ...APPS, apps }))).to.deep.equal([where]);
    });
  }

  it('an own authorizer may not change', () => {
    const other = { lambda: { type: 'request', functionName: 'other' } };
    expect(lost(first, intent(functions, APPS, other))).to.deep.equal([
      'provider.httpApi.authorizers.lambda',
    ]);
  });

  it('protect: all may not be taken back, and may be added', () => {
    const all = intent(functions, { ...APPS, protect: 'all' });
    expect(lost(all, first)).to.deep.equal(['custom.passage.protect']);
    expect(lost(first, all)).to.deep.equal([]);
  });

  it('names of authorizers, new apps, and entries that nothing uses any more may change', () => {
    const renamed = { ...APPS, apps: { ...APPS.apps, customers: { ...customers, name: 'other' } } };
    expect(lost(first, intent(functions, renamed))).to.deep.equal([]);
    const more = { ...APPS, apps: { ...APPS.apps, third: { issuer: 'https://t.example/', audience: 't' } } };
    expect(lost(first, intent(functions, more, {}))).to.deep.equal([]);
  });

  it('is not changed by what becomes of the objects that it was read from', () => {
    const audience = [{ Ref: 'Client' }];
    const passage = { issuer: 'https://c.example/', audience };
    const before = intent({ me: functions.me }, passage);
    audience[0] = { Ref: 'Other' };
    expect(lost(before, intent({ me: functions.me }, passage))).to.deep.equal(['custom.passage.audience']);
  });
});

describe('routes that another plugin changes', () => {
  const admin = { passage: { scopes: ['admin'] } };
  const open = fn('h.open', [http('/open')]);
  const first = intent({ me: fn('h.me', [http('/me', admin), http('/all')], true), open });

  const ALLOWED: [what: string, now: Functions][] = [
    ['nothing', { me: fn('h.me', [http('/me', admin), http('/all')], true), open }],
    ['a function that is gone', { open }],
    ['one event that is gone', { me: fn('h.me', [http('/all')], true), open }],
    [
      'other names, each protected as before',
      { me: fn('h.me', [http('/x', admin), http('/y')], true), open },
    ],
    ['a function with another name', { you: fn('h.me', [http('/me', admin), http('/all')], true), open }],
    ['a wrapped handler', { me: fn('wrap.it', [http('/v1/me', admin), http('/v1/all')], true), open }],
    [
      'a prefix for every path',
      {
        me: fn('h.me', [http('/v1/me', admin), http('/v1/all')], true),
        open: fn('h.open', [http('/v1/open')]),
      },
    ],
    [
      'a new public function',
      { me: fn('h.me', [http('/me', admin), http('/all')], true), open, n: fn('h.n', [http('/n')]) },
    ],
    [
      'an event that says it is public',
      { me: fn('h.me', [http('/new', { passage: false }), http('/all')], true), open },
    ],
    [
      'an authorizer of its own',
      { me: fn('h.me', [http('/me', { authorizer: { type: 'aws_iam' } }), http('/all')], true), open },
    ],
    [
      'an event that names an authorizer of ours and scopes',
      {
        me: fn('h.me', [http('/me', { authorizer: { name: 'staff', scopes: ['x'] } }), http('/all')], true),
        open,
      },
    ],
    [
      'a copy under another prefix, with its options',
      { me: fn('h.me', [http('/v1/me', admin), http('/v2/me', admin), http('/v1/all')], true), open },
    ],
    ['a prefix for every path, of code that is left', { open: fn('h.open', [http('/v1/open')]) }],
    ['a new function that says it is public', { open, n: fn('h.n', [http('/n')], false) }],
    [
      'an event that says its app and scopes',
      { me: fn('h.me', [http('/me', { passage: { app: 'staff', scopes: [] } }), http('/all')], true), open },
    ],
  ];
  for (const [what, now] of ALLOWED) {
    it(`may be ${what}`, () => {
      expect(lost(first, intent(now))).to.deep.equal([]);
    });
  }

  const ME = 'functions.me.events[0].httpApi';
  const REFUSED: [what: string, now: Functions, ...where: string[]][] = [
    [
      'without the setting',
      { me: fn('h.me', [http('/me', admin), http('/all')]), open },
      'functions.me.events[1].httpApi',
    ],
    ['without scopes', { me: fn('h.me', [http('/me'), http('/all')], true), open }, ME],
    ['without scopes under another name', { me: fn('h.me', [http('/x'), http('/all')], true), open }, ME],
    ['without scopes under a prefix', { me: fn('h.me', [http('/v1/me'), http('/v1/all')], true), open }, ME],
    ['public under another name', { me: fn('h.me', [http('/x')]), open }, ME],
    [
      'public under a prefix',
      { me: fn('h.me', [http('/v1/me'), http('/v1/all')]), open },
      ME,
      'functions.me.events[1].httpApi',
    ],
    [
      'public in another function',
      { you: fn('h.me', [http('/me2')]), open },
      'functions.you.events[0].httpApi',
    ],
    [
      'public in a function that says passage: false',
      { you: fn('h.me', [http('/me2')], false), open },
      'functions.you.events[0].httpApi',
    ],
    [
      'public in other code',
      { other: fn('h.other', [http('/other')]), open },
      'functions.other.events[0].httpApi',
    ],
    [
      'without scopes, by an event that names an authorizer of ours',
      { me: fn('h.me', [http('/me', { authorizer: { name: 'customers' } }), http('/all')], true), open },
      ME,
    ],
    [
      'without scopes under a prefix, in other code',
      { you: fn('h.you', [http('/v1/me')], true), open },
      'functions.you.events[0].httpApi',
    ],
    [
      'public in other code, while public routes are gone too',
      { other: fn('h.other', [http('/other')]) },
      'functions.other.events[0].httpApi',
    ],
    [
      'beside a public route under another prefix',
      {
        me: fn('h.me', [http('/v2/me', admin), http('/v2/all')], true),
        open: fn('h.open', [http('/v1/open')]),
      },
      'functions.open.events[0].httpApi',
    ],
    [
      'in other code under the prefix of a public route',
      {
        me: fn('h.me', [http('/x', admin)], true),
        you: fn('h.you', [http('/v1/me', admin), http('/v1/all')], true),
        open: fn('h.open', [http('/v1/open')]),
      },
      'functions.open.events[0].httpApi',
    ],
    [
      'without scopes under the prefix of a public route',
      { me: fn('h.me', [http('/v1/me'), http('/v1/all')], true), open: fn('h.open', [http('/v1/open')]) },
      ME,
    ],
    [
      'under the prefix of a public route of another function',
      { me: fn('h.me', [http('/v1/me', admin), http('/v1/all')], true), n: fn('h.n', [http('/v1/open')]) },
      'functions.n.events[0].httpApi',
    ],
    ['public under the name of a public route', { me: fn('h.me', [http('/open')]) }, ME],
    [
      'on the other kind of API, and public',
      { me: fn('h.me', [{ http: { method: 'get', path: 'me' } }]), open },
      'functions.me.events[0].http',
    ],
    [
      'of the default app only',
      { me: fn('h.me', [http('/me', { passage: 'staff' }), http('/all')], true), open },
      ME,
    ],
  ];
  for (const [what, now, ...where] of REFUSED) {
    it(`may not be ${what}`, () => {
      expect(lost(first, intent(now))).to.deep.equal(where);
    });
  }

  it('are named with what they were, and both protections', () => {
    const of = (now: Functions): (string | undefined)[][] =>
      findLostProtection(first, first, intent(now)).map(({ what, expected, found }) => [
        what,
        expected,
        found,
      ]);
    const [[, ...lostScopes] = []] = of({ me: fn('h.me', [http('/me'), http('/all')], true), open });
    expect(lostScopes).to.deep.equal([
      'authorizer customers, scopes admin',
      'authorizer customers, no scopes',
    ]);
    const [[, ...opened] = []] = of({ me: fn('h.me', [http('/me'), http('/all', { passage: true })]), open });
    expect(opened).to.deep.equal(['authorizer customers, scopes admin', 'public']);
    const [[renamed, ...values] = []] = of({ me: fn('h.me', [http('/x'), http('/all')], true), open });
    expect(renamed).to.include('GET /x').and.include('GET /me');
    expect(values).to.deep.equal(lostScopes);

    for (const [path, place] of [
      ['/v1/all', 'functions.me.events[1].httpApi'],
      ['/other', ME],
    ] as const) {
      const [[replaced] = []] = of({ other: fn('h.other', [http(path)]) });
      expect(replaced, path).to.include(place).and.include(`GET ${path}`);
    }
    const [[sameCode] = []] = of({ you: fn('h.me', [http('/v1/all')]) });
    expect(sameCode).to.include('functions.me.events[1].httpApi');
  });

  it('are named, and not the public ones that are gone before them', () => {
    const before = intent({ open, me: fn('h.me', [http('/me')], true) });
    const [finding] = findLostProtection(before, before, intent({ other: fn('h.other', [http('/other')]) }));
    expect(finding?.what).to.include('GET /me');
  });

  it('may not lose an authorizer of their own', () => {
    const own = intent({
      me: fn('h.me', [http('/me', { authorizer: { name: 'lambda', scopes: ['a'] } })], true),
      open,
    });
    for (const options of [{}, { authorizer: { name: 'lambda' } }]) {
      expect(lost(own, intent({ me: fn('h.me', [http('/me', options)], true), open }))).to.deep.equal([ME]);
    }
    expect(
      lost(own, intent({ me: fn('h.me', [http('/me', { authorizer: { type: 'aws_iam' } })]), open })),
    ).to.deep.equal([]);
    const replaced = intent({ me: fn('h.me', [http('/me', { passage: true })]), open });
    expect(lost(own, replaced), 'as its function says').to.deep.equal([ME]);
    const alone = fn('h.me', [http('/me', { authorizer: { name: 'lambda', scopes: ['a'] } })]);
    expect(lost(intent({ me: alone, open }), replaced)).to.deep.equal([]);
    const rescoped = { authorizer: { name: 'lambda', scopes: ['b'] } };
    expect(lost(own, intent({ me: fn('h.me', [http('/me', rescoped)], true), open }))).to.deep.equal([]);
  });
});

describe('public events that another plugin adds', () => {
  const any = (path: string): object => ({ httpApi: { method: '*', path, passage: true } });
  const first = intent({ me: fn('h.me', [any('/me/{x+}')]) });

  it('may not take requests of a protected route of the same code', () => {
    const added = intent({ me: fn('h.me', [any('/me/{x+}'), http('/me/a')]) });
    expect(lost(first, added)).to.deep.equal(['functions.me.events[1].httpApi']);
    const copied = intent({ me: fn('h.me', [any('/me/{x+}')]), copy: fn('h.me', [http('/me/a')]) });
    expect(lost(first, copied)).to.deep.equal(['functions.copy.events[0].httpApi']);
  });

  it('may not open the code of a protected route elsewhere', () => {
    const gate = fn('h.gate', [any('/me/{x+}')]);
    for (const name of ['me', 'renamed'])
      expect(lost(first, intent({ gate, [name]: fn('h.me', [http('/you')]) }))).to.have.length(1);
  });

  it('may say so, may be under another path, and may call other code', () => {
    for (const event of [http('/me/a', { passage: false }), http('/you'), http('/me/a', { passage: true })]) {
      expect(lost(first, intent({ me: fn('h.me', [any('/me/{x+}'), event]) }))).to.deep.equal([]);
    }
    const both = (path: string): Intent => intent({ me: fn('h.me', [any('/me/{x+}'), http(path)]) });
    expect(lost(both('/open'), both('/opened'))).to.deep.equal([]);
    expect(
      lost(first, intent({ me: fn('h.me', [any('/me/{x+}')]), o: fn('h.o', [http('/me/a')]) })),
    ).to.deep.equal([]);
  });

  it('were there before', () => {
    const both = intent({ me: fn('h.me', [any('/me/{x+}'), http('/me/a')]) });
    expect(lost(both, both)).to.deep.equal([]);
  });
});

describe('routes and URLs that another plugin adds', () => {
  const any = (path: string, passage: unknown = true): object => ({
    httpApi: { method: '*', path, passage },
  });
  const first = intent({ me: fn('h.me', [any('/me/{x+}'), any('/open/{x+}', false)]) });
  const withAdded = (event: object, passage: unknown = 'staff', handler = 'h.me'): Intent =>
    intent({ me: fn('h.me', [any('/me/{x+}'), any('/open/{x+}', false)]), n: fn(handler, [event], passage) });

  it('may not be of another app within a protected route of the same code', () => {
    const found = findLostProtection(first, first, withAdded(http('/me/a')));
    expect(found.map(({ where, expected, found: is }) => [where, expected, is])).to.deep.equal([
      ['functions.n.events[0].httpApi', 'authorizer customers, no scopes', 'authorizer staff, no scopes'],
    ]);
  });

  it('may say so, may be elsewhere, of the same app, and of other code', () => {
    for (const now of [
      withAdded(http('/me/a', { passage: 'staff' })),
      withAdded(http('/me/a', { authorizer: { name: 'staff' } })),
      withAdded(http('/you')),
      withAdded(http('/open/a')),
      withAdded(http('/me/a'), true),
      withAdded(http('/me/a'), 'staff', 'h.n'),
    ])
      expect(lost(first, now)).to.deep.equal([]);
    const without = intent({ n: fn('h.me', [http('/me/a')], 'staff') });
    expect(lost(first, without), 'the route itself is gone').to.have.length(1);
  });

  it('are of other code where neither has a handler', () => {
    const image = (events: object[], name?: string): object => ({ image: name, events });
    for (const [one, other, count] of [
      [undefined, undefined, 0],
      ['x', 'y', 0],
      ['x', 'x', 1],
    ] as const) {
      const me = image([any('/me/{x+}', true)], one);
      const now = intent({ me, n: image([http('/me/a')], other) });
      expect(lost(intent({ me }), now)).to.have.length(count);
    }
  });

  const URLS: [what: string, before: object, now: object, found: boolean][] = [
    ['of a protected function', fn('h', [http('/me')], true), { url: true }, true],
    [
      'of one that loses its routes',
      fn('h', [http('/me')], true),
      { url: true, passage: false, events: [http('/x')] },
      true,
    ],
    ['that was there', { ...fn('h', [http('/me')], true), url: true }, {}, false],
    ['that AWS accounts may call', fn('h', [http('/me')], true), { url: { authorizer: 'aws_iam' } }, false],
    ['of a public function', fn('h', [http('/me')]), { url: true }, false],
    ['of one with passage: false', fn('h', [http('/me', { passage: true })], false), { url: true }, false],
  ];
  for (const [what, before, changes, isFound] of URLS) {
    it(`a function URL ${what} is ${isFound ? 'refused' : 'accepted'}`, () => {
      const other = { other: fn('h.o', [http('/o')], true) };
      const now = intent({ f: { ...before, ...changes }, ...other });
      const urls = lost(intent({ f: before, ...other }), now).filter((where) => where.endsWith('.url'));
      expect(urls).to.deep.equal(isFound ? ['functions.f.url'] : []);
    });
  }
});

describe('a function with a configured URL', () => {
  it('may run other code, but for that of a protected function', () => {
    const me = fn('h.me', [http('/me')], true);
    const open = (handler: string): object => ({ ...fn(handler, []), url: true });
    const first = intent({ me, open: open('h.open') });
    expect(lost(first, intent({ me, open: open('h.other') }))).to.deep.equal([]);
    expect(lost(first, intent({ me, open: open('./h.me') }))).to.deep.equal(['functions.open.url']);
    const wrapped = { me: fn('wrap', [http('/me')], true), open: open('wrap') };
    expect(lost(first, intent(wrapped))).to.deep.equal([]);
  });
});

describe('preflight routes', () => {
  it('are nobody’s intent', () => {
    const service = plain({ me: { passage: true, events: [{ httpApi: 'ANY /me' }] } }, undefined, {
      httpApi: { cors: true },
    });
    const planned = planOf(service);
    expect(planned.plan.routes.map(({ method }) => method)).to.deep.equal(['ANY', 'OPTIONS']);
    expect([...readIntent(planned, [], new CodeHistory()).routes.keys()]).to.deep.equal(['http ANY /me']);
  });
});

describe('protected routes that are gone', () => {
  const first = intent({ me: fn('h.me', [http('/me')], true), open: fn('h.open', [http('/open')]) });
  const gone = (functions: Functions): string[] =>
    findGoneRoutes(first, intent(functions), NO_RESOURCES).withCode.map(({ path }) => path);

  it('are known under their old name, too', () => {
    const names = (functions: Functions): string[] =>
      findGoneRoutes(first, intent(functions), NO_RESOURCES).all.map(({ path }) => path);
    expect(names({ open: fn('h.open', [http('/open')]) })).to.deep.equal(['/me']);
    expect(names({ me: fn('h.me', [http('/v1/me')], true) })).to.deep.equal(['/me']);
    expect(names({ me: fn('h.me', [http('/me')], true) })).to.deep.equal([]);
  });

  it('count while their code is there', () => {
    const open = fn('h.open', [http('/open')]);
    expect(gone({ open, me: fn('h.me', []) })).to.deep.equal(['/me']);
    expect(gone({ open, me: fn('wrapped', []) })).to.deep.equal(['/me']);
    expect(gone({ open, you: fn('h.me', []) })).to.deep.equal(['/me']);
    expect(gone({ open })).to.deep.equal([]);
    expect(gone({ me: fn('h.me', [http('/me')], true) })).to.deep.equal([]);
    expect(gone({ me: fn('h.me', [http('/v1/me')], true) })).to.deep.equal([]);
    expect(gone({ me: fn('h.me', [http('/v1/me')], 'staff') })).to.deep.equal(['/me']);
    const me = fn('h.me', [http('/me')], true);
    expect(gone({ me, open: fn('h.open', []) }), 'a public one').to.deep.equal([]);
  });

  it('leave functions behind, which are guarded unless their event says that it is public', () => {
    const left = (functions: Functions): string[] =>
      findGoneRoutes(first, intent(functions), NO_RESOURCES).functions.map(({ name }) => name);
    const open = fn('h.open', [http('/open')]);
    const idle = fn('h.me', []);
    expect(left({ open, me: idle })).to.deep.equal(['me']);
    expect(left({ copy: fn('h.me', [http('/me')], true), me: idle })).to.deep.equal(['me']);
    expect(left({ me: fn('h.me', [http('/other')], true) })).to.deep.equal([]);
    expect(left({ me: fn('h.me', [http('/me', { passage: false })], true) })).to.deep.equal([]);
    expect(left({ open })).to.deep.equal([]);
  });

  it('leave code behind, which is guarded unless the user lets anyone call it', () => {
    const me = fn('h.me', [http('/me')], true);
    const code = (before: Functions, now: Functions): string[] => {
      const { functions, copies, shared } = findGoneRoutes(intent(before), intent(now), NO_RESOURCES);
      return [
        ...functions.map(({ name }) => name),
        ...copies.map(({ name }) => `copy ${name}`),
        ...shared.map(({ name }) => `shared ${name}`),
      ];
    };
    const work = fn('./h.me', []);
    expect(code({ me }, { work })).to.deep.equal(['work']);
    expect(code({ me, work }, { work })).to.deep.equal(['shared work']);
    expect(code({ me }, { me, work })).to.deep.equal(['copy work']);
    expect(code({ me, work }, { me, work }), 'as configured').to.deep.equal(['shared work']);
    const other = fn('h.other', []);
    expect(code({ me, work: other }, { me, work }), 'now with this code').to.deep.equal(['copy work']);
    expect(code({ me, work: other }, { work: other }), 'other code').to.deep.equal([]);
    for (const open of [fn('h.me', [http('/open')]), { ...work, url: true }])
      expect(code({ me, open }, { open })).to.deep.equal(['shared open']);
    const out = fn('h.me', [], false);
    expect(code({ me, out }, { out })).to.deep.equal([]);
    const optedOut = fn('h.me', [http('/me', { passage: true })], false);
    expect(code({ me: optedOut }, { work })).to.deep.equal([]);
  });

  it('count without their code in a WebSocket API, whose other routes they protect', () => {
    const app = { issuer: 'https://c.example/', audience: 'c', authorizerType: 'lambda' };
    const chat = { chat: fn('h.chat', [{ websocket: '$connect' }, { websocket: 'message' }], true) };
    const routes = findGoneRoutes(intent(chat, app, {}), intent({}, app, {}), NO_RESOURCES);
    expect(routes.withCode).to.deep.equal([]);
    expect(routes.all.map(({ path }) => path)).to.deep.equal(['$connect']);
    expect(routes.connects.map(({ path }) => path)).to.deep.equal(['$connect']);
  });
});

describe('many routes', () => {
  it('are compared by what they have in common, not each with each', () => {
    const count = 5_000;
    const events = (prefix: string): object[] =>
      Array.from({ length: count }, (_, i) => http(`${prefix}/r${i}`, i % 2 === 0 ? { passage: true } : {}));
    const first = intent({ me: fn('h.me', events('')) });
    const now = intent({ me: fn('h.me', events('/v1')) });
    expect(lost(first, now)).to.deep.equal([]);
  });
});
