/** Public routes that another plugin adds with what a protected route calls, where that is no function. */
import { expect } from 'chai';
import { findOpenIntegrations } from '../../src/audit/audit-integrations';
import type { Resource } from '../../src/cloudformation';
import { type ApiRoute, findRoutes, isPublic } from '../../src/template/api-resources';
import { calledByRoute } from '../../src/template/called-functions';
import { plain, planOf } from '../support/plans';

const { plan } = planOf(plain({ r: {} }));
const URI = 'https://x.example';
const IAM = { AuthorizationType: 'AWS_IAM' };

const method = (HttpMethod: string, more: object = {}): Resource => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId: { Ref: 'ApiGatewayRestApi' },
    ResourceId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
    HttpMethod,
    AuthorizationType: 'NONE',
    Integration: { Type: 'HTTP_PROXY', Uri: URI },
    ...more,
  },
});
const FUNCTION = { 'Fn::GetAtt': ['RLambdaFunction', 'Arn'] };

/** Places, each with the protected route. */
function found(
  resources: Record<string, Resource>,
  isKept: (route: ApiRoute) => boolean = () => false,
): string[] {
  const template = {
    Resources: { RLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: {} }, ...resources },
  };
  const routes = findRoutes(template, plan);
  const callsOf = calledByRoute(template, plan.stack);
  return findOpenIntegrations(routes, routes.filter(isPublic), { callsOf, isKept }).map(
    ({ where, what }) => `${where} ${/of ([A-Z]+ \S+),/.exec(what)?.[1] ?? what}`,
  );
}

describe('audit: public routes with the integration of a protected one', () => {
  const Get = method('GET', IAM);

  it('are warned about, with it', () => {
    expect(found({ Get, Head: method('HEAD') })).to.deep.equal(['Resources.Head GET /']);
    expect(found({ Get, Put: method('PUT', IAM), Head: method('HEAD') })).to.deep.equal([
      'Resources.Head GET /',
    ]);
  });

  it('are named as they are written, where the method is not known', () => {
    const computed = method('GET', { ...IAM, HttpMethod: { Ref: 'Method' } });
    expect(found({ Get: computed, Head: method('HEAD') })[0])
      .to.include('Resources.Head ')
      .and.include('"Ref"');
  });

  it('may be configured, or have another integration', () => {
    expect(found({ Get, Head: method('HEAD') }, ({ logicalId }) => logicalId === 'Head')).to.deep.equal([]);
    const other = { Type: 'HTTP_PROXY', Uri: `${URI}/other` };
    expect(found({ Get, Head: method('HEAD', { Integration: other }) })).to.deep.equal([]);
    expect(found({ Get: method('GET'), Head: method('HEAD') }), 'both public').to.deep.equal([]);
  });

  it('may answer by themselves, or call functions, which have a protection of their own', () => {
    const mock = { Integration: { Type: 'MOCK' } };
    expect(found({ Get: method('GET', { ...IAM, ...mock }), Head: method('HEAD', mock) })).to.deep.equal([]);
    const called = { Integration: { Type: 'AWS_PROXY', Uri: FUNCTION } };
    expect(found({ Get: method('GET', { ...IAM, ...called }), Head: method('HEAD', called) })).to.deep.equal(
      [],
    );
  });
});
