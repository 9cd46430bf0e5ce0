/** The service against its plan, and against what was configured first. */
import { expect } from 'chai';
import type { Finding } from '../../src/errors';
import { lateRoute, lateSetting } from '../../src/intent/change-messages';
import { type Intent, extendIntent, readIntent } from '../../src/intent/intent';
import { findLateChanges } from '../../src/intent/late-changes';
import { findLostProtection } from '../../src/intent/lost-protection';
import { CodeHistory } from '../../src/service/code-history';
import { type PlainService, plain, planOf } from '../support/plans';

const APPS = {
  defaultApp: 'a',
  apps: {
    a: { issuer: 'https://a.example/', audience: 'a' },
    b: { issuer: 'https://b.example/', audience: 'b' },
  },
};

type Functions = PlainService['functions'];

const serviceWith = (functions: Functions, passage: object = APPS): PlainService => plain(functions, passage);
const intentOf = (
  functions: Functions,
  passage?: object,
  authorizers: readonly [string, unknown][] = [],
): Intent => readIntent(planOf(serviceWith(functions, passage)), authorizers, new CodeHistory());
const get = (path: string, extra: object = {}): Record<string, unknown> => ({
  httpApi: { method: 'GET', path, ...extra },
});
const wheres = (findings: readonly { where: string }[]): string[] => findings.map(({ where }) => where);

/** What is lost between two states. */
const lost = (before: Functions, now: Functions, passage?: [object, object]): string[] => {
  const [first, later] = [intentOf(before, passage?.[0]), intentOf(now, passage?.[1])];
  return wheres(findLostProtection(first, first, later));
};

describe('intent: changes after events were compiled', () => {
  const late = (before: Functions, now: Functions): string[] =>
    wheres(findLateChanges(planOf(serviceWith(now)), planOf(serviceWith(before)).plan));
  const before: Functions = { me: { passage: true, events: [get('/me')] }, open: { events: [get('/open')] } };

  it('none are none', () => {
    expect(late(before, before)).to.deep.equal([]);
  });

  it('a route that was added is found', () => {
    const now = { ...before, late: { events: [get('/late')] } };
    expect(late(before, now)).to.deep.equal(['functions.late.events[0].httpApi']);
  });

  it('protection, an app or scopes that come too late are found', () => {
    for (const setting of [true, 'b', { scopes: ['x'] }]) {
      const now = { ...before, open: { passage: setting, events: [get('/open')] } };
      expect(late(before, now), JSON.stringify(setting)).to.deep.equal(['functions.open.events[0].httpApi']);
    }
    for (const setting of ['b', { scopes: ['x'] }]) {
      const now = { ...before, me: { passage: setting, events: [get('/me')] } };
      expect(late(before, now), JSON.stringify(setting)).to.deep.equal(['functions.me.events[0].httpApi']);
    }
  });

  it('what is open by now was compiled as it was planned', () => {
    expect(late(before, { ...before, me: { events: [get('/me')] } })).to.deep.equal([]);
    expect(late(before, { open: before.open ?? {} })).to.deep.equal([]);
  });

  it('an authorizer on an event is compiled with it', () => {
    const now = { ...before, open: { events: [get('/open', { authorizer: { name: 'a' } })] } };
    expect(late(before, now)).to.deep.equal([]);
  });

  it('the order of scopes is none', () => {
    const scoped = (scopes: string[]): Functions => ({ me: { passage: { scopes }, events: [get('/me')] } });
    expect(late(scoped(['x', 'y']), scoped(['y', 'x']))).to.deep.equal([]);
    expect(late(scoped(['x', 'y']), scoped(['x']))).to.have.length(1);
  });
});

describe('intent: protection that is lost before events are compiled', () => {
  const protectedBy = (setting: unknown, path = '/me'): Functions => ({
    me: { passage: setting, events: [get(path)] },
  });

  it('of a route: all of it, the app, or scopes', () => {
    const where = ['functions.me.events[0].httpApi'];
    expect(lost(protectedBy(true), { me: { events: [get('/me')] } })).to.deep.equal(where);
    expect(lost(protectedBy('b'), protectedBy(true))).to.deep.equal(where);
    expect(lost(protectedBy({ scopes: ['x'] }), protectedBy(true))).to.deep.equal(where);
    expect(lost(protectedBy({ scopes: ['x'] }), protectedBy({ scopes: ['x', 'y'] }))).to.deep.equal(where);
    expect(lost(protectedBy({ scopes: ['x', 'y'] }), protectedBy({ scopes: ['y', 'x'] }))).to.deep.equal([]);
    expect(lost(protectedBy(true), protectedBy(true))).to.deep.equal([]);
  });

  it('but what the event says in so many words counts', () => {
    for (const passage of [false, 'b', { app: 'b', scopes: ['z'] }])
      expect(lost(protectedBy(true), { me: { events: [get('/me', { passage })] } })).to.deep.equal([]);
    const onEvent = { me: { events: [get('/me', { passage: { scopes: ['z'] } })] } };
    expect(lost(protectedBy({ scopes: ['x'] }), onEvent)).to.deep.equal([]);
    expect(lost(protectedBy('b'), onEvent), 'another app than said').to.have.length(1);
  });

  it('of a route with an authorizer of its own', () => {
    const own: Functions = { me: { events: [get('/me', { authorizer: { type: 'aws_iam' } })] } };
    expect(lost(own, { me: { events: [get('/me')] } })).to.deep.equal(['functions.me.events[0].httpApi']);
    expect(lost(own, own)).to.deep.equal([]);
    expect(lost(own, { me: { events: [get('/me', { passage: true })] } })).to.deep.equal([]);
    const scoped = (scopes?: string[]): Functions => ({
      me: { events: [get('/me', { authorizer: { id: 'x', type: 'jwt', ...(scopes && { scopes }) } })] },
    });
    expect(lost(scoped(['s']), scoped())).to.have.length(1);
    expect(lost(scoped(), scoped(['s']))).to.deep.equal([]);
  });

  it('of routes that are new since: they are compared with the last state', () => {
    const [first, last] = [intentOf({}), intentOf(protectedBy(true))];
    const now = intentOf({ me: { events: [get('/me')] } });
    expect(wheres(findLostProtection(first, extendIntent(first, last), now))).to.deep.equal([
      'functions.me.events[0].httpApi',
    ]);
    expect(wheres(findLostProtection(first, first, now))).to.deep.equal([]);
  });

  it('by a setting: protect, or what an app is', () => {
    const all = { ...APPS, protect: 'all' };
    expect(lost(protectedBy(true), protectedBy(true), [all, APPS])).to.deep.equal(['custom.passage.protect']);
    expect(lost(protectedBy(true), protectedBy(true), [all, all])).to.deep.equal([]);
    const strict = intentOf(protectedBy(true), all);
    const [finding] = findLostProtection(strict, strict, intentOf(protectedBy(true)));
    expect(finding).to.include({ expected: '"all"', found: '"opt-in"' });
    expect(lost(protectedBy(true), protectedBy(true), [APPS, all])).to.deep.equal([]);
    const changed = (a: object): object => ({ ...APPS, apps: { ...APPS.apps, a: { ...APPS.apps.a, ...a } } });
    for (const [key, value] of [
      ['issuer', 'https://evil.example/'],
      ['audience', 'other'],
      ['identitySource', '$request.header.X'],
    ] as const)
      expect(
        lost(protectedBy(true), protectedBy(true), [APPS, changed({ [key]: value })]),
        key,
      ).to.deep.equal([`custom.passage.apps.a.${key}`]);
    expect(lost(protectedBy(true), protectedBy(true), [APPS, changed({ name: 'x' })])).to.deep.equal([]);
  });

  it('by an authorizer of the user’s that changed', () => {
    const of = (value: unknown): Intent => intentOf(protectedBy(true), APPS, [['mine', value]]);
    const first = of({ issuerUrl: 'x' });
    const findings = findLostProtection(first, first, of({ issuerUrl: 'y' }));
    expect(wheres(findings)).to.deep.equal(['provider.httpApi.authorizers.mine']);
    expect(findings[0]).to.include({ expected: '{"issuerUrl":"x"}', found: '{"issuerUrl":"y"}' });
    expect(wheres(findLostProtection(first, first, of({ issuerUrl: 'x' })))).to.deep.equal([]);
    expect(wheres(findLostProtection(first, first, intentOf(protectedBy(true))))).to.deep.equal([]);
  });

  it('by a new public route that takes requests of the same function', () => {
    const before = { me: { passage: true, events: [{ httpApi: 'ANY /me/{x+}' }] } };
    const open = { httpApi: 'GET /me/open' };
    const now = { ...before, other: { handler: 'h.me', events: [open] } } as Functions;
    expect(lost(before, now)).to.deep.equal([]);
    const same = {
      me: { handler: 'h.me', passage: true, events: [{ httpApi: 'ANY /me/{x+}' }] },
      other: { handler: 'h.me', events: [open] },
    } as Functions;
    const first = { me: same.me ?? {} };
    expect(lost(first, same)).to.deep.equal(['functions.other.events[0].httpApi']);
  });
});

describe('intent: everything that is lost', () => {
  const me = { me: { passage: true, events: [get('/me')] } };
  const found = (before: Functions, now: Functions, passage: [object, object] = [APPS, APPS]): string[] =>
    lost(before, now, passage);

  it('preflight routes of our own may not be added, and may be left out', () => {
    const preflight = { ...APPS, preflight: true };
    const without = { ...APPS, preflight: false };
    const [first, now] = [intentOf(me, without), intentOf(me, preflight)];
    const [finding, ...others] = findLostProtection(first, first, now);
    expect(finding).to.include({ where: 'custom.passage.preflight', expected: 'false', found: 'true' });
    expect(others).to.deep.equal([]);
    expect(found(me, me, [preflight, without])).to.deep.equal([]);
    expect(found(me, me, [preflight, preflight])).to.deep.equal([]);
  });

  it('settings may be written in another way', () => {
    const of = (audience: unknown): object => ({
      ...APPS,
      apps: { ...APPS.apps, a: { ...APPS.apps.a, audience } },
    });
    expect(found(me, me, [of([{ Ref: 'Client' }]), of([{ 'Fn::Sub': '${Client}' }])])).to.deep.equal([]);
    expect(found(me, me, [of([{ Ref: 'Client' }]), of([{ Ref: 'Other' }])])).to.have.length(1);
  });

  it('an app that protects routes may not be removed', () => {
    const both = { me: { passage: 'b', events: [get('/me')] } };
    const { a } = APPS.apps;
    const now = { a: { ...a } };
    const first = intentOf(both);
    const later = intentOf({ me: { passage: 'a', events: [get('/me')] } }, { ...APPS, apps: now });
    expect(wheres(findLostProtection(first, first, later))).to.have.members([
      'custom.passage.apps.b',
      'functions.me.events[0].httpApi',
    ]);
  });

  it('the last app that could protect a WebSocket API may not be replaced', () => {
    const chat = { chat: { events: [{ websocket: '$connect' }], passage: true } };
    const lambda = { ...APPS.apps.a, authorizerType: 'lambda' };
    const first = intentOf({ ...me, ...chat }, lambda);
    const later = intentOf({ ...me, chat: { events: [{ websocket: '$connect' }] } }, APPS.apps.a);
    expect(wheres(findLostProtection(first, first, later))).to.include('functions.chat.events[0].websocket');
  });

  it('an authorizer of a REST API may not get other settings', () => {
    const own = (...authorizers: object[]): Functions => ({
      own: {
        events: authorizers.map((authorizer, i) => ({
          http: { method: 'get', path: `own${String(i)}`, authorizer: { name: 'gate', ...authorizer } },
        })),
      },
    });
    const cached = { resultTtlInSeconds: 3600 };
    expect(found(own({}), own({}, cached))).to.deep.equal(['functions.own.events[0].http']);
    expect(found(own({}), own({}, {}))).to.deep.equal([]);
  });

  it('a function may not get a URL that anyone may call', () => {
    const open = { me: { ...me.me, url: true } };
    expect(found(me, open)).to.deep.equal(['functions.me.url']);
    expect(found(open, open)).to.deep.equal([]);
  });

  it('a function keeps its setting for events that are added', () => {
    const now = { me: { events: [get('/new')] } };
    expect(found({ me: { passage: true, events: [get('/me')] } }, now)).to.deep.equal([
      'functions.me.events[0].httpApi',
    ]);
  });

  it('what is wrong with a route is said once, as what has changed about it', () => {
    const before = { me: { passage: { scopes: ['x'] }, events: [{ httpApi: 'ANY /{x+}' }, get('/me')] } };
    const now = { me: { events: [{ httpApi: 'ANY /{x+}' }, get('/me'), get('/you')] } };
    const first = intentOf(before);
    const findings = findLostProtection(first, first, intentOf(now));
    expect(wheres(findings)).to.deep.equal(
      [0, 1, 2].map((index) => `functions.me.events[${String(index)}].httpApi`),
    );
    for (const finding of findings)
      expect(finding).to.include({ expected: 'authorizer a, scopes x', found: 'public' });
  });

  it('is compared with what was said for a while, too', () => {
    const open: Functions = { me: { events: [get('/me')] } };
    const [first, last] = [
      intentOf(open),
      intentOf({ me: { passage: { scopes: ['x'] }, events: [get('/me')] } }),
    ];
    const [finding] = findLostProtection(first, last, intentOf(me));
    expect(finding).to.include({ expected: 'authorizer a, scopes x', found: 'authorizer a, no scopes' });
    expect(findLostProtection(last, first, intentOf(me))).to.have.length(1);
    expect(findLostProtection(first, first, intentOf(me))).to.deep.equal([]);
  });
});

describe('intent: which late change it is', () => {
  const before: Functions = { me: { passage: true, events: [get('/me')] }, open: { events: [get('/open')] } };
  const late = (now: Functions): readonly Finding[] =>
    findLateChanges(planOf(serviceWith(now)), planOf(serviceWith(before)).plan);

  it('is a route, whatever its protection', () => {
    for (const passage of [true, false])
      expect(late({ ...before, late: { passage, events: [get('/late')] } })).to.deep.equal([
        lateRoute('functions.late.events[0].httpApi', 'GET /late'),
      ]);
    const own = { authorizer: { type: 'aws_iam' } };
    expect(late({ ...before, late: { events: [get('/late', own)] } })).to.have.length(1);
  });

  it('is a setting, of a route under another place too', () => {
    const now = { open: { passage: true, events: [{ sqs: 'x' }, get('/open')] }, me: before.me ?? {} };
    expect(late(now)).to.deep.equal([lateSetting('functions.open.events[1].httpApi', 'GET /open')]);
  });

  it('is none, where a route has an authorizer of its own by now', () => {
    const own = { authorizer: { type: 'aws_iam' } };
    expect(late({ ...before, me: { events: [get('/me', own)] } })).to.deep.equal([]);
  });
});
