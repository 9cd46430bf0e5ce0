/** Routes that resources, extensions and late plugins open in the compiled template. */
import { type Resource, service } from '../support/frameworks';
import type { ServiceFiles } from '../support/in-process';
import { type Act, type Place, type Scene, withActs, withPlugin } from '../support/other-plugin';

export const APP = { issuer: 'https://issuer.example/', audience: 'api' };
export const ALL = { ...APP, protect: 'all' };

const LAMBDA = { 'Fn::GetAtt': ['MeLambdaFunction', 'Arn'] };
const HTTP_TARGET = { 'Fn::Join': ['/', ['integrations', { Ref: 'HttpApiIntegrationMe' }]] };

const route = (routeKey: unknown, more: object = {}): object => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: routeKey, Target: HTTP_TARGET, ...more },
});

const method = (resource: string, httpMethod: string, more: object = {}): object => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId: { Ref: 'ApiGatewayRestApi' },
    ResourceId: { Ref: resource },
    HttpMethod: httpMethod,
    AuthorizationType: 'NONE',
    Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: LAMBDA },
    ...more,
  },
});

export interface Case {
  readonly what: string;
  readonly passage?: object;
  /** More keys of `custom.passage`, in both modes. */
  readonly app?: object;
  readonly events: object[];
  readonly fn?: object;
  readonly functions?: object;
  readonly resources?: object;
  readonly transform?: unknown;
  readonly provider?: object;
  readonly plugin?: [act: Act, place: Place];
  /** Several acts of one plugin, each on its event. */
  readonly plugins?: [act: Act, event: string][];
}

const OWN_JWT = {
  httpApi: {
    authorizers: {
      mine: {
        type: 'jwt',
        identitySource: '$request.header.X',
        issuerUrl: 'https://a.example/',
        audience: ['a'],
      },
    },
  },
};

/** The service of a case, with the other plugin. */
export function filesOf({
  passage = APP,
  app,
  events,
  fn,
  functions,
  resources,
  provider,
  plugin,
  plugins,
}: Case): ServiceFiles {
  const config = service(
    { me: { handler: 'handler.me', events, ...fn }, ...functions },
    {
      custom: { passage: { ...passage, ...app } },
      ...(resources === undefined ? {} : { resources }),
      ...(provider === undefined ? {} : { provider }),
    },
  );
  if (plugins !== undefined) return withActs(plugins, config);
  return plugin === undefined ? { service: config } : withPlugin(...plugin, config);
}

const CONDITIONS = {
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
    IsTest: { 'Fn::Not': [{ Condition: 'IsProd' }] },
  },
};

const http = (event: string): object => ({ httpApi: event });
const me = { passage: true };

const added = (name: string, resource: object): [Act, Place] => [
  ({ resources }) => {
    Object.assign(resources, { [name]: resource });
  },
  { event: 'after:package:compileEvents', listed: 'last' },
];

const changed = (name: string, properties: object): [Act, Place] => [
  ({ resources }) => {
    Object.assign(resources[name]?.Properties ?? {}, properties);
  },
  { event: 'after:aws:package:finalize:mergeCustomProviderResources', listed: 'last' },
];

const OPEN = { open: { handler: 'handler.open', passage: false, events: [http('GET /open')] } };
const OPEN_REST = {
  open: { handler: 'handler.open', passage: false, events: [{ http: 'GET /open' }] },
};

/** Refused in both modes. */
export const REFUSED: (Case & { where: string })[] = [
  {
    what: 'GET /me beside ANY /me',
    events: [http('ANY /me')],
    fn: me,
    resources: { Resources: { Raw: route('GET /me') } },
    where: 'Resources.Raw',
  },
  {
    what: 'the same with NONE',
    events: [http('ANY /me')],
    fn: me,
    resources: { Resources: { Raw: route('GET /me', { AuthorizationType: 'NONE' }) } },
    where: 'Resources.Raw',
  },
  {
    what: 'GET /users/{other} beside ANY /users/{id}',
    events: [http('ANY /users/{id}')],
    fn: me,
    resources: { Resources: { Raw: route('GET /users/{other}') } },
    where: 'Resources.Raw',
  },
  {
    what: 'a literal beside a variable',
    events: [http('GET /users/{id}')],
    fn: me,
    resources: { Resources: { Raw: route('GET /users/admin') } },
    where: 'Resources.Raw',
  },
  {
    what: 'ANY beside a variable',
    events: [http('GET /users/{id}')],
    fn: me,
    resources: { Resources: { Raw: route('ANY /users/admin') } },
    where: 'Resources.Raw',
  },
  {
    what: '{proxy+} beside $default',
    events: [http('*')],
    fn: me,
    resources: { Resources: { Raw: route('GET /{proxy+}') } },
    where: 'Resources.Raw',
  },
  {
    what: 'a path within {x+}',
    events: [http('ANY /a/{x+}')],
    fn: me,
    resources: { Resources: { Raw: route('POST /a/b/c') } },
    where: 'Resources.Raw',
  },
  {
    what: 'a narrower {y+} within {x+}',
    events: [http('ANY /a/{x+}')],
    fn: me,
    resources: { Resources: { Raw: route('ANY /a/b/{y+}') } },
    where: 'Resources.Raw',
  },
  {
    what: 'a route key that only CloudFormation knows',
    events: [http('ANY /{x+}')],
    fn: me,
    resources: { Resources: { Raw: route({ 'Fn::Sub': 'GET /${AWS::Region}' }) } },
    where: 'Resources.Raw',
  },
  {
    what: 'a route on an import of our own API',
    events: [http('ANY /me')],
    fn: me,
    resources: {
      Resources: { Raw: route('GET /me', { ApiId: { 'Fn::ImportValue': 'my-api' } }) },
      extensions: {},
      Outputs: { Shared: { Value: { Ref: 'HttpApi' }, Export: { Name: 'my-api' } } },
    },
    where: 'Resources.Raw',
  },
  {
    what: 'a route that a plugin adds',
    events: [http('ANY /me')],
    fn: me,
    plugin: added('Raw', route('GET /me')),
    where: 'Resources.Raw',
  },
  {
    what: 'a REST method beside ANY',
    events: [{ http: 'ANY /u' }],
    fn: me,
    resources: { Resources: { Raw: method('ApiGatewayResourceU', 'GET') } },
    where: 'Resources.Raw',
  },
  {
    what: 'a REST resource beside {id}',
    events: [{ http: 'GET /u/{id}' }],
    fn: me,
    resources: {
      Resources: {
        RawPath: {
          Type: 'AWS::ApiGateway::Resource',
          Properties: {
            RestApiId: { Ref: 'ApiGatewayRestApi' },
            ParentId: { Ref: 'ApiGatewayResourceU' },
            PathPart: 'admin',
          },
        },
        Raw: method('RawPath', 'GET'),
      },
    },
    where: 'Resources.Raw',
  },
  {
    what: 'a REST method that a plugin adds',
    events: [{ http: 'ANY /u' }],
    fn: me,
    plugin: added('Raw', method('ApiGatewayResourceU', 'GET')),
    where: 'Resources.Raw',
  },
  {
    what: 'Body on the HTTP API',
    events: [http('GET /me')],
    fn: me,
    resources: { extensions: { HttpApi: { Properties: { Body: {} } } } },
    where: 'Resources.HttpApi.Properties.Body',
  },
  {
    what: 'Target on the HTTP API',
    events: [http('GET /me')],
    fn: me,
    resources: { extensions: { HttpApi: { Properties: { Target: LAMBDA } } } },
    where: 'Resources.HttpApi.Properties.Target',
  },
  {
    what: 'Body on the REST API',
    events: [{ http: 'GET /me' }],
    fn: me,
    resources: { extensions: { ApiGatewayRestApi: { Properties: { Body: {} } } } },
    where: 'Resources.ApiGatewayRestApi.Properties.Body',
  },
  {
    what: 'CloneFrom on the REST API',
    events: [{ http: 'GET /me' }],
    fn: me,
    resources: { extensions: { ApiGatewayRestApi: { Properties: { CloneFrom: 'abc' } } } },
    where: 'Resources.ApiGatewayRestApi.Properties.CloneFrom',
  },
  {
    what: 'the ResourceId of a REST method',
    events: [{ http: 'GET /me' }],
    fn: me,
    functions: { open: { handler: 'handler.open', events: [{ http: 'GET /open' }] } },
    resources: {
      extensions: {
        ApiGatewayMethodMeGet: { Properties: { ResourceId: { Ref: 'ApiGatewayResourceOpen' } } },
      },
    },
    where: 'Resources.ApiGatewayMethodMeGet',
  },
  {
    what: 'the RestApiId of a REST method',
    events: [{ http: 'GET /me' }],
    fn: me,
    resources: { extensions: { ApiGatewayMethodMeGet: { Properties: { RestApiId: 'other' } } } },
    where: 'Resources.ApiGatewayMethodMeGet',
  },
  {
    what: 'the HttpMethod of a REST method',
    events: [{ http: 'GET /me' }],
    fn: me,
    resources: { extensions: { ApiGatewayMethodMeGet: { Properties: { HttpMethod: 'POST' } } } },
    where: 'Resources.ApiGatewayMethodMeGet',
  },
  {
    what: 'the PathPart of a REST resource',
    events: [{ http: 'GET /me' }],
    fn: me,
    resources: { extensions: { ApiGatewayResourceMe: { Properties: { PathPart: 'you' } } } },
    where: 'Resources.ApiGatewayMethodMeGet',
  },
  {
    what: 'an authorization type in lower case',
    events: [http('GET /me')],
    fn: me,
    resources: { extensions: { HttpApiRouteGetMe: { Properties: { AuthorizationType: 'jwt' } } } },
    where: 'Resources.HttpApiRouteGetMe.AuthorizationType',
  },
  {
    what: 'a condition on a protected route beside a public catch-all',
    events: [http('GET /me')],
    fn: me,
    functions: { open: { handler: 'handler.open', passage: false, events: [http('*')] } },
    plugin: [
      ({ resources }) => {
        Object.assign(resources.HttpApiRouteGetMe ?? {}, { Condition: 'IsProd' });
      },
      { event: 'after:package:compileEvents', listed: 'last' },
    ],
    where: 'Resources.HttpApiRouteGetMe',
  },
  ...[
    'GET /me',
    { 'Fn::Sub': 'GET /me' },
    { 'Fn::Join': [' ', ['GET', '/me']] },
    { 'Fn::If': ['IsProd', 'GET /else', 'GET /me'] },
    { 'Fn::Sub': 'GET /${AWS::Region}' },
  ].map((key) => ({
    what: `a condition on a protected route beside ${JSON.stringify(key)}`,
    events: [http('GET /me')],
    fn: me,
    resources: {
      ...CONDITIONS,
      Resources: { Raw: { ...route(key, { Target: 'integrations/abc' }), Condition: 'IsTest' } },
      extensions: { HttpApiRouteGetMe: { Condition: 'IsProd' } },
    },
    where: 'Resources.HttpApiRouteGetMe',
  })),
  ...['GET', { 'Fn::Sub': 'GET' }, { Ref: 'Method' }].map((name) => ({
    what: `a condition on a protected method beside ${JSON.stringify(name)}`,
    events: [{ http: 'GET /me' }],
    fn: me,
    resources: {
      ...CONDITIONS,
      Resources: {
        Raw: { ...method('ApiGatewayResourceMe', 'GET', { HttpMethod: name }), Condition: 'IsTest' },
      },
      extensions: { ApiGatewayMethodMeGet: { Condition: 'IsProd' } },
    },
    where: 'Resources.ApiGatewayMethodMeGet',
  })),
  {
    what: 'a route with a slash at its end',
    events: [http('GET /me')],
    fn: me,
    resources: { Resources: { Raw: route('GET /me/') } },
    where: 'Resources.Raw',
  },
  {
    what: 'a route on an API whose ID goes through a parameter of the same template',
    events: [http('ANY /me')],
    fn: me,
    resources: {
      Resources: {
        ApiId: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { Ref: 'HttpApi' } } },
        Raw: route('GET /me', { ApiId: { 'Fn::GetAtt': ['ApiId', 'Value'] } }),
      },
    },
    where: 'Resources.Raw',
  },
  {
    what: 'properties that JSON does not have',
    events: [http('GET /me')],
    fn: me,
    plugin: [
      ({ resources: { HttpApiRouteGetMe: compiled } }) => {
        if (compiled === undefined) return;
        const { AuthorizationType, AuthorizerId, ...rest } = compiled.Properties;
        const inherited: object = Object.create({ AuthorizationType, AuthorizerId }) as object;
        compiled.Properties = Object.assign(inherited, rest);
      },
      { event: 'after:package:compileEvents', listed: 'last' },
    ],
    where: 'Resources.HttpApiRouteGetMe.AuthorizationType',
  },
  {
    what: 'a route that a plugin adds where it has removed a protected event',
    events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }],
    functions: { open: { handler: 'handler.open', passage: false, events: [http('GET /open')] } },
    plugins: [
      [
        ({ service: { functions } }) => {
          if (functions.me !== undefined) functions.me.events = [];
        },
        'before:package:initialize',
      ],
      [
        ({ resources }) => {
          resources.Raw = route('GET /v1/me', { Target: 'integrations/abc' }) as Resource;
        },
        'after:package:compileEvents',
      ],
    ],
    where: 'Resources.Raw',
  },
  ...[
    { JwtConfiguration: { Issuer: 'https://other.example/', Audience: ['a'] } },
    { IdentitySource: ['$request.header.Y'] },
  ].map((change) => ({
    what: `the ${Object.keys(change).join()} of an own authorizer`,
    events: [{ httpApi: { method: 'GET', path: '/me', authorizer: { name: 'mine' } } }],
    functions: { other: { handler: 'handler.o', passage: true, events: [http('GET /o')] } },
    provider: OWN_JWT,
    plugin: [
      ({ resources }: Scene) => {
        Object.assign(resources.HttpApiAuthorizerMine?.Properties ?? {}, change);
      },
      { event: 'after:package:compileEvents', listed: 'last' as const },
    ] as [Act, Place],
    where: 'Resources.HttpApiAuthorizerMine',
  })),
  {
    what: 'an own authorizer of a REST API that is under resources:',
    events: [
      { http: { method: 'get', path: 'me', authorizer: { type: 'CUSTOM', authorizerId: { Ref: 'Mine' } } } },
    ],
    fn: {},
    functions: { other: { handler: 'handler.o', passage: true, events: [http('GET /o')] } },
    resources: {
      Resources: {
        Mine: {
          Type: 'AWS::ApiGateway::Authorizer',
          Properties: {
            RestApiId: { Ref: 'ApiGatewayRestApi' },
            Name: 'mine',
            Type: 'TOKEN',
            IdentitySource: 'method.request.header.X',
            AuthorizerUri: 'arn:mine',
          },
        },
      },
    },
    plugin: changed('Mine', { AuthorizerUri: 'arn:other' }),
    where: 'Resources.Mine',
  },
  {
    what: 'the authorizer under resources: that authorizerId is the ID of',
    events: [http('GET /me')],
    fn: me,
    provider: { httpApi: { id: 'abc123' } },
    app: { authorizerId: { Ref: 'Mine' } },
    resources: {
      Resources: {
        Mine: {
          Type: 'AWS::ApiGatewayV2::Authorizer',
          Properties: {
            ApiId: 'abc123',
            Name: 'mine',
            AuthorizerType: 'JWT',
            IdentitySource: ['$request.header.Authorization'],
            JwtConfiguration: { Issuer: APP.issuer, Audience: [APP.audience] },
          },
        },
      },
    },
    plugin: changed('Mine', { JwtConfiguration: { Issuer: 'https://other.example/', Audience: ['api'] } }),
    where: 'Resources.Mine',
  },
  {
    what: 'a public event that a plugin leads to the protected function',
    events: [http('GET /me')],
    fn: me,
    functions: OPEN,
    plugin: changed('HttpApiRouteGetOpen', { Target: HTTP_TARGET }),
    where: 'Resources.HttpApiRouteGetOpen',
  },
  {
    what: 'the same by its integration',
    events: [http('GET /me')],
    fn: me,
    functions: OPEN,
    plugin: changed('HttpApiIntegrationOpen', { IntegrationUri: LAMBDA }),
    where: 'Resources.HttpApiRouteGetOpen',
  },
  {
    what: 'the same on a REST API',
    events: [{ http: 'GET /me' }],
    fn: me,
    functions: OPEN_REST,
    plugin: changed('ApiGatewayMethodOpenGet', { Integration: { Type: 'AWS_PROXY', Uri: LAMBDA } }),
    where: 'Resources.ApiGatewayMethodOpenGet',
  },
  {
    what: 'the authorizer of an event with its own',
    events: [{ httpApi: { method: 'GET', path: '/me', authorizer: { type: 'aws_iam' } } }],
    fn: {},
    functions: { other: { handler: 'handler.o', passage: true, events: [http('GET /o')] } },
    resources: { extensions: { HttpApiRouteGetMe: { Properties: { AuthorizationType: 'none' } } } },
    where: 'Resources.HttpApiRouteGetMe',
  },
];

/** Refused under `protect: all`, a warning otherwise. */
export const BY_MODE: (Case & { where: string })[] = [
  {
    what: 'a route on an API whose logical ID is computed',
    events: [http('ANY /me')],
    fn: me,
    resources: { Resources: { Raw: route('GET /me', { ApiId: { Ref: { 'Fn::Sub': 'Http${Kind}' } } }) } },
    where: 'Resources.Raw',
  },
  {
    what: 'a public route of another function that calls the protected one',
    events: [http('GET /me')],
    fn: me,
    functions: OPEN,
    resources: { extensions: { HttpApiRouteGetOpen: { Properties: { Target: HTTP_TARGET } } } },
    where: 'Resources.HttpApiRouteGetOpen',
  },
  {
    what: 'the same by its integration',
    events: [http('GET /me')],
    fn: me,
    functions: OPEN,
    resources: { extensions: { HttpApiIntegrationOpen: { Properties: { IntegrationUri: LAMBDA } } } },
    where: 'Resources.HttpApiRouteGetOpen',
  },
  {
    what: 'the same on a REST API',
    events: [{ http: 'GET /me' }],
    fn: me,
    functions: OPEN_REST,
    resources: {
      extensions: {
        ApiGatewayMethodOpenGet: { Properties: { Integration: { Type: 'AWS_PROXY', Uri: LAMBDA } } },
      },
    },
    where: 'Resources.ApiGatewayMethodOpenGet',
  },
  {
    what: 'a macro that is written in the place of the template',
    events: [http('GET /me')],
    fn: me,
    plugin: [
      ({ service: own }) => {
        Object.assign(own.provider.compiledCloudFormationTemplate ?? {}, {
          'Fn::Transform': { Name: 'Mine' },
        });
      },
      { event: 'after:package:compileEvents', listed: 'last' },
    ],
    where: 'Transform',
  },
  {
    what: 'a loop in a raw route',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        Raw: route('GET /raw', {
          AuthorizationType: 'AWS_IAM',
          'Fn::ForEach::Key': ['Key', ['AuthorizationType'], { '${Key}': 'NONE' }],
        }),
      },
    },
    where: 'Resources.Raw',
  },
  {
    what: 'a module that gets the API',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: { Raw: { Type: 'My::Own::Routes::MODULE', Properties: { Api: { Ref: 'HttpApi' } } } },
    },
    where: 'Resources.Raw',
  },
  ...[
    'svc-dev-me',
    { 'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:svc-dev-me:live' },
  ].map((target) => ({
    what: `a raw function URL by name, ${JSON.stringify(target)}`,
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        Raw: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: target } },
      },
    },
    where: 'Resources.Raw',
  })),
  {
    what: 'a raw route of our API to a protected function',
    events: [http('GET /me')],
    fn: me,
    resources: { Resources: { Raw: route('GET /else') } },
    where: 'Resources.Raw',
  },
  {
    what: 'Fn::Transform in a property of the API',
    events: [http('GET /me')],
    fn: me,
    resources: {
      extensions: {
        HttpApi: { Properties: { Name: { 'Fn::Transform': { Name: 'Mine', Parameters: {} } } } },
      },
    },
    where: 'Resources.HttpApi.Properties.Fn::Transform',
  },
  {
    what: 'Fn::Transform in a raw route',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        Raw: route('GET /raw', {
          AuthorizationType: 'AWS_IAM',
          OperationName: { 'Fn::Transform': { Name: 'Mine' } },
        }),
      },
    },
    where: 'Resources.Raw',
  },
  {
    what: 'a macro for the whole template',
    events: [http('GET /me')],
    fn: me,
    plugin: [
      ({ service: own }) => {
        Object.assign(own.provider.compiledCloudFormationTemplate ?? {}, {
          Transform: ['AWS::LanguageExtensions', 'Mine'],
        });
      },
      { event: 'after:package:compileEvents', listed: 'last' },
    ],
    where: 'Transform',
  },
  {
    what: 'SAM',
    events: [http('GET /me')],
    fn: me,
    plugin: [
      ({ service: own }) => {
        Object.assign(own.provider.compiledCloudFormationTemplate ?? {}, {
          Transform: 'AWS::Serverless-2016-10-31',
        });
      },
      { event: 'after:package:compileEvents', listed: 'last' },
    ],
    where: 'Transform',
  },
  {
    what: 'a raw function URL',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        Raw: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: LAMBDA } },
      },
    },
    where: 'Resources.Raw',
  },
  {
    what: 'a raw function URL by an alias',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        Live: {
          Type: 'AWS::Lambda::Alias',
          Properties: { FunctionName: { Ref: 'MeLambdaFunction' }, Name: 'live', FunctionVersion: '1' },
        },
        Raw: {
          Type: 'AWS::Lambda::Url',
          Properties: { AuthType: 'none', TargetFunctionArn: { Ref: 'Live' } },
        },
      },
    },
    where: 'Resources.Raw',
  },
  {
    what: 'a second API with a Target',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        Raw: {
          Type: 'AWS::ApiGatewayV2::Api',
          Properties: { Name: 'x', ProtocolType: 'HTTP', Target: LAMBDA },
        },
      },
    },
    where: 'Resources.Raw',
  },
  {
    what: 'a route of a second API',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        Second: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'x', ProtocolType: 'HTTP' } },
        Link: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: { ApiId: { Ref: 'Second' }, IntegrationUri: LAMBDA },
        },
        Raw: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: { Ref: 'Second' },
            RouteKey: 'GET /x',
            Target: { 'Fn::Sub': 'integrations/${Link}' },
          },
        },
      },
    },
    where: 'Resources.Raw',
  },
  {
    what: 'a method of a second REST API',
    events: [http('GET /me')],
    fn: me,
    resources: { Resources: { Raw: method('X', 'GET', { RestApiId: 'other', ResourceId: 'abc' }) } },
    where: 'Resources.Raw',
  },
];

/** Refused under `protect: all` only: nothing protected is touched. */
export const ALL_ONLY: (Case & { where: string })[] = [
  {
    what: 'a public route elsewhere',
    events: [http('GET /me')],
    resources: { Resources: { Raw: route('GET /else') } },
    where: 'Resources.Raw',
  },
  {
    what: 'an empty authorization type',
    events: [http('GET /me')],
    resources: { Resources: { Raw: route('GET /else', { AuthorizationType: '' }) } },
    where: 'Resources.Raw',
  },
  {
    what: 'an authorization type in lower case',
    events: [http('GET /me')],
    resources: { Resources: { Raw: route('GET /else', { AuthorizationType: 'none' }) } },
    where: 'Resources.Raw',
  },
  {
    what: 'a public REST method elsewhere',
    events: [{ http: 'GET /me' }],
    resources: { Resources: { Raw: method('ApiGatewayResourceMe', 'POST') } },
    where: 'Resources.Raw',
  },
  {
    what: 'a REST method with an unknown authorization type',
    events: [{ http: 'GET /me' }],
    resources: {
      Resources: { Raw: method('ApiGatewayResourceMe', 'POST', { AuthorizationType: 'CUSTOM_' }) },
    },
    where: 'Resources.Raw',
  },
];

export const LEGAL: Case[] = [
  {
    what: 'a condition on a protected route beside a computed key elsewhere',
    events: [http('GET /me')],
    fn: me,
    resources: {
      ...CONDITIONS,
      Resources: { Raw: route({ 'Fn::Sub': 'GET /else' }, { Target: 'integrations/abc' }) },
      extensions: { HttpApiRouteGetMe: { Condition: 'IsProd' } },
    },
  },
  {
    what: 'a raw route that is less specific',
    events: [http('GET /me')],
    fn: me,
    resources: { Resources: { Raw: route('ANY /{proxy+}') } },
  },
  {
    what: 'a raw route beside a protected one',
    events: [http('GET /me')],
    fn: me,
    resources: { Resources: { Raw: route('POST /me') } },
  },
  {
    what: 'a raw route with IAM within a protected one',
    events: [http('ANY /me')],
    fn: me,
    resources: { Resources: { Raw: route('GET /me', { AuthorizationType: 'AWS_IAM' }) } },
  },
  {
    what: 'a raw route on another API',
    events: [http('ANY /me')],
    fn: me,
    resources: { Resources: { Raw: route('GET /me', { ApiId: 'another', Target: 'integrations/abc' }) } },
  },
  {
    what: 'a function URL with IAM',
    events: [http('GET /me')],
    fn: me,
    passage: ALL,
    resources: {
      Resources: {
        Raw: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM', TargetFunctionArn: LAMBDA } },
      },
    },
  },
  {
    what: 'a function URL of a function that says passage: false',
    passage: ALL,
    events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }],
    fn: { passage: false },
    resources: {
      Resources: {
        Raw: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: LAMBDA } },
      },
    },
  },
  {
    what: 'harmless macros',
    passage: ALL,
    events: [http('GET /me')],
    plugin: [
      ({ service: own }) => {
        Object.assign(own.provider.compiledCloudFormationTemplate ?? {}, {
          Transform: [
            'AWS::LanguageExtensions',
            'AWS::SecretsManager-2024-09-16',
            'AWS::CodeDeployBlueGreen',
          ],
        });
      },
      { event: 'after:package:compileEvents', listed: 'last' },
    ],
  },
  {
    what: 'WebSocket and HTTP events on one function',
    passage: ALL,
    events: [http('GET /me'), { websocket: '$connect' }],
  },
  { what: 'a configured function URL', passage: ALL, events: [http('GET /me')], fn: { url: true } },
  {
    what: 'properties of the API that bring no routes',
    passage: ALL,
    events: [http('GET /me'), { http: 'GET /me' }],
    resources: {
      extensions: {
        HttpApi: { Properties: { Tags: { a: 'b' }, CorsConfiguration: {} } },
        ApiGatewayRestApi: { Properties: { BinaryMediaTypes: ['*/*'], Policy: {} } },
      },
    },
  },
  {
    what: 'a condition on a protected route with nothing behind it',
    events: [http('GET /me')],
    fn: me,
    plugin: [
      ({ resources }) => {
        Object.assign(resources.HttpApiRouteGetMe ?? {}, { Condition: 'IsProd' });
      },
      { event: 'after:package:compileEvents', listed: 'last' },
    ],
  },
  {
    what: 'a domain, an alarm, a stage and conditions around the API',
    passage: ALL,
    events: [http('GET /me')],
    functions: OPEN,
    resources: {
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } },
      Resources: {
        Domain: { Type: 'AWS::ApiGatewayV2::DomainName', Properties: { DomainName: 'api.example' } },
        Mapping: {
          Type: 'AWS::ApiGatewayV2::ApiMapping',
          Properties: {
            ApiId: { Ref: 'HttpApi' },
            DomainName: { Ref: 'Domain' },
            Stage: { Ref: 'HttpApiStage' },
          },
        },
        Alarm: {
          Type: 'AWS::CloudWatch::Alarm',
          Condition: 'IsProd',
          Properties: {
            MetricName: '5xx',
            Namespace: 'AWS/ApiGateway',
            Threshold: { 'Fn::If': ['IsProd', 1, 10] },
            Dimensions: [{ Name: 'ApiId', Value: { Ref: 'HttpApi' } }],
          },
        },
      },
      extensions: {
        HttpApiStage: { Properties: { DefaultRouteSettings: { ThrottlingBurstLimit: 10 } } },
        HttpApiRouteGetMe: { Properties: { OperationName: 'me' } },
        HttpApiIntegrationMe: { Properties: { TimeoutInMillis: 1000 } },
      },
    },
  },
  {
    what: 'a public route that calls its function by an alias',
    passage: ALL,
    events: [http('GET /me')],
    functions: OPEN,
    resources: {
      Resources: {
        Live: {
          Type: 'AWS::Lambda::Alias',
          Properties: { FunctionName: { Ref: 'OpenLambdaFunction' }, Name: 'live', FunctionVersion: '1' },
        },
      },
      extensions: { HttpApiIntegrationOpen: { Properties: { IntegrationUri: { Ref: 'Live' } } } },
    },
  },
  {
    what: 'a condition on a protected route with a preflight behind it',
    events: [http('ANY /me'), http('*')],
    fn: me,
    provider: { httpApi: { cors: true } },
    plugin: [
      ({ resources }) => {
        Object.assign(resources.HttpApiRouteAnyMe ?? {}, { Condition: 'IsProd' });
      },
      { event: 'after:package:compileEvents', listed: 'last' },
    ],
  },
  {
    what: 'a nested stack with the API, which is warned about',
    passage: ALL,
    events: [http('GET /me')],
    resources: {
      Resources: {
        Nested: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { TemplateURL: 'https://x.example/t.json', Parameters: { Api: { Ref: 'HttpApi' } } },
        },
      },
    },
  },
];
