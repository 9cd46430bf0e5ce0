/** Requests without a token: which are sent, which are not, and what their answers prove. */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import type { LiveApi, LiveRoute } from '../../src/drift/live-api';
import { probeRequest } from '../../src/drift/probe-request';
import type { JsonObject } from '../../src/util/objects';
import { plain } from '../support/plans';
import { type FakeAws, type FakeHttpApi, deployedApi, fakeAws } from './fake-aws';
import { BLOCK, SERVICE, STACK, drift, driftRoutes } from './run-drift';

const RESOURCES = {
  HttpApi: ['api1', 'AWS::ApiGatewayV2::Api'],
  HttpApiAuthorizerPassage: ['auth1', 'AWS::ApiGatewayV2::Authorizer'],
} as const;

const KEYS = [
  ['GET /hello', false],
  ['GET /me', true],
  ['PUT /me/{id}', true, ['a', 'b']],
  ['ANY /app/{proxy+}', true],
] as const;

function deployed(api: FakeHttpApi = deployedApi(KEYS)): FakeAws {
  return fakeAws({ stacks: { [STACK]: RESOURCES }, httpApis: { api1: api } });
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const refuse: Handler = (_request, response) => {
  response.writeHead(401, { 'www-authenticate': 'Bearer' }).end('{"message":"Unauthorized"}');
};

describe('drift --probe', () => {
  let server: Server;
  let url: string;
  let handler: Handler;
  let asked: IncomingMessage[];
  let bodies: number;
  beforeEach(async () => {
    asked = [];
    bodies = 0;
    handler = refuse;
    server = createServer((request, response) => {
      asked.push(request);
      request.on('data', () => {
        bodies += 1;
      });
      handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const probing = (base = url): { options: object; fetch: typeof fetch } => ({
    options: { probe: true, url: base },
    fetch,
  });

  it('sends one request to each protected route: no token, no body, no public route', async () => {
    const { text, problems } = await drift(SERVICE, deployed(), probing(`${url}/base/`));
    expect(problems, text).to.deep.equal([]);
    expect(asked.map(({ method, url: path }) => `${method!} ${path!}`).sort()).to.deep.equal([
      'GET /base/app/passage-drift',
      'GET /base/me',
      'PUT /base/me/passage-drift',
    ]);
    for (const { headers } of asked) expect(headers).not.to.have.any.keys('authorization', 'cookie');
    expect(bodies).to.equal(0);
    expect(text).to.include('Probed: 3 of 3 protected routes refused a request without a token');
  });

  const ANSWERS: [what: string, status: number, headers: Record<string, string>, result: string][] = [
    ['401 of an authorizer', 401, { 'www-authenticate': 'Bearer' }, 'refused'],
    ['401 without the header', 401, {}, 'cannot-tell'],
    ['401 with another scheme', 401, { 'www-authenticate': 'Basic realm="x"' }, 'cannot-tell'],
    ['401 with more in the header', 401, { 'www-authenticate': 'Bearer realm="mine"' }, 'cannot-tell'],
    ['403', 403, { 'www-authenticate': 'Bearer' }, 'cannot-tell'],
    ['404', 404, { 'www-authenticate': 'Bearer' }, 'cannot-tell'],
    ['500', 500, {}, 'cannot-tell'],
    ['200', 200, { 'www-authenticate': 'Bearer' }, 'open'],
    ['204', 204, {}, 'open'],
    ['a redirect', 302, { location: '/elsewhere' }, 'open'],
    ['not modified', 304, {}, 'open'],
  ];
  for (const [what, status, headers, result] of ANSWERS) {
    it(`${what}: ${result}`, async () => {
      handler = (_request, response) => response.writeHead(status, headers).end();
      const routes = await driftRoutes(SERVICE, deployed(), probing());
      expect(routes['GET /me']).to.include({ result: 'as-planned' });
      expect(routes['GET /me']!.probe).to.include({ result, status });
      expect(asked).to.have.length(3);
      const { problems } = await drift(SERVICE, deployed(), probing());
      expect(problems.map(({ code }) => code)).to.deep.equal(result === 'open' ? ['PASSAGE_DRIFTED'] : []);
    });
  }

  it('no answer is no proof either way, and says why', async () => {
    handler = (request) => request.socket.destroy();
    const { text, problems } = await drift(SERVICE, deployed(), probing());
    expect(problems).to.deep.equal([]);
    expect(text)
      .to.include('Probed: 0 of 3')
      .and.to.match(/Cannot tell: no answer.*GET \/me/);
  });

  it('each request has a time limit, and one that is too slow is no proof', async () => {
    const slow = (_input: unknown, { signal, redirect }: RequestInit): Promise<Response> => {
      expect(signal).to.be.instanceOf(AbortSignal);
      expect(redirect).to.equal('manual');
      return Promise.reject(new DOMException('too slow', 'TimeoutError'));
    };
    const { text, problems } = await drift(SERVICE, deployed(), {
      ...probing(),
      fetch: slow as typeof fetch,
    });
    expect(problems).to.deep.equal([]);
    expect(text).to.include('Cannot tell: no answer in 3 s: ');
  });

  it('a route that the control plane calls public gets no request', async () => {
    const api = deployedApi(KEYS.map(([key, isProtected]) => [key, isProtected && key !== 'GET /me']));
    const routes = await driftRoutes(SERVICE, deployed(api), probing());
    expect(routes['GET /me']).to.include({ result: 'open' }).and.not.to.have.property('probe');
    expect(asked.map(({ url: path }) => path)).not.to.include('/me');
  });

  it('at most five at once', async () => {
    let now = 0;
    let most = 0;
    handler = (request, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        refuse(request, response);
      }, 5);
    };
    const keys = Array.from({ length: 30 }, (_, i) => `GET /r${i}`);
    const service = plain({ me: { passage: true, events: keys.map((httpApi) => ({ httpApi })) } }, BLOCK);
    const { text } = await drift(
      service,
      deployed(deployedApi(keys.map((key) => [key, true] as const))),
      probing(),
    );
    expect(text).to.include('30 of 30');
    expect(most).to.be.at.most(5);
  });

  it('the default endpoint is used where it can be', async () => {
    const sent: string[] = [];
    const record = (input: unknown): Promise<Response> => {
      sent.push(String(input));
      return Promise.resolve(new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer' } }));
    };
    const setting = { options: { probe: true }, fetch: record as typeof fetch };
    const endpoint = 'https://api1.execute-api.eu-central-1.amazonaws.com';
    await drift(SERVICE, deployed(), setting);
    expect(sent).to.include(`${endpoint}/me`);
    await drift(SERVICE, deployed({ ...deployedApi(KEYS), stages: ['v1'] }), setting);
    expect(sent).to.include(`${endpoint}/v1/me`);
    sent.length = 0;
    const several = await drift(SERVICE, deployed({ ...deployedApi(KEYS), stages: ['v1', 'v2'] }), setting);
    expect(several.text).to.include('Not probed: ').and.to.include('v1, v2');
    const api = { DisableExecuteApiEndpoint: true };
    const disabled = await drift(SERVICE, deployed({ ...deployedApi(KEYS), api }), setting);
    expect(disabled.text).to.include('Not probed: ').and.to.include('disabled').and.to.include('--url');
    expect([several.problems, disabled.problems, sent]).to.deep.equal([[], [], []]);
  });

  it('options that cannot be used are refused before anything is read', async () => {
    for (const value of [
      null,
      '',
      'api.example.com',
      'ftp://x.example',
      'https://u:p@x.example',
      'https://x.example/?a=b',
    ]) {
      const aws = deployed();
      const { problems } = await drift(SERVICE, aws, { options: { probe: true, url: value } });
      expect(problems.map(({ code, where }) => [code, where])).to.deep.equal([
        ['PASSAGE_COMMAND_INVALID', '--url'],
      ]);
      expect(aws.calls).to.deep.equal([]);
    }
    const { problems } = await drift(SERVICE, deployed(), { options: { url } });
    expect(problems[0]!.what).to.include('--probe');
  });
});

describe('drift --probe: two APIs', () => {
  it('--url is for the one whose default endpoint is disabled', async () => {
    const service = plain(
      { me: { passage: true, events: [{ httpApi: 'GET /me' }, { http: 'GET /rest' }] } },
      BLOCK,
    );
    const sent: string[] = [];
    const record = (input: unknown): Promise<Response> => {
      sent.push(String(input));
      return Promise.resolve(new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer' } }));
    };
    const rest = (api: JsonObject): FakeAws =>
      fakeAws({
        stacks: { [STACK]: { ...RESOURCES, ApiGatewayRestApi: ['rest1', 'AWS::ApiGateway::RestApi'] } },
        httpApis: { api1: deployedApi([['GET /me', true]]) },
        restApis: {
          rest1: {
            api,
            resources: [
              {
                id: 'r',
                path: '/rest',
                resourceMethods: { GET: { authorizationType: 'JWT', authorizerId: 'a' } },
              },
            ],
            authorizers: [
              {
                id: 'a',
                name: 'passage',
                type: 'JWT',
                identitySource: 'method.request.header.Authorization',
              },
            ],
          },
        },
      });
    const setting = {
      options: { probe: true, url: 'https://rest.example.com/v1' },
      fetch: record as typeof fetch,
    };
    await drift(service, rest({ disableExecuteApiEndpoint: true }), setting);
    expect(sent).to.deep.equal(['https://rest.example.com/v1/rest']);
    sent.length = 0;
    const { text } = await drift(service, rest({}), setting);
    expect(sent).to.deep.equal([]);
    expect(text.match(/Not probed/g)).to.have.length(2);
    await drift(service, rest({}), { ...setting, options: { probe: true } });
    expect(sent.sort()).to.deep.equal([
      'https://api1.execute-api.eu-central-1.amazonaws.com/me',
      'https://rest1.execute-api.eu-central-1.amazonaws.com/dev/rest',
    ]);
  });
});

describe('drift --probe: which request', () => {
  const live = (...routes: [key: string, type: string][]): LiveApi => ({
    api: 'http',
    id: 'a',
    authorizers: new Map(),
    resources: new Map(),
    routes: routes.map(([key, authorizationType]): LiveRoute => {
      const [method = '', path = ''] = key === '$default' ? ['ANY', key] : key.split(' ');
      return { id: key, method, path, authorizationType, authorizerId: null, scopes: [], isCors: false };
    }),
  });
  const request = (api: LiveApi): unknown => {
    const made = probeRequest(api.routes[0]!, api, 'https://x.example');
    return 'url' in made ? `${made.method} ${new URL(made.url).pathname}` : null;
  };

  const CASES: [what: string, api: LiveApi, expected: string | null][] = [
    [
      'path variables are filled in',
      live(['GET /a/{b}/c/{d+}', 'JWT']),
      'GET /a/passage-drift/c/passage-drift',
    ],
    ['the catch-all', live(['$default', 'JWT']), 'GET /passage-drift'],
    [
      'a literal public route beside it',
      live(['GET /a/{b}', 'JWT'], ['GET /a/me', 'NONE']),
      'GET /a/passage-drift',
    ],
    ['a public catch-all loses', live(['GET /a', 'JWT'], ['$default', 'NONE']), 'GET /a'],
    ['a public method takes its requests', live(['ANY /a', 'JWT'], ['GET /a', 'NONE']), 'POST /a'],
    [
      'public methods take all that is tried',
      live(
        ['ANY /a', 'JWT'],
        ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((m): [string, string] => [`${m} /a`, 'NONE']),
      ),
      null,
    ],
    [
      'a public method on a wider path may win',
      live(['ANY /a/b', 'JWT'], ['GET /a/{x}', 'NONE']),
      'POST /a/b',
    ],
    [
      'a public route that matches as well',
      live(['GET /{a}/b', 'JWT'], ['GET /passage-drift/{c}', 'NONE']),
      null,
    ],
    ['another protected route would answer', live(['$default', 'JWT'], ['ANY /{proxy+}', 'JWT']), null],
    ['a path that is another path', live(['GET /a/../b', 'JWT'], ['GET /b', 'NONE']), null],
    ['a path that is no path', live(['GET a', 'JWT']), null],
    ['a method that is none', live(['CONNECT /a', 'JWT']), null],
    ['characters that mean something in a URL', live(['GET /a?b#c', 'JWT']), null],
  ];
  for (const [what, api, expected] of CASES) {
    it(what, () => {
      expect(request(api)).to.equal(expected);
    });
  }

  it('no request ever matches a public route whose method and path are its own', () => {
    const segment = fc.constantFrom('a', 'b', 'passage-drift', '{x}', '{y+}', '..', '');
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
    const route = fc.record({
      method: fc.constantFrom('GET', 'POST', 'ANY', 'OPTIONS', 'X'),
      path: fc.oneof(path, fc.constant('$default')),
      isPublic: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(route, { minLength: 2, maxLength: 5 }), (routes) => {
        const api = live(
          ...routes.map(({ method, path: at, isPublic }): [string, string] => [
            at === '$default' ? at : `${method} ${at}`,
            isPublic ? 'NONE' : 'JWT',
          ]),
        );
        const [first, ...others] = api.routes;
        const made = probeRequest(first!, api, 'https://x.example');
        if (!('url' in made)) return;
        const { pathname } = new URL(made.url);
        const same = others.filter(
          (other) =>
            other.authorizationType === 'NONE' &&
            (other.method === made.method || (other.method === 'ANY' && first!.path !== pathname)) &&
            other.path === pathname,
        );
        expect(same).to.deep.equal([]);
      }),
      { numRuns: 500 },
    );
  });
});
