/** The audit on templates that real frameworks compiled (npm run golden:templates makes them anew). */
import { expect } from 'chai';
import * as fc from 'fast-check';
import { readCompiled } from '../../src/audit/own-authorizers';
import { NOTHING_CONFIGURED } from '../../src/audit/configured-resources';
import { type AuditResult, auditTemplate } from '../../src/audit/audit-template';
import { type Template, sameValue } from '../../src/cloudformation';
import type { Plan } from '../../src/plan/types';
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
