/** What differs between a live API and the service, and what is said where nothing can be compared. */
import { expect } from 'chai';
import type { JsonObject } from '../../src/util/objects';
import { naming, plain } from '../support/plans';
import { type FakeAws, type FakeHttpApi, deployedApi, fakeAws, jwtAuthorizer } from './fake-aws';
import { BLOCK, SERVICE, STACK, drift, driftRoutes } from './run-drift';

const API = deployedApi([
  ['GET /hello', false],
  ['GET /me', true],
  ['PUT /me/{id}', true, ['a', 'b']],
  ['ANY /app/{proxy+}', true],
]);

const RESOURCES = {
  HttpApi: ['api1', 'AWS::ApiGatewayV2::Api'],
  HttpApiAuthorizerPassage: ['auth1', 'AWS::ApiGatewayV2::Authorizer'],
} as const;

function deployed(api: FakeHttpApi = API, parts: Partial<FakeAws> = {}): FakeAws {
  return fakeAws({ stacks: { [STACK]: RESOURCES }, httpApis: { api1: api }, ...parts });
}

/** The API with one route changed. */
function changed(key: string, changes: JsonObject): FakeHttpApi {
  return {
    ...API,
    authorizers: [...API.authorizers, jwtAuthorizer({ AuthorizerId: 'auth2', Name: 'other' })],
    routes: API.routes.map((route) => (route.RouteKey === key ? { ...route, ...changes } : route)),
  };
}

describe('drift: as planned', () => {
  it('is one line, and exit status 0', async () => {
    const { text, problems } = await drift(SERVICE, deployed());
    expect(problems).to.deep.equal([]);
    const lines = text.split('\n');
    expect(lines[0]).to.equal('HTTP API api1: all 4 routes are as planned.');
    expect(lines[1]).to.match(/^Not covered: .*function URLs/);
    expect(lines).to.have.length(2);
  });

  it('says the same in JSON', async () => {
    const { report } = await drift(SERVICE, deployed(), { options: { json: true } });
    expect(report).to.deep.include({ ok: true });
    expect(report!.apis[0]).to.deep.include({ api: 'http', apiId: 'api1', ok: true, notCompared: [] });
    expect(new Set(report!.apis[0]!.routes.map(({ result }) => result))).to.deep.equal(
      new Set(['as-planned']),
    );
  });

  it('names of path variables do not count', async () => {
    const routes = await driftRoutes(
      SERVICE,
      deployed(changed('PUT /me/{id}', { RouteKey: 'PUT /me/{user}' })),
    );
    expect(routes['PUT /me/{id}']).to.include({ result: 'as-planned' });
    expect(routes).to.have.all.keys('GET /hello', 'GET /me', 'PUT /me/{id}', 'ANY /app/{proxy+}');
  });

  it('a service without an API has nothing to compare', async () => {
    const { text, problems } = await drift(plain({}, BLOCK), fakeAws({ stacks: { [STACK]: {} } }));
    expect([problems, text]).to.deep.equal([
      [],
      'No routes: this service has no httpApi, http or websocket events, and no API.',
    ]);
  });
});

describe('drift: differences', () => {
  const CASES: [what: string, key: string, api: FakeHttpApi, result: string, differences: object[]][] = [
    [
      'an open route',
      'GET /me',
      changed('GET /me', { AuthorizationType: 'NONE', AuthorizerId: undefined }),
      'open',
      [{ what: 'authorizationType', expected: 'JWT', found: 'NONE' }],
    ],
    [
      'a route without an authorization type is open',
      'GET /me',
      changed('GET /me', { AuthorizationType: undefined }),
      'open',
      [{ what: 'authorizationType', expected: 'JWT', found: 'NONE' }],
    ],
    [
      'an authorization type nobody knows is open',
      'GET /me',
      changed('GET /me', { AuthorizationType: 'jwt' }),
      'open',
      [{ what: 'authorizationType', expected: 'JWT', found: 'jwt' }],
    ],
    [
      'another authorization type',
      'GET /me',
      changed('GET /me', { AuthorizationType: 'AWS_IAM', AuthorizerId: undefined }),
      'different',
      [
        { what: 'authorizationType', expected: 'JWT', found: 'AWS_IAM' },
        { what: 'authorizer', expected: 'passage', found: null },
      ],
    ],
    [
      'another authorizer of the same issuer',
      'GET /me',
      changed('GET /me', { AuthorizerId: 'auth2' }),
      'different',
      [{ what: 'authorizer', expected: 'passage (auth1)', found: 'other (auth2)' }],
    ],
    [
      'an authorizer that is not there',
      'GET /me',
      changed('GET /me', { AuthorizerId: 'gone' }),
      'different',
      [{ what: 'authorizer', expected: 'passage', found: 'gone' }],
    ],
    [
      'more scopes',
      'PUT /me/{id}',
      changed('PUT /me/{id}', { AuthorizationScopes: ['a', 'b', 'c'] }),
      'different',
      [{ what: 'scopes', expected: ['a', 'b'], found: ['a', 'b', 'c'] }],
    ],
    [
      'no scopes',
      'PUT /me/{id}',
      changed('PUT /me/{id}', { AuthorizationScopes: undefined }),
      'different',
      [{ what: 'scopes', expected: ['a', 'b'], found: [] }],
    ],
    [
      'another issuer',
      'GET /me',
      {
        ...API,
        authorizers: [
          jwtAuthorizer({ JwtConfiguration: { Issuer: 'https://issuer.example.com', Audience: ['api'] } }),
        ],
      },
      'different',
      [{ what: 'issuer', expected: 'https://issuer.example.com/', found: 'https://issuer.example.com' }],
    ],
    [
      'one more audience',
      'GET /me',
      {
        ...API,
        authorizers: [jwtAuthorizer({ JwtConfiguration: { Issuer: BLOCK.issuer, Audience: ['api', 'b'] } })],
      },
      'different',
      [{ what: 'audience', expected: ['api'], found: ['api', 'b'] }],
    ],
    [
      'another identity source',
      'GET /me',
      { ...API, authorizers: [jwtAuthorizer({ IdentitySource: ['$request.querystring.token'] })] },
      'different',
      [
        {
          what: 'identitySource',
          expected: '$request.header.Authorization',
          found: '$request.querystring.token',
        },
      ],
    ],
    [
      'an authorizer without configuration',
      'GET /me',
      { ...API, authorizers: [{ AuthorizerId: 'auth1' }] },
      'different',
      [
        { what: 'issuer', expected: 'https://issuer.example.com/', found: null },
        { what: 'audience', expected: ['api'], found: [] },
        { what: 'identitySource', expected: '$request.header.Authorization', found: '' },
      ],
    ],
    [
      'a missing route',
      'GET /me',
      { ...API, routes: API.routes.filter(({ RouteKey }) => RouteKey !== 'GET /me') },
      'missing',
      [],
    ],
    [
      'a missing public route',
      'GET /hello',
      { ...API, routes: API.routes.filter(({ RouteKey }) => RouteKey !== 'GET /hello') },
      'missing',
      [],
    ],
  ];
  for (const [what, key, api, result, differences] of CASES) {
    it(what, async () => {
      const routes = await driftRoutes(SERVICE, deployed(api));
      expect(routes[key]).to.deep.include({ result, differences });
      const { problems, text } = await drift(SERVICE, deployed(api));
      expect(problems.map(({ code }) => code)).to.deep.equal(['PASSAGE_DRIFTED']);
      expect(text).to.match(new RegExp(`^! ${key.split(' ')[0]!} .* ${result}`, 'm'));
    });
  }

  it('a protected route that must be public is a warning', async () => {
    const api = changed('GET /hello', { AuthorizationType: 'JWT', AuthorizerId: 'auth1' });
    const { report, problems } = await drift(SERVICE, deployed(api), { options: { json: true } });
    expect(problems).to.deep.equal([]);
    expect(report!.ok).to.equal(true);
    expect(report!.apis[0]!.routes.find(({ path }) => path === '/hello')).to.deep.include({
      result: 'closed',
      differences: [{ what: 'authorizationType', expected: 'NONE', found: 'JWT' }],
    });
  });

  const extra = (type: string): FakeHttpApi => ({
    ...API,
    routes: [
      ...API.routes,
      { RouteId: 'r9', RouteKey: '$default', AuthorizationType: type, AuthorizerId: 'auth1' },
    ],
  });

  it('a public route that is not in the service fails', async () => {
    const { report, problems } = await drift(SERVICE, deployed(extra('NONE')), { options: { json: true } });
    expect(report!.ok).to.equal(false);
    const found = report!.apis[0]!.routes.find(({ path }) => path === '$default');
    expect(found).to.deep.equal({
      method: 'ANY',
      path: '$default',
      result: 'extra',
      differences: [],
      public: true,
    });
    expect(problems[0]!.fix).to.include(
      'aws apigatewayv2 delete-route --region eu-central-1 --api-id api1 --route-id r9',
    );
  });

  it('a protected one is a warning', async () => {
    const { report, problems, text } = await drift(SERVICE, deployed(extra('JWT')), {
      options: { json: true },
    });
    expect([report!.ok, problems], text).to.deep.equal([true, []]);
    expect(report!.apis[0]!.routes.find(({ result }) => result === 'extra')).to.include({ public: false });
  });

  it('says how to close an open route, also where the template has not changed', async () => {
    const api = changed('PUT /me/{id}', { AuthorizationType: 'NONE' });
    const { problems } = await drift(SERVICE, deployed(api));
    expect(problems[0]!.found).to.equal('PUT /me/{id}');
    expect(problems[0]!.fix)
      .to.include('npx sls deploy')
      .and.to.include(
        'aws apigatewayv2 update-route --region eu-central-1 --api-id api1 --route-id route2 --authorization-type JWT --authorizer-id auth1 --authorization-scopes b a',
      );
  });

  it('the command that restores an authorizer is there once', async () => {
    const api = {
      ...API,
      authorizers: [
        jwtAuthorizer({ JwtConfiguration: { Issuer: 'https://evil.example', Audience: ['api'] } }),
      ],
    };
    const { problems } = await drift(SERVICE, deployed(api));
    expect(problems[0]!.fix!.match(/update-authorizer/g)).to.have.length(1);
    expect(problems[0]!.fix).to.include(
      "--jwt-configuration 'Issuer=https://issuer.example.com/,Audience=api'",
    );
  });
});

describe('drift: routes of other kinds', () => {
  const iam = { httpApi: { method: 'POST', path: '/jobs', authorizer: { type: 'aws_iam' } } };
  const named = { httpApi: { method: 'GET', path: '/own', authorizer: { name: 'own', scopes: ['s'] } } };
  const service = plain({ jobs: { events: [iam, named] } }, BLOCK, {
    httpApi: {
      authorizers: { own: { type: 'jwt', identitySource: 'x', issuerUrl: 'https://own', audience: 'y' } },
    },
  });
  const routes = (iamType: string, ownId: string): FakeHttpApi => ({
    routes: [
      { RouteId: 'r1', RouteKey: 'POST /jobs', AuthorizationType: iamType },
      {
        RouteId: 'r2',
        RouteKey: 'GET /own',
        AuthorizationType: 'JWT',
        AuthorizerId: ownId,
        AuthorizationScopes: ['s'],
      },
    ],
    authorizers: [jwtAuthorizer({ AuthorizerId: 'own1', Name: 'own' })],
  });
  const stacks = {
    [STACK]: { ...RESOURCES, HttpApiAuthorizerOwn: ['own1', 'AWS::ApiGatewayV2::Authorizer'] as const },
  };

  it("a route with an authorizer of the user's own is compared too", async () => {
    const good = await drift(service, fakeAws({ stacks, httpApis: { api1: routes('AWS_IAM', 'own1') } }));
    expect(good.problems, good.text).to.deep.equal([]);
    const bad = await driftRoutes(service, fakeAws({ stacks, httpApis: { api1: routes('JWT', 'auth9') } }));
    expect(bad['POST /jobs']).to.include({ result: 'different' });
    expect(bad['GET /own']).to.include({ result: 'different' });
    const open = await driftRoutes(service, fakeAws({ stacks, httpApis: { api1: routes('NONE', 'own1') } }));
    expect(open['POST /jobs']).to.include({ result: 'open' });
  });

  const rawRoute = (RouteKey: unknown): object => ({
    Resources: {
      Raw: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey } },
    },
  });
  const api = {
    ...API,
    routes: [...API.routes, { RouteId: 'raw', RouteKey: 'GET /raw', AuthorizationType: 'NONE' }],
  };

  it('a route under `resources:` is in the service', async () => {
    const found = await driftRoutes(SERVICE, deployed(api), { resources: rawRoute('GET /raw') });
    expect(found['GET /raw']).to.include({ result: 'as-planned' });
  });

  it('one that only CloudFormation knows is named', async () => {
    const resources = rawRoute({ 'Fn::Sub': 'GET /${X}' });
    const { text } = await drift(SERVICE, deployed(api), { resources });
    expect(text).to.include('Not compared: ').and.to.include('Fn::Sub').and.to.include('resources:');
  });
});

describe('drift: REST APIs', () => {
  const service = plain(
    {
      me: { passage: true, events: [{ http: { method: 'get', path: 'me', cors: true } }, { http: 'ANY /' }] },
    },
    BLOCK,
  );
  const jwt = { type: 'JWT', identitySource: 'method.request.header.Authorization' };
  const issuers = [{ issuer: BLOCK.issuer, audiences: ['api'] }];
  const rest = (me: JsonObject, authorizer: JsonObject = { jwtConfiguration: { issuers } }): FakeAws =>
    fakeAws({
      stacks: {
        [STACK]: {
          ApiGatewayRestApi: ['rest1', 'AWS::ApiGateway::RestApi'],
          [naming.getAuthorizerLogicalId('passage')]: ['ra1', 'AWS::ApiGateway::Authorizer'],
        },
      },
      restApis: {
        rest1: {
          resources: [
            {
              id: 'root',
              path: '/',
              resourceMethods: { ANY: { authorizationType: 'JWT', authorizerId: 'ra1' } },
            },
            { id: 'none', path: '/none' },
            {
              id: 'res1',
              path: '/me',
              resourceMethods: {
                GET: me,
                OPTIONS: { authorizationType: 'NONE', methodIntegration: { type: 'MOCK' } },
              },
            },
          ],
          authorizers: [{ id: 'ra1', name: 'passage', ...jwt, ...authorizer }],
        },
      },
    });
  const good = { authorizationType: 'JWT', authorizerId: 'ra1' };

  it('are compared by method and resource; preflights that API Gateway answers are no extra routes', async () => {
    const { report, text } = await drift(service, rest(good), { options: { json: true } });
    expect(report!.ok, text).to.equal(true);
    expect(report!.apis[0]).to.deep.include({ api: 'rest', apiId: 'rest1', notCompared: [] });
    expect(report!.apis[0]!.routes.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      'ANY /',
      'GET /me',
    ]);
    expect(report!.notCovered.join()).to.include('deployment of a REST API');
  });

  describe('below a resource of another stack', () => {
    const ROOT = { 'Fn::ImportValue': 'shared-root' };
    const below = (more: object = {}): ReturnType<typeof plain> =>
      plain(
        {
          me: { passage: true, events: [{ http: 'GET me' }, { http: 'GET users/{id}' }, { http: 'ANY /' }] },
        },
        BLOCK,
        { apiGateway: { restApiId: 'rest1', restApiRootResourceId: ROOT, ...more } },
      );
    const live = (
      exports: Record<string, string>,
      ...paths: (readonly [id: string, path: string])[]
    ): FakeAws =>
      fakeAws({
        stacks: {
          [STACK]: { [naming.getAuthorizerLogicalId('passage')]: ['ra1', 'AWS::ApiGateway::Authorizer'] },
        },
        exports,
        restApis: {
          rest1: {
            resources: [
              ...paths.map(([id, path]) => ({ id, path, resourceMethods: { GET: good } })),
              { id: 'root', path: '/' },
              { id: 'v1', path: '/v1', resourceMethods: { ANY: good } },
            ],
            authorizers: [{ id: 'ra1', name: 'passage', ...jwt, jwtConfiguration: { issuers } }],
          },
        },
      });
    const results = async (
      service: ReturnType<typeof plain>,
      aws: FakeAws,
    ): Promise<Record<string, string>> => {
      const routes = await driftRoutes(service, aws);
      return Object.fromEntries(Object.entries(routes).map(([name, { result }]) => [name, result]));
    };
    const me = ['res1', '/v1/me'] as const;
    const user = ['res2', '/v1/users/{id}'] as const;
    const exported = { 'shared-root': 'v1' };

    it('routes have the path of that before theirs', async () => {
      expect(await results(below(), live(exported, me, user))).to.deep.equal({
        'ANY /v1': 'as-planned',
        'GET /v1/me': 'as-planned',
        'GET /v1/users/{id}': 'as-planned',
      });
    });

    it('a route beside that is another one', async () => {
      expect(await results(below(), live(exported, ['res1', '/me'], user))).to.deep.equal({
        'ANY /v1': 'as-planned',
        'GET /me': 'extra',
        'GET /v1/me': 'missing',
        'GET /v1/users/{id}': 'as-planned',
      });
    });

    it('routes may be below other resources, too', async () => {
      const service = below({ restApiResources: [{ path: '/users', resourceId: 'team' }] });
      const aws = live(exported, me, ['team', '/team'], ['res2', '/team/{id}']);
      expect(await results(service, aws)).to.deep.equal({
        'ANY /v1': 'as-planned',
        'GET /team': 'extra',
        'GET /team/{id}': 'as-planned',
        'GET /v1/me': 'as-planned',
      });
    });

    it('routes are missing where it is not known, or not there', async () => {
      for (const exports of [{}, { 'shared-root': 'gone' }] as Record<string, string>[]) {
        const { report } = await drift(below(), live(exports, me, user), { options: { json: true } });
        const missing = report!.apis[0]!.routes.filter(({ result }) => result === 'missing');
        expect(missing.map(({ path }) => path)).to.deep.equal(['/', '/me', '/users/{id}']);
        expect(report!.apis[0]!.notCompared).to.have.length('shared-root' in exports ? 0 : 1);
      }
    });
  });

  it('an open method, another issuer, and a command that reaches the stage', async () => {
    const open = await drift(service, rest({ authorizationType: 'NONE' }));
    expect(open.problems[0]!.found).to.equal('GET /me');
    expect(open.problems[0]!.fix).to.match(
      /aws apigateway update-method .*--resource-id res1 --http-method GET/,
    );
    expect(open.problems[0]!.fix).to.include('create-deployment');
    const other = rest(good, {
      jwtConfiguration: { issuers: [{ issuer: 'https://evil', audiences: ['api'] }] },
    });
    const { 'GET /me': me } = await driftRoutes(service, other);
    expect(me!.differences).to.deep.equal([
      { what: 'issuer', expected: BLOCK.issuer, found: 'https://evil' },
    ]);
    const two = rest(good, {
      jwtConfiguration: { issuers: [...issuers, { issuer: 'https://evil', audiences: ['b'] }] },
    });
    expect((await driftRoutes(service, two))['GET /me']!.differences.map(({ what }) => what)).to.deep.equal([
      'issuer',
      'audience',
    ]);
  });

  it('an issuer that the SDK does not pass on is named, not guessed at', async () => {
    const { report, problems } = await drift(service, rest(good, {}), { options: { json: true } });
    expect(problems).to.deep.equal([]);
    expect(report!.apis[0]!.notCompared).to.have.length(2);
    expect(report!.apis[0]!.notCompared.join('\n')).to.include('issuer of authorizer passage');
  });

  it('a method of another type of authorizer', async () => {
    const routes = await driftRoutes(
      service,
      rest({ authorizationType: 'COGNITO_USER_POOLS', authorizerId: 'ra1' }),
    );
    expect(routes['GET /me']).to.include({ result: 'different' });
  });
});

describe('drift: finding the API', () => {
  const NESTED = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/svc-dev-Nested/1';

  it('in a nested stack', async () => {
    const stacks = {
      [STACK]: { Nested: [NESTED, 'AWS::CloudFormation::Stack'] as const },
      [NESTED]: RESOURCES,
    };
    const { text, problems } = await drift(SERVICE, deployed(API, { stacks }));
    expect(problems, text).to.deep.equal([]);
  });

  it('in a stack of more resources than CloudFormation describes', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 150 }, (_, i) => [`R${i}`, [`p${i}`, 'AWS::X'] as const]),
    );
    const own = await drift(SERVICE, deployed(API, { stacks: { [STACK]: { ...many, ...RESOURCES } } }));
    expect(own.problems, own.text).to.deep.equal([]);
    const stacks = {
      [STACK]: { ...many, Nested: [NESTED, 'AWS::CloudFormation::Stack'] as const },
      [NESTED]: RESOURCES,
    };
    const nested = await drift(SERVICE, deployed(API, { stacks }));
    expect(nested.problems, nested.text).to.deep.equal([]);
    const denied = new Set(['cloudformation:ListStackResources']);
    const refused = await drift(SERVICE, deployed(API, { stacks, denied }));
    expect(refused.problems[0]!.fix).to.include('cloudformation:ListStackResources');
  });

  const external = (id: unknown): typeof SERVICE =>
    plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } }, BLOCK, { httpApi: { id } });
  const shared = deployedApi([['GET /me', true]]);
  const around = (parts: Partial<FakeAws>): FakeAws => fakeAws({ stacks: { [STACK]: RESOURCES }, ...parts });

  it('of another stack, by its ID', async () => {
    const { text, problems } = await drift(external('shared1'), around({ httpApis: { shared1: shared } }));
    expect(problems, text).to.deep.equal([]);
    expect(text).to.include('shared1');
  });

  it('of another stack, with an authorizer of its own: known by its ID', async () => {
    const authorizers = [jwtAuthorizer({ IdentitySource: ['$request.querystring.token'] })];
    const aws = around({ httpApis: { shared1: { ...shared, authorizers } } });
    const referring = (authorizerId: string): typeof SERVICE =>
      plain(
        { me: { passage: true, events: [{ httpApi: 'GET /me' }] } },
        { authorizerId },
        { httpApi: { id: 'shared1' } },
      );
    const good = await drift(referring('auth1'), aws);
    expect(good.problems, good.text).to.deep.equal([]);
    const { 'GET /me': bad } = await driftRoutes(referring('auth2'), aws);
    expect(bad!.differences.map(({ what }) => what)).to.deep.equal(['authorizer']);
  });

  it('by an import, which takes a permission of its own', async () => {
    const id = { 'Fn::ImportValue': { 'Fn::Sub': 'gateway-${AWS::Region}-HttpApiId' } };
    const aws = (denied: string[]): FakeAws =>
      around({
        httpApis: { shared1: shared },
        exports: { a: '1', b: '2', 'gateway-eu-central-1-HttpApiId': 'shared1' },
        denied: new Set(denied),
      });
    expect((await drift(external(id), aws([]))).problems).to.deep.equal([]);
    const { problems } = await drift(external(id), aws(['cloudformation:ListExports']));
    expect(problems[0]).to.include({ code: 'PASSAGE_DRIFTED', where: 'provider.httpApi.id' });
    expect(problems[0]!.what).to.include('cloudformation:ListExports');
  });

  it('by an output of a nested stack, and by a resource under `resources:`', async () => {
    const stacks = {
      [STACK]: { ...RESOURCES, Gateway: [NESTED, 'AWS::CloudFormation::Stack'] as const },
      [NESTED]: {},
    };
    const aws = around({
      stacks,
      outputs: { [NESTED]: { Id: 'shared1' } },
      httpApis: { shared1: shared, api1: shared },
    });
    for (const id of [{ 'Fn::GetAtt': ['Gateway', 'Outputs.Id'] }, { Ref: 'HttpApi' }]) {
      const { text, problems } = await drift(external(id), aws);
      expect(problems, text).to.deep.equal([]);
    }
  });

  it('an ID that cannot be read is named', async () => {
    const { problems } = await drift(external({ 'Fn::Select': [0, ['a']] }), around({}));
    expect(problems[0]!.what).to.include('Fn::Select');
  });

  it('a stack that is not there, without the API, and an API that is gone', async () => {
    const none = await drift(SERVICE, fakeAws());
    expect(none.problems[0]!.what).to.include('no stack svc-dev in eu-central-1');
    const empty = await drift(SERVICE, fakeAws({ stacks: { [STACK]: {} } }));
    expect(empty.problems[0]!.what).to.include('has no HTTP API');
    const gone = await drift(SERVICE, fakeAws({ stacks: { [STACK]: RESOURCES } }));
    expect(gone.problems[0]!.what).to.include('the API does not exist');
    for (const { problems } of [none, empty, gone])
      expect(problems.map(({ code }) => code)).to.deep.equal(['PASSAGE_DRIFTED']);
  });

  it('an API whose last event was removed is still looked at', async () => {
    const service = plain({}, BLOCK);
    const { problems } = await drift(service, deployed(deployedApi([['GET /old', false]])));
    expect(problems[0]!.found).to.equal('GET /old');
  });
});

describe('drift: intrinsic functions', () => {
  const issuer = { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${Users}' };
  const service = (audience: unknown): typeof SERVICE =>
    plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } }, { issuer, audience });
  const aws = (
    Audience: string[],
    Issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/pool1',
  ): FakeAws =>
    deployed(
      {
        ...deployedApi([['GET /me', true]]),
        authorizers: [jwtAuthorizer({ JwtConfiguration: { Issuer, Audience } })],
      },
      {
        stacks: {
          [STACK]: {
            ...RESOURCES,
            Users: ['pool1', 'AWS::Cognito::UserPool'],
            Client: ['client1', 'AWS::Cognito::UserPoolClient'],
          },
        },
      },
    );

  it('are compared with what CloudFormation made of them', async () => {
    const good = await drift(service({ Ref: 'Client' }), aws(['client1']), { options: { json: true } });
    expect([good.problems, good.report!.apis[0]!.notCompared]).to.deep.equal([[], []]);
    const bad = await driftRoutes(service({ Ref: 'Client' }), aws(['client2'], 'https://evil'));
    expect(bad['GET /me']!.differences.map(({ what, expected }) => [what, expected])).to.deep.equal([
      ['issuer', 'https://cognito-idp.eu-central-1.amazonaws.com/pool1'],
      ['audience', ['client1']],
    ]);
  });

  it('that cannot be read are named; what stands beside them is compared', async () => {
    const unknown = { 'Fn::GetAtt': ['Users', 'ProviderName'] };
    const good = await drift(service(['api', unknown]), aws(['api', 'x']), { options: { json: true } });
    expect(good.problems).to.deep.equal([]);
    expect(good.report!.apis[0]!.notCompared.join())
      .to.include('audience of authorizer passage')
      .and.to.include('ProviderName');
    for (const found of [['x', 'y'], ['api'], ['api', 'x', 'y']])
      expect((await driftRoutes(service(['api', unknown]), aws(found)))['GET /me'], found.join()).to.include({
        result: 'different',
      });
  });
});

describe('drift: AWS', () => {
  it('refuses: the permission is named, with the statement to add', async () => {
    for (const permission of ['cloudformation:DescribeStackResources', 'apigateway:GET']) {
      const { problems } = await drift(SERVICE, deployed(API, { denied: new Set([permission]) }));
      expect(problems[0]!.what).to.include(permission);
      expect(problems[0]!.fix).to.include('"cloudformation:DescribeStackResources", "apigateway:GET"');
    }
  });

  it('throttles: waits, says so, and gives up in the end', async () => {
    const some = await drift(SERVICE, deployed(API, { throttled: 2 }));
    expect(some.problems, some.text).to.deep.equal([]);
    expect(some.progress).to.include('throttled 1').and.to.include('throttled 2');
    const { problems } = await drift(SERVICE, deployed(API, { throttled: 100 }));
    expect(problems[0]!.what).to.include('throttling');
  });

  it('answers in pages, a thousand routes of them', async () => {
    const keys = Array.from({ length: 1000 }, (_, i) => `GET /r${i}`);
    const service = plain({ me: { passage: true, events: keys.map((httpApi) => ({ httpApi })) } }, BLOCK);
    const aws = deployed(deployedApi(keys.map((key) => [key, true] as const)), { pageSize: 25 });
    const { text, problems } = await drift(service, aws);
    expect(problems).to.deep.equal([]);
    expect(text).to.include('all 1000 routes');
    expect(aws.calls.filter((call) => call === 'getRoutes')).to.have.length(40);
    expect(aws.calls.filter((call) => call === 'describeStackResources')).to.have.length(1);
  });

  it('pages that have no end are an error, not a loop', async () => {
    const aws = deployed();
    const { problems } = await drift(SERVICE, {
      ...aws,
      get pageSize() {
        return 0;
      },
    });
    expect(problems[0]!.what).to.include('AWS');
  });

  it('says what it does while it works', async () => {
    const { progress } = await drift(SERVICE, deployed());
    expect(progress).to.deep.equal(['Reading stack svc-dev', 'Reading HTTP API api1']);
  });
});
