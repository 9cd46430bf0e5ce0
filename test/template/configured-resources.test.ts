import { expect } from 'chai';
import type { Template } from '../../src/cloudformation';
import type { Service } from '../../src/serverless';
import {
  type ConfiguredResources,
  NOTHING_CONFIGURED,
  extendedResource,
  readResources,
  withConfigured,
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
