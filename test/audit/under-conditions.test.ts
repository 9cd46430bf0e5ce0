/** A template under combinations of its conditions. */
import { expect } from 'chai';
import type { ConfiguredRoute } from '../../src/audit/configured-routes';
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
  return variantsOf(wholeTemplate({ Resources }, routes), []);
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

  it('is asked for where a protected route is under resources, and a condition', () => {
    expect(untrue(route('A', 'P', false))).to.deep.equal([]);
    expect(untrue(route('A'))).to.deep.equal([]);
  });
});
