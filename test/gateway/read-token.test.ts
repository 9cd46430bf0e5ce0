import { expect } from 'chai';
import fc from 'fast-check';
import { explain } from '../../src/gateway/explain';
import { readUnverifiedToken } from '../../src/gateway/read-token';

const TOKEN = `${Buffer.from('{}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.AAAA`;

/** What is said about a value of the identity source that cannot be read. */
function said(identity: string): string {
  const read = readUnverifiedToken(identity);
  return read.ok ? 'read' : explain(read.reason).what;
}

describe('gateway: mistakes around a token are named', () => {
  const CASES: [identity: string, what: string][] = [
    [TOKEN, 'read'],
    [`Bearer ${TOKEN}`, 'read'],
    [`Bearer Bearer ${TOKEN}`, 'once'],
    [`bearer ${TOKEN}`, '`Bearer `'],
    [`Authorization: Bearer ${TOKEN}`, 'name of the header'],
    [`"${TOKEN}"`, 'quotation marks'],
    [`${TOKEN}, ${TOKEN}`, 'two tokens'],
    [`${TOKEN} `, 'white space'],
    [TOKEN.slice(0, -3), 'characters are missing'],
  ];
  for (const [identity, what] of CASES) {
    it(`${identity.replaceAll(TOKEN, 'TOKEN')}: ${what}`, () => {
      expect(said(identity)).to.include(what);
      expect(said(identity)).not.to.include(TOKEN);
    });
  }
});

describe('gateway: facts of a token that cannot be read', () => {
  const [part] = TOKEN.split('.');
  const bad = Buffer.from('[]').toString('base64url');
  const CASES: [identity: string | undefined, reason: object][] = [
    [undefined, { check: 'token-missing' }],
    ['', { check: 'token-missing' }],
    ['Bearer ', { check: 'token-missing' }],
    ['a', { check: 'segments', expected: 3, found: 1 }],
    ['a.b', { check: 'segments', expected: 3, found: 2 }],
    [`${TOKEN}.${part ?? ''}`, { check: 'segments', expected: 3, found: 4 }],
    [`=.${part ?? ''}.AAAA`, { check: 'encoding', name: 'header', expected: 'base64url' }],
    [`${part ?? ''}.=.AAAA`, { check: 'encoding', name: 'payload', expected: 'base64url' }],
    [`${part ?? ''}.${part ?? ''}.=`, { check: 'encoding', name: 'signature', expected: 'base64url' }],
    [`${bad}.${part ?? ''}.AAAA`, { check: 'json', name: 'header', expected: 'a JSON object' }],
    [`${part ?? ''}.${bad}.AAAA`, { check: 'json', name: 'payload', expected: 'a JSON object' }],
    ['x'.repeat(10_241), { check: 'token-size', expected: 10_240, found: 10_241 }],
    ['x'.repeat(10_240), { check: 'segments', expected: 3, found: 1 }],
  ];
  for (const [identity, reason] of CASES) {
    it(`${identity?.slice(0, 20) ?? 'nothing'}: ${Object.values(reason).join(' ')}`, () => {
      const read = readUnverifiedToken(identity);
      expect(read.ok ? {} : read.reason).to.include(reason);
    });
  }

  it('name the usual mistakes, each by itself', () => {
    const mistakes = [
      'Authorization: x',
      'Bearer',
      'bearer x',
      'Basic eDp5',
      '"x"',
      'x,y',
      'x y',
      'a.b.c.d.e',
      'x',
    ];
    const details = mistakes.map((identity) => {
      const read = readUnverifiedToken(identity);
      return read.ok ? 'read' : (read.reason.detail ?? '');
    });
    expect(details.at(-1)).to.equal('');
    expect(new Set(details).size).to.equal(mistakes.length);
    for (const other of ['my authorization: x', 'x bearer', 'x basic y', 'it"s']) {
      const read = readUnverifiedToken(other);
      const detail = read.ok ? 'read' : (read.reason.detail ?? '');
      expect(['', details[6]], other).to.include(detail);
    }
  });
});

describe('gateway: the encoding of a token', () => {
  /** Whether the third part may be that text. */
  const isRead = (signature: string): boolean => {
    const [header = '', payload = ''] = TOKEN.split('.');
    return readUnverifiedToken(`${header}.${payload}.${signature}`).ok;
  };
  const character = fc.constantFrom(...'AEIMQUYcgkosw048BCghz19-_+/= \n.é'.split(''));

  it('is the one that encoding its bytes again yields', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(isRead(Buffer.from(bytes).toString('base64url'))).to.equal(true);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 9 }), (text) => {
        const canonical = Buffer.from(text, 'base64url').toString('base64url');
        expect(isRead(text)).to.equal(text === canonical);
      }),
      { numRuns: 2000 },
    );
  });

  it('is of each header, however alike the tokens before were', () => {
    const encode = (header: object): string => Buffer.from(JSON.stringify(header)).toString('base64url');
    const headerOf = (segment: string): unknown => {
      const read = readUnverifiedToken(`${segment}.e30.AAAA`);
      return read.ok ? read.token.header : read.reason.check;
    };
    const [first, second] = [{ kid: 'a' }, { kid: 'b' }];
    for (const header of [first, first, second, first])
      expect(headerOf(encode(header))).to.deep.equal(header);
    expect(headerOf(`${encode(first)}=`)).to.equal('encoding');
    expect(headerOf('W10')).to.equal('json');
    expect(headerOf(encode(first))).to.deep.equal(first);
  });
});
