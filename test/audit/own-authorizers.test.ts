/** The user's own authorizers, on a template that a framework compiled. */
import { expect } from 'chai';
import { auditTemplate } from '../../src/audit/audit-template';
import { NOTHING_COMPILED, readAuthorizerCode, readCompiled } from '../../src/audit/compiled';
import { auditOwnAuthorizers, auditOwnRoute } from '../../src/audit/own-authorizers';
import type { Resource, Template } from '../../src/cloudformation';
import { readIntent } from '../../src/intent/intent';
import { type PlannedService, planService } from '../../src/plan/plan-service';
import { noChanges } from '../../src/service/applied-changes';
import { CodeHistory } from '../../src/service/code-history';
import { type ApiRoute, findRoutes } from '../../src/template/api-resources';
import { type ConfiguredResources, NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { goldenPlan, goldenTemplate } from '../support/golden-service';
import { BLOCK, host, plain, planOf } from '../support/plans';

type Json = Record<string, unknown>;

const LAMBDA = 'HttpApiAuthorizerLambda';
const COMMON = 'GateApiGatewayAuthorizer';

function findings(
  edit: (template: Template) => void,
  extensions: Readonly<Record<string, Resource>> = {},
): string[] {
  const template = goldenTemplate('osls4');
  // The golden template has no functions.
  template.Resources.GateLambdaFunction = {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'gate' },
  };
  template.Resources.OtherLambdaFunction = {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'other' },
  };
  const compiled = readCompiled(template, goldenPlan(), {
    ...NOTHING_CONFIGURED,
    extensions: new Map(Object.entries(extensions)),
  });
  edit(template);
  return auditOwnAuthorizers(template, compiled).map(({ where }) => where);
}

const set =
  (logicalId: string, changes: Json): ((template: Template) => void) =>
  ({ Resources }) => {
    Object.assign(Resources[logicalId]?.Properties ?? {}, changes);
  };

describe('own authorizers', () => {
  it('are not compared where they are in no template', () => {
    const template = goldenTemplate('osls4');
    Reflect.deleteProperty(template.Resources, LAMBDA);
    const { authorizers } = readCompiled(template, goldenPlan(), NOTHING_CONFIGURED);
    expect([...authorizers.keys()]).to.deep.equal([COMMON]);
  });

  it('are named with what they were and what they are', () => {
    const template = goldenTemplate('osls4');
    const compiled = readCompiled(template, goldenPlan(), NOTHING_CONFIGURED);
    Object.assign(template.Resources[LAMBDA] ?? {}, { Type: 'Custom::Other' });
    const [finding] = auditOwnAuthorizers(template, compiled);
    expect(finding?.what).to.include(LAMBDA);
    expect(finding?.found).to.include('Custom::Other');
    expect(finding?.expected).to.include('AWS::ApiGatewayV2::Authorizer');
  });

  it('are as compiled', () => {
    expect(findings(() => undefined)).to.deep.equal([]);
  });

  for (const id of [LAMBDA, COMMON]) {
    it(`${id} is missing`, () => {
      expect(
        findings(({ Resources }) => {
          Reflect.deleteProperty(Resources, id);
        }),
      ).to.deep.equal([`Resources.${id}`]);
    });

    it(`${id} is something else`, () => {
      expect(
        findings(({ Resources }) => {
          Resources[id] = { ...Resources[id], Type: 'Custom::Other' };
        }),
      ).to.deep.equal([`Resources.${id}`]);
    });

    it(`${id} has a condition`, () => {
      expect(
        findings(({ Resources }) => {
          Resources[id] = { ...Resources[id], Condition: 'C' };
        }),
      ).to.deep.equal([`Resources.${id}`]);
    });

    for (const changes of [
      { AuthorizerUri: { 'Fn::GetAtt': ['OtherLambdaFunction', 'Arn'] } },
      { AuthorizerUri: 'arn:aws:lambda:x:1:function:elsewhere' },
      { IdentitySource: 'other' },
      { AuthorizerType: 'JWT' },
      { Another: 'property' },
      { AuthorizerResultTtlInSeconds: 3600 },
    ]) {
      it(`${id} has another ${JSON.stringify(changes)}`, () => {
        expect(findings(set(id, changes))).to.deep.equal([`Resources.${id}`]);
        const extensions = { [id]: { Properties: changes } };
        expect(findings(set(id, changes), extensions)).to.deep.equal([]);
        const more = set(id, { ...changes, Description: 'not of the extension' });
        expect(findings(more, extensions)).to.deep.equal([`Resources.${id}`]);
      });
    }

    it(`${id} may be called by an alias, with another name and role`, () => {
      const AuthorizerUri = { 'Fn::Sub': 'arn:aws:lambda:x:1:function:gate:live' };
      const changes = {
        AuthorizerUri,
        Name: 'x',
        AuthorizerCredentialsArn: 'a',
      };
      expect(findings(set(id, changes))).to.deep.equal([]);
    });
  }
});

describe('routes with an authorizer of their own', () => {
  const ID = { Ref: 'Mine' };
  const authorizer = { type: 'jwt', id: 'mine', scopes: ['a', 'b'] };
  const { plan } = planOf(
    plain({
      me: { events: [{ httpApi: { method: 'GET', path: '/me', authorizer } }] },
      rest: {
        events: [{ http: { method: 'get', path: '/', authorizer: { type: 'CUSTOM', authorizerId: ID } } }],
      },
    }),
  );
  const AS_COMPILED = { AuthorizationType: 'JWT', AuthorizerId: 'mine', AuthorizationScopes: ['a', 'b'] };
  const REST = { AuthorizationType: 'CUSTOM', AuthorizerId: ID };

  /** Places of findings, where another plugin changes the route or the method. */
  function changed(route: Json, method: Json = {}, isCompiledHere = true): string[] {
    const properties = {
      Me: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /me', ...AS_COMPILED },
      Rest: {
        RestApiId: { Ref: 'ApiGatewayRestApi' },
        ResourceId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
        HttpMethod: 'GET',
        ...REST,
      },
    };
    const [me, rest] = plan.routes.map(({ logicalId }) => logicalId);
    if (me === undefined || rest === undefined) throw new Error('no routes');
    const template: Template = {
      Resources: {
        [me]: { Type: 'AWS::ApiGatewayV2::Route', Properties: properties.Me },
        [rest]: { Type: 'AWS::ApiGateway::Method', Properties: properties.Rest },
      },
    };
    const compiled = readCompiled(template, plan, NOTHING_CONFIGURED);
    Object.assign(properties.Me, route);
    Object.assign(properties.Rest, method);
    const context = isCompiledHere ? { compiled } : {};
    return auditTemplate(template, plan, context).findings.map(({ where }) =>
      where.includes(me) ? 'me' : 'rest',
    );
  }

  it('keep it', () => {
    expect(changed({})).to.deep.equal([]);
    expect(changed({ AuthorizationScopes: ['b', 'a'] })).to.deep.equal([]);
    expect(changed({ AuthorizerId: 'other' })).to.deep.equal(['me']);
    expect(changed({ AuthorizationType: 'NONE' })).to.deep.equal(['me']);
    expect(changed({}, { AuthorizerId: { Ref: 'Other' } })).to.deep.equal(['rest']);
    expect(changed({}, { AuthorizationType: 'NONE' })).to.deep.equal(['rest']);
  });

  it('are not looked at where they are public, which is another matter', () => {
    const { plan: open } = planOf(plain({ open: { events: [{ httpApi: 'GET /open' }] } }));
    const resource: Resource = { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: 'GET /open' } };
    const [route] = open.routes;
    if (route === undefined) throw new Error('no route');
    const found: ApiRoute = {
      ...{ api: 'http', logicalId: route.logicalId, resource, properties: {}, idProperty: 'ApiId' },
      ...{ route, identity: 'http GET /open' },
    };
    const facts = { compiled: NOTHING_COMPILED, configured: NOTHING_CONFIGURED };
    expect(auditOwnRoute(open, route, found, facts)).to.deep.equal([]);
  });

  it('have none of ours, and IAM where the event names that, whatever a package has', () => {
    const isKept = (authorizer: unknown, properties: object): boolean => {
      const own = { httpApi: { method: 'GET', path: '/own', authorizer } };
      const me = { httpApi: { method: 'GET', path: '/me', passage: true } };
      const service = plain({ a: { events: [own, me] } }, undefined, {
        httpApi: {
          authorizers: {
            mine: { type: 'jwt', identitySource: 'x', issuerUrl: 'https://own.example/', audience: 'a' },
          },
        },
      });
      const { plan: made } = planOf(service);
      const route = made.routes.find(({ path }) => path === '/own')!;
      const resource: Resource = { Type: 'AWS::ApiGatewayV2::Route', Properties: { ...properties } };
      const found: ApiRoute = {
        ...{ api: 'http', logicalId: route.logicalId, resource, properties: resource.Properties!, route },
        ...{ idProperty: 'ApiId', identity: 'http GET /own' },
      };
      const facts = { compiled: NOTHING_COMPILED, configured: NOTHING_CONFIGURED };
      return auditOwnRoute(made, route, found, facts).length === 0;
    };
    const ours = { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'HttpApiAuthorizerPassage' } };
    const mine = { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'HttpApiAuthorizerMine' } };
    const iam = { AuthorizationType: 'AWS_IAM' };
    for (const type of ['aws_iam', 'AWS_IAM'])
      expect(
        [ours, mine, iam].map((each) => isKept({ type }, each)),
        type,
      ).to.deep.equal([false, false, true]);
    expect([ours, mine].map((each) => isKept('mine', each))).to.deep.equal([false, true]);
  });

  describe('by an entry under resources', () => {
    const id = 'HttpApiRouteGetA';
    const pool = {
      type: 'COGNITO_USER_POOLS',
      arn: 'arn:aws:cognito-idp:eu-west-1:1:userpool/p',
      name: 'pool',
    };
    const made = (entry: object, ttl: number): PlannedService => {
      const rest = { http: { method: 'get', path: '/r', authorizer: { ...pool, resultTtlInSeconds: ttl } } };
      const service = plain({ a: { events: [{ httpApi: 'GET /a' }, rest] } });
      return planOf({ ...service, resources: { extensions: { [id]: { Properties: entry } } } });
    };
    const placesOf = (entry: Json, now: Json, ttl = 1): string[] => {
      const [first, later] = [made(entry, 1), made(entry, ttl)];
      const template = (properties: Json): Template => ({
        Resources: {
          [id]: {
            Type: 'AWS::ApiGatewayV2::Route',
            Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /a', ...properties },
          },
        },
      });
      const extensions = new Map([[id, { Properties: entry }]]);
      const configured = { ...NOTHING_CONFIGURED, extensions };
      const compiled = readCompiled(template({}), first.plan, configured);
      const [before, after] = [first, later].map((each) => readIntent(each, [], new CodeHistory()));
      const intents = { first: before!, now: after! };
      const [route] = later.plan.routes;
      return findRoutes(template(now), later.plan)
        .flatMap((found) => auditOwnRoute(later.plan, route!, found, { compiled, configured, intents }))
        .map(({ where, what }) => `${where} ${what.includes('under `resources:`') ? 'changed' : 'lost'}`);
    };
    const entry = { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'PoolApiGatewayAuthorizer' } };

    it('keep it', () => {
      expect(placesOf(entry, entry)).to.deep.equal([]);
      for (const now of [
        {},
        { ...entry, AuthorizationType: 'NONE' },
        { ...entry, AuthorizerId: 'x' },
        { ...entry, AuthorizationScopes: ['s'] },
      ])
        expect(placesOf(entry, now), JSON.stringify(now)).to.deep.equal([`Resources.${id} lost`]);
    });

    it('keep what it says of scopes, whatever that is', () => {
      const scoped = { ...entry, AuthorizationScopes: { 'Fn::If': ['C', ['a'], ['b']] } };
      expect(placesOf(scoped, scoped)).to.deep.equal([]);
      expect(placesOf(scoped, { ...scoped, AuthorizationScopes: ['a'] })).to.deep.equal([
        `Resources.${id} lost`,
      ]);
    });

    it('keep the authorizer of an event to which it refers', () => {
      expect(placesOf(entry, entry, 300)).to.deep.equal([`Resources.${id} changed`]);
    });
  });

  it('have none of ours, and their scopes, where a package has them', () => {
    const event = { httpApi: { method: 'GET', path: '/own', authorizer: { name: 'mine', scopes: ['q'] } } };
    const mine = { type: 'jwt', identitySource: 'x', issuerUrl: 'https://own.example/', audience: 'a' };
    const me = { httpApi: { method: 'GET', path: '/me', passage: true } };
    const service = plain({ a: { events: [event, me] } }, undefined, { httpApi: { authorizers: { mine } } });
    const places = (Properties: Json): string[] => {
      const id = 'HttpApiRouteGetOwn';
      const resource = {
        ApiId: { Ref: 'HttpApi' },
        RouteKey: 'GET /own',
        AuthorizationType: 'JWT',
        ...Properties,
      };
      const packaged = { Resources: { [id]: { Type: 'AWS::ApiGatewayV2::Route', Properties: resource } } };
      const read = planService(service, host(service), noChanges(), { packaged });
      const [first, now] = [planOf(service), read].map((each) => readIntent(each, [], new CodeHistory()));
      const intents = { first: first!, now: now! };
      const compiled = readCompiled(packaged, read.plan, NOTHING_CONFIGURED);
      return auditOwnRoute(read.plan, read.plan.routes[0]!, findRoutes(packaged, read.plan)[0]!, {
        ...{ compiled, configured: NOTHING_CONFIGURED, intents },
      }).map(({ where }) => where);
    };
    const Mine = { Ref: 'HttpApiAuthorizerMine' };
    const Ours = { Ref: 'HttpApiAuthorizerPassage' };
    expect(places({ AuthorizerId: Mine, AuthorizationScopes: ['q'] })).to.deep.equal([]);
    expect(places({ AuthorizerId: Ours, AuthorizationScopes: ['q'] })).to.deep.equal([
      'Resources.HttpApiRouteGetOwn',
    ]);
  });

  it('keep their scopes, also where another process has compiled them', () => {
    for (const isCompiledHere of [true, false]) {
      for (const AuthorizationScopes of [undefined, ['a'], ['a', 'b', 'c']])
        expect(changed({ AuthorizationScopes }, {}, isCompiledHere)).to.deep.equal(['me']);
    }
    expect(changed({}, { AuthorizationScopes: ['x'] })).to.deep.equal(['rest']);
    expect(changed({}, { AuthorizationScopes: ['x'] }, false)).to.deep.equal([]);
    expect(changed({}, { AuthorizationType: 'NONE' }, false)).to.deep.equal(['rest']);
  });
});

describe('what the framework compiled of own authorizers', () => {
  const CHOICE = { 'Fn::If': ['C', { Ref: 'One' }, { Ref: 'Two' }] };
  const AUTHORIZER = 'AWS::ApiGatewayV2::Authorizer';
  const { plan } = planOf(
    plain(
      {
        own: {
          events: [{ httpApi: { method: 'GET', path: '/own', authorizer: { id: CHOICE, type: 'jwt' } } }],
        },
        me: { passage: true, events: [{ httpApi: 'GET /me' }] },
        open: { events: [{ httpApi: 'GET /open' }] },
      },
      { authorizerId: { Ref: 'Existing' } },
      { httpApi: { id: { Ref: 'Api' } } },
    ),
  );
  const [OWN = '', ME = '', OPEN = ''] = plan.routes.map(({ logicalId }) => logicalId);
  const route = (RouteKey: string, authorization: Json = {}): Resource => ({
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId: { Ref: 'Api' }, RouteKey, ...authorization },
  });
  const template = (): Template => ({
    Resources: {
      [OWN]: route('GET /own', { AuthorizationType: 'JWT', AuthorizerId: CHOICE }),
      [ME]: route('GET /me', { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Existing' } }),
      [OPEN]: route('GET /open', { AuthorizationType: 'NONE' }),
      Two: { Type: AUTHORIZER, Properties: { Name: 'two' } },
      Unused: { Type: AUTHORIZER },
    },
  });
  const resources = new Map<string, Resource>([
    ['One', { Type: AUTHORIZER, Properties: { Name: 'one' } }],
    ['Existing', { Type: AUTHORIZER, Properties: { Name: 'existing' } }],
    ['Two', { Properties: { AuthorizerResultTtlInSeconds: 0 } }],
  ]);
  const read = (configured: Partial<ConfiguredResources> = {}): ReturnType<typeof readCompiled> =>
    readCompiled(template(), plan, { ...NOTHING_CONFIGURED, ...configured });

  it('are the authorizations of the routes that have them, with their extensions', () => {
    const { AuthorizationType, AuthorizerId } = read().routes.get(OWN) ?? {};
    expect([...read().routes.keys()]).to.deep.equal([OWN]);
    expect([AuthorizationType, AuthorizerId]).to.deep.equal(['JWT', CHOICE]);
    const extension = { Properties: { AuthorizerId: 'abc' } };
    const extended = read({ extensions: new Map([[OWN, extension]]) });
    expect(extended.routes.get(OWN)?.AuthorizerId).to.equal('abc');
    expect([...extended.authorizers.keys()], 'no reference').to.deep.equal([]);
  });

  it('are no routes that are not in the template', () => {
    const without = template();
    Reflect.deleteProperty(without.Resources, OWN);
    const { routes, authorizers } = readCompiled(without, plan, { ...NOTHING_CONFIGURED, resources });
    expect([...routes.keys()]).to.deep.equal([]);
    expect([...authorizers.keys()], 'of our app').to.deep.equal(['Existing']);
  });

  it('are the authorizers that an ID is computed of, and those of our apps by their ID', () => {
    const names = (configured: Partial<ConfiguredResources>): unknown[] =>
      [...read(configured).authorizers].map(([id, { Properties }]) => [id, Properties?.Name]);
    expect(names({})).to.deep.equal([['Two', 'two']]);
    expect(names({ resources })).to.deep.equal([
      ['One', 'one'],
      ['Two', 'two'],
      ['Existing', 'existing'],
    ]);
    const extensions = new Map([['Two', { Properties: { Name: 'extended' } }]]);
    expect(names({ extensions })).to.deep.equal([['Two', 'extended']]);
  });

  it('are not those of our apps that the plugin creates', () => {
    const created = planOf(plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } })).plan;
    const id = created.authorizers[0]?.created?.logicalId ?? '';
    const Resources = { [id]: { Type: AUTHORIZER } };
    expect([...readCompiled({ Resources }, created, NOTHING_CONFIGURED).authorizers]).to.deep.equal([]);
  });

  it('are no authorizers with an ID that is computed itself', () => {
    const computed = template();
    const AuthorizerId = { Ref: { 'Fn::Sub': 'Two' } };
    computed.Resources[OWN] = route('GET /own', { AuthorizationType: 'JWT', AuthorizerId });
    expect([...readCompiled(computed, plan, NOTHING_CONFIGURED).authorizers]).to.deep.equal([]);
  });

  it('do not change with the template', () => {
    const changing = template();
    const compiled = readCompiled(changing, plan, NOTHING_CONFIGURED);
    const before = structuredClone([...compiled.authorizers, ...compiled.routes]);
    Object.assign(changing.Resources.Two?.Properties ?? {}, { Name: 'changed' });
    Object.assign(changing.Resources[OWN]?.Properties ?? {}, { AuthorizationType: 'NONE' });
    expect([...compiled.authorizers, ...compiled.routes]).to.deep.equal(before);
  });

  it('are the authorizers of routes under resources: too, which may go with them', () => {
    const mine = route('GET /mine', { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Gate' } });
    const gate: Resource = { Type: AUTHORIZER, Properties: { IdentitySource: ['x'] } };
    const open = route('GET /all', { AuthorizationType: 'NONE', AuthorizerId: { Ref: 'One' } });
    const configured = new Map([...resources, ['Mine', mine], ['Gate', gate], ['All', open]] as const);
    const compiled = read({ resources: configured });
    expect(compiled.configuredRoutes.map(({ logicalId }) => logicalId)).to.deep.equal(['Mine', 'All']);
    expect([...compiled.configuredAuthorizers]).to.deep.equal([['Gate', gate]]);

    const later = (Gate: Resource | null): string[] => {
      const own = Object.fromEntries(compiled.authorizers);
      const Resources = { ...template().Resources, ...own, ...(Gate === null ? {} : { Gate }) };
      return auditOwnAuthorizers({ Resources }, compiled).map(({ where }) => where);
    };
    expect(later(gate)).to.deep.equal([]);
    expect(later(null)).to.deep.equal([]);
    expect(later({ ...gate, Properties: { IdentitySource: ['y'] } })).to.deep.equal(['Resources.Gate']);
  });

  it('may be gone only of routes under resources:', () => {
    const compiled = { ...NOTHING_COMPILED, authorizers: new Map([['Two', { Type: AUTHORIZER }]]) };
    const empty: Template = { Resources: {} };
    expect(auditOwnAuthorizers(empty, compiled).map(({ where }) => where)).to.deep.equal(['Resources.Two']);
    const configured = { ...NOTHING_COMPILED, configuredAuthorizers: compiled.authorizers };
    expect(auditOwnAuthorizers(empty, configured)).to.deep.equal([]);
    const both = { ...compiled, configuredAuthorizers: compiled.authorizers };
    expect(auditOwnAuthorizers(empty, both)).to.have.length(1);
    expect(auditOwnAuthorizers(empty, NOTHING_COMPILED)).to.deep.equal([]);
  });

  it('are of the function that they call, by whatever value', () => {
    const fn = (FunctionName: string): Resource => ({
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName },
    });
    const of = (AuthorizerUri: unknown): Resource => ({ Type: AUTHORIZER, Properties: { AuthorizerUri } });
    const changed = (before: unknown, now: unknown): number => {
      const compiled = { ...NOTHING_COMPILED, authorizers: new Map([['Two', of(before)]]) };
      const Resources = { A: fn('svc-a'), B: fn('svc-b'), Two: of(now) };
      return auditOwnAuthorizers({ Resources }, compiled).length;
    };
    const arn = (name: string): string => `arn:aws:lambda:eu-west-1:1:function:${name}`;
    expect(changed({ 'Fn::GetAtt': ['A', 'Arn'] }, arn('svc-a:live'))).to.equal(0);
    expect(changed({ 'Fn::GetAtt': ['A', 'Arn'] }, { 'Fn::GetAtt': ['B', 'Arn'] })).to.equal(1);
    expect(changed(arn('elsewhere'), arn('elsewhere'))).to.equal(0);
    expect(changed(arn('elsewhere'), arn('other'))).to.equal(1);
    expect(changed(arn('elsewhere'), undefined)).to.equal(1);
    const oneOf = (one: unknown, other: unknown): unknown => ({ 'Fn::If': ['C', one, other] });
    const [A, B] = [{ 'Fn::GetAtt': ['A', 'Arn'] }, { 'Fn::GetAtt': ['B', 'Arn'] }];
    expect(changed(oneOf(A, B), oneOf(arn('svc-a'), arn('svc-b')))).to.equal(0);
    expect(changed(oneOf(A, B), { 'Fn::If': ['D', A, B] })).to.equal(1);
    expect(changed(oneOf(A, B), oneOf(B, A))).to.equal(1);
    expect(changed(A, oneOf(A, A))).to.equal(0);
    expect(changed(A, oneOf(A, arn('elsewhere')))).to.equal(1);
    expect(changed(oneOf(A, arn('elsewhere')), oneOf(arn('svc-a'), arn('elsewhere')))).to.equal(0);
    expect(changed(A, { 'Fn::Select': [{ Ref: 'N' }, [A, A]] })).to.equal(1);
    expect(changed(A, { 'Fn::Select': [1, [B, A]] })).to.equal(0);
    const choices = (depth: number): unknown =>
      Array.from({ length: depth }).reduce<unknown>((all, _, at) => ({ 'Fn::If': [`C${at}`, all, A] }), A);
    expect([6, 7].map((depth) => changed(A, choices(depth)))).to.deep.equal([0, 1]);
  });

  it('are of the function that the alias they call is of', () => {
    const alias = (FunctionName: unknown): Resource => ({
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName, Name: 'B' },
    });
    const one = { Type: AUTHORIZER, Properties: { AuthorizerUri: { Ref: 'Live' } } };
    const fn = { Type: 'AWS::Lambda::Function', Properties: {} };
    const found = (before: unknown, now: unknown): unknown[] => {
      const callees = new Map([['Live', alias(before)]]);
      const compiled = { ...NOTHING_COMPILED, authorizers: new Map([['One', one]]), callees };
      const Resources = { One: one, A: fn, B: fn, Live: alias(now), Back: alias({ Ref: 'Live' }) };
      return auditOwnAuthorizers({ Resources }, compiled).map((finding) => finding.found);
    };
    expect(found({ Ref: 'A' }, { 'Fn::GetAtt': ['A', 'Arn'] })).to.deep.equal([]);
    expect(found({ Ref: 'A' }, { Ref: 'B' })).to.deep.equal(['{"Ref":"B"}']);
    expect(found({ Ref: 'A' }, { 'Fn::If': ['C', { Ref: 'A' }, 'other'] })).to.have.length(1);
    expect(found({ Ref: 'A' }, { Ref: 'Back' })).to.have.length(1);
  });

  it('are of the function that a stage variable names', () => {
    const stage = (authorizer?: unknown): Resource => ({
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { StageVariables: { log: 'on', ...(authorizer !== undefined && { authorizer }) } },
    });
    const found = (AuthorizerUri: unknown, before: Resource, now: Record<string, Resource>): unknown[] => {
      const one = { Type: AUTHORIZER, Properties: { AuthorizerUri } };
      const callees = new Map([['Stage', before]]);
      const compiled = { ...NOTHING_COMPILED, authorizers: new Map([['One', one]]), callees };
      return auditOwnAuthorizers({ Resources: { One: one, ...now } }, compiled).map(
        ({ found: each }) => each,
      );
    };
    for (const uri of [
      'arn:function:${stageVariables.authorizer}',
      { 'Fn::Sub': '${!stageVariables.authorizer}' },
    ]) {
      expect(found(uri, stage('a'), { Stage: stage('a') })).to.deep.equal([]);
      expect(found(uri, stage('a'), { Stage: stage('b') })).to.deep.equal(['["b"]']);
      expect(found(uri, stage('a'), { Stage: stage() })).to.deep.equal(['[]']);
      expect(found(uri, stage('a'), { Stage: stage('a'), More: stage('b') })).to.deep.equal(['["a","b"]']);
      expect(found(uri, stage(), { Stage: stage('b') }), 'one that had no value').to.deep.equal([]);
    }
    expect(found('arn:function:a', stage('a'), { Stage: stage('b') }), 'another one').to.deep.equal([]);
  });

  it('know the aliases of the framework, and those under resources: with their extensions', () => {
    const Live = { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: 'a', Name: 'live' } };
    const Version = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: 'b' } };
    const withVersion = { Resources: { ...template().Resources, Version } };
    const { callees } = readCompiled(withVersion, plan, {
      ...NOTHING_CONFIGURED,
      resources: new Map<string, Resource>([['Live', Live], ...resources]),
      extensions: new Map([['Live', { Properties: { FunctionName: 'c' } }]]),
    });
    expect([...callees]).to.deep.equal([
      ['Live', { ...Live, Properties: { FunctionName: 'c', Name: 'live' } }],
      ['Version', Version],
    ]);
  });
});

describe('the code of the Lambda authorizer, as it was compiled', () => {
  const lambda = planOf(
    plain(
      { me: { passage: true, events: [{ httpApi: 'GET /me' }] } },
      { ...BLOCK, authorizerType: 'lambda' },
    ),
  ).plan;
  const Code = { S3Key: 'passage.zip' };
  const Resources = {
    [lambda.authorizerFunction?.logicalId ?? '']: { Type: 'AWS::Lambda::Function', Properties: { Code } },
  };

  it('is that of its function, and does not change with the template', () => {
    const code = readAuthorizerCode({ Resources }, lambda);
    expect(code).to.deep.equal(Code);
    expect(code).not.to.equal(Code);
    expect(readCompiled({ Resources }, lambda, NOTHING_CONFIGURED).authorizerCode).to.deep.equal(Code);
    expect(readCompiled({ Resources }, lambda, NOTHING_CONFIGURED, 'known').authorizerCode).to.equal('known');
  });

  it('is none without such a function', () => {
    expect(readAuthorizerCode({ Resources: {} }, lambda)).to.equal(undefined);
    expect(readAuthorizerCode({ Resources }, goldenPlan())).to.equal(undefined);
  });
});
