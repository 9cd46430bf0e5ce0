import { expect } from 'chai';
import fc from 'fast-check';
import { authorizerContext, gatewayClaims, templateClaims } from '../../src/gateway/claims';

describe('gateway: claims in its own form', () => {
  // The first block was captured from the real service; the second is not known and may change.
  const cases: [claim: unknown, text: string | undefined][] = [
    [1787996002, '1787996002'],
    [true, 'true'],
    [false, 'false'],
    ['text', 'text'],
    ['', ''],
    [['a'], '[a]'],
    [['a', 'b'], '[a b]'],
    [['a b', 'c'], '[a b c]'],
    [null, undefined],

    [[], '[]'],
    [[1, true, null, ['a']], '[1 true <nil> [a]]'],
    [{ b: 1, a: { c: 'x y' } }, 'map[a:map[c:x y] b:1]'],
    [{ a: 1, c: 3, b: 2 }, 'map[a:1 b:2 c:3]'],
    [{}, 'map[]'],
    [0, '0'],
    [-0, '0'],
    [-12.5, '-12.5'],
    [1e21, '1000000000000000000000'],
    [-1e21, '-1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-1e-7, '-0.0000001'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ];

  for (const [claim, text] of cases) {
    it(`${JSON.stringify(claim)} is ${text ?? 'left out'}`, () => {
      expect(gatewayClaims({ claim })).to.deep.equal(text === undefined ? {} : { claim: text });
    });
  }

  it('names of prototypes are names', () => {
    const claims = JSON.parse('{"__proto__":{"a":1},"constructor":"c","toString":null}') as object;
    const texts = gatewayClaims({ ...claims });
    expect(Object.entries(texts)).to.deep.equal([
      ['__proto__', 'map[a:1]'],
      ['constructor', 'c'],
    ]);
    expect(Object.getPrototypeOf(texts)).to.equal(Object.prototype);
  });

  it('numbers keep their value and never have an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (claim) => {
        const { claim: text = '' } = gatewayClaims({ claim });
        expect(text).to.match(/^-?\d+(\.\d+)?$/);
        expect(Number(text) === claim).to.equal(true);
      }),
    );
  });

  it('everything is a text', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => {
        const texts = gatewayClaims(claims);
        expect(Object.keys(texts)).to.have.members(
          Object.keys(claims).filter((name) => claims[name] !== null),
        );
        for (const text of Object.values(texts)) expect(text).to.be.a('string');
      }),
    );
  });

  it('survive any nesting that a token may have', () => {
    const deep = JSON.parse('['.repeat(99) + ']'.repeat(99)) as unknown;
    expect(gatewayClaims({ deep }).deep).to.have.lengthOf(198);
  });
});

describe('gateway: what the function receives', () => {
  const verified = { claims: { sub: 'u', scope: 'a b', n: 1 }, tokenScopes: ['a', 'b'], routeScopes: ['a'] };
  const claims = { sub: 'u', scope: 'a b', n: '1' };

  it('payload 2.0', () => {
    const jwt = { claims, scopes: ['a', 'b'] };
    expect(authorizerContext('2.0', verified)).to.deep.equal({ jwt });
  });
  it('payload 1.0', () => {
    expect(authorizerContext('1.0', verified)).to.deep.equal({ claims, scopes: ['a', 'b'] });
  });
  it('scopes are null where the route asks for none', () => {
    expect(authorizerContext('2.0', { ...verified, routeScopes: [] }).jwt.scopes).to.equal(null);
  });

  it('of a Lambda authorizer: the claims as JSON, and who it is', () => {
    const passage = JSON.stringify(verified.claims);
    expect(authorizerContext('lambda', verified)).to.deep.equal({ lambda: { passage } });
    expect(authorizerContext('websocket', verified)).to.deep.equal({ principalId: 'u', passage });
    for (const [ids, principal] of [
      [{ sub: 'u', client_id: 'c' }, 'u'],
      [{ client_id: 'c' }, 'c'],
      [{ sub: 7, client_id: 'c' }, 'c'],
      [{ sub: 7 }, 'unknown'],
      [{}, 'unknown'],
    ] as const)
      expect(authorizerContext('websocket', { ...verified, claims: ids }).principalId).to.equal(principal);
  });

  it('a REST API: each claim with its JSON type', () => {
    const typed = {
      sub: 'u',
      text: '42',
      number: 42,
      flag: true,
      list: ['a b', 'c'],
      object: { a: [1] },
      nothing: null,
    };
    // What is next to `claims` is not known, so no test says.
    expect(authorizerContext('rest', { ...verified, claims: typed }).claims).to.deep.equal(typed);
  });

  it('a REST API: every claim is the very value of the token', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (any) => {
        const context = authorizerContext('rest', { ...verified, claims: any });
        expect(context.claims).to.deep.equal(any);
      }),
    );
  });
});

describe('gateway: what a mapping template receives', () => {
  const cases: [claim: unknown, text: string][] = [
    // Whether a string has quotation marks is not known.
    ['text', 'text'],
    ['a"b', 'a\\"b'],
    [42, '42'],
    [true, 'true'],
    [null, 'null'],
    [['a', 'b'], '["a","b"]'],
    [{ a: 'b' }, '{"a":"b"}'],
    [['Zoé 🦊'], '["Zo\\u00E9 \\uD83E\\uDD8A"]'],
  ];
  for (const [claim, text] of cases) {
    it(`${JSON.stringify(claim)} is ${text}`, () => {
      expect(templateClaims({ claim })).to.deep.equal({ claim: text });
    });
  }

  it('is ASCII, and the same value again when it is parsed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (claim) => {
        const { claim: text = '' } = templateClaims({ claim });
        expect(text).to.match(/^[\0-\x7F]*$/);
        const json = typeof claim === 'string' ? `"${text}"` : text;
        expect(JSON.parse(json)).to.deep.equal(JSON.parse(JSON.stringify(claim)));
      }),
    );
  });
});
