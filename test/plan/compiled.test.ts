/** What is planned is what a real framework compiled: the golden templates hold both to each other. */
import { expect } from 'chai';
import { authorizerOf } from '../../src/plan/types';
import { GOLDEN_NAMES, type GoldenName, goldenPlan, goldenTemplate } from '../support/golden-service';
import { BLOCK, naming, plain, planOf, refused } from '../support/plans';

const properties = (name: GoldenName, logicalId: string): Record<string, unknown> =>
  goldenTemplate('osls4', name).Resources[logicalId]?.Properties ?? {};

describe('plan: as a framework compiles it', () => {
  for (const name of GOLDEN_NAMES) {
    it(`authorizers (${name})`, () => {
      const { Resources, Outputs = {} } = goldenTemplate('osls4', name);
      const { authorizers } = goldenPlan('opt-in', name);
      expect(authorizers).to.have.length(name === 'jwt' ? 4 : 5);
      for (const { id, created } of authorizers) {
        expect(Resources[created?.logicalId ?? '']).to.deep.equal(created?.resource);
        expect(id).to.deep.equal({ Ref: created?.logicalId });
      }
      const outputs = authorizers.flatMap(({ created }) => created?.output ?? []);
      expect(outputs).to.deep.equal(Object.keys(Outputs).filter((key) => key.startsWith('Passage')));
    });

    it(`routes (${name})`, () => {
      const plan = goldenPlan('opt-in', name);
      for (const { api, method, path, logicalId, decision } of plan.routes) {
        const found = properties(name, logicalId);
        if (api === 'rest') expect(found.HttpMethod).to.equal(method);
        else expect(found.RouteKey).to.equal(path.startsWith('$') ? path : `${method} ${path}`);
        if (decision.access === 'public') expect(found.AuthorizationType).to.equal('NONE');
        if (decision.access === 'protected')
          expect(found.AuthorizerId).to.deep.equal(authorizerOf(plan, api, decision.app)?.id);
      }
    });
  }

  it('the function of a Lambda authorizer, its role and its permissions', () => {
    const { Resources } = goldenTemplate('osls4', 'lambda');
    const planned = goldenPlan('opt-in', 'lambda').authorizerFunction;
    expect(planned).not.to.equal(null);
    for (const { logicalId, resource } of [planned?.role, ...(planned?.permissions ?? [])].flatMap(
      (one) => one ?? [],
    ))
      expect(Resources[logicalId], logicalId).to.deep.equal(resource);
    expect(planned?.permissions).to.have.length(4);
    const { Code, LoggingConfig, Tags, ...rest } = properties('lambda', planned?.logicalId ?? '');
    expect([typeof Code, LoggingConfig, Tags]).to.deep.equal(['object', undefined, undefined]);
    expect(rest).to.deep.equal(planned?.properties);
  });

  it('functions with a route that is not public, and no others', () => {
    expect(goldenPlan('opt-in', 'lambda').functions).to.deep.equal(
      ['me', 'orders', 'own', 'chat'].map((name) => ({
        name,
        logicalId: naming.getLambdaLogicalId(name),
        isOptedOut: false,
      })),
    );
    const mixed = plain({
      a: { passage: false, events: [{ httpApi: { method: 'GET', path: '/a', passage: true } }] },
    });
    expect(planOf(mixed).plan.functions.map(({ isOptedOut }) => isOptedOut)).to.deep.equal([true]);
  });
});

const EVENTS = [{ httpApi: 'GET /a' }];
const LAMBDA = { issuer: 'https://i.example/', audience: 'api', authorizerType: 'lambda' };

describe('plan: facts of the service', () => {
  it('an API of another stack has authorizers of this one', () => {
    const { plan } = planOf(
      plain({ a: { passage: true, events: EVENTS } }, BLOCK, { httpApi: { id: 'x1' } }),
    );
    expect(plan.httpApi).to.deep.equal({ id: 'x1', external: true });
    expect(plan.authorizers[0]?.created?.resource.Properties?.ApiId).to.equal('x1');
    expect(planOf(plain({ a: { events: EVENTS } })).plan.httpApi).to.deep.equal({
      id: { Ref: 'HttpApi' },
      external: false,
    });
  });

  it('its stack has a name and values of parameters', () => {
    const stackParameters = [{ ParameterKey: 'Pool', ParameterValue: 'p1' }];
    const { plan } = planOf(plain({ a: { events: EVENTS } }, BLOCK, { stackParameters }));
    expect(plan.stack).to.deep.equal({ name: 'svc-dev', parameters: { Pool: 'p1' } });
  });

  it('an authorizer that exists already is referenced, and none is created', () => {
    const { plan } = planOf(
      plain(
        { a: { passage: true, events: EVENTS } },
        { ...BLOCK, authorizerId: 'abc' },
        {
          httpApi: { id: 'x1' },
        },
      ),
    );
    expect(plan.authorizers).to.have.length(1);
    expect(plan.authorizers[0]).to.include({ id: 'abc', created: null });
  });

  it('routes of our authorizers by their IDs are ours', () => {
    const by = (authorizer: unknown, block: object, provider: object): string | undefined =>
      planOf(
        plain({ a: { events: [{ httpApi: { method: 'GET', path: '/a', authorizer } }] } }, block, provider),
      ).plan.routes[0]?.decision.access;
    const external = { httpApi: { id: 'x1' } };
    const shared = { ...BLOCK, authorizerId: 'abc' };
    expect(by({ id: 'abc', type: 'jwt' }, shared, external)).to.equal('protected');
    expect(by({ id: 'other', type: 'jwt' }, shared, external)).to.equal('other');
    expect(by({ type: 'aws_iam' }, shared, external)).to.equal('other');
    expect(by({ id: { Ref: 'HttpApiAuthorizerPassage' } }, BLOCK, {})).to.equal('protected');
  });

  it('function URLs and events of the WebSocket API are kept', () => {
    const events = [{ websocket: { route: '$connect', authorizer: 'mine' } }, { websocket: 'say' }];
    const { plan } = planOf(plain({ a: { url: true, events }, b: { url: { authorizer: 'aws_iam' } } }));
    expect(plan.open).to.deep.equal({ url: ['a'], websocket: [], alb: [] });
    expect(plan.websockets).to.deep.equal({
      apiId: { Ref: 'WebsocketsApi' },
      events: [
        { functionName: 'a', route: '$connect' },
        { functionName: 'a', route: 'say' },
      ],
    });
    expect(plan.websocketApiId).to.equal(null);
    expect(plan.protect).to.equal('opt-in');
  });

  it('an authorizer of an app is found in a plan and in a copy of it', () => {
    const { plan } = planOf(
      plain({ a: { passage: true, events: [...EVENTS, { http: 'GET /a' }] } }, { apps: { x: BLOCK } }),
    );
    for (const each of [plan, structuredClone(plan)]) {
      expect(authorizerOf(each, 'rest', 'x')?.created?.logicalId).to.equal('XApiGatewayAuthorizer');
      expect(authorizerOf(each, 'http', 'x')?.created?.logicalId).to.equal('HttpApiAuthorizerX');
      expect(authorizerOf(each, 'http', 'x')).to.equal(authorizerOf(each, 'http', 'x'));
      expect(authorizerOf(each, 'websocket', 'x')).to.equal(undefined);
      expect(authorizerOf(each, 'http', 'y')).to.equal(undefined);
    }
    const copy = structuredClone(plan);
    expect(authorizerOf(copy, 'http', 'x')).not.to.equal(undefined);
    Object.assign(copy, { authorizers: [] });
    expect(authorizerOf(copy, 'http', 'x')).to.equal(undefined);
  });
});

describe('plan: the file of a Lambda authorizer', () => {
  const file = (passage: object, functions: Parameters<typeof plain>[0]): unknown => {
    const { authorizerFunction } = planOf(plain(functions, passage)).plan;
    return authorizerFunction === null
      ? null
      : { ...authorizerFunction.file, variables: authorizerFunction.properties.Environment };
  };

  it('has the apps and routes that need it, and their variables', () => {
    const apps = {
      jwt: BLOCK,
      unused: LAMBDA,
      keys: { ...LAMBDA, jwksUri: 'https://i.example/keys', algorithms: ['ES256'], audience: ['a', 'b'] },
    };
    const functions = {
      a: { passage: 'jwt', events: EVENTS },
      b: { passage: { app: 'keys', scopes: ['s'] }, events: [{ httpApi: 'GET /b' }] },
    };
    expect(file({ apps, defaultApp: 'jwt' }, functions)).to.deep.equal({
      apps: {
        keys: {
          issuer: 'PASSAGE_1_ISSUER',
          audience: ['PASSAGE_1_AUDIENCE_1', 'PASSAGE_1_AUDIENCE_2'],
          jwksUri: 'PASSAGE_1_JWKS_URI',
          algorithms: ['ES256'],
          identitySource: '$request.header.Authorization',
        },
      },
      routes: { 'http GET /b': { app: 'keys', scopes: ['s'] } },
      variables: {
        Variables: {
          PASSAGE_1_ISSUER: 'https://i.example/',
          PASSAGE_1_AUDIENCE_1: 'a',
          PASSAGE_1_AUDIENCE_2: 'b',
          PASSAGE_1_JWKS_URI: 'https://i.example/keys',
        },
      },
    });
    expect(file({ apps, defaultApp: 'jwt' }, { a: functions.a })).to.equal(null);
  });

  it('names no key set where none is configured', () => {
    const made = file(LAMBDA, { a: { passage: true, events: EVENTS } });
    expect(made).to.have.nested.property('apps.default.jwksUri', null);
    expect(made)
      .to.have.property('variables')
      .that.deep.equals({
        Variables: { PASSAGE_1_ISSUER: 'https://i.example/', PASSAGE_1_AUDIENCE_1: 'api' },
      });
  });

  it('belongs to a function whose name is at most 64 characters long, and its own', () => {
    const named = (service: string): string => {
      const plan = planOf({ ...plain({ a: { passage: true, events: EVENTS } }, LAMBDA), service }).plan;
      return String(plan.authorizerFunction?.properties.FunctionName);
    };
    expect(named('svc')).to.equal('svc-dev-passageAuthorizer');
    const longest = 'x'.repeat(64 - '-dev-passageAuthorizer'.length);
    expect(named(longest)).to.equal(`${longest}-dev-passageAuthorizer`);
    const [a, b] = [named(`${longest}a`), named(`${longest}b`)];
    expect(a)
      .to.match(/^x+-[0-9a-f]{8}-passageAuthorizer$/)
      .and.have.length(64);
    expect(b).not.to.equal(a);
  });
});

describe('plan: Lambda authorizers are refused', () => {
  const places = (functions: Parameters<typeof plain>[0], passage: object): string[] =>
    refused(() => planOf(plain(functions, passage)));
  const connect = (extra: object = {}): Record<string, unknown> => ({
    websocket: { route: '$connect', ...extra },
  });
  const both = { apps: { jwt: BLOCK, edge: LAMBDA }, defaultApp: 'jwt' };

  it('for $connect, where the app of the route has none', () => {
    const code = 'PASSAGE_NOTHING_TO_PROTECT';
    expect(places({ a: { passage: true, events: [connect()] } }, both)).to.deep.equal([
      `${code} functions.a.passage`,
    ]);
    expect(places({ a: { events: [connect({ passage: true })] } }, both)).to.deep.equal([
      `${code} functions.a.events[0].websocket.passage`,
    ]);
    expect(places({ a: { events: [connect()] } }, { ...both, protect: 'all' })).to.deep.equal([
      `${code} functions.a.events[0].websocket`,
    ]);
    expect(places({ a: { passage: 'edge', events: [connect()] } }, both)).to.deep.equal([]);
    expect(
      places({ a: { passage: true, events: [...EVENTS] }, b: { events: [connect()] } }, both),
    ).to.deep.equal([]);
    // Another event of the function is what its setting means, where no app could protect the connection.
    expect(places({ a: { passage: true, events: [...EVENTS, connect()] } }, BLOCK)).to.deep.equal([]);
    expect(places({ a: { passage: true, events: [connect({ authorizer: 'mine' })] } }, BLOCK)).to.deep.equal(
      [],
    );
  });

  it('where a function of the service has the name of theirs', () => {
    const taken = { passageAuthorizer: { events: [] }, PassageAuthorizer: {}, other: {} };
    const a = { passage: true, events: EVENTS };
    expect(places({ ...taken, a }, LAMBDA)).to.deep.equal([
      'PASSAGE_AUTHORIZER_EXISTS functions.passageAuthorizer',
      'PASSAGE_AUTHORIZER_EXISTS functions.PassageAuthorizer',
    ]);
    expect(places({ ...taken, a: { events: EVENTS } }, LAMBDA)).to.deep.equal([]);
    expect(places({ ...taken, a }, BLOCK)).to.deep.equal([]);
    expect(places({ ...taken, a }, both)).to.deep.equal([]);
  });
});
