/** One service through its stages, without a framework: what is kept between them, and what each refuses. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { PassageError } from '../../src/errors';
import { Protection } from '../../src/protection';
import type { Serverless } from '../../src/serverless';
import { AUTHORIZERS, GOLDEN, type GoldenName, goldenTemplate } from '../support/golden-service';
import { BLOCK, type PlainService, host, plain, refused, rejected } from '../support/plans';

const EVENTS = [{ httpApi: 'GET /a' }];
const LAMBDA = { issuer: 'https://i.example/', audience: 'api', authorizerType: 'lambda' };
const ZIP = '.serverless/passageAuthorizer.zip';

const protectionOf = (service: PlainService, more: Partial<Serverless> = {}): Protection =>
  new Protection({ ...host(service), serviceDir: '/nowhere', ...more });

/** A folder for each test of a suite. */
function makeFolders(): () => string {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'passage-protection-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}

describe('protection: misplaced keys, before the service is validated', () => {
  const check = (service: object, input: object = {}): string[] =>
    refused(() => {
      protectionOf(service as PlainService, { configurationInput: input }).checkKeys();
    });
  const misspelt = { pasage: true, events: EVENTS };
  const place = 'PASSAGE_CONFIG_INVALID functions.a.pasage';

  it('are refused at the top level, on functions, and on lists of functions', () => {
    expect(check(plain({}), { passage: BLOCK })).to.deep.equal(['PASSAGE_CONFIG_INVALID passage']);
    expect(check(plain({ a: misspelt }))).to.deep.equal([place]);
    expect(check({ ...plain({}), functions: [{ a: misspelt }, { b: {} }] })).to.deep.equal([place]);
  });

  it('are refused with all that is wrong, where every value is known', () => {
    const all = [place, 'PASSAGE_CONFIG_INVALID custom.passage.appId'];
    const withBlock = (functions: object, block: object): string[] =>
      check(plain({ a: misspelt, ...functions }, { ...BLOCK, ...block }));
    expect(withBlock({}, { appId: '' })).to.have.members(all);
    expect(withBlock({}, { appId: '', name: '${env:NAME}' })).to.deep.equal([place]);
    expect(withBlock({ b: { role: '${env:ROLE}' } }, { appId: '' })).to.deep.equal([place]);
  });

  it('are no reason to refuse what another check finds, or what a variable may still become', () => {
    expect(check(plain({ a: { events: EVENTS } }, { appId: '' }))).to.deep.equal([]);
    expect(check(plain({ a: { passage: '${env:X}', events: EVENTS } }))).to.deep.equal([]);
    expect(check(plain({ a: { passage: 1, events: EVENTS } }))).to.deep.equal([
      'PASSAGE_CONFIG_INVALID functions.a.passage',
    ]);
  });
});

describe('protection: what was configured first', () => {
  it('is planned, also where events are added later', () => {
    const protection = protectionOf(plain({ a: { passage: true } }));
    expect(protection.readFirst()?.plan.routes).to.deep.equal([]);
    expect(protection.lastPlan).to.equal(undefined);
  });

  it('cannot be planned yet, or not at all', () => {
    expect(protectionOf(plain({}, { appId: '' })).readFirst()).to.equal(undefined);
    const error = new Error('no provider');
    const getProvider = (): never => {
      throw error;
    };
    expect(() => protectionOf(plain({}), { getProvider }).readFirst()).to.throw(error);
  });

  it('counts, also where another plugin completes the block and takes the protection away', () => {
    const service = plain({ a: { passage: true, events: EVENTS }, b: { passage: true } }, {});
    const protection = protectionOf(service);
    protection.readFirst();
    Object.assign(service.custom as object, { passage: BLOCK });
    Reflect.deleteProperty(service.functions.a!, 'passage');
    expect(refused(() => protection.apply(true))).to.deep.equal([
      'PASSAGE_AUDIT_FAILED functions.a.events[0].httpApi',
    ]);
  });

  it('is what is applied first, where nothing was read before', () => {
    const service = plain({ a: { passage: true, events: EVENTS } });
    const protection = protectionOf(service);
    const planned = protection.apply();
    expect(protection.lastPlan).to.equal(planned);
    expect(protection.getPlan()).to.equal(planned);
    service.functions.a = { events: EVENTS };
    expect(refused(() => protection.apply())).to.deep.equal([
      'PASSAGE_AUDIT_FAILED functions.a.events[0].httpApi',
    ]);
  });

  it('counts with what another plugin has added since', () => {
    const service = plain({ a: { passage: true, events: EVENTS } });
    const protection = protectionOf(service);
    protection.readFirst();
    service.functions.b = { passage: true, events: [{ httpApi: 'GET /b' }] };
    protection.apply();
    service.functions.b = { events: [{ httpApi: 'GET /b' }] };
    expect(refused(() => protection.apply())).to.deep.equal([
      'PASSAGE_AUDIT_FAILED functions.b.events[0].httpApi',
    ]);
  });

  it('has functions without events for a while only', () => {
    const protection = protectionOf(plain({ a: { passage: true } }));
    expect(refused(() => protection.apply(true))).to.deep.equal([]);
    expect(refused(() => protection.apply())).to.deep.equal([
      'PASSAGE_NOTHING_TO_PROTECT functions.a.passage',
    ]);
  });
});

describe('protection: the plan', () => {
  it('is made when it is asked for, once', () => {
    const service = plain({ a: { passage: true, events: EVENTS } });
    const protection = protectionOf(service);
    const planned = protection.getPlan();
    expect(planned.plan.routes).to.have.length(1);
    service.functions.b = { passage: true, events: [{ httpApi: 'GET /b' }] };
    expect(protection.getPlan()).to.equal(planned);
    expect(protection.planNow().plan.routes).to.have.length(2);
  });
});

describe('protection: a plan that is written', () => {
  const event = { httpApi: { method: 'GET', path: '/a', passage: true } };

  it('is written once, and again into what another plugin has frozen', () => {
    const service = plain({ a: { events: [event] } });
    const protection = protectionOf(service);
    protection.apply();
    const written = service.functions.a?.events?.[0];
    expect(written).not.to.equal(event);
    protection.apply();
    expect(service.functions.a?.events?.[0]).to.equal(written);
    Object.freeze(written);
    protection.apply();
    expect(service.functions.a?.events?.[0]).not.to.equal(written);
  });

  it('is written again with what another plugin sets of the function of Lambda authorizers', () => {
    const service = plain({ a: { events: [event] } }, LAMBDA);
    const protection = protectionOf(service);
    // With the function there, the second plan is another one.
    protection.apply();
    protection.apply();
    const own = service.functions.passageAuthorizer as Record<string, unknown>;
    const { timeout } = own;
    own.timeout = 900;
    protection.apply();
    expect(own).to.include({ timeout });
  });
});

describe('protection: the function of Lambda authorizers', () => {
  const folder = makeFolders();

  it('is added, and written, where another plugin adds its first route', async () => {
    const service = plain({ a: { events: EVENTS }, later: { passage: true } }, LAMBDA);
    const protection = protectionOf(service, { serviceDir: folder() });
    protection.apply(true);
    service.functions.b = { passage: true, events: [{ httpApi: 'GET /b' }] };
    await protection.applyFunction();
    expect(service.functions).to.have.property('passageAuthorizer');
    expect(existsSync(join(folder(), ZIP))).to.equal(true);
  });

  it('is nothing that a service without them waits for', async () => {
    const service = plain({ a: { passage: true, events: EVENTS } });
    const protection = protectionOf(service, { serviceDir: folder() });
    const planned = protection.apply(true);
    await protection.applyFunction();
    expect(protection.lastPlan).to.equal(planned);
    expect(existsSync(join(folder(), '.serverless'))).to.equal(false);
  });
});

describe('protection: the compiled template', () => {
  const folder = makeFolders();

  /** The golden service, as it is right after the framework compiled it. */
  function compiled(name: GoldenName, record = true): { service: PlainService; protection: Protection } {
    const { functions, passage } = structuredClone(GOLDEN[name]);
    const provider = { httpApi: { authorizers: structuredClone(AUTHORIZERS) } };
    const service = plain(functions as unknown as PlainService['functions'], passage, provider);
    const protection = protectionOf(service, { serviceDir: folder() });
    protection.readFirst();
    protection.apply();
    Object.assign(service.provider, { compiledCloudFormationTemplate: goldenTemplate('osls4', name) });
    if (record) {
      protection.readCompiledFunctions();
      protection.readCompiled();
    }
    return { service, protection };
  }
  const propertiesOf = (service: PlainService, logicalId: string): Record<string, unknown> =>
    service.provider.compiledCloudFormationTemplate?.Resources[logicalId]?.Properties ?? {};

  it('is complete before it is asked for', () => {
    const protection = protectionOf(plain({ a: { events: EVENTS } }));
    protection.apply();
    for (const read of [protection.readCompiled, () => protection.applyToTemplate()])
      expect(read).to.throw(Error, 'template').and.not.be.instanceOf(PassageError);
  });

  it('is as planned, or refused', async () => {
    const found = ['PASSAGE_AUDIT_FAILED Resources.HttpApiRouteGetMe.AuthorizationType'];
    const { service, protection } = compiled('jwt');
    expect(await rejected(() => protection.audit())).to.deep.equal([]);
    Object.assign(propertiesOf(service, 'HttpApiRouteGetMe'), { AuthorizationType: 'NONE' });
    expect(await rejected(() => protection.audit())).to.deep.equal(found);
    expect(await rejected(() => protection.audit(true))).to.deep.equal(found);
  });

  it('is still of the same service when it is saved', async () => {
    const { service, protection } = compiled('jwt');
    expect(await protection.audit(true)).to.deep.equal([]);
    service.functions.late = { passage: true, events: [{ httpApi: 'GET /late' }] };
    expect(await rejected(() => protection.audit())).to.deep.equal([]);
    expect(await rejected(() => protection.audit(true))).to.deep.equal([
      'PASSAGE_AUDIT_FAILED functions.late.events[0].httpApi',
    ]);
  });

  it('has the user’s own authorizers as they were compiled, or as they were read from a package', async () => {
    const authorizer = 'HttpApiAuthorizerLambda';
    const change = { AuthorizerUri: 'arn:other' };
    const found = [`PASSAGE_AUDIT_FAILED Resources.${authorizer}`];
    const unread = compiled('jwt', false);
    unread.protection.readPackage();
    expect(await rejected(() => unread.protection.audit())).to.deep.equal([]);
    Object.assign(propertiesOf(unread.service, authorizer), change);
    expect(await rejected(() => unread.protection.audit())).to.deep.equal(found);

    const read = compiled('jwt');
    Object.assign(propertiesOf(read.service, authorizer), change);
    read.protection.readPackage();
    expect(await rejected(() => read.protection.audit())).to.deep.equal(found);
    Object.assign(read.service.provider, { compiledCloudFormationTemplate: undefined });
    expect(read.protection.readPackage).not.to.throw();
  });

  it('keeps outputs of the service, with a note', () => {
    const { service, protection } = compiled('jwt');
    expect(protection.applyToTemplate()).to.deep.equal([]);
    Object.assign(service, { resources: { Outputs: { PassageAuthorizerIdStaff: {}, Other: {} } } });
    expect(protection.applyToTemplate()).to.have.length(1);
  });

  it('has the code of a Lambda authorizer that was written', async () => {
    const { protection } = compiled('lambda');
    const found = [`PASSAGE_AUDIT_FAILED ${ZIP}`];
    expect(await rejected(() => protection.audit())).to.deep.equal(found);
    await protection.writeArtifact();
    expect(await rejected(() => protection.audit())).to.deep.equal([]);
    writeFileSync(join(folder(), ZIP), 'other');
    expect(await rejected(() => protection.audit())).to.deep.equal(found);
  });
});
