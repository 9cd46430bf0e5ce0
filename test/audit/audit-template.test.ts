/** The audit on templates that real frameworks compiled (npm run golden:templates makes them anew). */
import { expect } from 'chai';
import * as fc from 'fast-check';
import type { AuditResult } from '../../src/audit/audit-result';
import { auditTemplate } from '../../src/audit/audit-template';
import { readCompiled } from '../../src/audit/own-authorizers';
import { type Template, sameValue } from '../../src/cloudformation';
import type { Plan } from '../../src/plan/types';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { FRAMEWORKS, type Framework } from '../support/frameworks';
import { GOLDEN_NAMES, type GoldenName, goldenPlan, goldenTemplate } from '../support/golden-service';
import { type Place, holderOf, placesIn, removeAt, replaceAt } from '../support/places';

type Edit = (template: Template) => void;

function audit(framework: Framework, edit: Edit, plan = goldenPlan(), name: GoldenName = 'jwt'): AuditResult {
  const template = goldenTemplate(framework, name);
  const compiled = readCompiled(template, plan, NOTHING_CONFIGURED);
  edit(template);
  return auditTemplate(template, plan, { compiled });
}

const findings = (edit: Edit, plan?: Plan, name?: GoldenName): string[] =>
  audit('osls4', edit, plan, name).findings.map(({ where }) => where);

/** What of a resource decides who may call a route. */
const SIGNIFICANT: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Route': [
    'ApiId',
    'RouteKey',
    'AuthorizationType',
    'AuthorizerId',
    'AuthorizationScopes',
  ],
  'AWS::ApiGateway::Method': [
    'RestApiId',
    'ResourceId',
    'HttpMethod',
    'AuthorizationType',
    'AuthorizerId',
    'AuthorizationScopes',
  ],
  'AWS::ApiGateway::Resource': ['RestApiId', 'ParentId', 'PathPart'],
};

/** The Lambda authorizer, its role and its permissions. */
function functionResources({ authorizerFunction }: Plan): string[] {
  if (authorizerFunction === null) return [];
  const { logicalId, role, permissions } = authorizerFunction;
  return [logicalId, ...[role, ...permissions].map((resource) => resource.logicalId)];
}

/** Every place whose change must be found: in closed routes, our authorizers, and what they refer to. */
function significantPlaces(template: Template, plan: Plan): Place[] {
  const closed = plan.routes.filter(({ decision }) => decision.access !== 'public');
  const ours = plan.authorizers.flatMap(({ created }) => (created === null ? [] : [created.logicalId]));
  const routes = closed.map(({ logicalId }) => logicalId);
  const parents = routes.flatMap((id) => parentsOf(template, template.Resources[id]?.Properties?.ResourceId));
  return [...new Set([...ours, ...functionResources(plan), ...routes, ...parents])].flatMap((logicalId) => {
    const resource = template.Resources[logicalId];
    const keys = SIGNIFICANT[String(resource?.Type)];
    const all = placesIn({ Type: resource?.Type, Properties: resource?.Properties });
    return all
      .filter(([top, key]) => top === 'Type' || keys === undefined || key === undefined || keys.includes(key))
      .map((path) => ({ logicalId, path }));
  });
}

function parentsOf(template: Template, id: unknown): string[] {
  const ref = (id as { Ref?: string } | undefined)?.Ref;
  if (ref === undefined) return [];
  return [ref, ...parentsOf(template, template.Resources[ref]?.Properties?.ParentId)];
}

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

const VALUES = ['other', '', null, 7, ['other'], { Ref: 'Other' }, { 'Fn::Transform': {} }];

for (const name of GOLDEN_NAMES) {
  describe(`audit: any single edit is found (${name})`, () => {
    const plan = goldenPlan('opt-in', name);
    const template = goldenTemplate('osls4', name);
    const places = significantPlaces(template, plan);
    const found = (edit: Edit): string[] => findings(edit, plan, name);

    it('there are places to edit', () => {
      expect(places.length).to.be.above(100);
    });

    for (const place of places) {
      it(`${place.logicalId}.${place.path.join('.')} removed or replaced`, () => {
        const removed = found((edited) => {
          removeAt(edited, place);
        });
        expect(removed, 'removed').not.to.deep.equal([]);
        const before = holderOf(template.Resources[place.logicalId], place.path)[place.path.at(-1) ?? ''];
        for (const value of VALUES.filter((other) => !sameValue(other, before))) {
          const replaced = found((edited) => {
            replaceAt(edited, place, value);
          });
          expect(replaced, JSON.stringify(value)).not.to.deep.equal([]);
        }
      });
    }

    it('with any other value', () => {
      fc.assert(
        fc.property(fc.constantFrom(...places), fc.jsonValue(), ({ logicalId, path }, value) => {
          const after = found((edited) => {
            const before = holderOf(edited.Resources[logicalId], path)[path.at(-1) ?? ''];
            fc.pre(JSON.stringify(before) !== JSON.stringify(value));
            replaceAt(edited, { logicalId, path }, value);
          });
          expect(after).not.to.deep.equal([]);
        }),
        { numRuns: 300 },
      );
    });

    it('of a whole resource', () => {
      for (const logicalId of new Set(places.map((place) => place.logicalId))) {
        const after = found(({ Resources }) => {
          Reflect.deleteProperty(Resources, logicalId);
        });
        expect(after, logicalId).not.to.deep.equal([]);
      }
    });
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
