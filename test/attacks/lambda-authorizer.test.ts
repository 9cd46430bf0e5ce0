/** What other plugins do to the function of `authorizerType: lambda`, and to the `$connect` route that it protects. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { FRAMEWORKS, type Framework, service } from '../support/frameworks';
import { type InProcessRun, packageService } from '../support/in-process';
import { type Act, type Scene, propertiesOf, withActs } from '../support/other-plugin';
import { accessByMethod, accessByRoute, expectProblems, packaged } from '../support/template';
import { mergeAuthorizers } from './lost-protection.cases';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api', authorizerType: 'lambda' };
const FUNCTION = 'PassageAuthorizerLambdaFunction';
const COMPILED = 'after:package:compileEvents';
const MERGED = 'after:aws:package:finalize:mergeCustomProviderResources';

const ME = { me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }] } };
const CHAT = {
  connect: { handler: 'handler.connect', events: [{ websocket: { route: '$connect', passage: true } }] },
  message: { handler: 'handler.message', events: [{ websocket: '$default' }] },
};

interface Case {
  readonly what: string;
  readonly functions: object;
  readonly passage?: object;
  readonly provider?: object;
  readonly acts: readonly (readonly [act: Act, event: string])[];
}

const run = (
  framework: Framework,
  { functions, passage = APP, provider = {}, acts }: Case,
): Promise<InProcessRun> =>
  packageService(framework, withActs(acts, service(functions, { custom: { passage }, provider })));

const property =
  (logicalId: string, change: (properties: Json) => void): Act =>
  (scene) => {
    change(propertiesOf(scene, logicalId));
  };

/** The framework's own `package` of the function. */
const artifact =
  (path: string): Act =>
  ({ service: { functions } }) => {
    mkdirSync('other', { recursive: true });
    writeFileSync('other/passageAuthorizer.zip', 'other');
    Object.assign(functions.passageAuthorizer ?? {}, { package: { individually: true, artifact: path } });
  };

const everyFunction =
  (change: (functions: Scene['service']['functions']) => Scene['service']['functions']): Act =>
  ({ service: own }) => {
    own.functions = change(own.functions);
  };

/** What a plugin of a company does: our function is one of all, too. */
const oneRole: Act = ({ service: { functions } }) => {
  for (const fn of Object.values(functions)) Object.assign(fn, { role: 'DefaultRole' });
};

const conditional: Act = ({ resources }) => {
  Object.assign(resources.SconnectWebsocketsRoute ?? {}, { Condition: 'IsProd' });
};

const ALB = {
  listenerArn:
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/x/0123456789abcdef/0123456789abcdef',
  priority: 1,
  conditions: { path: '/me' },
};

const REFUSED: (Case & { where: string; code?: string })[] = [
  {
    what: 'its reference is merged into an event with IAM',
    functions: {
      ...{ first: { ...ME.me, events: [{ http: 'GET /first' }] } },
      me: {
        handler: 'handler.me',
        events: [{ http: { method: 'GET', path: '/me', authorizer: { type: 'aws_iam' } } }],
      },
    },
    acts: [[mergeAuthorizers((first, own) => ({ ...first, ...own })), 'before:package:initialize']],
    where: 'Resources.ApiGatewayMethodMeGet',
  },
  ...['initialize', 'before:package:initialize', 'before:package:compileFunctions'].flatMap((event) => [
    {
      what: `a load balancer leads to a protected function, and all have one role (${event})`,
      functions: ME,
      acts: [
        [oneRole, event],
        [({ service: { functions } }: Scene) => functions.me?.events.push({ alb: ALB }), event],
      ] as const,
      where: 'functions.me.events',
    },
    {
      what: `a protected function gets a public URL, and all have one role (${event})`,
      functions: ME,
      acts: [
        [oneRole, event],
        [({ service: { functions } }: Scene) => Object.assign(functions.me ?? {}, { url: true }), event],
      ] as const,
      where: 'functions.me.url',
    },
  ]),
  {
    what: 'another plugin has a function of its name',
    functions: ME,
    acts: [
      [
        everyFunction((functions) => ({
          ...functions,
          passageAuthorizer: { handler: 'other.handler', events: [{ httpApi: 'GET /other' }] },
        })),
        'before:package:initialize',
      ],
    ],
    where: 'functions.passageAuthorizer',
    code: 'PASSAGE_AUTHORIZER_EXISTS',
  },
  {
    what: 'another file is uploaded as its code',
    functions: ME,
    acts: [[artifact('other/passageAuthorizer.zip'), MERGED]],
    where: 'functions.passageAuthorizer.package.artifact',
  },
  {
    what: 'a file of a bucket is its code',
    functions: ME,
    acts: [[artifact('s3://bucket/passageAuthorizer.zip'), COMPILED]],
    where: 'functions.passageAuthorizer.package.artifact',
  },
  {
    what: 'its file is overwritten',
    functions: ME,
    acts: [
      [
        () => {
          writeFileSync('.serverless/passageAuthorizer.zip', 'other');
        },
        MERGED,
      ],
    ],
    where: '.serverless/passageAuthorizer.zip',
  },
  ...[
    { Code: { S3Bucket: 'other', S3Key: 'other/passageAuthorizer.zip' } },
    { Code: { ZipFile: 'other' } },
    { Handler: 'other.handler' },
    { Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:other:1'] },
    {
      Environment: { Variables: { PASSAGE_1_ISSUER: 'https://other.example/', PASSAGE_1_AUDIENCE_1: 'api' } },
    },
    { ImageConfig: { Command: ['other.handler'] } },
  ].map((change) => ({
    what: `it has ${JSON.stringify(change)}`,
    functions: ME,
    acts: [[property(FUNCTION, (properties) => Object.assign(properties, change)), MERGED]] as const,
    where: `Resources.${FUNCTION}.Properties.${Object.keys(change).join()}`,
  })),
  ...[
    { AuthorizerResultTtlInSeconds: 300 },
    { EnableSimpleResponses: false },
    { IdentitySource: [] },
    { AuthorizerUri: 'arn:other' },
  ].map((change) => ({
    what: `its authorizer has ${JSON.stringify(change)}`,
    functions: ME,
    acts: [
      [property('HttpApiAuthorizerPassage', (properties) => Object.assign(properties, change)), COMPILED],
    ] as const,
    where: `Resources.HttpApiAuthorizerPassage.Properties.${Object.keys(change).join()}`,
  })),
  {
    what: 'API Gateway may not call it',
    functions: ME,
    acts: [
      [
        ({ resources }) => {
          for (const [logicalId, { Type }] of Object.entries(resources))
            if (Type === 'AWS::Lambda::Permission' && logicalId.includes('Authorizer'))
              Reflect.deleteProperty(resources, logicalId);
        },
        COMPILED,
      ],
    ],
    where: 'Resources.PassageLambdaAuthorizerPermissionHttpApi',
  },
  {
    what: '$connect is public',
    functions: CHAT,
    acts: [
      [
        property('SconnectWebsocketsRoute', (properties) => {
          properties.AuthorizationType = 'NONE';
        }),
        COMPILED,
      ],
    ],
    where: 'Resources.SconnectWebsocketsRoute.AuthorizationType',
  },
  {
    what: '$connect has a condition',
    functions: CHAT,
    acts: [[conditional, COMPILED]],
    where: 'Resources.SconnectWebsocketsRoute',
  },
  {
    what: 'the event of $connect is gone',
    functions: CHAT,
    acts: [
      [
        ({ service: { functions } }) => {
          if (functions.connect !== undefined) functions.connect.events = [];
        },
        'before:package:initialize',
      ],
    ],
    where: 'Resources.SdefaultWebsocketsRoute',
  },
  {
    what: 'the function of $connect is gone',
    functions: CHAT,
    acts: [
      [
        ({ service: { functions } }) => {
          delete functions.connect;
        },
        'before:package:initialize',
      ],
    ],
    where: 'Resources.SdefaultWebsocketsRoute',
  },
  {
    what: 'the event of $connect is gone, and a resource is a public route',
    functions: {
      connect: CHAT.connect,
      open: { handler: 'handler.open', events: [{ httpApi: 'GET /open' }] },
    },
    acts: [
      [
        ({ service: { functions } }) => {
          if (functions.connect !== undefined) functions.connect.events = [];
        },
        'before:package:initialize',
      ],
      [
        ({ resources }) => {
          const Properties = { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /raw', Target: 'integrations/x' };
          resources.Raw = { Type: 'AWS::ApiGatewayV2::Route', Properties };
        },
        COMPILED,
      ],
    ],
    where: 'Resources.Raw',
  },
  {
    what: 'there is no $connect under protect: all',
    functions: { ...ME, message: CHAT.message },
    passage: { ...APP, protect: 'all' },
    acts: [],
    where: 'Resources.SdefaultWebsocketsRoute',
  },
];

const clone = everyFunction((functions) => structuredClone(functions));
const copyEach = everyFunction((functions) =>
  Object.fromEntries(Object.entries(functions).map(([name, fn]) => [name, { ...fn, tags: { team: 'a' } }])),
);
const wrapEach: Act = ({ service: { functions } }) => {
  for (const fn of Object.values(functions)) {
    Object.assign(fn, { handler: 'wrapper.handler', environment: { WRAPPED: fn.handler } });
  }
};

/** Scopes of all three APIs are in the function's artifact only. */
const SCOPED = {
  me: {
    handler: 'handler.me',
    passage: { scopes: ['a'] },
    events: [{ httpApi: 'GET /me' }, { http: 'GET /me' }, { websocket: '$connect' }],
  },
};

const OWN_AUTHORIZER = {
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl: 'https://own.example/',
  audience: ['own'],
};
const HOOK = { hook: { handler: 'handler.hook', events: [{ httpApi: 'POST /hook' }] } };

const LEGAL: (Case & { expected: Record<string, string> })[] = [
  ...['initialize', 'before:package:initialize', 'before:package:compileEvents', COMPILED].flatMap(
    (event) => [
      {
        what: `clone all functions (${event})`,
        functions: ME,
        acts: [[clone, event]] as const,
        expected: { 'GET /me': 'CUSTOM passage' },
      },
      {
        what: `clone all functions with scopes, and $connect (${event})`,
        functions: SCOPED,
        acts: [[clone, event]] as const,
        expected: { 'GET /me': 'CUSTOM passage', $connect: 'CUSTOM passageAuthorizer' },
      },
      {
        what: `copy each function (${event})`,
        functions: ME,
        acts: [[copyEach, event]] as const,
        expected: { 'GET /me': 'CUSTOM passage' },
      },
    ],
  ),
  ...['initialize', 'before:package:createDeploymentArtifacts', 'before:package:compileFunctions'].map(
    (event) => ({
      what: `add the first function that it protects (${event})`,
      functions: { open: { handler: 'handler.open', events: [{ httpApi: 'GET /open' }] } },
      acts: [
        [
          everyFunction((functions) => ({
            ...functions,
            ...(structuredClone(ME) as unknown as typeof functions),
          })),
          event,
        ],
      ] as const,
      expected: { 'GET /open': 'NONE', 'GET /me': 'CUSTOM passage' },
    }),
  ),
  ...['initialize', 'before:package:initialize'].flatMap((event) => [
    {
      what: `give all functions one role, and leave the protected one out (${event})`,
      functions: { ...ME, ...HOOK },
      acts: [
        [oneRole, event],
        [({ service: { functions } }: Scene) => Reflect.deleteProperty(functions, 'me'), event],
      ] as const,
      expected: { 'POST /hook': 'NONE' },
    },
    {
      what: `clone all functions, and give them one role (${event})`,
      functions: { ...ME, ...HOOK },
      acts: [
        [clone, event],
        [oneRole, event],
      ] as const,
      expected: { 'GET /me': 'CUSTOM passage', 'POST /hook': 'NONE' },
    },
    {
      what: `give copies of all functions one role and other handlers (${event})`,
      functions: { ...ME, ...HOOK },
      acts: [
        [clone, event],
        [oneRole, event],
        [clone, event],
        [
          ({ service: { functions } }: Scene) => {
            for (const fn of Object.values(functions)) fn.handler = `.build/${String(fn.handler)}`;
          },
          event,
        ],
      ] as const,
      expected: { 'GET /me': 'CUSTOM passage', 'POST /hook': 'NONE' },
    },
    {
      what: `make one function of all (${event})`,
      functions: { ...ME, ...HOOK },
      acts: [
        [
          everyFunction((functions) => {
            const all = Object.values(functions);
            const events = all.flatMap((fn) => fn.events);
            return { api: { ...(Object.assign({}, ...all) as object), handler: 'handler.api', events } };
          }),
          event,
        ],
      ] as const,
      expected: { 'GET /me': 'CUSTOM passage', 'POST /hook': 'CUSTOM passage' },
    },
    {
      what: `protect every function that says nothing of it (${event})`,
      functions: { ...ME, ...HOOK },
      acts: [
        [
          ({ service: { functions } }: Scene) => {
            for (const fn of Object.values(functions)) fn.passage ??= true;
          },
          event,
        ],
      ] as const,
      expected: { 'GET /me': 'CUSTOM passage', 'POST /hook': 'CUSTOM passage' },
    },
  ]),
  ...[
    { said: { authorizer: { name: 'own', scopes: ['admin'] } }, expected: 'JWT own [admin]' },
    {
      said: { authorizer: { type: 'jwt', id: 'abc', scopes: ['admin'] } },
      httpApi: { id: 'shared' },
      expected: 'JWT abc [admin]',
    },
    { said: { passage: { app: 'staff', scopes: ['admin'] } }, expected: 'JWT staff [admin]' },
  ].map(({ said, httpApi = { authorizers: { own: OWN_AUTHORIZER } }, expected }) => ({
    what: `merge the authorizers of events, where another one is ${expected}`,
    functions: {
      ...ME,
      admin: { handler: 'handler.admin', events: [{ httpApi: { method: 'GET', path: '/admin', ...said } }] },
    },
    passage: {
      defaultApp: 'customers',
      apps: { customers: APP, staff: { issuer: 'https://s.example/', audience: 's' } },
    },
    provider: { httpApi },
    acts: [[mergeAuthorizers((first, own) => ({ ...first, ...own })), 'before:package:initialize']] as const,
    expected: { 'GET /me': 'CUSTOM customers', 'GET /admin': expected },
  })),
  {
    what: 'wrap the handler of each function',
    functions: ME,
    acts: [[wrapEach, 'before:package:initialize']],
    expected: { 'GET /me': 'CUSTOM passage' },
  },
  {
    what: 'give each function an artifact before functions are compiled',
    functions: ME,
    acts: [[artifact('other/passageAuthorizer.zip'), 'after:package:createDeploymentArtifacts']],
    expected: { 'GET /me': 'CUSTOM passage' },
  },
  {
    what: 'tag the function and its role',
    functions: ME,
    acts: [FUNCTION, `${FUNCTION}Role`].map(
      (id) =>
        [
          property(id, (properties) => Object.assign(properties, { Tags: [{ Key: 'a', Value: 'b' }] })),
          COMPILED,
        ] as const,
    ),
    expected: { 'GET /me': 'CUSTOM passage' },
  },
  {
    what: 'set a permissions boundary and a path on each role',
    functions: ME,
    acts: [
      [
        ({ resources }) => {
          for (const { Type, Properties } of Object.values(resources))
            if (Type === 'AWS::IAM::Role')
              Object.assign(Properties, { PermissionsBoundary: 'arn:b', Path: '/own/' });
        },
        'before:package:finalize',
      ],
    ],
    expected: { 'GET /me': 'CUSTOM passage' },
  },
  {
    what: 'leave a WebSocket API without $connect public',
    functions: { ...ME, message: CHAT.message },
    acts: [],
    expected: { 'GET /me': 'CUSTOM passage', $default: 'NONE' },
  },
];

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: the Lambda authorizer is refused where`, () => {
    for (const test of REFUSED) {
      it(test.what, async () => {
        const { code = 'PASSAGE_AUDIT_FAILED', where } = test;
        expectProblems(await run(framework, test), `${code} ${where}`);
      });
    }
  });

  describe(`attacks, ${framework}: with a Lambda authorizer, other plugins may`, () => {
    for (const test of LEGAL) {
      it(test.what, async () => {
        expect(accessByRoute(packaged(await run(framework, test)))).to.deep.equal(test.expected);
      });
    }
  });
}

describe('attacks: options of a REST API event that are merged into one of an HTTP API', () => {
  const arn = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_A';
  for (const authorizer of [{ name: 'pool', arn }, { type: 'AWS_IAM' }])
    it(`leave it our authorizer: ${JSON.stringify(authorizer)}`, async () => {
      const first = {
        handler: 'handler.first',
        events: [{ http: { method: 'GET', path: '/first', authorizer } }],
      };
      const merge = mergeAuthorizers((options, own) => ({ ...options, ...own }));
      const template = packaged(
        await run('osls4', {
          what: '',
          functions: { first, me: { ...ME.me, passage: { scopes: ['admin'] } } },
          acts: [[merge, 'before:package:initialize']],
        }),
      );
      expect(accessByRoute(template)).to.deep.equal({ 'GET /me': 'CUSTOM passage' });
      expect(Object.keys(template.Resources)).to.include(FUNCTION);
    });
});

describe('attacks: a reference of an HTTP API that is merged into an event of a REST API', () => {
  it('leaves it the pool that it says', async () => {
    const arn = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_A';
    const admin = { method: 'GET', path: '/admin', authorizer: { name: 'pool', arn, scopes: ['admin'] } };
    const merge = mergeAuthorizers((first, own) => ({ ...first, ...own }));
    const template = packaged(
      await run('osls4', {
        what: '',
        functions: { ...ME, admin: { handler: 'handler.admin', events: [{ http: admin }] } },
        acts: [[merge, 'before:package:initialize']],
      }),
    );
    expect(accessByRoute(template)).to.deep.equal({ 'GET /me': 'CUSTOM passage' });
    expect(accessByMethod(template)).to.deep.equal({
      ApiGatewayMethodAdminGet: 'COGNITO_USER_POOLS pool [admin]',
    });
  });
});
