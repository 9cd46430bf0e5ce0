/** Apps with `authorizerType: lambda`: what of their authorizers the control plane shows, on all three APIs. */
import { expect } from 'chai';
import { plain } from '../support/plans';
import type { FakeAws } from './fake-aws';
import {
  AUTHORIZERS,
  type Changes,
  FUNCTIONS,
  FUNCTION_ARN,
  type Kind,
  deployedLambda,
  uri,
} from './lambda-apis';
import { BLOCK, STACK, drift, driftRoutes } from './run-drift';

const SERVICE = plain(FUNCTIONS, { ...BLOCK, authorizerType: 'lambda' });

const OTHER_ARN = 'arn:aws:lambda:eu-central-1:999999999999:function:svc-dev-passageAuthorizer';

/** The one route of each API: both GET routes are of the same method and path. */
async function routesByApi(aws: FakeAws): Promise<Record<string, unknown>> {
  const { report } = await drift(SERVICE, aws, { options: { json: true } });
  return Object.fromEntries(
    report!.apis.map(({ api, routes }) => [api, routes.map((one) => [one.result, one.differences])]),
  );
}

const KINDS: readonly Kind[] = ['http', 'rest', 'websocket'];
const AS_PLANNED = [['as-planned', []]];

describe('drift: Lambda authorizers', () => {
  it('are as planned on all three APIs; what only their function knows is named', async () => {
    const { report, problems, text } = await drift(SERVICE, deployedLambda(), { options: { json: true } });
    expect(problems, text).to.deep.equal([]);
    expect(report!.apis.map(({ api, apiId, ok }) => [api, apiId, ok])).to.deep.equal([
      ['http', 'api1', true],
      ['rest', 'rest1', true],
      ['websocket', 'ws1', true],
    ]);
    for (const { notCompared, api } of report!.apis) {
      expect(notCompared, api).to.have.length(1);
      expect(notCompared[0], api).to.include('scopes').and.to.include('passage');
    }
    expect(report!.apis[2]!.routes.map(({ method, path }) => [method, path])).to.deep.equal([
      ['ANY', '$connect'],
    ]);
    expect(report!.notCovered.join()).to.include('WebSocket API');
  });

  /** The name of each property differs between the control planes. */
  const property = (kind: Kind, name: string): string =>
    kind === 'rest' ? name.charAt(0).toLowerCase() + name.slice(1) : name;

  for (const kind of KINDS) {
    const others = KINDS.filter((one) => one !== kind);
    const expectOnly = async (changes: Changes, result: string, differences: object[]): Promise<void> => {
      const found = await routesByApi(deployedLambda(changes));
      expect(found[kind]).to.deep.equal([[result, differences]]);
      for (const other of others) expect(found[other], other).to.deep.equal(AS_PLANNED);
    };

    it(`${kind}: an open route`, async () => {
      const route = { [kind]: { [property(kind, 'AuthorizationType')]: 'NONE' } };
      await expectOnly({ route }, 'open', [{ what: 'authorizationType', expected: 'CUSTOM', found: 'NONE' }]);
      const { problems } = await drift(SERVICE, deployedLambda({ route }));
      expect(problems.map(({ code }) => code)).to.deep.equal(['PASSAGE_DRIFTED']);
      expect(problems[0]!.fix).to.include('CUSTOM').and.to.include('npx sls deploy');
    });

    it(`${kind}: another authorizer, and none`, async () => {
      const id = property(kind, 'AuthorizerId');
      const changed = { route: { [kind]: { [id]: 'auth9' } } };
      await expectOnly(changed, 'different', [{ what: 'authorizer', expected: 'passage', found: 'auth9' }]);
      const none = { route: { [kind]: { [id]: undefined } } };
      await expectOnly(none, 'different', [{ what: 'authorizer', expected: 'passage', found: null }]);
    });

    it(`${kind}: another identity source`, async () => {
      const source = kind === 'rest' ? 'method.request.querystring.t' : 'route.request.querystring.t';
      const value = kind === 'rest' ? source : [source];
      const expected = String([AUTHORIZERS[kind][property(kind, 'IdentitySource')]].flat()[0]);
      await expectOnly(
        { authorizer: { [kind]: { [property(kind, 'IdentitySource')]: value } } },
        'different',
        [{ what: 'identitySource', expected, found: source }],
      );
    });

    it(`${kind}: an authorizer that calls another function, of another account too`, async () => {
      await expectOnly(
        { authorizer: { [kind]: { [property(kind, 'AuthorizerUri')]: uri(OTHER_ARN) } } },
        'different',
        [{ what: 'authorizer', expected: FUNCTION_ARN, found: OTHER_ARN }],
      );
    });
  }

  for (const kind of ['http', 'rest'] as const)
    it(`${kind}: decisions that are used again`, async () => {
      const changes = { [property(kind, 'AuthorizerResultTtlInSeconds')]: 300 };
      const found = await routesByApi(deployedLambda({ authorizer: { [kind]: changes } }));
      expect(found[kind]).to.have.nested.property('[0][0]', 'different');
      expect(found[kind]).to.have.nested.property('[0][1][0].what', 'authorizer');
    });

  it('http: an answer that API Gateway would not understand', async () => {
    for (const changes of [
      { EnableSimpleResponses: false },
      { EnableSimpleResponses: undefined },
      { AuthorizerPayloadFormatVersion: '1.0' },
      { AuthorizerPayloadFormatVersion: undefined },
    ]) {
      const found = await routesByApi(deployedLambda({ authorizer: { http: changes } }));
      expect(found.http).to.have.nested.property('[0][0]', 'different');
      expect(found.http).to.have.nested.property('[0][1][0].what', 'authorizer');
      expect([found.rest, found.websocket]).to.deep.equal([AS_PLANNED, AS_PLANNED]);
    }
  });

  it('the commands that close a connection, and give an authorizer its function again', async () => {
    const open = await drift(
      SERVICE,
      deployedLambda({ route: { websocket: { AuthorizationType: 'NONE' } } }),
    );
    expect(open.problems[0]!.found).to.equal('$connect');
    expect(open.problems[0]!.fix!.split('\n').slice(-2)).to.deep.equal([
      'aws apigatewayv2 update-route --region eu-central-1 --api-id ws1 --route-id r3 --authorization-type CUSTOM --authorizer-id auth3',
      'aws apigatewayv2 create-deployment --region eu-central-1 --api-id ws1 --stage-name dev',
    ]);
    const other = await drift(
      SERVICE,
      deployedLambda({ authorizer: { http: { AuthorizerUri: uri(OTHER_ARN) } } }),
    );
    expect(other.problems[0]!.fix).to.include(
      `update-authorizer --region eu-central-1 --api-id api1 --authorizer-id auth1 --authorizer-uri ${uri(FUNCTION_ARN)} --authorizer-payload-format-version 2.0 --enable-simple-responses --authorizer-result-ttl-in-seconds 0 --identity-source '$request.header.Authorization'`,
    );
    const rest = await drift(
      SERVICE,
      deployedLambda({ authorizer: { rest: { authorizerUri: uri(OTHER_ARN) } } }),
    );
    expect(rest.problems[0]!.fix!.split('\n').slice(-2)).to.deep.equal([
      `aws apigateway update-authorizer --region eu-central-1 --rest-api-id rest1 --authorizer-id auth2 --patch-operations 'op=replace,path=/authorizerUri,value=${uri(FUNCTION_ARN)}' 'op=replace,path=/authorizerResultTtlInSeconds,value=0' 'op=replace,path=/identitySource,value=method.request.header.Authorization'`,
      'aws apigateway create-deployment --region eu-central-1 --rest-api-id rest1 --stage-name dev',
    ]);
  });
});

describe('drift: WebSocket APIs', () => {
  it('without $connect anyone can connect: the route is missing', async () => {
    const { problems } = await drift(SERVICE, deployedLambda({ websocketRoutes: [] }));
    expect(problems.map(({ found }) => found)).to.deep.equal(['$connect']);
  });

  it('$connect that the service does not have is an extra route', async () => {
    const { me } = FUNCTIONS;
    const service = plain(
      { me: { ...me, events: me.events.filter((event) => event.websocket !== '$connect') } },
      { ...BLOCK, authorizerType: 'lambda' },
    );
    const routes = await driftRoutes(
      service,
      deployedLambda({ route: { websocket: { AuthorizationType: 'NONE' } } }),
    );
    expect(routes['ANY $connect']).to.deep.include({ result: 'extra', public: true });
  });

  it('are not looked for where no app could protect them', async () => {
    const { me } = FUNCTIONS;
    const service = plain({ me: { ...me, events: me.events.slice(0, 1) } }, BLOCK);
    const aws = deployedLambda();
    await drift(service, aws);
    expect(aws.calls.filter((call) => call === 'getRoutes')).to.have.length(1);
  });

  it('are never probed', async () => {
    const sent: string[] = [];
    const send = (url: string): Promise<Response> => {
      sent.push(url);
      return Promise.resolve(new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer' } }));
    };
    const { report } = await drift(SERVICE, deployedLambda(), {
      options: { json: true, probe: true, url: 'https://api.example.com' },
      fetch: send as typeof fetch,
    });
    expect(report!.apis[2]!.notProbed).to.be.a('string');
    expect(report!.apis[2]!.routes[0]).not.to.have.property('probe');
    expect(sent.every((url) => !url.includes('connect'))).to.equal(true);
  });

  it('that are not deployed yet are named', async () => {
    const aws = deployedLambda();
    Reflect.deleteProperty(aws.stacks[STACK]!, 'WebsocketsApi');
    const { problems } = await drift(SERVICE, aws);
    expect(problems.map(({ what }) => what).join()).to.include('WebSocket API');
  });
});
