import { inspect } from 'node:util';
import { expect } from 'chai';
import { PassageUserMissingError, findPassageUser, getPassageUser } from '../../src/runtime/passage-user';
import {
  CLAIMS,
  ISSUER,
  TYPED_CLAIMS,
  lambda,
  lambdaFlat,
  rest,
  restNested,
  version1,
  version2,
} from './events';

const SHAPES = {
  'HTTP API, payload 2.0': [version2, CLAIMS],
  'HTTP API, payload 1.0': [version1, CLAIMS],
  'REST API': [rest, TYPED_CLAIMS],
  'REST API, other place': [restNested, TYPED_CLAIMS],
  'HTTP API with a Lambda authorizer': [lambda, TYPED_CLAIMS],
  'REST or WebSocket API with a Lambda authorizer': [lambdaFlat, TYPED_CLAIMS],
} as const;

/** The user made of Passage's claims with these changes. */
const userOf = (changes: object) => findPassageUser(version2({ ...CLAIMS, ...changes }));

describe('runtime: the user of an event', () => {
  for (const [shape, [makeEvent, claims]] of Object.entries(SHAPES)) {
    it(`reads ${shape}`, () => {
      const user = getPassageUser(makeEvent(claims));
      expect(user).to.deep.equal({
        id: 'user-1',
        appId: 'testapp123',
        issuer: ISSUER,
        audience: ['https://app.example.com', 'testapp123'],
        issuedAt: new Date('2026-08-29T09:28:22Z'),
        expiresAt: new Date('2026-08-29T09:33:22Z'),
        claims,
      });
    });
  }

  it('reads the dates that REST APIs with a Cognito authorizer send', () => {
    const user = getPassageUser(
      rest({ ...CLAIMS, iat: 'Wed May 18 12:31:07 UTC 2022', exp: 'Wed May 18 13:31:07 UTC 2022' }),
    );
    expect(user.issuedAt).to.deep.equal(new Date('2022-05-18T12:31:07Z'));
    expect(user.expiresAt).to.deep.equal(new Date('2022-05-18T13:31:07Z'));
  });

  it('an entry of a REST audience may have a space', () => {
    expect(getPassageUser(rest({ ...TYPED_CLAIMS, aud: ['a b', 'c'] })).audience).to.deep.equal(['a b', 'c']);
  });

  it('lives on a route with scopes', () => {
    expect(getPassageUser(version2({ ...CLAIMS, scope: 'a b' }, ['a', 'b'])).claims.scope).to.equal('a b');
  });

  it('says nothing about claims that are not there', () => {
    const { exp, sub } = CLAIMS;
    expect(findPassageUser(version2({ sub, exp, iss: 'https://issuer.example' }))).to.have.all.keys(
      'id',
      'issuer',
      'audience',
      'expiresAt',
      'claims',
    );
  });

  it('does not compare times: API Gateway did', () => {
    expect(userOf({ exp: '1' })?.expiresAt).to.deep.equal(new Date(1000));
  });

  const audiences: [aud: unknown, list: string[]][] = [
    ['[a b]', ['a', 'b']],
    ['[a]', ['a']],
    ['[]', []],
    ['[a  b]', ['a', 'b']],
    ['[https://[::1]:3000 b]', ['https://[::1]:3000', 'b']],
    ['https://app.example.com', ['https://app.example.com']],
    ['two words', ['two words']],
    ['[open', ['[open']],
    ['open]', ['open]']],
    ['a,b', ['a,b']],
    ['', []],
    [undefined, []],
    [null, []],
    [7, []],
    [{ 0: 'a', length: 1 }, []],
    [
      ['a', 7, '', null, 'b'],
      ['a', 'b'],
    ],
    [['[a]'], ['[a]']],
    [[], []],
  ];
  for (const [aud, list] of audiences) {
    it(`takes ${inspect(aud)} as the audience ${inspect(list)}`, () => {
      expect(userOf({ aud })?.audience).to.deep.equal(list);
    });
  }

  const issuers: [issuer: string, appId: string | undefined][] = [
    ['https://auth.passage.id/v1/apps/Ab3dE6gH9jK2mN5pQ8sT1vW4', 'Ab3dE6gH9jK2mN5pQ8sT1vW4'],
    ['https://auth.passage.id/v1/apps/testapp123/', undefined],
    ['https://auth.passage.id/v1/apps/', undefined],
    ['https://auth.passage.id/v1/apps/a/b', undefined],
    ['https://auth.passage.id.evil.example/v1/apps/testapp123', undefined],
    ['https://evil.example/https://auth.passage.id/v1/apps/testapp123', undefined],
    ['https://authxpassage.id/v1/apps/testapp123', undefined],
    ['http://auth.passage.id/v1/apps/testapp123', undefined],
    ['https://AUTH.PASSAGE.ID/v1/apps/testapp123', undefined],
    ['https://issuer.example', undefined],
    ['testapp123', undefined],
  ];
  for (const [issuer, appId] of issuers) {
    it(`takes ${issuer} as ${appId === undefined ? 'no Passage app' : `the app ${appId}`}`, () => {
      const user = userOf({ iss: issuer });
      expect(user?.issuer).to.equal(issuer);
      expect(user?.appId).to.equal(appId);
    });
  }

  for (const iat of ['', '0', '-1', 'yesterday', 'NaN', 'Infinity', '9e99', null, true, {}, [1787995702]]) {
    it(`has no issuedAt when iat is ${JSON.stringify(iat)}`, () => {
      expect(userOf({ iat })).to.include({ id: 'user-1' }).and.not.have.property('issuedAt');
    });
  }

  it('gives claims in which nothing but claims is found', () => {
    const hidden = JSON.parse(
      `{ "__proto__": { "admin": "true" }, ${JSON.stringify(CLAIMS).slice(1)}`,
    ) as object;
    const { claims } = getPassageUser(version2(hidden));
    for (const key of ['admin', 'constructor', 'toString']) expect(key in claims, key).to.equal(false);
    expect(Object.keys(claims)).to.have.members(['__proto__', ...Object.keys(CLAIMS)]);
  });

  it('gives claims of its own: changing the event later changes no user', () => {
    const event = version2({ ...CLAIMS });
    const user = getPassageUser(event);
    (event.requestContext.authorizer as { jwt: { claims: { email?: string } } }).jwt.claims.email =
      'm@x.example';
    expect(user.claims).to.deep.equal(CLAIMS);
  });

  it('reads no part of the event but the way to the claims', () => {
    const read = new Set<string | symbol>();
    const spy = <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (object, key) => {
          read.add(key);
          const value: unknown = Reflect.get(object, key);
          return typeof value === 'object' && value !== null && key !== 'claims' ? spy(value) : value;
        },
      });
    for (const [makeEvent, claims] of Object.values(SHAPES)) getPassageUser(spy(makeEvent(claims)));
    expect([...read]).to.have.members(['requestContext', 'authorizer', 'jwt', 'claims', 'lambda', 'passage']);
  });
});

describe('runtime: PassageUserMissingError', () => {
  const thrown = (): unknown => {
    try {
      return getPassageUser(version2(undefined));
    } catch (error) {
      return error;
    }
  };

  it('is an Error with a name and a code', () => {
    expect(thrown())
      .to.be.instanceOf(PassageUserMissingError)
      .and.instanceOf(Error)
      .and.include({ name: 'PassageUserMissingError', code: 'PASSAGE_USER_MISSING' });
  });

  it('says what to do', () => {
    const { message, stack } = thrown() as Error;
    expect(message).to.include('`passage: true`').and.include('sub, iss and exp');
    expect(stack).to.include(message);
  });
});
