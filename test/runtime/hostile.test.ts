import { expect } from 'chai';
import fc from 'fast-check';
import {
  type PassageEvent,
  PassageUserMissingError,
  findPassageUser,
  getPassageUser,
} from '../../src/runtime/passage-user';
import { CLAIMS, eventWith, rest, restNested, version1, version2 } from './events';

const fail = (): never => {
  throw new Error('the event bites');
};
const biting = new Proxy(
  {},
  { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail, getPrototypeOf: fail },
);
const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
/** Claims that are all there, with one changed. */
const but = (changes: object): unknown => version2({ ...CLAIMS, ...changes });
/** The good value, inherited instead of owned. */
const inherited = (value: object): unknown => Object.create(value);
const { jwt } = { jwt: { claims: CLAIMS, scopes: null } };

const HOSTILE: readonly (readonly [what: string, event: unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['a number', 42],
  ['NaN', NaN],
  ['a bigint', 42n],
  ['a symbol', Symbol('event')],
  ['a text', 'requestContext'],
  ['the event as text', JSON.stringify(version2(CLAIMS))],
  ['a very long text', 'x'.repeat(6_000_000)],
  ['a list', []],
  ['the event in a list', [version2(CLAIMS)]],
  ['a function', fail],
  ['a map', new Map(Object.entries(version2(CLAIMS)))],
  ['an empty object', {}],
  ['an object without prototype', Object.create(null)],
  ['an SQS event', { Records: [{ body: JSON.stringify(version2(CLAIMS)) }] }],
  ['a load balancer event', { requestContext: { elb: { targetGroupArn: 'arn:aws:…' } }, headers: {} }],
  ['claims at the top', { ...CLAIMS, claims: CLAIMS, jwt, authorizer: { jwt } }],
  ['claims beside the authorizer', { requestContext: { claims: CLAIMS, jwt } }],
  ['claims in the headers', { headers: { requestContext: { authorizer: { jwt } } } }],
  ['claims in the body', { body: version2(CLAIMS), requestContext: {} }],
  ['claims as the authorizer', eventWith(CLAIMS)],
  ['claims as jwt', eventWith({ jwt: CLAIMS })],
  ['claims in the context of a Lambda authorizer', eventWith({ lambda: { jwt, claims: CLAIMS } })],
  ['claims of an IAM authorizer', eventWith({ iam: { claims: CLAIMS } })],
  ['requestContext: null', { requestContext: null }],
  ['requestContext: a text', { requestContext: 'authorizer' }],
  ['requestContext: a list', { requestContext: [{ authorizer: { jwt } }] }],
  ['authorizer: undefined', eventWith(undefined)],
  ['authorizer: null', eventWith(null)],
  ['authorizer: a text', eventWith('claims')],
  ['authorizer: a list', eventWith([{ jwt }])],
  ['jwt: a text', eventWith({ jwt: 'eyJhbGciOiJub25lIn0.e30.' })],
  ['jwt: false, with claims beside it', eventWith({ jwt: false, claims: CLAIMS })],
  ['claims: undefined', version2(undefined)],
  ['claims: null', version2(null)],
  ['claims: a text', version2(JSON.stringify(CLAIMS))],
  ['claims: a token', version2('eyJhbGciOiJub25lIn0.e30.')],
  ['claims: a number', version2(7)],
  ['claims: a list', version2([CLAIMS])],
  ['claims: a function', version2(fail)],
  ['claims: a map', version2(new Map(Object.entries(CLAIMS)))],
  ['no claims', version2({})],
  ...['sub', 'iss', 'exp'].flatMap((claim) => [
    [`${claim}: nothing`, but({ [claim]: undefined })] as const,
    [`${claim}: null`, but({ [claim]: null })] as const,
    [`${claim}: empty`, but({ [claim]: '' })] as const,
    [`${claim}: true`, but({ [claim]: true })] as const,
    [`${claim}: an object`, but({ [claim]: {} })] as const,
    [`${claim}: a list`, but({ [claim]: ['1787996002'] })] as const,
    [`${claim}: a symbol`, but({ [claim]: Symbol(claim) })] as const,
    [`${claim}: a function`, but({ [claim]: () => '1787996002' })] as const,
    [
      `${claim}: an object that says it is a text`,
      but({ [claim]: { toString: () => '1787996002' } }),
    ] as const,
    [`${claim}: a text object`, but({ [claim]: Object('1787996002') as unknown })] as const,
    [
      `${claim}: a getter that throws`,
      version2(Object.defineProperty({ ...CLAIMS }, claim, { get: fail, enumerable: true })),
    ] as const,
  ]),
  ['sub: a number', but({ sub: 42 })],
  ['iss: a URL object', but({ iss: new URL(CLAIMS.iss) })],
  ['exp: a number in an object', but({ exp: { valueOf: () => 1787996002 } })],
  ['exp: a date', but({ exp: new Date() })],
  ['exp: zero', but({ exp: '0' })],
  ['exp: the number zero', but({ exp: 0 })],
  ['exp: negative', but({ exp: '-1787996002' })],
  ['exp: a negative number', but({ exp: -1 })],
  ['exp: NaN', but({ exp: NaN })],
  ['exp: NaN as text', but({ exp: 'NaN' })],
  ['exp: Infinity', but({ exp: Infinity })],
  ['exp: Infinity as text', but({ exp: 'Infinity' })],
  ['exp: beyond every date', but({ exp: '8640000000001' })],
  ['exp: a huge number', but({ exp: Number.MAX_VALUE })],
  ['exp: a hundred digits', but({ exp: '9'.repeat(100) })],
  ['exp: a word', but({ exp: 'never' })],
  ['exp: words and a zone', but({ exp: 'UTC never UTC' })],
  ['exp: digits and a word', but({ exp: '1787996002s' })],
  ['exp: a list as text', but({ exp: '[1787996002]' })],
  ['an inherited requestContext', inherited(version2(CLAIMS))],
  ['an inherited authorizer', { requestContext: inherited({ authorizer: { jwt } }) }],
  ['an inherited jwt', eventWith(inherited({ jwt }))],
  ['inherited claims', eventWith({ jwt: inherited(jwt) })],
  ['inherited claims, payload 1.0', eventWith(inherited({ claims: CLAIMS }))],
  ['inherited sub, iss and exp', version2(inherited(CLAIMS))],
  ['a prototype hidden in JSON', JSON.parse(`{ "__proto__": ${JSON.stringify(version2(CLAIMS))} }`)],
  ['a claims prototype hidden in JSON', version2(JSON.parse(`{ "__proto__": ${JSON.stringify(CLAIMS)} }`))],
  ['a constructor in JSON', { constructor: { prototype: version2(CLAIMS) } }],
  ['hidden claims', version2(Object.defineProperty({ ...CLAIMS }, 'sub', { enumerable: false }))],
  [
    'a getter that throws',
    {
      get requestContext() {
        return fail();
      },
    },
  ],
  [
    'a getter that throws below',
    {
      requestContext: {
        get authorizer() {
          return fail();
        },
      },
    },
  ],
  ['a proxy that throws', biting],
  ['a proxy that throws below', eventWith(biting)],
  ['a proxy that throws as jwt', eventWith({ jwt: biting })],
  ['a proxy that throws as claims', version2(biting)],
  ['a revoked proxy', revoked()],
  ['a revoked proxy as claims', version2(revoked())],
  ['a revoked proxy as sub', but({ sub: revoked() })],
  ['a revoked proxy as aud', but({ aud: revoked() })],
];

describe('runtime: hostile events have no user', () => {
  for (const [what, event] of HOSTILE) {
    it(what, () => {
      expect(findPassageUser(event as PassageEvent)).to.equal(undefined);
      expect(() => getPassageUser(event as PassageEvent)).to.throw(PassageUserMissingError);
    });
  }

  it('a polluted Object.prototype', () => {
    const pollution = {
      ...version2(CLAIMS),
      ...eventWith({}).requestContext,
      authorizer: { jwt },
      jwt,
      ...jwt,
      ...CLAIMS,
    };
    const events = [{}, { requestContext: {} }, eventWith({}), version2({}), version1({}), rest(undefined)];
    const found: unknown[] = [];
    Object.assign(Object.prototype, pollution);
    try {
      found.push(...events.map((event) => findPassageUser(event as PassageEvent)));
    } finally {
      for (const key of Object.keys(pollution)) Reflect.deleteProperty(Object.prototype, key);
    }
    expect(found).to.deep.equal(events.map(() => undefined));
  });

  it('a claims object that changes its mind is read once', () => {
    let reads = 0;
    const claims = {
      ...CLAIMS,
      get sub() {
        reads += 1;
        return reads === 1 ? 'user-1' : 'mallory';
      },
    };
    const user = getPassageUser(version2(claims));
    expect([user.id, user.claims.sub]).to.deep.equal(['user-1', 'user-1']);
  });
});

describe('runtime: properties', () => {
  const shapes = [version2, version1, rest, restNested] as const;
  const shape = fc.constantFrom(...shapes);

  /** A claim in API Gateway's form: text, whatever the token had. */
  const claim = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.nat().map(String),
    fc.boolean().map(String),
    fc.double().map(String),
    fc.array(fc.string()).map((list) => `[${list.join(' ')}]`),
    fc.dictionary(fc.string(), fc.string()).map((map) => `map[${Object.entries(map).join(' ')}]`),
    fc.constantFrom(...Object.values(CLAIMS)),
  );
  const registered = fc.record(
    { sub: claim, iss: claim, exp: claim, iat: claim, nbf: claim, aud: claim, client_id: claim },
    { requiredKeys: [] },
  );
  const claims = fc
    .tuple(fc.dictionary(fc.string(), claim), registered)
    .map(([others, known]) => ({ ...others, ...known }));

  it('whatever claims API Gateway sends, there is a user or a PassageUserMissingError', () => {
    fc.assert(
      fc.property(shape, claims, (makeEvent, given) => {
        const found = findPassageUser(makeEvent(given));
        if (found === undefined)
          expect(() => getPassageUser(makeEvent(given))).to.throw(PassageUserMissingError);
        else {
          expect(getPassageUser(makeEvent(given))).to.deep.equal(found);
          expect(found).to.include({ id: given.sub, issuer: given.iss });
          expect(found.expiresAt.getTime()).to.be.greaterThan(0);
          expect(found.claims).to.deep.equal(given);
        }
      }),
    );
  });

  it('a subject, an issuer and a time are enough', () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        shape,
        claims,
        text,
        text,
        fc.integer({ min: 1, max: 8.64e12 }),
        (makeEvent, others, sub, iss, exp) => {
          const user = getPassageUser(makeEvent({ ...others, sub, iss, exp: String(exp) }));
          expect([user.id, user.issuer, user.expiresAt.getTime()]).to.deep.equal([sub, iss, exp * 1000]);
        },
      ),
    );
  });

  it('a list without spaces comes back as it was', () => {
    const entry = fc.stringMatching(/^[^\s]+$/u);
    fc.assert(
      fc.property(shape, fc.array(entry), (makeEvent, list) => {
        const user = getPassageUser(makeEvent({ ...CLAIMS, aud: `[${list.join(' ')}]` }));
        expect(user.audience).to.deep.equal(list);
      }),
    );
  });

  it('nothing at all makes findPassageUser throw', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withTypedArray: true,
      key: fc.oneof(
        fc.string(),
        fc.constantFrom('requestContext', 'authorizer', 'jwt', 'claims', ...Object.keys(CLAIMS)),
      ),
    });
    const event = fc.oneof(
      anything,
      anything.map(eventWith),
      fc.tuple(shape, anything).map(([makeEvent, given]) => makeEvent(given)),
      fc
        .tuple(
          shape,
          fc.record({ sub: anything, iss: anything, exp: anything, iat: anything, aud: anything }),
        )
        .map(([makeEvent, given]) => makeEvent({ ...CLAIMS, ...given })),
    );
    fc.assert(
      fc.property(event, (given) => {
        expect(() => findPassageUser(given as PassageEvent)).not.to.throw();
      }),
    );
  });
});
