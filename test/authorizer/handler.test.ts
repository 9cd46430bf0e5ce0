import { expect } from 'chai';
import fc from 'fast-check';
import { makeHandler } from '../../src/authorizer/handler';
import { API_KINDS } from '../../src/service/events';
import { makeFunction, verdictOf, type FunctionOptions, type TestFunction } from '../support/authorizer';
import { type Behaviour, type Issuer, startIssuer } from '../support/issuer';
import { EVENTS } from '../support/lambda-events';
import { ec, encode, forge, hmac, type Json, makeEcKey, makeRsaKey, rsa, unsigned } from '../support/tokens';

const key = makeEcKey('ec-1');
const second = makeEcKey('ec-2');
const stranger = makeEcKey('ec-1');
const rsaKey = makeRsaKey('rsa-1');
const pem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString();

let issuer: Issuer;
const seconds = (): number => Math.floor(Date.now() / 1000);

function claims(changes: Json = {}): Json {
  const usual: Json = { iss: issuer.url, aud: 'api', sub: 'user-1', iat: seconds() - 5, exp: seconds() + 60 };
  return Object.fromEntries(
    Object.entries({ ...usual, ...changes }).filter(([, value]) => value !== undefined),
  );
}

const token = (changes: Json = {}, header: Json = {}): string =>
  forge({ alg: 'ES256', kid: 'ec-1', typ: 'JWT', ...header }, claims(changes), ec(key));

const start = (options: Partial<FunctionOptions> = {}): TestFunction =>
  makeFunction({ issuer: issuer.url, ...options });

/** A 401 wherever AWS lets the function say so. */
const unauthorized = { http: 403, rest: 401, websocket: 401 } as const;

/** In each suite, not in the file: hooks of a file run for the tests of all files. */
function useIssuer(): void {
  before(async () => {
    issuer = await startIssuer({ keys: [key.jwk, second.jwk, rsaKey.jwk] });
  });
  after(() => issuer.close());
  afterEach(() => {
    issuer.behave();
    issuer.rotate([key.jwk, second.jwk, rsaKey.jwk]);
  });
}

for (const api of API_KINDS) {
  const event = EVENTS[api];

  describe(`authorizer function: ${api}`, () => {
    useIssuer();
    it('allows a good token, and hands on its claims as they are', async () => {
      const { handler, lines } = start();
      const payload = { roles: ['a b', 'c'], admin: true, nested: { a: 1 } };
      const verdict = await verdictOf(handler, event({ authorization: `Bearer ${token(payload)}` }));
      expect(verdict.status).to.equal(200);
      expect(verdict.claims).to.include({ sub: 'user-1', admin: true });
      expect(verdict.claims).to.deep.include(payload);
      if (api !== 'http') expect(verdict.principalId).to.equal('user-1');
      expect(lines).to.deep.equal([]);
    });

    it('takes the token bare, and from a query parameter', async () => {
      const bare = await verdictOf(start().handler, event({ authorization: token() }));
      const { handler } = start({ identitySource: '$request.querystring.token' });
      const query = await verdictOf(handler, event({ token: [token()] }));
      const twice = await verdictOf(handler, event({ token: [token(), token()] }));
      expect([bare.status, query.status, twice.status]).to.deep.equal([200, 200, unauthorized[api]]);
    });

    it('needs one of the scopes of the route', async () => {
      const { handler, last } = start({ scopes: ['read', 'write'] });
      const ask = (scope?: string) =>
        verdictOf(handler, event({ authorization: token(scope === undefined ? {} : { scope }) }));
      expect([(await ask('x read')).status, (await ask('x')).status, (await ask()).status]).to.deep.equal([
        200, 403, 403,
      ]);
      expect(last()).to.include({ status: 403, check: 'scopes' });
    });

    it('denies a route that it does not know', async () => {
      const { handler, last } = start();
      const other =
        api === 'websocket'
          ? { ...event(), requestContext: { routeKey: 'message' } }
          : event({ path: '/other' });
      expect((await verdictOf(handler, other)).status).not.to.equal(200);
      expect(last().check).to.equal(api === 'websocket' ? 'unknown-event' : 'unknown-route');
    });

    if (api !== 'websocket')
      it('knows a route by its path, whatever the variables in that are called', async () => {
        const { handler } = start({ path: '/orders/{id}/{item}' });
        const ask = async (path: string): Promise<number> =>
          (await verdictOf(handler, event({ path, authorization: token() }))).status;
        expect(await ask('/orders/{order}/{id}')).to.equal(200);
        for (const path of ['/orders/{id}', '/orders/{id}/{item+}', '/orders/id/{item}'])
          expect(await ask(path), path).to.equal(403);
      });

    it('takes a token of an issuer without a discovery document', async () => {
      issuer.behave({ discovery: 'not-found' });
      const { handler } = start({ jwksUri: `${issuer.url}/keys.json` });
      expect((await verdictOf(handler, event({ authorization: token() }))).status).to.equal(200);
    });

    it('accepts only the algorithms that are listed', async () => {
      const { handler, last } = start({ algorithms: ['RS256'] });
      expect((await verdictOf(handler, event({ authorization: token() }))).status).to.equal(
        unauthorized[api],
      );
      expect(last().check).to.equal('algorithm');
    });

    describe('denies hostile tokens', () => {
      const valid = (): string => token();
      const parts = (): string[] => valid().split('.');
      const hostile: Record<string, () => string | undefined> = {
        nothing: () => undefined,
        'an empty value': () => '',
        'the prefix alone': () => 'Bearer ',
        'another prefix': () => `bearer ${valid()}`,
        'a word': () => 'hello',
        'two tokens': () => `${valid()},${valid()}`,
        'two segments': () => parts().slice(0, 2).join('.'),
        'four segments': () => `${valid()}.x`,
        padding: () => `${valid()}=`,
        'a huge token': () => token({ padding: 'x'.repeat(9000) }),
        'alg none': () => forge({ alg: 'none', kid: 'ec-1' }, claims(), unsigned),
        'alg None': () => forge({ alg: 'None', kid: 'ec-1' }, claims(), unsigned),
        'no alg': () => forge({ kid: 'ec-1' }, claims(), ec(key)),
        'HS256 with the public key': () => forge({ alg: 'HS256', kid: 'ec-1' }, claims(), hmac(pem)),
        'HS384 with the public key': () =>
          forge({ alg: 'HS384', kid: 'ec-1' }, claims(), hmac(pem, 'sha384')),
        'HS512 with the public key': () =>
          forge({ alg: 'HS512', kid: 'ec-1' }, claims(), hmac(pem, 'sha512')),
        'HS256 with x of the key': () =>
          forge({ alg: 'HS256', kid: 'ec-1' }, claims(), hmac(String(key.jwk.x))),
        'ES384 with a P-256 key': () => forge({ alg: 'ES384', kid: 'ec-1' }, claims(), ec(key)),
        'RS256 with the kid of an EC key': () => forge({ alg: 'RS256', kid: 'ec-1' }, claims(), rsa(rsaKey)),
        'ES256 with the kid of an RSA key': () => forge({ alg: 'ES256', kid: 'rsa-1' }, claims(), ec(key)),
        'a signature of zeros': () => forge({ alg: 'ES256', kid: 'ec-1' }, claims(), () => Buffer.alloc(64)),
        'an empty signature': () => forge({ alg: 'ES256', kid: 'ec-1' }, claims(), unsigned),
        'a DER signature': () => forge({ alg: 'ES256', kid: 'ec-1' }, claims(), rsa(key)),
        'a stranger’s key': () => forge({ alg: 'ES256', kid: 'ec-1' }, claims(), ec(stranger)),
        'another key of the issuer': () => forge({ alg: 'ES256', kid: 'ec-1' }, claims(), ec(second)),
        'an embedded key': () =>
          forge({ alg: 'ES256', kid: 'ec-1', jwk: stranger.jwk }, claims(), ec(stranger)),
        'a payload of another token': () =>
          [parts()[0], encode(claims({ sub: 'admin' })), parts()[2]].join('.'),
        crit: () => token({}, { crit: ['exp'] }),
        'no kid': () => token({}, { kid: undefined }),
        'an unknown kid': () => token({}, { kid: 'ec-9' }),
        'kid __proto__': () => token({}, { kid: '__proto__' }),
        'another issuer': () => token({ iss: 'https://evil.example/' }),
        'the issuer with a slash': () => token({ iss: `${issuer.url}/` }),
        'no issuer': () => token({ iss: undefined }),
        'another audience': () => token({ aud: 'other' }),
        'no audience': () => token({ aud: undefined }),
        'client_id beside another aud': () => token({ aud: 'other', client_id: 'api' }),
        expired: () => token({ exp: seconds() - 1 }),
        'no exp': () => token({ exp: undefined }),
        'exp as text': () => token({ exp: String(seconds() + 60) }),
        'not before tomorrow': () => token({ nbf: seconds() + 86_400 }),
        'issued tomorrow': () => token({ iat: seconds() + 86_400 }),
        'a claim twice': () =>
          forge(
            { alg: 'ES256', kid: 'ec-1' },
            JSON.stringify(claims()).replace('{', '{"sub":"admin",'),
            ec(key),
          ),
      };
      for (const [what, make] of Object.entries(hostile)) {
        it(what, async () => {
          const { handler, lines } = start();
          const authorization = make();
          const verdict = await verdictOf(handler, event({ authorization }));
          expect(verdict.status).to.equal(unauthorized[api]);
          expect(lines).to.have.length(1);
          expectSilence(lines, authorization);
        });
      }
    });
  });
}

/** That the log has nothing of a token or of what is in it. */
function expectSilence(lines: readonly string[], sent = ''): void {
  const text = lines.join('\n');
  const segments = sent.split(/[ .,]/).filter((part) => part.length > 12);
  for (const part of [...segments, 'user-1', 'admin', 'evil.example']) expect(text).not.to.include(part);
}

describe('authorizer function: issuers that cannot be read', () => {
  useIssuer();
  const sick: Record<string, Behaviour> = {
    'no discovery document': { discovery: 'not-found' },
    'an error': { discovery: 'error' },
    'a page': { discovery: 'html' },
    'a list': { discovery: 'list' },
    'an empty document': { discovery: 'empty' },
    'a redirect': { discovery: 'redirect' },
    'a reset': { discovery: 'reset' },
    'half a document': { discovery: 'cut' },
    'another issuer’s document': { document: { issuer: 'https://evil.example/' } },
    'no jwks_uri': { document: { jwks_uri: undefined } },
    'a jwks_uri of another scheme': { document: { jwks_uri: 'file:///etc/passwd' } },
    'no key set': { jwks: 'error' },
    'a key set that is too large': { jwks: 'large' },
    'a key set without keys': { keySet: {} },
    'an empty key set': { keySet: { keys: [] } },
  };
  for (const [what, behaviour] of Object.entries(sick)) {
    it(what, async () => {
      issuer.behave(behaviour);
      const { handler, last, lines } = start();
      const authorization = token();
      const verdicts = await Promise.all(
        API_KINDS.map((api) => verdictOf(handler, EVENTS[api]({ authorization }))),
      );
      expect(verdicts.map(({ status }) => status)).to.deep.equal([403, 401, 401]);
      expect(['discovery', 'jwks', 'key']).to.include(last().check);
      expectSilence(lines, authorization);
    });
  }

  it('says where, so that the reason is found in the log', async () => {
    issuer.behave({ jwks: 'error' });
    const { handler, last } = start();
    await verdictOf(handler, EVENTS.rest({ authorization: token() }));
    expect(last()).to.deep.include({ check: 'jwks', url: `${issuer.url}/keys.json`, route: 'rest GET /me' });
  });
});

describe('authorizer function: keys', () => {
  useIssuer();
  it('are fetched once for a thousand requests at once', async function () {
    this.timeout(30_000);
    issuer.asked.discovery = 0;
    issuer.asked.jwks = 0;
    const { handler } = start();
    const authorization = token();
    const verdicts = await Promise.all(
      Array.from({ length: 1000 }, (_, i) =>
        verdictOf(handler, EVENTS[API_KINDS[i % 3]!]({ authorization })),
      ),
    );
    expect(verdicts.every(({ status }) => status === 200)).to.equal(true);
    expect(issuer.asked).to.deep.equal({ discovery: 1, jwks: 1 });
  });

  it('are asked for again when a kid is unknown, but not for each request', async () => {
    let now = Date.now();
    const { handler } = start({ now: () => new Date(now) });
    issuer.rotate([key.jwk]);
    const ask = async (kid: string, signer = second): Promise<number> => {
      const authorization = forge({ alg: 'ES256', kid }, claims(), ec(signer));
      return (await verdictOf(handler, EVENTS.rest({ authorization }))).status;
    };
    expect(await ask('ec-1', key)).to.equal(200);
    issuer.asked.jwks = 0;
    issuer.rotate([key.jwk, second.jwk]);
    expect(await ask('ec-2')).to.equal(200);
    expect(await Promise.all(Array.from({ length: 50 }, (_, i) => ask(`no-${i}`)))).to.deep.equal(
      Array.from({ length: 50 }, () => 401),
    );
    expect(issuer.asked.jwks).to.equal(1);
    now += 6000;
    await ask('no-1');
    expect(issuer.asked.jwks).to.equal(2);
  });
});

describe('authorizer function: fails closed', () => {
  useIssuer();
  it('whatever the event is', async () => {
    const { handler } = start();
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true }), async (event) => {
        const { status } = await verdictOf(handler, event as object);
        expect(status).to.equal(401);
      }),
    );
  });

  it('whatever a field of a good event is', async () => {
    const { handler } = start();
    const fields = [
      'headers',
      'multiValueHeaders',
      'requestContext',
      'type',
      'version',
      'methodArn',
      'routeArn',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...API_KINDS),
        fc.constantFrom(...fields),
        fc.anything(),
        async (api, field, value) => {
          const { status } = await verdictOf(handler, { ...EVENTS[api](), [field]: value });
          expect([401, 403]).to.include(status);
        },
      ),
    );
  });

  it('an ARN that is not one of a route allows nothing', async () => {
    const { handler } = start();
    const authorization = token();
    for (const methodArn of ['*', 'arn:aws:execute-api:us-east-1:1:a/*/GET/me', 'arn:aws:s3:::a/b/c', ''])
      expect((await verdictOf(handler, { ...EVENTS.rest({ authorization }), methodArn })).status).to.equal(
        403,
      );
  });

  it('without its settings', async () => {
    const lines: string[] = [];
    const handler = makeHandler({
      settings: () => {
        throw new Error('PASSAGE_1_ISSUER is not set');
      },
      now: () => new Date(),
      log: (line) => lines.push(line),
    });
    for (const api of API_KINDS)
      expect((await verdictOf(handler, EVENTS[api]({ authorization: token() }))).status).to.equal(403);
    expect(JSON.parse(lines[0] ?? '')).to.include({
      check: 'not-configured',
      detail: 'PASSAGE_1_ISSUER is not set',
    });
  });

  it('with an empty variable, or one that is missing', async () => {
    for (const change of [{ issuer: '' }, { audience: [''] }, { jwksUri: '' }, { identitySource: 'x' }]) {
      const { status } = await verdictOf(start(change).handler, EVENTS.rest({ authorization: token() }));
      expect(status, JSON.stringify(change)).to.equal(403);
    }
  });

  it('where the network throws', async () => {
    const { handler } = start({
      fetch: () => {
        throw new TypeError('no network');
      },
    });
    expect((await verdictOf(handler, EVENTS.rest({ authorization: token() }))).status).to.equal(401);
  });

  it('on a WebSocket API, where the result would be larger than AWS takes', async () => {
    const { handler, last } = start();
    const authorization = token({ list: Array.from({ length: 1400 }, () => '"') });
    expect((await verdictOf(handler, EVENTS.websocket({ authorization }))).status).to.equal(403);
    expect(last().check).to.equal('result-too-large');
    expect((await verdictOf(handler, EVENTS.rest({ authorization }))).status).to.equal(200);
  });
});
