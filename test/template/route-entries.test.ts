/** What is written under `resources:` for the routes of events. */
import { expect } from 'chai';
import { type ConfiguredResources, readResources } from '../../src/template/configured-resources';
import { type Originals, withEntriesNow } from '../../src/template/route-entries';

const read = (resources: object): ConfiguredResources =>
  readResources({ resources, functions: {} }, { getLambdaLogicalId: (name) => `${name}LambdaFunction` });

describe('entries for routes of events, by now', () => {
  const IAM = { AuthorizationType: 'AWS_IAM' };
  const WIDE = { Target: 'integrations/x', AuthorizationScopes: ['s'] };
  const ORIGINALS: Record<string, readonly string[]> = { V1Me: ['Me'], V1Any: ['Me', 'You'] };
  const originalsOf = (id: string): Originals => {
    if (id === 'New') return { ids: [], isKnown: false };
    if (id === 'Renamed') return { ids: ['Me'], isKnown: false };
    return { ids: ORIGINALS[id] ?? [id], isKnown: true };
  };
  const now = (before: object, after: object, ids = ['Me']): unknown => {
    const { extensions } = withEntriesNow(
      read({ extensions: before }),
      { extensions: after },
      ids,
      originalsOf,
    );
    return Object.fromEntries(extensions);
  };

  it('say who may call it as they are, and all else as configured', () => {
    const Me = { Condition: 'C', Properties: { ...IAM, Target: 't' } };
    expect(now({ Me }, { Me })).to.deep.equal({ Me });
    expect(now({ Me }, {})).to.deep.equal({ Me: { Condition: 'C', Properties: { Target: 't' } } });
    expect(now({ Me }, { Me: { Condition: 'D', Properties: WIDE } })).to.deep.equal({
      Me: { Condition: 'C', Properties: { Target: 't', AuthorizationScopes: ['s'] } },
    });
    expect(now({}, { Me })).to.deep.equal({ Me: { Properties: IAM } });
    expect(now({}, { You: Me })).to.deep.equal({});
  });

  it('say all else as the entry of the route says that it was', () => {
    const Me = { Condition: 'C', Properties: { ...IAM, Target: 't' } };
    expect(now({ Me }, { V1Me: Me }, ['V1Me'])).to.deep.equal({ Me, V1Me: Me });
    for (const entry of [{ ...Me, Condition: 'D' }, { Properties: { ...IAM, Target: 'u' } }])
      expect(now({ Me }, { V1Me: entry }, ['V1Me'])).to.deep.equal({ Me, V1Me: Me });
    const Other = { Condition: 'D', Properties: { Target: 'u' } };
    expect(now({ Other }, { V1Me: Other, New: Other }, ['V1Me', 'New'])).to.deep.equal({
      Other,
      V1Me: { Properties: {} },
      New: { Properties: {} },
    });
  });

  it('say nothing else of a route that may be one of several with other entries', () => {
    const Me = { Condition: 'C', Properties: IAM };
    const said = { V1Any: Me };
    expect(now({ Me, You: { Properties: IAM, Condition: 'C' } }, said, ['V1Any'])).to.deep.include(said);
    for (const You of [{ Condition: 'D' }, undefined])
      expect(now({ Me, ...(You && { You }) }, said, ['V1Any'])).to.deep.include({
        V1Any: { Properties: IAM },
      });
  });

  it('count where the user wrote one for a route that is added', () => {
    const New = { Condition: 'C', Properties: IAM };
    expect(now({ New }, { New }, ['New'])).to.deep.equal({ New });
  });

  it('stay where only CloudFormation knows who may call it', () => {
    const Me = { Properties: { AuthorizationType: { 'Fn::If': ['C', 'JWT', 'NONE'] } } };
    for (const after of [{}, { Me: { Properties: IAM } }]) expect(now({ Me }, after)).to.deep.equal({ Me });
  });

  it('stay so where the other section says something else by now', () => {
    const Me = { Properties: { AuthorizationType: { 'Fn::If': ['C', 'JWT', 'NONE'] } } };
    const open = { Me: { Properties: { AuthorizationType: 'NONE' } } };
    const before = read({ Resources: { Me } });
    const { resources, extensions } = withEntriesNow(
      before,
      { Resources: { Me }, extensions: open },
      ['Me'],
      originalsOf,
    );
    expect([resources.get('Me'), extensions.has('Me')]).to.deep.equal([Me, false]);
  });

  it('are moved so with the route', () => {
    const Me = { Properties: { AuthorizationType: { 'Fn::If': ['C', 'JWT', 'NONE'] } } };
    for (const after of [{}, { V1Me: { Properties: IAM } }, { V1Me: Me }])
      expect(now({ Me }, after, ['V1Me'])).to.deep.equal({ Me, V1Me: Me });
    const open = { V1Any: { Properties: { AuthorizationType: 'NONE' } } };
    expect(now({ You: Me }, open, ['V1Any']), 'one of several').to.deep.equal({ You: Me, V1Any: Me });
  });

  it('do not stay so where only code and protection are those of the route', () => {
    const Me = { Properties: { AuthorizationType: { 'Fn::If': ['C', 'JWT', 'NONE'] } } };
    expect(now({ Me }, {}, ['Renamed'])).to.deep.equal({ Me, Renamed: { Properties: {} } });
    expect(now({ Me }, { Renamed: Me }, ['Renamed'])).to.deep.equal({ Me, Renamed: Me });
    expect(now({ Me, Renamed: Me }, {}, ['Renamed']), 'of its own').to.deep.equal({ Me, Renamed: Me });
  });

  it('are those of both sections', () => {
    const before = read({ Resources: { Me: { Properties: IAM } } });
    const { resources } = withEntriesNow(
      before,
      { Resources: { Me: { Properties: WIDE } } },
      ['Me'],
      originalsOf,
    );
    expect(resources.get('Me')).to.deep.equal({ Properties: { AuthorizationScopes: ['s'] } });
  });
});
