/** Around a deployment: the issuer is asked before AWS hears anything, and the routes are shown after it. */
import { expect } from 'chai';
import { type Aws, startAws } from '../support/aws';
import { type Folder, type Run, makeService, service } from '../support/frameworks';
import { type Issuer, startIssuer } from '../support/issuer';
import { makeRsaKey } from '../support/tokens';
import { API_URL, startStack } from './stack';

const handler = 'handler.handler';
const functions = {
  me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] },
  open: { handler, passage: false, events: [{ httpApi: 'GET /open' }] },
};

const custom = (passage: object): { custom: object } => ({ custom: { passage } });

// osls 4 only: the AWS SDK of the older lines cannot be pointed at an address of this machine.
describe('osls4: deploy', () => {
  let aws: Aws;
  let issuer: Issuer;
  before(async () => {
    aws = await startAws();
    issuer = await startIssuer({ keys: [makeRsaKey('k1').jwk] });
  });
  beforeEach(() => {
    aws.calls.length = 0;
    issuer.behave();
  });
  after(() => Promise.all([aws.close(), issuer.close()]));

  async function deploy(
    passage: object,
    args: string[] = ['deploy'],
    extra: object = {},
    files: Record<string, string> = {},
  ): Promise<Run> {
    const folder = makeService({ service: service(functions, { ...custom(passage), ...extra }), files });
    try {
      return await folder.run('osls4', args, aws.env);
    } finally {
      folder.remove();
    }
  }

  const good = (): object => ({ issuer: issuer.url, audience: 'api' });

  it('stops at an issuer that API Gateway would refuse, and AWS hears nothing', async () => {
    issuer.behave({ discovery: 'not-found' });
    const { code, output, template } = await deploy(good());
    expect(code, output).to.equal(1);
    expect(output)
      .to.match(/PASSAGE_ISSUER_INVALID/)
      .and.to.match(/404/)
      .and.to.include('sls passage doctor');
    expect(output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
    expect(template).to.equal(null);
    expect(aws.calls).to.deep.equal([]);
  });

  it('stops also at a package that was made earlier', async () => {
    issuer.behave({ keySet: { keys: [] } });
    const folder: Folder = makeService({ service: service(functions, custom(good())) });
    try {
      const packaged = await folder.run('osls4', ['package', '--package', 'out']);
      expect(packaged.code, packaged.output).to.equal(0);
      expect(packaged.output).not.to.include('no usable answer');
      const asked = issuer.asked.discovery;
      const { code, output } = await folder.run('osls4', ['deploy', '--package', 'out'], aws.env);
      expect(code, output).to.equal(1);
      expect(output).to.include('PASSAGE_ISSUER_INVALID');
      expect(issuer.asked.discovery).to.equal(asked + 1);
      expect(aws.calls).to.deep.equal([]);
    } finally {
      folder.remove();
    }
  });

  it('stops for several apps at once, and asks each issuer once', async () => {
    issuer.behave({ discovery: 'slow' });
    const before = issuer.asked.discovery;
    const { output } = await deploy(
      {
        defaultApp: 'a',
        apps: {
          a: good(),
          b: { ...good(), audience: 'other' },
          c: { issuer: `${issuer.url}/404`, audience: 'api' },
          unused: { issuer: `${issuer.url}/unused`, audience: 'api' },
        },
      },
      ['deploy'],
      {
        functions: {
          ...functions,
          b: { handler, passage: 'b', events: [{ httpApi: 'GET /b' }] },
          c: { handler, passage: 'c', events: [{ httpApi: 'GET /c' }] },
        },
      },
    );
    expect(output).to.include('custom.passage.apps.c: API Gateway would refuse');
    expect(output).to.include('custom.passage.apps.a: this machine').and.to.include('timeout');
    expect(output).not.to.include('unused');
    expect(issuer.asked.discovery).to.equal(before + 1);
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
    const before = issuer.asked.discovery;
    const { output } = await deploy(good(), ['deploy'], extra, { 'early.js': early });
    expect(output).not.to.match(/PASSAGE_|no usable answer/);
    expect(issuer.asked.discovery).to.equal(before + 1);
    expect(aws.calls).to.include('DescribeStacks');
  });

  it('goes on with a warning where the issuer cannot be reached from here', async () => {
    issuer.behave({ discovery: 'reset' });
    const { stdout, stderr } = await deploy(good());
    expect(stderr).to.include('no usable answer').and.to.include('unreachable');
    expect(stdout).not.to.include('PASSAGE_');
    expect(aws.calls).to.include('DescribeStacks');
  });

  it('goes on with a note where only CloudFormation knows the issuer', async () => {
    const { output } = await deploy({ issuer: { Ref: 'Pool' }, audience: 'api' });
    expect(output).to.include('CloudFormation function');
    expect(aws.calls).to.include('DescribeStacks');
  });

  it('asks nobody with verifyIssuer: false', async () => {
    issuer.behave({ discovery: 'not-found' });
    const before = issuer.asked.discovery;
    const { output } = await deploy({ ...good(), verifyIssuer: false });
    expect(output).not.to.include('PASSAGE_');
    expect(issuer.asked.discovery).to.equal(before);
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
    const folder = makeService({
      service: service(functions, { ...custom(block), plugins }),
      files: { 'late.js': late },
    });
    try {
      const { code, output } = await folder.run('osls4', ['deploy'], aws.env);
      expect(code, output).to.equal(1);
      expect(output).to.include('PASSAGE_ISSUER_INVALID');
      expect(aws.calls.filter((call) => call !== 'GetCallerIdentity')).to.deep.equal([]);
    } finally {
      folder.remove();
    }
  });

  it('of a single function says that it changes no authorization, and asks nobody', async () => {
    const before = issuer.asked.discovery;
    const { output } = await deploy(good(), ['deploy', 'function', '-f', 'me']);
    expect(output).to.include('deploy function: ');
    expect(issuer.asked.discovery).to.equal(before);
  });
});

describe('osls4: a deployed stack', () => {
  let aws: Aws;
  before(async () => {
    aws = await startStack();
  });
  after(() => aws.close());

  const SECTION = [
    'passage:',
    '  2 routes: 1 protected, 1 public',
    '  protected: GET /me - passage',
    '  public: GET /open',
    `  curl -H "Authorization: Bearer $TOKEN" "${API_URL}/me"`,
  ].join('\n');

  async function run(args: string[], passage: object): Promise<Run> {
    const folder = makeService({
      service: service(functions, { ...custom(passage), provider: { deploymentMethod: 'direct' } }),
    });
    try {
      return await folder.run('osls4', args, aws.env);
    } finally {
      folder.remove();
    }
  }
  const passage = { issuer: 'https://i.example', audience: 'a', verifyIssuer: false };

  it('deploy ends with the routes', async () => {
    const { code, stdout, output } = await run(['deploy'], passage);
    expect(code, output).to.equal(0);
    expect(aws.calls).to.include('UpdateStack');
    expect(stdout).to.include(SECTION);
  });

  it('info shows them', async () => {
    const { code, stdout, output } = await run(['info'], passage);
    expect(code, output).to.equal(0);
    expect(stdout).to.include(SECTION);
  });

  it('info shows the rest also while the block is broken', async () => {
    const { code, stdout, output } = await run(['info'], { appId: '' });
    expect(code, output).to.equal(0);
    expect(stdout).to.include(`${API_URL}/me`).and.not.to.include('passage:');
    expect(output).to.include('PASSAGE_CONFIG_INVALID');
  });
});
