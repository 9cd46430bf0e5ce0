/** What stands in the way of a plan, where only a detail decides. */
import { expect } from 'chai';
import { PassageError } from '../../src/errors';
import { BLOCK, type PlainService, plain, planOf, refused } from '../support/plans';

const rest = (path: string, authorizer?: unknown): Record<string, unknown> => ({
  http: { method: 'GET', path, ...(authorizer === undefined ? {} : { authorizer }) },
});

describe('problems: a REST authorizer of the name of ours', () => {
  const ours = { passage: true, events: [rest('/ours')] };

  it('is one of a REST API', () => {
    const other = { httpApi: { method: 'GET', path: '/x', authorizer: { name: 'passage', id: 'abc' } } };
    expect(refused(() => planOf(plain({ a: { events: [other] }, ours })))).to.deep.equal([]);
  });

  it('is a name as it is, and the end of an ARN', () => {
    const names = (authorizer: string): string[] =>
      refused(() =>
        planOf(plain({ a: { events: [rest('/x', authorizer)] }, ours, passage: {}, 'my-passage': {} })),
      );
    expect(names('my-passage')).to.deep.equal([]);
    expect(names('passage')).to.deep.equal(['PASSAGE_AUTHORIZER_EXISTS custom.passage.name']);
    expect(names('arn:aws:lambda:eu:1:function:my-passage')).to.have.length(1);
  });
});

describe('problems: two events of one route', () => {
  const pair = (a: unknown, b: unknown): string[] =>
    refused(() =>
      planOf(
        plain({
          a: { events: [{ httpApi: { method: 'GET', path: '/x', ...(a as object) } }] },
          b: { events: [{ httpApi: { method: 'GET', path: '/x', ...(b as object) } }] },
          c: { passage: true, events: [{ httpApi: 'GET /c' }] },
        }),
      ),
    );
  const scopes = (...list: string[]): object => ({ passage: { scopes: list } });
  const own = (...list: string[]): object => ({ authorizer: { type: 'aws_iam', scopes: list } });

  it('may differ in who decided, and in the order of their scopes', () => {
    expect(pair({ passage: true }, { authorizer: 'passage' })).to.deep.equal([]);
    expect(pair({ passage: false }, {})).to.deep.equal([]);
    expect(pair(scopes('a', 'b'), scopes('b', 'a', 'b'))).to.deep.equal([]);
  });

  it('differ in whether they are public, in their authorizer, and in their scopes', () => {
    const place = ['PASSAGE_CONFIG_INVALID functions.b.events[0].httpApi'];
    expect(pair({ passage: false }, { passage: true })).to.deep.equal(place);
    expect(pair({ passage: true }, {})).to.deep.equal(place);
    expect(pair(scopes('a'), scopes('a', 'b'))).to.deep.equal(place);
    expect(pair(scopes('a', 'b'), scopes('ab'))).to.deep.equal(place);
    expect(pair(own(), own('a'))).to.deep.equal(place);
    expect(pair(own(), { authorizer: { type: 'other' } })).to.deep.equal(place);
  });

  it('are each compared with the first', () => {
    const events = [false, true, false, true].map((passage) => ({
      httpApi: { method: 'GET', path: '/x', passage },
    }));
    expect(refused(() => planOf(plain({ a: { events } })))).to.deep.equal(
      [1, 3].map((i) => `PASSAGE_CONFIG_INVALID functions.a.events[${String(i)}].httpApi`),
    );
  });
});

describe('problems: a misplaced block', () => {
  const missing = 'PASSAGE_CONFIG_MISSING custom.passage';
  const functions = { a: { passage: true, pasage: true, events: [{ httpApi: 'GET /a' }] } };

  it('is not missing too, which any other problem leaves it', () => {
    const without = { ...plain(functions), custom: {} };
    expect(refused(() => planOf(without))).to.deep.equal([
      missing,
      'PASSAGE_CONFIG_INVALID functions.a.pasage',
    ]);
    const provider = { name: 'aws', passage: BLOCK };
    expect(refused(() => planOf({ ...without, provider }))).not.to.include(missing);
  });

  it('next to a block that is wrong is a problem of its own', () => {
    expect(refused(() => planOf(plain({}, { ...BLOCK, appId: '' }, { passage: BLOCK })))).to.have.members([
      'PASSAGE_CONFIG_INVALID custom.passage.appId',
      'PASSAGE_CONFIG_INVALID provider.passage',
    ]);
  });
});

describe('problems: a place', () => {
  it('has one, where both the block and the plan find it', () => {
    const apps = { a: { ...BLOCK, name: 'x y' }, b: { ...BLOCK, name: 'x y' } };
    expect(refused(() => planOf(plain({}, { apps, defaultApp: 'a' })))).to.deep.equal([
      'PASSAGE_CONFIG_INVALID custom.passage.apps.a.name',
      'PASSAGE_CONFIG_INVALID custom.passage.apps.b.name',
    ]);
  });

  it('has one, where two names become one authorizer, on any of the APIs', () => {
    const named = (a: string, b: string, more: object, kind: 'http' | 'httpApi' = 'http'): string[] => {
      const event = (path: string, passage: string): object => ({ [kind]: { method: 'GET', path, passage } });
      const f = { events: [event('/a', 'a'), event('/b', 'b')] as Record<string, unknown>[] };
      const apps = { a: { ...BLOCK, name: a, ...more }, b: { ...BLOCK, name: b } };
      return refused(() => planOf(plain({ f }, { apps, defaultApp: 'a' }, { httpApi: { id: 'x1' } })));
    };
    const collision = ['PASSAGE_CONFIG_INVALID custom.passage.apps.b.name'];
    const shared = { authorizerId: 'abc123' };
    expect(named('users', 'Users', {})).to.deep.equal(collision);
    expect(named('users', 'Users', {}, 'httpApi')).to.deep.equal(collision);
    expect(named('users', 'Users', shared)).to.deep.equal(collision);
    expect(named('users', 'Users', shared, 'httpApi')).to.deep.equal([]);
    expect(named('users', 'staff', shared)).to.deep.equal([]);
  });

  it('of $connect says which app cannot protect it', () => {
    const apps = { customers: BLOCK, staff: { ...BLOCK, appId: 'staffapp1' } };
    const service = (passage: unknown): PlainService =>
      plain({ a: { passage, events: [{ websocket: '$connect' }] } }, { apps, defaultApp: 'customers' });
    for (const [passage, app] of [
      ['staff', 'staff'],
      [true, 'customers'],
    ])
      expect(() => planOf(service(passage)))
        .to.throw(PassageError)
        .with.nested.property('problems[0].found')
        .that.includes(app);
  });
});
