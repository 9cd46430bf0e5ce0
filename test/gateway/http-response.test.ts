import { expect } from 'chai';
import { readClock, readError, readResponse } from '../../src/gateway/http-response';
import { LIMITS } from '../../src/gateway/limits';

/** `failure: detail`, or `ok: bytes`. */
async function read(body: string | null, init: ResponseInit = {}): Promise<string> {
  const result = await readResponse(new Response(body, init));
  return result.ok ? `ok: ${result.bytes}` : `${result.failure}: ${result.detail}`;
}

describe('gateway: an answer of an issuer', () => {
  const location = 'https://x.example/';
  const STATUSES: [status: number, headers: Record<string, string>, result: string][] = [
    [404, {}, 'status: 404'],
    [404, { location }, 'status: 404'],
    [201, { location }, 'status: 201'],
    [299, { location }, 'status: 299'],
    [300, { location }, `redirect: 300 to ${location}`],
    [302, { location }, `redirect: 302 to ${location}`],
    [399, { location }, `redirect: 399 to ${location}`],
    [400, { location }, 'status: 400'],
    [302, {}, 'status: 302'],
  ];
  for (const [status, headers, result] of STATUSES) {
    it(`${status}${'location' in headers ? ' with a location' : ''}: ${result}`, async () => {
      expect(await read('{}', { status, headers })).to.equal(result);
      expect(await read(null, { status, headers })).to.equal(result);
    });
  }

  it('is JSON, or says what it is', async () => {
    const headers = { 'content-type': 'text/html' };
    expect(await read('{"a":1}', { headers })).to.equal('ok: 7');
    for (const body of ['<html>', '[]', 'null', '7'])
      expect(await read(body, { headers })).to.equal('not-json: text/html');
    const empty = [await read('', { headers }), await read(null, { headers })];
    expect(new Set(empty).size).to.equal(1);
    expect(empty[0])
      .to.match(/^not-json: /)
      .and.not.include('html');
    const bare = new Response('<html>');
    bare.headers.delete('content-type');
    expect(await readResponse(bare))
      .to.include({ ok: false, failure: 'not-json' })
      .and.have.property('detail').not.empty;
  });

  it('is read up to the limit of API Gateway, and no byte more', async () => {
    const json = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expect(await read(json(LIMITS.answerBytes))).to.equal(`ok: ${LIMITS.answerBytes}`);
    expect(await read(json(LIMITS.answerBytes + 1))).to.match(/^too-large: .*150000/);
  });
});

describe('gateway: the clock of an issuer', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const ahead = (headers: Record<string, string>): number | undefined =>
    readClock(new Headers(headers), now).aheadSeconds;
  const date = 'Thu, 01 Jan 2026 00:00:30 GMT';

  it('is its date, and the age of the answer', () => {
    expect(ahead({ date })).to.equal(30);
    expect(ahead({ date, age: '12' })).to.equal(42);
    expect(ahead({ date: 'Wed, 31 Dec 2025 23:59:00 GMT' })).to.equal(-60);
  });

  it('is not known without both', () => {
    for (const headers of [{}, { date: 'yesterday' }, { date, age: 'old' }, { age: '12' }])
      expect(ahead(headers), JSON.stringify(headers)).to.equal(undefined);
  });
});

describe('gateway: what a request fails with', () => {
  const coded = (code: string): Error => new TypeError('fetch failed', { cause: { code } });
  const timeout = Object.assign(new Error('aborted'), { name: 'TimeoutError' });
  const CASES: [error: unknown, failure: string, detail: string][] = [
    [timeout, 'timeout', '1500'],
    [coded('ECONNREFUSED'), 'unreachable', 'ECONNREFUSED'],
    [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'tls', 'SELF_SIGNED_CERT_IN_CHAIN'],
    [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls', 'SIGNATURE'],
    [coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [
      new TypeError('fetch failed', { cause: new Error('other side closed') }),
      'unreachable',
      'other side closed',
    ],
    [new Error('anything'), 'unreachable', 'anything'],
    ['a text', 'unreachable', ''],
    [undefined, 'unreachable', ''],
  ];
  for (const [error, failure, detail] of CASES) {
    it(`${String(error)} is ${failure}: ${detail}`, () => {
      const found = readError(error);
      expect(found).to.include({ ok: false, failure });
      expect(found.detail).to.include(detail).and.not.equal('');
    });
  }
});
