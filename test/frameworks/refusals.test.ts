import { expect } from 'chai';
import {
  FRAMEWORKS,
  type Folder,
  OUTERMOST,
  PROCESS_TIMEOUT_MS,
  type Run,
  makeService,
  service,
} from '../support/frameworks';
import { packageService, runInProcess } from '../support/in-process';
import { accessByRoute, expectRefused, packaged } from '../support/template';

const handler = 'handler.handler';
const me = { handler, passage: true, events: [{ httpApi: 'GET /me' }] };
const GOOD = { appId: 'a', authOrigin: 'https://a.example' };

/** One service for each code; what a person must see beside the code. */
const refusals: [code: string, service: object, facts: string[]][] = [
  ['PASSAGE_CONFIG_MISSING', service({ me }, { custom: {} }), ['custom.passage', 'appId:', 'authOrigin:']],
  [
    'PASSAGE_CONFIG_INVALID',
    service({ me }, { custom: { passage: { appId: ['abc'], authOrigin: 'https://a.example/' } } }),
    ['custom.passage.appId', '["abc"]', 'custom.passage.authOrigin', 'https://a.example'],
  ],
  [
    'PASSAGE_UNKNOWN_APP',
    service({ me: { ...me, passage: 'stuff' } }, { custom: { passage: { apps: { staff: GOOD } } } }),
    ['functions.me.passage', 'staff'],
  ],
  [
    'PASSAGE_NOTHING_TO_PROTECT',
    service({ me, idle: { handler, passage: true, events: [{ schedule: 'rate(1 day)' }] } }),
    ['functions.idle.passage', 'schedule'],
  ],
  [
    'PASSAGE_AUTHORIZER_CONFLICT',
    service({
      me: {
        handler,
        events: [{ httpApi: { method: 'GET', path: '/me', authorizer: { type: 'aws_iam' }, passage: true } }],
      },
    }),
    ['functions.me.events[0].httpApi', 'aws_iam'],
  ],
  [
    'PASSAGE_AUTHORIZER_EXISTS',
    service(
      { me },
      {
        provider: {
          httpApi: {
            authorizers: {
              passage: {
                type: 'jwt',
                identitySource: '$request.header.Authorization',
                issuerUrl: 'https://i.example',
                audience: ['a'],
              },
            },
          },
        },
      },
    ),
    ['custom.passage.name', 'provider.httpApi.authorizers'],
  ],
  [
    'PASSAGE_AUDIT_FAILED',
    service(
      { me },
      { resources: { extensions: { HttpApiRouteGetMe: { Properties: { AuthorizationType: 'NONE' } } } } },
    ),
    ['HttpApiRouteGetMe', 'GET /me', 'NONE'],
  ],
];

for (const framework of FRAMEWORKS) {
  describe(`${framework}: refuses, and says what to write`, () => {
    for (const [code, config, facts] of refusals) {
      it(code, async () => {
        const run = await packageService(framework, { service: config });
        expectRefused(run, code);
        for (const fact of facts) expect(run.output).to.include(fact);
        expect(run.output).to.include(`#${code.toLowerCase()}`);
      });
    }

    it('reports everything at once, wherever it stands', async () => {
      const functions = {
        a: { handler, passage: 'true', events: [{ httpApi: 'GET /a' }] },
        b: {
          handler,
          passage: { ap: 'x' },
          events: [{ httpApi: { method: 'GET', path: '/b', passage: 7 } }],
        },
        c: { handler, passage: true },
      };
      const run = await packageService(framework, {
        service: service(functions, { custom: { passage: { ...GOOD, protect: 'al' } } }),
      });
      expectRefused(run, 'PASSAGE_CONFIG_INVALID', 'PASSAGE_NOTHING_TO_PROTECT');
      for (const where of [
        'custom.passage.protect',
        'functions.a.passage',
        'functions.b.passage.ap',
        'functions.b.events[0].httpApi.passage',
        'functions.c.passage',
      ]) {
        expect(run.output).to.include(`${where}:`);
      }
    });
  });
}

for (const framework of OUTERMOST) {
  describe(`${framework}: no setting of the framework makes less of it`, () => {
    for (const configValidationMode of ['off', 'warn', 'error']) {
      it(`configValidationMode: ${configValidationMode}`, async () => {
        const custom = { passage: { ...GOOD, appId: ['abc'] } };
        const run = await packageService(framework, {
          service: service({ me }, { configValidationMode, custom }),
        });
        expectRefused(run, 'PASSAGE_CONFIG_INVALID');
        expect(run.output).to.include('["abc"]');
      });
    }

    it('null values', async () => {
      const text = `
service: svc
frameworkVersion: '*'
provider: { name: aws, runtime: nodejs20.x }
plugins: [serverless-passage]
custom: { passage: { appId: , authOrigin: https://a.example } }
functions: { me: { handler: handler.handler, passage: , events: [httpApi: GET /me] } }
`;
      const run = await packageService(framework, { service: text });
      expectRefused(run, 'PASSAGE_CONFIG_INVALID');
      expect(run.output).to.include('custom.passage.appId').and.to.include('functions.me.passage');
    });

    for (const [what, functions, where] of [
      [
        'a misspelt function key',
        { me: { ...me, passage: undefined, Passage: true } },
        'functions.me.Passage',
      ],
      [
        'a misspelt event key',
        { me: { handler, events: [{ httpApi: { method: 'GET', path: '/me', pasage: true } }] } },
        'functions.me.events[0].httpApi.pasage',
      ],
      [
        'passage beside the event',
        { me: { handler, events: [{ httpApi: 'GET /me', passage: true }] } },
        'functions.me.events[0].passage',
      ],
    ] as const) {
      it(`${what}, also where the framework does not validate`, async () => {
        const run = await packageService(framework, {
          service: service(functions, { configValidationMode: 'off' }),
        });
        expectRefused(run, 'PASSAGE_CONFIG_INVALID');
        expect(run.output).to.include(where);
      });
    }

    it('lets a broken service be printed, with a warning', async () => {
      const folder = makeService({ service: service({ me }, { custom: { passage: {} } }) });
      try {
        const run = await runInProcess(framework, folder, ['print']);
        expect(run.code, run.output).to.equal(0);
        expect(run.output).to.include('PASSAGE_CONFIG_INVALID');
      } finally {
        folder.remove();
      }
    });
  });
}

const YAML = `
service: svc
frameworkVersion: '*'
provider: { name: aws, runtime: nodejs20.x, stage: prod }
plugins: [serverless-passage, ./other.js]
custom:
  origins: { prod: https://app.example.com }
  passage: { appId: '\${env:APP_ID}', authOrigin: '\${self:custom.origins.\${sls:stage}}' }
functions: { me: { handler: handler.handler, passage: true, events: [httpApi: GET /me, http: get /rest] } }
`;

/** A plugin that opens the route where it is told to. */
const OTHER = `module.exports = class { constructor({ service }) { this.hooks = { 'after:package:compileEvents': () => {
  const { Properties } = service.provider.compiledCloudFormationTemplate.Resources.HttpApiRouteGetMe;
  if (process.env.OPEN === 'yes') Properties.AuthorizationType = 'NONE';
} } } };`;

for (const framework of FRAMEWORKS) {
  describe(`${framework}: a service in YAML, with variables`, () => {
    let folder: Folder;
    beforeEach(() => {
      folder = makeService({ service: YAML, files: { 'other.js': OTHER } });
    });
    afterEach(() => {
      folder.remove();
    });

    function expectPackaged(good: Run): void {
      expect(accessByRoute(packaged(good))).to.deep.equal({ 'GET /me': 'JWT passage' });
      expect(JSON.stringify(good.template)).to.include('https://auth.passage.id/v1/apps/fromenv1');
      expect(good.output.match(/passage: .*/g)).to.deep.equal([
        'passage: 2 of 2 routes protected (passage), 0 public',
      ]);
    }

    it('is packaged with one line of ours', async () => {
      expectPackaged(await runInProcess(framework, folder, ['package'], { env: { APP_ID: 'fromenv1' } }));
    });

    // The others package the TypeScript example so.
    if (framework === 'osls3')
      it('in a process of its own, ends with status 0', async () => {
        expectPackaged(await folder.run(framework, ['package'], { APP_ID: 'fromenv1' }));
      }).timeout(PROCESS_TIMEOUT_MS);

    it('in a process of its own, ends with status 1 where another plugin opened a route', async () => {
      const run = await folder.run(framework, ['package'], { APP_ID: 'fromenv1', OPEN: 'yes' });
      expectRefused(run, 'PASSAGE_AUDIT_FAILED');
      expect(run.output).to.include('Resources.HttpApiRouteGetMe.AuthorizationType');
    }).timeout(PROCESS_TIMEOUT_MS);
  });
}
