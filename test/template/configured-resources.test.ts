import { expect } from 'chai';
import type { Template } from '../../src/cloudformation';
import type { Service } from '../../src/serverless';
import {
  type ConfiguredResources,
  NOTHING_CONFIGURED,
  extendedResource,
  readResources,
  withConfigured,
  withEntriesNow,
} from '../../src/template/configured-resources';

const of = (Type: unknown, Properties: unknown = {}): object => ({ Type, Properties });

const NAMING = { getLambdaLogicalId: (name: string): string => `${name}LambdaFunction` };
const read = (resources: unknown, functions: Service['functions'] = {}): ConfiguredResources =>
  readResources({ resources, functions }, NAMING);

describe('what is under resources:', () => {
  it('routes, methods, their paths, authorizers, and function URLs', () => {
    const Resources = {
      A: of('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /a' }),
      B: of('AWS::ApiGateway::Method', { HttpMethod: 'GET' }),
      C: of('AWS::ApiGateway::Resource', { PathPart: 'a' }),
      D: of('AWS::ApiGatewayV2::Authorizer'),
      E: of('AWS::ApiGateway::Authorizer'),
      F: of('AWS::ApiGatewayV2::RouteResponse'),
      G: of('Custom::AWS::ApiGateway::Method'),
      H: of(['AWS::ApiGateway::Method']),
      I: null,
      J: of('AWS::Lambda::Url', { AuthType: 'NONE' }),
      K: of('AWS::ApiGateway::Stage', { Variables: {} }),
      L: of('AWS::SSM::Parameter', { Value: 'x' }),
      M: { Properties: { TimeoutInMillis: 1 } },
    };
    const { A, B, C, D, E, J, K, L, M } = Resources;
    expect(Object.fromEntries(read({ Resources }).resources)).to.deep.equal({ A, B, C, D, E, J, K, L, M });
  });

  it('is not changed by what becomes of it', () => {
    const properties = { RouteKey: 'GET /a' };
    const { resources } = read({ Resources: { A: of('AWS::ApiGatewayV2::Route', properties) } });
    properties.RouteKey = 'GET /b';
    expect(resources.get('A')).to.have.nested.property('Properties.RouteKey', 'GET /a');
  });

  it('extensions, and what they make of a resource', () => {
    const extension = { Condition: 'C', Properties: { A: [2] } };
    const { extensions } = read({ extensions: { X: extension, Y: null } });
    expect([...extensions]).to.deep.equal([['X', extension]]);
    const resource = { Type: 'T', Properties: { A: [1, 1], B: 1 } };
    expect(extendedResource(resource, extensions.get('X'))).to.deep.equal({
      Type: 'T',
      Condition: 'C',
      Properties: { A: [2], B: 1 },
    });
    expect(extendedResource(resource, undefined)).to.equal(resource);
    expect(extendedResource({ ...resource, Condition: 'D' }, {})).to.include({ Condition: 'D' });
  });

  it('parameters and mappings', () => {
    const [Parameters, Mappings] = [{ P: { Default: 'x' } }, { M: { a: { b: 'c' } } }];
    const { values } = read({ Parameters, Mappings, Outputs: {} });
    expect(values).to.deep.equal({ Parameters, Mappings });
    Parameters.P.Default = 'y';
    expect(values).to.have.nested.property('Parameters.P.Default', 'x');
    expect(read({ Parameters: 'x' }).values).to.deep.equal({});
  });

  for (const resources of [undefined, null, [], 'x', {}, { Resources: null }]) {
    it(`is nothing in ${JSON.stringify(resources)}`, () => {
      expect(read(resources)).to.deep.equal(NOTHING_CONFIGURED);
    });
  }
});

describe('a template with what is configured', () => {
  const compiled = (): Template => ({
    Resources: {
      Link: of('I', { Uri: { Ref: 'Fn' }, List: [{ A: 1 }, 2, 3] }),
      FnLambdaFunction: of('AWS::Lambda::Function', { FunctionName: 'renamed', Role: 'r' }),
    },
    Parameters: { Own: {} },
  });
  const merge = (resources: object, functions: Service['functions'] = {}): Template =>
    withConfigured(compiled(), read(resources, functions));

  it('is the template where nothing is configured', () => {
    const template = compiled();
    expect(withConfigured(template, read({}, { Fn: { name: 'fn' } }))).to.equal(template);
  });

  it('is merged key by key, and lists place by place', () => {
    const { Resources, Parameters, Mappings } = merge({
      Resources: {
        Link: { Properties: { Timeout: 1, List: [{ B: 2 }, 4] } },
        Raw: of('AWS::ApiGatewayV2::Route', { List: [1] }),
      },
      Parameters: { Name: { Default: 'x' } },
      Mappings: { M: {} },
    });
    expect(Resources.Link).to.deep.equal(
      of('I', { Uri: { Ref: 'Fn' }, Timeout: 1, List: [{ A: 1, B: 2 }, 4, 3] }),
    );
    expect(Resources.Raw).to.deep.equal(of('AWS::ApiGatewayV2::Route', { List: [1] }));
    expect(Parameters).to.deep.equal({ Own: {}, Name: { Default: 'x' } });
    expect(Mappings).to.deep.equal({ M: {} });
    const longer = merge({ Resources: { Link: { Properties: { List: [0, 0, 0, 4] } } } });
    expect(longer.Resources.Link?.Properties?.List).to.deep.equal([0, 0, 0, 4]);
    const replaced = merge({ Resources: { Link: { Properties: { List: 'x', Uri: ['y'] } } } });
    expect(replaced.Resources.Link?.Properties).to.deep.equal({ List: 'x', Uri: ['y'] });
  });

  it('is extended after that, where the resource is there', () => {
    const extensions = { Link: { Properties: { List: [9] } }, Gone: { Properties: {} } };
    const { Resources } = merge({ Resources: { Link: { Properties: { List: [8, 8] } } }, extensions });
    expect(Resources.Link?.Properties).to.deep.equal({ Uri: { Ref: 'Fn' }, List: [9] });
    expect(Resources).to.have.all.keys('Link', 'FnLambdaFunction');
  });

  it('has functions with their names as configured', () => {
    const functions = { Fn: { name: 'fn' }, Removed: { name: 'removed' }, Unnamed: {} };
    const { Resources } = merge({ Resources: { Link: {} } }, functions);
    expect(Resources.FnLambdaFunction?.Properties).to.deep.equal({ FunctionName: 'fn', Role: 'r' });
    expect(Resources.RemovedLambdaFunction?.Properties).to.deep.equal({ FunctionName: 'removed' });
    expect(Resources.UnnamedLambdaFunction?.Type).to.equal('AWS::Lambda::Function');
  });

  it('leaves the compiled template as it is', () => {
    const template = compiled();
    withConfigured(template, read({ Resources: { Link: { Properties: { List: [0] } } } }));
    expect(template).to.deep.equal(compiled());
  });
});

describe('functions as configured', () => {
  it('are Lambda functions with a name', () => {
    const { functions } = read({}, { me: { name: 'svc-dev-me', handler: 'h.me' } });
    expect([...functions]).to.deep.equal([
      ['meLambdaFunction', of('AWS::Lambda::Function', { FunctionName: 'svc-dev-me' })],
    ]);
  });
});

describe('entries for routes of events, by now', () => {
  const IAM = { AuthorizationType: 'AWS_IAM' };
  const WIDE = { Target: 'integrations/x', AuthorizationScopes: ['s'] };
  const originalsOf = (id: string): readonly string[] =>
    ({ V1Me: ['Me'], V1Any: ['Me', 'You'], New: [] })[id] ?? [id];
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
