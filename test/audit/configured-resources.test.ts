import { expect } from 'chai';
import { NOTHING_CONFIGURED, extendedResource, readResources } from '../../src/audit/configured-resources';

const of = (Type: unknown, Properties: unknown = {}): object => ({ Type, Properties });

describe('what is under resources:', () => {
  it('routes and methods, by their properties', () => {
    const Resources = {
      A: of('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /a' }),
      B: of('AWS::ApiGateway::Method', { HttpMethod: 'GET' }),
      C: of('AWS::ApiGatewayV2::RouteResponse'),
      D: of('Custom::AWS::ApiGateway::Method'),
      E: of(['AWS::ApiGateway::Method']),
      F: of('AWS::ApiGatewayV2::Route', 'none'),
      G: null,
    };
    expect(readResources({ Resources }).routes).to.deep.equal([
      { RouteKey: 'GET /a' },
      { HttpMethod: 'GET' },
    ]);
  });

  it('authorizers, by their names', () => {
    const Resources = {
      A: of('AWS::ApiGatewayV2::Authorizer'),
      B: of('AWS::ApiGateway::Authorizer'),
      C: of('AWS::ApiGateway::Authorizers'),
      D: of('Custom::AWS::ApiGateway::Authorizer'),
    };
    expect([...readResources({ Resources }).authorizers]).to.deep.equal([
      ['A', Resources.A],
      ['B', Resources.B],
    ]);
  });

  it('is not changed by what becomes of it', () => {
    const properties = { RouteKey: 'GET /a' };
    const { routes } = readResources({ Resources: { A: of('AWS::ApiGatewayV2::Route', properties) } });
    properties.RouteKey = 'GET /b';
    expect(routes).to.deep.equal([{ RouteKey: 'GET /a' }]);
  });

  it('extensions, and what they make of a resource', () => {
    const extension = { Condition: 'C', Properties: { A: [2] } };
    const { extensions } = readResources({ extensions: { X: extension, Y: null } });
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
      expect(readResources(resources)).to.deep.equal(NOTHING_CONFIGURED);
    });
  }
});
