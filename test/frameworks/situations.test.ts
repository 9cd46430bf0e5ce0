import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { accessByRoute, packaged } from '../support/template';

const handler = 'handler.handler';
const get = (path: string, extra: object = {}): object => ({ httpApi: { method: 'GET', path, ...extra } });

for (const framework of FRAMEWORKS) {
  describe(`${framework}: precedence`, () => {
    it('opt-in: every row of the table and every spelling', async () => {
      const functions = {
        nothing: { handler, events: [{ httpApi: 'GET /nothing' }] },
        fn: {
          handler,
          passage: true,
          events: [
            { httpApi: 'GET /fn' },
            { httpApi: 'post /lower' },
            { httpApi: { method: '*', path: '/star' } },
            { httpApi: { method: 'delete', path: '/object' } },
            get('/out', { passage: false }),
            get('/own', { authorizer: { type: 'aws_iam' } }),
            get('/own-off', { authorizer: { type: 'aws_iam' }, passage: false }),
            get('/scoped', { passage: { scopes: ['a', 'b'] } }),
          ],
        },
        event: { handler, events: [get('/event', { passage: true }), get('/quiet')] },
        off: { handler, passage: false, events: [get('/off'), get('/on', { passage: true })] },
        named: {
          handler,
          events: [
            get('/named', { authorizer: 'passage' }),
            get('/named-object', { authorizer: { name: 'passage' } }),
            get('/named-scopes', { authorizer: { name: 'passage', scopes: ['c'] } }),
          ],
        },
        scoped: {
          handler,
          passage: { scopes: ['s'] },
          events: [get('/fn-scopes'), get('/no-scopes', { passage: true })],
        },
        all: { handler, passage: true, events: [{ httpApi: '*' }] },
        other: { handler, events: [get('/mine', { authorizer: 'mine' })] },
      };
      const mine = { type: 'request', functionName: 'nothing', identitySource: '$request.header.X' };
      const run = await packageService(framework, {
        service: service(functions, { provider: { httpApi: { authorizers: { mine } } } }),
      });
      expect(accessByRoute(packaged(run))).to.deep.equal({
        'GET /nothing': 'NONE',
        'GET /fn': 'JWT passage',
        'POST /lower': 'JWT passage',
        'ANY /star': 'JWT passage',
        'DELETE /object': 'JWT passage',
        'GET /out': 'NONE',
        'GET /own': 'AWS_IAM',
        'GET /own-off': 'AWS_IAM',
        'GET /scoped': 'JWT passage [a b]',
        'GET /event': 'JWT passage',
        'GET /quiet': 'NONE',
        'GET /off': 'NONE',
        'GET /on': 'JWT passage',
        'GET /named': 'JWT passage',
        'GET /named-object': 'JWT passage',
        'GET /named-scopes': 'JWT passage [c]',
        'GET /fn-scopes': 'JWT passage [s]',
        'GET /no-scopes': 'JWT passage',
        $default: 'JWT passage',
        'GET /mine': 'CUSTOM mine',
      });
    });

    it('protect: all', async () => {
      const functions = {
        nothing: { handler, events: [{ httpApi: 'GET /nothing' }, { httpApi: { path: '*' } }] },
        off: { handler, passage: false, events: [get('/off'), get('/on', { passage: true })] },
        own: {
          handler,
          events: [get('/own', { authorizer: { type: 'aws_iam' } }), get('/out', { passage: false })],
        },
        none: { handler },
      };
      const custom = {
        passage: { appId: 'a', authOrigin: 'https://a.example', protect: 'all', scopes: ['x'] },
      };
      const run = await packageService(framework, { service: service(functions, { custom }) });
      expect(accessByRoute(packaged(run))).to.deep.equal({
        'GET /nothing': 'JWT passage [x]',
        $default: 'JWT passage [x]',
        'GET /off': 'NONE',
        'GET /on': 'JWT passage [x]',
        'GET /own': 'AWS_IAM',
        'GET /out': 'NONE',
      });
      expect(run.stderr).to.match(/serverless-passage: custom\.passage\b.*scopes/);
    });

    it('compiles the authorizer of the contract, and its output', async () => {
      const run = await packageService(framework, {
        service: service({ me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] } }),
      });
      const { Resources, Outputs } = packaged(run);
      expect(Resources.HttpApiAuthorizerPassage).to.deep.equal({
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          ApiId: { Ref: 'HttpApi' },
          Name: 'passage',
          AuthorizerType: 'JWT',
          IdentitySource: ['$request.header.Authorization'],
          JwtConfiguration: {
            Issuer: 'https://auth.passage.id/v1/apps/testapp123',
            Audience: ['https://app.example.com'],
          },
        },
      });
      expect(Outputs.PassageAuthorizerId?.Value).to.deep.equal({ Ref: 'HttpApiAuthorizerPassage' });
      expect(Outputs.PassageAuthorizerId?.Export?.Name).to.equal('sls-svc-dev-PassageAuthorizerId');
    });

    it('makes no authorizer for an app that no route uses, and says so', async () => {
      const run = await packageService(framework, {
        service: service({ a: { handler, events: [{ httpApi: 'GET /a' }] } }),
      });
      const { Resources, Outputs } = packaged(run);
      expect(Object.keys(Resources).filter((id) => id.includes('Authorizer'))).to.deep.equal([]);
      expect(Outputs).not.to.have.property('PassageAuthorizerId');
      expect(run.stderr).to.match(/serverless-passage: custom\.passage\b/);
    });

    it('takes values from variables, for each stage', async () => {
      const text = `
service: svc
frameworkVersion: '*'
provider: { name: aws, runtime: nodejs20.x, stage: prod }
plugins: [serverless-passage]
custom:
  origins: { dev: 'http://localhost:3000', prod: 'https://app.example.com' }
  passage:
    appId: \${env:PASSAGE_APP_ID}
    authOrigin: \${self:custom.origins.\${sls:stage}}
functions:
  - one: { handler: handler.handler, passage: true, events: [httpApi: GET /one] }
  - two: { handler: handler.handler, events: [httpApi: GET /two] }
`;
      const run = await packageService(framework, { service: text }, { PASSAGE_APP_ID: 'fromenv1' });
      const template = packaged(run);
      expect(template.Resources.HttpApiAuthorizerPassage?.Properties.JwtConfiguration).to.deep.equal({
        Issuer: 'https://auth.passage.id/v1/apps/fromenv1',
        Audience: ['https://app.example.com'],
      });
      expect(accessByRoute(template)).to.deep.equal({ 'GET /one': 'JWT passage', 'GET /two': 'NONE' });
    });
  });

  describe(`${framework}: serverless.js`, () => {
    it('decides functions that share one event object each for itself', async () => {
      const text = `
const shared = { method: 'GET', path: '/shared' };
module.exports = {
  service: 'svc',
  frameworkVersion: '*',
  provider: { name: 'aws', runtime: 'nodejs20.x' },
  plugins: ['serverless-passage'],
  custom: { passage: { appId: 'a', authOrigin: 'https://a.example' } },
  functions: {
    open: { handler: 'handler.handler', events: [{ http: shared }] },
    closed: { handler: 'handler.handler', passage: true, events: [{ httpApi: shared }] },
  },
};`;
      const run = await packageService(framework, { files: { 'serverless.js': text } });
      const template = packaged(run);
      expect(accessByRoute(template)).to.deep.equal({ 'GET /shared': 'JWT passage' });
      expect(template.Resources.ApiGatewayMethodSharedGet?.Properties.AuthorizationType).to.equal('NONE');
    });
  });
}
