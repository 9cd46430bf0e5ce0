/** Who decides about a route, where it is not a setting of the route itself. */
import { expect } from 'chai';
import { usedApps } from '../../src/plan/authorizers';
import { BLOCK, decisions, plain, planOf } from '../support/plans';

const EVENTS = [{ httpApi: 'GET /a' }];
const two = { apps: { customers: BLOCK, staff: { ...BLOCK, appId: 'staffapp1' } }, defaultApp: 'customers' };

const decided = (event: object, block: object = BLOCK, more: object = {}): string | undefined =>
  decisions(planOf(plain({ a: { events: [event as Record<string, unknown>] }, ...more }, block)))[
    `a ${'http' in event ? 'rest' : 'http'} GET /a`
  ];

describe('plan: who decides', () => {
  it('the service, under protect: all', () => {
    const { plan } = planOf(plain({ a: { events: EVENTS } }, { ...two, protect: 'all' }));
    expect(plan.routes[0]?.decision).to.include({ app: 'customers', decidedBy: 'service' });
  });

  it('the authorizer of an event: a name is that of a function on a REST API only', () => {
    const options = { method: 'GET', path: '/a', authorizer: 'passage' };
    const named = { passage: {} };
    expect(decided({ httpApi: options }, BLOCK, named)).to.equal('protected passage event');
    expect(decided({ http: options }, BLOCK, named)).to.equal('other passage event');
    expect(decided({ http: options }, BLOCK)).to.equal('protected passage event');
  });

  it('a copy of our reference, by the app and the scopes that are in it', () => {
    const copy = (passage: object): string | undefined =>
      decided({ httpApi: { method: 'GET', path: '/a', authorizer: { type: 'request', passage } } }, two);
    expect(copy({ app: 'staff', scopes: ['s'] })).to.equal('protected staff +s event');
    expect(copy({ app: 'staff', scopes: [] })).to.equal('protected staff event');
    expect(copy({ app: 'nobody' })).to.equal('other request event');
  });
});

describe('plan: apps and their authorizers', () => {
  it('an app is used by the routes that it protects, on one kind of API', () => {
    const functions = {
      a: { passage: true, events: [...EVENTS, { http: 'GET /a' }] },
      b: { passage: 'staff', events: [{ http: 'GET /b' }] },
      c: { events: [{ httpApi: 'GET /c' }] },
      d: { events: [{ httpApi: { method: 'GET', path: '/d', authorizer: { type: 'aws_iam' } } }] },
    };
    const { routes } = planOf(plain(functions, two)).plan;
    expect([...usedApps(routes, 'http')]).to.deep.equal(['customers']);
    expect([...usedApps(routes, 'rest')]).to.deep.equal(['customers', 'staff']);
    expect([...usedApps(routes, 'websocket')]).to.deep.equal([]);
  });

  it('an authorizer that exists is for the HTTP API: a REST API has one of its own', () => {
    const events = [...EVENTS, { http: 'GET /a' }];
    const provider = { httpApi: { id: 'x1' } };
    const { plan } = planOf(
      plain({ a: { passage: true, events } }, { ...BLOCK, authorizerId: 'abc' }, provider),
    );
    expect(plan.authorizers.map(({ api, id, created }) => [api, id, created?.logicalId])).to.deep.equal([
      ['http', 'abc', undefined],
      ['rest', { Ref: 'PassageApiGatewayAuthorizer' }, 'PassageApiGatewayAuthorizer'],
    ]);
  });
});

describe('plan: preflights', () => {
  const added = (...events: Record<string, unknown>[]): string[] =>
    planOf(
      plain({ a: { passage: true, events: [{ httpApi: 'ANY /a' }] }, b: { events } }, BLOCK, {
        httpApi: { cors: true },
      }),
    )
      .plan.routes.filter(({ decision }) => decision.decidedBy === 'preflight')
      .map(({ method, path }) => `${method} ${path}`);

  it('are answered by nothing but a route of the HTTP API that takes OPTIONS', () => {
    expect(added()).to.deep.equal(['OPTIONS /a']);
    expect(added({ http: 'OPTIONS /a' })).to.deep.equal(['OPTIONS /a']);
    expect(added({ httpApi: 'GET /a' })).to.deep.equal(['OPTIONS /a']);
    expect(added({ httpApi: 'OPTIONS /a' })).to.deep.equal([]);
  });

  it('have a place of their own for the catch-all, whose route has another name', () => {
    const { plan } = planOf(
      plain({ a: { passage: true, events: [{ httpApi: '*' }] } }, BLOCK, { httpApi: { cors: true } }),
    );
    expect(plan.routes.map(({ path, logicalId }) => [path, logicalId])).to.deep.equal([
      ['$default', 'HttpApiRouteDefault'],
      ['/{proxy+}', 'HttpApiRouteOptionsProxyVar'],
    ]);
  });
});
