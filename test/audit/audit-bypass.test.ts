/** Other ways to call a protected function, in a template of a few resources. */
import { expect } from 'chai';
import { findBypasses } from '../../src/audit/audit-bypass';
import { findOtherRoutes } from '../../src/audit/audit-others';
import type { Resource, Template } from '../../src/cloudformation';
import { findRoutes } from '../../src/template/api-resources';
import { plain, planOf } from '../support/plans';

const event = (method: string, path: string, passage?: boolean): Record<string, unknown> => ({
  httpApi: { method, path, ...(passage === undefined ? {} : { passage }) },
});
const { plan: PLAN } = planOf(
  plain({
    me: { passage: true, events: [event('GET', '/me'), event('GET', '/me/open', false)] },
    you: { passage: true, events: [event('GET', '/you')] },
    out: { passage: false, events: [event('GET', '/out', true)] },
    open: { events: [event('GET', '/open'), { websocket: '$default' }], url: true },
  }),
);
const HTTP_API = { Ref: 'HttpApi' };
const ME = { 'Fn::GetAtt': ['MeLambdaFunction', 'Arn'] };

const route = (RouteKey: string, Target: unknown, more: object = {}): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: HTTP_API, RouteKey, Target, ...more },
});
const method = (more: object = {}): Resource => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: { RestApiId: { Ref: 'OtherRestApi' }, HttpMethod: 'GET', Integration: { Uri: ME }, ...more },
});
const url = (more: object = {}): Resource => ({
  Type: 'AWS::Lambda::Url',
  Properties: { TargetFunctionArn: ME, AuthType: 'NONE', ...more },
});

function templateWith(resources: Record<string, Resource>): Template {
  const functions = ['Me', 'You', 'Out', 'Open'].map((name): [string, Resource] => [
    `${name}LambdaFunction`,
    { Type: 'AWS::Lambda::Function' },
  ]);
  return {
    Resources: {
      HttpApi: { Type: 'AWS::ApiGatewayV2::Api' },
      ...Object.fromEntries(functions),
      ...resources,
    },
  };
}

/** Whether the resource is a way to call `functions.me`. */
function isWay(resource: Resource, logicalId = 'X'): boolean {
  const template = templateWith({ [logicalId]: resource });
  const routes = findRoutes(template, PLAN);
  const found = findBypasses(template, PLAN, routes, findOtherRoutes(PLAN, routes));
  expect(found.map(({ where }) => where)).to.deep.equal(found.length === 0 ? [] : [`Resources.${logicalId}`]);
  return found.length > 0;
}

describe('audit: other ways to call a protected function', () => {
  const OTHER_API = { ApiId: { Ref: 'OtherApi' } };
  const WAYS: Record<string, Resource> = {
    'a function URL': url(),
    'a function URL without an authorization type': url({ AuthType: undefined }),
    'an API of one route': { Type: 'AWS::ApiGatewayV2::Api', Properties: { Target: ME } },
    'a route that comes from no event': route('GET /raw', ME),
    'a public event of another function': route('GET /open', ME),
    'a route of another API': route('GET /me', ME, OTHER_API),
    'a method of another API': method(),
    'a method without an API': method({ RestApiId: undefined }),
  };
  for (const [what, resource] of Object.entries(WAYS)) {
    it(`is ${what}`, () => {
      expect(isWay(resource)).to.equal(true);
    });
  }

  const OTHERS: Record<string, Resource> = {
    'a function URL for AWS accounts': url({ AuthType: 'AWS_IAM' }),
    'an API with routes': { Type: 'AWS::ApiGatewayV2::Api', Properties: {} },
    'a public event of the function itself': route('GET /me/open', ME),
    'a protected route': route('GET /raw', ME, { AuthorizationType: 'JWT' }),
    'a protected route of another API': route('GET /me', ME, { ...OTHER_API, AuthorizationType: 'JWT' }),
    'a protected method': method({ AuthorizationType: 'COGNITO_USER_POOLS' }),
    'a route that calls something else': route('GET /raw', 'integrations/abc'),
    'a function with passage: false': url({ TargetFunctionArn: { Ref: 'OutLambdaFunction' } }),
    'a public function': url({ TargetFunctionArn: { Ref: 'OpenLambdaFunction' } }),
    'a rule': { Type: 'AWS::Events::Rule', Properties: { Target: ME, TargetFunctionArn: ME } },
  };
  for (const [what, resource] of Object.entries(OTHERS)) {
    it(`is not ${what}`, () => {
      expect(isWay(resource)).to.equal(false);
    });
  }

  it('is what the function itself does not have', () => {
    const ofOpen = url({ TargetFunctionArn: { 'Fn::GetAtt': ['OpenLambdaFunction', 'Arn'] } });
    expect(isWay(ofOpen, 'OpenLambdaFunctionUrl')).to.equal(false);
    expect(isWay(url(), 'OpenLambdaFunctionUrl')).to.equal(true);
    const { plan } = planOf(plain({ me: { passage: true, url: true, events: [event('GET', '/me')] } }));
    expect(findBypasses(templateWith({ X: url() }), plan, [], [])).to.deep.equal([]);
  });
});

describe('audit: routes of WebSocket APIs', () => {
  const SOCKETS = { ApiId: { Ref: 'WebsocketsApi' } };
  const connect = (more: object): Record<string, Resource> => ({
    Connect: route('$connect', undefined, { ...SOCKETS, ...more }),
  });
  const ways = (RouteKey: string, resources: Record<string, Resource> = {}): number => {
    const template = templateWith({ ...resources, X: route(RouteKey, ME, SOCKETS) });
    return findBypasses(template, PLAN, [], []).length;
  };

  it('are ways to a function while anyone can connect', () => {
    expect(ways('message')).to.equal(1);
    expect(ways('$connect')).to.equal(1);
    expect(ways('message', connect({}))).to.equal(1);
    expect(ways('message', connect({ AuthorizationType: 'NONE' }))).to.equal(1);
    expect(ways('message', connect({ AuthorizationType: 'CUSTOM', ApiId: { Ref: 'Other' } }))).to.equal(1);
  });

  it('are none where $connect has an authorizer', () => {
    for (const AuthorizationType of ['CUSTOM', 'AWS_IAM'])
      expect(ways('message', connect({ AuthorizationType }))).to.equal(0);
    const byAttribute = { ApiId: { 'Fn::GetAtt': ['WebsocketsApi', 'ApiId'] }, AuthorizationType: 'CUSTOM' };
    expect(ways('message', connect(byAttribute))).to.equal(0);
  });

  it('have a $connect with a condition that does not count', () => {
    const [Connect] = Object.values(connect({ AuthorizationType: 'CUSTOM' }));
    expect(ways('message', { Connect: { ...Connect, Condition: 'IsProd' } })).to.equal(1);
  });

  it('are a way to another function than that of their event', () => {
    expect(ways('$default')).to.equal(1);
    const { plan } = planOf(
      plain({ me: { passage: true, events: [event('GET', '/me'), { websocket: '$default' }] } }),
    );
    expect(findBypasses(templateWith({ X: route('$default', ME, SOCKETS) }), plan, [], [])).to.deep.equal([]);
  });
});
