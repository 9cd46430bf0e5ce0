import { expect } from 'chai';
import { NOTHING_CONFIGURED, readResources } from '../../src/audit/configured-resources';

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

  it('names of extensions', () => {
    const { extended } = readResources({ extensions: { HttpApiRouteGetMe: {} } });
    expect([...extended]).to.deep.equal(['HttpApiRouteGetMe']);
  });

  for (const resources of [undefined, null, [], 'x', {}, { Resources: null }]) {
    it(`is nothing in ${JSON.stringify(resources)}`, () => {
      expect(readResources(resources)).to.deep.equal(NOTHING_CONFIGURED);
    });
  }
});
