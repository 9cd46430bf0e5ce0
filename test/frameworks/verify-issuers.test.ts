/** Around a deployment: the issuer is asked before AWS hears anything, and the routes are shown after it. */
import { expect } from 'chai';
import type { Aws } from '../support/aws';
import { type Files, PROCESS_TIMEOUT_MS, makeService, service } from '../support/frameworks';
import { type InProcessRun, runInProcess } from '../support/in-process';
import { type Issuer, startIssuer } from '../support/issuer';
import { API_URL, expectDeployed, startStack } from '../support/stack';
import { placesOf } from '../support/template';
import { makeRsaKey } from '../support/tokens';

const handler = 'handler.handler';
const functions = {
  me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] },
  open: { handler, passage: false, events: [{ httpApi: 'GET /open' }] },
};

function serviceWith(passage: object, extra: object = {}): Record<string, unknown> {
  return service(functions, { custom: { passage }, provider: { deploymentMethod: 'direct' }, ...extra });
}

// osls 4 only: the AWS SDK of the older lines cannot be pointed at an address of this machine.
let aws: Aws;
before(async () => {
  aws = await startStack();
});
beforeEach(() => {
  aws.calls.length = 0;
});
after(() => aws.close());

async function run(args: readonly string[], files: Files): Promise<InProcessRun> {
  const folder = makeService(files);
  try {
    return await runInProcess('osls4', folder, args, { env: aws.env });
  } finally {
    folder.remove();
  }
}

/** Calls that a deployment may make before it changes anything. */
const isHarmless = (call: string): boolean => call === 'GetCallerIdentity';

function expectStopped({ code, output, problems }: InProcessRun, ...where: string[]): void {
  expect(code, output).to.equal(1);
  expect(placesOf(problems)).to.deep.equal(where.map((place) => `PASSAGE_ISSUER_INVALID ${place}`));
  expect(aws.calls.filter((call) => !isHarmless(call))).to.deep.equal([]);
}

describe('osls4: deploy', () => {
  let issuer: Issuer;
  let asked: number;
  before(async () => {
    issuer = await startIssuer({ keys: [makeRsaKey('k1').jwk] });
  });
  beforeEach(() => {
    issuer.behave();
    asked = issuer.asked.discovery;
  });
  after(() => issuer.close());

  const good = (): object => ({ issuer: issuer.url, audience: 'api' });
  const deploy = (
    passage: object,
    extra?: object,
    files: Record<string, string> = {},
  ): Promise<InProcessRun> => run(['deploy'], { service: serviceWith(passage, extra), files });
  const timesAsked = (): number => issuer.asked.discovery - asked;

  it('stops at an issuer that API Gateway would refuse, and AWS hears nothing', async () => {
    issuer.behave({ discovery: 'not-found' });
    const stopped = await deploy(good());
    expectStopped(stopped, 'custom.passage');
    expect(JSON.stringify(stopped.problems)).to.include('404').and.to.include('sls passage doctor');
    expect(stopped.template).to.equal(null);
    expect(aws.calls).to.deep.equal([]);
  });

  it('stops also at a package that was made earlier', async () => {
    issuer.behave({ keySet: { keys: [] } });
    const folder = makeService({ service: serviceWith(good()) });
    try {
      const packaged = await runInProcess('osls4', folder, ['package', '--package', 'out']);
      expect(packaged.code, packaged.output).to.equal(0);
      expect(timesAsked()).to.equal(0);
      expectStopped(
        await runInProcess('osls4', folder, ['deploy', '--package', 'out'], { env: aws.env }),
        'custom.passage',
      );
      expect(timesAsked()).to.equal(1);
      expect(aws.calls).to.deep.equal([]);
    } finally {
      folder.remove();
    }
  });

  it('stops for several apps at once, and asks each issuer once', async () => {
    issuer.behave({ discovery: 'slow' });
    const stopped = await deploy(
      {
        defaultApp: 'a',
        apps: {
          a: good(),
          b: { ...good(), audience: 'other' },
          c: { issuer: `${issuer.url}/404`, audience: 'api' },
          unused: { issuer: `${issuer.url}/unused`, audience: 'api' },
        },
      },
      {
        functions: {
          ...functions,
          b: { handler, passage: 'b', events: [{ httpApi: 'GET /b' }] },
          c: { handler, passage: 'c', events: [{ httpApi: 'GET /c' }] },
        },
      },
    );
    expectStopped(stopped, 'custom.passage.apps.c');
    expect(stopped.output).to.include('custom.passage.apps.a: ').and.to.include('timeout');
    expect(stopped.output).not.to.include('unused');
    expect(timesAsked()).to.equal(1);
    expect(aws.calls).to.deep.equal([]);
  });

  it('goes on with a good issuer, also where another plugin has yet to add the events', async () => {
    const early = `module.exports = class { constructor({ service }) { this.hooks = { initialize: () => {
      service.functions.bare.events = [{ httpApi: 'GET /bare' }];
    } } } };`;
    const extra = {
      plugins: ['./early.js', 'serverless-passage'],
      functions: { ...functions, bare: { handler, passage: true } },
    };
    const deployed = await deploy(good(), extra, { 'early.js': early });
    expectDeployed(deployed, aws);
    expect(deployed.stderr).not.to.match(/unreachable|timeout/);
    expect(timesAsked()).to.equal(1);
  });

  it('goes on with a warning where the issuer cannot be reached from here', async () => {
    issuer.behave({ discovery: 'reset' });
    const deployed = await deploy(good());
    expectDeployed(deployed, aws);
    expect(deployed.stderr).to.include('custom.passage: ').and.to.include('unreachable');
  });

  it('goes on with a note where only CloudFormation knows the issuer', async () => {
    const deployed = await deploy({ issuer: { Ref: 'Pool' }, audience: 'api' });
    expectDeployed(deployed, aws);
    expect(deployed.output).to.include('CloudFormation function');
  });

  it('asks nobody with verifyIssuer: false', async () => {
    issuer.behave({ discovery: 'not-found' });
    expectDeployed(await deploy({ ...good(), verifyIssuer: false }), aws);
    expect(timesAsked()).to.equal(0);
  });

  it('asks for an app that only a later plugin’s function uses, before a stack is touched', async () => {
    issuer.behave({ discovery: 'not-found' });
    const late = `module.exports = class { constructor({ service }) { this.hooks = { initialize: () => {
      service.functions.late = { handler: 'handler.handler', name: 'late', passage: 'b', events: [{ httpApi: 'GET /late' }] };
    } } } };`;
    const block = {
      defaultApp: 'a',
      apps: { a: { ...good(), issuer: { Ref: 'I' } }, b: good() },
    };
    const plugins = ['serverless-passage', './late.js'];
    expectStopped(await deploy(block, { plugins }, { 'late.js': late }), 'custom.passage.apps.b');
  });

  it('of a single function says that it changes no authorization, and asks nobody', async () => {
    const { code, output } = await run(['deploy', 'function', '-f', 'me'], { service: serviceWith(good()) });
    expect(code, output).to.equal(0);
    expect(output).to.include('deploy function: ');
    expect(timesAsked()).to.equal(0);
  });

  it('that is stopped ends its process with status 1', async function () {
    this.timeout(PROCESS_TIMEOUT_MS);
    issuer.behave({ discovery: 'not-found' });
    const folder = makeService({ service: serviceWith(good()) });
    try {
      const { code, output, template } = await folder.run('osls4', ['deploy'], aws.env);
      expect(code, output).to.equal(1);
      expect(output).to.include('PASSAGE_ISSUER_INVALID');
      expect(output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
      expect(template).to.equal(null);
      expect(aws.calls).to.deep.equal([]);
    } finally {
      folder.remove();
    }
  });
});

describe('osls4: a deployed stack', () => {
  const SECTION = [
    'passage:',
    '  2 routes: 1 protected, 1 public',
    '  protected: GET /me - passage',
    '  public: GET /open',
    `  curl -H "Authorization: Bearer $TOKEN" "${API_URL}/me"`,
  ].join('\n');
  const passage = { issuer: 'https://i.example', audience: 'a', verifyIssuer: false };

  it('deploy ends with the routes', async () => {
    const deployed = await run(['deploy'], { service: serviceWith(passage) });
    expectDeployed(deployed, aws);
    expect(deployed.stdout).to.include(SECTION);
  });

  it('info shows them', async () => {
    const { code, stdout, output } = await run(['info'], { service: serviceWith(passage) });
    expect(code, output).to.equal(0);
    expect(stdout).to.include(SECTION);
  });

  it('info shows the rest also while the block is broken', async () => {
    const { code, stdout, output } = await run(['info'], { service: serviceWith({ appId: '' }) });
    expect(code, output).to.equal(0);
    expect(stdout).to.include(`${API_URL}/me`).and.not.to.include('passage:');
    expect(output).to.include('PASSAGE_CONFIG_INVALID');
  });
});
