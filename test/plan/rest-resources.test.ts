/** REST routes below a root of another stack, which the Lambda authorizer knows by their resources. */
import { expect } from 'chai';
import type { AwsProvider } from '../../src/serverless';
import { planService } from '../../src/plan/plan-service';
import { noChanges } from '../../src/service/applied-changes';
import { type PlainService, host, plain } from '../support/plans';

const LAMBDA = { issuer: 'https://i.example/', audience: 'api', authorizerType: 'lambda' };
const APPS = { apps: { edge: LAMBDA, jwt: { ...LAMBDA, authorizerType: 'jwt' } }, defaultApp: 'edge' };

const SERVICE = plain(
  {
    me: { passage: true, events: [{ http: 'GET /me' }, { http: 'POST me/' }, { httpApi: 'GET /http' }] },
    items: {
      passage: true,
      events: [{ http: 'GET /v1/items/{id}' }, { http: 'GET /v1' }, { http: 'GET /' }],
    },
    jwt: { passage: 'jwt', events: [{ http: 'GET /jwt' }] },
    open: { events: [{ http: 'GET /open' }] },
  },
  APPS,
);

/** The paths that the function is given, and their resources. */
function restPaths(service: PlainService, more: Partial<AwsProvider>): unknown {
  const provider = { ...host(service).getProvider('aws'), ...more } as AwsProvider;
  const { plan } = planService(service, { ...host(service), getProvider: () => provider }, noChanges());
  const { file, properties } = plan.authorizerFunction!;
  const { Variables } = properties.Environment as { Variables: Record<string, unknown> };
  return [file.restPaths, Variables.PASSAGE_REST_RESOURCES];
}

describe('plan: REST routes below a root of another stack', () => {
  const predefined = [
    { path: '/v1', resourceId: 'v1' },
    { path: 'v1/items/', resourceId: { 'Fn::ImportValue': 'items' } },
  ];

  it('are known by the resources that exist, and by those that the framework compiles', () => {
    const other = {
      getApiGatewayRestApiRootResourceId: () => 'root1',
      getApiGatewayPredefinedResources: () => predefined,
    };
    expect(restPaths(SERVICE, other)).to.deep.equal([
      ['/me', '/v1/items/{id}', '/v1', '/'],
      {
        'Fn::Join': [
          ',',
          [{ Ref: 'ApiGatewayResourceMe' }, { Ref: 'ApiGatewayResourceV1ItemsIdVar' }, 'v1', 'root1'],
        ],
      },
    ]);
  });

  it('are known by their paths where the root is that of this stack', () => {
    expect(restPaths(SERVICE, {})).to.deep.equal([undefined, undefined]);
    const existing = { getApiGatewayPredefinedResources: () => predefined };
    expect(restPaths(SERVICE, existing)).to.deep.equal([undefined, undefined]);
  });

  it('are none where only another API has a Lambda authorizer', () => {
    const service = plain({ a: { passage: true, events: [{ httpApi: 'GET /a' }] } }, LAMBDA);
    const other = { getApiGatewayRestApiRootResourceId: () => 'root1' };
    expect(restPaths(service, other)).to.deep.equal([undefined, undefined]);
  });
});
