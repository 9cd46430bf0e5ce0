/** A protected route that no event has any more, and a public resource in its place. */
import { expect } from 'chai';
import { FRAMEWORKS, type Resource, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, type SceneFunction, inTurn, nothing, withActs, without } from '../support/other-plugin';
import { expectProblems } from '../support/template';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const EARLY = 'before:package:initialize';
const COMPILED = 'after:package:compileEvents';

const api = (kind: 'httpApi' | 'http'): Json => ({
  me: { handler: 'handler.me', passage: true, events: [{ [kind]: 'GET /me' }] },
  status: { handler: 'handler.status', passage: true, events: [{ [kind]: 'GET /status' }] },
});

const websocket = (options: Json): Json => ({
  connect: { handler: 'handler.connect', events: [{ websocket: { route: '$connect', ...options } }] },
  message: { handler: 'handler.message', events: [{ websocket: '$default' }] },
  authorize: { handler: 'handler.authorize' },
});

const emptied =
  (name: string): Act =>
  ({ service: { functions } }) => {
    const fn: SceneFunction | undefined = functions[name];
    if (fn !== undefined) fn.events = [];
  };

/** What a plugin for versions of an API does. */
const prefixed: Act = ({ service: { functions } }) => {
  for (const fn of Object.values(functions))
    fn.events = fn.events.map((event) => {
      const [[kind, value] = ['httpApi', {}]] = Object.entries(event);
      const { path, ...options } = value as Json;
      return { [kind]: { ...options, path: `/v2${String(path)}` } };
    });
};

const added =
  (resources: Record<string, object>): Act =>
  (scene) => {
    Object.assign(scene.resources, resources as Record<string, Resource>);
  };

const BACKEND = {
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: {
    ApiId: { Ref: 'HttpApi' },
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'GET',
    IntegrationUri: 'https://backend.example/',
    PayloadFormatVersion: '1.0',
  },
};

const route = (key: unknown): Act =>
  added({
    Backend: BACKEND,
    Raw: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        RouteKey: key,
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Backend' }]] },
      },
    },
  });

const method = (PathPart: string, HttpMethod: string): Act =>
  added({
    RawPath: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: {
        RestApiId: { Ref: 'ApiGatewayRestApi' },
        ParentId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
        PathPart,
      },
    },
    Raw: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'ApiGatewayRestApi' },
        ResourceId: { Ref: 'RawPath' },
        HttpMethod,
        AuthorizationType: 'NONE',
        Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'https://backend.example/' },
      },
    },
  });

const connect = (more: Json): Act =>
  added({
    Raw: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'WebsocketsApi' }, RouteKey: '$connect', ...more },
    },
  });

interface Case {
  readonly what: string;
  readonly functions: Json;
  readonly app?: object;
  readonly resources?: Json;
  readonly before: Act;
  readonly after: Act;
}

/** A public method of the user's own, on `/docs`, or below a resource of another stack. */
const configured = (ParentId: Json, more: Json = {}): Json => {
  const RestApiId = { Ref: 'ApiGatewayRestApi' };
  const path = (PathPart: string): Json => ({
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId, ParentId, PathPart },
  });
  const Integration = { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'https://docs.example/' };
  return {
    Resources: {
      Docs: path('docs'),
      Other: path('me'),
      Raw: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          ...{ RestApiId, ResourceId: { Ref: 'Docs' }, HttpMethod: 'GET', AuthorizationType: 'NONE' },
          Integration,
          ...more,
        },
      },
    },
  };
};
const ROOT = { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] };
const IMPORTED = { 'Fn::ImportValue': 'parent' };

/** Removes the protected function, and changes a resource that the user has configured. */
const changed =
  (logicalId: string, properties: Json): Act =>
  (scene) => {
    without('me')(scene);
    const { resources } = scene.service as unknown as { resources: { Resources: Record<string, Resource> } };
    Object.assign(resources.Resources[logicalId]?.Properties ?? {}, properties);
  };
const nested = {
  me: { handler: 'handler.me', passage: true, events: [{ http: 'GET /docs/me' }] },
  status: { handler: 'handler.status', passage: true, events: [{ http: 'GET /status' }] },
};

const LAMBDA = { authorizerType: 'lambda' };
const objects: Json = {
  me: { handler: 'handler.me', passage: true, events: [{ httpApi: { method: 'GET', path: '/me' } }] },
};

const REFUSED: Case[] = [
  ...['GET /me', 'ANY /me', 'GET /{proxy+}', '$default'].map((key) => ({
    what: `${key}, after its function is removed`,
    functions: api('httpApi'),
    before: without('me'),
    after: route(key),
  })),
  ...['GET /me', 'ANY /{page}'].map((key) => ({
    what: `${key}, after all paths got a prefix`,
    functions: objects,
    before: prefixed,
    after: route(key),
  })),
  ...['GET', 'ANY'].map((name) => ({
    what: `a REST method ${name}, after its function is removed`,
    functions: api('http'),
    before: without('me'),
    after: method('me', name),
  })),
  ...[{}, { AuthorizationType: 'NONE' }].flatMap((more) =>
    [emptied('connect'), without('connect')].map((before, i) => ({
      what: `$connect ${JSON.stringify(more)}, after its ${i === 0 ? 'event' : 'function'} is removed`,
      functions: websocket({ passage: true }),
      app: LAMBDA,
      before,
      after: connect(more),
    })),
  ),
  {
    what: '$connect with an authorizer of its own',
    functions: websocket({ authorizer: { name: 'authorize', identitySource: ['route.request.header.X'] } }),
    app: LAMBDA,
    before: emptied('connect'),
    after: connect({}),
  },
  ...[
    ['the path of a configured method', changed('Docs', { PathPart: 'me' })] as const,
    ['the resource of a configured method', changed('Raw', { ResourceId: { Ref: 'Other' } })] as const,
  ].map(([what, before]) => ({
    what,
    functions: api('http'),
    resources: configured(ROOT),
    before,
    after: nothing,
  })),
  {
    what: 'the parent of a configured method',
    functions: nested,
    resources: configured(ROOT, { ResourceId: { Ref: 'Other' } }),
    before: changed('Other', { ParentId: { Ref: 'Docs' } }),
    after: nothing,
  },
  {
    what: 'the path of a configured method below a resource of another stack',
    functions: api('http'),
    resources: configured(IMPORTED),
    before: changed('Docs', { PathPart: 'me' }),
    after: nothing,
  },
];

const LEGAL: Case[] = [
  {
    what: 'a configured method, after one of two functions with one handler is removed',
    functions: {
      me: { handler: 'handler.me', passage: true, events: [{ http: 'GET /me' }] },
      you: { handler: 'handler.me', passage: true, events: [{ http: 'GET /you' }] },
    },
    resources: configured(ROOT),
    before: without('me'),
    after: nothing,
  },
  ...[ROOT, IMPORTED].map((parent) => ({
    what: `a configured method below ${JSON.stringify(parent)}, after a function is removed`,
    functions: api('http'),
    resources: configured(parent),
    before: without('me'),
    after: nothing,
  })),
  {
    what: 'an unrelated route, after a function is removed',
    functions: api('httpApi'),
    before: without('me'),
    after: route('GET /health'),
  },
  {
    what: 'an unrelated route, after all paths got a prefix',
    functions: objects,
    before: prefixed,
    after: route('GET /health'),
  },
  {
    what: 'a REST method elsewhere, after a function is removed',
    functions: api('http'),
    before: without('me'),
    after: method('health', 'GET'),
  },
  {
    what: 'a route of an HTTP API, after a WebSocket API is removed',
    functions: { ...api('httpApi'), ...websocket({ passage: true }) },
    app: LAMBDA,
    before: inTurn(without('connect'), without('message')),
    after: route('GET /health'),
  },
  {
    what: '$connect with IAM, after its event is removed',
    functions: websocket({ passage: true }),
    app: LAMBDA,
    before: emptied('connect'),
    after: connect({ AuthorizationType: 'AWS_IAM' }),
  },
];

const filesOf = ({ functions, app, resources, before, after }: Case) =>
  withActs(
    [
      [before, EARLY],
      [after, COMPILED],
    ],
    service(functions, {
      custom: { passage: { ...APP, ...app } },
      ...(resources === undefined ? {} : { resources }),
    }),
  );

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a protected route comes back as a public resource`, () => {
    for (const test of REFUSED) {
      it(test.what, async () => {
        const run = await packageService(framework, filesOf(test));
        expectProblems(run, 'PASSAGE_AUDIT_FAILED Resources.Raw');
      });
    }
  });
}

describe('attacks: resources that another plugin may add', () => {
  for (const test of LEGAL) {
    it(test.what, async () => {
      for (const framework of FRAMEWORKS) {
        const run = await packageService(framework, filesOf(test));
        expect(run.code, run.output).to.equal(0);
      }
    });
  }
});
