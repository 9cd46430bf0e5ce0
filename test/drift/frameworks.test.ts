/** The command on real frameworks, through their own ways to AWS. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { parseDrift } from '../commands/schemas';
import {
  FRAMEWORKS,
  type Folder,
  type Framework,
  PROCESS_TIMEOUT_MS,
  binary,
  makeService,
  service,
} from '../support/frameworks';
import { type InProcessRun, type PluginClass, runInProcess } from '../support/in-process';
import { placesOf } from '../support/template';
import { type FakeAws, deployedApi, fakeAws } from './fake-aws';
import { CREDENTIALS, type FakeServer, startFakeServer } from './fake-server';
import { FUNCTION_ARN, FUNCTIONS as LAMBDA_FUNCTIONS, deployedLambda, uri } from './lambda-apis';
import { BLOCK } from './run-drift';

const STACK = 'svc-prod';

const RESOURCES = {
  HttpApi: ['api1', 'AWS::ApiGatewayV2::Api'],
  HttpApiAuthorizerPassage: ['auth1', 'AWS::ApiGatewayV2::Authorizer'],
  ApiGatewayRestApi: ['rest1', 'AWS::ApiGateway::RestApi'],
} as const;

const FUNCTIONS = {
  me: {
    handler: 'handler.handler',
    passage: true,
    events: [
      { httpApi: 'GET /me' },
      { httpApi: 'PUT /me' },
      { httpApi: 'GET /other' },
      { http: 'GET /rest' },
    ],
  },
};

function deployed(): FakeAws {
  return fakeAws({
    stacks: { [STACK]: RESOURCES },
    httpApis: {
      api1: deployedApi([
        ['GET /me', true],
        ['PUT /me', true],
        ['GET /other', true],
      ]),
    },
    restApis: {
      rest1: {
        resources: [
          {
            id: 'res1',
            path: '/rest',
            resourceMethods: { GET: { httpMethod: 'GET', authorizationType: 'JWT', authorizerId: 'ra1' } },
          },
        ],
        authorizers: [
          {
            id: 'ra1',
            name: 'passage',
            type: 'JWT',
            identitySource: 'method.request.header.Authorization',
            jwtConfiguration: { issuers: [{ issuer: BLOCK.issuer, audiences: ['api'] }] },
          },
        ],
      },
    },
  });
}

/** Points AWS SDK v2 at an address, which no setting of the older lines can do. */
function redirect(framework: Framework, url: string): PluginClass {
  return class {
    readonly hooks = {};

    constructor() {
      if (framework === 'osls4') return;
      const sdk = createRequire(join(binary(framework), '../../lib/'))('./aws/sdk-v2') as {
        config: { update(options: object): void };
      };
      sdk.config.update({ endpoint: url });
    }
  };
}

describe('drift: frameworks', () => {
  let folder: Folder;
  // One address for all: the SDK of the older lines keeps its clients.
  let server: FakeServer;
  let aws: FakeAws;
  before(async () => {
    const plugins = ['serverless-passage', 'redirect'];
    folder = makeService({ service: service(FUNCTIONS, { custom: { passage: BLOCK }, plugins }) });
    server = await startFakeServer(() => aws);
  });
  after(async () => {
    folder.remove();
    await server.close();
  });
  beforeEach(() => {
    aws = deployed();
    server.requests.length = 0;
  });

  const run = (
    framework: Framework,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<InProcessRun> =>
    runInProcess(
      framework,
      folder,
      ['passage', 'drift', '--stage', 'prod', '--region', 'eu-west-1', ...args],
      {
        plugins: { redirect: redirect(framework, server.url) },
        env: { ...server.env, ...env },
      },
    );

  for (const framework of FRAMEWORKS) {
    it(`${framework}: everything as planned, read in pages`, async () => {
      const { code, stdout, output } = await run(framework, ['--json']);
      expect(code, output).to.equal(0);
      const { ok, apis } = parseDrift(stdout);
      expect(ok).to.equal(true);
      expect(apis.map(({ apiId, routes }) => [apiId, routes.length])).to.deep.equal([
        ['api1', 3],
        ['rest1', 1],
      ]);
      // What the older SDK drops cannot be compared.
      expect(apis[1]!.notCompared.some((text) => text.startsWith('issuer'))).to.equal(framework !== 'osls4');
      expect(aws.calls.filter((call) => call === 'getRoutes')).to.have.length(2);
      for (const { authorization } of server.requests) expect(authorization).to.include('/eu-west-1/');
    });

    it(`${framework}: a route that was opened`, async () => {
      const [first, ...others] = aws.httpApis.api1!.routes;
      const opened = { ...first, AuthorizationType: 'NONE' };
      Object.assign(aws.httpApis, { api1: { ...aws.httpApis.api1!, routes: [opened, ...others] } });
      const { code, stdout, problems, output } = await run(framework, []);
      expect(code, output).to.equal(1);
      expect(problems.map(({ code: name, found }) => [name, found])).to.deep.equal([
        ['PASSAGE_DRIFTED', 'GET /me'],
      ]);
      expect(stripVTControlCharacters(stdout)).to.match(
        /^! GET +\/me +open +authorizationType: NONE, expected JWT$/m,
      );
    });

    it(`${framework}: what AWS refuses is named; standard output stays empty with --json`, async () => {
      for (const permission of ['cloudformation:DescribeStackResources', 'apigateway:GET']) {
        aws.denied.clear();
        aws.denied.add(permission);
        const { problems, code } = await run(framework, []);
        expect(code).to.equal(1);
        expect(problems[0]!.what).to.include(permission);
      }
      const { code, stdout, stderr } = await run(framework, ['--json']);
      expect([code, stdout]).to.deep.equal([1, '']);
      expect(stderr).to.include('PASSAGE_DRIFTED').and.to.include('apigateway:GET');
    });

    it(`${framework}: no stack of that stage`, async () => {
      Object.assign(aws.stacks, { 'svc-old': aws.stacks[STACK] });
      Reflect.deleteProperty(aws.stacks, STACK);
      const { code, problems } = await run(framework, []);
      expect(code).to.equal(1);
      expect(placesOf(problems)).to.deep.equal(['PASSAGE_DRIFTED passage drift']);
      expect(problems[0]!.what).to.include('no stack svc-prod in eu-west-1');
    });
  }

  it('osls4: another issuer of a REST API, which the SDK does not know', async () => {
    const jwtConfiguration = { issuers: [{ issuer: 'https://evil.example', audiences: ['api'] }] };
    const [authorizer] = aws.restApis.rest1!.authorizers;
    Object.assign(aws.restApis, {
      rest1: { ...aws.restApis.rest1!, authorizers: [{ ...authorizer, jwtConfiguration }] },
    });
    const { code, problems, stdout } = await run('osls4', []);
    expect(code).to.equal(1);
    expect(problems.map(({ found }) => found)).to.deep.equal(['GET /rest']);
    expect(stdout).to.include('issuer: https://evil.example');
  });

  it('osls4: throttling that outlives the SDK is waited for, and said', async () => {
    aws.throttled = 1;
    const { code, stderr, output } = await run('osls4', [], { SLS_AWS_REQUEST_MAX_RETRIES: '0' });
    expect(code, output).to.equal(0);
    expect(stderr).to.include('AWS is throttling requests');
  });
});

describe('drift: frameworks, Lambda authorizers on three APIs', () => {
  let folder: Folder;
  let server: FakeServer;
  let aws: FakeAws;
  before(async () => {
    const functions = { me: { handler: 'handler.handler', ...LAMBDA_FUNCTIONS.me } };
    const passage = { ...BLOCK, authorizerType: 'lambda' };
    const plugins = ['serverless-passage', 'redirect'];
    folder = makeService({ service: service(functions, { service: 'svc', custom: { passage }, plugins }) });
    server = await startFakeServer(() => aws);
  });
  after(async () => {
    folder.remove();
    await server.close();
  });

  for (const framework of FRAMEWORKS)
    it(`${framework}: as planned, and an authorizer that calls another function`, async () => {
      const results = async (arn: string): Promise<unknown[]> => {
        const changes = { AuthorizerUri: uri(arn) };
        aws = deployedLambda({ authorizer: { websocket: changes } });
        const args = ['passage', 'drift', '--stage', 'dev', '--region', 'eu-central-1', '--json'];
        const { code, stdout } = await runInProcess(framework, folder, args, {
          plugins: { redirect: redirect(framework, server.url) },
          env: server.env,
        });
        const { apis } = parseDrift(stdout);
        return [code, ...apis.map(({ api, routes }) => [api, ...routes.map(({ result }) => result)])];
      };
      const others = [
        ['http', 'as-planned'],
        ['rest', 'as-planned'],
      ];
      expect(await results(FUNCTION_ARN)).to.deep.equal([0, ...others, ['websocket', 'as-planned']]);
      expect(await results(`${FUNCTION_ARN}-other`)).to.deep.equal([
        1,
        ...others,
        ['websocket', 'different'],
      ]);
    });
});

describe('drift: frameworks in processes of their own', function () {
  this.timeout(PROCESS_TIMEOUT_MS);
  const files = { service: service(FUNCTIONS, { custom: { passage: BLOCK } }) };
  const args = ['passage', 'drift', '--stage', 'prod', '--region', 'eu-west-1'];

  it('osls4 reads the deployed stack', async () => {
    const folder = makeService(files);
    const aws = deployed();
    const server = await startFakeServer(() => aws);
    try {
      const { code, stdout, output } = await folder.run('osls4', [...args, '--json'], server.env);
      expect(code, output).to.equal(0);
      expect(parseDrift(stdout).ok).to.equal(true);
    } finally {
      folder.remove();
      await server.close();
    }
  });

  for (const framework of ['serverless3', 'osls3'] as const) {
    it(`${framework} asks CloudFormation of the region first`, async () => {
      const folder = makeService(files);
      const asked: string[] = [];
      const proxy = createServer();
      proxy.on('connect', ({ url = '' }: { url?: string }, socket: { end(text: string): void }) => {
        asked.push(url);
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      const env = {
        ...CREDENTIALS,
        HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
        SLS_AWS_REQUEST_MAX_RETRIES: '0',
      };
      try {
        const { code, output } = await folder.run(framework, args, env);
        expect(asked[0], output).to.equal('cloudformation.eu-west-1.amazonaws.com:443');
        expect(code).to.equal(1);
        expect(output)
          .to.include('PASSAGE_DRIFTED')
          .and.not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
      } finally {
        folder.remove();
        proxy.close();
      }
    });
  }
});
