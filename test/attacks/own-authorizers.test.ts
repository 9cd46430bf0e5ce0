/** Authorizers of the user's own, and the code of ours: another plugin edits them as soon as they are compiled. */
import { expect } from 'chai';
import type { Aws } from '../support/aws';
import { byTurns } from '../support/by-turns';
import { FRAMEWORKS, type Framework, makeService, service } from '../support/frameworks';
import { type ServiceFiles, packageService, runInProcess } from '../support/in-process';
import { type Act, type Scene, nothing, propertiesOf, withActs, withPlugin } from '../support/other-plugin';
import { startStack } from '../support/stack';
import { placesOf } from '../support/template';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api', verifyIssuer: false };
const LAMBDA = { ...APP, authorizerType: 'lambda' };

const jwt = (audience: string): Json => ({
  type: 'jwt',
  identitySource: '$request.header.X',
  issuerUrl: 'https://a.example/',
  audience: [audience],
});
const HTTP = {
  functions: {
    me: {
      handler: 'handler.me',
      events: [{ httpApi: { method: 'GET', path: '/me', authorizer: { name: 'mine', scopes: ['admin'] } } }],
    },
    other: {
      handler: 'handler.other',
      events: [{ httpApi: { method: 'GET', path: '/other', authorizer: { name: 'other' } } }],
    },
  },
  provider: { httpApi: { authorizers: { mine: jwt('a'), other: jwt('b') } } },
};
const REST = {
  functions: {
    me: {
      handler: 'handler.me',
      events: [
        {
          http: {
            method: 'get',
            path: 'me',
            authorizer: {
              name: 'pool',
              arn: 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/one',
              scopes: ['admin'],
            },
          },
        },
      ],
    },
  },
};
const WEBSOCKET = {
  functions: {
    connect: {
      handler: 'handler.connect',
      events: [
        {
          websocket: {
            route: '$connect',
            authorizer: { name: 'authorize', identitySource: ['route.request.header.X'] },
          },
        },
        { websocket: '$default' },
      ],
    },
    authorize: { handler: 'handler.authorize' },
    me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }] },
  },
  passage: LAMBDA,
};
const OURS = {
  functions: { me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }] } },
  passage: LAMBDA,
};

interface Case {
  readonly what: string;
  readonly config: { functions: object; provider?: object; passage?: object; resources?: object };
  readonly act: Act;
  readonly where: string;
}

/** Changes properties, or takes away those that are `undefined`; does nothing before they are compiled. */
const change = (
  config: Case['config'],
  logicalId: string,
  properties: Json,
  where = `Resources.${logicalId}`,
): Case => ({
  what: `${logicalId}: ${Object.entries(properties)
    .map(([key, value]) => `${key} ${value === undefined ? 'removed' : JSON.stringify(value)}`)
    .join(', ')}`,
  config,
  act: (scene: Scene) => {
    const compiled = propertiesOf(scene, logicalId);
    for (const [key, value] of Object.entries(properties)) {
      if (value === undefined) Reflect.deleteProperty(compiled, key);
      else compiled[key] = value;
    }
  },
  where,
});

const OTHER_JWT = { Issuer: 'https://other.example/', Audience: ['any'] };
const OTHER_CODE = { S3Bucket: 'other', S3Key: 'old/passageAuthorizer.zip' };
const FUNCTION = 'PassageAuthorizerLambdaFunction';

const OF_EVENTS: Case[] = [
  change(HTTP, 'HttpApiRouteGetMe', { AuthorizationScopes: undefined }),
  change(HTTP, 'HttpApiRouteGetMe', { AuthorizationScopes: ['reader'] }),
  change(HTTP, 'HttpApiRouteGetMe', { AuthorizerId: { Ref: 'HttpApiAuthorizerOther' } }),
  change(HTTP, 'HttpApiRouteGetMe', {
    AuthorizationType: 'AWS_IAM',
    AuthorizerId: undefined,
    AuthorizationScopes: undefined,
  }),
  change(HTTP, 'HttpApiAuthorizerMine', { JwtConfiguration: OTHER_JWT }),
  change(HTTP, 'HttpApiAuthorizerMine', { IdentitySource: ['$request.header.Y'] }),
  change(REST, 'ApiGatewayMethodMeGet', { AuthorizationScopes: undefined }),
  change(REST, 'PoolApiGatewayAuthorizer', {
    ProviderARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/two'],
  }),
  change(WEBSOCKET, 'AuthorizeWebsocketsAuthorizer', { IdentitySource: [] }),
  change(HTTP, 'HttpApiAuthorizerMine', { AuthorizerResultTtlInSeconds: 3600 }),
  change(REST, 'PoolApiGatewayAuthorizer', { AuthorizerResultTtlInSeconds: 3600 }),
];

const OF_FUNCTIONS: Case[] = [
  { S3Key: 'old/passageAuthorizer.zip', S3Bucket: { Ref: 'ServerlessDeploymentBucket' } },
  OTHER_CODE,
].map((Code) => change(OURS, FUNCTION, { Code }, `Resources.${FUNCTION}.Properties.Code`));

/** What serverless-pseudo-parameters makes of `#{AWS::Region}`, and what it does not. */
const REGION = '#{AWS::Region}';
const withRegion = (own: Json): Case['config'] => ({
  ...HTTP,
  provider: { httpApi: { authorizers: { ...HTTP.provider.httpApi.authorizers, mine: own } } },
});
const IN_REGION = withRegion({ ...jwt(`a-${REGION}`), issuerUrl: `https://a.${REGION}.example/` });
const rewritten = (name: string): Json => ({
  JwtConfiguration: {
    Issuer: { 'Fn::Sub': `https://a.\${${name}}.example/` },
    Audience: [{ 'Fn::Sub': `a-\${${name}}` }],
  },
});
const POOL_IN_REGION = {
  functions: {
    me: {
      handler: 'handler.me',
      events: [
        {
          http: {
            method: 'get',
            path: 'me',
            authorizer: { name: 'pool', arn: `arn:aws:cognito-idp:${REGION}:123456789012:userpool/one` },
          },
        },
      ],
    },
  },
};
const poolIn = (name: string): Json => ({
  ProviderARNs: [{ 'Fn::Sub': `arn:aws:cognito-idp:\${${name}}:123456789012:userpool/one` }],
});
const OF_REFERENCES = [
  change(IN_REGION, 'HttpApiAuthorizerMine', rewritten('AWS::StackName')),
  change(POOL_IN_REGION, 'PoolApiGatewayAuthorizer', poolIn('Region')),
];
const REFERENCES = [
  change(IN_REGION, 'HttpApiAuthorizerMine', rewritten('AWS::Region')),
  change(POOL_IN_REGION, 'PoolApiGatewayAuthorizer', poolIn('AWS::Region')),
];

const AUTH = { 'Fn::GetAtt': ['AuthLambdaFunction', 'Arn'] };
const uriOf = (arn: unknown): Json => ({
  'Fn::Join': [
    '',
    [
      'arn:aws:apigateway:',
      { Ref: 'AWS::Region' },
      ':lambda:path/2015-03-31/functions/',
      arn,
      '/invocations',
    ],
  ],
});
const alias = (target: unknown): Json => ({
  Type: 'AWS::Lambda::Alias',
  Properties: { FunctionName: target, FunctionVersion: '$LATEST', Name: 'live' },
});
const LIVE = { Ref: 'AuthLive' };
const lambda = (own: Json, kind: 'httpApi' | 'http'): Case['config'] => {
  const authorizer = kind === 'httpApi' ? { name: 'mine' } : { name: 'mine', type: 'request', ...own };
  const mine = {
    type: 'request',
    enableSimpleResponses: true,
    identitySource: ['$request.header.X'],
    ...own,
  };
  return {
    functions: {
      me: { handler: 'handler.me', events: [{ [kind]: { method: 'GET', path: '/me', authorizer } }] },
      you: { handler: 'handler.you', passage: true, events: [{ httpApi: 'GET /you' }] },
      auth: { handler: 'handler.auth' },
      authDev: { handler: 'handler.authDev' },
    },
    ...(kind === 'httpApi' ? { provider: { httpApi: { authorizers: { mine } } } } : {}),
    resources: { Resources: { AuthLive: alias({ Ref: 'AuthLambdaFunction' }) } },
  };
};
const BY_NAME = lambda({ functionName: 'auth' }, 'httpApi');
const BY_ALIAS = lambda({ functionArn: LIVE }, 'httpApi');
const REST_BY_ALIAS = lambda({ arn: LIVE }, 'http');
const OTHER_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:shared';
const isProd = (a: unknown, b: unknown): Json => ({ 'Fn::If': ['IsProd', a, b] });
/** Leads the alias under `resources:` to something else. */
const leadTo = (config: Case['config'], target: unknown, where: string): Case => ({
  what: `${where}: AuthLive leads to ${JSON.stringify(target)}`,
  config,
  act: ({ service: own }) => {
    const { Resources } = (own as unknown as { resources: { Resources: Json } }).resources;
    Resources.AuthLive = alias(target);
  },
  where,
});
const [MINE, REST_MINE] = ['HttpApiAuthorizerMine', 'MineApiGatewayAuthorizer'];
const OF_CALLS: Case[] = [
  change(BY_NAME, MINE, { AuthorizerUri: isProd(uriOf(OTHER_ARN), uriOf(AUTH)) }),
  change(BY_NAME, MINE, { AuthorizerUri: uriOf(isProd(AUTH, OTHER_ARN)) }),
  change(BY_NAME, MINE, { AuthorizerUri: { 'Fn::Select': [0, [uriOf(OTHER_ARN), uriOf(AUTH)]] } }),
  change(BY_NAME, MINE, { AuthorizerUri: { 'Fn::Sub': ['${Arn}', { Arn: isProd(AUTH, OTHER_ARN) }] } }),
  leadTo(BY_ALIAS, { Ref: 'AuthDevLambdaFunction' }, `Resources.${MINE}`),
  leadTo(BY_ALIAS, isProd({ Ref: 'AuthLambdaFunction' }, OTHER_ARN), `Resources.${MINE}`),
  leadTo(REST_BY_ALIAS, 'svc-dev-authDev', `Resources.${REST_MINE}`),
];
const SAME_CALLS: Case[] = [
  change(BY_NAME, MINE, { AuthorizerUri: uriOf(LIVE) }),
  change(BY_NAME, MINE, { AuthorizerUri: isProd(uriOf(AUTH), uriOf(LIVE)) }),
  change(BY_NAME, MINE, { AuthorizerUri: { 'Fn::Select': [1, [uriOf(OTHER_ARN), uriOf(AUTH)]] } }),
  change(BY_ALIAS, MINE, { AuthorizerUri: uriOf(AUTH) }),
  leadTo(BY_ALIAS, AUTH, `Resources.${MINE}`),
  leadTo(REST_BY_ALIAS, { 'Fn::Sub': '${AWS::StackName}-auth' }, `Resources.${REST_MINE}`),
];

/** The user's own extension of one property: all others stay as they are. */
const extended = (Properties: Json, properties: Json): Case =>
  change(
    { ...HTTP, resources: { extensions: { HttpApiAuthorizerMine: { Properties } } } },
    'HttpApiAuthorizerMine',
    properties,
  );
const OF_EXTENDED: Case[] = [
  extended({ IdentitySource: ['$request.header.Y'] }, { JwtConfiguration: OTHER_JWT }),
  extended({ JwtConfiguration: { Issuer: 'https://b.example/', Audience: ['b'] } }, { IdentitySource: [] }),
];

const filesOf = ({ config, act }: Case, event: string, listed: 'first' | 'last'): ServiceFiles => {
  const { functions, provider = {}, passage = APP, resources } = config;
  const extra = { custom: { passage }, provider, ...(resources === undefined ? {} : { resources }) };
  return withPlugin(act, { event, listed }, service(functions, extra));
};

async function expectRefused(framework: Framework, tests: Case[], test: Case, event: string): Promise<void> {
  const listed = byTurns(['first', 'last'] as const, framework, tests.indexOf(test));
  const run = await packageService(framework, filesOf(test, event, listed));
  const places = placesOf(run.problems);
  expect(places, `${listed}\n${run.output}`).to.deep.equal([`PASSAGE_AUDIT_FAILED ${test.where}`]);
  expect(run.template).to.equal(null);
}

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: what the framework has compiled, changed by another plugin`, () => {
    for (const test of OF_EVENTS) {
      it(test.what, () => expectRefused(framework, OF_EVENTS, test, 'package:compileEvents'));
    }
    for (const test of OF_FUNCTIONS) {
      it(test.what, () => expectRefused(framework, OF_FUNCTIONS, test, 'package:compileFunctions'));
    }
    for (const test of OF_EXTENDED) {
      it(`${test.what}, where the user has extended another property`, () =>
        expectRefused(framework, OF_EXTENDED, test, 'after:package:compileEvents'));
    }

    for (const test of OF_CALLS) {
      it(`calls something else, ${test.what}`, () =>
        expectRefused(framework, OF_CALLS, test, 'after:package:compileEvents'));
    }
    for (const test of SAME_CALLS) {
      it(`calls the same, ${test.what}`, async () => {
        const run = await packageService(framework, filesOf(test, 'after:package:compileEvents', 'last'));
        expect(run.code, run.output).to.equal(0);
      });
    }

    for (const test of OF_REFERENCES) {
      it(`another reference, ${test.what}`, () =>
        expectRefused(framework, OF_REFERENCES, test, 'after:package:compileEvents'));
    }
    for (const test of REFERENCES) {
      it(`may have references for #{…}, ${test.what}`, async () => {
        const run = await packageService(framework, filesOf(test, 'after:package:compileEvents', 'last'));
        expect(run.code, run.output).to.equal(0);
      });
    }

    it('is left alone, with extensions of the user', async () => {
      for (const test of [...OF_EVENTS.slice(0, 1), ...OF_EVENTS.slice(6), ...OF_FUNCTIONS, ...OF_EXTENDED]) {
        const files = filesOf({ ...test, act: nothing }, 'package:compileEvents', 'last');
        const run = await packageService(framework, files);
        expect(run.code, run.output).to.equal(0);
      }
    });
  });
}

// osls 4 only: the AWS SDK of the older lines cannot be pointed at an address of this machine.
describe('attacks, osls4: a package that another plugin changes while it is deployed', () => {
  let aws: Aws;
  before(async () => {
    aws = await startStack();
  });
  after(() => aws.close());

  const EVENTS = [
    'before:deploy:deploy',
    'before:aws:deploy:deploy:createStack',
    'aws:deploy:deploy:createStack',
    'aws:deploy:deploy:checkForChanges',
    'before:aws:deploy:deploy:uploadArtifacts',
  ];

  interface Deployed {
    readonly places: string[];
    readonly isDeployed: boolean;
  }

  /** Packages a service, and deploys this package beside a plugin that acts on an event, once for each event. */
  async function deployOn(
    events: readonly string[],
    { config, act }: Omit<Case, 'what' | 'where'>,
  ): Promise<Record<string, Deployed>> {
    const { functions, provider = {}, passage = APP } = config;
    const extra = { custom: { passage }, provider: { ...provider, deploymentMethod: 'direct' } };
    const { plugins: idle = {}, ...files } = withActs([], service(functions, extra));
    const folder = makeService(files);
    try {
      const first = await runInProcess('osls4', folder, ['package', '--package', 'out'], { plugins: idle });
      expect(first.code, first.output).to.equal(0);
      const results: Record<string, Deployed> = {};
      for (const event of events) {
        aws.calls.length = 0;
        const { plugins = {} } = withActs([[act, event]], {});
        const args = ['deploy', '--package', 'out'];
        const { problems } = await runInProcess('osls4', folder, args, { env: aws.env, plugins });
        const places = placesOf(problems);
        results[event] = { places, isDeployed: aws.calls.includes('UpdateStack') };
      }
      return results;
    } finally {
      folder.remove();
    }
  }

  for (const test of [...OF_EVENTS.slice(0, 6), ...OF_FUNCTIONS]) {
    it(test.what, async () => {
      for (const [event, { places, isDeployed }] of Object.entries(await deployOn(EVENTS, test))) {
        expect(places, event).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
        expect(isDeployed, event).to.equal(false);
      }
    });
  }

  it('is deployed as it is', async () => {
    for (const config of [HTTP, REST, WEBSOCKET, OURS]) {
      const results = await deployOn(['before:deploy:deploy'], { config, act: nothing });
      expect(results).to.deep.equal({ 'before:deploy:deploy': { places: [], isDeployed: true } });
    }
  });
});
