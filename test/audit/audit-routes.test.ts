/** Planned authorizers and routes, in a template of a few resources: each difference. */
import { expect } from 'chai';
import { auditAuthorizer, auditPlannedResource, auditPlannedRoutes } from '../../src/audit/audit-routes';
import { NOTHING_COMPILED } from '../../src/audit/compiled';
import type { Resource } from '../../src/cloudformation';
import type { Finding } from '../../src/errors';
import type { Plan } from '../../src/plan/types';
import { findRoutes } from '../../src/template/api-resources';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { plain, planOf } from '../support/plans';

type Resources = Record<string, Resource>;

const ISSUER = { issuer: 'https://i.example/', audience: 'api' };
const http = (method: string, path: string): Record<string, unknown> => ({ httpApi: { method, path } });
const FUNCTIONS = {
  me: { passage: true, events: [http('GET', '/me')] },
  admin: { passage: { scopes: ['admin'] }, events: [http('GET', '/admin')] },
  open: { events: [http('GET', '/open')] },
};
const { plan: JWT } = planOf(plain(FUNCTIONS, ISSUER));
const { plan: LAMBDA } = planOf(plain(FUNCTIONS, { ...ISSUER, authorizerType: 'lambda' }));

function protection(plan: Plan, ...scopes: string[]): object {
  const [authorizer] = plan.authorizers;
  const ofScopes = scopes.length > 0 ? { AuthorizationScopes: scopes } : {};
  return {
    AuthorizationType: authorizer?.type === 'jwt' ? 'JWT' : 'CUSTOM',
    AuthorizerId: authorizer?.id,
    ...ofScopes,
  };
}

const route = (RouteKey: string, more: object = {}): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey, ...more },
});
/** What is found about routes of these paths alone. */
function found(plan: Plan, paths: string[], Resources: Resources): Finding[] {
  const only = { ...plan, routes: plan.routes.filter(({ path }) => paths.includes(path)) };
  const facts = { compiled: NOTHING_COMPILED, configured: NOTHING_CONFIGURED };
  return auditPlannedRoutes(only, findRoutes({ Resources }, only), facts);
}
const places = (...args: Parameters<typeof found>): string[] => found(...args).map(({ where }) => where);

describe('audit: a resource that must be as planned', () => {
  const planned = { Type: 'A::B', Properties: { Name: 'x', Source: ['y'] } };
  const about = (resource?: Resource): string[] => {
    const template = { Resources: resource === undefined ? {} : { X: resource } };
    return auditPlannedResource(template, { logicalId: 'X', resource: planned }, 'it').map(
      ({ where, found: value }) => `${where} ${value === undefined ? '-' : [value].flat().join()}`,
    );
  };

  it('is as planned', () => {
    expect(about(structuredClone(planned))).to.deep.equal([]);
  });

  it('differs in its type, a property, a property more or less, or a condition', () => {
    expect(about({ ...planned, Type: 'A::C' })).to.deep.equal(['Resources.X.Type "A::C"']);
    expect(about({ ...planned, Condition: 'C' })).to.deep.equal(['Resources.X.Condition "C"']);
    expect(about({ ...planned, Properties: { Name: 'z', Ttl: 1 } })).to.deep.equal([
      'Resources.X.Properties.Name "z"',
      'Resources.X.Properties.Source nothing',
      'Resources.X.Properties.Ttl 1',
    ]);
  });

  it('is missing or rewritten, which is all that is said', () => {
    expect(about()).to.have.length(1);
    for (const none of [null, 'text'] as unknown[])
      expect(about(none as Resource)).to.deep.equal(['Resources.X -']);
    expect(about({ ...planned, Type: 'A::C', Properties: { 'Fn::Transform': {} } })).to.have.length(1);
  });

  it('may be an authorizer of ours, unless it is of another stack', () => {
    const [authorizer] = JWT.authorizers;
    if (authorizer === undefined) throw new Error('there is an authorizer');
    expect(auditAuthorizer({ Resources: {} }, authorizer)).to.have.length(1);
    expect(auditAuthorizer({ Resources: {} }, { ...authorizer, created: null })).to.deep.equal([]);
  });
});

describe('audit: planned routes', () => {
  it('have the authorizer and the scopes of the plan', () => {
    const Me = route('GET /me', protection(JWT));
    const Admin = route('GET /admin', protection(JWT, 'admin'));
    expect(found(JWT, ['/me', '/admin', '/open'], { Me, Admin })).to.deep.equal([]);
    expect(places(JWT, ['/me'], { Me: route('GET /me', protection(JWT, 'x')) })).to.deep.equal([
      'Resources.Me.AuthorizationScopes',
    ]);
    expect(places(JWT, ['/admin'], { Admin: route('GET /admin', protection(JWT)) })).to.deep.equal([
      'Resources.Admin.AuthorizationScopes',
    ]);
    expect(places(JWT, ['/me'], { Me: route('GET /me') })).to.deep.equal([
      'Resources.Me.AuthorizationType',
      'Resources.Me.AuthorizerId',
    ]);
  });

  it('have no scopes in the template where a Lambda authorizer knows them', () => {
    const custom = protection(LAMBDA);
    expect(found(LAMBDA, ['/admin'], { Admin: route('GET /admin', custom) })).to.deep.equal([]);
    const withScopes = route('GET /admin', { ...custom, AuthorizationScopes: ['admin'] });
    expect(places(LAMBDA, ['/admin'], { Admin: withScopes })).to.deep.equal([
      'Resources.Admin.AuthorizationScopes',
    ]);
  });

  it('are missing', () => {
    const [missing, ...others] = found(JWT, ['/me', '/open'], { Other: route('GET /other') });
    expect(missing?.where).to.equal('Resources.HttpApiRouteGetMe');
    expect(others).to.deep.equal([]);
  });
});
