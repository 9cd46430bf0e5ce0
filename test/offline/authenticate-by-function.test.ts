import { type AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { expect } from 'chai';
import { readCall } from '../../src/authorizer/read-call';
import { staticKeys } from '../../src/gateway/keys';
import { authenticateByFunction } from '../../src/offline/authenticate-by-function';
import { type Invoke, type Outcome, invoker } from '../../src/offline/invoke-function';
import type { Request, Toolkit } from '../../src/offline/serverless-offline';
import type { AuthorizerFunction, ProtectedRoute } from '../../src/plan/types';

const ROUTE: ProtectedRoute = {
  api: 'rest',
  method: 'ANY',
  path: '/files/{proxy+}',
  functionName: 'files',
  index: 0,
  where: 'functions.files.events[0].http',
  logicalId: 'ApiGatewayMethodFilesProxyVarAny',
  decision: { access: 'protected', app: 'default', authorizer: 'passage', scopes: [], decidedBy: 'function' },
};

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:offline000/dev';
const ALLOW = { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${ARN}/*` };

function policy(statement: object, ...others: object[]): object {
  return {
    principalId: 'alice',
    policyDocument: { Version: '2012-10-17', Statement: [statement, ...others] },
    context: { passage: '{}' },
  };
}

function request(rawHeaders: readonly string[]): Request {
  return {
    method: 'get',
    path: '/dev/files/a/b',
    headers: {},
    query: { q: ['1', '2'], r: '3' },
    params: { proxy: 'a/b' },
    raw: { req: { rawHeaders } },
    response: {},
  };
}

interface Seen {
  /** 200 where the request passes. */
  readonly status: number;
  readonly events: object[];
  readonly log: string;
  readonly request: Request;
}

/** What becomes of a request when the function's outcome is this. */
async function authenticate(outcome: Outcome, headers = ['Authorization', 'Bearer a.b.c']): Promise<Seen> {
  const events: object[] = [];
  const lines: string[] = [];
  let status = 200;
  const response = {
    code: (code: number) => {
      status = code;
      return response;
    },
    type: () => response,
    charset: () => response,
    header: () => response,
    takeover: () => response,
  };
  const toolkit: Toolkit = {
    continue: Symbol('continue'),
    response: () => response,
    authenticated: (data) => data,
  };
  const invoke: Invoke = (event) => {
    events.push(event);
    return Promise.resolve(outcome);
  };
  const verifier = {
    type: 'lambda',
    authorizer: { issuer: 'https://idp.example', audience: ['api'] },
    identitySource: '$request.header.Authorization',
    keys: staticKeys({ keys: [] }),
  } as const;
  const stage = { name: 'dev', basePath: '/dev' };
  const sent = request(headers);
  await authenticateByFunction({ invoke, stage, verifier }, ROUTE, (text) => lines.push(text))(sent, toolkit);
  return { status, events, log: lines.join('\n'), request: sent };
}

describe('offline: the Lambda authorizer of a REST API', () => {
  const DENIED: readonly [what: string, outcome: Outcome, status: number][] = [
    ['the text Unauthorized', { result: 'Unauthorized' }, 401],
    ['an error Unauthorized', { error: 'Unauthorized' }, 401],
    ['another error', { error: 'fetch failed' }, 500],
    ['a policy that denies', { result: policy({ ...ALLOW, Effect: 'Deny', Resource: '*' }) }, 403],
    ['another stage', { result: policy({ ...ALLOW, Resource: ALLOW.Resource.replace('/dev', '/de') }) }, 403],
    ['one method only', { result: policy({ ...ALLOW, Resource: `${ARN}/GET/other` }) }, 403],
    ['another action', { result: policy({ ...ALLOW, Action: 'execute-api:ManageConnections' }) }, 403],
    ['a second statement', { result: policy(ALLOW, { ...ALLOW, Effect: 'Deny' }) }, 403],
    ['no principal', { result: { ...policy(ALLOW), principalId: undefined } }, 403],
    ['no statement', { result: { principalId: 'alice', policyDocument: {} } }, 403],
    ['a simple response', { result: { isAuthorized: true } }, 500],
    ['nothing', { result: null }, 500],
  ];
  for (const [what, outcome, expected] of DENIED) {
    it(`${expected}: ${what}`, async () => {
      const { status, log, request: sent } = await authenticate(outcome);
      expect(status).to.equal(expected);
      expect(log).to.match(new RegExp(`^${expected} for `));
      expect(sent.raw.req.rawHeaders).to.have.length(2);
    });
  }

  it('a request without a token is denied without the function', async () => {
    for (const headers of [[], ['authorization', '']]) {
      const { status, events } = await authenticate({ result: policy(ALLOW) }, headers);
      expect({ status, events }).to.deep.equal({ status: 401, events: [] });
    }
  });

  it('the context is what the policy comes with, whatever header the client sends', async () => {
    const evil = ['SLS-Offline-Authorizer-Override', '{"principalId":"evil"}', 'Authorization', 'x'];
    const { status, request: sent } = await authenticate({ result: policy(ALLOW) }, evil);
    expect(status).to.equal(200);
    expect(sent.raw.req.rawHeaders.slice(2)).to.deep.equal([
      'sls-offline-authorizer-override',
      '{"principalId":"alice","passage":"{}"}',
    ]);
  });

  it('the event is one that the function reads as a request to the route', async () => {
    const headers = ['Authorization', 'a', 'Authorization', 'b', '__proto__', 'c'];
    const { events } = await authenticate({ result: policy(ALLOW) }, headers);
    const [event = {}] = events;
    expect(event).to.deep.include({
      methodArn: `${ARN}/GET/files/a/b`,
      path: '/files/a/b',
      resource: '/files/{proxy+}',
      pathParameters: { proxy: 'a/b' },
    });
    expect(readCall(event)).to.deep.include({
      api: 'rest',
      routes: ['rest GET /files/{proxy+}', 'rest ANY /files/{proxy+}'],
      query: { q: ['1', '2'], r: ['3'] },
    });
    expect(readCall(event)?.headers.Authorization).to.deep.equal(['a', 'b']);
  });
});

describe('offline: calls of a function', () => {
  const called = {
    properties: { FunctionName: 'service-dev-passageAuthorizer' },
  } as unknown as AuthorizerFunction;

  /** Answers every call, and returns what the outcome is. */
  async function outcome(status: number, body: string, headers: object = {}): Promise<unknown[]> {
    const urls: (string | undefined)[] = [];
    const server = createServer((message, response) => {
      urls.push(message.url);
      response.writeHead(status, { ...headers }).end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await invoker(called, { host: '0.0.0.0', lambdaPort: port })({ a: 1 });
    server.close();
    return [answer, ...urls];
  }

  it('an error is no result, whatever the status', async () => {
    expect((await outcome(404, '{"Message":"Function not found"}'))[0]).to.deep.equal({ error: 'unknown' });
    const failed = { 'x-amz-function-error': 'Unhandled' };
    expect((await outcome(200, '{"errorMessage":"Unauthorized"}', failed))[0]).to.deep.equal({
      error: 'Unauthorized',
    });
    expect((await outcome(200, 'hello'))[0]).to.have.property('error');
    expect(await invoker(called, { host: '127.0.0.1', lambdaPort: 1 })({})).to.have.property('error');
  });

  it('a result is what the function returned', async () => {
    expect(await outcome(200, '{"principalId":"alice"}')).to.deep.equal([
      { result: { principalId: 'alice' } },
      '/2015-03-31/functions/service-dev-passageAuthorizer/invocations',
    ]);
    expect((await outcome(200, '"Unauthorized"'))[0]).to.deep.equal({ result: 'Unauthorized' });
  });
});
