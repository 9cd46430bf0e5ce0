/** The audit on templates that real frameworks compiled (npm run golden:templates makes them anew). */
import { expect } from 'chai';
import * as fc from 'fast-check';
import { readCompiled } from '../../src/audit/own-authorizers';
import { NOTHING_CONFIGURED } from '../../src/audit/configured-resources';
import { type AuditResult, auditTemplate } from '../../src/audit/audit-template';
import type { Template } from '../../src/cloudformation';
import type { Plan } from '../../src/plan/types';
import { FRAMEWORKS, type Framework } from '../support/frameworks';
import { goldenPlan, goldenTemplate } from '../support/golden-service';

type Json = Record<string, unknown>;

function audit(framework: Framework, edit: (template: Template) => void, plan = goldenPlan()): AuditResult {
  const template = goldenTemplate(framework);
  const compiled = readCompiled(template, plan, NOTHING_CONFIGURED);
  edit(template);
  return auditTemplate(template, plan, { compiled });
}

const findings = (edit: (template: Template) => void, plan?: Plan): string[] =>
  audit('osls4', edit, plan).findings.map(({ where }) => where);

/** Every place in a value that is not a list or an object itself, and every list or object. */
function placesIn(value: unknown, path: readonly string[] = []): string[][] {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, child]) => placesIn(child, [...path, key]))
      : [];
  return path.length === 0 ? below : [[...path], ...below];
}

function holderOf(root: unknown, path: readonly string[]): Json {
  return path.slice(0, -1).reduce<unknown>((value, key) => (value as Json)[key], root) as Json;
}

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

interface Place {
  readonly logicalId: string;
  readonly path: readonly string[];
}

/** Every place whose change must be found: in closed routes, our authorizers, and the resources that they refer to. */
function significantPlaces(template: Template, plan: Plan): Place[] {
  const closed = plan.routes.filter(({ decision }) => decision.access !== 'public');
  const ours = plan.authorizers.flatMap(({ created }) => (created === null ? [] : [created.logicalId]));
  const routes = closed.map(({ logicalId }) => logicalId);
  const parents = routes.flatMap((id) => parentsOf(template, template.Resources[id]?.Properties?.ResourceId));
  return [...new Set([...ours, ...routes, ...parents])].flatMap((logicalId) => {
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
    it('is as planned', () => {
      for (const protect of ['opt-in', 'all'] as const) {
        const { findings: found, notes } = audit(framework, () => undefined, goldenPlan(protect));
        expect(found).to.deep.equal([]);
        expect(notes).to.deep.equal([]);
      }
    });
  });
}

describe('audit: any single edit is found', () => {
  const plan = goldenPlan();
  const places = significantPlaces(goldenTemplate('osls4'), plan);

  it('there are places to edit', () => {
    expect(places.length).to.be.above(100);
  });

  for (const { logicalId, path } of places) {
    const name = `${logicalId}.${path.join('.')}`;
    it(`${name} removed or replaced`, () => {
      const removed = findings(({ Resources }) => {
        Reflect.deleteProperty(holderOf(Resources[logicalId], path), path.at(-1) ?? '');
      }, plan);
      expect(removed, 'removed').not.to.deep.equal([]);
      for (const value of ['other', '', null, 7, ['other'], { Ref: 'Other' }, { 'Fn::Transform': {} }]) {
        const replaced = findings(({ Resources }) => {
          holderOf(Resources[logicalId], path)[path.at(-1) ?? ''] = value;
        }, plan);
        expect(replaced, JSON.stringify(value)).not.to.deep.equal([]);
      }
    });
  }

  it('with any other value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), ({ logicalId, path }, value) => {
        const found = findings(({ Resources }) => {
          const holder = holderOf(Resources[logicalId], path);
          const key = path.at(-1) ?? '';
          fc.pre(JSON.stringify(holder[key]) !== JSON.stringify(value));
          holder[key] = value;
        }, plan);
        expect(found).not.to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });

  it('of a whole resource', () => {
    for (const logicalId of new Set(places.map((place) => place.logicalId))) {
      const found = findings(({ Resources }) => {
        Reflect.deleteProperty(Resources, logicalId);
      }, plan);
      expect(found, logicalId).not.to.deep.equal([]);
    }
  });

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
