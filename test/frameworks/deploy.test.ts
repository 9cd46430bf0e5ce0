/** The audit's last word: what is about to be deployed, also from a package made earlier. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Aws } from '../support/aws';
import { type Files, makeService, service } from '../support/frameworks';
import { type InProcessRun, runInProcess } from '../support/in-process';
import { DEPLOYED_AT, expectDeployed, startStack } from '../support/stack';
import { placesOf } from '../support/template';

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

  /** Packages, lets `change` edit the saved state, and deploys the result, with what is configured since then. */
  async function deploy(
    change: (state: string) => string,
    files: Files = { service: service(functions, { custom, provider }) },
    configured: Files = files,
  ): Promise<InProcessRun> {
    const folder = makeService(files);
    try {
      const first = await runInProcess('osls4', folder, ['package', '--package', 'out'], { env: aws.env });
      expect(first.code, first.output).to.equal(0);
      const file = join(folder.dir, 'out/serverless-state.json');
      writeFileSync(file, change(readFileSync(file, 'utf8')));
      writeFileSync(join(folder.dir, 'serverless.yml'), JSON.stringify(configured.service));
      return await runInProcess('osls4', folder, ['deploy', '--package', 'out'], { env: aws.env });
    } finally {
      folder.remove();
    }
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
    expectDeployed(await deploy((state) => state), aws);
  });

  /** A service beside a plugin that changes its functions, on some event. */
  const edited = (event: string, code: string, passage: object = {}): Files => ({
    service: {
      ...service(
        {
          me: {
            handler: 'handler.me',
            passage: { scopes: ['s'] },
            events: [{ httpApi: { method: 'GET', path: '/me' } }],
          },
          rest: {
            handler: 'handler.rest',
            passage: true,
            events: [{ http: { method: 'get', path: '/rest' } }, { schedule: 'rate(1 day)' }],
          },
        },
        { custom: { passage: { ...custom.passage, ...passage } }, provider },
      ),
      plugins: ['serverless-passage', './other.js'],
    },
    files: {
      'other.js': `module.exports = class { constructor({ service }) { this.hooks = { '${event}': () => { ${code} } }; } };`,
    },
  });
  const EDITS: [what: string, code: string][] = [
    ['removes a function', 'delete service.functions.me'],
    [
      'puts a prefix before paths',
      `for (const { events } of Object.values(service.functions))
        for (const event of events) for (const options of Object.values(event)) if (options.path) options.path = '/v1' + options.path`,
    ],
    [
      'renames a function',
      `const { me, ...others } = service.functions; service.functions = { you: { ...me, name: 'svc-dev-you' }, ...others }`,
    ],
    ['makes a copy', 'service.functions = JSON.parse(JSON.stringify(service.functions))'],
    [
      'adds a route',
      `service.functions.me.events.push({ httpApi: { method: 'GET', path: '/more', passage: { scopes: ['t'] } } })`,
    ],
  ];

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
  for (const [number, [what, code]] of EDITS.entries()) {
    it(`lets through what a plugin made that ${what}`, async () => {
      const modes = [{}, { protect: 'all' }, { authorizerType: 'lambda' }];
      for (const [at, passage] of modes.entries()) {
        const event = (number + at) % 2 === 0 ? 'initialize' : 'before:package:initialize';
        expectDeployed(await deploy((state) => state, edited(event, code, passage)), aws);
      }
    });
  }

  it('refuses a package whose functions were taken out since, and their routes opened', async () => {
    const files = edited('none', '');
    for (const kept of ['"AuthorizationType": "NONE"', '"AuthorizationType": "none"']) {
      const run = await deploy((state) => {
        const saved = JSON.parse(state) as { service: { functions: Record<string, unknown> } };
        delete saved.service.functions.me;
        return JSON.stringify(saved, null, 2).replaceAll('"AuthorizationType": "JWT"', kept);
      }, files);
      expect(run.problems.map(({ where }) => where)).to.include('Resources.HttpApiRouteGetMe');
      expect(aws.calls).not.to.include('UpdateStack');
    }
  });

  for (const [what, files] of GOOD) {
    it(`lets through: ${what}`, async () => {
      expectDeployed(await deploy((state) => state, files), aws);
    });
  }

  const on = (method: string, path: string, extra: object = {}): object => ({
    httpApi: { method, path, ...extra },
  });
  const me = (event: object, extra: object = {}): object => ({
    me: { handler: 'handler.me', ...extra, events: [event] },
    keep: { handler: 'handler.keep', passage: true, events: [on('GET', '/keep')] },
  });
  const mine = {
    type: 'jwt',
    identitySource: '$request.header.Authorization',
    issuerUrl: 'https://m.example/',
    audience: ['m'],
  };
  const PREFIX = EDITS[1]![1];

  /** A service beside a plugin that puts a prefix before paths while it is packaged, or does nothing. */
  const beside = (code: string, functionsOf: object, passage: object = {}): Files => ({
    service: {
      ...service(functionsOf, {
        custom: { passage: { ...custom.passage, ...passage } },
        provider: { ...provider, httpApi: { authorizers: { mine } } },
      }),
      plugins: ['serverless-passage', './other.js'],
    },
    files: edited('before:package:initialize', code).files!,
  });

  it('lets through scopes of a Lambda authorizer of a REST API, under a prefix', async () => {
    const lambda = { authorizerType: 'lambda', scopes: ['api'] };
    for (const scopes of [['read'], []]) {
      const event = { http: { method: 'get', path: '/me', passage: { scopes } } };
      expectDeployed(await deploy((state) => state, beside(PREFIX, me(event), lambda)), aws);
    }
  });

  const isTrue = { passage: true };
  const isFalse = { passage: false };
  const admin = { passage: { scopes: ['admin'] } };
  const STALE: [what: string, code: string, packaged: object, configured: object][] = [
    ['public under a prefix', PREFIX, me(on('GET', '/me', isFalse)), me(on('GET', '/me', isTrue))],
    [
      'public under a prefix, of a function that is protected by now',
      PREFIX,
      me(on('GET', '/me', isFalse)),
      me(on('GET', '/me'), isTrue),
    ],
    ['of any method', '', me(on('ANY', '/me', isFalse)), me(on('GET', '/me', isTrue))],
    ['of one method', '', me(on('GET', '/me', isFalse)), me(on('ANY', '/me', isTrue))],
    ['a catch-all', '', me(on('ANY', '/{any+}', isFalse)), me(on('GET', '/me'), isTrue)],
    ['of a route that is gone', '', me(on('GET', '/old', isFalse)), me(on('GET', '/me'), isTrue)],
    [
      'with other scopes',
      PREFIX,
      me(on('GET', '/me', { passage: { scopes: ['read'] } })),
      me(on('GET', '/me', admin)),
    ],
    ['with an authorizer', PREFIX, me(on('GET', '/me', { authorizer: 'mine' })), me(on('GET', '/me', admin))],
    [
      'with another authorizer',
      PREFIX,
      me(on('GET', '/me', { authorizer: { type: 'aws_iam' } })),
      me(on('GET', '/me', { authorizer: 'mine' })),
    ],
  ];
  for (const [what, code, packaged, configured] of STALE) {
    it(`refuses a package in which an event says what no configured one says: ${what}`, async () => {
      for (const passage of [{}, { protect: 'all' }]) {
        const [before, now] = [beside(code, packaged, passage), beside(code, configured, passage)];
        const run = await deploy((state) => state, before, now);
        expect(
          run.problems.map(({ where }) => where),
          run.output,
        ).to.include('functions.me.events[0].httpApi');
        expect(run.output).to.include('Package the service again');
        expect(aws.calls).not.to.include('UpdateStack');
      }
    });
  }

  it('lets through an entry under resources that was moved with its event while packaging', async () => {
    const moved = `${PREFIX};
      const { extensions } = service.resources;
      service.resources.extensions = { HttpApiRouteGetV1Job: extensions.HttpApiRouteGetJob };`;
    const entries = [
      { Properties: { AuthorizationType: 'AWS_IAM' } },
      { Properties: { AuthorizationScopes: ['admin'] } },
    ];
    for (const [i, entry] of entries.entries()) {
      const more = i === 0 ? isFalse : { authorizer: 'mine' };
      const files = beside(moved, {
        ...me(on('GET', '/me', isTrue)),
        job: { handler: 'handler.job', events: [on('GET', '/job', more)] },
      });
      const resources = { extensions: { HttpApiRouteGetJob: entry } };
      const extended = { ...files, service: { ...(files.service as object), resources } };
      expectDeployed(await deploy((state) => state, extended), aws);
    }
  });

  it('refuses a package in which an event is protected as an entry said before', async () => {
    const iam = { AuthorizationType: 'AWS_IAM' };
    const own = { AuthorizationType: 'JWT', AuthorizerId: 'abc' };
    const scoped = (scope: string): object => ({ ...own, AuthorizationScopes: [scope] });
    const serviceWith = (job: object, Properties: object): Files => {
      const files = beside('', {
        ...me(on('GET', '/me', isTrue)),
        job: { handler: 'handler.job', events: [on('GET', '/job', job)] },
      });
      const resources = { extensions: { HttpApiRouteGetJob: { Properties } } };
      return { ...files, service: { ...(files.service as object), resources } };
    };
    const cases: [packaged: Files, configured: Files, code: number][] = [
      [serviceWith({}, iam), serviceWith({}, iam), 0],
      [serviceWith(isTrue, {}), serviceWith({}, iam), 1],
      [serviceWith({}, scoped('read')), serviceWith({}, scoped('admin')), 1],
    ];
    for (const [packaged, configured, code] of cases) {
      const run = await deploy((state) => state, packaged, configured);
      expect(run.code, run.output).to.equal(code);
      expect(run.problems.map(({ where }) => where)).to.deep.equal(
        code === 0 ? [] : ['Resources.HttpApiRouteGetJob'],
      );
    }
  });

  it('refuses a package that has other scopes than an entry, or its route under another logical ID', async () => {
    const own = { AuthorizationType: 'JWT', AuthorizerId: 'abc' };
    const Type = 'AWS::ApiGatewayV2::Route';
    const at = (path: string, resources: object, more: object = {}): Files => {
      const files = beside('', {
        ...me(on('GET', '/me', isTrue)),
        job: { handler: 'handler.job', events: [on('GET', path, more)] },
      });
      return { ...files, service: { ...(files.service as object), resources } };
    };
    const merged = (...AuthorizationScopes: string[]): object => ({
      Resources: { HttpApiRouteGetJob: { Type, Properties: { ...own, AuthorizationScopes } } },
    });
    const entry = {
      extensions: { HttpApiRouteGetJobUidVar: { Properties: { AuthorizationType: 'AWS_IAM' } } },
    };
    const cases: [packaged: Files, configured: Files, code: number][] = [
      [at('/job', merged('admin', 'read')), at('/job', merged('admin')), 1],
      [at('/job', merged('admin', 'read')), at('/job', merged('admin', 'read')), 0],
      [at('/job/{id}', {}, isTrue), at('/job/{uid}', entry), 1],
    ];
    for (const [packaged, configured, code] of cases) {
      const run = await deploy((state) => state, packaged, configured);
      expect(run.code, run.output).to.equal(code);
      expect(run.problems).to.have.length(code);
    }
  });

  it('reads the routes of a package in its nested stacks', async () => {
    const Properties = { AuthorizationType: 'AWS_IAM' };
    const computed = { AuthorizationType: { 'Fn::If': ['Dev', 'NONE', 'AWS_IAM'] } };
    const split = (code: string, entry: object): Files => {
      const files = beside(code, {
        ...me(on('GET', '/me', isTrue)),
        job: { handler: 'handler.job', events: [on('GET', '/job', isFalse)] },
      });
      const config = files.service as { plugins: string[]; custom: object };
      return {
        modules: { 'serverless-plugin-split-stacks': 'serverless-plugin-split-stacks' },
        files: {
          ...files.files,
          'stacks-map.js': `module.exports = { 'AWS::ApiGatewayV2::Route': { destination: 'Routes' } };`,
        },
        service: {
          ...config,
          plugins: ['serverless-plugin-split-stacks', ...config.plugins],
          custom: { ...config.custom, splitStacks: { perType: false } },
          resources: {
            Conditions: { Dev: { 'Fn::Equals': ['a', 'b'] } },
            extensions: { HttpApiRouteGetJob: entry },
          },
        },
      };
    };
    const moved = `${PREFIX};
      const { extensions } = service.resources;
      service.resources.extensions = { HttpApiRouteGetV1Job: extensions.HttpApiRouteGetJob };`;
    expectDeployed(await deploy((state) => state, split(moved, { Properties })), aws);
    const packaged = split('', { Properties: { OperationName: 'job' } });
    const refused = await deploy((state) => state, packaged, split('', { Properties: computed }));
    expect(refused.problems.map(({ where }) => where)).to.deep.equal(['Resources.HttpApiRouteGetJob']);
  });

  it('refuses a package with an authorizer of ours where an event names another one by now', async () => {
    const rest = (more: object): object => ({ http: { method: 'get', path: 'job', ...more } });
    const pool = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc';
    const cases: [packaged: object, configured: object][] = [
      [on('GET', '/job', isTrue), on('GET', '/job', { authorizer: { type: 'aws_iam' } })],
      [rest(isTrue), rest({ authorizer: 'aws_iam' })],
      [rest(isTrue), rest({ authorizer: { arn: pool } })],
    ];
    for (const [packaged, configured] of cases) {
      const serviceWith = (job: object): Files =>
        beside('', {
          ...me(rest({ path: 'me', ...isTrue })),
          job: { handler: 'handler.job', events: [job] },
        });
      const run = await deploy((state) => state, serviceWith(packaged), serviceWith(configured));
      expect(run.code, run.output).to.equal(1);
      expect(run.problems.map(({ code }) => code)).to.deep.equal(['PASSAGE_AUDIT_FAILED']);
      expect(run.problems[0]?.what).to.include('GET /job');
      expect(aws.calls).not.to.include('UpdateStack');
    }
  });

  it('lets through what is configured, also under a prefix', async () => {
    const rest = (path: string, authorizer: unknown): object => ({
      http: { method: 'get', path, authorizer },
    });
    const gate = { gate: { handler: 'handler.gate' } };
    const all: object[] = [
      me(on('GET', '/me', isFalse)),
      me(on('GET', '/me', admin), isTrue),
      me(on('GET', '/me', { authorizer: { name: 'mine', scopes: ['s'] } })),
      me(on('GET', '/me', { authorizer: { type: 'aws_iam' } })),
      { ...gate, ...me(rest('me', 'gate')) },
      me(rest('me', 'arn:aws:lambda:us-east-1:123456789012:function:other')),
      {
        me: {
          handler: 'handler.me',
          events: [on('ANY', '/{any+}', isTrue), on('GET', '/pub', isFalse), on('ANY', '/p/{any+}', isFalse)],
        },
      },
      { me: { handler: 'handler.me', ...isTrue, events: [on('GET', '/me'), on('GET', '/pub', isFalse)] } },
    ];
    for (const each of all) expectDeployed(await deploy((state) => state, beside(PREFIX, each)), aws);
  });

  it('warns of what the package opens, once', async () => {
    const open = { ...functions, me: { ...functions.me, url: true } };
    const [before, now] = [open, functions].map((of) => ({ service: service(of, { custom, provider }) }));
    const run = await deploy((state) => state, before, now);
    expectDeployed(run, aws);
    expect(run.stderr.match(/anyone can call functions\.me/g)).to.have.length(1);
    const closed = { passage: { ...custom.passage, protect: 'all' } };
    const refused = await deploy((state) => state, before, {
      service: service(functions, { custom: closed, provider }),
    });
    expect(refused.code, refused.output).to.equal(1);
    expect(placesOf(refused.problems)).to.deep.equal(['PASSAGE_AUDIT_FAILED Resources.MeLambdaFunctionUrl']);
  });

  it('warns that a rollback is not audited', async () => {
    const folder = makeService({ service: service(functions, { custom, provider }) });
    try {
      const args = ['rollback', '--timestamp', String(DEPLOYED_AT)];
      const run = await runInProcess('osls4', folder, args, { env: aws.env });
      expectDeployed(run, aws);
      expect(run.stderr).to.include('sls passage drift');
    } finally {
      folder.remove();
    }
  });
});
