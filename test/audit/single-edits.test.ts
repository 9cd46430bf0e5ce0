/** Edits of templates that real frameworks compiled: none of a protected route is overlooked. */
import { expect } from 'chai';
import * as fc from 'fast-check';
import { type Template, sameValue } from '../../src/cloudformation';
import type { Plan } from '../../src/plan/types';
import { type Edit, findingsAfter } from '../support/golden-audit';
import { GOLDEN_NAMES, goldenPlan, goldenTemplate } from '../support/golden-service';
import { type Place, holderOf, placesIn, removeAt, replaceAt } from '../support/places';

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

const VALUES = ['other', '', null, 7, ['other'], { Ref: 'Other' }, { 'Fn::Transform': {} }];

for (const name of GOLDEN_NAMES) {
  describe(`audit: any single edit is found (${name})`, () => {
    const plan = goldenPlan('opt-in', name);
    const template = goldenTemplate('osls4', name);
    const places = significantPlaces(template, plan);
    const found = (edit: Edit): string[] => findingsAfter(edit, plan, name);

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
