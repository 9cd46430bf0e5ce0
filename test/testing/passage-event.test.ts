/** Events of tests: AWS's shape, and always the user that was asked for. */
import { expect } from 'chai';
import fc from 'fast-check';
import { PassageUserMissingError, findPassageUser, getPassageUser } from '../../src/runtime/passage-user';
import { type Payload, passageEvent, publicEvent } from '../../src/testing/testing';
import { anyCharacter } from '../support/texts';

const PAYLOADS = ['2.0', '1.0', 'rest'] as const satisfies readonly Payload[];
const NOW = new Date('2026-11-25T10:00:00Z');

const USUAL = {
  aud: 'https://api.example.com',
  iss: 'https://issuer.example.com',
  sub: 'alice',
  scope: 'a b',
};

const HTTP_CLAIMS = {
  ...{ ...USUAL, exp: '1795604400', iat: '1795600800', nbf: '1795600800' },
  ...{ roles: '[admin a b]', level: '7', beta: 'true', address: 'map[city:Bonn]' },
};

const REST_CLAIMS = {
  ...{ ...USUAL, exp: 1795604400, iat: 1795600800, nbf: 1795600800 },
  ...{ roles: ['admin', 'a b'], level: 7, beta: true, none: null, address: { city: 'Bonn' } },
};

/** `requestContext.authorizer` for one token, in each kind of event. */
const AUTHORIZERS = {
  '2.0': { jwt: { claims: HTTP_CLAIMS, scopes: ['a', 'b'] } },
  '1.0': { claims: HTTP_CLAIMS, scopes: ['a', 'b'] },
  rest: { claims: REST_CLAIMS },
};

/** What a test of plain JavaScript may do. */
const anyEvent = passageEvent as (options: object) => unknown;
const thrown = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('testing: passageEvent', () => {
  it('refuses a misspelt option, and names the one that was meant', () => {
    for (const [option, meant] of [
      ['scope', 'scopes'],
      ['claim', 'claims'],
      ['Sub', 'sub'],
      ['pathParams', 'pathParameters'],
    ] as const) {
      const error = thrown(() => anyEvent({ [option]: 'x' }));
      expect(error).to.be.instanceOf(TypeError);
      expect((error as Error).message).to.match(new RegExp(`passageEvent\\.${option}.*\n.*${meant}`));
    }
    expect(() => (publicEvent as (options: object) => unknown)({ sub: 'x' })).to.throw(TypeError, 'sub');
  });

  const WRONG: [option: string, ...values: unknown[]][] = [
    ['payload', '3.0', 2, 'toString', null],
    ['sub', '', 7, null],
    ['scopes', 'a b', [7], {}],
    ['claims', [], 'x', null],
    ['issuer', '', 7],
    ['audience', '', [''], 7],
    ['method', '', 'GET /', 7],
    ['path', '', 'orders', '/orders?a=1', '/orders#a', 7],
    ['pathParameters', { id: 7 }, []],
    ['queryStringParameters', { a: 1 }, { a: [1] }],
    ['headers', { a: 1 }, { a: undefined }],
    ['body', 7, true, null],
    ['now', 0, '2026-01-01', new Date(NaN), new Date(0)],
  ];
  for (const [option, ...values] of WRONG) {
    it(`${option}: refuses what it cannot be`, () => {
      for (const value of values) {
        expect(() => anyEvent({ [option]: value }), JSON.stringify(value)).to.throw(
          TypeError,
          `passageEvent.${option}: `,
        );
      }
    });
  }

  const MEANT: [options: object, meant: string][] = [
    [{ subb: 'alice' }, 'sub'],
    [{ path: 'orders' }, '/orders'],
    [{ path: '/orders?limit=5' }, '/orders'],
    [{ path: 'GET /orders' }, '/orders'],
    [{ payload: 'Websockets' }, 'websocket'],
    [{ scopes: 'a:read, b:read' }, "['a:read', 'b:read']"],
  ];
  for (const [options, meant] of MEANT) {
    it(`${JSON.stringify(options)}: says what was meant`, () => {
      const { message } = thrown(() => anyEvent(options)) as Error;
      expect(message.split('\n')).to.include(`did you mean: ${meant}`);
    });
  }

  it('takes one object of options, and shows how', () => {
    for (const value of ['alice', null, 7, ['alice'], () => 'alice']) {
      const error = thrown(() => anyEvent(value as never)) as Error;
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message.match(/^passageEvent: /gm)).to.have.length(1);
      expect(error.message).to.match(/^found: .*\nexpected: passageEvent\(\{ sub: 'alice' \}\)$/m);
    }
    expect((thrown(() => anyEvent(`eyJ${'x'.repeat(60)}` as never)) as Error).message).not.to.include('eyJ');
    const publicError = thrown(() => (publicEvent as (path: string) => unknown)('/orders')) as Error;
    expect(publicError.message).to.include("publicEvent({ path: '/orders' })");
  });

  it('reports everything that is wrong at once, and shows no header', () => {
    const { message } = thrown(() =>
      anyEvent({ scope: [], method: 7, headers: { authorization: ['eyJ'] } }),
    ) as Error;
    expect(message.match(/^passageEvent\./gm)).to.have.length(3);
    expect(message).not.to.include('eyJ');
  });

  const REFUSED: [what: string, claims: object, name: string][] = [
    ['an expired token', { exp: 1 }, 'expired'],
    ['a token without exp', { exp: undefined }, 'exp'],
    ['a token without iss', { iss: undefined }, 'iss'],
    ['an issuer that is no string', { iss: 7 }, 'iss'],
    ['a token for nobody', { aud: [] }, 'aud'],
    ['a token without audience', { aud: undefined }, 'aud'],
    ['an audience that is no text, and has none', { aud: { toString: 0 } }, 'API Gateway would refuse'],
    ['a time that is text', { iat: 'now' }, 'iat'],
    ['a token of tomorrow', { nbf: 4e9 }, 'not valid before'],
    ['a time that no date can be', { exp: 1e300 }, 'exp'],
  ];
  for (const [what, claims, name] of REFUSED) {
    it(`refuses ${what}: API Gateway calls no handler`, () => {
      expect(() => passageEvent({ claims })).to.throw(TypeError, name);
    });
  }

  for (const payload of PAYLOADS) {
    it(`${payload}: claims and scopes are what API Gateway makes of the token`, () => {
      const claims = { roles: ['admin', 'a b'], level: 7, beta: true, none: null, address: { city: 'Bonn' } };
      const event = passageEvent({ payload, sub: 'alice', scopes: ['a', 'b'], claims, now: NOW });
      expect(event.requestContext.authorizer).to.deep.equal(AUTHORIZERS[payload]);
    });

    it(`${payload}: the same options make the same event`, () => {
      const options = { payload, sub: 'alice', now: NOW, body: { a: 1 }, path: '/a' };
      expect(passageEvent(options)).to.deep.equal(passageEvent(options));
      expect(JSON.parse(JSON.stringify(passageEvent(options)))).to.deep.equal(passageEvent(options));
    });

    it(`${payload}: a public event has no authorizer, and no user`, () => {
      const event = publicEvent({ payload, path: '/hello' });
      expect(event.requestContext).not.to.have.property('authorizer');
      expect(findPassageUser(event)).to.equal(undefined);
      expect(() => getPassageUser(event)).to.throw(PassageUserMissingError);
    });

    it(`${payload}: the helper finds the user that was asked for, whatever else the token has`, () => {
      const odd = fc.dictionary(
        fc.oneof(
          fc.string(),
          fc.constantFrom('__proto__', 'constructor', 'sub', 'aud', 'iat', 'email', 'scp'),
        ),
        fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, '[a b]', 'map[]', '<nil>', 1e21, -0)),
      );
      fc.assert(
        fc.property(fc.string({ minLength: 1, unit: anyCharacter }), odd, (sub, claims) => {
          let event;
          try {
            event = passageEvent({
              payload,
              sub,
              claims,
              issuer: 'https://x/',
              audience: ['a', 'b'],
              now: NOW,
            });
          } catch (error) {
            // Only what API Gateway would refuse is refused: an odd `aud`, `iat` or `scp`.
            expect(error).to.be.instanceOf(TypeError);
            expect((error as Error).message).to.match(/^passageEvent\.claims: API Gateway would refuse/);
            expect(Object.keys(claims)).to.satisfy((names: string[]) =>
              names.some((name) => ['aud', 'iat', 'exp', 'nbf', 'iss', 'jti', 'scope', 'scp'].includes(name)),
            );
            return;
          }
          const user = getPassageUser(event);
          expect(user.id).to.equal(sub);
          expect(user.issuer).to.equal('https://x/');
          expect(user.expiresAt).to.deep.equal(new Date(NOW.getTime() + 3_600_000));
        }),
        { numRuns: 200 },
      );
    });

    it(`${payload}: any sub alone makes its user`, () => {
      fc.assert(
        fc.property(fc.string({ minLength: 1, unit: anyCharacter }), (sub) => {
          expect(getPassageUser(passageEvent({ payload, sub })).id).to.equal(sub);
        }),
      );
    });
  }

  it('works without any option', () => {
    expect(getPassageUser(passageEvent())).to.include({ id: 'local-user' });
    expect(publicEvent().rawPath).to.equal('/');
  });

  it('scopes are null where the route requires none', () => {
    expect(passageEvent({ sub: 'a' }).requestContext.authorizer.jwt.scopes).to.equal(null);
    expect(passageEvent({ sub: 'a', scopes: [] }).requestContext.authorizer.jwt.scopes).to.equal(null);
    const { jwt } = passageEvent({ scopes: ['x'], claims: { scp: ['x', 'y'], scope: undefined } })
      .requestContext.authorizer;
    expect(jwt.scopes).to.deep.equal(['x', 'y']);
  });

  it('claims replace the usual ones, and undefined removes one: a token of Cognito', () => {
    const claims = { aud: undefined, client_id: 'c1', token_use: 'access' };
    const user = getPassageUser(passageEvent({ sub: 'a', claims }));
    expect(user.audience).to.deep.equal([]);
    expect(user.claims).to.include({ client_id: 'c1' }).and.not.to.have.property('aud');
  });

  it('the claim sub is the user, unless the option is given', () => {
    expect(getPassageUser(passageEvent({ claims: { sub: 'b' } })).id).to.equal('b');
    expect(getPassageUser(passageEvent({ sub: 'a', claims: { sub: 'b' } })).id).to.equal('a');
    for (const sub of ['', 7, null, undefined])
      expect(getPassageUser(passageEvent({ claims: { sub } })).id).to.equal('local-user');
  });

  it('an old event is one of an old time', () => {
    const user = getPassageUser(passageEvent({ now: new Date('2020-01-01T00:00:00Z') }));
    expect(user.expiresAt).to.deep.equal(new Date('2020-01-01T01:00:00Z'));
  });

  it('changing an event changes nothing that it was made of', () => {
    const options = {
      sub: 'a',
      claims: { list: ['a'] },
      pathParameters: { id: '7' },
      payload: 'rest',
    } as const;
    const event = passageEvent(options);
    (event.requestContext.authorizer.claims.list as string[]).push('b');
    event.pathParameters!.id = '8';
    expect(options.claims.list).to.deep.equal(['a']);
    expect(options.pathParameters.id).to.equal('7');
  });
});

describe('testing: the request of an event', () => {
  const request = {
    method: 'post',
    path: '/orders/7',
    pathParameters: { id: '7' },
    queryStringParameters: { limit: '2', tag: ['a', 'b c'] },
    headers: { 'X-Trace': 't1' },
    body: { a: 1 },
    now: NOW,
  };

  it('payload 2.0', () => {
    const event = publicEvent(request);
    expect(event).to.deep.include({
      version: '2.0',
      routeKey: 'POST /orders/{id}',
      rawPath: '/orders/7',
      rawQueryString: 'limit=2&tag=a&tag=b+c',
      queryStringParameters: { limit: '2', tag: 'a,b c' },
      pathParameters: { id: '7' },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
    expect(event.headers).to.include({ 'content-type': 'application/json', 'x-trace': 't1' });
    expect(event.requestContext).to.deep.include({
      routeKey: 'POST /orders/{id}',
      stage: '$default',
      time: '25/Nov/2026:10:00:00 +0000',
      timeEpoch: NOW.getTime(),
    });
    expect(event.requestContext.http).to.include({ method: 'POST', path: '/orders/7' });
  });

  for (const [payload, path] of [
    ['1.0', '/orders/7'],
    ['rest', '/dev/orders/7'],
  ] as const) {
    it(`payload ${payload}`, () => {
      const event = publicEvent({ ...request, payload });
      expect(event).to.deep.include({
        resource: '/orders/{id}',
        path: '/orders/7',
        httpMethod: 'POST',
        queryStringParameters: { limit: '2', tag: 'b c' },
        multiValueQueryStringParameters: { limit: ['2'], tag: ['a', 'b c'] },
        pathParameters: { id: '7' },
        stageVariables: null,
        body: '{"a":1}',
      });
      expect(event.headers).to.include({ 'content-type': 'application/json', 'X-Trace': 't1' });
      expect(event.multiValueHeaders).to.deep.include({ 'X-Trace': ['t1'] });
      expect(event.requestContext).to.include({ path, resourcePath: '/orders/{id}', httpMethod: 'POST' });
      expect('version' in event ? event.version : undefined).to.equal(payload === '1.0' ? '1.0' : undefined);
    });
  }

  it('leaves out what the request does not have, as AWS does', () => {
    const event = publicEvent();
    for (const name of ['body', 'pathParameters', 'queryStringParameters', 'stageVariables', 'cookies'])
      expect(event).not.to.have.property(name);
    const rest = publicEvent({ payload: 'rest' });
    expect(rest).to.include({ body: null, pathParameters: null, queryStringParameters: null });
  });

  it('takes text as the body as it is, and a content type that is given', () => {
    const event = publicEvent({ body: 'a=1', headers: { 'Content-Type': 'text/plain' } });
    expect(event.body).to.equal('a=1');
    expect(event.headers['content-type']).to.equal('text/plain');
    expect(publicEvent({ body: [], headers: { 'Content-Type': 'a/b' } }).headers['content-type']).to.equal(
      'a/b',
    );
  });

  const PATHS: [path: string, parameters: Record<string, string>, raw: string, resource: string][] = [
    ['/orders/{id}', { id: '7' }, '/orders/7', '/orders/{id}'],
    ['/orders/{id}', { id: 'a/b' }, '/orders/a%2Fb', '/orders/{id}'],
    ['/files/{proxy+}', { proxy: 'a/b c' }, '/files/a/b%20c', '/files/{proxy+}'],
    ['/files/a/b', { proxy: 'a/b' }, '/files/a/b', '/files/{proxy+}'],
    ['/77/7', { id: '7' }, '/77/7', '/77/{id}'],
    ['/a/$&', { id: '$&' }, '/a/$&', '/a/{id}'],
    ['/a', { id: '7' }, '/a', '/a'],
    ['/a', { id: '' }, '/a', '/a'],
    ['/', {}, '/', '/'],
  ];
  for (const [path, pathParameters, raw, resource] of PATHS) {
    it(`${path} with ${JSON.stringify(pathParameters)} is ${raw} of ${resource}`, () => {
      const event = publicEvent({ path, pathParameters });
      expect([event.rawPath, event.routeKey]).to.deep.equal([raw, `GET ${resource}`]);
    });
  }
});
