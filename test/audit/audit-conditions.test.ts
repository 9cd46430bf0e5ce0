/** Conditions on routes that are not public, in a template of a few resources. */
import { expect } from 'chai';
import { auditConditions } from '../../src/audit/audit-conditions';
import { otherWhileFalse, publicWhileFalse } from '../../src/audit/audit-messages';
import type { ConfiguredRoute } from '../../src/audit/configured-routes';
import type { Resource } from '../../src/cloudformation';
import type { Finding } from '../../src/errors';
import type { Plan } from '../../src/plan/types';
import type { ApiKind } from '../../src/service/events';
import { findRoutes } from '../../src/template/api-resources';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { plain, planOf } from '../support/plans';

type Resources = Record<string, Resource>;

const ISSUER = { issuer: 'https://i.example/', audience: 'api' };
const http = (method: string, path: string, more: object = {}): Record<string, unknown> => ({
  httpApi: { method, path, ...more },
});
const FUNCTIONS = {
  me: { passage: true, events: [http('GET', '/me'), { http: 'GET /' }] },
  home: { passage: true, events: [http('GET', '/')] },
  admin: { passage: { scopes: ['admin'] }, events: [http('GET', '/admin')] },
  all: { events: [http('ANY', '/{any+}', { passage: true })] },
  open: { events: [http('GET', '/open')] },
};
const { plan: JWT } = planOf(plain(FUNCTIONS, ISSUER));
const { plan: LAMBDA } = planOf(plain(FUNCTIONS, { ...ISSUER, authorizerType: 'lambda' }));

function protection(plan: Plan, scopes: readonly string[] = [], api: ApiKind = 'http'): object {
  const authorizer = plan.authorizers.find((each) => each.api === api);
  const isJwt = authorizer?.type === 'jwt';
  const ofScopes = isJwt && scopes.length > 0 ? { AuthorizationScopes: scopes } : {};
  return { AuthorizationType: isJwt ? 'JWT' : 'CUSTOM', AuthorizerId: authorizer?.id, ...ofScopes };
}

const route = (RouteKey: unknown, more: object = {}, Condition?: string): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey, ...more },
  ...(Condition === undefined ? {} : { Condition }),
});
const method = (HttpMethod: string, more: object = {}, Condition?: string): Resource => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId: { Ref: 'ApiGatewayRestApi' },
    ResourceId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
    HttpMethod,
    ...more,
  },
  ...(Condition === undefined ? {} : { Condition }),
});

/** What is found about conditions on routes of these paths alone. */
function found(plan: Plan, paths: string[], Resources: Resources, extensions: Resources = {}): Finding[] {
  const only = { ...plan, routes: plan.routes.filter(({ path }) => paths.includes(path)) };
  const meant = { ...NOTHING_CONFIGURED, extensions: new Map(Object.entries(extensions)) };
  return auditConditions(only, findRoutes({ Resources }, only), meant, []);
}
const places = (...args: Parameters<typeof found>): string[] => found(...args).map(({ where }) => where);

describe('audit: a route with a condition', () => {
  const me = (more = protection(JWT)): Resource => route('GET /me', more, 'C');
  const beside = (Other: Resource, paths = ['/me', '/{any+}', '/admin']): Finding[] => {
    const planned = {
      All: route('ANY /{any+}', protection(JWT)),
      Admin: route('GET /admin', protection(JWT, ['admin'])),
    };
    return found(JWT, paths, { Me: me(), ...planned, Other });
  };

  it('gives its requests to nobody, or to a route with the same protection', () => {
    expect(found(JWT, ['/me'], { Me: me() })).to.deep.equal([]);
    // One is protected by its function, the other one by its event.
    expect(beside(route('GET /elsewhere'))).to.deep.equal([]);
    expect(beside(route('$default', protection(JWT)))).to.deep.equal([]);
  });

  it('gives them to a public one', () => {
    for (const [key, name] of [
      ['$default', '$default'],
      ['GET /{x}', 'GET /{x}'],
      [{ Ref: 'Key' }, 'Resources.Other'],
    ] as const)
      expect(beside(route(key), ['/me']), name).to.deep.equal([
        publicWhileFalse('Resources.Me', 'GET /me', 'C', name),
      ]);
  });

  it('does not give them to a public one of another kind of API, or for other requests', () => {
    for (const Other of [method('GET'), route('POST /{any+}'), route('GET /me/{x}')])
      expect(beside(Other)).to.deep.equal([]);
    const Home = route('GET /', protection(JWT), 'C');
    expect(found(JWT, ['/'], { Home, Rest: method('GET') })).to.deep.equal([]);
  });

  it('is looked at where the route is not public, and was planned or written', () => {
    const Other = route('$default');
    for (const X of [route('GET /open', {}, 'C'), route('GET /new', protection(JWT), 'C')])
      expect(found(JWT, ['/me', '/open'], { X, Other })).to.deep.equal([]);
    const unknown = route({ Ref: 'Key' }, protection(JWT), 'C');
    expect(found(JWT, ['/me'], { X: unknown, Other })).to.deep.equal([]);
  });

  it('does not give them to itself, nor to a protected one of another kind of API', () => {
    expect(found(JWT, ['/me'], { Me: route('GET /me', {}, 'C') })).to.deep.equal([]);
    const Home = route('GET /', protection(JWT), 'C');
    const Rest = method('GET', { AuthorizationType: 'AWS_IAM' });
    expect(found(JWT, ['/'], { Home, Rest })).to.deep.equal([]);
  });

  it('does not give them to a preflight, which carries no token', () => {
    const [first] = JWT.routes.filter(({ path }) => path === '/open');
    if (first === undefined) throw new Error('there is a public route');
    const me = JWT.routes.filter(({ path }) => path === '/me').map((each) => ({ ...each, method: 'ANY' }));
    const Resources = { Me: route('ANY /me', protection(JWT), 'C'), Preflight: route('OPTIONS /{any+}') };
    const options = { ...first, method: 'OPTIONS', path: '/{any+}' };
    const findings = (index: number | null): number => {
      const plan = { ...JWT, routes: [...me, { ...options, index }] };
      return auditConditions(plan, findRoutes({ Resources }, plan), NOTHING_CONFIGURED, []).length;
    };
    expect(findings(null)).to.equal(0);
    expect(findings(0)).to.equal(1);
  });

  it('does not give them to what API Gateway answers itself', () => {
    const rest = LAMBDA.routes
      .filter(({ api }) => api === 'rest')
      .map((each) => ({ ...each, method: 'OPTIONS' }));
    const isFound = (Options: Resource): boolean => {
      const Root = method('OPTIONS', protection(LAMBDA, [], 'rest'), 'C');
      return places({ ...LAMBDA, routes: rest }, ['/'], { Root, Options }).includes('Resources.Root');
    };
    expect(isFound(method('OPTIONS', { Integration: { Type: 'MOCK' } }))).to.equal(false);
    expect(isFound(method('OPTIONS', { Integration: { Type: 'AWS_PROXY' } }))).to.equal(true);
    expect(isFound(method('ANY', { Integration: { Type: 'MOCK' } }))).to.equal(true);
  });

  it('gives them to one that is protected in another way', () => {
    const iam = { AuthorizationType: 'AWS_IAM' };
    for (const [key, name] of [
      ['$default', '$default'],
      ['GET /{x}', 'GET /{x}'],
    ] as const)
      expect(beside(route(key, iam), ['/me'])).to.deep.equal([
        otherWhileFalse('Resources.Me', 'GET /me', 'C', name),
      ]);
    for (const Other of [route('GET /you', iam), route({ Ref: 'Key' }, iam), method('GET', iam)])
      expect(beside(Other, ['/me'])).to.deep.equal([]);
  });

  it("is the user's own, where another protection is meant", () => {
    const Resources = { Me: me(), Other: route('$default', { AuthorizationType: 'AWS_IAM' }) };
    expect(found(JWT, ['/me'], Resources, { Me: { Condition: 'C' } })).to.deep.equal([]);
    expect(places(JWT, ['/me'], Resources, { Me: { Condition: 'D' } })).to.deep.equal(['Resources.Me']);
    expect(places(JWT, ['/me'], Resources, { Other: { Condition: 'C' } })).to.deep.equal(['Resources.Me']);
  });

  it('gives them to one with other scopes, which a Lambda authorizer knows', () => {
    const custom = protection(LAMBDA);
    const Resources = { Me: me(custom), All: route('ANY /{any+}', custom) };
    expect(found(LAMBDA, ['/me', '/{any+}'], Resources)).to.deep.equal([]);
    const scoped = (of: Readonly<Record<string, readonly string[]>>): Plan => ({
      ...LAMBDA,
      routes: LAMBDA.routes.map((each) =>
        each.decision.access === 'protected'
          ? { ...each, decision: { ...each.decision, scopes: of[each.path] ?? [] } }
          : each,
      ),
    });
    const about = (me: string[], all: string[]): string[] =>
      places(scoped({ '/me': me, '/{any+}': all }), ['/me', '/{any+}'], Resources);
    expect(about([], ['admin'])).to.deep.equal(['Resources.Me']);
    expect(about(['a', 'b'], ['a'])).to.deep.equal(['Resources.Me']);
    expect(about(['a', 'b'], ['b', 'a'])).to.deep.equal([]);
  });

  it("is the user's own on a route under `resources:`, or leaves its requests to nothing else", () => {
    const raw = (condition: unknown): ConfiguredRoute => ({
      ...{ api: 'http', logicalId: 'Raw', key: 'GET /raw', place: 'http GET /raw' },
      route: { method: 'GET', path: '/raw' },
      ...{ authorization: {}, isClosed: true, condition, calls: new Set() },
    });
    const iam = { AuthorizationType: 'AWS_IAM' };
    const about = (condition: unknown, other: object): string[] => {
      const Resources = { Raw: route('GET /raw', protection(JWT), 'C'), Other: route('$default', other) };
      const closed = [raw(condition)];
      return auditConditions(JWT, findRoutes({ Resources }, JWT), NOTHING_CONFIGURED, closed).map(
        ({ where }) => where,
      );
    };
    for (const other of [{}, iam]) {
      expect(about(undefined, other)).to.deep.equal(['Resources.Raw']);
      expect(about('D', other)).to.deep.equal(['Resources.Raw']);
      expect(about('C', other)).to.deep.equal([]);
    }
    expect(about(undefined, protection(JWT))).to.deep.equal([]);
  });

  it('is that of each of several routes of one key under `resources:`, or of a renamed one', () => {
    const raw = (logicalId: string, condition: unknown, path: string | null = '/raw'): ConfiguredRoute => ({
      ...{ api: 'http', logicalId, key: 'GET /raw' },
      ...(path === null
        ? { route: null, place: { RouteKey: 'GET /raw' } }
        : { route: { method: 'GET', path }, place: `http GET ${path}` }),
      ...{ authorization: {}, isClosed: true, condition, calls: new Set() },
    });
    const iam = { AuthorizationType: 'AWS_IAM' };
    const about = (closed: ConfiguredRoute[], Resources: Resources, ids: string[] = []): string[] => {
      const resources = new Map(ids.map((id) => [id, {}]));
      const configured = { ...NOTHING_CONFIGURED, resources };
      const all = { ...Resources, Other: route('$default', {}) };
      return auditConditions(JWT, findRoutes({ Resources: all }, JWT), configured, closed).map(
        ({ where }) => where,
      );
    };
    const [Prod, Dev] = [route('GET /raw', iam, 'P'), route('GET /raw', iam, 'D')];
    const both = [raw('Prod', 'P'), raw('Dev', 'D')];
    expect(about(both, { Prod, Dev })).to.deep.equal([]);
    expect(about([both[1]!, both[0]!], { Prod, Dev })).to.deep.equal([]);
    expect(about([both[0]!], { Prod, Dev }), 'added').to.deep.equal(['Resources.Dev']);
    expect(about([both[0]!], { Prod, Dev }, ['Dev']), 'public as configured').to.deep.equal([]);
    expect(about([both[0]!], { Renamed: Prod })).to.deep.equal([]);
    const renamed = { RenamedProd: Prod, RenamedDev: route('GET /raw', {}, 'D') };
    expect(about([both[0]!, { ...both[1]!, isClosed: false }], renamed), 'both renamed').to.deep.equal([]);
    expect(about([both[0]!], renamed), 'one added').to.include('Resources.RenamedDev');
    expect(about([raw('Dev', 'D', null)], { Dev }), 'not known').to.deep.equal([]);
    expect(about([raw('Dev', undefined, null)], { Dev })).to.deep.equal(['Resources.Dev']);
    expect(about([raw('Old', 'P', '/old')], { Prod, Dev }), 'elsewhere').to.deep.equal([]);
  });
});
