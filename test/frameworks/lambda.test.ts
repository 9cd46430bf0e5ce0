import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import type { RoutesFile } from '../../src/authorizer/routes-file';
import { type CfTemplate, FRAMEWORKS, type Framework, makeService, service } from '../support/frameworks';
import { packageService, runInProcess } from '../support/in-process';
import { accessByMethod, accessByRoute, expectProblems, packaged } from '../support/template';

const ISSUER = { issuer: 'https://issuer.example/', audience: 'api', authorizerType: 'lambda' };
const FUNCTION = 'PassageAuthorizerLambdaFunction';

const EVERY_API = {
  me: {
    handler: 'handler.me',
    passage: { scopes: ['read'] },
    events: [
      { httpApi: 'GET /me' },
      { http: { method: 'get', path: 'me/{id}', cors: true } },
      { websocket: '$connect' },
      { websocket: 'message' },
    ],
  },
  open: { handler: 'handler.open', events: [{ httpApi: 'GET /open' }] },
};

/** What is set for every function of a service. */
const PROVIDER = {
  environment: { SECRET: 'x', NODE_OPTIONS: '--require ./evil.js' },
  layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'],
  tracing: { lambda: true },
  vpc: { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] },
  tags: { team: 'a' },
  architecture: 'arm64',
  kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/x',
  memorySize: 2048,
  timeout: 29,
};

const lambdaService = (functions: object = EVERY_API, passage: object = ISSUER, extra: object = {}) =>
  service(functions, { ...extra, custom: { passage } });

const propertiesOf = ({ Resources }: CfTemplate, logicalId: string) => Resources[logicalId]!.Properties;

/** Packages in a folder that is still there for `look`. */
async function packageAndLook<T>(
  framework: Framework,
  config: object,
  look: (dir: string) => T,
): Promise<{ template: CfTemplate; seen: T }> {
  const folder = makeService({ service: config });
  try {
    const template = packaged(await runInProcess(framework, folder, ['package']));
    return { template, seen: look(folder.dir) };
  } finally {
    folder.remove();
  }
}

const zipOf = (dir: string, name: string) => unzipSync(readFileSync(join(dir, '.serverless', name)));

for (const framework of FRAMEWORKS) {
  describe(`${framework}: authorizerType: lambda`, () => {
    it('protects HTTP, REST and WebSocket routes by one function', async () => {
      const template = packaged(await packageService(framework, { service: lambdaService() }));
      expect(accessByRoute(template)).to.deep.equal({
        'GET /me': 'CUSTOM passage',
        'GET /open': 'NONE',
        $connect: 'CUSTOM passageAuthorizer',
        message: 'NONE',
      });
      expect(accessByMethod(template)).to.deep.equal({
        ApiGatewayMethodMeIdVarGet: 'CUSTOM passage',
        ApiGatewayMethodMeIdVarOptions: 'NONE',
      });
      const uris = [
        'HttpApiAuthorizerPassage',
        'PassageApiGatewayAuthorizer',
        'PassageAuthorizerWebsocketsAuthorizer',
      ]
        .map((id) => propertiesOf(template, id).AuthorizerUri)
        .map((uri) => JSON.stringify(uri));
      expect(new Set(uris).size).to.equal(1);
      expect(uris[0]).to.include(`{"Fn::GetAtt":["${FUNCTION}","Arn"]}`);
    });

    it('asks for each decision anew', async () => {
      const template = packaged(await packageService(framework, { service: lambdaService() }));
      expect(propertiesOf(template, 'HttpApiAuthorizerPassage')).to.include({
        AuthorizerType: 'REQUEST',
        AuthorizerPayloadFormatVersion: '2.0',
        EnableSimpleResponses: true,
        AuthorizerResultTtlInSeconds: 0,
      });
      expect(propertiesOf(template, 'PassageApiGatewayAuthorizer')).to.include({
        Type: 'REQUEST',
        IdentitySource: 'method.request.header.Authorization',
        AuthorizerResultTtlInSeconds: 0,
      });
      expect(propertiesOf(template, 'PassageAuthorizerWebsocketsAuthorizer')).to.deep.include({
        AuthorizerType: 'REQUEST',
        IdentitySource: ['route.request.header.Authorization'],
      });
    });

    it('gives the function nothing that is meant for the others', async () => {
      const plain = packaged(await packageService(framework, { service: lambdaService() }));
      const template = packaged(
        await packageService(framework, {
          service: lambdaService(EVERY_API, ISSUER, { provider: PROVIDER }),
        }),
      );
      const { Code, Tags, Architectures, ...properties } = propertiesOf(template, FUNCTION);
      const { Code: code, ...expected } = propertiesOf(plain, FUNCTION);
      expect(properties).to.deep.equal(expected);
      expect([Tags, Architectures]).to.deep.equal([[{ Key: 'team', Value: 'a' }], ['arm64']]);
      expect([Code, code].map((one) => (one as { S3Key: string }).S3Key.split('/').at(-1))).to.deep.equal([
        'passageAuthorizer.zip',
        'passageAuthorizer.zip',
      ]);
      expect(properties).to.deep.include({
        Timeout: 10,
        Runtime: 'nodejs22.x',
        FunctionName: 'svc-dev-passageAuthorizer',
      });
    });

    it('lets the function write its log, and API Gateway call it, and no more', async () => {
      const template = packaged(await packageService(framework, { service: lambdaService() }));
      const role = JSON.stringify(propertiesOf(template, `${FUNCTION}Role`));
      expect(role.match(/"[a-z]+:[A-Z]\w+"/g)).to.have.members([
        '"sts:AssumeRole"',
        '"logs:CreateLogStream"',
        '"logs:PutLogEvents"',
      ]);
      const permissions = Object.values(template.Resources).filter(
        ({ Type, Properties }) =>
          Type === 'AWS::Lambda::Permission' && JSON.stringify(Properties.FunctionName).includes(FUNCTION),
      );
      expect(permissions).to.have.length(3);
      for (const { Properties } of permissions) {
        expect(Properties.Principal).to.equal('apigateway.amazonaws.com');
        expect(JSON.stringify(Properties.SourceArn)).to.include('/authorizers/*');
      }
    });

    it('leaves everything else in the template as it is', async () => {
      const withJwt = { ...EVERY_API, me: { ...EVERY_API.me, passage: false } };
      const before = packaged(await packageService(framework, { service: lambdaService(withJwt) }));
      const after = packaged(await packageService(framework, { service: lambdaService() }));
      const without = (template: CfTemplate) =>
        Object.fromEntries(
          Object.entries(template.Resources).filter(
            ([id, { Type }]) =>
              !/assageAuthorizer|Authorizer|Deployment|Version/.test(id) && !/Route|Method/.test(Type),
          ),
        );
      const names = JSON.stringify(without(before)).replaceAll(/serverless\/svc[^"]+\//g, '');
      expect(JSON.stringify(without(after)).replaceAll(/serverless\/svc[^"]+\//g, '')).to.equal(names);
      expect(Object.keys(before.Resources).filter((id) => id.includes('assageAuthorizer'))).to.deep.equal([]);
      expect(Object.keys(after.Outputs).filter((name) => name.startsWith('Passage'))).to.deep.equal([]);
    });

    it('puts the routes into an artifact of its own, and nothing into the user’s', async () => {
      for (const individually of [false, true]) {
        const config = lambdaService(EVERY_API, ISSUER, { package: { individually } });
        const { seen } = await packageAndLook(framework, config, (dir) => ({
          ours: zipOf(dir, 'passageAuthorizer.zip'),
          theirs: Object.keys(zipOf(dir, individually ? 'me.zip' : 'svc.zip')),
        }));
        expect(
          seen.theirs.filter((name) => name.includes('passage') || name.includes('routes.json')),
        ).to.deep.equal([]);
        const file = JSON.parse(Buffer.from(seen.ours['routes.json']!).toString()) as RoutesFile;
        expect(file.routes).to.deep.equal({
          'http GET /me': { app: 'default', scopes: ['read'] },
          'rest GET /me/{id}': { app: 'default', scopes: ['read'] },
          'websocket ANY $connect': { app: 'default', scopes: ['read'] },
        });
      }
    });

    it('is not deployed alone', async () => {
      const folder = makeService({ service: lambdaService() });
      try {
        const args = ['deploy', 'function', '--function', 'passageAuthorizer'];
        expectProblems(await runInProcess(framework, folder, args), 'PASSAGE_COMMAND_INVALID --function');
      } finally {
        folder.remove();
      }
    });

    it('takes values that only CloudFormation knows', async () => {
      const passage = {
        issuer: { 'Fn::Sub': 'https://${Pool}.example/' },
        audience: ['api', { Ref: 'Client' }],
        jwksUri: { 'Fn::ImportValue': 'keys' },
        authorizerType: 'lambda',
      };
      const template = packaged(
        await packageService(framework, { service: lambdaService(EVERY_API, passage) }),
      );
      expect(propertiesOf(template, FUNCTION).Environment).to.deep.equal({
        Variables: {
          PASSAGE_1_ISSUER: { 'Fn::Sub': 'https://${Pool}.example/' },
          PASSAGE_1_AUDIENCE_1: 'api',
          PASSAGE_1_AUDIENCE_2: { Ref: 'Client' },
          PASSAGE_1_JWKS_URI: { 'Fn::ImportValue': 'keys' },
        },
      });
    });

    it('knows REST routes below a root of another stack by their resource', async () => {
      const functions = {
        me: {
          handler: 'handler.me',
          passage: true,
          events: [{ http: 'GET /me' }, { http: 'ANY /admin/me' }, { http: 'GET /v2/x' }, { http: 'GET /' }],
        },
        open: { handler: 'handler.open', events: [{ http: 'GET /open' }] },
      };
      const apiGateway = {
        restApiId: 'rest1',
        restApiRootResourceId: { 'Fn::ImportValue': 'v1-resource' },
        restApiResources: { '/v2/x': 'resource1' },
      };
      const config = lambdaService(functions, ISSUER, { provider: { apiGateway } });
      const { template, seen } = await packageAndLook(framework, config, (dir) =>
        Buffer.from(zipOf(dir, 'passageAuthorizer.zip')['routes.json']!).toString(),
      );
      const { restPaths, routes } = JSON.parse(seen) as RoutesFile;
      expect(restPaths).to.deep.equal(['/me', '/admin/me', '/v2/x', '/']);
      expect(Object.keys(routes)).to.have.members([
        'rest GET /me',
        'rest ANY /admin/me',
        'rest GET /v2/x',
        'rest GET /',
      ]);
      const resources = ['MeGet', 'AdminMeAny', 'V2XGet', 'Get'].map(
        (name) => propertiesOf(template, `ApiGatewayMethod${name}`).ResourceId,
      );
      const { Variables } = propertiesOf(template, FUNCTION).Environment as { Variables: object };
      expect(Variables).to.deep.include({ PASSAGE_REST_RESOURCES: { 'Fn::Join': [',', resources] } });
    });

    it('takes the path of a request for that of its route where the root is the API’s own', async () => {
      const template = packaged(await packageService(framework, { service: lambdaService() }));
      const { Variables } = propertiesOf(template, FUNCTION).Environment as { Variables: object };
      expect(Object.keys(Variables)).to.deep.equal(['PASSAGE_1_ISSUER', 'PASSAGE_1_AUDIENCE_1']);
    });

    // Serverless 3 does not know the setting.
    const withLogGroup = framework === 'serverless3' ? [] : ['/shared/log'];
    for (const logGroup of withLogGroup) {
      it('writes into its own log group, whatever provider.logs says', async () => {
        const provider = { logs: { lambda: { logGroup, logFormat: 'JSON' } } };
        const config = lambdaService(EVERY_API, ISSUER, { provider });
        const template = packaged(await packageService(framework, { service: config }));
        expect(propertiesOf(template, 'MeLambdaFunction').LoggingConfig).to.deep.equal({
          LogGroup: logGroup,
          LogFormat: 'JSON',
        });
        expect(propertiesOf(template, FUNCTION).LoggingConfig).to.deep.equal({ LogFormat: 'JSON' });
        const role = JSON.stringify(propertiesOf(template, `${FUNCTION}Role`));
        expect(role).to.include('log-group:/aws/lambda/svc-dev-passageAuthorizer');
        expect(role).not.to.include(logGroup);
      });
    }

    it('works on an HTTP API of another stack', async () => {
      const functions = { me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }] } };
      const provider = { httpApi: { id: 'abcdef1234' } };
      const run = await packageService(framework, {
        service: lambdaService(functions, ISSUER, { provider }),
      });
      const template = packaged(run);
      expect(accessByRoute(template)).to.deep.equal({ 'GET /me': 'CUSTOM passage' });
      expect(propertiesOf(template, 'HttpApiAuthorizerPassage').ApiId).to.equal('abcdef1234');
      expect(JSON.stringify(propertiesOf(template, 'PassageLambdaAuthorizerPermissionHttpApi'))).to.include(
        'abcdef1234',
      );
    });

    it('lives with another app that has API Gateway’s own authorizer', async () => {
      const passage = {
        defaultApp: 'staff',
        apps: {
          staff: { issuer: 'https://staff.example/', audience: 'api' },
          customers: ISSUER,
        },
      };
      const functions = {
        a: { handler: 'handler.a', passage: true, events: [{ httpApi: 'GET /a' }] },
        b: {
          handler: 'handler.b',
          passage: 'customers',
          events: [{ httpApi: 'GET /b' }, { websocket: '$connect' }],
        },
      };
      const template = packaged(
        await packageService(framework, { service: lambdaService(functions, passage) }),
      );
      expect(accessByRoute(template)).to.deep.equal({
        'GET /a': 'JWT staff',
        'GET /b': 'CUSTOM customers',
        $connect: 'CUSTOM passageAuthorizer',
      });
      expect(Object.keys(template.Outputs).filter((name) => name.startsWith('Passage'))).to.deep.equal([
        'PassageAuthorizerIdStaff',
      ]);
    });

    it('protects $connect under protect: all, unless it is meant to be public', async () => {
      const functions = (passage?: boolean) => ({
        chat: {
          handler: 'handler.chat',
          events: [{ websocket: { route: '$connect', ...(passage === undefined ? {} : { passage }) } }],
        },
      });
      const access = async (passage?: boolean) => {
        const config = lambdaService(functions(passage), { ...ISSUER, protect: 'all' });
        return accessByRoute(packaged(await packageService(framework, { service: config }))).$connect;
      };
      expect([await access(), await access(false)]).to.deep.equal(['CUSTOM passageAuthorizer', 'NONE']);
    });

    it('is refused on other WebSocket routes, with a jwt app, and with a function of its name', async () => {
      const event = (websocket: object) => ({ a: { handler: 'handler.a', events: [{ websocket }] } });
      const refused = async (functions: object, ...problems: string[]) => {
        expectProblems(await packageService(framework, { service: lambdaService(functions) }), ...problems);
      };
      await refused(
        event({ route: 'message', passage: true }),
        'PASSAGE_NOTHING_TO_PROTECT functions.a.events[0].websocket.passage',
      );
      await refused(
        { a: { handler: 'handler.a', passage: true, events: [{ websocket: 'message' }] } },
        'PASSAGE_NOTHING_TO_PROTECT functions.a.passage',
      );
      await refused(
        { ...EVERY_API, passageAuthorizer: { handler: 'handler.x' } },
        'PASSAGE_AUTHORIZER_EXISTS functions.passageAuthorizer',
      );
      const jwt = service(event({ route: '$connect', passage: true }), {
        custom: { passage: { ...ISSUER, authorizerType: 'jwt' } },
      });
      const run = await packageService(framework, { service: jwt });
      expectProblems(run, 'PASSAGE_NOTHING_TO_PROTECT functions.a.events[0].websocket.passage');
      expect(run.problems[0]?.fix).to.include('authorizerType: lambda');
    });
  });
}
