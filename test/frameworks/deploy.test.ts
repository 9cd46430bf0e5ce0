/** The audit's last word: what is about to be deployed, also from a package made earlier. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Aws, startAws } from '../support/aws';
import { type Files, type Run, makeService, service } from '../support/frameworks';

const functions = {
  me: {
    handler: 'handler.handler',
    passage: true,
    events: [{ httpApi: 'GET /me' }, { http: { method: 'get', path: 'rest', passage: { scopes: ['s'] } } }],
  },
};
const custom = { passage: { appId: 'a', authOrigin: 'https://a.example', verifyIssuer: false } };

// osls 4 only: the AWS SDK of the older lines cannot be pointed at an address of this machine.
describe('osls4: deploy --package', () => {
  let aws: Aws;
  before(async () => {
    aws = await startAws();
  });
  after(() => aws.close());

  /** Packages, lets `change` edit the saved state, and deploys the result. */
  async function deploy(
    change: (state: string) => string,
    files: Files = { service: service(functions, { custom }) },
  ): Promise<Run> {
    const folder = makeService(files);
    try {
      const first = await folder.run('osls4', ['package', '--package', 'out']);
      expect(first.code, first.output).to.equal(0);
      const file = join(folder.dir, 'out/serverless-state.json');
      writeFileSync(file, change(readFileSync(file, 'utf8')));
      return await folder.run('osls4', ['deploy', '--package', 'out'], aws.env);
    } finally {
      folder.remove();
    }
  }

  it('refuses a package that was opened since, before any stack is touched', async () => {
    const run = await deploy((state) =>
      state.replaceAll('"AuthorizationType": "JWT"', '"AuthorizationType": "NONE"'),
    );
    expect(run.code, run.output).to.equal(1);
    expect(run.output).to.include('PASSAGE_AUDIT_FAILED');
    expect(aws.calls.filter((call) => call !== 'GetCallerIdentity')).to.deep.equal([]);
  });

  it('lets one through that is as planned', async () => {
    const run = await deploy((state) => state);
    expect(run.output).not.to.include('PASSAGE_');
    expect(aws.calls).to.include('DescribeStacks');
  });

  const GOOD: [what: string, files: Files][] = [
    [
      'no scopes, said over those of the app',
      {
        service: service(
          { me: { handler: 'handler.handler', passage: { scopes: [] }, events: [{ httpApi: 'GET /me' }] } },
          { custom: { passage: { ...custom.passage, scopes: ['base'] } } },
        ),
      },
    ],
    [
      'two apps that share an authorizer',
      {
        service: service(
          { me: { handler: 'handler.handler', passage: 'b', events: [{ httpApi: 'GET /me' }] } },
          {
            provider: { httpApi: { id: 'api1' } },
            custom: {
              passage: {
                apps: { a: { authorizerId: 'same' }, b: { authorizerId: 'same', scopes: ['x'] } },
                defaultApp: 'a',
                verifyIssuer: false,
              },
            },
          },
        ),
      },
    ],
    [
      'protection that another plugin adds',
      {
        service: {
          ...service({ me: { handler: 'handler.handler', events: [{ httpApi: 'GET /me' }] } }, { custom }),
          plugins: ['serverless-passage', './other.js'],
        },
        files: {
          'other.js': `module.exports = class { constructor({ service }) { this.hooks = { 'before:package:compileEvents': () => { service.functions.me.passage = true; } }; } };`,
        },
      },
    ],
  ];
  for (const [what, files] of GOOD) {
    it(`lets through: ${what}`, async () => {
      const run = await deploy((state) => state, files);
      expect(run.output).not.to.include('PASSAGE_');
      expect(aws.calls).to.include('DescribeStacks');
    });
  }
});
