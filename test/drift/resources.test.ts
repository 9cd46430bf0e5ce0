/** Routes that are written under `resources:`, and those of events that it changes. */
import { expect } from 'chai';
import type { RouteReport } from '../../src/drift/drift-report';
import type { JsonObject } from '../../src/util/objects';
import { plain } from '../support/plans';
import { type FakeAws, fakeAws, jwtAuthorizer } from './fake-aws';
import { BLOCK, STACK, drift, driftRoutes } from './run-drift';

const JWT = { AuthorizationType: 'JWT', AuthorizerId: 'raw1', AuthorizationScopes: ['a'] };

const WRITTEN = { ...JWT, AuthorizerId: { Ref: 'RawAuth' } };

const SERVICE = plain(
  {
    hello: { events: [{ httpApi: 'GET /hello' }] },
    jobs: { events: [{ httpApi: { method: 'GET', path: '/jobs', authorizer: { type: 'aws_iam' } } }] },
    me: { passage: true, events: [{ httpApi: 'GET /me' }] },
  },
  BLOCK,
);

/** The deployed API, with one route changed. */
function deployed(key: string, changes: JsonObject): FakeAws {
  const routes = [
    { RouteKey: 'GET /me', AuthorizationType: 'JWT', AuthorizerId: 'auth1' },
    { RouteKey: 'GET /hello', AuthorizationType: 'NONE' },
    { RouteKey: 'GET /jobs', AuthorizationType: 'AWS_IAM' },
    { RouteKey: 'GET /raw', AuthorizationType: 'NONE' },
  ].map((route, i) => ({ RouteId: `r${i}`, ...route, ...(route.RouteKey === key ? changes : {}) }));
  return fakeAws({
    stacks: {
      [STACK]: {
        HttpApi: ['api1', 'AWS::ApiGatewayV2::Api'],
        HttpApiAuthorizerPassage: ['auth1', 'AWS::ApiGatewayV2::Authorizer'],
        RawAuth: ['raw1', 'AWS::ApiGatewayV2::Authorizer'],
      },
    },
    httpApis: {
      api1: { routes, authorizers: [jwtAuthorizer(), jwtAuthorizer({ AuthorizerId: 'raw1', Name: 'raw' })] },
    },
  });
}

/** `resources:` with a route of its own, and with other properties for those of events. */
function resourcesWith(properties: JsonObject, others: object = {}): object {
  const Raw = {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /raw', ...properties },
  };
  return { Resources: { Raw }, ...others };
}

async function compared(
  key: string,
  resources: object,
  live: JsonObject,
): Promise<Pick<RouteReport, 'result' | 'differences'>> {
  const routes = await driftRoutes(SERVICE, deployed(key, live), { resources });
  const { result, differences } = routes[key]!;
  return { result, differences };
}

const HELLO = 'HttpApiRouteGetHello';
const JOBS = 'HttpApiRouteGetJobs';

describe('drift: routes under `resources:`', () => {
  const cases: readonly (readonly [what: string, live: JsonObject, result: string, differs: string[]])[] = [
    ['open', { AuthorizationType: 'NONE' }, 'open', ['authorizationType']],
    [
      'another type',
      { AuthorizationType: 'AWS_IAM' },
      'different',
      ['authorizationType', 'authorizer', 'scopes'],
    ],
    ['another authorizer', { ...JWT, AuthorizerId: 'auth1' }, 'different', ['authorizer']],
    ['other scopes', { ...JWT, AuthorizationScopes: [] }, 'different', ['scopes']],
    ['as written', JWT, 'as-planned', []],
  ];
  for (const [what, live, result, differs] of cases) {
    it(`with an authorizer: ${what}`, async () => {
      const found = await compared('GET /raw', resourcesWith(WRITTEN), live);
      expect(found.result).to.equal(result);
      expect(found.differences.map((difference) => difference.what)).to.deep.equal(differs);
    });

    for (const section of ['extensions', 'Resources'])
      it(`a public event that ${section} protect: ${what}`, async () => {
        const entry = { [HELLO]: { Properties: WRITTEN } };
        const found = await compared('GET /hello', { [section]: entry }, live);
        expect(found.result).to.equal(result);
        expect(found.differences.map((difference) => difference.what)).to.deep.equal(differs);
      });
  }

  it('an event whose own authorizer an extension replaces', async () => {
    const resources = { extensions: { [JOBS]: { Properties: WRITTEN } } };
    expect(await compared('GET /jobs', resources, {})).to.deep.include({ result: 'different' });
    expect(await compared('GET /jobs', resources, JWT)).to.deep.include({ result: 'as-planned' });
    expect(await compared('GET /jobs', {}, JWT)).to.deep.include({ result: 'different' });
  });

  it('an event whose scopes are a function is compared but for these', async () => {
    const AuthorizationScopes = { 'Fn::If': ['IsProd', ['a'], ['b']] };
    const resources = { extensions: { [HELLO]: { Properties: { ...WRITTEN, AuthorizationScopes } } } };
    expect(await compared('GET /hello', resources, JWT)).to.deep.include({ result: 'as-planned' });
  });

  it('an event that an extension opens', async () => {
    const resources = { extensions: { [JOBS]: { Properties: { AuthorizationType: 'NONE' } } } };
    const open = { AuthorizationType: 'NONE' };
    expect(await compared('GET /jobs', resources, open)).to.deep.include({ result: 'as-planned' });
    expect(await compared('GET /jobs', {}, open)).to.deep.include({ result: 'open' });
  });

  it('changes nothing else', async () => {
    const resources = { extensions: { [HELLO]: { Properties: { OperationName: 'hello' } } } };
    expect(await compared('GET /hello', resources, {})).to.deep.include({ result: 'as-planned' });
    expect(await compared('GET /hello', resources, JWT)).to.deep.include({ result: 'closed' });
    const ofJobs = { extensions: { [JOBS]: { Properties: { OperationName: 'jobs' } } } };
    expect(await compared('GET /jobs', ofJobs, { AuthorizationType: 'NONE' })).to.deep.include({
      result: 'open',
    });
  });

  it('names those whose type only CloudFormation knows', async () => {
    const computed = { ...WRITTEN, AuthorizationType: { 'Fn::If': ['IsProd', 'JWT', 'NONE'] } };
    const resources = resourcesWith(computed, { extensions: { [HELLO]: { Properties: computed } } });
    const { report } = await drift(SERVICE, deployed('', {}), { resources, options: { json: true } });
    const { ok, notCompared } = report!.apis[0]!;
    expect(ok).to.equal(true);
    for (const route of ['GET /raw', 'GET /hello'])
      expect(notCompared.filter((text) => text.includes(route))).to.have.length(1);
  });
});
