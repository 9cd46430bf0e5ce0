/** A template under combinations of its conditions. */
import { expect } from 'chai';
import { auditTemplate } from '../../src/audit/audit-template';
import { NOTHING_COMPILED } from '../../src/audit/compiled';
import { type ConfiguredRoute, readConfiguredRoutes } from '../../src/audit/configured-routes';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { readIntent } from '../../src/intent/intent';
import { type Changes, NO_CHANGES } from '../../src/intent/intent-record';
import { CodeHistory } from '../../src/service/code-history';
import { findRoutes } from '../../src/template/api-resources';
import { plain, planOf } from '../support/plans';
import { goldenPlan, goldenTemplate } from '../support/golden-service';
import { type Variant, variantsOf, wholeTemplate } from '../../src/audit/under-conditions';
import type { Resource } from '../../src/cloudformation';

const route = (logicalId: string, condition?: string, isClosed = true): ConfiguredRoute => ({
  ...{ api: 'http', logicalId, key: logicalId, place: logicalId, route: null },
  ...{ authorization: null, isClosed, condition, calls: new Set() },
});
const variants = (...routes: ConfiguredRoute[]): Variant[] => {
  const resources = routes.map(({ logicalId, condition }) => [
    logicalId,
    { Type: 'T', Condition: condition },
  ]);
  const Resources = { ...(Object.fromEntries(resources) as Record<string, Resource>), Always: { Type: 'T' } };
  return variantsOf(wholeTemplate({ Resources }, routes), [], NO_CHANGES);
};
const untrue = (...routes: ConfiguredRoute[]): string[] =>
  variants(...routes).map((variant) => variant.untrue.join());

describe('audit: a template under conditions', () => {
  it('is without what is not there while they are false', () => {
    const [variant, ...others] = variants(route('A', 'P'), route('B'));
    expect(others).to.deep.equal([]);
    expect(Object.keys(variant!.template.Resources)).to.deep.equal(['B', 'Always']);
    expect(variant!.configuredRoutes.map(({ logicalId }) => logicalId)).to.deep.equal(['B']);
    expect([undefined, 'P', 'Q'].map(variant!.holds)).to.deep.equal([true, false, true]);
  });

  it('is that of each combination', () => {
    expect(untrue(route('A', 'P'), route('B', 'Q'), route('C', 'P', false))).to.deep.equal(['P', 'Q', 'P,Q']);
    const four = ['P', 'Q', 'R', 'S'].map((name) => route(name, name));
    expect(untrue(...four)).to.have.length(15);
  });

  it('is that of each condition that is false alone, or true alone, where they are many', () => {
    const five = ['P', 'Q', 'R', 'S', 'T'].map((name) => route(name, name));
    expect(untrue(...five)).to.have.members([
      ...['P', 'Q', 'R', 'S', 'T'],
      ...['Q,R,S,T', 'P,R,S,T', 'P,Q,S,T', 'P,Q,R,T', 'P,Q,R,S'],
    ]);
  });

  it('has conditions of routes in the template, and of events as configured', () => {
    const routes = [route('A', 'P')];
    const resource = {
      Type: 'AWS::ApiGatewayV2::Route',
      Condition: 'Q',
      Properties: { ApiId: { Ref: 'HttpApi' } },
    };
    const found = findRoutes({ Resources: { B: resource } }, goldenPlan('opt-in', 'jwt'));
    const service = plain({ a: { events: [{ httpApi: 'GET /a' }] } });
    const resources = { extensions: { HttpApiRouteGetA: { Condition: 'R' } } };
    const first = readIntent(planOf({ ...service, resources }), [], new CodeHistory());
    const whole = wholeTemplate({ Resources: {} }, routes);
    const names = (...args: [typeof found, Changes]): string[] =>
      variantsOf(whole, ...args).map((variant) => variant.untrue.join());
    expect(names(found, NO_CHANGES)).to.deep.equal(['P', 'Q', 'P,Q']);
    expect(names([], { ...NO_CHANGES, intents: { first, now: first } })).to.deep.equal(['P', 'R', 'P,R']);
  });

  it('has a protected route that is there by now', () => {
    const routes = [route('A', 'P'), route('B', 'P', false)];
    const Resources = { A: { Type: 'T' }, B: { Type: 'T' } };
    const [variant] = variantsOf(wholeTemplate({ Resources }, routes), [], NO_CHANGES);
    expect(variant!.configuredRoutes.map(({ logicalId }) => logicalId)).to.deep.equal(['A']);
  });

  it('is asked for where a protected route is under resources, and a condition', () => {
    expect(untrue(route('A', 'P', false))).to.deep.equal([]);
    expect(untrue(route('A'))).to.deep.equal([]);
    const open = wholeTemplate({ Resources: {} }, [route('A', 'P', false)]);
    const gone = { ...NO_CHANGES.gone, all: goldenPlan('opt-in', 'jwt').routes.slice(0, 1) };
    expect(variantsOf(open, [], { gone }), 'an event that is gone').to.have.length(1);
  });
});

describe('audit: routes under resources with a condition each', () => {
  const plan = goldenPlan('opt-in', 'lambda');
  const route = (RouteKey: string, Condition: string, more: object = {}, api = 'HttpApi'): Resource => ({
    Type: 'AWS::ApiGatewayV2::Route',
    Condition,
    Properties: { ApiId: { Ref: api }, RouteKey, ...more },
  });
  const IAM = { AuthorizationType: 'AWS_IAM' };
  const audited = (
    configured: Record<string, Resource>,
    now: Record<string, Resource>,
    of = plan,
    without: readonly string[] = [],
  ): ReturnType<typeof auditTemplate> => {
    const template = goldenTemplate('osls4', 'lambda');
    for (const id of without) Reflect.deleteProperty(template.Resources, id);
    const resources = { ...NOTHING_CONFIGURED, resources: new Map(Object.entries(configured)) };
    const configuredRoutes = readConfiguredRoutes(template, of, resources);
    Object.assign(template.Resources, now);
    const compiled = { ...NOTHING_COMPILED, configuredRoutes };
    return auditTemplate(template, of, { compiled, configured: resources });
  };
  const whats = (...args: Parameters<typeof audited>): string[] =>
    audited(...args).findings.map(({ where, what }) => `${where} ${what.replace(/^.*, while/, 'while')}`);

  it('are protected under each', () => {
    const [A, B] = [route('GET /raw', 'P', IAM), route('GET /raw', 'Q')];
    const both = { A, B };
    expect(whats(both, both)).to.deep.equal([]);
    expect(whats(both, { A })).to.deep.equal([]);
    const always = { B: route('GET /raw', 'P') };
    expect(whats(both, always)).to.deep.equal(['Resources.B while the condition Q is false']);
  });

  it('are warned about once', () => {
    const queue = {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        IntegrationType: 'HTTP_PROXY',
        IntegrationUri: 'https://x.example/',
      },
    };
    const Target = { 'Fn::Sub': 'integrations/${Queue}' };
    const [A, B] = [route('GET /raw', 'P', { ...IAM, Target }), route('GET /raw', 'Q')];
    const written = { A, B, Queue: queue };
    const places = (now: Record<string, Resource>): string[] =>
      audited(written, now).notes.map(({ where }) => where);
    const opened = places({ ...written, C: route('POST /jobs', 'P', { Target }) });
    expect(opened).to.deep.equal([...places(written), 'Resources.C']);
  });

  it('are audited under conditions where nothing is wrong in the whole template', () => {
    const [A, B] = [route('GET /raw', 'P', IAM), route('GET /raw', 'Q')];
    const wrong = { B: route('GET /raw', 'P'), Wrong: route('GET /any/thing', 'Q') };
    const [finding, ...others] = whats({ A, B }, wrong);
    expect(others).to.deep.equal([]);
    expect(finding)
      .to.match(/^Resources.Wrong /)
      .and.not.to.include('while');
  });

  it('are a $connect under each, also under protect: all', () => {
    const connect = (condition: string): Resource => route('$connect', condition, IAM, 'WebsocketsApi');
    const written = { A: connect('P'), B: connect('Q') };
    const routes = plan.routes.filter(({ api }) => api !== 'websocket');
    for (const protect of ['opt-in', 'all'] as const) {
      const of = { ...plan, routes, protect };
      const gone = ['SconnectWebsocketsRoute'];
      expect(whats(written, written, of, gone)).to.deep.equal([]);
      expect(whats(written, { A: written.A }, of, gone)).to.deep.equal([
        'Resources.messageWebsocketsRoute while the condition P is false',
      ]);
    }
  });
});
