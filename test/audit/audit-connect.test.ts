/** `$connect` of a WebSocket API, on a template that a framework compiled. */
import { expect } from 'chai';
import { auditConnect } from '../../src/audit/audit-connect';
import { auditTemplate } from '../../src/audit/audit-template';
import type { ConfiguredRoute } from '../../src/audit/configured-routes';
import type { Template } from '../../src/cloudformation';
import type { Plan, PlannedRoute } from '../../src/plan/types';
import { goldenPlan, goldenTemplate } from '../support/golden-service';

type Edit = (resources: Template['Resources']) => void;

const PLAN = goldenPlan('opt-in', 'lambda');
const CONNECT = 'SconnectWebsocketsRoute';
const MESSAGE = 'Resources.messageWebsocketsRoute';
const connect = PLAN.routes.filter(({ api }) => api === 'websocket');
const others = PLAN.routes.filter(({ api }) => api !== 'websocket');
const open = connect.map((route): PlannedRoute => ({
  ...route,
  decision: { access: 'public', decidedBy: 'default' },
}));

const remove: Edit = (resources) => {
  Reflect.deleteProperty(resources, CONNECT);
};
const condition: Edit = (resources) => {
  Object.assign(resources[CONNECT] ?? {}, { Condition: 'Sometimes' });
};

function found(
  edit: Edit,
  plan: Plan = PLAN,
  gone: readonly PlannedRoute[] = [],
  written: readonly ConfiguredRoute[] = [],
): string[] {
  const template = goldenTemplate('osls4', 'lambda');
  edit(template.Resources);
  return auditConnect(template, plan, gone, written).map(({ where }) => where);
}

describe('audit: $connect', () => {
  it('is missing, so that all other routes are public', () => {
    expect(found(remove)).to.deep.equal([MESSAGE]);
  });

  it('was protected, and its event is gone', () => {
    expect(found(remove, { ...PLAN, routes: others }, connect)).to.deep.equal([MESSAGE]);
    expect(found(remove, { ...PLAN, routes: others }, open)).to.deep.equal([]);
    expect(found(remove, { ...PLAN, routes: others }, others), 'routes of other APIs').to.deep.equal([]);
  });

  it('is missing under protect: all, whatever was configured', () => {
    expect(found(remove, { ...PLAN, routes: others, protect: 'all' })).to.deep.equal([MESSAGE]);
  });

  it('is not there while a condition is false', () => {
    expect(found(condition)).to.deep.equal([`Resources.${CONNECT}`]);
    expect(found(condition, { ...PLAN, routes: [...others, ...open] })).to.deep.equal([]);
  });

  describe('that the user has protected under resources', () => {
    const plan = { ...PLAN, routes: [...others, ...open] };
    const written = (more: Partial<ConfiguredRoute> = {}): ConfiguredRoute[] => [
      {
        ...{ api: 'websocket', logicalId: CONNECT, key: '$connect', place: 'websocket ANY $connect' },
        route: { method: 'ANY', path: '$connect' },
        ...{ authorization: { AuthorizationType: 'AWS_IAM' }, isClosed: true },
        condition: undefined,
        calls: new Set(),
        ...more,
      },
    ];

    it('is missing', () => {
      expect(found(remove, plan, [], written())).to.deep.equal([MESSAGE]);
      expect(found(remove, plan, [], written({ condition: 'Sometimes' }))).to.deep.equal([MESSAGE]);
      expect(found(remove, plan, [], written({ api: 'http' }))).to.deep.equal([]);
    });

    it('is not there while a condition is false that the user has not written', () => {
      expect(found(condition, plan, [], written())).to.deep.equal([`Resources.${CONNECT}`]);
      expect(found(condition, plan, [], written({ condition: 'Other' }))).to.deep.equal([
        `Resources.${CONNECT}`,
      ]);
      expect(found(condition, plan, [], written({ condition: 'Sometimes' }))).to.deep.equal([]);
      expect(found(() => undefined, plan, [], written({ condition: 'Sometimes' }))).to.deep.equal([]);
    });

    it('may be public, in a route of its own with a condition', () => {
      const other = written({ condition: 'Sometimes', isClosed: false });
      expect(found(condition, plan, [], [...written({ condition: 'Other' }), ...other])).to.deep.equal([]);
      expect(found(remove, plan, [], other)).to.deep.equal([]);
    });

    it('is an event too, which may have no condition at all', () => {
      const places = found(condition, PLAN, [], written({ condition: 'Sometimes' }));
      expect(places).to.deep.equal([`Resources.${CONNECT}`]);
    });
  });

  it('is there, or protects nothing', () => {
    expect(found(() => undefined)).to.deep.equal([]);
    expect(
      found((resources) => {
        remove(resources);
        Reflect.deleteProperty(resources, 'messageWebsocketsRoute');
      }),
    ).to.deep.equal([]);
  });

  it('of another API is nothing of ours', () => {
    const away: Edit = (resources) => {
      for (const id of [CONNECT, 'messageWebsocketsRoute'])
        Object.assign(resources[id]?.Properties ?? {}, { ApiId: { Ref: 'OtherApi' } });
    };
    expect(found(away)).to.deep.equal([]);
    const topic: Edit = (resources) => {
      remove(resources);
      Object.assign(resources.messageWebsocketsRoute ?? {}, { Type: 'AWS::SNS::Topic' });
    };
    expect(found(topic)).to.deep.equal([]);
  });

  it('may be a public route whose key only CloudFormation knows', () => {
    const template = goldenTemplate('osls4', 'lambda');
    const Properties = { ApiId: { Ref: 'WebsocketsApi' }, RouteKey: { Ref: 'Key' } };
    template.Resources.Added = { Type: 'AWS::ApiGatewayV2::Route', Properties };
    expect(auditTemplate(template, PLAN).findings.map(({ where }) => where)).to.deep.equal([
      'Resources.Added',
    ]);
  });
});
