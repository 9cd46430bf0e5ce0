import { expect } from 'chai';
import { makeAnswer } from '../../src/authorizer/answer';
import { decide, fault } from '../../src/authorizer/decide-request';
import { type AuthorizerCall, readCall } from '../../src/authorizer/read-call';
import { makeHandler } from '../../src/authorizer/handler';
import { readSettings } from '../../src/authorizer/settings';
import { staticKeys } from '../../src/gateway/keys';
import { environment, makeFunction, routesFile, verdictOf } from '../support/authorizer';
import { API_ARN, EVENTS } from '../support/lambda-events';
import { ec, forge, makeEcKey, makeRsaKey, signToken } from '../support/tokens';

const ISSUER = 'https://issuer.example/';
const local = makeRsaKey('local-1');
const foreign = makeEcKey('ec-1');
const seconds = Math.floor(Date.now() / 1000);
const claims = { iss: ISSUER, aud: 'api', sub: 'user-1', iat: seconds - 5, exp: seconds + 600 };
const now = new Date();

/** No request may leave this test. */
const client = {
  fetch: () => Promise.reject(new TypeError('no network')),
  now: () => now,
};

function callOf(event: object): AuthorizerCall {
  const call = readCall(event);
  if (call === undefined) throw new Error('not an event');
  return call;
}

describe('authorizer function: decisions', () => {
  const settings = readSettings(
    { ...routesFile({ issuer: ISSUER }), local: { keys: [local.jwk] } },
    environment({ issuer: ISSUER }),
    client,
  );

  it('takes the route of every method where the method has none', async () => {
    const [, entry] = [...settings.routes].find(([key]) => key.startsWith('rest')) ?? [];
    if (entry === undefined) throw new Error('no route');
    const any = { ...settings, routes: new Map([['rest ANY /me', entry]]) };
    const call = callOf(EVENTS.rest({ authorization: signToken(local, claims), method: 'POST' }));
    expect((await decide(call, any, now)).allowed).to.equal(true);
  });

  it('denies where deciding fails, and says with what', async () => {
    const keys = { ...staticKeys({ keys: [] }), find: () => Promise.reject(new RangeError('secret')) };
    const routes = new Map(
      [...settings.routes].map(([key, route]) => [key, { ...route, app: { ...route.app, keys } }]),
    );
    const call = callOf(EVENTS.http({ authorization: signToken(local, claims) }));
    expect(await decide(call, { ...settings, routes }, now)).to.deep.equal({
      allowed: false,
      status: 403,
      reason: { check: 'failed', detail: 'RangeError' },
    });
  });

  it('refuses a file in which a route has no app', () => {
    const file = routesFile({ issuer: ISSUER });
    const routes = { 'http GET /me': { app: 'other', scopes: [] } };
    expect(() => readSettings({ ...file, routes }, environment({ issuer: ISSUER }), client)).to.throw(
      'http GET /me',
    );
  });

  it('names what is missing, in the log', async () => {
    for (const [options, detail] of [
      [{ issuer: '' }, 'ISSUER is not set'],
      [{ issuer: ISSUER, identitySource: 'x' }, 'app default has no identity source'],
    ] as const) {
      const { handler, last } = makeFunction(options);
      expect((await verdictOf(handler, EVENTS.http())).status).to.equal(403);
      expect(last()).to.include({ check: 'not-configured', detail });
    }
    const lines: string[] = [];
    const file = routesFile({ issuer: ISSUER });
    const handler = makeHandler({
      settings: () => readSettings(file, { AUDIENCE_0: 'api' }, client),
      now: () => now,
      log: (line) => lines.push(line),
    });
    await verdictOf(handler, EVENTS.http());
    expect(lines.join('')).to.include('ISSUER is not set');
  });

  describe('in local development', () => {
    const lines: string[] = [];
    const handler = makeHandler({
      settings: () => settings,
      now: () => now,
      log: (line) => lines.push(line),
    });

    it('takes the local key, and no other', async () => {
      const good = EVENTS.websocket({ authorization: signToken(local, claims) });
      expect((await verdictOf(handler, good)).status).to.equal(200);
      const other = forge({ alg: 'ES256', kid: 'ec-1' }, claims, ec(foreign));
      expect(await handler(EVENTS.websocket({ authorization: other }))).to.equal('Unauthorized');
      expect(JSON.parse(lines.at(-1) ?? '')).to.include({ status: 401, check: 'algorithm' });
    });

    it('with the keys of the issuer, takes what is configured', async () => {
      const remote = readSettings(
        { ...routesFile({ issuer: ISSUER }), local: { keys: null } },
        environment({ issuer: ISSUER }),
        client,
      );
      const call = callOf(
        EVENTS.rest({ authorization: forge({ alg: 'ES256', kid: 'ec-1' }, claims, ec(foreign)) }),
      );
      const decided = await decide(call, remote, now);
      expect(decided.allowed ? 'allowed' : decided.reason.check).to.equal('discovery');
      expect(remote.isLocal).to.equal(true);
    });
  });
});

describe('authorizer function: answers', () => {
  const rest = callOf(EVENTS.rest());
  const allowed = (more: object = {}) =>
    ({ allowed: true, claims: { ...claims, ...more }, tokenScopes: [] }) as const;

  it('a policy allows this API and stage, and denies everything', () => {
    expect(makeAnswer(rest, allowed()).answer).to.deep.equal({
      result: {
        principalId: 'user-1',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${API_ARN}/*` }],
        },
        context: { passage: JSON.stringify(claims) },
      },
    });
    expect(makeAnswer(rest, fault('failed')).answer).to.deep.equal({
      result: {
        principalId: 'nobody',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: '*' }],
        },
      },
    });
  });

  it('text before an ARN is not a part of it', () => {
    const answer = JSON.stringify(makeAnswer({ ...rest, arn: `x ${rest.arn}` }, allowed()).answer);
    expect(answer).to.include('"Deny"').and.not.include('"Allow"');
  });

  it('of a WebSocket API may be as large as AWS takes, and no larger', () => {
    const call = callOf(EVENTS.websocket());
    const sizeOf = (more: object): number => {
      const { answer } = makeAnswer({ ...call, api: 'rest' }, allowed(more));
      return 'result' in answer ? Buffer.byteLength(JSON.stringify(answer.result)) : 0;
    };
    const room = 8192 - sizeOf({ pad: '' });
    const [fits, tooLarge] = ['x'.repeat(room), 'x'.repeat(room + 1)];
    expect(sizeOf({ pad: fits })).to.equal(8192);
    expect(makeAnswer(call, allowed({ pad: fits })).decided.allowed).to.equal(true);
    expect(makeAnswer(call, allowed({ pad: tooLarge })).decided).to.deep.equal(fault('result-too-large'));
  });
});

describe('authorizer function: the log', () => {
  it('has one line of JSON for each request that is denied', async () => {
    const { handler, lines, last } = makeFunction({ issuer: ISSUER, fetch: client.fetch });
    await verdictOf(handler, EVENTS.http({ path: '/other' }));
    expect(last()).to.deep.equal({
      source: 'serverless-passage',
      message: 'denied',
      api: 'http',
      route: 'http GET /other',
      status: 403,
      check: 'unknown-route',
    });
    await verdictOf(
      handler,
      EVENTS.rest({ authorization: forge({ alg: 'ES256', kid: 'ec-1' }, claims, ec(foreign)) }),
    );
    expect(last()).to.include({
      app: 'default',
      route: 'rest GET /me',
      status: 401,
      check: 'discovery',
      url: `${ISSUER}.well-known/openid-configuration`,
    });
    expect(lines).to.have.length(2);
  });
});
