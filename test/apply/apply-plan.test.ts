/** What the plugin writes into a service, and that writing it again changes nothing. */
import { expect } from 'chai';
import { applyPlan } from '../../src/apply/apply-plan';
import type { Plan } from '../../src/plan/types';
import { PREFLIGHT, noChanges } from '../../src/service/applied-changes';
import { BLOCK, type PlainService, applied, plain, planOf } from '../support/plans';

type Json = Record<string, unknown>;

const JWT = {
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl: 'https://auth.passage.id/v1/apps/testapp123',
  audience: ['https://app.example.com'],
};
const LAMBDA = { issuer: 'https://i.example/', audience: 'api', authorizerType: 'lambda' };

/** The service after one application and a second one, which must be equal. */
function after(service: PlainService): PlainService {
  const changes = noChanges();
  applied(service, changes);
  const once = structuredClone(service);
  applied(service, changes);
  expect(service).to.deep.equal(once);
  return service;
}

const events = (list: unknown[], block: object = BLOCK, provider: object = {}): unknown =>
  after(plain({ a: { passage: true, events: list as Json[] } }, block, provider)).functions.a?.events;

describe('apply: what is left as it is', () => {
  it('public routes, routes with another authorizer, other events, and what is no list of events', () => {
    const list = [
      { httpApi: { method: 'GET', path: '/open', passage: false } },
      { httpApi: { method: 'GET', path: '/iam', authorizer: { type: 'aws_iam' } } },
      { schedule: 'rate(1 day)' },
      'text',
      null,
    ];
    const before = structuredClone(list);
    const service = plain({ a: { events: list as Json[] }, b: {}, c: { events: 'all' as never } });
    after(service);
    expect(service.functions.a?.events).to.equal(list);
    expect(list).to.deep.equal(before);
    expect(service.functions.b).to.deep.equal({});
    expect(service.functions.c?.events).to.equal('all');
    expect(service.provider).to.deep.equal({ name: 'aws' });
  });

  it('the objects of the user: another function may share them', () => {
    const list = [{ httpApi: { method: 'GET', path: '/a' } }];
    const before = structuredClone(list);
    after(plain({ a: { passage: true, events: list } }));
    expect(list).to.deep.equal(before);
  });

  it('refuses a plan whose authorizer is missing', () => {
    const service = plain({ a: { passage: true, events: [{ httpApi: 'GET /a' }] } });
    const plan: Plan = { ...planOf(service).plan, authorizers: [] };
    expect(() => {
      applyPlan(plan, service, noChanges());
    }).to.throw('default');
  });
});

const httpApi = (value: unknown): object => ({ httpApi: value });

describe('apply: references to authorizers', () => {
  const name = { name: 'passage' };

  it('are saved by their name, with their scopes where they have some', () => {
    const applied = events(
      ['GET /a', { method: 'GET', path: '/b', passage: { scopes: ['s'] } }].map(httpApi),
    );
    expect(JSON.parse(JSON.stringify(applied))).to.deep.equal([
      httpApi({ method: 'GET', path: '/a', authorizer: 'passage' }),
      httpApi({ method: 'GET', path: '/b', authorizer: { ...name, scopes: ['s'] } }),
    ]);
  });

  it('in every spelling of an event', () => {
    expect(
      events([
        { httpApi: 'GET /a' },
        { httpApi: '*' },
        { httpApi: { method: 'POST', path: '/b', passage: { scopes: ['s'] }, timeout: 5 } },
        { httpApi: { method: 'PUT', path: '/c', authorizer: { name: 'passage' } } },
        { sqs: 'arn' },
      ]),
    ).to.deep.equal([
      { httpApi: { method: 'GET', path: '/a', authorizer: name } },
      { httpApi: { path: '*', authorizer: name } },
      { httpApi: { method: 'POST', path: '/b', timeout: 5, authorizer: { ...name, scopes: ['s'] } } },
      { httpApi: { method: 'PUT', path: '/c', authorizer: name } },
      { sqs: 'arn' },
    ]);
  });

  it('of a REST API by ID, and of both APIs in one event', () => {
    const rest = { type: 'JWT', authorizerId: { Ref: 'PassageApiGatewayAuthorizer' } };
    expect(events([{ http: 'get a', httpApi: 'GET /a' }], { ...BLOCK, scopes: ['s'] })).to.deep.equal([
      {
        http: { method: 'GET', path: '/a', authorizer: { ...rest, scopes: ['s'] } },
        httpApi: { method: 'GET', path: '/a', authorizer: { ...name, scopes: ['s'] } },
      },
    ]);
    expect(events([{ http: 'get a' }], LAMBDA)).to.deep.equal([
      {
        http: {
          method: 'GET',
          path: '/a',
          authorizer: { ...rest, type: 'REQUEST', passage: { app: 'default', scopes: [] } },
        },
      },
    ]);
  });

  it('of an external API by ID', () => {
    const id = { Ref: 'HttpApiAuthorizerPassage' };
    const external = { httpApi: { id: 'x1' } };
    expect(events([{ httpApi: 'GET /a' }], BLOCK, external)).to.deep.equal([
      { httpApi: { method: 'GET', path: '/a', authorizer: { id, type: 'jwt' } } },
    ]);
    expect(events([{ httpApi: 'GET /a' }], { ...LAMBDA, scopes: ['s'] }, external)).to.deep.equal([
      {
        httpApi: {
          method: 'GET',
          path: '/a',
          authorizer: { id, type: 'request', passage: { app: 'default', scopes: ['s'] } },
        },
      },
    ]);
  });

  it('of $connect, in both spellings', () => {
    const authorizer = {
      name: 'passageAuthorizer',
      identitySource: ['route.request.querystring.token'],
      passage: { app: 'default', scopes: [] },
    };
    const block = { ...LAMBDA, identitySource: '$request.querystring.token' };
    expect(events([{ websocket: '$connect' }, { websocket: '$default' }], block)).to.deep.equal([
      { websocket: { route: '$connect', authorizer } },
      { websocket: '$default' },
    ]);
    expect(events([{ websocket: { route: '$connect' } }], block)).to.deep.equal([
      { websocket: { route: '$connect', authorizer } },
    ]);
  });

  it('by the setting that another plugin wrote next to ours', () => {
    const service = plain({ a: { passage: true, events: [{ httpApi: 'GET /a' }] } });
    const changes = noChanges();
    applied(service, changes);
    const [event] = service.functions.a?.events ?? [];
    Object.assign(event?.httpApi as object, { passage: false });
    const { plan } = applied(service, changes);
    expect(plan.routes[0]?.decision).to.deep.equal({ access: 'public', decidedBy: 'event' });
    expect(service.functions.a?.events).to.deep.equal([
      { httpApi: { method: 'GET', path: '/a', passage: false } },
    ]);
    applied(service, changes);
    expect(service.functions.a?.events).to.have.length(1);
  });
});

describe('apply: preflight routes', () => {
  it('are added once, and only while they are needed', () => {
    const service = plain(
      {
        a: { passage: true, events: [{ httpApi: 'ANY /a' }] },
        b: { passage: true, events: [{ http: 'ANY b' }] },
      },
      BLOCK,
      { httpApi: { cors: true } },
    );
    const changes = noChanges();
    const count = (): unknown => {
      applied(service, changes);
      return service.functions.a?.events?.slice(1);
    };
    const preflight = [{ httpApi: { method: 'OPTIONS', path: '/a', passage: PREFLIGHT } }];
    expect([count(), count()]).to.deep.equal([preflight, preflight]);
    expect(service.functions.b?.events).to.have.length(1);
    Object.assign(service, { custom: { passage: { ...BLOCK, preflight: false } } });
    expect(count()).to.deep.equal([]);
  });

  it('go, also where nothing else of the function changes', () => {
    const service = plain({ a: { passage: true, events: [{ httpApi: 'ANY /a' }] } }, BLOCK, {
      httpApi: { cors: true },
    });
    const changes = noChanges();
    applied(service, changes);
    service.functions.a!.passage = false;
    applied(service, changes);
    expect(service.functions.a?.events).to.have.length(1);
  });
});

describe('apply: events that another plugin adds behind a preflight event', () => {
  it('have the place that their routes say', () => {
    const cors = { httpApi: { cors: true } };
    const service = plain(
      { a: { events: [{ httpApi: { method: 'ANY', path: '/a', passage: true } }] } },
      BLOCK,
      cors,
    );
    const changes = noChanges();
    applied(service, changes);
    const { events = [] } = service.functions.a ?? {};
    expect(events).to.have.length(2);
    events.push({ httpApi: { method: 'GET', path: '/b', passage: true } });
    events.push({ httpApi: { method: 'POST', path: '/c', passage: false } });
    const { plan } = applied(service, changes);
    const byPlace = plan.routes.map(({ index, where, path }) => {
      const event = index === null ? undefined : service.functions.a?.events?.[index]?.httpApi;
      return [index === null ? 'preflight' : where, path, (event as Json | undefined)?.path ?? path];
    });
    expect(byPlace).to.have.deep.members([
      ['functions.a.events[0].httpApi', '/a', '/a'],
      ['functions.a.events[1].httpApi', '/b', '/b'],
      ['functions.a.events[2].httpApi', '/c', '/c'],
      ['preflight', '/a', '/a'],
    ]);
    const authorized = service.functions.a?.events?.map(({ httpApi }) => 'authorizer' in (httpApi as Json));
    expect(authorized).to.deep.equal([true, true, false, false]);
  });
});

describe('apply: authorizers of the provider', () => {
  const authorizers = (service: PlainService): unknown => after(service).provider.httpApi;
  const route = (): PlainService['functions'] => ({ a: { passage: true, events: [{ httpApi: 'GET /a' }] } });
  const own = { mine: { type: 'request', functionName: 'gate' } };

  it('are added to those of the user, with nothing else changed', () => {
    expect(authorizers(plain(route(), BLOCK, { httpApi: { cors: true, authorizers: own } }))).to.deep.equal({
      cors: true,
      authorizers: { ...own, passage: JWT },
    });
    expect(authorizers(plain(route(), LAMBDA))).to.deep.equal({
      authorizers: {
        passage: {
          type: 'request',
          functionName: 'passageAuthorizer',
          identitySource: JWT.identitySource,
          payloadVersion: '2.0',
          enableSimpleResponses: true,
          resultTtlInSeconds: 0,
        },
      },
    });
  });

  it('are none for an API of another stack, a REST API, or an authorizer that exists', () => {
    const external = { httpApi: { id: 'x1' } };
    expect(authorizers(plain(route(), BLOCK, external))).to.deep.equal({ id: 'x1' });
    expect(authorizers(plain(route(), { ...BLOCK, authorizerId: 'abc' }, external))).to.deep.equal({
      id: 'x1',
    });
    expect(authorizers(plain({ a: { passage: true, events: [{ http: 'GET a' }] } }))).to.equal(undefined);
  });

  it('are removed with the last route that needs them, unless another plugin changed them', () => {
    for (const changed of [false, true]) {
      const service = plain(route(), BLOCK, { httpApi: { authorizers: own } });
      const changes = noChanges();
      applied(service, changes);
      Object.assign(service.functions.a ?? {}, { passage: false });
      const ours = service.provider.httpApi?.authorizers?.passage;
      if (changed) Object.assign(ours as object, { audience: ['other'] });
      if (changed) expect(() => planOf(service, changes)).to.throw('passage');
      else {
        applied(service, changes);
        expect(service.provider.httpApi).to.deep.equal({ authorizers: own });
      }
    }
  });
});

describe('apply: the function of a Lambda authorizer', () => {
  const route = (): PlainService => plain({ a: { passage: true, events: [{ httpApi: 'GET /a' }] } }, LAMBDA);

  it('is a function of the service, as the framework takes one', () => {
    expect(after(route()).functions.passageAuthorizer).to.deep.equal({
      name: 'svc-dev-passageAuthorizer',
      handler: 'passage-authorizer.handler',
      runtime: 'nodejs22.x',
      timeout: 10,
      memorySize: 256,
      role: 'PassageAuthorizerLambdaFunctionRole',
      environment: { PASSAGE_1_ISSUER: 'https://i.example/', PASSAGE_1_AUDIENCE_1: 'api' },
      events: [],
      versionFunction: false,
      package: { individually: true, artifact: '.serverless/passageAuthorizer.zip' },
      skipEsbuild: true,
    });
  });

  it('is one object for as long as it is needed, and gone with the last route', () => {
    const service = route();
    const changes = noChanges();
    applied(service, changes);
    const first = service.functions.passageAuthorizer;
    applied(service, changes);
    expect(service.functions.passageAuthorizer).to.equal(first);

    // A copy that another plugin made is ours too: no other function has its role.
    service.functions.passageAuthorizer = { ...first };
    service.functions.mine = { role: 'other' } as object;
    expect(() => planOf(service, changes)).not.to.throw();
    Object.assign(service.functions.a ?? {}, { passage: false });
    applied(service, changes);
    expect(Object.keys(service.functions)).to.deep.equal(['a', 'mine']);
    expect(changes.authorizerFunction).to.equal(null);
    Object.assign(service.functions.a ?? {}, { passage: true });
    applied(service, changes);
    expect(Object.keys(service.functions)).to.deep.equal(['a', 'mine', 'passageAuthorizer']);
  });

  it('is no reason to remove a copy of it: the audit judges that one', () => {
    const service = route();
    const changes = noChanges();
    applied(service, changes);
    service.functions.copy = { ...service.functions.passageAuthorizer };
    applied(service, changes);
    expect(Object.keys(service.functions)).to.deep.equal(['a', 'passageAuthorizer', 'copy']);
  });

  it('of the user, whatever its name, is theirs', () => {
    const service = plain({ passageAuthorizer: {}, a: { events: [{ httpApi: 'GET /a' }] } }, LAMBDA);
    after(service);
    expect(Object.keys(service.functions)).to.deep.equal(['passageAuthorizer', 'a']);
  });
});
