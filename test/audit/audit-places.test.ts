/** Where protected routes are and what they call, in a template of a few resources. */
import { expect } from 'chai';
import { unexpectedValue } from '../../src/audit/audit-messages';
import { auditPlaces } from '../../src/audit/audit-places';
import type { Compiled } from '../../src/audit/compiled';
import type { Resource, Template } from '../../src/cloudformation';
import type { Finding } from '../../src/errors';
import { findRoutes } from '../../src/template/api-resources';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { plain, planOf } from '../support/plans';

const LAMBDA = { issuer: 'https://i.example/', audience: 'api', authorizerType: 'lambda' };
const PLANNED = planOf(
  plain(
    {
      me: { passage: true, events: [{ httpApi: 'GET /me' }, { http: 'GET /me' }] },
      own: { events: [{ httpApi: { method: 'GET', path: '/own', authorizer: { type: 'aws_iam' } } }] },
      chat: { passage: true, events: [{ websocket: '$connect' }] },
      open: { events: [{ httpApi: 'GET /open' }] },
    },
    LAMBDA,
  ),
);
const { plan: PLAN } = PLANNED;

const arn = (name: string): object => ({ 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] });
const route = (RouteKey: string, Properties: object): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey, ...Properties },
});
const http = (more: object = {}): Resource => route('GET /me', { Target: arn('Me'), ...more });
const own = (more: object = {}): Resource => route('GET /own', { Target: arn('Own'), ...more });
const connect = (more: object = {}): Resource =>
  route('$connect', { ApiId: { Ref: 'WebsocketsApi' }, Target: arn('Chat'), ...more });
const method = (more: object = {}): Resource => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId: { Ref: 'ApiGatewayRestApi' },
    HttpMethod: 'GET',
    ResourceId: { Ref: 'Resource' },
    Integration: { Uri: arn('Me') },
    ...more,
  },
});

/** The places of what is found about a resource. */
function found(...args: Parameters<typeof findingsAbout>): string[] {
  return findingsAbout(...args).map(({ where }) => where);
}

function findingsAbout(
  X: Resource,
  extensions: ReadonlyMap<string, Resource> = NOTHING_CONFIGURED.extensions,
  more: Record<string, Resource> = {},
  targets?: Compiled['targets'],
): Finding[] {
  const functions = ['Me', 'Own', 'Chat', 'Open'].map((name): [string, Resource] => [
    `${name}LambdaFunction`,
    { Type: 'AWS::Lambda::Function', Properties: { FunctionName: `svc-dev-${name.toLowerCase()}` } },
  ]);
  const Resource: Resource = {
    Type: 'AWS::ApiGateway::Resource',
    Properties: {
      RestApiId: { Ref: 'ApiGatewayRestApi' },
      ParentId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
      PathPart: 'me',
    },
  };
  const template: Template = { Resources: { ...Object.fromEntries(functions), ...more, Resource, X } };
  const meant = targets === undefined ? { extensions } : { extensions, targets };
  return auditPlaces(template, PLAN, findRoutes(template, PLAN), meant);
}

const ROUTES = { http, own, connect, method };

describe('audit: places of protected routes', () => {
  it('are as planned', () => {
    for (const make of Object.values(ROUTES)) expect(found(make())).to.deep.equal([]);
  });

  it('are on our API itself, and not on one that may be another', () => {
    const choice = (id: string): object => ({ 'Fn::If': ['Prod', { Ref: id }, { Ref: 'Other' }] });
    expect(found(http({ ApiId: choice('HttpApi') }))).to.deep.equal(['Resources.X.ApiId']);
    expect(found(own({ ApiId: choice('HttpApi') }))).to.deep.equal(['Resources.X.ApiId']);
    expect(found(connect({ ApiId: choice('WebsocketsApi') }))).to.deep.equal(['Resources.X.ApiId']);
    expect(found(method({ RestApiId: choice('ApiGatewayRestApi') }))).to.deep.equal([
      'Resources.X.RestApiId',
    ]);
  });

  it('call the function of their event, or nothing of the service', () => {
    expect(found(http({ Target: arn('Open') }))).to.deep.equal(['Resources.X.Target']);
    expect(found(connect({ Target: arn('Me') }))).to.deep.equal(['Resources.X.Target']);
    expect(found(method({ Integration: { Uri: arn('Open') } }))).to.deep.equal(['Resources.X.Integration']);
    for (const target of [
      [arn('Me'), arn('Open')],
      [arn('Open'), arn('Me')],
    ])
      expect(found(http({ Target: { 'Fn::If': ['Prod', ...target] } }))).to.deep.equal([
        'Resources.X.Target',
      ]);
    for (const make of [http, own, connect])
      expect(found(make({ Target: 'integrations/elsewhere' }))).to.deep.equal([]);
    expect(found(method({ Integration: undefined, Target: arn('Open') }))).to.deep.equal([]);
  });

  it('call the function of their event in any spelling', () => {
    for (const Target of [
      { 'Fn::Sub': '${MeLambdaFunction.Arn}:live' },
      [arn('Me'), 'arn:aws:lambda:eu-west-1:1:function:svc-dev-me:live'],
    ])
      expect(found(http({ Target })), JSON.stringify(Target)).to.deep.equal([]);
  });

  it('are told with what they call, and what they should', () => {
    const [target] = findingsAbout(http({ Target: arn('Open') }));
    expect(target).to.include({ expected: '"MeLambdaFunction"', found: '"OpenLambdaFunction"' });
    const [property] = findingsAbout(http({ AuthorizerResultTtl: 1 }));
    expect(property).to.include({ found: '1' });
  });

  it('call what the user configured led to when it was compiled, and no other function', () => {
    const extensions = new Map([['X', { Properties: { Target: arn('Open') } }]]);
    const targets = new Map([['X', new Set(['OpenLambdaFunction'])]]);
    const called = (Target: unknown): string[] => found(http({ Target }), extensions, {}, targets);
    expect(called(arn('Open'))).to.deep.equal([]);
    expect(called([arn('Me'), arn('Open')])).to.deep.equal([]);
    expect(called([arn('Open'), arn('Own')])).to.deep.equal(['Resources.X.Target']);
  });

  it('call it as the framework compiles it, and nothing else in a form that is nearly the same', () => {
    const link = (uri: unknown, Type = 'AWS::ApiGatewayV2::Integration'): Record<string, Resource> => ({
      Link: { Type, Properties: { IntegrationUri: uri, FunctionName: uri } },
    });
    const join = (separator: string, ...parts: unknown[]): object => ({ 'Fn::Join': [separator, parts] });
    const throughLink = { Target: join('/', 'integrations', { Ref: 'Link' }) };
    expect(found(http(throughLink), undefined, link(arn('Me')))).to.deep.equal([]);
    const arns = [arn('Open'), { 'Fn::GetAtt': 'OpenLambdaFunction.Arn' }, { Ref: 'OpenLambdaFunction' }];
    for (const other of arns) {
      expect(found(http(throughLink), undefined, link(other))).to.deep.equal(['Resources.X.Target']);
      const alias = link(other, 'AWS::Lambda::Alias');
      expect(found(http(throughLink), undefined, alias)).to.deep.equal(['Resources.X.Target']);
    }

    const uri = (...called: unknown[]): object => {
      const region = ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }];
      const path = [':lambda:path/2015-03-31/functions/', ...called, '/invocations'];
      return { Integration: { Uri: join('', ...region, ...path) } };
    };
    expect(found(method(uri(arn('Me'))))).to.deep.equal([]);
    for (const other of [
      ...arns,
      { ...arn('Me'), Ref: 'OpenLambdaFunction' },
      'arn:aws:lambda:eu-west-1:1:function:svc-dev-open',
      { 'Fn::Sub': '${OpenLambdaFunction.Arn}' },
      { 'Fn::Other': [arn('Open')] },
      [arn('Me'), arn('Open')],
      { ...arn('Me'), 'Fn::Join': ['', [arn('Open')]] },
    ])
      expect(found(method(uri(other))), JSON.stringify(other)).to.deep.equal(['Resources.X.Integration']);
  });

  it('call what the user configured, under the key of their API', () => {
    const extended = (key: string): ReadonlyMap<string, Resource> =>
      new Map([['X', { Properties: { [key]: {} } }]]);
    const target = { Target: arn('Open') };
    expect(found(http(target), extended('Target'))).to.deep.equal([]);
    expect(found(http(target), extended('Integration'))).to.deep.equal(['Resources.X.Target']);
    expect(found(http(target), new Map([['X', {}]]))).to.deep.equal(['Resources.X.Target']);
    const integration = { Integration: { Uri: arn('Open') } };
    expect(found(method(integration), extended('Integration'))).to.deep.equal([]);
    expect(found(method(integration), extended('Target'))).to.deep.equal(['Resources.X.Integration']);
  });

  it('have no property that is not known', () => {
    for (const make of Object.values(ROUTES)) {
      expect(found(make({ ApiKeyRequired: true, OperationName: 'x' }))).to.deep.equal([]);
      expect(found(make({ AuthorizerResultTtl: 1 }))).to.deep.equal(['Resources.X.AuthorizerResultTtl']);
    }
  });

  it('are looked at where an entry protects the route', () => {
    const Entry: Resource = { Properties: { AuthorizationType: 'AWS_IAM' } };
    const open = { open: { events: [{ httpApi: 'GET /open' }] }, me: { events: [{ httpApi: 'GET /me' }] } };
    const { plan } = planOf({ ...plain(open), resources: { extensions: { HttpApiRouteGetOpen: Entry } } });
    const of = (name: string): Finding[] => {
      const X = route('GET /open', { Target: arn(name) });
      const MeLambdaFunction = { Type: 'AWS::Lambda::Function', Properties: {} };
      const template: Template = { Resources: { X, MeLambdaFunction } };
      return auditPlaces(template, plan, findRoutes(template, plan), NOTHING_CONFIGURED);
    };
    expect(of('Open')).to.deep.equal([]);
    expect(of('Me')).to.deep.equal([
      unexpectedValue('Resources.X.Target', 'GET /open', {
        expected: 'OpenLambdaFunction',
        found: 'MeLambdaFunction',
      }),
    ]);
  });

  it('are not looked at where the route is public, is not planned, or is refused as a whole', () => {
    const wrong = { Target: arn('Me'), New: 1 };
    expect(found(route('GET /open', wrong))).to.deep.equal([]);
    expect(found(route('GET /other', wrong))).to.deep.equal([]);
    expect(found(http({ Target: { 'Fn::Transform': {} }, New: 1 }))).to.deep.equal([]);
  });
});
