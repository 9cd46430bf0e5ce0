import { expect } from 'chai';
import { takeCurrentRoute } from '../../src/offline/current-route';
import type { Custom } from '../../src/offline/serverless-offline';
import { prepareOffline } from '../../src/offline/start';
import type { Serverless } from '../../src/serverless';
import { noChanges } from '../../src/service/applied-changes';
import { BLOCK, type PlainService, applied, host, plain } from '../support/plans';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:other-gate';
const COGNITO = { name: 'users', arn: 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_x' };
const LAMBDA = { issuer: 'https://issuer.example.com/', audience: 'api', authorizerType: 'lambda' };
const THEIRS = {
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl: 'https://x.example',
  audience: ['a'],
};
const AUTHORIZERS = {
  theirs: THEIRS,
  listed: { ...THEIRS, type: undefined, identitySource: ['$request.header.Authorization'] },
  query: { ...THEIRS, identitySource: '$request.querystring.token' },
  noIssuer: { ...THEIRS, issuerUrl: undefined },
  noAudience: { ...THEIRS, audience: [] },
  keyed: { type: 'request', functionName: 'gate' },
};

type Events = Record<string, unknown>[];
const get = (path: string, authorizer?: unknown): object => ({ method: 'get', path, authorizer });
const http = (authorizer?: unknown): Events => [{ httpApi: get('/x', authorizer) }];
const rest = (authorizer?: unknown): Events => [{ http: get('x', authorizer) }];
const connect = (authorizer?: unknown): Events => [{ websocket: { route: '$connect', authorizer } }];

interface Prepared {
  /** The service's, with what was installed. */
  readonly service: PlainService;
  readonly logged: readonly string[];
  /** What checks requests to the one event: `us`, or the authorizer that serverless-offline finds. */
  readonly checkedBy: unknown;
}

interface Configured {
  readonly block?: object;
  readonly custom?: object | undefined;
  readonly resources?: object;
}

async function prepare(
  events: Events,
  { block = BLOCK, custom = {}, resources }: Configured = {},
  commandLine: object = {},
): Promise<Prepared> {
  const functions = { x: { events }, gate: {}, aws_iam: {} };
  const provider = { httpApi: { authorizers: { ...AUTHORIZERS } } };
  const service = { ...plain(functions, block, provider), resources };
  Object.assign(service.custom as object, custom);
  const logged: string[] = [];
  const log = (text: string): void => void logged.push(text);
  const writers = { log: { error: log, warning: log, notice: log, info: log }, writeText: log };
  const serverless = { ...host(service), serviceDir: '.', pluginManager: { hooks: {} } } as Serverless;
  await prepareOffline(applied(service, noChanges()), serverless, commandLine, writers);
  return { service, logged, checkedBy: checkedBy(service) };
}

function checkedBy({ functions, custom }: PlainService): unknown {
  const event = Object.values(functions.x?.events?.[0] ?? {})[0] as { authorizer?: unknown };
  const { authorizer } = event;
  const provider = (custom as Custom).offline?.customAuthenticationProvider;
  if (typeof provider !== 'string' || !provider.endsWith('provider.js')) return authorizer;
  takeCurrentRoute('x', 'GET', '/x');
  return 'us';
}

describe('offline: what is installed', () => {
  const DENIED: [what: string, events: Events, custom?: object][] = [
    ['a user pool of a REST API', rest(COGNITO)],
    ['IAM of a REST API', rest('aws_iam')],
    ['IAM of a REST API, with a type', rest({ type: 'AWS_IAM', name: 'gate' })],
    ['a shared authorizer of a REST API', rest({ type: 'CUSTOM', authorizerId: 'abc' })],
    ['a JWT authorizer', http({ name: 'theirs' })],
    ['IAM of an HTTP API', http({ type: 'aws_iam' })],
    ['a Lambda authorizer of an HTTP API by ID', http({ type: 'request', id: 'abc' })],
  ];
  const IGNORED = { 'serverless-offline': { ignoreJWTSignature: true } };
  for (const authorizer of [
    { type: 'aws_iam' },
    { type: 'aws_iam', name: 'theirs' },
    { type: 'jwt', id: 'abc' },
    { name: 'theirs', id: 'abc' },
    ...['query', 'noIssuer', 'noAudience'].map((name) => ({ name })),
  ])
    DENIED.push([`with ignoreJWTSignature, ${JSON.stringify(authorizer)}`, http(authorizer), IGNORED]);
  for (const [what, events, custom] of DENIED) {
    it(`${what} is denied and named, also where no route is ours`, async () => {
      const { checkedBy, logged } = await prepare(events, { custom });
      expect(checkedBy).to.equal('us');
      expect(logged).to.have.length(1);
      expect(logged[0]).to.match(/serverless-offline cannot run.*GET \/x/s);
    });
  }

  const RUN: [what: string, events: Events, custom?: object][] = [
    ['a Lambda authorizer of a REST API', rest('gate')],
    ['a Lambda authorizer of a REST API, as an object', rest({ name: 'gate', type: 'token' })],
    ['a Lambda authorizer of an HTTP API', http({ name: 'keyed' })],
    ['with ignoreJWTSignature, a JWT authorizer by name', http({ name: 'theirs' }), IGNORED],
    ['with ignoreJWTSignature, one with a list', http({ name: 'listed', type: 'jwt' }), IGNORED],
  ];
  for (const [what, events, custom] of RUN) {
    it(`${what} is left to serverless-offline`, async () => {
      const [before] = Object.values(events[0] ?? {}) as { authorizer: unknown }[];
      const { checkedBy, logged } = await prepare(events, { custom });
      expect({ checkedBy, logged }).to.deep.equal({ checkedBy: before?.authorizer, logged: [] });
    });
  }

  for (const [authorizer, block] of [
    [ARN, BLOCK],
    [{ arn: ARN }, BLOCK],
    [{ arn: ARN }, LAMBDA],
    [{ name: 'gate', arn: { 'Fn::GetAtt': ['GateLambdaFunction', 'Arn'] } }, LAMBDA],
    [{ name: 'gate', type: 'TOKEN' }, BLOCK],
    ['missing', BLOCK],
    ['aws_iam', BLOCK],
  ] as const) {
    it(`$connect with ${JSON.stringify(authorizer)} is denied and named, whatever the apps are`, async () => {
      const { checkedBy, logged, service } = await prepare(connect(authorizer), { block });
      expect(checkedBy).to.be.a('string').and.not.to.equal(authorizer);
      expect(service.functions).to.have.property(String(checkedBy)).with.nested.property('package.artifact');
      expect(logged).to.have.length(1);
      expect(logged[0]).to.match(/serverless-offline cannot run.*\$connect/s);
    });
  }

  for (const block of [BLOCK, LAMBDA])
    for (const authorizer of ['gate', { name: 'gate', identitySource: ['route.request.header.Auth'] }]) {
      it(`$connect with ${JSON.stringify(authorizer)} is left to serverless-offline`, async () => {
        const { checkedBy, logged } = await prepare(connect(authorizer), { block });
        expect({ checkedBy, logged }).to.deep.equal({ checkedBy: authorizer, logged: [] });
      });
    }

  for (const [id, events] of [
    ['HttpApiRouteGetX', [{ httpApi: 'GET /x' }]],
    ['ApiGatewayMethodXGet', [{ http: 'GET x' }]],
    ['SconnectWebsocketsRoute', [{ websocket: '$connect' }]],
    ['SconnectWebsocketsRoute', connect()],
  ] as const)
    it(`an event that an entry under resources protects is denied and named: ${JSON.stringify(events)}`, async () => {
      const resources = { extensions: { [id]: { Properties: { AuthorizationType: 'AWS_IAM' } } } };
      const { checkedBy, logged } = await prepare([...events], { resources });
      expect(checkedBy).to.be.a('string');
      expect(logged).to.have.length(1);
      expect(logged[0]).to.match(/serverless-offline cannot run.*AWS_IAM/s);
    });

  it('a service without any authorizer starts as before: no word, no key, no other provider', async () => {
    const block = { ...BLOCK, offline: { keys: 'local' } };
    const own = { offline: { customAuthenticationProvider: './mine' } };
    const started = await prepare(http(), { block });
    expect({ ...started, service: null }).to.deep.equal({ checkedBy: 'us', logged: [], service: null });
    expect((await prepare(http(), { block, custom: own })).service.custom).to.deep.include(own);
    const open = await prepare(http(), { block }, { noAuth: true });
    expect(open.logged).to.deep.equal([]);
    expect(open.service.custom).not.to.have.property('offline');
  });

  it('--noAuth is named wherever there is an authorizer', async () => {
    const { logged } = await prepare(rest(COGNITO), {}, { noAuth: true });
    expect(logged).to.have.length(1);
    expect(logged[0]).to.match(/NO TOKEN IS CHECKED/);
  });
});
