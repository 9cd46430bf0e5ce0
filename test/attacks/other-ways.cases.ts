/** Other ways to a protected function: function URLs, other APIs, and WebSocket routes. */
import { ALL, APP, type Case } from './template.cases';

const ME = { 'Fn::GetAtt': ['MeLambdaFunction', 'Arn'] };
const PUB = { 'Fn::GetAtt': ['PubLambdaFunction', 'Arn'] };
const LAMBDA = { authorizerType: 'lambda' };

const http = (event: string): object => ({ httpApi: event });
const websocket = (route: unknown): object => ({ websocket: route });
const me = { passage: true };
const pub = (more: object): object => ({ pub: { handler: 'handler.pub', passage: false, ...more } });

const operation = (uri: unknown, more: object = {}): object => ({
  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri },
  ...more,
});

const invocation = (arn: string): object => ({
  'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${arn}}/invocations`,
});

const second = (type: string, properties: object): object => ({
  Second: { Type: type, Properties: { Name: 'second', ...properties } },
});

const defined = (type: string, paths: object, more: object = {}): object =>
  second(type, { Body: { openapi: '3.0.1', info: { title: 'second', version: '1' }, paths, ...more } });

const API_TYPES = ['AWS::ApiGatewayV2::Api', 'AWS::ApiGateway::RestApi'];

/** A route of the WebSocket API that events compile to, with its integration. */
const message = (routeKey: string, apiId: unknown = { Ref: 'WebsocketsApi' }): object => ({
  Link: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: apiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: invocation('MeLambdaFunction.Arn'),
    },
  },
  Raw: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId: apiId, RouteKey: routeKey, Target: { 'Fn::Sub': 'integrations/${Link}' } },
  },
});

const AUTHORIZER = {
  components: {
    securitySchemes: { mine: { type: 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt' } } },
  },
};
const KEY_ONLY = { components: { securitySchemes: { mine: { type: 'apiKey', in: 'header', name: 'x' } } } };

const url = (target: unknown): object => ({
  Raw: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: target } },
});
const ARN = 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function';

const iamUrl = { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM', TargetFunctionArn: ME } };

/** Targets whose function CloudFormation, or API Gateway, computes the name of, with what else is under `resources:`. */
const COMPUTED: [target: unknown, more?: { Parameters?: object; Mappings?: object; Resources?: object }][] = [
  ['function:svc-dev-me'],
  ['123456789012:svc-dev-me:live'],
  [{ 'Fn::Sub': '${AWS::AccountId}:function:svc-dev-me' }],
  [{ 'Fn::GetAtt': ['Iam', 'FunctionArn'] }, { Resources: { Iam: iamUrl } }],
  [{ 'Fn::Sub': `${ARN}:\${AWS::StackName}-me` }],
  [{ 'Fn::Sub': '${AWS::StackName}-me' }],
  [{ 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'me']] }],
  [{ 'Fn::Join': ['', ['svc-', 'dev', '-me']] }],
  [{ 'Fn::Sub': ['svc-dev-${Name}:live', { Name: { 'Fn::Select': [1, ['you', 'me']] } }] }],
  [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'functions/svc-dev-me'] }] }],
  [{ 'Fn::If': ['IsProd', 'other', { 'Fn::Sub': '${AWS::StackName}-me' }] }],
  [{ Ref: 'Name' }, { Parameters: { Name: { Type: 'String', Default: 'svc-dev-me' } } }],
  [
    { 'Fn::FindInMap': ['Names', { Ref: 'AWS::Region' }, 'me'] },
    { Mappings: { Names: { 'us-east-1': { me: 'svc-dev-me' } } } },
  ],
  [{ 'Fn::Sub': `${ARN}:svc-\${Stage}-me` }, { Parameters: { Stage: { Type: 'String' } } }],
  [{ 'Fn::Sub': `${ARN}:svc-dev-\${!stageVariables.name}` }],
  [
    { 'Fn::Sub': `${ARN}:\${!stageVariables.name}` },
    {
      Resources: {
        Stage: {
          Type: 'AWS::ApiGatewayV2::Stage',
          Properties: { ApiId: 'abc', StageName: 'x', StageVariables: { name: 'svc-dev-me' } },
        },
      },
    },
  ],
  [
    { 'Fn::Sub': `${ARN}:\${!stageVariables.name}` },
    {
      Resources: {
        Deployment: {
          Type: 'AWS::ApiGateway::Deployment',
          Properties: { RestApiId: 'abc', StageDescription: { Variables: { name: 'svc-dev-me' } } },
        },
      },
    },
  ],
];

const UNKNOWN: unknown[] = [
  { 'Fn::ImportValue': 'other-function' },
  { 'Fn::Sub': `${ARN}:\${AWS::StackName}-pub` },
  { 'Fn::Sub': ['${Arn}', { Arn: { 'Fn::ImportValue': 'other-function' } }] },
  { 'Fn::Sub': `${ARN}:\${Name}` },
  { 'Fn::Sub': `${ARN}:other-\${Name}` },
  { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'me', 'too']] },
];

/** Refused under `protect: all`, a warning otherwise. */
export const BY_MODE: (Case & { where: string })[] = [
  ...API_TYPES.flatMap((type) => [
    {
      what: `${type} with a Body that calls the function`,
      events: [http('GET /me')],
      fn: me,
      resources: { Resources: defined(type, { '/me': { get: operation(ME) } }) },
      where: 'Resources.Second',
    },
    {
      what: `${type} with a Body that calls the function by its name, with an API key`,
      events: [http('GET /me')],
      fn: me,
      resources: {
        Resources: defined(
          type,
          {
            '/{proxy+}': {
              'x-amazon-apigateway-any-method': operation(
                'arn:aws:apigateway:x:lambda:path/arn:aws:lambda:x:1:function:svc-dev-me/invocations',
                { security: [{ mine: [] }] },
              ),
            },
          },
          KEY_ONLY,
        ),
      },
      where: 'Resources.Second',
    },
    {
      what: `${type} with a Body of which one operation says that it is open, beside its authorizer`,
      events: [http('GET /me')],
      fn: me,
      resources: {
        Resources: defined(
          type,
          {
            '/me': {
              get: operation(ME, {
                security: [{ mine: [] }],
                'x-amazon-apigateway-auth': { type: 'NONE' },
              }),
            },
          },
          AUTHORIZER,
        ),
      },
      where: 'Resources.Second',
    },
    {
      what: `${type} with a Body of which one operation may be called without its authorizer`,
      events: [http('GET /me')],
      fn: me,
      resources: {
        Resources: defined(
          type,
          {
            '/me': {
              get: operation(ME, { security: [{ mine: [] }] }),
              post: operation(ME, { security: [{ mine: [] }, {}] }),
            },
          },
          { ...AUTHORIZER, security: [{ mine: [] }] },
        ),
      },
      where: 'Resources.Second',
    },
  ]),
  {
    what: 'a Body whose operation refers to a shared integration',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: defined(
        'AWS::ApiGatewayV2::Api',
        {
          '/me': {
            get: {
              'x-amazon-apigateway-integration': { $ref: '#/components/x-amazon-apigateway-integrations/me' },
            },
          },
        },
        { components: { 'x-amazon-apigateway-integrations': { me: { type: 'AWS_PROXY', uri: ME } } } },
      ),
    },
    where: 'Resources.Second',
  },
  {
    what: "the function URL of another function, by an extension of the framework's own",
    events: [http('GET /me')],
    fn: me,
    functions: pub({ url: true }),
    resources: { extensions: { PubLambdaFunctionUrl: { Properties: { TargetFunctionArn: ME } } } },
    where: 'Resources.PubLambdaFunctionUrl',
  },
  ...['after:package:compileFunctions', 'before:package:finalize'].map((event): Case & { where: string } => ({
    what: `the function URL of another function, by a plugin (${event})`,
    events: [http('GET /me')],
    fn: me,
    functions: pub({ url: { cors: true } }),
    plugins: [
      [
        ({ resources }) => {
          Object.assign(resources.PubLambdaFunctionUrl?.Properties ?? {}, { TargetFunctionArn: ME });
        },
        event,
      ],
    ],
    where: 'Resources.PubLambdaFunctionUrl',
  })),
  {
    what: 'a second HTTP API that is called WebsocketsApi',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        WebsocketsApi: {
          Type: 'AWS::ApiGatewayV2::Api',
          Properties: { Name: 'second', ProtocolType: 'HTTP', Target: ME },
        },
      },
    },
    where: 'Resources.WebsocketsApi',
  },
  {
    what: 'a route of a second HTTP API that is called WebsocketsApi',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        WebsocketsApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'x', ProtocolType: 'HTTP' } },
        ...message('GET /me'),
      },
    },
    where: 'Resources.Raw',
  },
  ...[{}, LAMBDA].flatMap((app) => [
    {
      what: `a WebSocket route without an event, with a public $connect, ${JSON.stringify(app)}`,
      app,
      events: [http('GET /me')],
      fn: me,
      functions: { connect: { handler: 'handler.connect', passage: false, events: [websocket('$connect')] } },
      resources: { Resources: message('admin') },
      where: 'Resources.Raw',
    },
    {
      what: `the same by the integration of another event, ${JSON.stringify(app)}`,
      app,
      events: [http('GET /me')],
      fn: me,
      functions: {
        connect: {
          handler: 'handler.connect',
          passage: false,
          events: [websocket('$connect'), websocket('admin')],
        },
      },
      resources: {
        extensions: {
          ConnectWebsocketsIntegration: {
            Properties: { IntegrationUri: invocation('MeLambdaFunction.Arn') },
          },
        },
      },
      where: 'Resources.adminWebsocketsRoute',
    },
  ]),
  ...['svc-dev-me', 'function:svc-dev-me'].map((ParameterValue) => ({
    what: `a function URL of a parameter that is given as ${ParameterValue}`,
    events: [http('GET /me')],
    fn: me,
    provider: { stackParameters: [{ ParameterKey: 'Name', ParameterValue }] },
    resources: {
      Parameters: { Name: { Type: 'String', Default: 'other' } },
      Resources: url({ Ref: 'Name' }),
    },
    where: 'Resources.Raw',
  })),
  ...COMPUTED.map(([target, { Resources, ...more } = {}]) => ({
    what: `a function URL of ${JSON.stringify(target)}`,
    events: [http('GET /me')],
    fn: me,
    resources: { ...more, Resources: { ...Resources, ...url(target) } },
    where: 'Resources.Raw',
  })),
  {
    what: 'a method of a second REST API to a name with the stack in it',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        Raw: {
          Type: 'AWS::ApiGateway::Method',
          Properties: {
            RestApiId: 'other',
            ResourceId: 'abc',
            HttpMethod: 'GET',
            AuthorizationType: 'NONE',
            Integration: {
              Type: 'AWS_PROXY',
              Uri: { 'Fn::Sub': `arn:x/${ARN}:\${AWS::StackName}-me/invocations` },
            },
          },
        },
      },
    },
    where: 'Resources.Raw',
  },
  {
    what: 'the integration of a public event by a name with the stack in it',
    events: [http('GET /me')],
    fn: me,
    functions: pub({ events: [http('GET /pub')] }),
    resources: {
      extensions: {
        HttpApiIntegrationPub: {
          Properties: { IntegrationUri: { 'Fn::Sub': `${ARN}:\${AWS::StackName}-me` } },
        },
      },
    },
    where: 'Resources.HttpApiRouteGetPub',
  },
  {
    what: 'a route of a second WebSocket API whose $connect has a condition',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } },
      Resources: {
        ...second('AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET' }),
        Connect: {
          Type: 'AWS::ApiGatewayV2::Route',
          Condition: 'IsProd',
          Properties: { ApiId: { Ref: 'Second' }, RouteKey: '$connect', AuthorizationType: 'AWS_IAM' },
        },
        ...message('admin', { Ref: 'Second' }),
      },
    },
    where: 'Resources.Raw',
  },
];

/** The same, for what hides which function is called. */
export const HIDDEN: (Case & { where: string })[] = [
  {
    what: 'Fn::Transform in the integration of a public event',
    events: [http('GET /me')],
    fn: me,
    functions: pub({ events: [http('GET /pub')] }),
    resources: {
      extensions: {
        HttpApiIntegrationPub: { Properties: { IntegrationUri: { 'Fn::Transform': { Name: 'Mine' } } } },
      },
    },
    where: 'Resources.HttpApiIntegrationPub',
  },
  {
    what: 'Fn::Transform in an alias',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        Live: {
          Type: 'AWS::Lambda::Alias',
          Properties: { FunctionName: { 'Fn::Transform': { Name: 'Mine' } } },
        },
      },
    },
    where: 'Resources.Live',
  },
];

/** Warned about in both modes: what the user says, or what cannot be read. */
export const WARNED: (Case & { where: string })[] = [
  ...[{ BodyS3Location: { Bucket: 'b', Key: 'k' } }, { CloneFrom: 'abc123' }].map((properties) => ({
    what: `a second API with ${Object.keys(properties).join()}`,
    events: [http('GET /me')],
    fn: me,
    resources: { Resources: second('AWS::ApiGateway::RestApi', properties) },
    where: `Resources.Second.Properties.${Object.keys(properties).join()}`,
  })),
  {
    what: 'a second API with a Body from elsewhere',
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: second('AWS::ApiGatewayV2::Api', {
        Body: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/api.yml' } } },
      }),
    },
    where: 'Resources.Second.Properties.Fn::Transform',
  },
  ...['create-stack', 'update-stack'].map((name) => ({
    what: `a nested stack with the API, whose template has the name of the framework's ${name}`,
    events: [http('GET /me')],
    fn: me,
    resources: {
      Resources: {
        Nested: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: {
            TemplateURL: `https://bucket.s3.amazonaws.com/cloudformation-template-${name}.json`,
            Parameters: { ApiId: { Ref: 'HttpApi' } },
          },
        },
      },
    },
    where: 'Resources.Nested',
  })),
  {
    what: 'the function URL that the user configured',
    events: [http('GET /me')],
    fn: { ...me, url: true },
    where: 'functions.me.url',
  },
  ...[{}, LAMBDA].map((app) => ({
    what: `WebSocket events of the function, with a public $connect, ${JSON.stringify(app)}`,
    app,
    events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }, websocket('admin')],
    functions: { connect: { handler: 'handler.connect', passage: false, events: [websocket('$connect')] } },
    where: 'functions.me',
  })),
];

export const LEGAL: Case[] = [
  ...UNKNOWN.map((target) => ({
    what: `a function URL of ${JSON.stringify(target)}`,
    passage: ALL,
    events: [http('GET /me')],
    functions: pub({ events: [http('GET /pub')] }),
    resources: { Parameters: { Name: { Type: 'String' } }, Resources: url(target) },
  })),
  ...API_TYPES.flatMap((type) => [
    {
      what: `${type} with a Body that calls a public function`,
      passage: ALL,
      events: [http('GET /me')],
      functions: pub({ events: [http('GET /pub')] }),
      resources: { Resources: defined(type, { '/pub': { get: operation(PUB) } }) },
    },
    {
      what: `${type} with a Body of which each operation has an authorizer`,
      passage: ALL,
      events: [http('GET /me')],
      resources: {
        Resources: defined(
          type,
          {
            '/me': {
              parameters: [],
              get: operation(ME, { security: [{ mine: [] }] }),
              post: operation(ME, { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }),
              options: { 'x-amazon-apigateway-integration': { type: 'mock' } },
            },
          },
          AUTHORIZER,
        ),
      },
    },
    {
      what: `${type} with a Body and a function that says passage: false`,
      passage: ALL,
      events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }],
      fn: { passage: false },
      resources: { Resources: defined(type, { '/me': { get: operation(ME) } }) },
    },
  ]),
  {
    what: 'the function URL of a public function',
    passage: APP,
    events: [http('GET /me')],
    functions: pub({ url: true }),
  },
  {
    what: 'a WebSocket route without an event, with a protected $connect',
    passage: ALL,
    app: LAMBDA,
    events: [http('GET /me')],
    functions: { connect: { handler: 'handler.connect', events: [websocket('$connect')] } },
    resources: { Resources: message('admin') },
  },
  {
    what: "a WebSocket route without an event, with the user's own authorizer on $connect",
    passage: ALL,
    events: [http('GET /me')],
    functions: {
      gate: { handler: 'handler.gate' },
      connect: {
        handler: 'handler.connect',
        events: [websocket({ route: '$connect', authorizer: 'gate' })],
      },
    },
    resources: { Resources: message('admin') },
  },
  {
    what: 'a WebSocket route of the function, with a protected $connect',
    passage: ALL,
    app: LAMBDA,
    events: [http('GET /me'), websocket('admin')],
    functions: { connect: { handler: 'handler.connect', events: [websocket('$connect')] } },
  },
  {
    what: 'a second API with a Body from elsewhere, and nothing protected',
    passage: APP,
    events: [http('GET /me')],
    resources: {
      Resources: second('AWS::ApiGateway::RestApi', { BodyS3Location: { Bucket: 'b', Key: 'k' } }),
    },
  },
];
