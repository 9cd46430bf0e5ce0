/** A protected route keeps its authorizer, and is on another API by then, or calls the code of another one. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, nothing, withPlugin } from '../support/other-plugin';
import { placesOf } from '../support/template';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const LAMBDA = { ...APP, authorizerType: 'lambda' };
/** Once extensions are merged. */
const LATE = 'after:aws:package:finalize:mergeCustomProviderResources';

const OWN = {
  httpApi: {
    authorizers: {
      mine: {
        type: 'jwt',
        identitySource: '$request.header.Authorization',
        issuerUrl: 'https://a.example/',
        audience: ['a'],
      },
    },
  },
};

/** Beside the protected route, one that is protected differently, and one that is public. */
const functions = (kind: 'httpApi' | 'http'): Json => ({
  me: { handler: 'handler.me', passage: true, events: [{ [kind]: 'GET /me' }] },
  admin: {
    handler: 'handler.admin',
    passage: { scopes: ['admin'] },
    events: [{ [kind]: 'GET /admin' }],
  },
  open: { handler: 'handler.open', events: [{ [kind]: 'ANY /{proxy+}' }] },
});
const own = (scopes: Json): Json => ({
  ...functions('httpApi'),
  mine: {
    handler: 'handler.mine',
    events: [{ httpApi: { method: 'GET', path: '/mine', authorizer: { name: 'mine', ...scopes } } }],
  },
});
const websocket: Json = {
  connect: { handler: 'handler.connect', passage: true, events: [{ websocket: '$connect' }] },
};

const choice = (api: string): Json => ({ 'Fn::If': ['Prod', { Ref: api }, { Ref: 'Second' }] });
const resources = (type: string, extensions: Json, more: Json = {}): Json => ({
  Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } },
  Resources: { Second: { Type: type, Properties: { Name: 'second', ...more } } },
  extensions,
});
const onHttp = (extensions: Json): Json =>
  resources('AWS::ApiGatewayV2::Api', extensions, { ProtocolType: 'HTTP' });
const onRest = (extensions: Json): Json => resources('AWS::ApiGateway::RestApi', extensions);

/** Replaces properties, also below others: `Integration.Uri`. */
const changed =
  (logicalId: string, key: string, value: unknown): Act =>
  (scene) => {
    const keys = key.split('.');
    const last = keys.pop() ?? '';
    const properties = scene.resources[logicalId]?.Properties ?? {};
    const holder = keys.reduce<Json>((object, name) => object[name] as Json, properties);
    holder[last] = value;
  };

interface Case {
  readonly what: string;
  readonly functions: Json;
  readonly passage?: Json;
  readonly provider?: Json;
  readonly resources?: Json;
  readonly act?: Act;
}

const target = (name: string): Json => ({
  'Fn::Join': ['/', ['integrations', { Ref: `HttpApiIntegration${name}` }]],
});
const arn = (name: string): Json => ({ 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] });

/** What the user writes in the place of a target. */
const LIVE = {
  Resources: {
    Live: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arn('Me'),
        PayloadFormatVersion: '2.0',
      },
    },
  },
  extensions: { HttpApiRouteGetMe: { Properties: { Target: { 'Fn::Sub': 'integrations/${Live}' } } } },
};
const toAdmin = {
  extensions: { HttpApiRouteGetMe: { Properties: { Target: target('Admin') } } },
};
const integrationToAdmin = {
  extensions: { HttpApiIntegrationMe: { Properties: { IntegrationUri: arn('Admin') } } },
};
const methodOf = (name: string): Json => ({
  Type: 'AWS_PROXY',
  IntegrationHttpMethod: 'POST',
  Uri: arn(name),
});

/** A route whose requests go to one with fewer scopes, while it is not there. */
const narrow = (kind: 'httpApi' | 'http'): Json => ({
  admin: { handler: 'handler.admin', passage: { scopes: ['admin'] }, events: [{ [kind]: 'GET /admin' }] },
  all: { handler: 'handler.all', passage: true, events: [{ [kind]: 'ANY /{proxy+}' }] },
});
const Conditions = { Prod: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } };
const conditional =
  (logicalId: string): Act =>
  ({ resources: compiled }) => {
    Object.assign(compiled[logicalId] ?? {}, { Condition: 'Prod' });
  };

/** An entry protects a public event. */
const closedByEntry = (logicalId: string, more: Json = {}): Json => ({
  extensions: { [logicalId]: { Properties: { AuthorizationType: 'AWS_IAM', ...more } } },
});
const opened = (kind: 'httpApi' | 'http'): Json => ({
  ...functions(kind),
  pub: { handler: 'handler.pub', events: [{ [kind]: 'GET /pub' }] },
});

const REFUSED: (Case & { where: string })[] = [
  {
    what: 'another target, where an entry protects the route',
    functions: opened('httpApi'),
    resources: closedByEntry('HttpApiRouteGetPub'),
    act: changed('HttpApiRouteGetPub', 'Target', target('Admin')),
    where: 'HttpApiRouteGetPub.Target',
  },
  {
    what: 'another integration on REST, where an entry protects the route',
    functions: opened('http'),
    resources: closedByEntry('ApiGatewayMethodPubGet'),
    act: changed('ApiGatewayMethodPubGet', 'Integration', methodOf('Admin')),
    where: 'ApiGatewayMethodPubGet.Integration',
  },
  {
    what: 'the integration that the extension of the user names',
    functions: functions('httpApi'),
    resources: LIVE,
    act: changed('Live', 'IntegrationUri', arn('Admin')),
    where: 'HttpApiRouteGetMe.Target',
  },
  {
    what: 'another target than the extension of the user says',
    functions: functions('httpApi'),
    resources: toAdmin,
    act: changed('HttpApiRouteGetMe', 'Target', target('Open')),
    where: 'HttpApiRouteGetMe.Target',
  },
  {
    what: 'another integration than the extension of the integration says',
    functions: functions('httpApi'),
    resources: integrationToAdmin,
    act: changed('HttpApiIntegrationMe', 'IntegrationUri', arn('Open')),
    where: 'HttpApiRouteGetMe.Target',
  },
  {
    what: 'another integration than the extension of the user says, REST',
    functions: functions('http'),
    resources: { extensions: { ApiGatewayMethodMeGet: { Properties: { Integration: methodOf('Admin') } } } },
    act: changed('ApiGatewayMethodMeGet', 'Integration', methodOf('Open')),
    where: 'ApiGatewayMethodMeGet.Integration',
  },
  {
    what: 'under a condition, and one with fewer scopes beside it',
    functions: narrow('httpApi'),
    resources: { Conditions },
    act: conditional('HttpApiRouteGetAdmin'),
    where: 'HttpApiRouteGetAdmin',
  },
  {
    what: 'under a condition, and one with fewer scopes beside it, REST',
    functions: narrow('http'),
    resources: { Conditions },
    act: conditional('ApiGatewayMethodAdminGet'),
    where: 'ApiGatewayMethodAdminGet',
  },
  {
    what: 'under a condition, where a Lambda authorizer knows the scopes',
    passage: LAMBDA,
    functions: narrow('httpApi'),
    resources: { Conditions },
    act: conditional('HttpApiRouteGetAdmin'),
    where: 'HttpApiRouteGetAdmin',
  },
  {
    what: 'a choice between two APIs',
    functions: functions('httpApi'),
    resources: onHttp({ HttpApiRouteGetMe: { Properties: { ApiId: choice('HttpApi') } } }),
    where: 'HttpApiRouteGetMe.ApiId',
  },
  {
    what: 'one of two APIs by its place in a list, written by a plugin',
    functions: functions('httpApi'),
    resources: onHttp({}),
    act: changed('HttpApiRouteGetMe', 'ApiId', {
      'Fn::Select': ['1', [{ Ref: 'HttpApi' }, { Ref: 'Second' }]],
    }),
    where: 'HttpApiRouteGetMe.ApiId',
  },
  {
    what: 'the same for a route with its own authorizer',
    functions: own({}),
    provider: OWN,
    resources: onHttp({ HttpApiRouteGetMine: { Properties: { ApiId: choice('HttpApi') } } }),
    where: 'HttpApiRouteGetMine.ApiId',
  },
  {
    what: 'a choice between two REST APIs',
    functions: functions('http'),
    resources: onRest({ ApiGatewayMethodMeGet: { Properties: { RestApiId: choice('ApiGatewayRestApi') } } }),
    where: 'ApiGatewayMethodMeGet.RestApiId',
  },
  {
    what: 'a choice between two WebSocket APIs',
    functions: websocket,
    passage: LAMBDA,
    resources: resources(
      'AWS::ApiGatewayV2::Api',
      { SconnectWebsocketsRoute: { Properties: { ApiId: choice('WebsocketsApi') } } },
      { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' },
    ),
    where: 'SconnectWebsocketsRoute.ApiId',
  },
  {
    what: 'the target of a route with more scopes',
    functions: functions('httpApi'),
    act: changed('HttpApiRouteGetMe', 'Target', target('Admin')),
    where: 'HttpApiRouteGetMe.Target',
  },
  {
    what: 'the integration of a route with more scopes',
    functions: functions('httpApi'),
    act: changed('HttpApiIntegrationMe', 'IntegrationUri', arn('Admin')),
    where: 'HttpApiRouteGetMe.Target',
  },
  {
    what: 'the function of a method with more scopes',
    functions: functions('http'),
    act: changed('ApiGatewayMethodMeGet', 'Integration.Uri', {
      'Fn::Sub':
        'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AdminLambdaFunction.Arn}/invocations',
    }),
    where: 'ApiGatewayMethodMeGet.Integration',
  },
  ...['HttpApiRouteGetMe', 'HttpApiRouteGetMine'].map((id) => ({
    what: `a property of ${id} that nobody knows`,
    functions: own({}),
    provider: OWN,
    act: changed(id, 'AuthorizationOverride', 'NONE'),
    where: `${id}.AuthorizationOverride`,
  })),
  ...[['reader'], []].map((scopes) => ({
    what: `other scopes ${JSON.stringify(scopes)} than the user's own extension says`,
    functions: own({ scopes: ['admin'] }),
    provider: OWN,
    resources: { extensions: { HttpApiRouteGetMine: { Properties: { AuthorizationScopes: ['a', 'b'] } } } },
    act: changed('HttpApiRouteGetMine', 'AuthorizationScopes', scopes),
    where: 'HttpApiRouteGetMine',
  })),
];

const LEGAL: Case[] = [
  {
    what: 'an entry that protects a route and leads it elsewhere',
    functions: opened('httpApi'),
    resources: closedByEntry('HttpApiRouteGetPub', { Target: target('Admin') }),
  },
  {
    what: 'the function of its event, where an entry protects the route',
    functions: { pub: opened('httpApi').pub },
    resources: closedByEntry('HttpApiRouteGetPub'),
    act: changed('HttpApiRouteGetPub', 'Target', target('Pub')),
  },
  { what: 'an integration of the user', functions: functions('httpApi'), resources: LIVE },
  {
    what: 'a condition of the user, and one with fewer scopes beside it',
    functions: narrow('httpApi'),
    resources: { Conditions, extensions: { HttpApiRouteGetAdmin: { Condition: 'Prod' } } },
  },
  {
    what: 'a condition where no other route gets its requests',
    functions: { admin: narrow('httpApi').admin },
    resources: { Conditions },
    act: conditional('HttpApiRouteGetAdmin'),
  },
  ...[['admin', 'more'], ['other'], []].map((scopes) => ({
    what: `scopes ${JSON.stringify(scopes)} of a route with its own authorizer, by the user's extension`,
    functions: own({ scopes: ['admin'] }),
    provider: OWN,
    resources: { extensions: { HttpApiRouteGetMine: { Properties: { AuthorizationScopes: scopes } } } },
  })),
  {
    what: 'a target and a name of the operation by the extension of the user',
    functions: functions('httpApi'),
    resources: {
      extensions: { HttpApiRouteGetMe: { Properties: { Target: target('Admin'), OperationName: 'me' } } },
    },
  },
  {
    what: 'another function by the extension of its integration',
    functions: functions('httpApi'),
    resources: integrationToAdmin,
  },
  ...(['httpApi', 'http'] as const).map((kind) => ({
    what: `an alias of the function, ${kind}`,
    functions: functions(kind),
    act: ((scene) => {
      scene.resources.Live = {
        Type: 'AWS::Lambda::Alias',
        Properties: { FunctionName: { Ref: 'MeLambdaFunction' }, FunctionVersion: '1', Name: 'live' },
      };
      if (kind === 'httpApi') changed('HttpApiIntegrationMe', 'IntegrationUri', { Ref: 'Live' })(scene);
      else changed('ApiGatewayMethodMeGet', 'Integration.Uri', { 'Fn::Sub': 'x/${Live}/invocations' })(scene);
    }) satisfies Act,
  })),
];

const filesOf = ({ functions: fns, passage = APP, provider = {}, resources: more, act = nothing }: Case) =>
  withPlugin(
    act,
    { event: LATE, listed: 'last' },
    service(fns, { custom: { passage }, provider, ...(more === undefined ? {} : { resources: more }) }),
  );

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a protected route elsewhere`, () => {
    for (const test of REFUSED) {
      it(test.what, async () => {
        const run = await packageService(framework, filesOf(test));
        const places = placesOf(run.problems);
        expect(places, run.output).to.include(`PASSAGE_AUDIT_FAILED Resources.${test.where}`);
        expect(run.template).to.equal(null);
      });
    }
  });
}

describe('attacks: what may change of a protected route', () => {
  for (const test of LEGAL) {
    it(test.what, async () => {
      for (const framework of FRAMEWORKS) {
        const run = await packageService(framework, filesOf(test));
        expect(run.code, run.output).to.equal(0);
      }
    });
  }
});
