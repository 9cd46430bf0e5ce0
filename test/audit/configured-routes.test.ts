/** Routes that the user has configured under `resources:`, by now. */
import { expect } from 'chai';
import { changedResource } from '../../src/audit/audit-messages';
import { auditConfiguredRoutes } from '../../src/audit/audit-configured-routes';
import {
  type ConfiguredRoute,
  isConfiguredRoute,
  readConfiguredRoutes,
} from '../../src/audit/configured-routes';
import type { Resource } from '../../src/cloudformation';
import type { Finding } from '../../src/errors';
import { type Intent, readIntent } from '../../src/intent/intent';
import { CodeHistory } from '../../src/service/code-history';
import { findRoutes } from '../../src/template/api-resources';
import {
  type ConfiguredResources,
  NOTHING_CONFIGURED,
  withConfigured,
} from '../../src/template/configured-resources';
import { plain, planOf } from '../support/plans';

type Resources = Record<string, Resource>;

const { plan } = planOf(plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } }));
const IAM = { AuthorizationType: 'AWS_IAM' };
const REST_API = { Ref: 'ApiGatewayRestApi' };

const route = (RouteKey: unknown, more: object = IAM): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey, ...more },
});
const method = (ResourceId: unknown, more: object = IAM): Resource => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: { RestApiId: REST_API, HttpMethod: 'GET', ResourceId, ...more },
});
const part = (PathPart: unknown, ParentId: unknown): Resource => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { RestApiId: REST_API, PathPart, ParentId },
});

function configuredAs(resources: Resources, more: Partial<ConfiguredResources> = {}): ConfiguredRoute[] {
  const configured = { ...NOTHING_CONFIGURED, resources: new Map(Object.entries(resources)), ...more };
  return readConfiguredRoutes(withConfigured({ Resources: {} }, configured), plan, configured);
}
function audit(configured: Resources, now: Resources): Finding[] {
  const template = { Resources: now };
  return auditConfiguredRoutes(template, plan, configuredAs(configured), {
    found: findRoutes(template, plan),
    intents: undefined,
    configured: NOTHING_CONFIGURED,
  });
}
const places = (...args: Parameters<typeof audit>): string[] => audit(...args).map(({ where }) => where);

describe('configured routes', () => {
  const Raw = route('GET /raw');
  const open = route('GET /raw', {});

  it('are as configured, moved, renamed, or gone', () => {
    for (const now of [{ Raw }, { Raw: route('GET /v1/raw') }, { Renamed: Raw }, {}])
      expect(audit({ Raw }, now)).to.deep.equal([]);
  });

  it('are told apart by logical ID or condition, where several have one place', () => {
    const at = (more: object, Condition?: string): Resource => ({ ...route('GET /raw', more), Condition });
    const [Prod, Dev] = [at(IAM, 'Prod'), at({ AuthorizationType: 'CUSTOM' }, 'Dev')];
    for (const now of [
      { Prod, Dev },
      { TeamProd: Prod, TeamDev: Dev },
      { Dev: Prod, Prod: Dev },
    ])
      expect(places({ Prod, Dev }, now), Object.keys(now).join()).to.deep.equal(
        'TeamProd' in now || now.Prod === Prod ? [] : ['Resources.Prod', 'Resources.Dev'],
      );
    const swapped = { TeamProd: at({ AuthorizationType: 'CUSTOM' }, 'Prod'), TeamDev: Dev };
    expect(places({ Prod, Dev }, swapped)).to.deep.equal(['Resources.TeamProd']);
    expect(places({ Prod, Dev }, { Team: at({}, 'Other') })).to.deep.equal([
      'Resources.Team',
      'Resources.Team',
    ]);
    const plainly = { One: at(IAM), Dev };
    expect(places(plainly, { One: at({}), Dev })).to.deep.equal(['Resources.One', 'Resources.One']);
  });

  it('may be beside the route of an event, which has another condition', () => {
    const { plan: ofEvent } = planOf(plain({ me: { passage: false, events: [{ httpApi: 'GET /raw' }] } }));
    const [id] = ofEvent.routes.map(({ logicalId }) => logicalId);
    const entry = (Condition: string): ConfiguredResources => ({
      ...NOTHING_CONFIGURED,
      extensions: new Map([[String(id), { Condition }]]),
    });
    const facts = { intents: undefined, configured: entry('Dev') };
    const of = (event: Resource, configured = entry('Dev')): string[] => {
      const template = { Resources: { [String(id)]: event, Raw: { ...Raw, Condition: 'Prod' } } };
      return auditConfiguredRoutes(template, ofEvent, configuredAs({ Raw: { ...Raw, Condition: 'Prod' } }), {
        ...facts,
        found: findRoutes(template, ofEvent),
        configured,
      }).map(({ where }) => where);
    };
    expect(of({ ...open, Condition: 'Dev' })).to.deep.equal([]);
    for (const other of [NOTHING_CONFIGURED, entry('Test')])
      expect(of({ ...open, Condition: 'Dev' }, other)).to.deep.equal([`Resources.${String(id)}`]);
    expect(of(open)).to.deep.equal([`Resources.${String(id)}`]);
    expect(of({ ...open, Condition: 'Prod' })).to.deep.equal([`Resources.${String(id)}`]);
    const always = { Resources: { [String(id)]: { ...open, Condition: 'Dev' }, Raw } };
    expect(
      auditConfiguredRoutes(always, ofEvent, configuredAs({ Raw }), {
        ...facts,
        found: findRoutes(always, ofEvent),
      }).map(({ where }) => where),
      'where theirs has none',
    ).to.deep.equal([`Resources.${String(id)}`]);
    const other = { Resources: { Other: { ...open, Condition: 'Dev' } } };
    const configured = configuredAs({ Raw: { ...Raw, Condition: 'Prod' } });
    expect(
      auditConfiguredRoutes(other, ofEvent, configured, {
        ...facts,
        found: findRoutes(other, ofEvent),
      }).map(({ where }) => where),
    ).to.deep.equal(['Resources.Other']);
  });

  it('have another protection by now', () => {
    const values = { expected: IAM, found: {} };
    expect(audit({ Raw }, { Raw: open })).to.deep.equal([
      changedResource('Resources.Raw', 'GET /raw', values),
    ]);
    expect(audit({ Raw }, { Raw: route('GET /raw', { AuthorizationType: 'JWT' }) })).to.have.length(1);
  });

  it('have it in another resource, or at another place', () => {
    expect(places({ Raw }, { Renamed: open })).to.deep.equal(['Resources.Renamed']);
    expect(places({ Raw }, { Raw: route('GET /v1/raw', {}) })).to.deep.equal(['Resources.Raw']);
    // What is in its place counts, and not what has its name.
    expect(places({ Raw }, { Raw: route('GET /v1/raw', {}), Renamed: Raw })).to.deep.equal([]);
    expect(places({ Raw }, { Raw, Other: route('GET /other', {}) })).to.deep.equal([]);
  });

  it('were public, so that they may become anything', () => {
    expect(audit({ Raw: open }, { Raw })).to.deep.equal([]);
    expect(audit({ Raw: open }, { Raw: open })).to.deep.equal([]);
  });

  it('are known by what their key is computed from', () => {
    const keyed = (key: string, more?: object): Resource => route({ Ref: key }, more);
    expect(audit({ Raw: keyed('Key') }, { Renamed: keyed('Key', {}) })).to.deep.equal([
      changedResource('Resources.Renamed', '{"Ref":"Key"}', { expected: IAM, found: {} }),
    ]);
    expect(audit({ Raw: keyed('Key') }, { Renamed: keyed('Other', {}) })).to.deep.equal([]);
  });

  it('are known by the parts of their path, up to what is not in the template', () => {
    const tree = (first: unknown, parent: unknown): Resources => ({
      A: part(first, parent),
      B: part('b', { Ref: 'A' }),
    });
    const now = (first: unknown, parent: unknown): string[] =>
      places(
        { ...tree('a', { Ref: 'Parent' }), Raw: method({ Ref: 'B' }) },
        { ...tree(first, parent), Renamed: method({ Ref: 'B' }, {}) },
      );
    expect(now('a', { Ref: 'Parent' })).to.deep.equal(['Resources.Renamed']);
    expect(now('x', { Ref: 'Parent' })).to.deep.equal([]);
    expect(now('a', { Ref: 'Elsewhere' })).to.deep.equal([]);
    expect(now('a', { 'Fn::ImportValue': 'parent' })).to.deep.equal([]);
    const circle = { ...tree('a', { Ref: 'B' }), Raw: method({ Ref: 'B' }) };
    expect(places(circle, { ...circle, Raw: method({ Ref: 'B' }, {}) })).to.deep.equal(['Resources.Raw']);
  });

  it('are told from those that are not configured', () => {
    const configured = configuredAs({ Raw });
    const isConfigured = (resource: Resource): boolean => {
      const template = { Resources: { X: resource } };
      return findRoutes(template, plan).every((each) => isConfiguredRoute(template, configured, each));
    };
    expect(isConfigured(open)).to.equal(true);
    expect(isConfigured(route('GET /other'))).to.equal(false);
    expect(isConfigured(route({ Ref: 'Key' }))).to.equal(false);
  });

  it('stay as they are written, where only CloudFormation knows who may call them', () => {
    const chosen = { AuthorizationType: { 'Fn::If': ['Prod', 'JWT', 'NONE'] }, AuthorizerId: 'a' };
    const Chosen = route('GET /raw', chosen);
    expect(configuredAs({ Chosen })).to.have.nested.property('[0].isClosed', false);
    expect(places({ Chosen }, { Chosen })).to.deep.equal([]);
    for (const now of [open, route('GET /v1/raw', {})])
      expect(places({ Chosen }, { Chosen: now })).to.deep.equal(['Resources.Chosen']);
  });

  it('are as configured, whatever is in a package', () => {
    const scopes = (AuthorizationScopes: string[]): Record<string, unknown> => ({
      ...IAM,
      AuthorizationScopes,
    });
    const configured = {
      ...NOTHING_CONFIGURED,
      resources: new Map([['Raw', route('GET /raw', scopes(['admin']))]]),
    };
    const packaged = { ...route('GET /raw', scopes(['admin', 'read'])), Condition: 'C' };
    const [raw] = readConfiguredRoutes({ Resources: { Raw: packaged } }, plan, configured);
    expect(raw?.authorization?.AuthorizationScopes).to.deep.equal(['admin']);
    expect(raw).to.have.property('condition', undefined);
    const opened = { ...configured, resources: new Map([['Raw', open]]) };
    const [nowOpen] = readConfiguredRoutes({ Resources: { Raw: packaged } }, plan, opened);
    expect([nowOpen?.isClosed, nowOpen?.authorization]).to.deep.equal([false, null]);
    const extensions = new Map([['Raw', { Condition: 'E', Properties: scopes(['more']) }]]);
    const [extended] = readConfiguredRoutes({ Resources: {} }, plan, { ...configured, extensions });
    expect(extended?.authorization?.AuthorizationScopes).to.deep.equal(['more']);
    expect(extended).to.have.property('condition', 'E');
  });

  it('may be several of one key, each with its condition', () => {
    const jwt = { AuthorizationType: 'JWT', AuthorizerId: 'a' };
    const both = (prod: object, dev: object, Condition: string | undefined = 'Dev'): Resources => ({
      Prod: { ...route('GET /raw', prod), Condition: 'Prod' },
      Dev: { ...route('GET /raw', dev), Condition },
    });
    for (const dev of [IAM, {}]) expect(places(both(jwt, dev), both(jwt, dev))).to.deep.equal([]);
    expect(places(both(jwt, IAM), both({}, IAM))).to.deep.equal(['Resources.Prod']);
    expect(places(both(jwt, IAM), both(jwt, {}))).to.deep.equal(['Resources.Dev']);
    const unconditional = { ...both(jwt, IAM), Dev: route('GET /raw', IAM) };
    expect(places(unconditional, unconditional), 'of no condition').to.include('Resources.Dev');
    const elsewhere = { Prod: route('GET /raw', jwt), Dev: { ...route('GET /dev', {}), Condition: 'Dev' } };
    expect(places(elsewhere, { Dev: route('GET /raw', {}) }), 'moved there').to.deep.equal(['Resources.Dev']);
  });

  it('are no protected events', () => {
    const Me = route('GET /me', { AuthorizationType: 'JWT' });
    const extensions = new Map([['Me', { Properties: { OperationName: 'me' } }]]);
    const configured = { ...NOTHING_CONFIGURED, extensions };
    expect(readConfiguredRoutes({ Resources: { Me } }, plan, configured)).to.deep.equal([]);
  });

  it('are none where nothing is configured, or only other resources', () => {
    expect(configuredAs({})).to.deep.equal([]);
    expect(configuredAs({ Topic: { Type: 'AWS::SNS::Topic' } })).to.deep.equal([]);
  });
});

describe('configured routes with the authorizer of an event', () => {
  const check = (resultTtlInSeconds: number, name = 'check'): Record<string, unknown> => ({
    http: { method: 'get', path: '/me', authorizer: { name, type: 'request', resultTtlInSeconds } },
  });
  const stateOf = (...events: Record<string, unknown>[]): Intent =>
    readIntent(planOf(plain({ check: {}, other: {}, me: { events } })), [], new CodeHistory());
  const Raw = method(
    { Ref: 'ApiGatewayResourceMe' },
    {
      HttpMethod: 'POST',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: 'CheckApiGatewayAuthorizer' },
    },
  );
  const found = (first: Intent, now: Intent): unknown[] => {
    const template = { Resources: { Raw } };
    const facts = { intents: { first, now }, configured: NOTHING_CONFIGURED };
    const context = { ...facts, found: findRoutes(template, plan) };
    return auditConfiguredRoutes(template, plan, configuredAs({ Raw }), context).map(
      ({ where, found: by, expected }) => [where, by, expected].join(' '),
    );
  };

  it('stay as that is configured', () => {
    expect(found(stateOf(check(60)), stateOf(check(60)))).to.deep.equal([]);
    const [changed] = found(stateOf(check(60)), stateOf(check(0)));
    expect(changed).to.include('Resources.Raw ').and.include('"resultTtlInSeconds":0').and.include(':60');
  });

  it('may have one that no event has by now, or had', () => {
    expect(found(stateOf(check(60)), stateOf(check(0, 'other')))).to.deep.equal([]);
    expect(found(stateOf(check(60, 'other')), stateOf(check(0)))).to.deep.equal([]);
  });
});
