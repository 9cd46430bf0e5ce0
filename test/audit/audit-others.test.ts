/** Public routes of a template that come from no event. */
import { expect } from 'chai';
import { auditOtherRoutes, findAlwaysDenied, findOtherRoutes } from '../../src/audit/audit-others';
import { isConfiguredRoute, readConfiguredRoutes } from '../../src/audit/configured-routes';
import type { Resource } from '../../src/cloudformation';
import type { Finding } from '../../src/errors';
import type { Plan, PlannedRoute } from '../../src/plan/types';
import { findRoutes } from '../../src/template/api-resources';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { goldenPlan } from '../support/golden-service';
import { BLOCK, plain, planOf } from '../support/plans';

const planWith = (...events: Record<string, unknown>[]): Plan =>
  planOf(plain({ me: { passage: true, events }, open: { events: [{ httpApi: 'GET /open/{id}' }] } })).plan;
const http = (httpApi: string): Record<string, unknown> => ({ httpApi });
const route = (RouteKey: unknown, more: object = {}): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey, ...more },
});
const method = (HttpMethod: unknown, more: object = {}): Resource => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId: { Ref: 'ApiGatewayRestApi' },
    ResourceId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
    HttpMethod,
    ...more,
  },
});

interface Before {
  readonly gone?: readonly PlannedRoute[];
  /** Renamed, or gone with their code. */
  readonly renamed?: readonly PlannedRoute[];
  readonly configured?: readonly Resource[];
}

function audit(
  plan: Plan,
  resource: Resource,
  { gone = [], renamed = [], configured = [] }: Before = {},
): readonly Finding[] {
  const template = { Resources: { X: resource } };
  const others = findOtherRoutes(plan, findRoutes(template, plan));
  const resources = new Map(configured.map((each, i) => [`C${String(i)}`, each]));
  const places = readConfiguredRoutes({ Resources: {} }, plan, { ...NOTHING_CONFIGURED, resources });
  const idsOf = (): string[] => ['CopyLambdaFunction', 'MeLambdaFunction'];
  const before = { all: [...gone, ...renamed], withCode: gone, idsOf };
  const findings = auditOtherRoutes(plan, others, before, {
    isConfigured: (found) => isConfiguredRoute(template, places, found),
    callsOf: ({ properties }) => new Set(properties.Target === undefined ? [] : ['MeLambdaFunction']),
  });
  for (const finding of findings)
    expect(finding).to.include({ code: 'PASSAGE_AUDIT_FAILED', where: 'Resources.X' });
  return findings;
}
/** Whether the route is a finding. */
const isFound = (plan: Plan, resource: Resource, before?: Before): boolean =>
  audit(plan, resource, before).length > 0;

describe('audit: a public route beside the plan', () => {
  const wide = planWith(http('GET /me/{id}'), { http: 'GET /rest/{id}' });

  it('takes requests of a protected route of its API', () => {
    expect(isFound(wide, route('GET /me/a'))).to.equal(true);
    expect(isFound(wide, route('GET /me/a', { AuthorizationType: 'NONE' }))).to.equal(true);
    expect(audit(wide, route('GET /me/a'))[0]?.what)
      .to.include('GET /me/a')
      .and.include('GET /me/{id}');
  });

  it('takes none: it is elsewhere, of a public route, protected, or planned', () => {
    const others = [
      route('GET /you'),
      route('GET /rest/a'),
      route('GET /open/a'),
      route('GET /me/a', { AuthorizationType: 'AWS_IAM' }),
      route('GET /open/{other}'),
    ];
    for (const other of others) expect(isFound(wide, other), JSON.stringify(other)).to.equal(false);
  });

  it('may take some where its key is not known', () => {
    const unknown = route({ Ref: 'Key' });
    for (const event of ['ANY /me', 'GET /me/{id}', '*'])
      expect(isFound(planWith(http(event)), unknown), event).to.equal(true);
    expect(isFound(planWith(http('GET /me')), unknown)).to.equal(false);
    expect(isFound(planWith({ http: 'GET /me/{id}' }), unknown)).to.equal(false);
  });
});

describe('audit: a public route while a protected one is gone', () => {
  const plan = planWith(http('GET /me'));
  const [kept, second] = planWith(http('GET /gone'), http('GET /v2')).routes;
  if (kept === undefined || second === undefined) throw new Error('no routes');
  const gone = [kept, second];

  it('may be that route', () => {
    expect(isFound(plan, route('GET /new'), { gone })).to.equal(true);
    expect(isFound(plan, route('GET /new'))).to.equal(false);
  });

  it('is said to be the route of its name, or the first', () => {
    for (const [key, place] of [
      ['GET /v2', second.where],
      ['GET /new', kept.where],
      ['GET /gone', kept.where],
    ] as const)
      expect(audit(plan, route(key), { gone })[0]?.what).to.include(place);
  });

  it('is not where it is configured as it is', () => {
    const raw = route('GET /new', { OperationName: 'x' });
    expect(isFound(plan, raw, { gone, configured: [route('GET /other'), route('GET /new')] })).to.equal(
      false,
    );
    for (const other of [route('GET /other'), route('GET /new', { ApiId: { Ref: 'OtherApi' } })])
      expect(isFound(plan, raw, { gone, configured: [other] })).to.equal(true);
    const get = method('GET');
    expect(isFound(plan, get, { gone, configured: [get] })).to.equal(false);
    for (const more of [{ HttpMethod: 'PUT' }, { ResourceId: { Ref: 'X' } }, { RestApiId: { Ref: 'X' } }])
      expect(isFound(plan, get, { gone, configured: [method('GET', more)] })).to.equal(true);
  });

  it('may be one that was renamed, where it gets its requests', () => {
    const renamed = [kept];
    for (const key of ['GET /gone', 'ANY /gone', 'GET /gone/', 'GET /{proxy+}', '$default', { Ref: 'Key' }])
      expect(isFound(plan, route(key), { renamed }), JSON.stringify(key)).to.equal(true);
    for (const other of [route('GET /new'), route('POST /gone'), method('GET')])
      expect(isFound(plan, other, { renamed }), JSON.stringify(other)).to.equal(false);
    expect(isFound(plan, route('GET /gone'), { renamed, configured: [route('GET /gone')] })).to.equal(false);
  });

  it('may be the $connect route of a WebSocket API', () => {
    const connect = goldenPlan('opt-in', 'lambda').routes.filter(({ api }) => api === 'websocket');
    expect(connect).to.have.length(1);
    expect(isFound(plan, route('GET /new'), { gone: connect })).to.equal(true);
  });
});

describe('audit: a public route under protect: all', () => {
  const { plan } = planOf(
    plain(
      { me: { events: [http('GET /me')] }, open: { passage: false, events: [http('GET /open')] } },
      {
        ...BLOCK,
        protect: 'all',
      },
    ),
  );

  it('is found, whatever it is called', () => {
    for (const [resource, label] of [
      [route('GET /raw'), 'GET /raw'],
      [route({ Ref: 'Key' }), '{"Ref":"Key"}'],
      [method('GET'), 'GET /'],
      [method({ Ref: 'Method' }), '{"Ref":"Method"}'],
    ] as const)
      expect(audit(plan, resource)[0]?.what).to.include(label);
    expect(audit(plan, route('GET /raw', { AuthorizationType: 'none' }))[0]?.found).to.include('"none"');
  });

  it('is found where it is no preflight of the framework', () => {
    const integration = (Type: string): object => ({ Integration: { Type } });
    expect(isFound(plan, method('OPTIONS', integration('MOCK')))).to.equal(false);
    expect(isFound(plan, method('OPTIONS', integration('AWS_PROXY')))).to.equal(true);
    expect(isFound(plan, method('OPTIONS'))).to.equal(true);
    expect(isFound(plan, method('GET', integration('MOCK')))).to.equal(true);
  });

  it('is none where it is planned or protected', () => {
    expect(isFound(plan, route('GET /open'))).to.equal(false);
    expect(isFound(plan, route('GET /raw', { AuthorizationType: 'JWT' }))).to.equal(false);
  });
});

describe('audit: a route that no artifact has', () => {
  const denied = (name: 'jwt' | 'lambda', resource: Resource): string[] => {
    const plan = goldenPlan('opt-in', name);
    return findAlwaysDenied(plan, findRoutes({ Resources: { X: resource } }, plan)).map(({ where }) => where);
  };
  const closed = (key: string, AuthorizerId: unknown, AuthorizationType = 'CUSTOM'): Resource =>
    route(key, { AuthorizationType, AuthorizerId });
  const ours = { Ref: 'HttpApiAuthorizerStaff' };

  it('is denied by our Lambda authorizer, and by nothing else', () => {
    expect(denied('lambda', closed('GET /raw', ours))).to.deep.equal(['Resources.X']);
    expect(denied('lambda', closed('GET /raw', { Ref: 'HttpApiAuthorizerLambda' }))).to.deep.equal([]);
    expect(denied('lambda', closed('GET /raw', ours, 'NONE'))).to.deep.equal([]);
    expect(denied('lambda', closed('GET /me', ours))).to.deep.equal([]);
    expect(denied('lambda', closed('GET /open', ours))).to.deep.equal(['Resources.X']);
    expect(denied('jwt', closed('GET /raw', ours, 'JWT'))).to.deep.equal([]);
  });
});

describe('audit: a configured public route, while a protected one is gone', () => {
  const gone = planWith(http('GET /me/{id}')).routes.filter(({ path }) => path === '/me/{id}');
  const CALLS = { Target: 'x' };
  const isTaking = (plan: Plan, resource: Resource): boolean =>
    isFound(plan, resource, { renamed: gone, configured: [resource] });

  it('gets its requests, and calls its code', () => {
    const [finding] = audit(planWith(http('GET /none')), route('ANY /{any+}', CALLS), {
      gone,
      configured: [route('ANY /{any+}', CALLS)],
    });
    expect(finding?.what).to.include('ANY /{any+}').and.include('GET /me/{id}');
    for (const key of ['$default', 'GET /me/a', { Ref: 'Key' }])
      expect(isTaking(planWith(http('GET /none')), route(key, CALLS)), JSON.stringify(key)).to.equal(true);
  });

  it('calls other code, or gets other requests', () => {
    expect(isTaking(planWith(http('GET /none')), route('ANY /{any+}'))).to.equal(false);
    for (const other of [route('GET /you', CALLS), route('POST /{any+}', CALLS), method('GET', CALLS)])
      expect(isTaking(planWith(http('GET /none')), other), JSON.stringify(other)).to.equal(false);
    expect(isTaking(planWith(http('GET /none')), method({ Ref: 'Method' }, CALLS)), 'another API').to.equal(
      false,
    );
  });

  it('gets none beside a more specific route', () => {
    expect(isTaking(planWith(http('ANY /me/{any+}')), route('ANY /{any+}', CALLS))).to.equal(false);
    expect(isTaking(planWith(http('POST /me/{any+}')), route('ANY /{any+}', CALLS))).to.equal(true);
  });
});
