/** The audit on templates that real frameworks compiled (npm run golden:templates makes them anew). */
import { expect } from 'chai';
import type { AuditResult } from '../../src/audit/audit-result';
import { auditTemplate } from '../../src/audit/audit-template';
import { readCompiled } from '../../src/audit/compiled';
import type { Resource, Template } from '../../src/cloudformation';
import { readIntent } from '../../src/intent/intent';
import { NOTHING_GONE } from '../../src/intent/route-changes';
import type { PlannedService } from '../../src/plan/plan-service';
import type { Plan } from '../../src/plan/types';
import { noChanges } from '../../src/service/applied-changes';
import { CodeHistory } from '../../src/service/code-history';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { FRAMEWORKS } from '../support/frameworks';
import { auditAfter as audit, findingsAfter as findings } from '../support/golden-audit';
import { GOLDEN_NAMES, goldenPlan, goldenTemplate } from '../support/golden-service';
import { plain, planOf } from '../support/plans';

for (const framework of FRAMEWORKS) {
  describe(`audit: a template of ${framework}`, () => {
    for (const name of GOLDEN_NAMES) {
      it(`is as planned (${name})`, () => {
        for (const protect of ['opt-in', 'all'] as const) {
          const { findings: found, notes } = audit(
            framework,
            () => undefined,
            goldenPlan(protect, name),
            name,
          );
          expect(found).to.deep.equal([]);
          expect(notes).to.deep.equal([]);
        }
      });
    }
  });
}

describe('audit: any single addition is found', () => {
  const plan = goldenPlan();

  it('of a property that was added to an authorizer', () => {
    for (const { created } of plan.authorizers) {
      const found = findings(({ Resources }) => {
        const properties = Resources[created?.logicalId ?? '']?.Properties;
        if (properties !== undefined) properties.AuthorizerResultTtlInSeconds = 300;
      }, plan);
      expect(found).to.deep.equal([
        `Resources.${created?.logicalId ?? ''}.Properties.AuthorizerResultTtlInSeconds`,
      ]);
    }
  });
});

describe('audit: what changes nothing', () => {
  const same = (edit: (template: Template) => void): void => {
    expect(findings(edit)).to.deep.equal([]);
  };

  it('other names of resources', () => {
    same(({ Resources }) => {
      Resources.Renamed = Resources.HttpApiRouteGetMe ?? {};
      Reflect.deleteProperty(Resources, 'HttpApiRouteGetMe');
    });
  });

  it('the order of keys and scopes, and other spellings of a reference', () => {
    same(({ Resources }) => {
      const { Properties = {} } = Resources.HttpApiRouteDeleteOrdersIdVar ?? {};
      Properties.AuthorizationScopes = ['write', 'read'];
      Properties.AuthorizerId = { 'Fn::Sub': '${HttpApiAuthorizerStaff}' };
      const entries = Object.entries(Properties).reverse();
      Object.assign(Resources.HttpApiRouteDeleteOrdersIdVar ?? {}, {
        Properties: Object.fromEntries(entries),
      });
    });
  });

  it('names of path variables', () => {
    same(({ Resources }) => {
      const { Properties = {} } = Resources.HttpApiRouteDeleteOrdersIdVar ?? {};
      Properties.RouteKey = 'DELETE /orders/{orderId}';
    });
  });

  it('targets, integrations, and entries that are no resources', () => {
    same(({ Resources }) => {
      const { Properties = {} } = Resources.HttpApiRouteGetMe ?? {};
      Properties.Target = 'integrations/other';
      Properties.OperationName = 'me';
      Object.assign(Resources, { Nothing: null, Text: 'x' });
    });
  });

  it('a public route that becomes protected', () => {
    same(({ Resources }) => {
      const { Properties = {} } = Resources.HttpApiRouteGetOpen ?? {};
      Properties.AuthorizationType = 'AWS_IAM';
    });
  });
});

describe('audit: a protected route with a condition', () => {
  const withCondition = (...resources: [key: string, api: string, more?: object][]): string[] =>
    findings(({ Resources }) => {
      Object.assign(Resources.HttpApiRouteGetMe ?? {}, { Condition: 'Sometimes' });
      resources.forEach(([RouteKey, api, more], index) => {
        const Properties = { ApiId: { Ref: api }, RouteKey, ...more };
        Resources[`Added${index}`] = { Type: 'AWS::ApiGatewayV2::Route', Properties };
      });
    });
  const where = ['Resources.HttpApiRouteGetMe'];

  it('gives its requests to a public one while it is false', () => {
    expect(withCondition(['$default', 'HttpApi'])).to.deep.equal(where);
    expect(withCondition(['GET /{x+}', 'HttpApi'])).to.deep.equal(where);
  });

  it('gives them to nobody: there is no other, or it is elsewhere, not known, or closed', () => {
    expect(withCondition()).to.deep.equal([]);
    expect(withCondition(['GET /you', 'HttpApi'], ['$default', 'OtherApi'])).to.deep.equal([]);
    const { AuthorizationType, AuthorizerId, AuthorizationScopes } =
      goldenTemplate('osls4').Resources.HttpApiRouteGetMe?.Properties ?? {};
    const same = { AuthorizationType, AuthorizerId, AuthorizationScopes };
    expect(withCondition(['$default', 'HttpApi', same])).to.deep.equal([]);
  });

  it('gives them to one that is protected in another way', () => {
    expect(withCondition(['$default', 'HttpApi', { AuthorizationType: 'AWS_IAM' }])).to.deep.equal(where);
    expect(withCondition(['GET /you', 'HttpApi', { AuthorizationType: 'AWS_IAM' }])).to.deep.equal([]);
  });

  it('is held to the plan itself', () => {
    const found = findings(({ Resources }) => {
      Object.assign(Resources.HttpApiRouteGetMe ?? {}, { Condition: 'Sometimes' });
      Object.assign(Resources.HttpApiRouteGetMe?.Properties ?? {}, { AuthorizationType: 'NONE' });
    });
    expect(found).to.deep.equal(['Resources.HttpApiRouteGetMe.AuthorizationType']);
  });
});

describe('audit: facts of a finding', () => {
  it('route, key and both values', () => {
    const { findings: found } = audit('osls4', ({ Resources }) => {
      const { Properties = {} } = Resources.HttpApiRouteGetMe ?? {};
      Properties.AuthorizationType = 'NONE';
    });
    expect(found).to.have.length(1);
    const [finding] = found;
    expect(finding).to.include({
      code: 'PASSAGE_AUDIT_FAILED',
      where: 'Resources.HttpApiRouteGetMe.AuthorizationType',
      found: '"NONE"',
      expected: '"JWT"',
    });
    expect(finding?.what).to.include('GET /me');
  });

  it('a loop, whose value is no object, makes routes out of sight', () => {
    const loop = (protect: 'opt-in' | 'all'): AuditResult =>
      audit(
        'osls4',
        ({ Resources }) =>
          Object.assign(Resources, { 'Fn::ForEach::Routes': ['X', ['a'], { 'Raw${X}': {} }] }),
        goldenPlan(protect),
      );
    const where = ['Resources.Fn::ForEach::Routes'];
    expect(loop('all').findings.map((finding) => finding.where)).to.deep.equal(where);
    expect(loop('opt-in').findings).to.deep.equal([]);
    expect(loop('opt-in').notes.map((note) => note.where)).to.deep.equal(where);
  });

  it('a macro is a warning, a finding under protect: all, and nothing where nothing is protected', () => {
    const withMacro = (plan: Plan): string[][] => {
      const { findings: found, notes } = auditTemplate({ Resources: {}, Transform: 'Mine' }, plan);
      return [found, notes].map((each) =>
        each.flatMap(({ where }) => (where === 'Transform' ? [where] : [])),
      );
    };
    expect(withMacro(goldenPlan())).to.deep.equal([[], ['Transform']]);
    expect(withMacro(goldenPlan('all'))).to.deep.equal([['Transform'], []]);
    expect(withMacro({ ...goldenPlan(), functions: [] })).to.deep.equal([[], []]);
  });

  it('a public route that comes from no event is one finding, and none where it takes nothing', () => {
    const raw = (protect: 'opt-in' | 'all'): string[] =>
      findings(({ Resources }) => {
        const Properties = {
          ApiId: { Ref: 'HttpApi' },
          RouteKey: 'GET /raw',
          Target: { Ref: 'MeLambdaFunction' },
        };
        Object.assign(Resources, {
          Raw: { Type: 'AWS::ApiGatewayV2::Route', Properties },
          MeLambdaFunction: { Type: 'AWS::Lambda::Function' },
        });
      }, goldenPlan(protect));
    expect(raw('all')).to.deep.equal(['Resources.Raw']);
    expect(raw('opt-in')).to.deep.equal([]);
  });

  it('a route that is rewritten, whoever protects it', () => {
    for (const id of ['HttpApiRouteGetMe', 'HttpApiRouteGetIam']) {
      const found = findings(({ Resources }) => {
        Object.assign(Resources[id]?.Properties ?? {}, { 'Fn::Transform': { Name: 'Mine' } });
      });
      expect(found).to.deep.equal([`Resources.${id}`]);
    }
  });

  it('an authorizer that is missing or rewritten is named once', () => {
    const id = 'HttpApiAuthorizerCustomers';
    const [missing] = audit('osls4', ({ Resources }) => {
      Reflect.deleteProperty(Resources, id);
    }).findings;
    expect(missing?.where).to.equal(`Resources.${id}`);
    expect(missing?.what).to.include('customers');
    const rewritten = findings(({ Resources }) => {
      Object.assign(Resources[id] ?? {}, { 'Fn::Transform': { Name: 'Mine' } });
    });
    expect(rewritten).to.deep.equal([`Resources.${id}`]);
  });

  it('the authorizer of an own route, and both values', () => {
    const [finding] = audit('osls4', ({ Resources }) => {
      Object.assign(Resources.HttpApiRouteGetIam?.Properties ?? {}, { AuthorizationType: 'NONE' });
    }).findings;
    expect(finding).to.include({ expected: 'aws_iam', found: '{"AuthorizationType":"NONE"}' });
  });

  it('types that are no texts, or names of JavaScript, are no types', () => {
    const plan = goldenPlan();
    for (const Type of [{ toString: '' }, 'constructor', '__proto__', [], null]) {
      const found = findings(({ Resources }) => {
        for (const id of ['HttpApi', 'HttpApiRouteGetMe']) Object.assign(Resources[id] ?? {}, { Type });
      }, plan);
      expect(found, JSON.stringify(Type)).to.include('Resources.HttpApiRouteGetMe');
    }
  });

  it('a second resource for a protected route is held to the plan too', () => {
    const second = (more: object): string[] =>
      findings(({ Resources }) => {
        const { Type, Properties } = Resources.HttpApiRouteGetMe ?? {};
        Resources.Twin = { Type, Properties: { ...Properties, ...more } };
      });
    expect(second({})).to.deep.equal([]);
    expect(second({ AuthorizationType: 'NONE' })).to.deep.equal(['Resources.Twin.AuthorizationType']);
  });
});

describe('audit: each of its parts', () => {
  const OIDC = { issuer: 'https://i.example/', audience: 'api' };
  const LAMBDA = { ...OIDC, authorizerType: 'lambda' };
  const IAM = { AuthorizationType: 'AWS_IAM' };
  const route = (RouteKey: string, more: object = {}, api = 'HttpApi'): Resource => ({
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId: { Ref: api }, RouteKey, ...more },
  });
  const places = (each: readonly { readonly where: string }[]): string[] => each.map(({ where }) => where);
  /** What is found of resources, where some of them are as configured under `resources:`. */
  const audited = (
    Resources: Record<string, Resource>,
    plan: Plan,
    written: typeof Resources = {},
  ): string[][] => {
    const configured = { ...NOTHING_CONFIGURED, resources: new Map(Object.entries(written)) };
    const compiled = readCompiled({ Resources: {} }, plan, configured);
    const { findings: found, notes } = auditTemplate({ Resources }, plan, { compiled, configured });
    return [places(found), places(notes)];
  };

  it('looks for $connect', () => {
    const { plan } = planOf(
      plain({ chat: { events: [{ websocket: 'say' }] } }, { ...LAMBDA, protect: 'all' }),
    );
    const Say = route('say', {}, 'WebsocketsApi');
    expect(audited({ Say }, plan)[0]).to.include('Resources.Say');
    const connect = route('$connect', IAM, 'WebsocketsApi');
    expect(audited({ Say, Connect: connect }, plan)[0]).not.to.include('Resources.Say');
  });

  it('warns of what our Lambda authorizer always denies, and of stacks that get an API', () => {
    const { plan } = planOf(plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } }, LAMBDA));
    const ours = { AuthorizationType: 'CUSTOM', AuthorizerId: plan.authorizers[0]?.id };
    const nested: Resource = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: 'https://x.example', Parameters: { Api: { Ref: 'HttpApi' } } },
    };
    const [, notes] = audited({ Other: route('GET /other', ours), Nested: nested }, plan);
    expect(notes).to.deep.equal(['Resources.Other', 'Resources.Nested']);
  });

  it('compares with what was configured', () => {
    const me = { httpApi: { method: 'GET', path: '/me', passage: true } };
    const made = (...events: object[]): PlannedService =>
      planOf(plain({ me: { handler: 'h.me', events: [me, ...events] } as object }, OIDC), noChanges(), true);
    const [first, now] = [made(), made({ httpApi: 'GET /new' })];
    const [before, after] = [first, now].map((each) => readIntent(each, [], new CodeHistory()));
    const intents = { first: before!, now: after! };
    const changes = { gone: NOTHING_GONE, intents };
    const { notes } = auditTemplate({ Resources: {} }, now.plan, { changes });
    expect(places(notes)).to.deep.equal(['functions.me.events[1].httpApi']);
    expect(auditTemplate({ Resources: {} }, now.plan).notes).to.deep.equal([]);
  });

  it('says once what is wrong with a resource', () => {
    const { plan } = planOf(plain({ me: { handler: 'h.me' } as object }, { ...OIDC, protect: 'all' }));
    const Target = { 'Fn::GetAtt': ['MeLambdaFunction', 'Arn'] };
    const MeLambdaFunction = { Type: 'AWS::Lambda::Function', Properties: {} };
    const Raw = route('GET /raw', { ...IAM, Target });
    const [found] = audited({ MeLambdaFunction, Raw: route('GET /raw', { Target }) }, plan, { Raw });
    expect(found).to.deep.equal(['Resources.Raw']);
  });

  it('warns of an added route with the queue of a protected one, unless it is refused', () => {
    const { plan } = planOf(plain({ me: { passage: true, events: [{ httpApi: 'ANY /me/{any+}' }] } }, OIDC));
    const Queue: Resource = {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        IntegrationType: 'AWS_PROXY',
        IntegrationSubtype: 'SQS-SendMessage',
      },
    };
    const Target = { 'Fn::Sub': 'integrations/${Queue}' };
    const written = { Queue, Raw: route('POST /raw', { ...IAM, Target }) };
    const of = (key: string): string[][] =>
      audited({ ...written, Added: route(key, { Target }) }, plan, written).map((each) =>
        each.filter((where) => where === 'Resources.Added'),
      );
    expect(of('POST /other')).to.deep.equal([[], ['Resources.Added']]);
    expect(of('POST /me/x')).to.deep.equal([['Resources.Added'], []]);
  });
});
