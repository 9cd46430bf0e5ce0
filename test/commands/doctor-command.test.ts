/** The doctor, against an issuer that misbehaves in every way it can. */
import { expect } from 'chai';
import { type DoctorOptions, runDoctor } from '../../src/commands/doctor-command';
import type { AppReport, DoctorReport } from '../../src/commands/doctor-report';
import type { Outcome } from '../../src/commands/outcome';
import { PLAIN } from '../../src/commands/terminal';
import { PassageError } from '../../src/errors';
import type { IssuerClient } from '../../src/gateway/issuer';
import { type PlainService, plain, planOf } from '../support/plans';
import { type Behaviour, type Issuer, startIssuer } from '../support/issuer';
import { type Json, type Key, makeEcKey, makeRsaKey, signToken } from '../support/tokens';
import { parseReport } from './schemas';

const VIA: IssuerClient = { fetch, now: () => new Date() };
const FUNCTIONS: PlainService['functions'] = {
  me: { passage: true, events: [{ httpApi: 'GET /me' }] },
  orders: { passage: { scopes: ['orders:read', 'orders:admin'] }, events: [{ httpApi: 'GET /orders' }] },
  refund: { passage: { scopes: ['refund'] }, events: [{ httpApi: 'POST /refund' }] },
};

let key: Key;
let other: Key;
let issuer: Issuer;
before(async () => {
  key = makeRsaKey('k1');
  other = makeRsaKey('k1', { pair: 2 });
  issuer = await startIssuer({ keys: [key.jwk] });
});
afterEach(() => {
  issuer.behave();
});
after(() => issuer.close());

interface Given {
  readonly passage?: object;
  readonly functions?: PlainService['functions'];
  readonly options?: DoctorOptions;
  readonly stdin?: string;
  readonly via?: IssuerClient;
  readonly localKid?: string;
}

async function run({
  passage,
  functions = FUNCTIONS,
  options = {},
  stdin = '',
  via = VIA,
  localKid,
}: Given = {}): Promise<Outcome> {
  const block = passage ?? { issuer: issuer.url, audience: 'api' };
  const provider = 'authorizerId' in block ? { httpApi: { id: 'api1' } } : {};
  const { config, plan } = planOf(plain(functions, block, provider));
  const input = {
    config,
    plan,
    options,
    readToken: () => Promise.resolve(stdin),
    localKid: () => Promise.resolve(localKid),
  };
  return runDoctor(input, via, PLAIN);
}

async function report(given: Given = {}): Promise<{ report: DoctorReport; failure?: PassageError }> {
  const { text, failure } = await run({ ...given, options: { ...given.options, json: true } });
  const parseResult = parseReport(text);
  expect(parseResult.ok).to.equal(failure === undefined);
  if (failure !== undefined) expect(failure.code).to.equal('PASSAGE_CHECK_FAILED');
  return failure === undefined ? { report: parseResult } : { report: parseResult, failure };
}

function expectFailed(checks: AppReport['checks'], id: string, found: RegExp): void {
  const failed = checks.filter(({ result }) => result === 'failed');
  expect(failed.map((check) => check.id)).to.deep.equal([id]);
  expect(failed[0]!.found).to.match(found);
  expect(failed[0]!.fix).to.be.a('string');
}

async function only(given: Given = {}): Promise<AppReport> {
  const { apps } = (await report(given)).report;
  expect(apps).to.have.length(1);
  return apps[0]!;
}

const claims = (more: Json = {}): Json => {
  const now = Math.floor(Date.now() / 1000);
  return { iss: issuer.url, aud: 'api', sub: 'u', iat: now, nbf: now, exp: now + 60, ...more };
};

describe('passage doctor', () => {
  it('finds a good issuer good', async () => {
    const { checks, token, skipped } = await only();
    expect(checks.map(({ id, result }) => `${id} ${result}`)).to.deep.equal([
      'discovery ok',
      'issuer ok',
      'jwks-uri ok',
      'jwks ok',
      'signing-key ok',
      'clock ok',
    ]);
    expect([token, skipped]).to.deep.equal([null, null]);
    expect((await run()).text).to.match(/^note +The issuer is plain http/m);
  });

  const SICK: [what: string, behaviour: () => Behaviour, id: string, found: RegExp][] = [
    ['404', () => ({ discovery: 'not-found' }), 'discovery', /404/],
    ['500', () => ({ discovery: 'error' }), 'discovery', /500/],
    ['HTML', () => ({ discovery: 'html' }), 'discovery', /text\/html/],
    ['nothing', () => ({ discovery: 'empty' }), 'discovery', /empty/],
    ['a list', () => ({ discovery: 'list' }), 'discovery', /not-json/],
    ['reset', () => ({ discovery: 'reset' }), 'discovery', /unreachable/],
    ['cut off', () => ({ discovery: 'cut' }), 'discovery', /unreachable/],
    ['160000 bytes', () => ({ discovery: 'large' }), 'discovery', /150000/],
    ['a redirect', () => ({ discovery: 'redirect' }), 'discovery', /302 to `?\/moved/],
    ['no jwks_uri', () => ({ document: { jwks_uri: undefined } }), 'jwks-uri', /nothing/],
    [
      'a jwks_uri over http, elsewhere',
      () => ({ document: { jwks_uri: 'http://issuer.example/keys' } }),
      'jwks-uri',
      /http:\/\/issuer\.example/,
    ],
    ['another issuer', () => ({ document: { issuer: 'https://other.example' } }), 'issuer', /other\.example/],
    ['a slash more', () => ({ document: { issuer: `${issuer.url}/` } }), 'issuer', /the trailing slash/],
    ['keys: 404', () => ({ jwks: 'not-found' }), 'jwks', /404/],
    ['keys: 160000 bytes', () => ({ jwks: 'large' }), 'jwks', /150000/],
    ['keys: HTML', () => ({ jwks: 'html' }), 'jwks', /text\/html/],
    ['keys: no list', () => ({ keySet: {} }), 'jwks', /without `keys`/],
    ['keys: none', () => ({ keySet: { keys: [] } }), 'signing-key', /none/],
    ['keys: EC only', () => ({ keySet: { keys: [makeEcKey('e').jwk] } }), 'signing-key', /none/],
    ['keys: no kid', () => ({ keySet: { keys: [{ ...key.jwk, kid: undefined }] } }), 'signing-key', /none/],
    [
      'keys: for encryption',
      () => ({ keySet: { keys: [{ ...key.jwk, use: 'enc' }] } }),
      'signing-key',
      /none/,
    ],
  ];
  for (const [what, behaviour, id, found] of SICK) {
    it(`finds ${what}`, async () => {
      issuer.behave(behaviour());
      expectFailed((await only()).checks, id, found);
    });
  }

  it('finds what comes too late, in part too late, or never', async () => {
    const late: [behaviour: Behaviour, id: string][] = [
      [{ discovery: 'slow' }, 'discovery'],
      [{ discovery: 'slow-body' }, 'discovery'],
      [{ discovery: 'silent' }, 'discovery'],
      [{ jwks: 'silent' }, 'jwks'],
    ];
    // At once: each waits as long as API Gateway does.
    const all = late.map(async ([behaviour, id]) => {
      const own = await startIssuer({ keys: [key.jwk], behaviour });
      try {
        expectFailed((await only({ passage: { issuer: own.url, audience: 'api' } })).checks, id, /timeout/);
      } finally {
        await own.close();
      }
    });
    await Promise.all(all);
  });

  it('finds a certificate that nobody trusts', async () => {
    const selfSigned = await startIssuer({ keys: [key.jwk], selfSigned: true });
    try {
      const { checks } = await only({ passage: { issuer: selfSigned.url, audience: 'api' } });
      expect(checks[0]).to.include({ id: 'discovery', result: 'failed' });
      expect(checks[0]!.found).to.match(/^tls/);
    } finally {
      await selfSigned.close();
    }
  });

  it('writes the issuer to write, where a slash is all that differs', async () => {
    issuer.behave({ document: { issuer: `${issuer.url}/` } });
    const { text } = await run();
    expect(text).to.include('the trailing slash').and.to.include(`${issuer.url}/`);
  });

  it('warns of keys and clocks, and does not fail', async () => {
    issuer.behave({ keySet: { keys: [key.jwk, makeEcKey('e').jwk] }, aheadSeconds: -90 });
    const { checks } = await only();
    const warnings = checks
      .filter(({ result }) => result === 'warning')
      .map(({ id, found }) => `${id} ${found}`);
    expect(warnings).to.have.length(2);
    expect(warnings.join('\n'))
      .to.match(/ignored-keys .*EC/)
      .and.to.match(/clock .*behind/);
  });

  it('says of Passage that it was retired, and which keys to set', async () => {
    const nowhere: IssuerClient['fetch'] = () =>
      Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } }));
    const passage = { appId: 'x', authOrigin: 'https://app.example.com' };
    const { text } = await run({ passage, via: { ...VIA, fetch: nowhere } });
    for (const setting of ['2026-01-16', '`issuer`', '`audience`']) expect(text).to.include(setting);
  });

  it('asks the issuer also where local keys sign', async () => {
    issuer.behave({ discovery: 'not-found' });
    const { checks } = await only({
      passage: { issuer: issuer.url, audience: 'api', offline: { keys: 'local' } },
    });
    expect(checks[0]).to.include({ result: 'failed' });
  });

  it('cannot ask a CloudFormation function, says so, and does not fail', async () => {
    const passage = { issuer: { 'Fn::Sub': 'https://x/${Pool}' }, audience: 'api' };
    const { checks, skipped, token } = await only({ passage, options: { token: 'x.y.z' } });
    expect(checks).to.deep.equal([]);
    expect(skipped).to.include('Fn::Sub');
    expect(token).to.include({ result: 'unknown' });
  });

  it('cannot ask for a shared authorizer whose issuer is not told', async () => {
    const { skipped } = await only({ passage: { authorizerId: 'abc' } });
    expect(skipped).to.include('authorizerId');
  });

  describe('several apps', () => {
    const apps = (): object => ({
      defaultApp: 'customers',
      apps: {
        customers: { issuer: issuer.url, audience: 'api' },
        staff: { issuer: `${issuer.url}/staff`, audience: 'office', name: 'back-office' },
      },
    });
    const functions = { me: FUNCTIONS.me! };

    it('are each examined, and one failure fails', async () => {
      const { report: found, failure } = await report({ passage: apps(), functions });
      expect(found.apps.map(({ app, checks }) => `${app} ${checks[0]!.result}`)).to.deep.equal([
        'customers ok',
        'staff failed',
      ]);
      expect(failure!.message).to.include('staff: discovery').and.not.to.include('customers:');
    });

    it('are named in the heading where their authorizer is called otherwise, also `default`', async () => {
      const app = { issuer: issuer.url, audience: 'api' };
      const apps = { default: { ...app, name: 'main' }, staff: app };
      const { text } = await run({ passage: { apps, defaultApp: 'staff' } });
      expect(text.match(/^Authorizer .*$/gm)).to.deep.equal([
        'Authorizer main of app default',
        'Authorizer staff',
      ]);
      const one = await run({ passage: { ...app, name: 'main' } });
      expect(one.text.match(/^Authorizer .*$/gm)).to.deep.equal(['Authorizer main']);
    });

    it('can be examined one at a time', async () => {
      expect((await only({ passage: apps(), functions, options: { app: 'customers' } })).app).to.equal(
        'customers',
      );
    });

    it('are named when another is asked for, the nearest first', async () => {
      const error = await run({ passage: apps(), functions, options: { app: 'costumers' } }).catch(
        (e: unknown) => e,
      );
      expect(error).to.be.instanceOf(PassageError).and.to.include({ code: 'PASSAGE_UNKNOWN_APP' });
      expect((error as Error).message).to.match(/--app.*\n.*costumers.*\n.*customers.*staff/);
    });

    it('need only one that accepts the token', async () => {
      const twins = {
        defaultApp: 'a',
        apps: {
          a: { issuer: issuer.url, audience: 'api' },
          b: { issuer: issuer.url, audience: 'office' },
        },
      };
      const token = signToken(key, claims());
      const { apps: found } = (await report({ passage: twins, functions, options: { token } })).report;
      expect(found.map((app) => app.token?.result)).to.deep.equal(['accepted', 'refused']);
    });
  });

  describe('--token', () => {
    const sent: string[] = [];
    async function judged(token: string, given: Given = {}): Promise<{ app: AppReport; text: string }> {
      sent.push(token);
      const options = { token, ...given.options };
      const [app, outcome] = [await only({ ...given, options }), await run({ ...given, options })];
      const everything = [JSON.stringify(app), outcome.text, outcome.failure?.message ?? ''].join('\n');
      for (const secret of sent
        .flatMap((one) => [one, ...one.split('.')])
        .filter(({ length }) => length > 20))
        expect(everything).not.to.include(secret);
      return { app, text: outcome.text };
    }

    it('accepts a good one, and says on which routes', async () => {
      const { app, text } = await judged(signToken(key, claims({ scope: 'orders:read' })));
      expect(app.token).to.deep.include({ result: 'accepted', status: null, check: null });
      expect(app.token!.routes.map(({ path, accepted }) => `${path} ${String(accepted)}`)).to.deep.equal([
        '/orders true',
        '/refund false',
      ]);
      expect(text)
        .to.match(/passes +GET \/orders/)
        .and.to.match(/403 +POST \/refund \(one of refund\)/);
    });

    it('takes it with its prefix, and from standard input', async () => {
      const token = signToken(key, claims());
      sent.push(token);
      for (const stdin of [`${token}\n`, `Bearer ${token}\r\n`]) {
        expect((await only({ options: { token: '-' }, stdin })).token).to.include({ result: 'accepted' });
      }
    });

    for (const [token, stdin] of [
      ['-', ' \n'],
      ['', ''],
      [null, ''],
    ] as const) {
      it(`asks for one when there is none: ${JSON.stringify([token, stdin])}`, async () => {
        const error = await run({ options: { token }, stdin }).catch((e: unknown) => e);
        expect(error).to.include({ code: 'PASSAGE_COMMAND_INVALID' });
        expect((error as Error).message).to.include('--token');
      });
    }

    for (const token of ['./token.txt', 'secrets/token', '/tmp/a.b.c', 'token.jwt', 'package.json']) {
      it(`takes ${token} for the name of a file, and says how to pipe it in`, async () => {
        const error = (await run({ options: { token } }).catch((e: unknown) => e)) as PassageError;
        expect(error.code).to.equal('PASSAGE_COMMAND_INVALID');
        expect(error.problems[0]?.fix).to.include(
          `--token - < ${token === 'package.json' ? token : 'token.txt'}`,
        );
      });
    }

    it('does not take a part of a token for a file, and prints none', async () => {
      for (const token of ['a.b.c', '1//0gAbc-_', `${'YWJj/+'.repeat(9)}==`]) {
        expect(await run({ options: { token } }), token).to.have.property('failure');
      }
      const error = await run({ options: { token: 'c2VjcmV0/secret' } }).catch((e: unknown) => e);
      expect((error as Error).message).not.to.include('c2VjcmV0');
    });

    const BAD: [what: string, token: () => string, check: string, text: RegExp][] = [
      ['rubbish', () => 'rubbish', 'segments', /1 part,/],
      [
        'an audience with a slash more',
        () => signToken(key, claims({ aud: 'api/' })),
        'audience',
        /`aud` is `api\/`.*`api`.*the trailing slash/,
      ],
      [
        'another issuer',
        () => signToken(key, claims({ iss: 'https://other' })),
        'issuer',
        /`https:\/\/other`/,
      ],
      ['an expired one', () => signToken(key, claims({ exp: 1 })), 'expired', /expired 1970-01-01/],
      ['one of tomorrow', () => signToken(key, claims({ nbf: 4e9 })), 'not-before', /2096-10-02/],
      ['a forged one', () => signToken(other, claims()), 'signature', /signature/],
      ['an unknown key', () => signToken({ ...key, kid: 'k9' }, claims()), 'key', /`k9`.*`k1`/],
      ['another algorithm', () => signToken(key, claims(), { alg: 'RS512' }), 'algorithm', /`RS512`/],
    ];
    for (const [what, token, check, said] of BAD) {
      it(`refuses ${what}, and says why`, async () => {
        const { app, text } = await judged(token());
        expect(app.token).to.include({ result: 'refused', status: 401, check });
        expect(text).to.match(said);
        expect(text).to.match(/^ +fix: /m);
      });
    }

    it('names issuer and audience to set where both are others, and the keys of a Passage app', async () => {
      const fixFor = async (more: Json, passage?: object): Promise<string | null | undefined> =>
        (await judged(signToken(key, claims(more)), passage === undefined ? {} : { passage })).app.token?.fix;
      const iss = 'https://other.example';
      expect(await fixFor({ iss, aud: 'orders' }))
        .to.include(iss)
        .and.to.include('orders');
      expect(await fixFor({ iss, aud: ['api', 'more'] }))
        .to.include(iss)
        .and.not.to.include('more');
      const passage = { appId: 'Ab3dE6gH9jK2mN5pQ8sT1vW4', authOrigin: 'https://app.example.com' };
      const fix = await fixFor({ iss, aud: 'orders' }, passage);
      for (const part of [iss, 'orders', 'appId', 'authOrigin']) expect(fix).to.include(part);
    });

    it('refuses one for the issuer’s sake when that has no keys', async () => {
      const token = signToken(key, claims());
      issuer.behave({ jwks: 'not-found' });
      const { app } = await judged(token);
      expect(app.token).to.include({ result: 'refused', check: 'jwks' });
      expect(app.token!.fix).not.to.include('sls passage doctor');
    });

    it('says what else is wrong with it when the issuer has no keys, or is not there', async () => {
      for (const behaviour of [{ jwks: 'not-found' }, { discovery: 'reset' }] as const) {
        issuer.behave(behaviour);
        const { app } = await judged(signToken(key, claims({ aud: 'api/' })));
        expect(app.token).to.include({ result: 'refused', status: 401, check: 'audience' });
        const passage = { issuer: issuer.url, audience: [{ Ref: 'Client' }, 'api'] };
        const open = await judged(signToken(key, claims({ aud: 'client' })), { passage });
        expect(open.app.token).to.include({ result: 'refused', status: 401 });
        expect(open.app.token!.check).to.be.oneOf(['discovery', 'jwks']);
      }
    });

    describe('signed with the local key', () => {
      const local = (more: Json = {}): string => signToken(makeRsaKey('local', { pair: 3 }), claims(more));
      const SENTENCE = /local key/;

      it('is said first, where the issuer answers', async () => {
        const { app, text } = await judged(local(), { localKid: 'local' });
        expect(app.token).to.include({ result: 'refused', status: 401, check: 'key' });
        expect(app.token?.what).to.match(SENTENCE).and.not.to.include('kid');
        expect(text).to.include('get a token from the issuer');
      });

      it('is said first, where the issuer has no keys, or is a CloudFormation function', async () => {
        issuer.behave({ discovery: 'not-found' });
        expect((await judged(local(), { localKid: 'local' })).app.token?.what).to.match(SENTENCE);
        const passage = { issuer: { Ref: 'Issuer' }, audience: 'api' };
        const { app } = await judged(local(), { localKid: 'local', passage });
        expect(app.token).to.include({ result: 'refused', status: 401 });
        expect(app.token?.what).to.match(SENTENCE);
      });

      it('is said before what else is wrong', async () => {
        const { app } = await judged(local({ iss: 'https://other.example' }), { localKid: 'local' });
        expect(app.token).to.include({ check: 'issuer' });
        expect(app.token?.what).to.match(/local key.*other\.example/);
      });

      it('is not said of another token, nor where there is no local key', async () => {
        for (const localKid of ['another', undefined]) {
          const { app } = await judged(local(), localKid === undefined ? {} : { localKid });
          expect(app.token?.what).not.to.match(SENTENCE);
        }
        expect((await judged(signToken(key, claims()), { localKid: 'k1' })).app.token).to.include({
          result: 'accepted',
        });
      });
    });

    it('is refused where every route wants another scope', async () => {
      const { app } = await judged(signToken(key, claims({ scope: 'a b' })), {
        functions: { refund: FUNCTIONS.refund! },
      });
      expect(app.token).to.deep.include({
        result: 'refused',
        status: 403,
        check: 'scopes',
        expected: ['refund'],
        found: ['a', 'b'],
      });
    });

    it('cannot be judged by an audience that is not known yet, but by one that is', async () => {
      const passage = { issuer: issuer.url, audience: [{ Ref: 'Client' }, 'api'] };
      const audience = async (aud: string): Promise<string | undefined> =>
        (await judged(signToken(key, claims({ aud })), { passage })).app.token?.result;
      expect(await audience('api')).to.equal('accepted');
      expect(await audience('client')).to.equal('unknown');
    });

    it('cannot write to the terminal through its claims', async () => {
      const { text } = await judged(signToken(key, claims({ aud: '\u001b[2J\u202e' })));
      for (const char of ['\u001b', '\u202e']) expect(text).not.to.include(char);
    });
  });

  it('fits into 80 columns, but for addresses', async () => {
    const { config, plan } = planOf(plain(FUNCTIONS, { issuer: issuer.url, audience: 'api' }));
    issuer.behave({ document: { issuer: `${issuer.url}/` } });
    const input = {
      config,
      plan,
      options: {},
      readToken: () => Promise.resolve(''),
      localKid: () => Promise.resolve(undefined),
    };
    const { text } = await runDoctor(input, VIA, { ...PLAIN, columns: 80 });
    for (const line of text.split('\n')) expect(line.length, line).to.be.at.most(80);
  });
});
