/** Routes that the user has written under `resources:`, with an authorizer, stay as they are written. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { placesOf } from '../support/template';
import { type Act, withPlugin } from '../support/other-plugin';

type Json = Record<string, unknown>;
type Resources = Record<string, { Type: string; Properties: Json }>;

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const EARLY = 'before:package:initialize';
const LATE = 'after:package:compileEvents';

/** Changes resources as the user wrote them. */
const edited =
  (edit: (resources: Resources) => void): Act =>
  (scene) => {
    edit((scene.service as unknown as { resources: { Resources: Resources } }).resources.Resources);
  };
const changed = (id: string, properties: Json): Act =>
  edited((resources) => {
    Object.assign(resources[id]?.Properties ?? {}, properties);
  });
const OPENED = { AuthorizationType: 'NONE', AuthorizerId: { Ref: 'AWS::NoValue' } };

const authorizer = (issuer: string): Json => ({ Issuer: issuer, Audience: ['a'] });
const HTTP: Resources = {
  Au: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: { Ref: 'HttpApi' },
      Name: 'x',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: authorizer('https://a.example/'),
    },
  },
  Raw: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'HttpApi' },
      RouteKey: 'GET /raw',
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: 'Au' },
      AuthorizationScopes: ['admin'],
      Target: { 'Fn::Sub': 'integrations/${HttpApiIntegrationMe}' },
    },
  },
};
const REST: Resources = {
  Au: {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId: { Ref: 'ApiGatewayRestApi' },
      Name: 'x',
      Type: 'COGNITO_USER_POOLS',
      IdentitySource: 'method.request.header.Authorization',
      ProviderARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_A'],
    },
  },
  Raw: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'ApiGatewayRestApi' },
      ResourceId: { Ref: 'ApiGatewayResourceMe' },
      HttpMethod: 'POST',
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizerId: { Ref: 'Au' },
      Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'POST', Uri: 'https://x.example' },
    },
  },
};

interface Case {
  readonly what: string;
  readonly resources: Resources;
  readonly act: Act;
  readonly where: string;
}

const REFUSED: Case[] = [
  { what: 'is public', resources: HTTP, act: changed('Raw', OPENED), where: 'Resources.Raw' },
  { what: 'is public, REST', resources: REST, act: changed('Raw', OPENED), where: 'Resources.Raw' },
  {
    what: 'has lost its scopes',
    resources: HTTP,
    act: changed('Raw', { AuthorizationScopes: undefined }),
    where: 'Resources.Raw',
  },
  {
    what: 'is public, under another logical ID',
    resources: HTTP,
    act: edited((resources) => {
      const { Raw } = resources;
      delete resources.Raw;
      resources.Moved = { Type: String(Raw?.Type), Properties: { ...Raw?.Properties, ...OPENED } };
    }),
    where: 'Resources.Moved',
  },
  {
    what: 'has another issuer',
    resources: HTTP,
    act: changed('Au', { JwtConfiguration: authorizer('https://b.example/') }),
    where: 'Resources.Au',
  },
  {
    what: 'has another pool, REST',
    resources: REST,
    act: changed('Au', { ProviderARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_B'] }),
    where: 'Resources.Au',
  },
];

const LEGAL: Omit<Case, 'where'>[] = [
  { what: 'leaves it', resources: HTTP, act: () => undefined },
  { what: 'gives its authorizer another name', resources: HTTP, act: changed('Au', { Name: 'y' }) },
  {
    what: 'removes it, with its authorizer',
    resources: REST,
    act: edited((resources) => {
      delete resources.Raw;
      delete resources.Au;
    }),
  },
];

const filesOf = ({ resources, act }: Omit<Case, 'where'>, event: string) => {
  const events = [{ httpApi: 'GET /me' }, { http: 'GET /me' }];
  const me = { handler: 'handler.me', passage: true, events };
  // The framework merges these very objects, and another plugin changes them.
  const more = { custom: { passage: APP }, resources: { Resources: structuredClone(resources) } };
  return withPlugin(act, { event, listed: 'last' }, service({ me }, more));
};

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: by another plugin, a route under resources`, () => {
    for (const each of REFUSED)
      for (const event of [EARLY, LATE])
        it(`${each.what} (${event})`, async () => {
          const run = await packageService(framework, filesOf(each, event));
          expect(run.code, run.output).to.equal(1);
          expect(placesOf(run.problems), run.output).to.include(`PASSAGE_AUDIT_FAILED ${each.where}`);
        });
  });
}

describe('attacks: a route under resources is kept where another plugin', () => {
  for (const each of LEGAL)
    it(each.what, async () => {
      const run = await packageService('osls4', filesOf(each, EARLY));
      expect(run.code, run.output).to.equal(0);
    });
});

describe('attacks: a route under resources with the authorizer of an event', () => {
  const CHECK = 'CheckApiGatewayAuthorizer';
  const own = { name: 'check', type: 'request', identitySource: 'method.request.header.Authorization' };
  const event = (method: string, authorizer: object): Json => ({ http: { method, path: '/me', authorizer } });
  const Raw = { ...REST.Raw?.Properties, AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: CHECK } };
  const run = (act: Act): ReturnType<typeof packageService> => {
    const functions = {
      check: { handler: 'handler.check' },
      me: { handler: 'handler.me', events: [event('get', own)] },
      open: { handler: 'handler.open', passage: true, events: [{ http: 'GET /open' }] },
    };
    const resources = { Resources: { Raw: { ...REST.Raw, Properties: Raw } } };
    const config = service(functions, { custom: { passage: APP }, resources });
    return packageService('osls4', withPlugin(act, { event: EARLY, listed: 'last' }, config));
  };
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:platform-check';
  const ACTS: Record<string, Act> = {
    'that now says another function': ({ service: { functions } }) => {
      if (functions.me !== undefined) functions.me.events = [event('get', { ...own, arn })];
    },
    'whose name a new event gives to another function': ({ service: { functions } }) => {
      delete functions.me;
      functions.profile = {
        name: 'svc-dev-profile',
        handler: 'h.p',
        events: [event('put', { ...own, arn })],
      };
    },
  };

  it('is as it was', async () => {
    const { code, output } = await run(() => undefined);
    expect(code, output).to.equal(0);
  });

  for (const [what, act] of Object.entries(ACTS))
    it(`${what} is refused`, async () => {
      const { code, output, problems } = await run(act);
      expect(code, output).to.equal(1);
      expect(problems.map(({ where }) => where)).to.include('Resources.Raw');
    });
});

describe('attacks: what a protected route calls that is no function', () => {
  const queue = (route: string): Json => ({
    ...HTTP.Raw?.Properties,
    RouteKey: route,
    Target: { 'Fn::Sub': 'integrations/${Queue}' },
  });
  const IntegrationType = 'AWS_PROXY';
  const Queue = {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: { ApiId: { Ref: 'HttpApi' }, IntegrationType, IntegrationSubtype: 'SQS-SendMessage' },
  };
  const jobs = { ...HTTP, Raw: { Type: 'AWS::ApiGatewayV2::Route', Properties: queue('POST /jobs') }, Queue };
  const proxied = (httpMethod: string, type: string): Json => ({
    RestApiId: { Ref: 'ApiGatewayRestApi' },
    ResourceId: { Ref: 'ApiGatewayResourceMe' },
    HttpMethod: httpMethod,
    AuthorizationType: 'NONE',
    Integration: { Type: type, Uri: 'https://x.example', ...(type === 'MOCK' && { Uri: undefined }) },
  });
  const alias = edited((resources) => {
    const { Raw } = resources;
    const Properties = { ...Raw?.Properties, RouteKey: 'POST /v1/jobs', ...OPENED };
    resources.Alias = { Type: String(Raw?.Type), Properties };
  });
  const added = (id: string, Properties: Json): Act =>
    edited((resources) => {
      resources[id] = { Type: 'AWS::ApiGateway::Method', Properties };
    });
  const warned = async (resources: Resources, act: Act): Promise<readonly string[]> => {
    const { code, output, notes } = await packageService(
      'osls4',
      filesOf({ what: '', resources, act }, EARLY),
    );
    expect(code, output).to.equal(0);
    return notes;
  };

  it('gets a public route of another plugin: a warning', async () => {
    expect(await warned(jobs, alias)).to.deep.equal(['Resources.Alias']);
    const head = added('Head', proxied('HEAD', 'HTTP_PROXY'));
    expect(await warned(REST, head)).to.deep.equal(['Resources.Head']);
  });

  it('gets nothing by a mock, by another URL, or by a public route that is configured', async () => {
    const all = [
      await warned(REST, added('Head', proxied('HEAD', 'MOCK'))),
      await warned(
        REST,
        added('Head', { ...proxied('HEAD', ''), Integration: { Uri: 'https://y.example' } }),
      ),
      await warned(
        { ...REST, Head: { Type: 'AWS::ApiGateway::Method', Properties: proxied('HEAD', 'HTTP_PROXY') } },
        () => undefined,
      ),
    ];
    for (const notes of all) expect(notes).to.deep.equal([]);
  });
});
