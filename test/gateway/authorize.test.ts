import { expect } from 'chai';
import { makeHandler } from '../../src/authorizer/handler';
import { authorize } from '../../src/gateway/authorize';
import { explain } from '../../src/gateway/explain';
import { staticKeys } from '../../src/gateway/keys';
import type { AuthorizationResult } from '../../src/gateway/authorization-result';
import type { TokenCheck } from '../../src/gateway/token-check';
import { verdictOf } from '../support/authorizer';
import { EVENTS } from '../support/lambda-events';
import {
  ec,
  encode,
  forge,
  hmac,
  type Json,
  makeEcKey,
  makeRsaKey,
  rsa,
  signToken,
  type Signer,
  unsigned,
} from '../support/tokens';

const ISSUER = 'https://auth.example.com/v1/apps/a';
const AUDIENCE = ['https://app.example.com', 'a'];
const NOW = new Date('2026-06-01T12:00:00.000Z');
const T = NOW.getTime() / 1000;

const key = makeRsaKey('key-1');
const second = makeRsaKey('key-2', { pair: 2 });
const stranger = makeRsaKey('key-1', { pair: 3 });
const weak = makeRsaKey('weak', { bits: 1024 });
const curve = makeEcKey('curve');
const pem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const der = key.publicKey.export({ type: 'spki', format: 'der' });

const keys = staticKeys({
  keys: [
    key.jwk,
    second.jwk,
    curve.jwk,
    weak.jwk,
    { ...second.jwk, kid: 'for-encryption', use: 'enc' },
    { ...second.jwk, kid: 'for-wrapping', key_ops: ['wrapKey'] },
    { ...second.jwk, kid: 'for-pss', alg: 'PS256' },
    { ...second.jwk, kid: 'cut', n: undefined },
    { ...second.jwk, kid: 'no-number', n: '@@@' },
    { kty: 'oct', kid: 'secret', k: encode('secret'), alg: 'HS256' },
  ],
});

const CLAIMS: Json = {
  iss: ISSUER,
  aud: [...AUDIENCE],
  sub: 'user-1',
  iat: T - 60,
  nbf: T - 60,
  exp: T + 60,
};

const claims = (changes: Json = {}): Json =>
  Object.fromEntries(Object.entries({ ...CLAIMS, ...changes }).filter(([, value]) => value !== undefined));
const good = (changes: Json = {}, header: Json = {}): string => signToken(key, claims(changes), header);
const withAlg = (alg: unknown, signer: Signer = rsa(key), header: Json = {}): string =>
  forge({ alg, kid: 'key-1', typ: 'JWT', ...header }, claims(), signer);
/** The payload as a text of its own, for what `JSON.stringify` would not write. */
const worded = (json: string): string => signToken(key, json);

const AUTHORIZER = { issuer: ISSUER, audience: AUDIENCE };

/** What the gateway decides. The Lambda authorizer with the gateway's algorithms must decide the same. */
async function judge(
  identity: string | undefined,
  scopes: readonly string[] = [],
  now = NOW,
): Promise<AuthorizationResult> {
  const result = await authorize({ identity, authorizer: AUTHORIZER, keys, scopes, now });
  expect(await decideByFunction(identity, scopes, now)).to.deep.equal(
    result.allowed
      ? { status: 200, claims: JSON.parse(JSON.stringify(result.claims)) as unknown }
      : { status: result.status, check: result.reason.check },
  );
  return result;
}

async function decideByFunction(
  identity: string | undefined,
  scopes: readonly string[],
  now: Date,
): Promise<object> {
  const lines: string[] = [];
  const app = {
    name: 'default',
    authorizer: AUTHORIZER,
    identitySource: { in: 'header', name: 'Authorization' } as const,
    keys,
  };
  const handler = makeHandler({
    settings: () => ({
      routes: new Map([['rest GET /me', { app, scopes }]]),
      restPaths: null,
      isLocal: false,
    }),
    now: () => now,
    log: (line) => lines.push(line),
  });
  const { status, claims } = await verdictOf(handler, EVENTS.rest({ authorization: identity }));
  const { check } = JSON.parse(lines[0] ?? '{}') as { check?: string };
  return status === 200 ? { status, claims } : { status, check };
}

const valid = good();
const [head = '', body = '', signature = ''] = valid.split('.');
const [, otherBody = ''] = good({ sub: 'user-2' }).split('.');

describe('gateway: hostile tokens are refused', () => {
  const cases: [what: string, identity: string | undefined, check: TokenCheck][] = [
    ['nothing', undefined, 'token-missing'],
    ['an empty value', '', 'token-missing'],
    ['spaces', '   ', 'token-missing'],
    ['the prefix alone', 'Bearer ', 'token-missing'],
    ['a word', 'hello', 'segments'],
    ['Basic credentials', 'Basic dXNlcjpwYXNz', 'segments'],
    ['two segments', `${head}.${body}`, 'segments'],
    ['four segments', `${valid}.${signature}`, 'segments'],
    ['five segments, as encrypted tokens have', `${head}..${body}.${body}.${signature}`, 'segments'],
    ['two tokens', `${valid},${valid}`, 'segments'],
    ['a huge token', good({ padding: 'x'.repeat(8000) }), 'token-size'],
    ['a huge word', 'x'.repeat(1_000_000), 'token-size'],
    ['many bytes in few characters', '€'.repeat(4000), 'token-size'],

    ['empty segments', '..', 'json'],
    ['no header', `.${body}.${signature}`, 'json'],
    ['no payload', `${head}..${signature}`, 'json'],
    ['bearer in lower case', `bearer ${valid}`, 'encoding'],
    ['two prefixes', `Bearer Bearer ${valid}`, 'encoding'],
    ['two spaces', `Bearer  ${valid}`, 'encoding'],
    ['quotation marks', `"${valid}"`, 'encoding'],
    ['a line break at the end', `${valid}\n`, 'encoding'],
    ['a line break inside', `${head}\n.${body}.${signature}`, 'encoding'],
    ['padding', `${head}.${body}.${signature}=`, 'encoding'],
    ['base64 instead of base64url', `${head}.${body}.${'+/'.repeat(171)}`, 'encoding'],
    ['an incomplete byte', `${head}.${body}.${signature}AAA`, 'encoding'],
    ['left-over bits', `${head}.${body}.${signature.slice(0, -1)}B`, 'encoding'],
    ['a header that is text', forge('hello', claims(), rsa(key)), 'json'],
    ['a header that is a list', forge('["RS256"]', claims(), rsa(key)), 'json'],
    ['a header that is null', forge('null', claims(), rsa(key)), 'json'],
    ['a payload that is a list', worded('[]'), 'json'],
    ['a payload that is a text', worded('"sub"'), 'json'],
    ['a payload cut short', worded(JSON.stringify(claims()).slice(0, -1)), 'json'],
    ['a payload with more after it', worded(`${JSON.stringify(claims())}{}`), 'json'],
    ['a byte order mark', worded(`\ufeff${JSON.stringify(claims())}`), 'json'],
    [
      'bytes that are not UTF-8',
      `${head}.${encode(Buffer.from('7b22a0223a317d', 'hex'))}.${signature}`,
      'json',
    ],
    ['a claim twice', worded(JSON.stringify(claims()).replace('{', '{"sub":"admin",')), 'json'],
    [
      'a claim twice, once escaped',
      worded(JSON.stringify(claims()).replace('{', '{"s\\u0075b":"x",')),
      'json',
    ],
    ['a nested member twice', worded(JSON.stringify(claims()).replace('}', ',"a":[{"b":1,"b":2}]}')), 'json'],
    [
      'nested too deeply',
      worded(JSON.stringify(claims()).replace('}', `,"a":${'['.repeat(100)}${']'.repeat(100)}}`)),
      'json',
    ],
    ['alg twice', forge('{"alg":"none","alg":"RS256","kid":"key-1"}', claims(), rsa(key)), 'json'],

    ...['none', 'None', 'NONE', 'nOnE', ''].map((alg): [string, string, TokenCheck] => [
      `alg ${alg}, unsigned`,
      withAlg(alg, unsigned),
      'algorithm',
    ]),
    ['alg none, signed', withAlg('none'), 'algorithm'],
    ['no alg', withAlg(undefined), 'algorithm'],
    ['alg null', withAlg(null), 'algorithm'],
    ['alg a number', withAlg(256), 'algorithm'],
    ['alg a list', withAlg(['RS256']), 'algorithm'],
    ['alg an object', withAlg({ toString: 'RS256' }), 'algorithm'],
    ...['rs256', 'Rs256', 'RS256 ', 'RS256\0', 'RS', 'RSA', 'SHA256withRSA', 'RS1', '__proto__'].map(
      (alg): [string, string, TokenCheck] => [`alg ${JSON.stringify(alg)}`, withAlg(alg), 'algorithm'],
    ),
    ...['RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg): [string, string, TokenCheck] => [
      `alg ${alg}`,
      withAlg(alg, rsa(key, `sha${alg.slice(2)}`)),
      'algorithm',
    ]),
    ...['HS256', 'HS384', 'HS512'].flatMap((alg): [string, string, TokenCheck][] => {
      const hash = `sha${alg.slice(2)}`;
      return [
        [`${alg} with the public key as PEM`, withAlg(alg, hmac(pem, hash)), 'algorithm'],
        [`${alg} with the public key as DER`, withAlg(alg, hmac(der, hash)), 'algorithm'],
        [`${alg} with the modulus`, withAlg(alg, hmac(String(key.jwk.n), hash)), 'algorithm'],
      ];
    }),
    ['HS256 with an empty secret', withAlg('HS256', hmac('')), 'algorithm'],
    ['HS256 with a published secret', withAlg('HS256', hmac('secret'), { kid: 'secret' }), 'algorithm'],
    ['ES256', withAlg('ES256', ec(curve), { kid: 'curve' }), 'algorithm'],
    ['ES256 of zeros', withAlg('ES256', () => Buffer.alloc(64), { kid: 'curve' }), 'algorithm'],
    ['EdDSA', withAlg('EdDSA', () => Buffer.alloc(64)), 'algorithm'],

    ['crit', good({}, { crit: ['exp'] }), 'critical'],
    ['crit that is empty', good({}, { crit: [] }), 'critical'],
    ['crit with b64', good({}, { crit: ['b64'], b64: false }), 'critical'],
    ['crit that is null', good({}, { crit: null }), 'critical'],

    ['no kid', good({}, { kid: undefined }), 'kid'],
    ['kid empty', good({}, { kid: '' }), 'kid'],
    ['kid null', good({}, { kid: null }), 'kid'],
    ['kid a number', good({}, { kid: 1 }), 'kid'],
    ['kid a list', good({}, { kid: ['key-1'] }), 'kid'],
    ['kid an object', good({}, { kid: { kid: 'key-1' } }), 'kid'],
    ['kid in a prototype', forge('{"alg":"RS256","__proto__":{"kid":"key-1"}}', claims(), rsa(key)), 'kid'],
    ['kid unknown', good({}, { kid: 'key-3' }), 'key'],
    ['kid in another case', good({}, { kid: 'KEY-1' }), 'key'],
    ['kid with a space', good({}, { kid: 'key-1 ' }), 'key'],
    ['kid a path', good({}, { kid: '../../dev/null' }), 'key'],
    ['kid SQL', good({}, { kid: "x' UNION SELECT 'secret" }), 'key'],
    ['kid __proto__', good({}, { kid: '__proto__' }), 'key'],
    ['kid constructor', good({}, { kid: 'constructor' }), 'key'],
    ['kid of an EC key', good({}, { kid: 'curve' }), 'key'],
    ['kid of a shared secret', good({}, { kid: 'secret' }), 'key'],
    ['kid of a small key', signToken(weak, claims()), 'key'],
    ['kid of an encryption key', signToken(second, claims(), { kid: 'for-encryption' }), 'key'],
    ['kid of a wrapping key', signToken(second, claims(), { kid: 'for-wrapping' }), 'key'],
    ['kid of a key for PS256', signToken(second, claims(), { kid: 'for-pss' }), 'key'],
    ['kid of half a key', signToken(second, claims(), { kid: 'cut' }), 'key'],
    ['kid of rubbish', signToken(second, claims(), { kid: 'no-number' }), 'key'],

    ['a key of a stranger with the right kid', signToken(stranger, claims()), 'signature'],
    ['another key of the issuer', signToken(second, claims(), { kid: 'key-1' }), 'signature'],
    ['an embedded jwk', signToken(stranger, claims(), { jwk: stranger.jwk }), 'signature'],
    ['a jku', signToken(stranger, claims(), { jku: 'https://evil.example/keys.json' }), 'signature'],
    ['an x5u', signToken(stranger, claims(), { x5u: 'https://evil.example/cert.pem' }), 'signature'],
    ['an x5c', signToken(stranger, claims(), { x5c: ['MIIB'] }), 'signature'],
    [
      'an embedded jwk and its kid',
      signToken(stranger, claims(), { jwk: stranger.jwk, kid: 'key-9' }),
      'key',
    ],
    ['no signature', `${head}.${body}.`, 'signature'],
    [
      'half a signature',
      `${head}.${body}.${encode(Buffer.from(signature, 'base64url').subarray(0, 128))}`,
      'signature',
    ],
    ['a signature of zeros', withAlg('RS256', () => Buffer.alloc(256)), 'signature'],
    ['a signature with SHA-512', withAlg('RS256', rsa(key, 'sha512')), 'signature'],
    ['the payload of another token', `${head}.${otherBody}.${signature}`, 'signature'],
    [
      'the header of another token',
      `${encode({ alg: 'RS256', kid: 'key-1' })}.${body}.${signature}`,
      'signature',
    ],
    ['header and payload swapped', `${body}.${head}.${signature}`, 'algorithm'],
    ['payload and signature swapped', `${head}.${signature}.${body}`, 'json'],
    [
      'b64 false without crit',
      forge('{"alg":"RS256","kid":"key-1","b64":false}', claims(), unsigned),
      'signature',
    ],

    ['no iss', good({ iss: undefined }), 'issuer'],
    ['iss null', good({ iss: null }), 'issuer'],
    ['iss a number', good({ iss: 1 }), 'issuer'],
    ['iss a list', good({ iss: [ISSUER] }), 'issuer'],
    ['iss empty', good({ iss: '' }), 'issuer'],
    ['iss with a slash more', good({ iss: `${ISSUER}/` }), 'issuer'],
    ['iss in another case', good({ iss: ISSUER.toUpperCase() }), 'issuer'],
    ['iss that begins alike', good({ iss: `${ISSUER}.evil.example` }), 'issuer'],
    ['iss the bare app ID', good({ iss: 'a' }), 'issuer'],
    [
      'iss in a prototype',
      worded(JSON.stringify(claims({ iss: undefined })).replace('{', `{"__proto__":{"iss":"${ISSUER}"},`)),
      'issuer',
    ],

    ['no aud', good({ aud: undefined }), 'audience'],
    ['aud of somebody else', good({ aud: 'https://other.example' }), 'audience'],
    ['aud with a slash more', good({ aud: `${AUDIENCE[0]}/` }), 'audience'],
    ['aud that begins alike', good({ aud: `${AUDIENCE[0]}.evil.example` }), 'audience'],
    ['aud empty', good({ aud: '' }), 'audience'],
    ['aud an empty list', good({ aud: [] }), 'audience'],
    ['aud a list of others', good({ aud: ['b', 'c'] }), 'audience'],
    ['aud wrong, client_id right', good({ aud: 'b', client_id: 'a' }), 'audience'],
    ['aud an empty list, client_id right', good({ aud: [], client_id: 'a' }), 'audience'],
    ['client_id of somebody else', good({ aud: undefined, client_id: 'b' }), 'audience'],
    ['aud null, client_id right', good({ aud: null, client_id: 'a' }), 'claim-type'],
    ['aud a number', good({ aud: 1 }), 'claim-type'],
    ['aud an object', good({ aud: { 0: 'a' } }), 'claim-type'],
    ['aud true', good({ aud: true }), 'claim-type'],
    ['aud a list with a number', good({ aud: ['a', 1] }), 'claim-type'],
    ['aud a list in a list', good({ aud: [['a']] }), 'claim-type'],
    ['client_id a list', good({ aud: undefined, client_id: ['a'] }), 'claim-type'],

    ['no exp', good({ exp: undefined }), 'claim-missing'],
    [
      'exp in a prototype',
      worded(JSON.stringify(claims({ exp: undefined })).replace('{', `{"__proto__":{"exp":${T + 60}},`)),
      'claim-missing',
    ],
    ['exp null', good({ exp: null }), 'claim-type'],
    ['exp a text', good({ exp: String(T + 60) }), 'claim-type'],
    ['exp a date', good({ exp: '2099-01-01T00:00:00Z' }), 'claim-type'],
    ['exp true', good({ exp: true }), 'claim-type'],
    ['exp a list', good({ exp: [T + 60] }), 'claim-type'],
    ['exp beyond numbers', worded(JSON.stringify(claims()).replace(String(T + 60), '1e999')), 'claim-type'],
    ['exp now', good({ exp: T }), 'expired'],
    ['exp a second ago', good({ exp: T - 1 }), 'expired'],
    ['exp a fraction ago', good({ exp: T - 0.001 }), 'expired'],
    ['exp 0', good({ exp: 0 }), 'expired'],
    ['exp negative', good({ exp: -T }), 'expired'],
    ['nbf a second ahead', good({ nbf: T + 1 }), 'not-before'],
    ['nbf a fraction ahead', good({ nbf: T + 0.001 }), 'not-before'],
    ['nbf in milliseconds', good({ nbf: T * 1000 }), 'not-before'],
    ['nbf a text', good({ nbf: '0' }), 'claim-type'],
    ['nbf null', good({ nbf: null }), 'claim-type'],
    ['iat a second ahead', good({ iat: T + 1 }), 'issued-at'],
    ['iat a text', good({ iat: '0' }), 'claim-type'],
    ['iat an object', good({ iat: {} }), 'claim-type'],
    ['sub a number', good({ sub: 1 }), 'claim-type'],
    ['sub a list', good({ sub: ['user-1'] }), 'claim-type'],
    ['sub an object', good({ sub: { id: 1 } }), 'claim-type'],
    ['jti a number', good({ jti: 1 }), 'claim-type'],
    ['scope a number', good({ scope: 1 }), 'claim-type'],
    ['scope an object', good({ scope: { read: true } }), 'claim-type'],
    ['scp a list with null', good({ scp: ['read', null] }), 'claim-type'],
  ];

  for (const [what, identity, check] of cases) {
    it(`${what}: ${check}`, async () => {
      const result = await judge(identity);
      if (result.allowed) throw new Error('it was allowed');
      expect(result.reason.check).to.equal(check);
      expect(result.status).to.equal(401);
      expect(result.body).to.deep.equal({ message: 'Unauthorized' });
      expect(result.wwwAuthenticate).to.match(
        check === 'token-missing'
          ? /^Bearer$/
          : /^Bearer scope="" error="invalid_token" error_description="[\w +-]+"$/,
      );
      const told = JSON.stringify([result.reason, explain(result.reason)]);
      for (const segment of (identity ?? '').split('.')) {
        if (segment.length > 40) expect(told.includes(segment), 'tells a part of the token').to.equal(false);
      }
    });
  }

  it('covers far more than fifty', () => {
    expect(cases.length).to.be.greaterThan(140);
    expect(new Set(cases.map(([what]) => what)).size).to.equal(cases.length);
  });
});

describe('gateway: documented answers', () => {
  const challenge = async (identity: string | undefined, scopes: string[] = []): Promise<string> => {
    const result = await judge(identity, scopes);
    return result.allowed ? 'allowed' : `${result.status} ${result.wwwAuthenticate}`;
  };

  it('are the captured ones, word by word', async () => {
    const invalid = (text: string): string =>
      `401 Bearer scope="" error="invalid_token" error_description="${text}"`;
    expect(await challenge(undefined)).to.equal('401 Bearer');
    expect(await challenge('not-a-token')).to.equal(invalid('token contains an invalid number of segments'));
    expect(await challenge(good({ aud: 'b' }))).to.equal(invalid('the token does not have a valid audience'));
    expect(await challenge(withAlg('ES256', ec(curve)))).to.equal(invalid('signing method ES256 is invalid'));
    expect(await challenge(good({ iss: 'b' }))).to.equal(invalid('issuer does not match'));
    expect(await challenge(valid, ['a', 'b'])).to.equal(
      '403 Bearer scope="a b" error="insufficient_scope" error_description="expected scopes: [a b]"',
    );
  });

  it('let no token write into the header', async () => {
    for (const alg of ['RS"', 'RS\r\nset-cookie: a=b', 'x'.repeat(2000), 'RS256\u0000']) {
      expect(await challenge(withAlg(alg))).to.match(/error_description="signing method is invalid"$/);
    }
  });
});

describe('gateway: good tokens are accepted', () => {
  const accepted: [what: string, identity: string, now?: Date][] = [
    ['bare', valid],
    ['with the prefix', `Bearer ${valid}`],
    ['signed with the other key', signToken(second, claims())],
    ['aud a text', good({ aud: 'a' })],
    ['aud a list with one match', good({ aud: ['x', 'a'] })],
    ['client_id instead of aud', good({ aud: undefined, client_id: 'a' })],
    ['client_id of any type beside aud', good({ client_id: 7 })],
    ['no nbf', good({ nbf: undefined })],
    ['no iat', good({ iat: undefined })],
    ['no sub', good({ sub: undefined })],
    ['nbf and iat now', good({ nbf: T, iat: T })],
    ['exp a fraction ahead', good({ exp: T + 0.001 })],
    ['exp the last millisecond', good({ exp: T + 1 }), new Date(NOW.getTime() + 999)],
    ['typ of access tokens', good({}, { typ: 'at+jwt' })],
    ['no typ', good({}, { typ: undefined })],
    ['header parameters nobody needs', good({}, { cty: 'x', jku: 'https://evil.example', x: [1] })],
    ['a claim named constructor', good({ constructor: 'x', toString: 'y', hasOwnProperty: 'z' })],
    [
      'a claim named __proto__',
      worded(JSON.stringify(claims()).replace('{', '{"__proto__":{"sub":"admin"},')),
    ],
    ['text outside ASCII', good({ name: 'Jürgen 🦊 \u202e' })],
    ['white space in JSON', worded(JSON.stringify(claims(), null, 2))],
    ['the same name in two objects', good({ a: { b: 1 }, c: { b: 2 }, d: ['b', 'b', ':', '{"b":1}'] })],
    [
      'nested deeply',
      worded(JSON.stringify(claims()).replace('}', `,"a":${'['.repeat(99)}${']'.repeat(99)}}`)),
    ],
  ];

  for (const [what, identity, now] of accepted) {
    it(what, async () => {
      const result = await judge(identity, [], now);
      expect(result.allowed ? 'allowed' : result.reason.check).to.equal('allowed');
    });
  }

  it('with the claims as they were signed', async () => {
    const result = await judge(good({ scope: 'read write', nested: { a: [1, null] } }));
    if (!result.allowed) throw new Error(result.reason.check);
    expect(result.claims).to.deep.equal(claims({ scope: 'read write', nested: { a: [1, null] } }));
    expect(result.tokenScopes).to.deep.equal(['read', 'write']);
  });

  it('refuses everything when the clock is broken', async () => {
    const result = await judge(valid, [], new Date(NaN));
    expect(result.allowed).to.equal(false);
  });
});

describe('gateway: scopes', () => {
  const cases: [what: string, token: Json, route: string[], scopes: string[] | 403][] = [
    ['one of several is enough', { scope: 'read write' }, ['admin', 'write'], ['read', 'write']],
    ['scope a list', { scope: ['read', 'write'] }, ['read'], ['read', 'write']],
    ['scp a text', { scp: 'read write' }, ['read'], ['read', 'write']],
    ['scp a list', { scp: ['read'] }, ['read'], ['read']],
    ['spaces do not count', { scope: '  read   write ' }, ['read'], ['read', 'write']],
    ['a route without scopes', { scope: 'read' }, [], ['read']],
    ['a route without scopes, a token without', {}, [], []],
    ['none', {}, ['read'], 403],
    ['empty', { scope: '' }, ['read'], 403],
    ['another', { scope: 'write' }, ['read'], 403],
    ['part of one', { scope: 'readonly reader' }, ['read'], 403],
    ['another case', { scope: 'READ' }, ['read'], 403],
    ['two in one entry of a list', { scp: ['read write'] }, ['read'], 403],
    ['another separator', { scope: 'read,write' }, ['read'], 403],
    ['scp is not looked at beside scope', { scope: 'write', scp: ['read'] }, ['read'], 403],
  ];

  for (const [what, token, route, scopes] of cases) {
    it(what, async () => {
      const result = await judge(good(token), route);
      expect(result.allowed ? result.tokenScopes : result.status).to.deep.equal(scopes);
      if (!result.allowed) {
        expect(result.body).to.deep.equal({ message: 'Forbidden' });
        expect(result.reason).to.deep.include({ check: 'scopes', expected: route });
      }
    });
  }

  it('an expired token with the right scope is a 401', async () => {
    const result = await judge(good({ exp: T - 1, scope: 'read' }), ['admin']);
    expect(result).to.deep.include({ allowed: false, status: 401 });
  });
});
