/** `passage drift` finds what somebody changed behind the deployed stack, and what it says to do undoes the change. */
import {
  type ApiGatewayV2Client,
  CreateAuthorizerCommand,
  CreateRouteCommand,
  DeleteRouteCommand,
  GetAuthorizersCommand,
  GetRoutesCommand,
  UpdateAuthorizerCommand,
  UpdateRouteCommand,
} from '@aws-sdk/client-apigatewayv2';
import { expect } from 'chai';
import type { DriftReport } from '../../src/drift/drift-report';
import { parseDrift } from '../commands/schemas';
import { type Run, service } from '../support/frameworks';
import { DEPLOY_TIMEOUT_MS, type Deployment, newDeployment } from './deployment';
import { passageBlock } from './identity';
import { ENDPOINT, apiGateway } from './target';

const handler = 'handler.handler';

const configured = (): Record<string, unknown> =>
  service(
    {
      hello: { handler, passage: false, events: [{ httpApi: 'GET /hello' }] },
      me: {
        handler,
        passage: true,
        events: [
          { httpApi: 'GET /me' },
          { httpApi: 'GET /items/{id}' },
          { httpApi: { method: 'PUT', path: '/items', passage: { scopes: ['items:write'] } } },
          { httpApi: 'ANY /app/{proxy+}' },
        ],
      },
    },
    { custom: { passage: passageBlock() }, provider: { httpApi: { cors: true } } },
  );

describe('deploy: drift', function () {
  this.timeout(DEPLOY_TIMEOUT_MS);
  let deployment: Deployment;
  let client: ApiGatewayV2Client;
  let ApiId: string;
  before(async () => {
    deployment = newDeployment();
    client = apiGateway();
    const { output } = await deployment.deploy(configured());
    expect(output).to.include('npx sls passage drift');
    ApiId = await deployment.output('HttpApiId');
  });
  after(() => deployment.remove());

  const routeId = async (key: string): Promise<string> => {
    const { Items = [] } = await client.send(new GetRoutesCommand({ ApiId }));
    return Items.find(({ RouteKey }) => RouteKey === key)!.RouteId!;
  };
  const authorizerId = async (): Promise<string> => {
    const { Items = [] } = await client.send(new GetAuthorizersCommand({ ApiId }));
    return Items.find(({ Name }) => Name === 'passage')!.AuthorizerId!;
  };
  const update = async (key: string, changes: object): Promise<void> => {
    await client.send(new UpdateRouteCommand({ ApiId, RouteId: await routeId(key), ...changes }));
  };
  const jwt = async (key: string, AuthorizationScopes: string[] = []): Promise<void> =>
    update(key, { AuthorizationType: 'JWT', AuthorizerId: await authorizerId(), AuthorizationScopes });

  /** Routes that are not as planned: `GET /me open`. */
  const found = ({ apis }: DriftReport): string[] =>
    apis
      .flatMap(({ routes }) => routes)
      .filter(({ result }) => result !== 'as-planned')
      .map(({ method, path, result }) => `${method} ${path} ${result}`);
  const drift = async (...args: readonly string[]): Promise<{ run: Run; report: DriftReport }> => {
    const run = await deployment.run(['passage', 'drift', '--json', ...args]);
    return { run, report: parseDrift(run.stdout) };
  };
  const expectDrift = async (expected: readonly string[], code: number): Promise<Run> => {
    const { run, report } = await drift();
    expect([found(report), run.code], run.output).to.deep.equal([expected, code]);
    return run;
  };

  it('what was deployed is as planned, and every protected route refuses a request without a token', async () => {
    const url =
      ENDPOINT === null ? [] : ['--url', new URL(`_aws/execute-api/${ApiId}/$default`, ENDPOINT).href];
    const { run, report } = await drift('--probe', ...url);
    expect(run.code, run.output).to.equal(0);
    expect(found(report)).to.deep.equal([]);
    const probes = report.apis[0]!.routes.flatMap(({ path, probe }) =>
      probe === undefined ? [] : [[path, probe]],
    );
    const refused = { result: 'refused', status: 401 };
    expect(probes).to.deep.equal(
      ['/app/{proxy+}', '/items', '/items/{id}', '/me'].map((path) => [path, refused]),
    );
  });

  const CHANGES: [
    what: string,
    change: () => Promise<void>,
    expected: string[],
    code: number,
    undo: () => Promise<void>,
  ][] = [
    [
      'a route that was opened',
      () => update('GET /me', { AuthorizationType: 'NONE' }),
      ['GET /me open'],
      1,
      () => jwt('GET /me'),
    ],
    [
      'a public route that was closed',
      () => jwt('GET /hello'),
      ['GET /hello closed'],
      0,
      () => update('GET /hello', { AuthorizationType: 'NONE' }),
    ],
    [
      'scopes that were taken away',
      () => jwt('PUT /items'),
      ['PUT /items different'],
      1,
      () => jwt('PUT /items', ['items:write']),
    ],
    [
      'another authorizer',
      async () => {
        const created = await client.send(
          new CreateAuthorizerCommand({
            ApiId,
            Name: 'other',
            AuthorizerType: 'JWT',
            IdentitySource: ['$request.header.Authorization'],
            JwtConfiguration: { Issuer: passageBlock().issuer, Audience: [passageBlock().audience] },
          }),
        );
        await update('GET /items/{id}', { AuthorizationType: 'JWT', AuthorizerId: created.AuthorizerId });
      },
      ['GET /items/{id} different'],
      1,
      () => jwt('GET /items/{id}'),
    ],
    [
      'another audience of the authorizer',
      async () => {
        const JwtConfiguration = { Issuer: passageBlock().issuer, Audience: ['somebody else'] };
        const AuthorizerId = await authorizerId();
        await client.send(new UpdateAuthorizerCommand({ ApiId, AuthorizerId, JwtConfiguration }));
      },
      [
        'ANY /app/{proxy+} different',
        'PUT /items different',
        'GET /items/{id} different',
        'GET /me different',
      ],
      1,
      async () => {
        const JwtConfiguration = { Issuer: passageBlock().issuer, Audience: [passageBlock().audience] };
        const AuthorizerId = await authorizerId();
        await client.send(new UpdateAuthorizerCommand({ ApiId, AuthorizerId, JwtConfiguration }));
      },
    ],
    [
      'a public route that was added',
      async () => {
        await client.send(
          new CreateRouteCommand({ ApiId, RouteKey: 'GET /debug', AuthorizationType: 'NONE' }),
        );
      },
      ['GET /debug extra'],
      1,
      async () => {
        await client.send(new DeleteRouteCommand({ ApiId, RouteId: await routeId('GET /debug') }));
      },
    ],
    [
      'a protected route that was added',
      async () => {
        const route = {
          RouteKey: 'GET /more',
          AuthorizationType: 'JWT' as const,
          AuthorizerId: await authorizerId(),
        };
        await client.send(new CreateRouteCommand({ ApiId, ...route }));
      },
      ['GET /more extra'],
      0,
      async () => {
        await client.send(new DeleteRouteCommand({ ApiId, RouteId: await routeId('GET /more') }));
      },
    ],
  ];
  for (const [what, change, expected, code, undo] of CHANGES) {
    it(`finds ${what}, and nothing once that is undone`, async () => {
      await change();
      try {
        const run = await expectDrift(expected, code);
        if (code === 1) expect(run.stderr).to.include('PASSAGE_DRIFTED');
      } finally {
        await undo();
      }
      await expectDrift([], 0);
    });
  }

  it('an unchanged template closes nothing; the command that is printed does', async () => {
    await update('PUT /items', { AuthorizationType: 'NONE' });
    await deployment.deploy(configured());
    const { stderr } = await expectDrift(['PUT /items open'], 1);
    const command = /aws apigatewayv2 update-route --region \S+ (--api-id .*)/.exec(stderr)?.[1] ?? '';
    const options = new Map(
      [...command.matchAll(/--(\S+) (\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    );
    expect(options.get('api-id')).to.equal(ApiId);
    await client.send(
      new UpdateRouteCommand({
        ApiId,
        RouteId: options.get('route-id'),
        AuthorizationType: options.get('authorization-type') as 'JWT',
        AuthorizerId: options.get('authorizer-id'),
        AuthorizationScopes: [options.get('authorization-scopes') ?? ''],
      }),
    );
    await expectDrift([], 0);
    await deployment.call('PUT /items', { status: 401 });
  });

  it('a configuration that is not deployed yet differs, until it is', async () => {
    const changed = configured() as { functions: Record<string, object> };
    changed.functions.hello = { handler, passage: true, events: [{ httpApi: 'GET /hello' }] };
    changed.functions.late = { handler, passage: false, events: [{ httpApi: 'GET /late' }] };
    const { code, stdout, output } = await deployment.run(['passage', 'drift', '--json'], changed);
    expect(code, output).to.equal(1);
    expect(found(parseDrift(stdout))).to.deep.equal(['GET /hello open', 'GET /late missing']);
    await deployment.deploy(changed);
    await expectDrift([], 0);
  });

  it('a route that is gone', async () => {
    await client.send(new DeleteRouteCommand({ ApiId, RouteId: await routeId('GET /me') }));
    await expectDrift(['GET /me missing'], 1);
  });
});
