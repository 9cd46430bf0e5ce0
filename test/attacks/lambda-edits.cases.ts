/** What another plugin, or `resources:`, makes of the Lambda authorizer and of what belongs to it. */
import { existsSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Act, Scene } from '../support/other-plugin';
import { propertiesOf } from '../support/other-plugin';

export const LAMBDA = { issuer: 'https://issuer.example/', audience: 'api', authorizerType: 'lambda' };

export const FUNCTIONS = {
  me: {
    handler: 'handler.me',
    passage: true,
    events: [{ httpApi: 'GET /me' }, { http: 'GET /me' }, { websocket: '$connect' }],
  },
  gate: { handler: 'handler.gate' },
};

export const FUNCTION = 'PassageAuthorizerLambdaFunction';
const GATE_ARN = { 'Fn::GetAtt': ['GateLambdaFunction', 'Arn'] };
const ROLE = `${FUNCTION}Role`;

const APIS = ['http', 'rest', 'websocket'] as const;
type Api = (typeof APIS)[number];

const AUTHORIZERS = {
  http: 'HttpApiAuthorizerPassage',
  rest: 'PassageApiGatewayAuthorizer',
  websocket: 'PassageAuthorizerWebsocketsAuthorizer',
};
const ROUTES = {
  http: 'HttpApiRouteGetMe',
  rest: 'ApiGatewayMethodMeGet',
  websocket: 'SconnectWebsocketsRoute',
};
const PERMISSIONS = {
  http: 'PassageLambdaAuthorizerPermissionHttpApi',
  rest: 'PassageAuthorizerLambdaPermissionApiGateway',
  websocket: 'PassageAuthorizerLambdaPermissionWebsockets',
};

export interface TemplateCase {
  readonly what: string;
  readonly act: Act;
  /** Places of the findings, each a beginning. */
  readonly where: string;
}

const set =
  (logicalId: string, properties: object): Act =>
  (scene) => {
    Object.assign(propertiesOf(scene, logicalId), properties);
  };

const edit =
  (logicalId: string, change: (properties: Record<string, unknown>) => void): Act =>
  (scene) => {
    change(propertiesOf(scene, logicalId));
  };

const drop =
  (logicalId: string): Act =>
  ({ resources }) => {
    Reflect.deleteProperty(resources, logicalId);
  };

const add =
  (resource: object): Act =>
  ({ resources }) => {
    Object.assign(resources, { Added: resource });
  };

const property = (key: string, value: unknown): TemplateCase => ({
  what: `${key} of the function`,
  act: set(FUNCTION, { [key]: value }),
  where: `Resources.${FUNCTION}.Properties.${key}`,
});

const variable = (name: string): TemplateCase => ({
  what: `the variable ${name}`,
  act: edit(FUNCTION, ({ Environment }) => {
    Object.assign((Environment as { Variables: object }).Variables, { [name]: 'https://evil.example/' });
  }),
  where: `Resources.${FUNCTION}.Properties.Environment`,
});

/** Each of another property. */
const PROPERTIES: readonly TemplateCase[] = [
  property('Code', { ZipFile: 'exports.handler = async () => ({ isAuthorized: true })' }),
  property('Handler', 'evil.handler'),
  property('Runtime', 'python3.13'),
  property('Layers', ['arn:aws:lambda:us-east-1:123456789012:layer:x:1']),
  property('Role', 'arn:aws:iam::123456789012:role/admin'),
  property('Timeout', 1),
  property('MemorySize', 10_240),
  property('VpcConfig', { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] }),
  property('FunctionName', 'other'),
  property('ImageConfig', { Command: ['evil'] }),
  property('FileSystemConfigs', [{ Arn: 'x', LocalMountPath: '/mnt/x' }]),
];

const OF_FUNCTION: readonly TemplateCase[] = [
  property('Code', { S3Bucket: 'evil', S3Key: 'x/passageAuthorizer.zip' }),
  variable('PASSAGE_1_ISSUER'),
  variable('PASSAGE_1_AUDIENCE_1'),
  variable('NODE_OPTIONS'),
  variable('NODE_TLS_REJECT_UNAUTHORIZED'),
  variable('AWS_LAMBDA_EXEC_WRAPPER'),
  { what: 'the function', act: drop(FUNCTION), where: `Resources.${FUNCTION}` },
];

const NO_ROLE: TemplateCase = { what: 'the role', act: drop(ROLE), where: `Resources.${ROLE}` };

const OF_ROLE: readonly TemplateCase[] = [
  {
    what: 'the policies of the role',
    act: edit(ROLE, ({ Policies }) => {
      const [policy] = Policies as { PolicyDocument: object }[];
      Object.assign(policy?.PolicyDocument ?? {}, {
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      });
    }),
    where: `Resources.${ROLE}.Properties.Policies`,
  },
  {
    what: 'managed policies of the role',
    act: set(ROLE, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
    where: `Resources.${ROLE}.Properties.ManagedPolicyArns`,
  },
  {
    what: 'who may use the role',
    act: set(ROLE, { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*' }] } }),
    where: `Resources.${ROLE}.Properties.AssumeRolePolicyDocument`,
  },
  {
    what: 'a policy beside the role',
    act: add({ Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: ROLE }], PolicyDocument: {} } }),
    where: 'Resources.Added',
  },
];

const editsOf = (api: Api): readonly TemplateCase[] => {
  const [authorizer, route, permission] = [AUTHORIZERS[api], ROUTES[api], PERMISSIONS[api]];
  const of = (what: string, act: Act, where: string): TemplateCase => ({
    what: `${api}: ${what}`,
    act,
    where,
  });
  const authorizerProperty = (key: string, value: unknown): TemplateCase =>
    of(
      `${key} of the authorizer`,
      set(authorizer, { [key]: value }),
      `Resources.${authorizer}.Properties.${key}`,
    );
  return [
    of('the permission', drop(permission), `Resources.${permission}`),
    of(
      'a wider SourceArn',
      set(permission, { SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:*:*:*' } }),
      `Resources.${permission}.Properties.SourceArn`,
    ),
    of(
      'no SourceArn',
      edit(permission, (properties) => Reflect.deleteProperty(properties, 'SourceArn')),
      `Resources.${permission}.Properties.SourceArn`,
    ),
    of(
      'the Principal of the permission',
      set(permission, { Principal: '*' }),
      `Resources.${permission}.Properties.Principal`,
    ),
    of('the authorizer', drop(authorizer), `Resources.${authorizer}`),
    authorizerProperty('AuthorizerUri', { 'Fn::Sub': 'arn:aws:apigateway:x/${GateLambdaFunction.Arn}' }),
    authorizerProperty('AuthorizerResultTtlInSeconds', 300),
    authorizerProperty('AuthorizerPayloadFormatVersion', '1.0'),
    authorizerProperty('EnableSimpleResponses', false),
    authorizerProperty('IdentitySource', api === 'rest' ? 'method.request.header.X' : ['$request.header.X']),
    authorizerProperty(api === 'rest' ? 'Type' : 'AuthorizerType', api === 'rest' ? 'TOKEN' : 'JWT'),
    authorizerProperty(api === 'rest' ? 'AuthorizerCredentials' : 'AuthorizerCredentialsArn', 'arn:x'),
    of('the route opened', set(route, { AuthorizationType: 'NONE' }), `Resources.${route}.AuthorizationType`),
    of(
      'the route with IAM',
      set(route, { AuthorizationType: 'AWS_IAM' }),
      `Resources.${route}.AuthorizationType`,
    ),
    of(
      'another authorizer',
      set(route, { AuthorizerId: { Ref: 'Other' } }),
      `Resources.${route}.AuthorizerId`,
    ),
    of(
      'no authorizer',
      edit(route, (properties) => Reflect.deleteProperty(properties, 'AuthorizerId')),
      `Resources.${route}.AuthorizerId`,
    ),
    of('the route', drop(route), `Resources.${route}`),
  ];
};

const OF_OTHERS: readonly TemplateCase[] = [
  {
    what: 'a second permission',
    act: add({
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [FUNCTION, 'Arn'] },
        Principal: '*',
      },
    }),
    where: 'Resources.Added',
  },
  {
    what: 'a second public $connect',
    act: add({
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'WebsocketsApi' },
        RouteKey: '$connect',
        AuthorizationType: 'NONE',
        Target: GATE_ARN,
      },
    }),
    where: 'Resources.Added.AuthorizationType',
  },
];

/** Edits of the compiled template. Those of one list are of different places, so that one run shows them all. */
export const REFUSED: readonly (readonly TemplateCase[])[] = [
  PROPERTIES,
  OF_ROLE,
  ...[NO_ROLE, ...OF_FUNCTION, ...OF_OTHERS].map((each) => [each]),
  ...editsOf('http').map((_, at) => APIS.flatMap((api) => editsOf(api)[at] ?? [])),
];

const ZIP = join('.serverless', 'passageAuthorizer.zip');

/** Edits of the file that is uploaded: its service's folder is the one that the process is in. */
export const FILE_EDITS: readonly { readonly what: string; readonly act: Act }[] = [
  {
    what: 'another zip',
    act: () => {
      writeFileSync(ZIP, 'PK');
    },
  },
  {
    what: 'one more byte',
    act: () => {
      writeFileSync(ZIP, '\0', { flag: 'a' });
    },
  },
  {
    what: 'no zip',
    act: () => {
      if (existsSync(ZIP)) unlinkSync(ZIP);
    },
  },
];

type Config = Record<string, unknown>;

const ours = ({ service }: Scene): Config => (service.functions.passageAuthorizer ?? {}) as never;

/** Settings of the function, before it is compiled. None has an effect, so that one run shows it of all. */
export const SETTINGS: Act = (scene) => {
  writeFileSync('evil.zip', 'PK');
  Object.assign(ours(scene), {
    handler: 'evil.handler',
    runtime: 'nodejs20.x',
    environment: { NODE_OPTIONS: '--require ./evil.js', PASSAGE_1_ISSUER: 'https://evil/' },
    layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'],
    role: 'arn:aws:iam::123456789012:role/admin',
    vpc: { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] },
    memorySize: 128,
    timeout: 29,
    name: 'renamed',
    events: [{ httpApi: 'GET /open' }],
    package: { artifact: 'evil.zip', individually: true },
  });
};

/** Other edits of the function's configuration: what is deployed is ours, or nothing. */
export const CONFIG_EDITS: Readonly<Record<string, Act>> = {
  url: (scene) => {
    ours(scene).url = true;
  },
  'its key': ({ service: { functions } }) => {
    const { passageAuthorizer: own, ...others } = functions;
    if (own === undefined) return;
    Reflect.deleteProperty(functions, 'passageAuthorizer');
    Object.assign(functions, others, { renamed: own });
  },
  'a copy in its place': ({ service: { functions } }) => {
    if (functions.passageAuthorizer !== undefined)
      functions.passageAuthorizer = { ...functions.passageAuthorizer, handler: 'evil.handler' };
  },
  'it removed': ({ service: { functions } }) => {
    Reflect.deleteProperty(functions, 'passageAuthorizer');
  },
  'a function with its logical ID': ({ service: { functions } }) => {
    Object.assign(functions, { PassageAuthorizer: { handler: 'evil.handler', name: 'evil', events: [] } });
  },
  'its code in the template': ({ resources }) => {
    const { Properties } = resources[FUNCTION] ?? {};
    if (Properties !== undefined) Properties.Code = { S3Bucket: 'evil', S3Key: 'evil/passageAuthorizer.zip' };
  },
};

interface Extension {
  readonly logicalId: string;
  readonly properties: object;
  readonly where: string;
}

/** What the user's own `resources.extensions` may not do either. */
export const EXTENSIONS: Readonly<Record<string, Extension>> = {
  'the handler': {
    logicalId: FUNCTION,
    properties: { Handler: 'other.handler' },
    where: `Resources.${FUNCTION}.Properties.Handler`,
  },
  'a variable': {
    logicalId: FUNCTION,
    properties: { Environment: { Variables: { NODE_OPTIONS: '--require ./x.js' } } },
    where: `Resources.${FUNCTION}.Properties.Environment`,
  },
  'cached decisions': {
    logicalId: AUTHORIZERS.http,
    properties: { AuthorizerResultTtlInSeconds: 300 },
    where: `Resources.${AUTHORIZERS.http}.Properties.AuthorizerResultTtlInSeconds`,
  },
  'an open $connect': {
    logicalId: ROUTES.websocket,
    properties: { AuthorizationType: 'NONE' },
    where: `Resources.${ROUTES.websocket}.AuthorizationType`,
  },
};

const extensionOf = (logicalId: string, Properties: object): object => ({
  resources: { extensions: { [logicalId]: { Properties } } },
});

const provider = (settings: object): object => ({
  provider: { name: 'aws', runtime: 'nodejs20.x', ...settings },
});

/** What a user may set for all functions, or for ours, and what changes nothing about its decisions. */
export const LEGAL: Readonly<Record<string, object>> = {
  'tags for all functions': provider({ tags: { team: 'a' } }),
  'a retention of logs': provider({ logRetentionInDays: 7 }),
  tracing: provider({ tracing: { lambda: true, apiGateway: true } }),
  'a role for all functions': provider({ iam: { role: 'arn:aws:iam::123456789012:role/all' } }),
  'variables for all functions': provider({ environment: { NODE_OPTIONS: '--require ./x.js' } }),
  'layers for all functions': provider({ layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'] }),
  'a VPC for all functions': provider({ vpc: { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] } }),
  'ARM for all functions': provider({ architecture: 'arm64' }),
  'tags by resources.extensions': extensionOf(FUNCTION, { Tags: [{ Key: 'team', Value: 'a' }] }),
  'a permissions boundary by resources.extensions': extensionOf(`${FUNCTION}Role`, {
    PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
  }),
  'a retention by resources.extensions': extensionOf('PassageAuthorizerLogGroup', { RetentionInDays: 7 }),
};
