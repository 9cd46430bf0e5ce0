/** A Lambda authorizer on deployed APIs: an issuer that signs with ES256, on this machine, so on an emulator only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetAuthorizersCommand,
  GetRoutesCommand,
  type Route,
  UpdateRouteCommand,
} from '@aws-sdk/client-apigatewayv2';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect } from 'chai';
import { parseDrift } from '../commands/schemas';
import { service } from '../support/frameworks';
import { type Issuer, startIssuer } from '../support/issuer';
import { API_ARN, EVENTS } from '../support/lambda-events';
import { ec, forge, type Json, makeEcKey } from '../support/tokens';
import { DEPLOY_TIMEOUT_MS, type Deployment, newDeployment } from './deployment';
import { ENDPOINT, apiGateway, lambda } from './target';

const HELPER = readFileSync(join(__dirname, '../../dist/runtime/passage-user.js'), 'utf8');

const HANDLER = `const { findPassageUser } = require('./passage-user');
exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(findPassageUser(event) ?? null) });
`;

const FUNCTIONS = {
  me: {
    handler: 'user.handler',
    passage: true,
    events: [
      { httpApi: 'GET /me' },
      { httpApi: { method: 'GET', path: '/orders', passage: { scopes: ['orders:read'] } } },
      { http: 'GET /me' },
      { http: { method: 'GET', path: '/orders', passage: { scopes: ['orders:read'] } } },
      { websocket: '$connect' },
      { websocket: 'say' },
    ],
  },
};

const key = makeEcKey('ec-1');

(ENDPOINT === null ? describe.skip : describe)('deploy: Lambda authorizer', function () {
  this.timeout(DEPLOY_TIMEOUT_MS);
  let issuer: Issuer;
  let deployment: Deployment;

  before(async () => {
    issuer = await startIssuer({ keys: [key.jwk] });
    deployment = newDeployment({ files: { 'user.js': HANDLER, 'passage-user.js': HELPER } });
    const passage = { issuer: issuer.url, audience: 'api', authorizerType: 'lambda' };
    await deployment.deploy(service(FUNCTIONS, { custom: { passage } }));
  });
  after(async () => {
    await deployment.remove();
    await issuer.close();
  });

  function token(changes: Json = {}, by = key): string {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const claims: Json = { iss: issuer.url, aud: 'api', sub: 'user-1', roles: ['a'], exp, ...changes };
    return forge({ alg: 'ES256', kid: 'ec-1' }, claims, ec(by));
  }

  const BAD: Readonly<Record<string, () => string>> = {
    expired: () => token({ exp: 1 }),
    'of another audience': () => token({ aud: 'other' }),
    'without a signature': () => forge({ alg: 'none' }, {}, () => Buffer.alloc(0)),
    'by another key of the same name': () => token({}, makeEcKey('ec-1')),
  };

  // The function of an HTTP API can only say 403 (AWS: http-api-lambda-authorizer). Without a token AWS answers 401
  // itself, which the emulator leaves to the function.
  for (const [api, without, bad] of [
    ['http', 403, 403],
    ['rest', 401, 401],
  ] as const) {
    it(`${api}: refuses requests without a token, bad tokens, and tokens without a scope of the route`, async () => {
      await deployment.call('GET /me', { api, status: without });
      for (const make of Object.values(BAD))
        await deployment.call('GET /me', { api, status: bad, token: make() });
      await deployment.call('GET /orders', { api, status: 403, token: token() });
    });

    it(`${api}: lets a good token in, and the handler reads its user`, async () => {
      const { body } = await deployment.call('GET /me', { api, status: 200, token: token() });
      expect(body).to.deep.include({ id: 'user-1', audience: ['api'] });
      expect(body).to.have.nested.property('claims.roles').that.deep.equals(['a']);
      await deployment.call('GET /orders', { api, status: 200, token: token({ scope: 'orders:read' }) });
    });
  }

  async function readWebsocketApi(): Promise<{ ApiId: string; routes: readonly Route[] }> {
    const ApiId = new URL(await deployment.output('ServiceEndpointWebsocket')).hostname.split('.')[0]!;
    const { Items: routes = [] } = await apiGateway().send(new GetRoutesCommand({ ApiId }));
    return { ApiId, routes };
  }

  it('websocket: only $connect asks for a decision, of our authorizer', async () => {
    const { ApiId, routes } = await readWebsocketApi();
    const { Items: authorizers = [] } = await apiGateway().send(new GetAuthorizersCommand({ ApiId }));
    expect(authorizers).to.have.length(1);
    expect(authorizers[0]).to.deep.include({
      AuthorizerType: 'REQUEST',
      IdentitySource: ['route.request.header.Authorization'],
    });
    expect(authorizers[0]!.AuthorizerUri).to.include(`:function:${deployment.stackName}-passageAuthorizer/`);
    const { AuthorizerId } = authorizers[0]!;
    expect(
      Object.fromEntries(
        routes.map((route) => [route.RouteKey, [route.AuthorizationType, route.AuthorizerId]]),
      ),
    ).to.deep.equal({ $connect: ['CUSTOM', AuthorizerId], say: ['NONE', undefined] });
  });

  /** What the deployed function answers about a new connection. */
  async function connect(sent: string): Promise<{ error: string | undefined; answer: unknown }> {
    const event = EVENTS.websocket({ authorization: `Bearer ${sent}` });
    const FunctionName = `${deployment.stackName}-passageAuthorizer`;
    const { FunctionError: error, Payload } = await lambda().send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    return { error, answer: JSON.parse(Buffer.from(Payload ?? []).toString()) };
  }

  for (const [what, make] of Object.entries(BAD))
    it(`websocket: the deployed function refuses a token ${what}`, async () => {
      const { error, answer } = await connect(make());
      expect(error).to.be.a('string');
      expect(answer).to.include({ errorMessage: 'Unauthorized' });
    });

  it('websocket: the deployed function allows a good token on this API and stage only', async () => {
    const { error, answer } = await connect(token());
    expect(error).to.equal(undefined);
    expect(answer).to.have.property('principalId', 'user-1');
    expect(answer)
      .to.have.nested.property('policyDocument.Statement')
      .that.deep.equals([{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${API_ARN}/*` }]);
  });

  /** Routes that are not as planned, as `passage drift` reports them. */
  async function drifted(): Promise<string[]> {
    const { stdout } = await deployment.run(['passage', 'drift', '--json']);
    const { apis } = parseDrift(stdout);
    expect(apis.map(({ api }) => api)).to.deep.equal(['http', 'rest', 'websocket']);
    const found = apis.flatMap(({ api, routes }) => routes.map((route) => ({ api, ...route })));
    return found
      .filter(({ result }) => result !== 'as-planned')
      .map(({ api, path, result, differences }) => `${api} ${path} ${result} ${JSON.stringify(differences)}`);
  }

  it('drift: what was deployed is as planned, until somebody opens $connect', async () => {
    expect(await drifted()).to.deep.equal([]);
    const { ApiId, routes } = await readWebsocketApi();
    const { RouteId, AuthorizerId } = routes.find(({ RouteKey }) => RouteKey === '$connect')!;
    const update = (changes: object): Promise<unknown> =>
      apiGateway().send(new UpdateRouteCommand({ ApiId, RouteId, ...changes }));
    await update({ AuthorizationType: 'NONE' });
    expect(await drifted()).to.have.length(1);
    expect((await drifted())[0]).to.match(/^websocket \$connect open /);
    await update({ AuthorizationType: 'CUSTOM', AuthorizerId });
    expect(await drifted()).to.deep.equal([]);
  });
});
