import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { loadLocalKey } from '../../../src/offline/local-key';
import { localClaims, signLocalToken } from '../../../src/offline/sign-token';
import { PROCESS_TIMEOUT_MS, service } from '../../support/frameworks';
import { type Issuer, startIssuer } from '../../support/issuer';
import { type Answer, ECHO, LINES, type Offline, ask, logged, startOffline } from '../../support/offline';
import { startOfflineInProcess } from '../../support/offline-in-process';
import { type Json, ec, forge, makeEcKey, unsigned } from '../../support/tokens';

const key = makeEcKey('ec-1');

/** Answers with the user that the helper finds, in the same code for every API. */
const HANDLER = `const { findPassageUser } = require('serverless-passage/runtime');
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(findPassageUser(event) ?? 'none'),
});
`;

const GATE = `exports.handler = async ({ authorizationToken }) => ({
  principalId: 'someone',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: authorizationToken === 'open sesame' ? 'Allow' : 'Deny', Resource: '*' }],
  },
  context: { who: 'gate' },
});
`;

const message = { route: 'say', routeResponseSelectionExpression: '$default' };

function makeService(issuer: unknown, passage: object = {}, custom: object = {}): object {
  return service(
    {
      all: {
        handler: 'handler.handler',
        passage: true,
        events: [
          { httpApi: 'GET /me' },
          { httpApi: { method: 'GET', path: '/orders', passage: { scopes: ['orders:read'] } } },
          { http: 'GET /' },
          { http: 'GET /rest' },
          { http: 'GET /devices/{id}' },
          { websocket: '$connect' },
          { websocket: '$disconnect' },
          { websocket: message },
        ],
      },
      files: {
        handler: 'echo.handler',
        passage: true,
        events: [
          { http: 'ANY /files/{proxy+}' },
          { http: { method: 'get', path: 'files/orders', passage: { scopes: ['orders:read'] } } },
          { http: { method: 'get', path: 'open', passage: false } },
          { http: { method: 'post', path: 'template', integration: 'lambda' } },
        ],
      },
    },
    {
      plugins: ['serverless-passage', 'serverless-offline'],
      provider: { websocketsApiRouteSelectionExpression: '$request.body.action' },
      custom: { passage: { issuer, audience: 'api', authorizerType: 'lambda', ...passage }, ...custom },
    },
  );
}

const seconds = (): number => Math.floor(Date.now() / 1000);

interface Opened {
  readonly status: number;
  /** What a message finds: the user, as JSON. */
  readonly user?: unknown;
}

/** Opens a connection, and sends a message through it. */
async function open(url: string, token?: string, query?: string): Promise<Opened> {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const socket = new WebSocket(query === undefined ? url : `${url}?token=${query}`, { headers });
  const refused = new Promise<Opened>((resolve) => {
    socket.on('unexpected-response', (_request, response) => {
      resolve({ status: response.statusCode ?? 0 });
    });
  });
  const answered = once(socket, 'open').then(async () => {
    socket.send(JSON.stringify({ action: 'say' }));
    const [data] = (await once(socket, 'message')) as [Buffer];
    return { status: 101, user: JSON.parse(data.toString()) as unknown };
  });
  answered.catch(() => undefined);
  socket.on('error', () => undefined);
  const result = await Promise.race([refused, answered]);
  socket.terminate();
  return result;
}

for (const line of LINES) {
  describe(`offline, Lambda authorizer: ${line.offline} on ${line.framework}`, function () {
    this.timeout(PROCESS_TIMEOUT_MS);

    let issuer: Issuer;
    let server: Offline;

    before(async () => {
      issuer = await startIssuer({ keys: [key.jwk] });
      server = await startOffline(line, {
        service: makeService(issuer.url),
        files: { 'handler.js': HANDLER, 'echo.js': ECHO },
      });
    });
    after(async () => {
      await (server as Offline | undefined)?.stop();
      await issuer.close();
    });

    function token(changes: Json = {}, kid = 'ec-1'): string {
      const claims = { iss: issuer.url, aud: 'api', sub: 'user-1', roles: ['a'], exp: seconds() + 60 };
      return forge({ alg: 'ES256', kid }, { ...claims, ...changes }, ec(key));
    }

    it('the same code reads the same user from all three APIs', async () => {
      const sent = token();
      const [http, rest, websocket] = [
        (await ask(`${server.url}/me`, { token: sent })).body,
        (await ask(`${server.url}/dev/rest`, { token: sent })).body,
        (await open(server.websocketUrl, sent)).user,
      ];
      expect(http).to.deep.include({ id: 'user-1', issuer: issuer.url, audience: ['api'] });
      expect((http as { claims: Json }).claims.roles).to.deep.equal(['a']);
      expect(rest).to.deep.equal(http);
      expect(websocket).to.deep.equal(http);
    });

    it('a connection without a token, or with a bad one, is not opened', async () => {
      const statuses = [];
      for (const sent of [
        undefined,
        'hello',
        token({ exp: seconds() - 1 }),
        token({ aud: 'x' }),
        token({}, 'ec-9'),
      ])
        statuses.push((await open(server.websocketUrl, sent)).status);
      expect(statuses).to.deep.equal([401, 401, 401, 401, 401]);
    });

    it('bad requests get the statuses that AWS gives', async () => {
      const bad = token({ exp: 1 });
      const statuses = [];
      for (const [path, sent] of [
        ['/me', undefined],
        ['/me', bad],
        ['/orders', token()],
        ['/dev/rest', undefined],
        ['/dev/rest', bad],
      ] as const) {
        const { status } = await ask(server.url + path, sent === undefined ? {} : { token: sent });
        statuses.push(status);
      }
      expect(statuses).to.deep.equal([401, 403, 403, 401, 401]);
    });

    const rest = (path: string, sent?: string, init: RequestInit = {}): Promise<Answer> =>
      ask(`${server.url}/dev${path}`, { ...init, ...(sent === undefined ? {} : { token: sent }) });

    it('a REST route denies what the function denies, with its status', async () => {
      const forged = `${token().split('.').slice(0, 2).join('.')}.${token({ sub: 'evil' }).split('.')[2]}`;
      const claims: Json = { iss: issuer.url, aud: 'api', sub: 'user-1', exp: seconds() + 60 };
      const none = forge({ alg: 'none', kid: 'ec-1' }, claims, unsigned);
      for (const path of ['/files/a/b', '/files/orders', '/rest']) {
        for (const sent of [
          undefined,
          '',
          'a.b.c',
          forged,
          none,
          token({ exp: 1 }),
          token({ iss: 'https://x.example' }),
        ]) {
          const { status, body } = await rest(path, sent);
          expect({ path, status, body }).to.deep.equal({
            path,
            status: 401,
            body: { message: 'Unauthorized' },
          });
        }
      }
      expect(await rest('/files/orders', token({ scope: 'orders:write' }))).to.deep.include({ status: 403 });
      expect(await rest('/files/orders', token({ scope: 'orders:read' }))).to.deep.include({ status: 200 });
    });

    it('the function itself decides about REST routes, and its log says so', async () => {
      const text = await logged(server, () => rest('/files/a/b', token({ exp: 1 })));
      const [line = '{}'] = /\{"source":"serverless-passage".*\}/.exec(text) ?? [];
      expect(JSON.parse(line)).to.deep.include({
        api: 'rest',
        route: 'rest GET /files/{proxy+}',
        check: 'expired',
      });
      expect(text).to.match(/401 for `GET \/dev\/files\/a\/b`: .*1970-01-01/);
    });

    it('the handler finds the context of the function’s policy, and nothing that the client sends', async () => {
      const [good, evil] = [token(), token({ sub: 'evil', exp: 1 })];
      const claims = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString()) as Json;
      const authorizer = { principalId: 'user-1', passage: JSON.stringify(claims) };
      const headers = {
        'Sls-Offline-Authorizer-Override': JSON.stringify({ principalId: 'evil', claims: {} }),
      };
      const { body } = await rest('/files/a/b', good, { headers });
      expect(body).to.deep.include({ authorizer, path: { proxy: 'a/b' } });
      expect(await rest('/files/a/b', evil, { headers })).to.deep.include({ status: 401 });
      expect((await rest('/open', good, { headers })).body).to.deep.include({ authorizer: 'none' });
    });

    it('a mapping template sees no claims that nobody has verified', async () => {
      expect(await rest('/template', undefined, { method: 'POST' })).to.deep.include({ status: 401 });
      const { status, body } = await rest('/template', token(), { method: 'POST' });
      expect(status).to.equal(200);
      expect(JSON.stringify(body)).not.to.contain('user-1');
    });
  });

  describe(`offline, Lambda authorizer with local keys, below other URLs: ${line.offline} on ${line.framework}`, function () {
    this.timeout(PROCESS_TIMEOUT_MS);

    const cache = mkdtempSync(join(tmpdir(), 'serverless-passage-cache-'));
    let server: Offline;
    const issuer = { 'Fn::Sub': 'https://${Pool}.example/' };

    before(async () => {
      const passage = {
        algorithms: ['ES256'],
        identitySource: '$request.querystring.token',
        offline: { keys: 'local' },
      };
      const urls = { 'serverless-offline': { noPrependStageInUrl: true, prefix: 'api' } };
      server = await startOfflineInProcess(line, {
        service: makeService(issuer, passage, urls),
        files: { 'handler.js': HANDLER, 'echo.js': ECHO },
        env: { XDG_CACHE_HOME: cache },
      });
    });
    after(async () => {
      await (server as Offline | undefined)?.stop();
      rmSync(cache, { recursive: true });
    });

    async function makeToken(): Promise<string> {
      const authorizer = { issuer: 'https://issuer.invalid/default', audience: ['api'] };
      const claims = localClaims({ authorizer, sub: 'me', seconds: 60, claims: {}, now: new Date() });
      return signLocalToken(claims, await loadLocalKey(join(cache, 'serverless-passage')));
    }

    it('tokens of this machine open all three, with the token in the query string', async () => {
      const token = await makeToken();
      const http = await ask(`${server.url}/api/me?token=${token}`);
      const rest = await ask(`${server.url}/api/rest?token=${token}`);
      const websocket = await open(server.websocketUrl, undefined, token);
      expect([http.status, rest.status, websocket.status]).to.deep.equal([200, 200, 101]);
      expect(websocket.user).to.deep.equal(http.body).and.to.deep.include({ id: 'me' });
      expect((await open(server.websocketUrl, token)).status).to.equal(401);
    });

    it('neither a prefix nor a stage that is left out opens or closes a REST route', async () => {
      const token = await makeToken();
      for (const path of ['/api/devices/7', '/api']) {
        expect((await ask(server.url + path)).status).to.equal(401);
        expect((await ask(`${server.url}${path}?token=${token}`)).body).to.deep.include({ id: 'me' });
      }
    });
  });

  describe(`offline, authorizers of the user's own only: ${line.offline} on ${line.framework}`, function () {
    this.timeout(PROCESS_TIMEOUT_MS);

    let server: Offline;

    before(async () => {
      const arn = 'arn:aws:lambda:us-east-1:123456789012:function:gate';
      server = await startOfflineInProcess(line, {
        service: service(
          {
            gated: {
              handler: 'echo.handler',
              events: [{ http: { method: 'get', path: 'gated', authorizer: 'gate' } }],
            },
            gate: { handler: 'gate.handler' },
            chat: {
              handler: 'handler.handler',
              events: [
                { websocket: { route: '$connect', authorizer: { arn } } },
                { websocket: '$disconnect' },
                { websocket: message },
              ],
            },
          },
          {
            plugins: ['serverless-passage', 'serverless-offline'],
            provider: { websocketsApiRouteSelectionExpression: '$request.body.action' },
            custom: { passage: { issuer: 'https://issuer.example/', audience: 'api' } },
          },
        ),
        files: { 'handler.js': HANDLER, 'echo.js': ECHO, 'gate.js': GATE },
      });
    });
    after(() => (server as Offline | undefined)?.stop());

    it('a Lambda authorizer decides, and the client adds nothing to its context', async () => {
      const evil = '{"claims":{"sub":"evil"},"principalId":"evil"}';
      const headers = { authorization: 'open sesame', 'sls-offline-authorizer-override': evil };
      const opened = await ask(`${server.url}/dev/gated`, { headers });
      expect(opened.body).to.deep.include({ authorizer: { who: 'gate', principalId: 'someone' } });
      const closed = await ask(`${server.url}/dev/gated`, { headers: { ...headers, authorization: 'no' } });
      expect(closed.status).to.equal(403);
    });

    it('no connection is opened whose authorizer cannot run, and the start says so', async () => {
      expect((await open(server.websocketUrl)).status).to.equal(401);
      expect((await open(server.websocketUrl, 'open sesame')).status).to.equal(401);
      expect(server.output()).to.contain('$connect (arn:aws:lambda:us-east-1:123456789012:function:gate)');
      expect(server.output()).not.to.contain('routes require a token');
    });
  });
}
