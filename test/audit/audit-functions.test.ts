/** Who may call the function of a protected route under `resources:`, in a template of a few resources. */
import { expect } from 'chai';
import { auditTemplate } from '../../src/audit/audit-template';
import { readConfiguredRoutes } from '../../src/audit/configured-routes';
import { NOTHING_COMPILED } from '../../src/audit/compiled';
import type { Resource } from '../../src/cloudformation';
import { type GoneRoutes, NOTHING_GONE } from '../../src/intent/route-changes';
import type { Plan } from '../../src/plan/types';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { plain, planOf } from '../support/plans';

type Resources = Record<string, Resource>;

const { plan } = planOf(plain({ r: {} }));
const ARN = { 'Fn::GetAtt': ['RLambdaFunction', 'Arn'] };
const FUNCTION: Resources = { RLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: {} } };
const route = (RouteKey: string, more: object = {}): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey, Target: ARN, ...more },
});
const RAW = route('ANY /raw', { AuthorizationType: 'AWS_IAM' });
const url = (more: object = {}): Resource => ({
  Type: 'AWS::Lambda::Url',
  Properties: { AuthType: 'NONE', TargetFunctionArn: ARN, ...more },
});

/** Places of findings and of warnings. */
function audit(written: Resources, now: Resources, extensions: Resources = {}): string[] {
  const configured = {
    ...NOTHING_CONFIGURED,
    resources: new Map(Object.entries(written)),
    extensions: new Map(Object.entries(extensions)),
  };
  const configuredRoutes = readConfiguredRoutes({ Resources: FUNCTION }, plan, configured);
  const compiled = { ...NOTHING_COMPILED, configuredRoutes };
  const template = { Resources: { ...FUNCTION, ...now } };
  const { findings, notes } = auditTemplate(template, plan, { compiled, configured });
  return [...findings.map(({ where }) => where), ...notes.map(({ where }) => `warning ${where}`)];
}

describe('audit: a public URL of the function of a protected route under resources', () => {
  it('is warned about beside it, and refused once it is gone', () => {
    expect(audit({ Raw: RAW }, { Raw: RAW, Url: url() })).to.deep.equal(['warning Resources.Url']);
    expect(audit({ Raw: RAW }, { Url: url() })).to.deep.equal(['Resources.Url']);
    expect(audit({}, { Url: url() })).to.deep.equal([]);
  });

  it('is said to call what has lost its routes', () => {
    const configuredRoutes = readConfiguredRoutes({ Resources: FUNCTION }, plan, {
      ...NOTHING_CONFIGURED,
      resources: new Map([['Raw', RAW]]),
    });
    const template = { Resources: { ...FUNCTION, Url: url() } };
    const { findings } = auditTemplate(template, plan, {
      compiled: { ...NOTHING_COMPILED, configuredRoutes },
    });
    expect(findings[0]?.what).to.include('functions.r').and.include('another plugin removed');
  });

  it("may be the user's, as written", () => {
    const written = { Raw: RAW, Url: url() };
    expect(audit(written, { Url: url() })).to.deep.equal(['warning Resources.Url']);
    for (const more of [{ AuthType: 'AWS_IAM' }, { TargetFunctionArn: 'other' }])
      expect(audit({ ...written, Url: url(more) }, { Url: url() }), 'opened').to.deep.equal([
        'Resources.Url',
      ]);
    const extended = url({ TargetFunctionArn: { 'Fn::If': ['C', ARN, 'other'] } });
    expect(audit(written, { Url: extended })).to.deep.equal(['Resources.Url']);
    expect(audit(written, { Url: extended }, { Url: extended })).to.deep.equal(['warning Resources.Url']);
  });

  it("may be the user's through an alias, if that is as written", () => {
    const live = (FunctionName: unknown): Resource => ({
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName },
    });
    const ways = (target: unknown): Resources => ({
      Url: url({ TargetFunctionArn: { Ref: 'Live' } }),
      Live: live(target),
    });
    expect(audit({ Raw: RAW, ...ways(ARN) }, ways(ARN))).to.deep.equal(['warning Resources.Url']);
    for (const other of ['other', { 'Fn::If': ['C', 'other', ARN] }])
      expect(audit({ Raw: RAW, ...ways(other) }, ways(ARN))).to.deep.equal(['Resources.Url']);
  });

  it('may be changed in what leads nowhere else', () => {
    const written = { Raw: RAW, Url: url() };
    const now = { Url: { ...url({ InvokeMode: 'BUFFERED' }), DependsOn: 'Raw' } };
    expect(audit(written, now)).to.deep.equal(['warning Resources.Url']);
  });
});

describe('audit: routes that are defined in an API whose protected routes are under resources', () => {
  it('are refused', () => {
    const HttpApi = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body: {} } };
    expect(audit({ Raw: RAW }, { Raw: RAW, HttpApi })).to.deep.equal(['Resources.HttpApi.Properties.Body']);
    expect(audit({ Raw: RAW }, { HttpApi })).to.deep.equal(['Resources.HttpApi.Properties.Body']);
    expect(audit({}, { HttpApi })).to.deep.equal([]);
  });
});

describe('audit: functions that other plugins have taken routes from, or copied', () => {
  const guarded = { name: 'r', logicalId: 'RLambdaFunction', isOptedOut: false };
  const other = { name: 'p', logicalId: 'PLambdaFunction', isOptedOut: false };
  const both = { ...planOf(plain({ r: { events: [{ httpApi: 'GET /r' }] } })).plan, functions: [other] };
  const Event = route('GET /r', { AuthorizationType: 'NONE' });

  /** Places of findings and of warnings, where something of the functions has changed. */
  function found(
    gone: Partial<GoneRoutes>,
    now: Resources,
    { protect = 'opt-in', written = {} }: { protect?: Plan['protect']; written?: Resources } = {},
  ): string[] {
    const configured = { ...NOTHING_CONFIGURED, resources: new Map(Object.entries(written)) };
    const template = { Resources: { ...FUNCTION, ...now } };
    const changes = { gone: { ...NOTHING_GONE, ...gone } };
    const { findings, notes } = auditTemplate(template, { ...both, protect }, { configured, changes });
    return [...findings.map(({ where }) => where), ...notes.map(({ where }) => `warning ${where}`)];
  }

  it('may not be called by anyone, where they have lost their routes', () => {
    expect(found({ functions: [guarded] }, { Url: url() })).to.deep.equal(['Resources.Url']);
    expect(found({ functions: [{ ...guarded, isOptedOut: true }] }, { Url: url() })).to.deep.equal([]);
  });

  it('are warned about as copies, and refused under protect: all', () => {
    const copies = { copies: [guarded] };
    expect(found(copies, { Url: url() })).to.deep.equal(['warning Resources.Url']);
    expect(found(copies, { Url: url() }, { protect: 'all' })).to.deep.equal(['Resources.Url']);
  });

  it('are others with their code, which the user may let anyone call', () => {
    const [kept, lost] = [false, true].map((hasLost) => ({ shared: [{ ...guarded, hasLost }] }));
    expect(found(kept!, { Url: url() })).to.deep.equal(['warning Resources.Url']);
    expect(found(lost!, { Url: url() })).to.deep.equal(['Resources.Url']);
    for (const each of [kept!, lost!]) {
      expect(found(each, { Url: url() }, { written: { Url: url() } })).to.deep.equal([]);
      expect(found(each, { Event }), 'an event').to.deep.equal([]);
    }
  });

  it('are called by routes without an event, which under protect: all are findings themselves', () => {
    const Other = route('GET /other', { AuthorizationType: 'NONE' });
    expect(found({ copies: [guarded] }, { Other })).to.deep.equal(['warning Resources.Other']);
    expect(found({ copies: [guarded] }, { Other }, { protect: 'all' })).to.deep.equal(['Resources.Other']);
  });

  it('are not said twice, where the API itself is refused', () => {
    const HttpApi = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Target: ARN } };
    const all = [{ ...both.routes[0]!, api: 'http' as const }];
    expect(found({ all, functions: [guarded] }, { HttpApi })).to.deep.equal([
      'Resources.HttpApi.Properties.Target',
    ]);
  });
});

describe('audit: the route of a public event that calls a protected function', () => {
  const service = planOf(
    plain({
      me: { passage: true, events: [{ httpApi: 'GET /me' }] },
      open: { passage: false, events: [{ httpApi: 'GET /open' }, { http: 'GET /open' }] },
    }),
  ).plan;
  const MeLambdaFunction = { Type: 'AWS::Lambda::Function', Properties: {} };
  const ME = { 'Fn::GetAtt': ['MeLambdaFunction', 'Arn'] };
  const Link = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: ME } };
  const HttpApiRouteGetOpen = route('GET /open', { Target: { 'Fn::Sub': 'integrations/${Link}' } });
  const ApiGatewayMethodOpenGet = {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'ApiGatewayRestApi' },
      ResourceId: { Ref: 'ApiGatewayResourceOpen' },
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: { Uri: ME },
    },
  };
  const ApiGatewayResourceOpen = {
    Type: 'AWS::ApiGateway::Resource',
    Properties: {
      RestApiId: { Ref: 'ApiGatewayRestApi' },
      ParentId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
      PathPart: 'open',
    },
  };
  const found = (now: Resources, resources: Resources = {}, extensions: Resources = {}): string[] => {
    const configured = {
      ...NOTHING_CONFIGURED,
      resources: new Map(Object.entries(resources)),
      extensions: new Map(Object.entries(extensions)),
    };
    const template = { Resources: { MeLambdaFunction, Link, ApiGatewayResourceOpen, ...now } };
    const { findings, notes } = auditTemplate(template, service, { configured });
    return [...findings.map(({ where }) => where), ...notes.map(({ where }) => `warning ${where}`)].filter(
      (where) => where.includes('Open'),
    );
  };

  it('is refused, unless an entry leads it there: then it is warned about', () => {
    const http = { HttpApiRouteGetOpen };
    expect(found(http)).to.deep.equal(['Resources.HttpApiRouteGetOpen']);
    const rest = { ApiGatewayMethodOpenGet };
    expect(found(rest)).to.deep.equal(['Resources.ApiGatewayMethodOpenGet']);
    const entry = (Properties: Record<string, unknown>): Resource => ({ Type: 'x', Properties });
    const warned = ['warning Resources.HttpApiRouteGetOpen'];
    expect(found(http, {}, { HttpApiRouteGetOpen: entry({ Target: 'x' }) })).to.deep.equal(warned);
    expect(found(http, { Link: entry({ IntegrationUri: ME }) })).to.deep.equal(warned);
    expect(found(http, { HttpApiRouteGetOpen: entry({ OperationName: 'x' }) })).to.deep.equal([
      'Resources.HttpApiRouteGetOpen',
    ]);
    expect(found(rest, {}, { ApiGatewayMethodOpenGet: entry({ Integration: {} }) })).to.deep.equal([
      'warning Resources.ApiGatewayMethodOpenGet',
    ]);
  });
});
