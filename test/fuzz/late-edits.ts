/** What another plugin may do to the compiled template. */
import type { Resource } from '../support/frameworks';
import { DEFAULT } from './events';
import { type Json, OWN_ISSUER, type RawRoute, type World, ownResource, rawResource } from './model';
import type { Pick } from './edits';

type LateEdit = (world: World, pick: Pick) => void;

const FUNCTION = 'PassageAuthorizerLambdaFunction';

const resourcesOf = ({ service }: World): Record<string, Resource> =>
  service.provider.compiledCloudFormationTemplate?.Resources ?? {};

/** Resources of a type, one of which an edit picks. */
const ofType =
  (type: RegExp, isMeant: (resource: Resource) => boolean = () => true) =>
  (world: World): [string, Resource][] =>
    Object.entries(resourcesOf(world)).filter(([, each]) => type.test(each.Type) && isMeant(each));

const routes = ofType(/::(Route|Method)$/);
const connects = ofType(/::Route$/, ({ Properties }) => Properties.RouteKey === '$connect');
const ourAuthorizers = ofType(/::Authorizer$/, ({ Properties }) =>
  JSON.stringify(Properties).includes(FUNCTION),
);
const ourPermissions = ofType(/::Permission$/, ({ Properties }) =>
  JSON.stringify(Properties).includes(FUNCTION),
);
const functions = ofType(/^AWS::Lambda::Function$/, ({ Properties }) =>
  String(Properties.Handler).includes('handler.f'),
);
const ourFunction = (world: World): [string, Resource][] =>
  Object.entries(resourcesOf(world)).filter(([id]) => id === FUNCTION);
const ourRole = (world: World): [string, Resource][] =>
  Object.entries(resourcesOf(world)).filter(([id]) => id === `${FUNCTION}Role`);

const isOwn = ({ Properties }: Resource): boolean => JSON.stringify(Properties).includes(OWN_ISSUER);

type Find = (world: World) => [string, Resource][];

const change =
  (find: Find, changes: Json): LateEdit =>
  (world, [n]) => {
    const found = find(world);
    Object.assign(found[n % Math.max(1, found.length)]?.[1].Properties ?? {}, structuredClone(changes));
  };

const remove =
  (find: Find): LateEdit =>
  (world, [n]) => {
    const found = find(world);
    const [id] = found[n % Math.max(1, found.length)] ?? [];
    if (id !== undefined) Reflect.deleteProperty(resourcesOf(world), id);
  };

const condition =
  (find: Find): LateEdit =>
  (world) => {
    for (const [, resource] of find(world)) Object.assign(resource, { Condition: 'IsProd' });
  };

const API_IDS = { http: 'HttpApi', rest: 'ApiGatewayRestApi', websocket: 'WebsocketsApi' } as const;

const addRaw =
  (api: RawRoute['api'], method: string, path: string): LateEdit =>
  (world, [n]) => {
    const resources = resourcesOf(world);
    const needed = path === '/u' && api === 'rest' ? 'ApiGatewayResourceU' : API_IDS[api];
    if (resources[needed] === undefined || resources.Raw !== undefined) return;
    const code = ['F0', 'F1', undefined][n % 3];
    resources.Raw = rawResource({ api, method, path }, { code }) as unknown as Resource;
    if (path === '/{all+}') Object.assign(resources, ownResource(path));
    world.raw.push({ api, method, path, isConfigured: false, intended: 'public' });
  };

const addGrant =
  (Type: string, properties: Json): LateEdit =>
  (world) => {
    const resources = resourcesOf(world);
    if (resources[FUNCTION] !== undefined)
      resources.Grant = { Type, Properties: structuredClone(properties) };
  };

/** A function URL of some function of the service. */
const addUrl: LateEdit = (world, [n]) => {
  const found = functions(world);
  const [id] = found[n % Math.max(1, found.length)] ?? [];
  const resources = resourcesOf(world);
  if (id === undefined || resources.RawUrl !== undefined) return;
  const FunctionName = resources[id]?.Properties.FunctionName;
  const targets = [{ 'Fn::GetAtt': [id, 'Arn'] }, FunctionName, `function:${String(FunctionName)}:live`];
  resources.RawUrl = {
    Type: 'AWS::Lambda::Url',
    Properties: { AuthType: 'NONE', TargetFunctionArn: targets[n % targets.length] },
  };
};

/** Routes that come from no event. */
export const RAW_EDITS: Readonly<Record<string, LateEdit>> = {
  'raw under ANY': addRaw('http', 'GET', '/u'),
  'raw under a variable': addRaw('http', 'POST', '/w/deep'),
  'raw elsewhere': addRaw('http', 'GET', '/raw'),
  'raw catch-all': addRaw('http', 'ANY', '/{proxy+}'),
  'raw $default': addRaw('http', 'ANY', DEFAULT),
  'raw catch-all method': addRaw('rest', 'ANY', '/{all+}'),
  'raw method': addRaw('rest', 'GET', '/u'),
  'raw $connect': addRaw('websocket', 'ANY', '$connect'),
  'raw message': addRaw('websocket', 'ANY', 'raw'),
};

/** Where a route is, what it calls, and what its own authorizer is. */
export const PLACE_EDITS: Readonly<Record<string, LateEdit>> = {
  'other target': (world, [n, m]) => {
    const found = routes(world);
    const [route, other] = [n, m].map((at) => found[at % Math.max(1, found.length)]?.[1]);
    if (route === undefined || other?.Type !== route.Type) return;
    const { Target, Integration } = structuredClone(other.Properties);
    Object.assign(route.Properties, Integration === undefined ? { Target } : { Integration });
  },
  'other API': change(routes, { ApiId: { Ref: 'OtherApi' }, RestApiId: { Ref: 'OtherApi' } }),
  'condition on a route': (world, [n]) => {
    const found = routes(world);
    Object.assign(found[n % Math.max(1, found.length)]?.[1] ?? {}, { Condition: 'IsProd' });
  },
  'own issuer': change(ofType(/V2::Authorizer$/, isOwn), {
    JwtConfiguration: { Issuer: 'https://evil.example/', Audience: ['own'] },
  }),
  'own pool': change(
    ofType(/::Authorizer$/, ({ Properties }) => Properties.ProviderARNs !== undefined),
    {
      ProviderARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_EVIL'],
    },
  ),
};

const ROUTE_EDITS: Readonly<Record<string, LateEdit>> = {
  none: change(routes, { AuthorizationType: 'NONE' }),
  'lower case': change(routes, { AuthorizationType: 'none' }),
  'no authorizer': change(routes, { AuthorizerId: undefined }),
  'other authorizer': change(routes, { AuthorizerId: { Ref: 'HttpApiAuthorizerStaff' } }),
  'no scopes': change(routes, { AuthorizationScopes: undefined }),
  'other key': change(routes, { RouteKey: 'GET /elsewhere' }),
  'no route': remove(routes),
  'other issuer': (world) => {
    const authorizer = resourcesOf(world).HttpApiAuthorizerMain;
    if (authorizer !== undefined)
      authorizer.Properties.JwtConfiguration = { Issuer: 'https://evil.example/', Audience: ['m'] };
  },
  'open $connect': change(connects, { AuthorizationType: 'NONE' }),
  'no $connect': remove(connects),
  'renamed $connect': change(connects, { RouteKey: 'connect' }),
  'condition on $connect': condition(connects),
};

/** The Lambda authorizer, and what belongs to it. */
const LAMBDA_EDITS: Readonly<Record<string, LateEdit>> = {
  'other handler': change(ourFunction, { Handler: 'evil.handler' }),
  'other code': change(ourFunction, { Code: { ZipFile: 'evil' } }),
  'other bucket': change(ourFunction, { Code: { S3Bucket: 'evil', S3Key: 'x/passageAuthorizer.zip' } }),
  'other environment': change(ourFunction, {
    Environment: { Variables: { PASSAGE_1_ISSUER: 'https://evil.example/', PASSAGE_1_AUDIENCE_1: 'e' } },
  }),
  layers: change(ourFunction, { Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'] }),
  'no function': remove(ourFunction),
  'other function': change(ourAuthorizers, {
    AuthorizerUri: { 'Fn::GetAtt': ['EvilLambdaFunction', 'Arn'] },
  }),
  'cached decisions': change(ourAuthorizers, { AuthorizerResultTtlInSeconds: 300 }),
  'no authorizer of ours': remove(ourAuthorizers),
  'no permission': remove(ourPermissions),
  'wide permission': change(ourPermissions, { SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:*:*:*' } }),
  'permission for all': change(ourPermissions, { Principal: '*' }),
  'wide role': change(ourRole, {
    Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }],
  }),
  'another permission': addGrant('AWS::Lambda::Permission', {
    FunctionName: { Ref: FUNCTION },
    Action: 'lambda:InvokeFunction',
    Principal: '*',
  }),
  'function URL': addGrant('AWS::Lambda::Url', {
    TargetFunctionArn: { 'Fn::GetAtt': [FUNCTION, 'Arn'] },
    AuthType: 'NONE',
  }),
};

export const LATE_EDITS: Readonly<Record<string, LateEdit>> = {
  ...RAW_EDITS,
  ...PLACE_EDITS,
  ...ROUTE_EDITS,
  ...LAMBDA_EDITS,
  url: addUrl,
};
