/** The audit's last word: what is about to be deployed, also from a package made earlier. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Aws } from '../support/aws';
import { type Files, makeService, service } from '../support/frameworks';
import { type InProcessRun, runInProcess } from '../support/in-process';
import { startStack } from '../support/stack';

const functions = {
  me: {
    handler: 'handler.handler',
    passage: true,
    events: [{ httpApi: 'GET /me' }, { http: { method: 'get', path: 'rest', passage: { scopes: ['s'] } } }],
  },
};
const custom = { passage: { appId: 'a', authOrigin: 'https://a.example', verifyIssuer: false } };
const provider = { deploymentMethod: 'direct' };

// osls 4 only: the AWS SDK of the older lines cannot be pointed at an address of this machine.
describe('osls4: deploy --package', () => {
  let aws: Aws;
  before(async () => {
    aws = await startStack();
  });
  beforeEach(() => {
    aws.calls.length = 0;
  });
  after(() => aws.close());

  /** Packages, lets `change` edit the saved state, and deploys the result. */
  async function deploy(
    change: (state: string) => string,
    files: Files = { service: service(functions, { custom, provider }) },
  ): Promise<InProcessRun> {
    const folder = makeService(files);
    try {
      const first = await runInProcess('osls4', folder, ['package', '--package', 'out']);
      expect(first.code, first.output).to.equal(0);
      const file = join(folder.dir, 'out/serverless-state.json');
      writeFileSync(file, change(readFileSync(file, 'utf8')));
      return await runInProcess('osls4', folder, ['deploy', '--package', 'out'], { env: aws.env });
    } finally {
      folder.remove();
    }
  }

  function expectDeployed({ code, output }: InProcessRun): void {
    expect(code, output).to.equal(0);
    expect(aws.calls).to.include('UpdateStack');
  }

  it('refuses a package that was opened since, before any stack is touched', async () => {
    const run = await deploy((state) =>
      state.replaceAll('"AuthorizationType": "JWT"', '"AuthorizationType": "NONE"'),
    );
    expect(run.code, run.output).to.equal(1);
    expect(new Set(run.problems.map(({ code }) => code))).to.deep.equal(new Set(['PASSAGE_AUDIT_FAILED']));
    expect(aws.calls.filter((call) => call !== 'GetCallerIdentity')).to.deep.equal([]);
  });

  it('lets one through that is as planned', async () => {
    expectDeployed(await deploy((state) => state));
  });

  const GOOD: [what: string, files: Files][] = [
    [
      'no scopes, said over those of the app',
      {
        service: service(
          { me: { handler: 'handler.handler', passage: { scopes: [] }, events: [{ httpApi: 'GET /me' }] } },
          { custom: { passage: { ...custom.passage, scopes: ['base'] } }, provider },
        ),
      },
    ],
    [
      'two apps that share an authorizer',
      {
        service: service(
          { me: { handler: 'handler.handler', passage: 'b', events: [{ httpApi: 'GET /me' }] } },
          {
            provider: { ...provider, httpApi: { id: 'api1' } },
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
          ...service(
            { me: { handler: 'handler.handler', events: [{ httpApi: 'GET /me' }] } },
            { custom, provider },
          ),
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
      expectDeployed(await deploy((state) => state, files));
    });
  }
});
