/** What is read of a block, and what is known of one that is wrong. */
import { expect } from 'chai';
import {
  type App,
  hasLambdaAuthorizer,
  isIntrinsic,
  isLoopbackIssuer,
  isPassageIssuer,
  keyOptions,
} from '../../src/config/config';
import { meantKey } from '../../src/config/known-keys';
import { parseOption } from '../../src/config/option';
import { parseConfig } from '../../src/config/parse';

const GOOD = { appId: 'testapp123', authOrigin: 'https://app.example.com' };
const LAMBDA = { ...GOOD, authorizerType: 'lambda' };

const config = (passage: object) => parseConfig({ passage }).config;
const partial = (passage: unknown) => {
  const result = parseConfig({ passage });
  return 'partialConfig' in result ? result.partialConfig : undefined;
};

describe('config: facts of an issuer', () => {
  it('is Passage’s own, by the beginning of its URL', () => {
    expect(isPassageIssuer('https://auth.passage.id/v1/apps/x')).to.equal(true);
    for (const issuer of ['https://i.example/https://auth.passage.id/', { Ref: 'X' }, null])
      expect(isPassageIssuer(issuer)).to.equal(false);
  });

  it('is plain http on this machine', () => {
    expect(isLoopbackIssuer('http://localhost:9000')).to.equal(true);
    for (const issuer of ['https://localhost', 'http://i.example', { Ref: 'X' }, null])
      expect(isLoopbackIssuer(issuer)).to.equal(false);
  });

  it('is a function of CloudFormation, or a text', () => {
    expect([{ Ref: 'X' }, 'x', null, ['x']].map(isIntrinsic)).to.deep.equal([true, false, false, false]);
  });
});

describe('config: facts of apps', () => {
  it('one of them may have a Lambda authorizer', () => {
    const apps = { a: GOOD, b: LAMBDA };
    const found = [GOOD, LAMBDA, { apps, defaultApp: 'a' }].map(config);
    expect(found.map((each) => each !== null && hasLambdaAuthorizer(each))).to.deep.equal([
      false,
      true,
      true,
    ]);
  });

  it('keys of a token are a choice of Lambda authorizers only', () => {
    const app: Partial<App> = {
      authorizerType: 'lambda',
      algorithms: ['ES256'],
      jwksUri: 'https://i.example/k',
    };
    expect(keyOptions(app)).to.deep.equal({ algorithms: ['ES256'], jwksUri: 'https://i.example/k' });
    expect(keyOptions({ ...app, jwksUri: { Ref: 'K' } })).to.deep.equal({
      algorithms: ['ES256'],
      jwksUri: null,
    });
    expect(keyOptions({ authorizerType: 'lambda' })).to.deep.equal({ algorithms: [], jwksUri: null });
    expect(keyOptions({ ...app, authorizerType: 'jwt' })).to.deep.equal({});
  });

  it('the default one is the one that is named, or the only one', () => {
    const apps = { a: GOOD, b: GOOD };
    expect(config({ apps, defaultApp: 'b' })?.defaultApp.key).to.equal('b');
    expect(config({ apps: { a: GOOD } })?.defaultApp.key).to.equal('a');
  });

  it('issuer and audience come from the provider, and are none for an authorizer that exists', () => {
    const [app] = config({ authorizerId: 'abc' })?.apps ?? [];
    expect(app).to.deep.include({ issuer: null, audience: [], authorizerId: 'abc' });
  });
});

describe('config: switches', () => {
  it('are off only where they are false', () => {
    const read = (extra: object): unknown[] => {
      const { preflight, verifyIssuer, offline } = config({ ...GOOD, ...extra }) ?? {};
      return [preflight, verifyIssuer, offline?.keys];
    };
    expect(read({})).to.deep.equal([true, true, 'remote']);
    expect(read({ preflight: false, verifyIssuer: false, offline: { keys: 'local' } })).to.deep.equal([
      false,
      false,
      'local',
    ]);
    expect(read({ offline: {} })).to.deep.equal([true, true, 'remote']);
    expect(read({ offline: { keys: 'remote' } })).to.deep.equal([true, true, 'remote']);
  });
});

describe('config: of a block that is wrong', () => {
  it('names, types and authorizers of the apps are read, each if it can be trusted', () => {
    const read = (block: object): unknown => {
      const { name, authorizerId, authorizerType } = partial({ appId: '', ...block })?.apps[0] ?? {};
      return { name, authorizerId, authorizerType };
    };
    const none = { name: 'passage', authorizerId: null, authorizerType: 'jwt' };
    expect(read({ name: 'mine', authorizerId: 'abc', authorizerType: 'lambda' })).to.deep.equal({
      name: 'mine',
      authorizerId: 'abc',
      authorizerType: 'lambda',
    });
    expect(read({})).to.deep.equal(none);
    expect(read({ name: 'a b', authorizerId: { Ref: 'X' }, authorizerType: 'other' })).to.deep.equal(none);
    expect(read({ name: 7, authorizerId: 7, authorizerType: ['lambda'] })).to.deep.equal(none);
    expect(partial({ appId: '', protect: 'all' })?.protect).to.equal('all');
    expect(partial({ appId: '', issuer: 'x' })?.apps[0]).to.include({
      issuer: null,
      where: 'custom.passage',
    });
  });

  it('which apps there are is known, or nothing is', () => {
    expect(
      partial({ apps: { a: { appId: '' }, b: 'x' }, defaultApp: 'a' })?.apps.map(({ key }) => key),
    ).to.deep.equal(['a']);
    for (const block of [{ apps: { a: 'x' } }, { apps: ['a'] }, 'x', null])
      expect(partial(block), JSON.stringify(block)).to.equal(null);
  });

  it('a missing one is not `passage` in another list of keys', () => {
    const codes = (custom: unknown): unknown =>
      parseConfig(custom).problems.map(({ code, found }) => [code, found]);
    expect(codes(['passage'])).to.deep.equal([['PASSAGE_CONFIG_MISSING', undefined]]);
    expect(codes({ other: {} })).to.deep.equal([['PASSAGE_CONFIG_MISSING', undefined]]);
    expect(codes({ other: {}, passsage: {} })).to.deep.equal([['PASSAGE_CONFIG_MISSING', 'custom.passsage']]);
    expect(codes({ issuer: 'x', passage: 7 })).to.deep.equal([['PASSAGE_CONFIG_INVALID', '7']]);
  });
});

describe('config: problems at their places', () => {
  const found = (passage: unknown): string[] =>
    parseConfig({ passage }).problems.map(({ where, expected = '', didYouMean = '' }) =>
      [where.replace('custom.passage', '~'), didYouMean, expected.slice(0, 24)].join(' '),
    );

  it('of intrinsic functions and apps by their own keys', () => {
    expect(found({ apps: { issuer: { ...GOOD, scops: [] } } })).to.deep.equal([
      '~.apps.issuer.scops scopes ',
    ]);
    expect(found({ apps: { a: { ...GOOD, scopes: [1] } } })).to.have.length(1);
    expect(found({ apps: { a: 7 } })).to.deep.equal(['~.apps.a  a block of keys: issuer ']);
    expect(found({ ...GOOD, offline: { key: 'local' } })).to.deep.equal(['~.offline.key keys ']);
    expect(found({ ...GOOD, offline: { kees: 1, zzzz: 2 } })).to.have.length(2);
    expect(found({ apps: { 'a/b': GOOD } })).to.deep.equal(['~.apps.a/b  letters, digits, - and _']);
    expect(found({ apps: { 'c~d': { ...GOOD, zzz: 1 } } })).to.have.length(2);
    expect(found({ apps: { '1a': GOOD } })).to.have.length(1);
    expect(found({ apps: { a1: { ...GOOD, zzz: 1 } } })).to.have.length(1);
  });

  it('of several apps: keys next to them, and a default that is no text', () => {
    expect(found({ apps: {}, appId: 'x' }).map((line) => line.split(' ')[0])).to.have.members([
      '~.appId',
      '~.apps',
    ]);
    expect(found({ apps: { a: GOOD }, defaultApp: 7 })).to.have.length(1);
    expect(found({ ...GOOD, defaultApp: 'default' })).to.deep.equal([]);
    expect(found({ ...GOOD, authorizerType: 'other', jwksUri: 'https://i.example/k' })).to.have.length(1);
    expect(found({ offline: GOOD, protect: 'all' }).map((line) => line.split(' ')[0])).to.include('~');
  });

  it('keys are meant by their nearest, by other names, and by themselves', () => {
    const known = ['issuer', 'audience', 'name', 'names'];
    expect(
      ['issuer', 'isuer', 'client_id', 'Client-ID', 'iss', 'names', 'xyz'].map((key) => meantKey(key, known)),
    ).to.deep.equal(['issuer', 'issuer', 'audience', 'audience', 'issuer', 'names', undefined]);
  });
});

describe('config: a setting', () => {
  const where = 'functions.a.passage';

  it('is public, protected, or protected by an app and with scopes', () => {
    const read = (value: unknown): unknown => parseOption(value, where).setting;
    expect(read(false)).to.deep.equal({ protect: false, where });
    expect(read(true)).to.deep.equal({ protect: true, where });
    expect(read('staff')).to.deep.equal({ protect: true, where, app: 'staff' });
    expect(read({})).to.deep.equal({ protect: true, where });
    expect(read({ app: 'staff' })).to.deep.equal({ protect: true, where, app: 'staff' });
    expect(read({ scopes: ['a', 'a', 'b'] })).to.deep.equal({ protect: true, where, scopes: ['a', 'b'] });
    expect(read({ scopes: [] })).to.deep.equal({ protect: true, where, scopes: [] });
  });

  it('is refused where a value is missing, empty, or of another type', () => {
    const places = (value: unknown): string[] => {
      const { setting, problems } = parseOption(value, where);
      expect(setting).to.equal(null);
      return problems.map((problem) => `${problem.what} ${problem.where.replace(where, '~')}`);
    };
    expect(places(undefined)).to.deep.equal(['has no value ~']);
    expect(places({ app: undefined })).to.deep.equal(['has no value ~.app']);
    expect(places({ scopes: undefined })).to.deep.equal(['has no value ~.scopes']);
    expect(places({ app: 'yes' })[0]).to.match(/ ~\.app$/);
    expect(places({ scopes: '${env:X}' })).to.have.length(1);
    expect(places({ scopes: '${env:X}' })[0]).to.match(/not resolved ~\.scopes$/);
    expect(places({ scopes: [7, ' '] }).map((text) => text.replace(/.* /, ''))).to.deep.equal([
      '~.scopes[1]',
    ]);
    expect(places({ scopes: [7] })[0]).to.match(/ ~\.scopes\[0\]$/);
    for (const value of [7, [true], { scop: [] }]) expect(places(value)).to.have.length(1);
  });
});
