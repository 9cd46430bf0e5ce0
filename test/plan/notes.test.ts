/** When a plan that is possible is worth a note, and when it is not. */
import { expect } from 'chai';
import { findOverlaps } from '../../src/plan/overlaps';
import { type PlainService, plain, planOf } from '../support/plans';

const OIDC = { issuer: 'https://i.example/', audience: 'api' };
const PASSAGE = { appId: 'testapp123', authOrigin: 'https://app.example.com' };
const LAMBDA = { ...OIDC, authorizerType: 'lambda' };
const ROUTE = { httpApi: 'GET /a' };

type Functions = PlainService['functions'];

const notesOf = (
  functions: Functions,
  block: object = OIDC,
): { where: string; what: string; fix?: string }[] =>
  planOf(plain(functions, block)).notes.map(({ where, what, fix = '' }) => ({ where, what, fix }));
const places = (functions: Functions, block?: object): string[] =>
  notesOf(functions, block).map(({ where }) => where);

describe('notes: scopes that no token of Passage has', () => {
  it('are those of an app too, whatever its routes require', () => {
    const block = { ...PASSAGE, scopes: ['s'] };
    const unscoped = { a: { passage: { scopes: [] }, events: [ROUTE] } };
    expect(places(unscoped, block)).to.deep.equal(['custom.passage']);
    expect(places(unscoped, PASSAGE)).to.deep.equal([]);
  });
});

describe('notes: entries under resources', () => {
  const Id = { AuthorizerId: { Ref: 'Mine' } };
  const of = (entry: object, event: object = {}): string[] => {
    const a = { events: [{ httpApi: { method: 'GET', path: '/a', ...event } }] };
    const used = { passage: true, events: [{ httpApi: 'GET /used' }] };
    const resources = { extensions: { HttpApiRouteGetA: { Properties: entry } } };
    return planOf({ ...plain({ a, used }, OIDC), resources }).notes.map(
      ({ where, what }) => `${where} ${what}`,
    );
  };

  it('that name an authorizer or scopes, and leave the event public', () => {
    for (const entry of [Id, { AuthorizationScopes: ['s'] }]) {
      expect(of(entry)).to.have.length(1);
      expect(of(entry)[0]).to.match(/^functions.a.events\[0\].httpApi .*AuthorizationType/);
    }
    for (const entry of [{}, { OperationName: 'x' }, { ...Id, AuthorizationType: 'CUSTOM' }])
      expect(of(entry)).to.deep.equal([]);
    expect(of({ AuthorizationScopes: ['s'] }, { authorizer: { type: 'aws_iam' } })).to.deep.equal([]);
  });

  it('that name an authorizer of ours contradict no `passage: false`', () => {
    const ours = { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'HttpApiAuthorizerPassage' } };
    expect(of(ours, { passage: false })).to.deep.equal([]);
  });
});

describe('notes: ways around an authorizer', () => {
  it('are none of a function without a protected route', () => {
    const events = [{ ...ROUTE, alb: {} }, { websocket: 'm' }];
    const used = { used: { passage: true, events: [{ httpApi: 'GET /used' }] } };
    const open = { passage: false, url: true, events };
    expect(places({ ...used, open })).to.deep.equal([]);
    expect(places({ ...used, open: { ...open, passage: true } })).to.have.members([
      'functions.open.url',
      'functions.open',
    ]);
  });

  it('are those of a function with an event that an entry under resources protects', () => {
    const events = [ROUTE, { alb: {} }, { websocket: 'm' }];
    const of = (entries: object): string[] => {
      const service = plain(
        { a: { url: true, events }, b: { passage: true, events: [{ httpApi: 'GET /b' }] } },
        OIDC,
      );
      return planOf({ ...service, resources: { extensions: entries } }).notes.map(({ where }) => where);
    };
    const iam = { Properties: { AuthorizationType: 'AWS_IAM' } };
    expect(of({ HttpApiRouteGetA: iam })).to.have.members(['functions.a.url', 'functions.a']);
    expect(of({ HttpApiRouteGetB: iam })).to.deep.equal([]);
  });

  it('are none of a WebSocket API without a Lambda authorizer whose $connect an entry protects, also under protect: all', () => {
    const events = [{ httpApi: 'GET /a' }, { websocket: '$connect' }, { websocket: 'm' }];
    const of = (AuthorizationType: string): string[] => {
      const resources = { extensions: { SconnectWebsocketsRoute: { Properties: { AuthorizationType } } } };
      const service = plain({ a: { events } }, { ...OIDC, protect: 'all' });
      return planOf({ ...service, resources }).notes.map(({ where }) => where);
    };
    expect(of('AWS_IAM')).to.deep.equal([]);
    expect(of('NONE')).to.deep.equal(['functions.a']);
  });

  it('are none of a WebSocket API whose $connect an entry under resources protects', () => {
    const events = [ROUTE, { websocket: '$connect' }, { websocket: 'm' }];
    const of = (AuthorizationType: string, block: object): string[] => {
      const resources = { extensions: { SconnectWebsocketsRoute: { Properties: { AuthorizationType } } } };
      const a = { events: [{ httpApi: { method: 'GET', path: '/a', passage: true } }, ...events.slice(1)] };
      return planOf({ ...plain({ a }, block), resources }).notes.map(({ where }) => where);
    };
    for (const block of [OIDC, LAMBDA]) {
      expect(of('AWS_IAM', block)).to.deep.equal([]);
      expect(of('NONE', block)).to.deep.equal(['functions.a']);
    }
  });

  it('are named by their kinds, with what closes them', () => {
    const note = (events: Record<string, unknown>[], block: object): string => {
      const found = notesOf({ a: { passage: true, events: [ROUTE, ...events] } }, block);
      expect(found).to.have.length(1);
      return `${found[0]!.what} ${found[0]!.fix!}`;
    };
    const [alb, message] = [{ alb: {} }, { websocket: 'm' }];
    expect(note([alb], OIDC))
      .to.include('alb')
      .and.not.include('websocket');
    expect(note([message], OIDC))
      .to.include('websocket')
      .and.include('authorizerType: lambda');
    expect(note([message, alb], OIDC))
      .to.include('websocket')
      .and.include('alb');
    expect(note([message], LAMBDA)).to.include('passage: true');
  });

  it('are not closed by an authorizer that is not on $connect', () => {
    const a = { passage: true, events: [ROUTE, { websocket: { route: 'm', authorizer: 'mine' } }] };
    expect(places({ a })).to.deep.equal(['functions.a']);
  });

  it('are connections that `protect: all` does not reach, named once', () => {
    const used = { used: { passage: true, events: [{ httpApi: 'GET /used' }] } };
    const all = { ...OIDC, protect: 'all' };
    const [connect, message] = [{ websocket: '$connect' }, { websocket: 'm' }];
    const chat = { events: [message, connect] };
    const other = { events: [message] };
    expect(places({ ...used, other, chat }, all)).to.deep.equal(['functions.chat']);
    expect(places({ ...used, other }, all)).to.deep.equal(['functions.other']);
    for (const functions of [{ other, chat }, { chat: { ...chat, passage: false } }])
      expect(
        places({ ...used, ...functions }, 'chat' in functions && 'other' in functions ? OIDC : all),
      ).to.deep.equal([]);
    const closed = { events: [{ websocket: { route: '$connect', authorizer: 'mine' } }, message] };
    expect(places({ ...used, closed }, all)).to.deep.equal([]);
    expect(places({ ...used, chat }, { ...LAMBDA, protect: 'all' })).to.deep.equal([]);
  });

  it('are none where $connect itself is meant to be public', () => {
    const connect = { websocket: { route: '$connect', passage: false } };
    expect(places({ a: { passage: true, events: [ROUTE, connect] } }, LAMBDA)).to.deep.equal([]);
  });
});

describe('notes: preflights', () => {
  const any = (passage: boolean): Functions => ({
    a: { passage, events: [{ httpApi: 'ANY /a' }] },
    used: { passage: true, events: [{ httpApi: 'GET /used' }] },
  });

  it('are denied by protected routes only, and answered in two ways', () => {
    expect(places(any(true))).to.deep.equal(['ANY /a']);
    expect(places(any(false))).to.deep.equal([]);
    expect(notesOf(any(true))[0]?.fix).to.include('httpApi.cors');
    const external = planOf(plain(any(true), OIDC, { httpApi: { id: 'x1' } }));
    expect(external.notes[0]?.fix).to.include('OPTIONS');
  });
});

describe('notes: public routes that take requests of others', () => {
  it('are those of which one is public, and the other is not', () => {
    const routes = (passage: boolean): Functions => ({
      wide: { events: [{ httpApi: 'ANY /a/{id}' }] },
      narrow: { passage, events: [{ httpApi: 'GET /a/{other}' }] },
      same: { events: [{ httpApi: 'GET /a/me' }] },
      used: { passage: true, events: [{ httpApi: 'GET /used' }] },
    });
    expect(places(routes(true))).to.deep.equal(['functions.same.events[0].httpApi']);
    expect(places(routes(false))).to.deep.equal([]);
    for (const passage of [true, false])
      for (const [open, closed] of findOverlaps(planOf(plain(routes(passage), OIDC)).plan.routes, () => true))
        expect([open.decision.access, closed.decision.access]).to.deep.equal(['public', 'protected']);
  });
});
