import { expect } from 'chai';
import { ASYMMETRIC_ALGORITHMS } from '../../src/gateway/algorithms';
import { parseConfig } from '../../src/config/parse';
import type { Problem } from '../../src/errors';

const GOOD = { appId: 'testapp123', authOrigin: 'https://app.example.com' };

/** The places and codes that are refused, in order. */
function refused(passage: unknown): string[] {
  const { config, problems } = parseConfig({ passage });
  if (problems.length > 0) expect(config).to.equal(null);
  return problems.map(({ code, where }) => `${code} ${where.replace('custom.passage', '~')}`);
}

function problemAt(passage: unknown, where: string): Problem | undefined {
  return parseConfig({ passage }).problems.find((problem) => problem.where === `custom.passage.${where}`);
}

const invalid = (...places: string[]): string[] => places.map((place) => `PASSAGE_CONFIG_INVALID ~${place}`);
const with_ = (extra: object): object => ({ ...GOOD, ...extra });
/** With another provider than Passage. */
const oidc = (extra: object): object => ({ issuer: 'https://i.example/', audience: 'api', ...extra });
const two = { customers: GOOD, staff: { ...GOOD, appId: 'staffapp1' } };

describe('config: what is refused', () => {
  const cases: [what: string, block: unknown, problems: string[]][] = [
    ['null', null, invalid('')],
    ['a list', [GOOD], invalid('')],
    ['a text', 'testapp123', invalid('')],
    ['a number', 7, invalid('')],
    ['true', true, invalid('')],
    ['an empty block', {}, invalid('')],
    ['no appId', { authOrigin: GOOD.authOrigin }, invalid('.appId')],
    ['no authOrigin', { appId: 'testapp123' }, invalid('.authOrigin')],
    ['an empty appId', with_({ appId: '' }), invalid('.appId')],
    ['a blank appId', with_({ appId: '  ' }), invalid('.appId')],
    ['a numeric appId', with_({ appId: 12345 }), invalid('.appId')],
    ['a list as appId', with_({ appId: ['abc'] }), invalid('.appId')],
    ['null as appId', with_({ appId: null }), invalid('.appId')],
    ['undefined as appId', with_({ appId: undefined }), invalid('.appId')],
    ['an intrinsic as appId', with_({ appId: { Ref: 'X' } }), invalid('.appId')],
    ['an unresolved appId', with_({ appId: '${env:NOPE}' }), invalid('.appId')],
    ['an unresolved part of appId', with_({ appId: 'app-${env:NOPE}' }), invalid('.appId')],
    ['an appId with a slash', with_({ appId: 'apps/abc' }), invalid('.appId')],
    ['an appId with a space after it', with_({ appId: 'abc ' }), invalid('.appId')],
    ['an origin with a path', with_({ authOrigin: 'https://a.example/login' }), invalid('.authOrigin')],
    ['an origin with a trailing slash', with_({ authOrigin: 'https://a.example/' }), invalid('.authOrigin')],
    ['an origin without a scheme', with_({ authOrigin: 'a.example' }), invalid('.authOrigin')],
    ['an http origin', with_({ authOrigin: 'http://a.example' }), invalid('.authOrigin')],
    [
      'an http origin that begins like localhost',
      with_({ authOrigin: 'http://localhost.evil.example' }),
      invalid('.authOrigin'),
    ],
    [
      'an origin with its default port',
      with_({ authOrigin: 'https://a.example:443' }),
      invalid('.authOrigin'),
    ],
    ['an origin in capitals', with_({ authOrigin: 'https://A.example' }), invalid('.authOrigin')],
    ['an origin with a user', with_({ authOrigin: 'https://me@a.example' }), invalid('.authOrigin')],
    ['a wildcard in an origin', with_({ authOrigin: 'https://*.example.com' }), invalid('.authOrigin')],
    ['a wildcard as origin', with_({ authOrigin: '*' }), invalid('.authOrigin')],
    ['another scheme as origin', with_({ authOrigin: 'ftp://a.example' }), invalid('.authOrigin')],
    ['an empty list of origins', with_({ authOrigin: [] }), invalid('.authOrigin')],
    [
      'a bad origin in a list',
      with_({ authOrigin: ['https://a.example', 'https://b.example/'] }),
      invalid('.authOrigin[1]'),
    ],
    ['null in a list of origins', with_({ authOrigin: [null] }), invalid('.authOrigin[0]')],
    ['an issuer that is no URL', oidc({ issuer: 'example' }), invalid('.issuer')],
    ['an issuer with a query', oidc({ issuer: 'https://i.example/?a=b' }), invalid('.issuer')],
    ['an issuer with an empty query', oidc({ issuer: 'https://i.example/?' }), invalid('.issuer')],
    ['an issuer with a fragment', oidc({ issuer: 'https://i.example/#x' }), invalid('.issuer')],
    ['a plain http issuer', oidc({ issuer: 'http://i.example' }), invalid('.issuer')],
    ['an issuer with a password', oidc({ issuer: 'https://me:pw@i.example' }), invalid('.issuer')],
    [
      'the discovery document as issuer',
      oidc({ issuer: 'https://i.example/.well-known/openid-configuration' }),
      invalid('.issuer'),
    ],
    ['an unresolved issuer', oidc({ issuer: 'https://i.example/${AWS::Region}' }), invalid('.issuer')],
    [
      'an issuer of 2049 characters',
      oidc({ issuer: `https://i.example/${'x'.repeat(2031)}` }),
      invalid('.issuer'),
    ],
    ['an issuer with two functions', oidc({ issuer: { Ref: 'A', 'Fn::Sub': 'b' } }), invalid('.issuer')],
    [
      'an issuer block that is no function',
      oidc({ issuer: { url: 'https://i.example' } }),
      invalid('.issuer'),
    ],
    ['an empty audience', oidc({ audience: '' }), invalid('.audience')],
    ['an empty list as audience', oidc({ audience: [] }), invalid('.audience')],
    ['a number in audience', oidc({ audience: ['a', 1] }), invalid('.audience[1]')],
    [
      '51 audiences',
      oidc({ audience: Array.from({ length: 51 }, (_, i) => `a${String(i)}`) }),
      invalid('.audience'),
    ],
    ['a name with a space', with_({ name: 'my authorizer' }), invalid('.name')],
    ['a name of 129 characters', with_({ name: 'x'.repeat(129) }), invalid('.name')],
    [
      'two identity sources',
      with_({ identitySource: '$request.header.A, $request.header.B' }),
      invalid('.identitySource'),
    ],
    [
      'a list of identity sources',
      with_({ identitySource: ['$request.header.A'] }),
      invalid('.identitySource'),
    ],
    [
      'a REST identity source',
      with_({ identitySource: 'method.request.header.Authorization' }),
      invalid('.identitySource'),
    ],
    [
      'a cookie as identity source',
      with_({ identitySource: '$request.cookie.psg_auth_token' }),
      invalid('.identitySource'),
    ],
    ['scopes as text', with_({ scopes: 'a' }), invalid('.scopes')],
    [
      '11 scopes',
      with_({ scopes: Array.from({ length: 11 }, (_, i) => `s${String(i)}`) }),
      invalid('.scopes'),
    ],
    ['a scope of 65 characters', with_({ scopes: ['x'.repeat(65)] }), invalid('.scopes[0]')],
    ['a scope with a space', with_({ scopes: ['a b'] }), invalid('.scopes[0]')],
    ['an unknown protect', with_({ protect: 'yes' }), invalid('.protect')],
    ['a boolean protect', with_({ protect: true }), invalid('.protect')],
    ['undefined as protect', with_({ protect: undefined }), invalid('.protect')],
    ['a text as preflight', with_({ preflight: 'false' }), invalid('.preflight')],
    ['an unresolved preflight', with_({ preflight: '${env:X}' }), invalid('.preflight')],
    ['offline as text', with_({ offline: 'local' }), invalid('.offline')],
    ['unknown offline keys', with_({ offline: { keys: 'lokal' } }), invalid('.offline.keys')],
    ['a misspelt key', { appID: 'x', authOrigin: GOOD.authOrigin }, invalid('.appID')],
    ['a misspelt key below', with_({ offline: { key: 'local' } }), invalid('.offline.key')],
    ['a misspelt key in an app', { apps: { a: with_({ autOrigin: 'x' }) } }, invalid('.apps.a.autOrigin')],
    [
      'an appId of an app with a slash',
      { apps: { a: with_({ appId: 'apps/abc' }) } },
      invalid('.apps.a.appId'),
    ],
    ['an app with an empty text', { apps: { a: with_({ name: '' }) } }, invalid('.apps.a.name')],
    ['apps as a list', { apps: [GOOD] }, invalid('.apps')],
    ['no apps', { apps: {} }, invalid('.apps')],
    ['an app that is null', { apps: { a: null } }, invalid('.apps.a')],
    ['an app key with a dot', { apps: { 'a.b': GOOD } }, invalid('.apps.a.b')],
    ['an app named like a word of the option', { apps: { true: GOOD } }, invalid('.apps.true')],
    ['an app without appId', { apps: { a: { authOrigin: 'https://a.example' } } }, invalid('.apps.a.appId')],
    ['app keys beside apps', { apps: { a: GOOD }, appId: 'x' }, invalid('.appId')],
    ['two apps and no default', { apps: two }, invalid('.defaultApp')],
    [
      'a default that is none of them',
      { apps: two, defaultApp: 'stuff' },
      ['PASSAGE_UNKNOWN_APP ~.defaultApp'],
    ],
    [
      'several faults at once',
      { appId: '', authOrigin: 'x/y', protect: 'al', scops: [] },
      invalid('.appId', '.authOrigin', '.scops', '.protect'),
    ],
  ];
  for (const [what, block, problems] of cases) {
    it(what, () => {
      expect(refused(block)).to.have.members(problems);
    });
  }

  it('no block at all, and shows the smallest one that works', () => {
    for (const custom of [undefined, null, {}, [], 'x']) {
      const { problems } = parseConfig(custom);
      expect(problems.map(({ code }) => code)).to.deep.equal(['PASSAGE_CONFIG_MISSING']);
      expect(problems[0]?.fix).to.match(/appId[\s\S]*authOrigin/);
    }
  });

  it('a misspelt block, and names it', () => {
    const [problem] = parseConfig({ pasage: GOOD }).problems;
    expect(problem?.found).to.include('custom.pasage');
    expect(problem?.fix).to.equal('Rename custom.pasage');
  });
});

describe('config: what to write instead', () => {
  it('an empty value that is required is never to be removed', () => {
    for (const [block, key] of [
      [with_({ appId: '' }), 'appId'],
      [with_({ authOrigin: ['https://a.example', ''] }), 'authOrigin[1]'],
      [oidc({ issuer: '' }), 'issuer'],
      [oidc({ audience: '' }), 'audience'],
    ] as const) {
      const fix = problemAt(block, key)?.fix;
      expect(fix, key).to.include('environment variable').and.not.to.include('remove');
    }
    expect(problemAt(with_({ name: '' }), 'name')?.fix).to.include('remove the key');
  });

  const cases: [block: object, where: string, fix: string][] = [
    [{ authOrigin: 'https://a.example/' }, 'authOrigin', 'https://a.example'],
    [{ authOrigin: 'http://a.example:8080/x' }, 'authOrigin', 'https://a.example:8080'],
    [{ authOrigin: 'a.example/x' }, 'authOrigin', 'https://a.example'],
    [{ issuer: 'https://i.example/a?b#c' }, 'issuer', 'https://i.example/a'],
    [
      { issuer: 'https://i.example/${AWS::Region}' },
      'issuer',
      "{ Fn::Sub: 'https://i.example/${AWS::Region}' }",
    ],
    [{ authOrigin: 'app.example.com/login' }, 'authOrigin', 'https://app.example.com'],
    [{ authOrigin: 'https:/app.example.com' }, 'authOrigin', 'https://app.example.com'],
    [{ authOrigin: 'localhost:3000' }, 'authOrigin', 'http://localhost:3000'],
    [{ authOrigin: '127.0.0.1:3000/' }, 'authOrigin', 'http://127.0.0.1:3000'],
    [{ authOrigin: 'null' }, 'authOrigin', 'https://app.example.com'],
    [{ identitySource: ', $request.header.A' }, 'identitySource', '$request.header.A'],
    [{ identitySource: 'method.request.querystring.t' }, 'identitySource', '$request.querystring.t'],
    [{ name: 'my authorizer!' }, 'name', 'my-authorizer'],
    [{ identitySource: 'X-Token' }, 'identitySource', '$request.header.X-Token'],
    [{ identitySource: ['$request.header.A'] }, 'identitySource', '$request.header.A'],
    [{ issuer: ['https://i.example/'] }, 'issuer', 'https://i.example/'],
    [{ preflight: 'off' }, 'preflight', 'false'],
    [{ verifyIssuer: 'true' }, 'verifyIssuer', 'true'],
    [{ scopes: 'a:read, b:read' }, 'scopes', '[a:read, b:read]'],
    [{ scopes: ['a:read b:read'] }, 'scopes[0]', 'a:read, b:read'],
    [{ scopes: [{ a: 'read' }] }, 'scopes[0]', 'a:read'],
  ];
  for (const [block, where, expected] of cases) {
    it(`${JSON.stringify(block)} → ${expected}`, () => {
      const base = 'issuer' in block ? oidc : with_;
      expect(problemAt(base(block), where)?.expected).to.equal(expected);
    });
  }

  it('names the nearest key, at any depth, and all keys when none is near', () => {
    const meant = (passage: unknown, where: string): unknown => problemAt(passage, where)?.didYouMean;
    expect(meant(with_({ AuthOrigins: 'x' }), 'AuthOrigins')).to.equal('authOrigin');
    expect(meant({ apps: { a: with_({ protct: 'x', isuer: 'x' }) } }, 'apps.a.isuer')).to.equal('issuer');
    expect(meant({ issuerUrl: 'x', clientId: 'y' }, 'issuerUrl')).to.equal('issuer');
    expect(meant({ issuerUrl: 'x', clientId: 'y' }, 'clientId')).to.equal('audience');
    expect(problemAt(with_({ zzz: 1 }), 'zzz')?.expected).to.match(/appId.*offline/);
    expect(meant(with_({ protect: 'al' }), 'protect')).to.equal('all');
    expect(meant(with_({ offline: { keys: 'locale' } }), 'offline.keys')).to.equal('local');
  });

  it('a variable of the stage where a block has a value for each stage', () => {
    const values = { prod: 'https://a.example', dev: 'https://b.example' };
    for (const [key, block] of [
      ['audience', oidc({ audience: values })],
      ['audience', oidc({ audience: { dev: ['a', 'b'] } })],
      ['issuer', oidc({ issuer: values })],
      ['appId', with_({ appId: { prod: 'abc', dev: 'def' } })],
      ['verifyIssuer', with_({ verifyIssuer: { dev: false } })],
    ] as const) {
      const fix = problemAt(block, key)?.fix;
      expect(fix, key).to.include(`${key}: \${self:custom.${key}s.\${sls:stage}}`);
    }
    const inApp = problemAt({ apps: { a: oidc({ audience: values }) } }, 'apps.a.audience');
    expect(inApp?.fix).to.include('${sls:stage}');
    expect(problemAt({ prod: GOOD, dev: GOOD }, 'prod')?.fix).to.include(
      'passage: ${self:custom.passageStages.${sls:stage}}',
    );
    expect(problemAt({ staff: GOOD }, 'staff')?.fix).to.include('custom.passage.apps.staff');
  });

  it('CloudFormation functions, which are no stages', () => {
    expect(problemAt(oidc({ issuer: { Sub: 'https://x/${Y}' } }), 'issuer')?.didYouMean).to.include(
      'Fn::Sub',
    );
    expect(problemAt(oidc({ audience: { ref: 'Client' } }), 'audience')?.didYouMean).to.include('Ref');
    for (const found of [{ 'Fn::Sub': 'a', Ref: 'b' }, { 'fn::sub': 'a' }])
      expect(problemAt(oidc({ audience: found }), 'audience')?.fix, JSON.stringify(found)).to.equal(
        undefined,
      );
  });

  it('the issuer of a Cognito user pool where its ID or ARN is written', () => {
    for (const issuer of [
      'eu-west-1_AbC1',
      'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC1',
    ])
      expect(problemAt({ issuer, audience: 'a' }, 'issuer')?.expected).to.equal(
        'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC1',
      );
  });

  it('algorithms as a list, and none with a shared secret', () => {
    const lambda = (algorithms: unknown): object => oidc({ authorizerType: 'lambda', algorithms });
    expect(problemAt(lambda('ES256'), 'algorithms')?.expected).to.equal('[ES256]');
    expect(problemAt(lambda(['es256']), 'algorithms[0]')?.didYouMean).to.equal('ES256');
    for (const algorithm of ['HS256', 'none'])
      expect(problemAt(lambda([algorithm]), 'algorithms[0]')?.didYouMean, algorithm).to.equal(undefined);
  });

  it('keys and lists that other tools have', () => {
    const meant = (block: object): unknown =>
      parseConfig({ passage: block }).problems.map((p) => p.didYouMean);
    expect(meant({ authorizers: { a: GOOD } })).to.deep.equal(['apps']);
    expect(meant(oidc({ keys: 'local' }))).to.deep.equal(['offline']);
    expect(meant(oidc({ protectAll: true }))).to.deep.equal(['protect']);
    expect(
      problemAt(oidc({ issuer: ['https://a.example/', 'https://b.example/'] }), 'issuer')?.fix,
    ).to.include('apps');
  });

  it('an audience that is a list of URLs in one string; any other string may be one', () => {
    const expected = (audience: string): unknown =>
      problemAt({ issuer: 'https://i.example/', audience }, 'audience')?.expected;
    expect(expected('https://a.example, https://b.example')).to.equal(
      '[https://a.example, https://b.example]',
    );
    expect(expected('my api, of two words')).to.equal(undefined);
  });

  it('the issuer where one of its documents, or its host name alone, is written', () => {
    for (const issuer of [
      'https://i.example/.well-known/openid-configuration',
      'https://i.example/.well-known/jwks.json',
      'i.example',
      'localhost:8080/realms/x',
    ])
      expect(problemAt({ issuer, audience: 'a' }, 'issuer')?.fix, issuer).to.include(
        'character by character',
      );
  });

  it('a block of keys where a list is written', () => {
    for (const [block, where] of [
      [[GOOD], ''],
      [{ apps: [GOOD] }, '.apps'],
      [with_({ offline: [{ keys: 'local' }] }), '.offline'],
    ] as const)
      expect(
        parseConfig({ passage: block }).problems.find((p) => p.where === `custom.passage${where}`)?.fix,
      ).to.equal('Remove the dashes');
  });

  it('`apps` where an app is written without it, and no provider is missed', () => {
    expect(refused({ staff: GOOD })).to.deep.equal(invalid('.staff'));
    expect(problemAt({ staff: GOOD }, 'staff')?.fix).to.include('custom.passage.apps.staff');
  });
});

describe('config: where to move a key', () => {
  it('that counts for all apps', () => {
    const fixOf = (key: string): string | undefined =>
      problemAt(
        { apps: { ...two, staff: { ...two.staff, [key]: 'all' } }, defaultApp: 'staff' },
        `apps.staff.${key}`,
      )?.fix;
    expect(fixOf('protect')).to.include('custom.passage.protect');
    expect(fixOf('preflight')).to.include('custom.passage.preflight');
    expect(fixOf('region')).to.equal(undefined);
  });

  it('of entries that are lists themselves: into one', () => {
    for (const key of ['audience', 'scopes'])
      expect(problemAt(oidc({ [key]: [['a', 'b']] }), `${key}[0]`), key).to.have.property('fix');
    expect(problemAt(oidc({ audience: [] }), 'audience')).not.to.have.property('fix');
  });
});

describe('config: one provider for each app', () => {
  const [issuer, audience] = ['https://i.example/', 'api'];
  const { appId, authOrigin } = GOOD;

  const mixed: [block: Record<string, string>, where: string, fix: RegExp][] = [
    [{ appId, authOrigin, issuer }, 'appId', /Remove appId and authOrigin, and add audience/],
    [{ appId, authOrigin, issuer, audience }, 'appId', /^Remove appId and authOrigin$/],
    [{ appId, issuer, audience }, 'appId', /^Remove appId$/],
    [{ authOrigin, issuer, audience }, 'authOrigin', /^Remove authOrigin$/],
    [{ authOrigin, issuer }, 'authOrigin', /add audience/],
    [{ appId, audience }, 'appId', /add issuer/],
    [{ appId, authOrigin, audience }, 'appId', /add issuer/],
  ];
  for (const [block, where, fix] of mixed) {
    it(`refuses ${Object.keys(block).join(', ')}, and says what to write`, () => {
      expect(refused(block)).to.deep.equal(invalid(`.${where}`));
      expect(problemAt(block, where)?.fix).to.match(fix);
      expect(refused({ apps: { a: block } })).to.deep.equal(invalid(`.apps.a.${where}`));
    });
  }

  it('refuses a mixture beside authorizerId too', () => {
    expect(refused({ authorizerId: 'a1', appId, audience })).to.deep.equal(invalid('.appId'));
  });

  const partners: [block: object, where: string][] = [
    [{ issuer }, '.audience'],
    [{ audience }, '.issuer'],
    [{ appId }, '.authOrigin'],
    [{ authOrigin }, '.appId'],
  ];
  for (const [block, where] of partners) {
    it(`asks for ${where} beside ${Object.keys(block).join('')}`, () => {
      expect(refused(block)).to.deep.equal(invalid(where));
    });
  }

  for (const [key, meant] of [
    ['issuerUrl', 'audience'],
    ['iss', 'audience'],
    ['issuerURL', 'audience'],
    ['clientId', 'issuer'],
    ['aud', 'issuer'],
    ['apId', 'authOrigin'],
    ['origins', 'appId'],
  ] as const) {
    it(`reports a misspelt ${key} once, and not its absence`, () => {
      const partner = { audience, issuer, authOrigin, appId }[meant];
      expect(refused({ [key]: 'https://x.example', [meant]: partner })).to.deep.equal(invalid(`.${key}`));
    });
  }
});

describe('config: mistakes around the block', () => {
  it('the word for no value is the same wherever there is none', () => {
    for (const [block, where] of [
      [null, ''],
      [with_({ appId: null }), '.appId'],
      [with_({ appId: undefined }), '.appId'],
      [with_({ offline: { keys: null } }), '.offline.keys'],
    ] as const)
      expect(
        parseConfig({ passage: block }).problems.find((p) => p.where === `custom.passage${where}`)?.what,
      ).to.equal('has no value');
  });

  it('keys that are not indented under custom.passage', () => {
    const { problems } = parseConfig({
      passage: null,
      issuer: 'https://i.example/',
      audience: 'api',
      stages: {},
    });
    expect(problems.map(({ code, where }) => [code, where])).to.deep.equal([
      ['PASSAGE_CONFIG_INVALID', 'custom.passage'],
    ]);
    expect(problems[0]?.found).to.equal('custom.issuer, custom.audience');
  });

  it('custom.serverless-passage', () => {
    const [problem] = parseConfig({ 'serverless-passage': GOOD }).problems;
    expect(problem?.code).to.equal('PASSAGE_CONFIG_MISSING');
    expect(problem?.didYouMean).to.equal('custom.passage');
  });

  it('several origins in one string: none of them is lost', () => {
    for (const authOrigin of [
      'https://a.example, https://b.example/x',
      'https://a.example https://b.example',
    ])
      expect(problemAt(with_({ authOrigin }), 'authOrigin')?.expected).to.equal(
        '[https://a.example, https://b.example]',
      );
  });

  it('an ID of digits without quotes, which YAML reads as a number', () => {
    const issuer = 'https://acme-x1y2z3.zitadel.cloud';
    const found = [
      problemAt({ issuer, audience: 12345678 }, 'audience'),
      problemAt({ issuer, audience: ['a', 12345678] }, 'audience[1]'),
      problemAt(with_({ appId: 12345678 }), 'appId'),
    ];
    for (const problem of found) expect(problem?.fix).to.include('quotes');
  });

  it('an app ID in place of a URL, and the other way round', () => {
    expect(problemAt({ issuer: 'Ab3dE6gH9jK2', audience: 'a' }, 'issuer')?.what).to.include('app ID');
    expect(problemAt(with_({ appId: 'https://auth.passage.id/v1/apps/abc123' }), 'appId')?.expected).to.equal(
      'abc123',
    );
  });
});

describe('config: Lambda authorizers', () => {
  const lambda = { ...GOOD, authorizerType: 'lambda' };
  const appOf = (passage: object) => parseConfig({ passage }).config?.apps[0];

  it('accept every asymmetric algorithm, or those that are listed', () => {
    expect(appOf(lambda)?.algorithms).to.deep.equal(ASYMMETRIC_ALGORITHMS);
    expect(appOf({ ...lambda, algorithms: ['ES256', 'ES256'] })?.algorithms).to.deep.equal(['ES256']);
  });

  it('take a key set by its URL, or by a CloudFormation function', () => {
    for (const jwksUri of ['https://auth.example.com/keys', 'http://localhost:8080/keys', { Ref: 'Keys' }])
      expect(appOf({ ...lambda, jwksUri })?.jwksUri).to.deep.equal(jwksUri);
    for (const jwksUri of [
      'http://auth.example.com/keys',
      'auth.example.com',
      'https://a:b@c.example/',
      '',
      7,
    ])
      expect(problemAt({ ...lambda, jwksUri }, 'jwksUri')?.code, String(jwksUri)).to.equal(
        'PASSAGE_CONFIG_INVALID',
      );
  });

  it('never none, HMAC, an unknown algorithm, or none at all', () => {
    for (const algorithms of [['none'], ['HS256'], ['es256'], ['ES256', 'HS512'], [], 'ES256'])
      expect(parseConfig({ passage: { ...lambda, algorithms } }).config, String(algorithms)).to.equal(null);
  });

  it('have keys that have no effect with another type, which is an error', () => {
    for (const key of ['algorithms', 'jwksUri']) {
      const value = key === 'algorithms' ? ['ES256'] : 'https://auth.example.com/keys';
      expect(problemAt({ ...GOOD, [key]: value }, key)?.fix, key).to.include('authorizerType: lambda');
      expect(problemAt({ ...GOOD, authorizerType: 'jwt', [key]: value }, key)?.fix, key).to.not.equal(
        undefined,
      );
    }
  });

  it('are never one that exists already', () => {
    expect(problemAt({ ...lambda, authorizerId: 'abc123' }, 'authorizerId')?.code).to.equal(
      'PASSAGE_CONFIG_INVALID',
    );
  });

  it('are of a known type', () => {
    expect(problemAt({ ...GOOD, authorizerType: 'request' }, 'authorizerType')?.expected).to.equal(
      'jwt or lambda',
    );
  });
});

describe('config: what is accepted', () => {
  it('the smallest block, with every default filled', () => {
    expect(parseConfig({ passage: GOOD }).config).to.deep.equal({
      apps: [
        {
          key: 'default',
          where: 'custom.passage',
          name: 'passage',
          issuer: 'https://auth.passage.id/v1/apps/testapp123',
          audience: ['https://app.example.com'],
          identitySource: '$request.header.Authorization',
          scopes: [],
          authorizerId: null,
          authorizerType: 'jwt',
          algorithms: ASYMMETRIC_ALGORITHMS,
          jwksUri: null,
        },
      ],
      defaultApp: parseConfig({ passage: GOOD }).config?.apps[0],
      hasNamedApps: false,
      protect: 'opt-in',
      preflight: true,
      verifyIssuer: true,
      offline: { keys: 'remote' },
    });
  });

  const good: [what: string, block: object][] = [
    ['localhost with a port', with_({ authOrigin: 'http://localhost:3000' })],
    ['loopback addresses', with_({ authOrigin: ['http://127.0.0.1:3000', 'http://[::1]:3000'] })],
    ['50 audiences', oidc({ audience: Array.from({ length: 50 }, (_, i) => `a${String(i)}`) })],
    [
      'intrinsics',
      oidc({ issuer: { 'Fn::Sub': 'https://x/${AWS::Region}' }, audience: [{ Ref: 'Client' }, 'x'] }),
    ],
    ['an issuer of 2048 characters', oidc({ issuer: `https://i.example/${'x'.repeat(2030)}` })],
    [
      '10 scopes of 64 characters',
      with_({ scopes: Array.from({ length: 10 }, (_, i) => String(i).padEnd(64, 'x')) }),
    ],
    ['another provider, no Passage', { issuer: 'https://t.eu.auth0.com/', audience: 'api' }],
    ['a shared authorizer alone', { authorizerId: { 'Fn::ImportValue': 'x' } }],
    ['two apps', { apps: two, defaultApp: 'staff' }],
    ['one app with a key', { apps: { only: GOOD } }],
  ];
  for (const [what, block] of good) {
    it(what, () => {
      expect(refused(block)).to.deep.equal([]);
    });
  }

  it('an issuer is passed through untouched', () => {
    for (const issuer of ['https://t.eu.auth0.com/', 'https://t.eu.auth0.com', 'https://x.example/a//b/']) {
      expect(parseConfig({ passage: { issuer, audience: 'a' } }).config?.defaultApp.issuer).to.equal(issuer);
    }
  });

  it('is frozen, and shares nothing with what it was read from', () => {
    const audience = [{ Ref: 'Client' }];
    const { config } = parseConfig({ passage: oidc({ audience }) });
    expect(config?.defaultApp.audience[0]).to.be.frozen;
    expect(Object.isFrozen(audience[0])).to.equal(false);
  });
});
