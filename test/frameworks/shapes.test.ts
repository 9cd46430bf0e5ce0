/** Every API shape: several apps, external and shared APIs, preflights, intrinsics, REST. */
import { expect } from 'chai';
import { type CfTemplate, FRAMEWORKS, service } from '../support/frameworks';
import { type InProcessRun, packageService } from '../support/in-process';
import { accessByMethod, accessByRoute, expectProblems, packaged } from '../support/template';

const handler = 'handler.handler';
const BLOCK = { appId: 'testapp123', authOrigin: 'https://app.example.com' };
const passage = (block: object): Record<string, unknown> => ({ custom: { passage: block } });
const me = { me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] } };

function authorizers({ Resources }: CfTemplate): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(Resources)
      .filter(([, { Type }]) => Type.endsWith('::Authorizer'))
      .map(([id, { Properties }]) => [id, Properties]),
  );
}

function outputs({ Outputs }: CfTemplate): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(Outputs)
      .filter(([name]) => name.startsWith('Passage'))
      .map(([name, { Value }]) => [name, Value]),
  );
}

for (const framework of FRAMEWORKS) {
  const pack = async (
    functions: object,
    extra: Record<string, unknown> = {},
    env?: NodeJS.ProcessEnv,
  ): Promise<InProcessRun> => packageService(framework, { service: service(functions, extra) }, env);

  describe(`${framework}: several apps`, () => {
    const apps = {
      customers: BLOCK,
      'back-office': { issuer: 'https://staff.example/', audience: ['a', 'b'], name: 'staff' },
      idle: BLOCK,
    };

    it('each used one has its authorizer and its output', async () => {
      const functions = {
        shop: { handler, passage: true, events: [{ httpApi: 'GET /shop' }] },
        admin: {
          handler,
          passage: 'back-office',
          events: [
            { httpApi: 'GET /admin' },
            { httpApi: { method: 'GET', path: '/named', authorizer: 'staff' } },
          ],
        },
      };
      const run = await pack(functions, passage({ apps, defaultApp: 'customers' }));
      const template = packaged(run);
      expect(accessByRoute(template)).to.deep.equal({
        'GET /shop': 'JWT customers',
        'GET /admin': 'JWT staff',
        'GET /named': 'JWT staff',
      });
      expect(Object.keys(authorizers(template))).to.have.members([
        'HttpApiAuthorizerCustomers',
        'HttpApiAuthorizerStaff',
      ]);
      expect(authorizers(template).HttpApiAuthorizerStaff!.JwtConfiguration).to.deep.equal({
        Issuer: 'https://staff.example/',
        Audience: ['a', 'b'],
      });
      expect(outputs(template)).to.deep.equal({
        PassageAuthorizerIdCustomers: { Ref: 'HttpApiAuthorizerCustomers' },
        PassageAuthorizerIdBackDashoffice: { Ref: 'HttpApiAuthorizerStaff' },
      });
      expect(run.stderr).to.include('custom.passage.apps.idle');
    });
  });

  describe(`${framework}: an HTTP API of another stack`, () => {
    for (const [what, id] of [
      ['by ID', 'abc123'],
      ['by import', { 'Fn::ImportValue': 'shared-HttpApiId' }],
    ] as const) {
      it(`named ${what}: the authorizer is added on that API`, async () => {
        const functions = {
          ...me,
          open: {
            handler,
            events: [
              { httpApi: 'GET /open' },
              { httpApi: { method: 'GET', path: '/s', passage: { scopes: ['s'] } } },
            ],
          },
        };
        const template = packaged(await pack(functions, { provider: { httpApi: { id } } }));
        expect(accessByRoute(template)).to.deep.equal({
          'GET /me': 'JWT passage',
          'GET /open': 'NONE',
          'GET /s': 'JWT passage [s]',
        });
        expect(authorizers(template)).to.deep.equal({
          HttpApiAuthorizerPassage: {
            ApiId: id,
            Name: 'passage',
            AuthorizerType: 'JWT',
            IdentitySource: ['$request.header.Authorization'],
            JwtConfiguration: {
              Issuer: 'https://auth.passage.id/v1/apps/testapp123',
              Audience: ['https://app.example.com'],
            },
          },
        });
        expect(outputs(template)).to.deep.equal({ PassageAuthorizerId: { Ref: 'HttpApiAuthorizerPassage' } });
      });
    }

    it('is audited like an own one', async () => {
      const provider = { httpApi: { id: 'abc123' } };
      const opened = { extensions: { HttpApiRouteGetMe: { Properties: { AuthorizationType: 'NONE' } } } };
      expectProblems(
        await pack(me, { provider, resources: opened }),
        'PASSAGE_AUDIT_FAILED Resources.HttpApiRouteGetMe.AuthorizationType',
      );
      const raw = {
        Resources: {
          Raw: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: 'abc123', RouteKey: 'GET /raw' } },
        },
      };
      expectProblems(
        await pack(me, { provider, resources: raw, ...passage({ ...BLOCK, protect: 'all' }) }),
        'PASSAGE_AUDIT_FAILED Resources.Raw',
      );
    });

    for (const [what, authorizerId] of [
      ['an ID', 'auth42'],
      ['an import', { 'Fn::ImportValue': 'sls-gateway-prod-PassageAuthorizerId' }],
    ] as const) {
      it(`shares an authorizer through ${what}: referenced, none made`, async () => {
        const template = packaged(
          await pack(me, { provider: { httpApi: { id: 'abc123' } }, ...passage({ authorizerId }) }),
        );
        expect(template.Resources.HttpApiRouteGetMe!.Properties).to.include({ AuthorizationType: 'JWT' });
        expect(template.Resources.HttpApiRouteGetMe!.Properties.AuthorizerId).to.deep.equal(authorizerId);
        expect(authorizers(template)).to.deep.equal({});
        expect(outputs(template)).to.deep.equal({});
      });
    }

    it('takes the shared ID from a variable, and refuses an empty one', async () => {
      const extra = {
        provider: { httpApi: { id: 'abc123' } },
        ...passage({ authorizerId: '${env:AUTHORIZER_ID}' }),
      };
      const template = packaged(await pack(me, extra, { AUTHORIZER_ID: 'fromenv' }));
      expect(template.Resources.HttpApiRouteGetMe!.Properties.AuthorizerId).to.equal('fromenv');
      expectProblems(
        await pack(me, extra, { AUTHORIZER_ID: '' }),
        'PASSAGE_CONFIG_INVALID custom.passage.authorizerId',
      );
    });

    it('is what a shared authorizer needs', async () => {
      const run = await pack(me, passage({ ...BLOCK, authorizerId: 'auth42' }));
      expectProblems(run, 'PASSAGE_CONFIG_INVALID custom.passage.authorizerId');
      expect(run.output).to.include('provider.httpApi.id');
    });
  });

  describe(`${framework}: outputs`, () => {
    it('leaves an output of the user’s alone', async () => {
      const run = await pack(me, { resources: { Outputs: { PassageAuthorizerId: { Value: 'mine' } } } });
      expect(outputs(packaged(run))).to.deep.equal({ PassageAuthorizerId: 'mine' });
      expect(run.stderr).to.match(/serverless-passage: .*PassageAuthorizerId/);
    });
  });

  describe(`${framework}: CORS preflights`, () => {
    const functions = {
      all: {
        handler,
        passage: true,
        events: [{ httpApi: '*' }, { httpApi: 'ANY /any' }, { httpApi: 'GET /get' }],
      },
    };

    it('get public companions where CORS is configured', async () => {
      const run = await pack(functions, { provider: { httpApi: { cors: true } } });
      const template = packaged(run);
      expect(accessByRoute(template)).to.deep.equal({
        $default: 'JWT passage',
        'ANY /any': 'JWT passage',
        'GET /get': 'JWT passage',
        'OPTIONS /{proxy+}': 'NONE',
        'OPTIONS /any': 'NONE',
      });
      const routes = Object.values(template.Resources).filter(
        ({ Type }) => Type === 'AWS::ApiGatewayV2::Route',
      );
      expect(new Set(routes.map(({ Properties }) => JSON.stringify(Properties.Target)))).to.have.property(
        'size',
        1,
      );
      expect(run.output).not.to.include('preflight');
    });

    it('are not a finding under protect: all', async () => {
      const template = packaged(
        await pack(functions, {
          provider: { httpApi: { cors: true } },
          ...passage({ ...BLOCK, protect: 'all' }),
        }),
      );
      expect(accessByRoute(template)['OPTIONS /any']).to.equal('NONE');
    });

    it('are spoken of once where CORS is not configured, and not at all with preflight: false', async () => {
      expect((await pack(functions)).output.match(/preflight: false/g)).to.have.length(1);
      expect((await pack(functions, passage({ ...BLOCK, preflight: false }))).output).not.to.include(
        'preflight',
      );
    });
  });

  describe(`${framework}: intrinsics`, () => {
    it('wherever the reference allows them, alone and in lists', async () => {
      const issuer = { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}' };
      const audience = ['plain', { Ref: 'Client' }, { 'Fn::ImportValue': 'x' }];
      const template = packaged(await pack(me, passage({ issuer, audience })));
      expect(authorizers(template).HttpApiAuthorizerPassage!.JwtConfiguration).to.deep.equal({
        Issuer: issuer,
        Audience: audience,
      });
      const one = packaged(await pack(me, passage({ issuer, audience: { Ref: 'Client' } })));
      expect(authorizers(one).HttpApiAuthorizerPassage!.JwtConfiguration).to.deep.equal({
        Issuer: issuer,
        Audience: [{ Ref: 'Client' }],
      });
    });

    it('short forms of YAML too', async () => {
      const text = `
service: svc
frameworkVersion: '*'
provider: { name: aws, runtime: nodejs20.x }
plugins: [serverless-passage]
custom:
  passage:
    issuer: !Sub https://cognito-idp.\${AWS::Region}.amazonaws.com/\${Pool}
    audience: [!Ref Client]
functions: { me: { handler: handler.handler, passage: true, events: [httpApi: GET /me] } }
`;
      const template = packaged(await packageService(framework, { service: text }));
      expect(authorizers(template).HttpApiAuthorizerPassage!.JwtConfiguration).to.deep.equal({
        Issuer: { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}' },
        Audience: [{ Ref: 'Client' }],
      });
    });

    it('changed by somebody, are found', async () => {
      const resources = {
        extensions: {
          HttpApiAuthorizerPassage: {
            Properties: { JwtConfiguration: { Issuer: { 'Fn::Sub': 'https://b' }, Audience: ['a'] } },
          },
        },
      };
      expectProblems(
        await pack(me, { ...passage({ issuer: { 'Fn::Sub': 'https://a' }, audience: 'a' }), resources }),
        'PASSAGE_AUDIT_FAILED Resources.HttpApiAuthorizerPassage.Properties.JwtConfiguration',
      );
    });
  });

  describe(`${framework}: REST APIs (preview)`, () => {
    const functions = {
      rest: {
        handler,
        passage: true,
        events: [
          { http: 'GET /a/{id}' },
          { http: { method: 'post', path: 'b', cors: true } },
          { http: { method: 'any', path: '/c/', passage: { scopes: ['s', 't'] } } },
          { http: { method: 'get', path: 'd', passage: false } },
          { http: { method: 'get', path: 'e', authorizer: 'aws_iam' } },
          { httpApi: 'GET /both' },
        ],
      },
      open: { handler, events: [{ http: 'GET /open' }] },
      lambda: { handler, events: [{ http: { method: 'get', path: 'l', authorizer: { name: 'rest' } } }] },
    };

    it('methods, scopes, CORS, other authorizers, and one authorizer of its own', async () => {
      const run = await pack(functions);
      const template = packaged(run);
      expect(accessByMethod(template)).to.deep.equal({
        ApiGatewayMethodAIdVarGet: 'JWT passage',
        ApiGatewayMethodBPost: 'JWT passage',
        ApiGatewayMethodBOptions: 'NONE',
        ApiGatewayMethodCAny: 'JWT passage [s t]',
        ApiGatewayMethodDGet: 'NONE',
        ApiGatewayMethodEGet: 'AWS_IAM',
        ApiGatewayMethodOpenGet: 'NONE',
        ApiGatewayMethodLGet: 'CUSTOM rest',
      });
      expect(accessByRoute(template)).to.deep.equal({ 'GET /both': 'JWT passage' });
      expect(template.Resources.PassageApiGatewayAuthorizer).to.deep.equal({
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: {
          RestApiId: { Ref: 'ApiGatewayRestApi' },
          Name: 'passage',
          Type: 'JWT',
          IdentitySource: 'method.request.header.Authorization',
          JwtConfiguration: {
            DefaultAlgorithms: ['RS256'],
            Issuers: [
              {
                Issuer: 'https://auth.passage.id/v1/apps/testapp123',
                Audiences: ['https://app.example.com'],
              },
            ],
          },
        },
      });
      expect(run.stderr).not.to.include('REST APIs');
    });

    it('protect: all covers http events', async () => {
      const template = packaged(
        await pack(
          { a: { handler, events: [{ http: { method: 'get', path: 'a', cors: true } }] } },
          passage({ ...BLOCK, protect: 'all' }),
        ),
      );
      expect(accessByMethod(template)).to.deep.equal({
        ApiGatewayMethodAGet: 'JWT passage',
        ApiGatewayMethodAOptions: 'NONE',
      });
    });

    it('the audit covers methods', async () => {
      const opened = {
        extensions: { ApiGatewayMethodAIdVarGet: { Properties: { AuthorizationType: 'NONE' } } },
      };
      expectProblems(
        await pack(functions, { resources: opened }),
        'PASSAGE_AUDIT_FAILED Resources.ApiGatewayMethodAIdVarGet.AuthorizationType',
      );
      const Properties = {
        RestApiId: { Ref: 'ApiGatewayRestApi' },
        ResourceId: 'x',
        HttpMethod: 'GET',
        AuthorizationType: 'NONE',
      };
      const raw = { Resources: { Raw: { Type: 'AWS::ApiGateway::Method', Properties } } };
      expectProblems(
        await pack(
          { a: { handler, events: [{ http: 'GET /a' }] } },
          { resources: raw, ...passage({ ...BLOCK, protect: 'all' }) },
        ),
        'PASSAGE_AUDIT_FAILED Resources.Raw',
      );
    });

    it('an external REST API', async () => {
      const provider = { apiGateway: { restApiId: 'rest1', restApiRootResourceId: 'root1' } };
      const template = packaged(
        await pack({ a: { handler, passage: true, events: [{ http: 'GET /a' }] } }, { provider }),
      );
      expect(accessByMethod(template)).to.deep.equal({ ApiGatewayMethodAGet: 'JWT passage' });
      expect(authorizers(template).PassageApiGatewayAuthorizer!.RestApiId).to.equal('rest1');
    });
  });

  describe(`${framework}: WebSocket APIs`, () => {
    it('have no JWT authorizers, so protection is refused', async () => {
      const run = await pack({
        a: { handler, events: [{ websocket: { route: '$connect', passage: true } }] },
      });
      expectProblems(run, 'PASSAGE_NOTHING_TO_PROTECT functions.a.events[0].websocket.passage');
    });
  });
}
