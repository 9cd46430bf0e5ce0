import { expect } from 'chai';
import type { Service } from '../../src/serverless';
import {
  type ConfiguredResources,
  NOTHING_CONFIGURED,
  extendedResource,
  readResources,
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
    };
    const { A, B, C, D, E, J } = Resources;
    expect(Object.fromEntries(read({ Resources }).resources)).to.deep.equal({ A, B, C, D, E, J });
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

  for (const resources of [undefined, null, [], 'x', {}, { Resources: null }]) {
    it(`is nothing in ${JSON.stringify(resources)}`, () => {
      expect(read(resources)).to.deep.equal(NOTHING_CONFIGURED);
    });
  }
});

describe('functions as configured', () => {
  it('are Lambda functions with a name', () => {
    const { functions } = read({}, { me: { name: 'svc-dev-me', handler: 'h.me' } });
    expect([...functions]).to.deep.equal([
      ['meLambdaFunction', of('AWS::Lambda::Function', { FunctionName: 'svc-dev-me' })],
    ]);
  });
});
