import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadLocalKey } from '../../../src/offline/local-key';
import { cleanEnv, command, PROCESS_TIMEOUT_MS } from '../../support/frameworks';
import { runInProcess } from '../../support/in-process';
import {
  type Answer,
  ask,
  ECHO,
  LINES,
  logged,
  type Offline,
  startOffline,
  statusOf,
} from '../../support/offline';
import {
  ec,
  forge,
  hmac,
  type Json,
  type Key,
  makeEcKey,
  makeRsaKey,
  signToken,
  unsigned,
} from '../../support/tokens';
import { AUDIENCE, GATE, ISSUER, READER, SERVICE } from './local-service';

const EVIL = {
  'sls-offline-authorizer-override': '{"jwt":{"claims":{"sub":"evil"}},"claims":{"sub":"evil"}}',
};

for (const line of LINES) {
  describe(`offline, local keys: ${line.offline} on ${line.framework}`, function () {
    this.timeout(PROCESS_TIMEOUT_MS);

    const cache = mkdtempSync(join(tmpdir(), 'serverless-passage-cache-'));
    let server: Offline;
    let key: Key;
    const sent: string[] = [];

    before(async () => {
      server = await startOffline(line, {
        service: SERVICE,
        args: ['offline', 'start'],
        files: { 'handler.js': ECHO, 'gate.js': GATE, 'reader.js': READER },
        env: { XDG_CACHE_HOME: cache },
      });
      const { kid, privateKey, jwk } = await loadLocalKey(join(cache, 'serverless-passage'));
      key = { kid, privateKey, publicKey: createPublicKey(privateKey), jwk };
    });
    after(async () => {
      await (server as Offline | undefined)?.stop();
      rmSync(cache, { recursive: true });
    });

    function claims(extra: Json = {}): Json {
      const now = Math.floor(Date.now() / 1000);
      return { aud: AUDIENCE, exp: now + 600, iat: now, iss: ISSUER, nbf: now, sub: 'user-1', ...extra };
    }

    async function request(path: string, token?: string, init: RequestInit = {}): Promise<Answer> {
      if (token !== undefined) sent.push(token);
      return ask(server.url + path, { ...init, ...(token === undefined ? {} : { token }) });
    }

    function expectRefused(answer: Answer, status: 401 | 403, wwwAuthenticate: string | RegExp): void {
      const message = status === 401 ? 'Unauthorized' : 'Forbidden';
      expect(answer).to.deep.include({ status, contentType: 'application/json', body: { message } });
      if (typeof wwwAuthenticate === 'string') expect(answer.wwwAuthenticate).to.equal(wwwAuthenticate);
      else expect(answer.wwwAuthenticate).to.match(wwwAuthenticate);
    }

    const invalid = (words: string): string =>
      `Bearer scope="" error="invalid_token" error_description="${words}"`;
    const header = { alg: 'RS256', typ: 'JWT' };
    const pem = (): string => key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const BAD: [what: string, token: () => string | undefined, words: string, log: RegExp][] = [
      ['no token at all', () => undefined, '', /no token/],
      [
        'a prefix and nothing after it',
        () => '',
        'token contains an invalid number of segments',
        /nothing after/,
      ],
      ['rubbish', () => 'rubbish', 'token contains an invalid number of segments', /1 part/],
      [
        'alg none',
        () => forge({ ...header, alg: 'none', kid: key.kid }, claims(), unsigned),
        'signing method none is invalid',
        /`none`/,
      ],
      [
        'HS256 with the public key',
        () => forge({ ...header, alg: 'HS256', kid: key.kid }, claims(), hmac(pem())),
        'signing method HS256 is invalid',
        /`HS256`/,
      ],
      [
        'ES256',
        () => forge({ ...header, alg: 'ES256', kid: key.kid }, claims(), ec(makeEcKey('x'))),
        'signing method ES256 is invalid',
        /`ES256`/,
      ],
      [
        'another key of the same name',
        () => signToken(makeRsaKey(key.kid), claims()),
        'token signature is invalid',
        /signature/,
      ],
      [
        'an unknown key',
        () => signToken(makeRsaKey('other'), claims()),
        'no signing key for the token',
        /`other`/,
      ],
      ['expired', () => signToken(key, claims({ exp: 1 })), 'token is expired', /1970-01-01/],
      ['not yet valid', () => signToken(key, claims({ nbf: 4e9 })), 'token is not valid yet', /2096-10-02/],
      [
        'for another audience',
        () => signToken(key, claims({ aud: `${AUDIENCE}/` })),
        'the token does not have a valid audience',
        /trailing slash/,
      ],
      [
        'of another app',
        () => signToken(key, claims({ iss: `${ISSUER}4` })),
        'issuer does not match',
        /testapp1234`.*testapp123`/,
      ],
    ];
    for (const [what, token, words, log] of BAD) {
      it(`401: ${what}, and the log says why`, async () => {
        const text = await logged(server, async () => {
          expectRefused(await request('/me', token()), 401, words === '' ? 'Bearer' : invalid(words));
        });
        expect(text)
          .to.match(/401 for `GET \/me`/)
          .and.to.match(log);
      });
    }

    it('403 without one of the scopes, and the log says which', async () => {
      const text = await logged(server, async () => {
        const answer = await request('/orders', signToken(key, claims({ scope: 'orders:write' })));
        expectRefused(
          answer,
          403,
          'Bearer scope="orders:read orders:all" error="insufficient_scope" error_description="expected scopes: [orders:read orders:all]"',
        );
      });
      expect(text).to.match(/403 for `GET \/orders`.*`orders:write`.*`orders:read`, `orders:all`/);
    });

    it('401 for two tokens, though Node shows only the first', async () => {
      const token = signToken(key, claims());
      sent.push(token);
      const header = ['Authorization', `Bearer ${token}`];
      expect(await statusOf(`${server.url}/me`, header)).to.equal(200);
      expect(await statusOf(`${server.url}/me`, [...header, ...header])).to.equal(401);
    });

    const PROTECTED: [method: string, path: string][] = [
      ['GET', '/me'],
      ['POST', '/me/7'],
      ['DELETE', '/any/a/b'],
      ['PUT', '/whatever'],
      ['GET', '/'],
      ['GET', '/old'],
      ['GET', '/pool'],
      ['GET', '/users/me'],
      ['GET', '/wide/api/x'],
      ['POST', '/wide/api/x'],
      ['GET', '/dev/wide/api/x'],
      ['POST', '/dev/wide/api/x'],
      ['GET', '/dev/rest'],
      ['POST', '/dev/rest/template'],
      ['GET', '/theirs'],
      ['GET', '/dev/cognito'],
      ['GET', '/dev/iam'],
      ['GET', '/dev/shared'],
    ];
    for (const [method, path] of PROTECTED) {
      it(`${method} ${path} is closed, to the override header too`, async () => {
        expectRefused(await request(path, undefined, { method, headers: EVIL }), 401, 'Bearer');
      });
    }

    it('a route of all methods is asked before one of the method with a wider path, as in AWS', async () => {
      const { body } = await request('/wide/api/x', signToken(key, claims()));
      expect(body).to.have.property('route', 'ANY /wide/api/{x+}');
      expect(body).to.have.nested.property('authorizer.jwt.claims.sub', 'user-1');
    });

    it('a preflight that an authorizer swallows fails, as in AWS', async () => {
      const headers = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
      expectRefused(await request('/any/x', undefined, { method: 'OPTIONS', headers }), 401, 'Bearer');
    });

    const OPEN: [method: string, path: string][] = [
      ['GET', '/open'],
      ['PATCH', '/open/x'],
      ['GET', '/users/7'],
      ['GET', '/wide/x'],
      ['GET', '/dev/wide/x'],
      ['GET', '/dev/rest/open'],
    ];
    for (const [method, path] of OPEN) {
      it(`${method} ${path} is open, and nobody has claims there`, async () => {
        const good = await request(path, signToken(key, claims()), { method });
        const forged = await request(path, forge({ alg: 'none' }, claims(), unsigned), {
          method,
          headers: EVIL,
        });
        for (const answer of [good, forged]) {
          expect(answer.status).to.equal(200);
          expect(answer.body).to.deep.include({ authorizer: 'none' });
        }
      });
    }

    it('a template on an open route sees no user', async () => {
      const answer = await request('/dev/rest/template/open', signToken(key, claims()), { method: 'POST' });
      expect(JSON.stringify(answer.body)).not.to.contain('user-1');
    });

    it('a template on a protected route sees the user', async () => {
      const token = signToken(key, claims({ sub: 'user "1"' }));
      const answer = await request('/dev/rest/template', token, { method: 'POST' });
      // With `integration: lambda` what the handler returns is the body, status and all.
      const { template } = JSON.parse((answer.body as { body: string }).body) as { template: Json };
      expect(template).to.deep.equal({ sub: 'user "1"' });
    });

    it('the handler gets the claims as API Gateway sends them', async () => {
      const token = signToken(
        key,
        claims({ aud: [AUDIENCE, 'x'], admin: true, nothing: null, list: ['a', 'b'] }),
      );
      const { body } = await request('/me/7', token, { method: 'POST', headers: EVIL });
      expect(body).to.have.nested.property('path.id', '7');
      expect(body).to.have.nested.property('authorizer.jwt.scopes', null);
      expect(Object.keys((body as { authorizer: object }).authorizer)).to.deep.equal(['jwt']);
      expect(body)
        .to.have.nested.property('authorizer.jwt.claims')
        .that.deep.includes({
          aud: `[${AUDIENCE} x]`,
          iss: ISSUER,
          sub: 'user-1',
          admin: 'true',
          list: '[a b]',
        });
      for (const name of ['exp', 'iat', 'nbf']) {
        expect(body).to.have.nested.property(`authorizer.jwt.claims.${name}`).that.is.a('string');
      }
      expect(body).not.to.have.nested.property('authorizer.jwt.claims.nothing');
    });

    it('scopes are the token’s, where the route asks for some', async () => {
      const { body } = await request('/orders', signToken(key, claims({ scope: 'orders:read more' })));
      expect(body).to.have.nested.property('authorizer.jwt.scopes').that.deep.equals(['orders:read', 'more']);
      expect(body).to.have.nested.property('authorizer.jwt.claims.scope', 'orders:read more');
    });

    it('/old gets them in the form of payload 1.0', async () => {
      const { body } = await request('/old', signToken(key, claims()), { headers: EVIL });
      const { authorizer } = body as { authorizer: { claims: Json; scopes: unknown } };
      expect(Object.keys(authorizer)).to.have.members(['claims', 'scopes']);
      expect(authorizer.scopes).to.equal(null);
      expect(authorizer.claims).to.deep.include({ sub: 'user-1', iss: ISSUER });
      expect(authorizer.claims.exp).to.be.a('string');
    });

    it('a REST API gets them with their JSON types', async () => {
      const sent = claims({ aud: [AUDIENCE, 'x'], admin: true, nothing: null, list: ['a b'], of: { a: 1 } });
      const { body } = await request('/dev/rest', signToken(key, sent), { headers: EVIL });
      expect(body).to.have.nested.property('authorizer.claims').that.deep.equals(sent);
    });

    it('a Lambda authorizer goes on working', async () => {
      expect((await request('/lambda', signToken(key, claims()))).status).to.equal(401);
      const closed = await request('/lambda', undefined, { headers: { 'x-key': 'no' } });
      expect(closed.status).to.equal(403);
      const opened = await request('/lambda', undefined, { headers: { 'x-key': 'open sesame' } });
      expect(opened.body).to.have.nested.property('authorizer.lambda.who', 'lambda');
      const evil = await request('/lambda', undefined, { headers: { ...EVIL, 'x-key': 'open sesame' } });
      expect(evil.body).to.deep.include({ authorizer: (opened.body as Json).authorizer });
    });

    it('a Lambda authorizer’s route gets no claims of a token that nobody has verified', async () => {
      const headers = { 'x-key': 'open sesame' };
      const token = signToken(makeRsaKey('unknown'), claims({ sub: 'evil', scope: 'admin' }));
      const http = await request('/lambda', token, { headers });
      expect(http.body).to.have.deep.property('authorizer', { lambda: { who: 'lambda' } });
      const rest = await request('/dev/lambda', token, { headers });
      expect(rest.body).to.have.deep.property('authorizer', { who: 'lambda', principalId: 'someone' });
    });

    it('says at the start what it cannot check, and checks the rest', () => {
      const lines = server
        .output()
        .split('\n')
        .filter((text) => text.includes('GET /theirs (theirs)'));
      expect(lines).to.have.length(1);
      for (const name of ['GET /cognito (users)', 'GET /iam (aws_iam)', 'GET /shared (abc123)'])
        expect(lines[0]).to.include(name);
      expect(server.output()).to.match(/serverless-passage: 12 of 26 routes/);
    });

    it('what only AWS knows has a stand-in, for tokens and checks alike', async () => {
      expect(server.output())
        .to.contain('https://issuer.invalid/pool')
        .and.to.contain('https://audience.invalid/pool');
      const run = await runInProcess(line.framework, server.folder, ['passage', 'token', '--app', 'pool'], {
        env: { XDG_CACHE_HOME: cache },
      });
      const token = run.stdout.trim();
      expect((await request('/pool', token)).status).to.equal(200);
      expect((await request('/me', token)).status).to.equal(401);
    });

    it('the printed curl command works as it is printed', function () {
      if (spawnSync('curl', ['--version']).error !== undefined) this.skip();
      const printed = /Try: (curl .*)/.exec(server.output())?.[1] ?? '';
      const bin = join(cache, 'sls');
      const words = [process.execPath, ...command(line.framework, [])].map((word) => `"${word}"`);
      writeFileSync(bin, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, { mode: 0o755 });
      const run = spawnSync('bash', ['-c', printed.replace('curl ', 'curl --silent --show-error ')], {
        cwd: server.folder.dir,
        env: cleanEnv({ XDG_CACHE_HOME: cache, PATH: `${cache}:${process.env.PATH ?? ''}` }),
        encoding: 'utf8',
      });
      expect([run.error, run.status, run.stderr]).to.deep.equal([undefined, 0, '']);
      expect(JSON.parse(run.stdout)).to.have.nested.property('authorizer.jwt.claims.sub', 'local-user');
    });

    it('no token is in the log, accepted or refused', async () => {
      const signatures: string[] = [];
      for (const extra of [{}, { exp: 1 }, { aud: 'other' }]) {
        const token = signToken(key, claims(extra));
        signatures.push(...token.split('.').slice(1));
        await logged(server, () => request('/me', token));
      }
      const before = [...sent.map((token) => token.split('.')[1] ?? ''), ...signatures];
      const parts = before.filter((part) => part.length > 20);
      expect(parts.length).to.be.at.least(6);
      const written = server.output();
      expect(written).to.include('401 for `GET /me`');
      expect(parts.filter((part) => written.includes(part)).length, 'parts of tokens in the log').to.equal(0);
    });
  });
}
