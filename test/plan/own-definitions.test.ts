/** The user's own authorizers, by examples and as a framework compiles the same events. */
import { createRequire } from 'node:module';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { type OwnDefinition, mixedAuthorizers, readDefinitions } from '../../src/plan/own-definitions';
import { noChanges } from '../../src/service/applied-changes';
import { readContext } from '../../src/service/context';
import { readRoutes } from '../../src/service/routes';
import { BLOCK, host, naming, plain } from '../support/plans';

type Json = Record<string, unknown>;

const rest = (authorizer?: unknown): Json => ({ http: { method: 'get', path: 'x', authorizer } });
const http = (authorizer?: unknown): Json => ({ httpApi: { method: 'GET', path: '/x', authorizer } });

function definitionsOf(events: Json[], authorizers: object = {}): OwnDefinition[] {
  const service = plain({ a: { events } }, BLOCK, { httpApi: { authorizers } });
  const provider = host(service).getProvider('aws');
  if (provider === false) throw new Error('no provider');
  return readDefinitions(readRoutes(service).routes, readContext(service, provider, noChanges()));
}

const GATE = { 'Fn::GetAtt': ['GateLambdaFunction', 'Arn'] };
const LAMBDA_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:svc-dev-gate';
const POOL_ARN = 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abc';
const HEADER = 'method.request.header.Authorization';

describe('own definitions: a REST API', () => {
  const definition = (authorizer: unknown): OwnDefinition | undefined => definitionsOf([rest(authorizer)])[0];

  it('has none of routes without an authorizer, with IAM, or with one that exists', () => {
    const none: unknown[] = [
      ...[undefined, 'aws_iam', 'AWS_IAM', { type: 'aws_iam' }, { type: 'AWS_IAM', name: 'gate' }],
      ...[
        { type: 'CUSTOM', authorizerId: 'abc' },
        { type: 'token', authorizerId: { Ref: 'Gate' } },
      ],
    ];
    for (const authorizer of none)
      expect(definitionsOf([rest(authorizer)]), JSON.stringify(authorizer)).to.deep.equal([]);
  });

  it('has an authorizer that calls a function of the service, where its name is all that is said', () => {
    for (const authorizer of ['gate', { name: 'gate' }, { name: 'gate', type: 'token' }])
      expect(definition(authorizer)).to.deep.equal({
        logicalId: 'GateApiGatewayAuthorizer',
        where: 'functions.a.events[0].http',
        kind: { target: GATE, type: 'TOKEN' },
        settings: {
          resultTtlInSeconds: 300,
          identitySource: HEADER,
          identityValidationExpression: undefined,
        },
      });
  });

  it('has an authorizer of a function of elsewhere, named by the last part of its ARN', () => {
    for (const authorizer of [LAMBDA_ARN, { arn: LAMBDA_ARN }, { arn: LAMBDA_ARN, name: 'gate' }]) {
      const { logicalId, kind } = definition(authorizer) ?? {};
      expect(logicalId).to.equal('GateApiGatewayAuthorizer');
      expect(kind).to.deep.equal({ target: LAMBDA_ARN, type: 'TOKEN' });
    }
    expect(definition({ name: 'my-gate', arn: GATE })).to.include({
      logicalId: 'MyDashgateApiGatewayAuthorizer',
    });
  });

  it('takes the ARN of a user pool for one, whatever type is said', () => {
    for (const type of [undefined, 'token', 'cognito_user_pools'])
      expect(definition({ name: 'pool', arn: POOL_ARN, type })?.kind).to.deep.equal({
        target: POOL_ARN,
        type: 'COGNITO_USER_POOLS',
      });
    const arn = { 'Fn::GetAtt': ['Pool', 'Arn'] };
    const kind = { target: arn, type: 'COGNITO_USER_POOLS' };
    expect(definition({ name: 'pool', arn, type: 'cognito_user_pools' })?.kind).to.deep.equal(kind);
    const other = `arn:aws:lambda:eu-west-1:1:function:${POOL_ARN.replace(/:userpool.*/, ':x')}`;
    for (const no of [other, [POOL_ARN]])
      expect(definition({ name: 'pool', arn: no })?.kind.type).to.equal('TOKEN');
  });

  it('keeps what the event says of caching and of the token', () => {
    const settings = (extra: object): Json | undefined => definition({ name: 'gate', ...extra })?.settings;
    expect(settings({ resultTtlInSeconds: 0 })).to.include({ resultTtlInSeconds: 0, identitySource: HEADER });
    expect(settings({ resultTtlInSeconds: '60' })?.resultTtlInSeconds).to.equal(60);
    expect(settings({ type: 'request', resultTtlInSeconds: 0 })?.identitySource).to.equal(undefined);
    expect(settings({ type: 'request', resultTtlInSeconds: 1 })?.identitySource).to.equal(HEADER);
    const own = { identitySource: 'method.request.header.X', identityValidationExpression: '^a' };
    expect(settings({ ...own, type: 'request', resultTtlInSeconds: 0 })).to.include(own);
  });
});

/** The framework's own compilation of the authorizers of `http` events. */
interface Compilation {
  getAuthorizer(http: Json): Json;
  compileAuthorizers(): void;
}

const load = createRequire(__filename);
const parts = 'osls4/lib/plugins/aws/package/compile/events/api-gateway/lib';
const compilation = ['validate', 'authorizers'].map((part) => load(`${parts}/${part}.js`) as Compilation);

function compiled(authorizer: unknown): Json | undefined {
  const template = { Resources: {} as Json };
  const framework = Object.assign({}, ...compilation, {
    provider: { naming, getApiGatewayRestApiId: () => ({ Ref: 'ApiGatewayRestApi' }) },
    serverless: {
      service: {
        provider: { compiledCloudFormationTemplate: template },
        getFunction: () => ({}),
      },
    },
    getIntegration: () => 'AWS',
    validated: { events: [] as Json[] },
  }) as Compilation & { validated: { events: Json[] } };
  framework.validated.events = [{ http: { authorizer: framework.getAuthorizer({ authorizer }) } }];
  framework.compileAuthorizers();
  return template.Resources;
}

describe('own definitions: as a framework compiles them', () => {
  const name = fc.constantFrom('gate', 'my-gate', 'Other_Gate');
  const optional = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
  const settings = fc.record(
    {
      type: optional('token', 'REQUEST', 'request', 'aws_iam', 'COGNITO_USER_POOLS'),
      resultTtlInSeconds: optional<unknown>(0, 60, '0', '300', 'x'),
      identitySource: optional(HEADER, 'method.request.header.X'),
      identityValidationExpression: optional('^a', '.*'),
      arn: optional<unknown>(LAMBDA_ARN, POOL_ARN, GATE),
      authorizerId: optional('abc'),
    },
    { requiredKeys: [] },
  );
  const authorizer = fc.oneof(
    name,
    fc.constantFrom(LAMBDA_ARN, 'aws_iam', 'AWS_IAM'),
    fc.tuple(name, settings).map(([one, extra]) => ({ name: one, ...extra })),
    settings.map((extra) => ({ ...extra, arn: LAMBDA_ARN })),
  );

  it('of a REST API, with the same names, types and settings', () => {
    fc.assert(
      fc.property(authorizer, (one) => {
        const found = definitionsOf([rest(one)]).map(({ logicalId, kind, settings: rules }) => [
          logicalId,
          kind.type,
          rules.resultTtlInSeconds,
          rules.identitySource,
          rules.identityValidationExpression,
        ]);
        const expected = Object.entries(compiled(one) ?? {}).map(([logicalId, resource]) => {
          const { Properties } = resource as { Properties: Json };
          // Of an event that is a text the framework leaves it to API Gateway.
          const { AuthorizerResultTtlInSeconds: ttl = 300 } = Properties;
          const { Type, IdentitySource, IdentityValidationExpression } = Properties;
          return [logicalId, Type, ttl, IdentitySource, IdentityValidationExpression];
        });
        expect(found).to.deep.equal(expected);
      }),
    );
  });
});

describe('own definitions: an HTTP API', () => {
  const where = (key: string): string => `provider.httpApi.authorizers.${key}`;
  const mine = { type: 'request', functionName: 'gate' };

  it('has those that a route means', () => {
    expect(definitionsOf([http('mine')], { mine, other: mine })).to.deep.equal([
      {
        key: 'mine',
        logicalId: 'HttpApiAuthorizerMine',
        where: where('mine'),
        kind: { ...mine, name: undefined },
        settings: {},
      },
    ]);
    expect(definitionsOf([http({ name: 'mine' })], { mine })).to.have.length(1);
    for (const event of [http(), http('unknown'), http({ id: 'mine' }), rest('mine')])
      expect(
        definitionsOf([event], { mine }).map((one) => one.where),
        JSON.stringify(event),
      ).not.to.include(where('mine'));
  });

  it('has those too that become the same resource', () => {
    const authorizers = { mine, Mine: mine, other: { ...mine, name: 'mine' }, third: mine };
    const found = definitionsOf([http('mine')], authorizers);
    expect(found.map((one) => one.where)).to.deep.equal(['mine', 'Mine', 'other'].map(where));
    expect(found.map(({ kind }) => kind)).to.deep.equal(Array(3).fill({ ...mine, name: undefined }));
  });

  it('may have an entry that says nothing', () => {
    expect(definitionsOf([http('mine')], { mine: null })[0]?.kind).to.deep.equal({ name: undefined });
  });
});

describe('own definitions: two that become one resource', () => {
  const problems = (events: Json[], authorizers: object = {}): string[] =>
    mixedAuthorizers(definitionsOf(events, authorizers)).map(
      ({ where, what, found }) =>
        `${where} ${/functions\S+\]\.http|provider[\w.]+/.exec(what)?.[0] ?? ''} ${found ?? ''}`,
    );
  const place = (index: number): string => `functions.a.events[${String(index)}].http`;

  it('are no problem where they are of the same authorizer', () => {
    expect(problems([rest('gate'), rest({ name: 'gate', resultTtlInSeconds: 0 })])).to.deep.equal([]);
    expect(problems([rest('gate'), rest('other'), rest({ name: 'third', arn: POOL_ARN })])).to.deep.equal([]);
    const mine = { type: 'jwt', issuerUrl: { Ref: 'Issuer' } };
    const same = { name: 'mine', type: 'jwt', issuerUrl: { 'Fn::Sub': '${Issuer}' } };
    expect(problems([http('mine')], { mine, other: same })).to.deep.equal([]);
  });

  it('are one problem of each resource, at the one that the framework takes', () => {
    const found = problems([
      rest('gate'),
      rest({ name: 'gate', type: 'request' }),
      rest({ name: 'pool', arn: POOL_ARN }),
      rest('pool'),
      rest('fine'),
      rest({ name: 'gate', type: 'request' }),
    ]);
    expect(found).to.have.length(2);
    expect(found[0])
      .to.match(/GateApiGatewayAuthorizer$/)
      .and.include(`${place(5)} ${place(0)} `);
    expect(found[1])
      .to.match(/PoolApiGatewayAuthorizer$/)
      .and.include(`${place(3)} ${place(2)} `);
  });

  it('are a problem of an HTTP API too', () => {
    const authorizers = { mine: { type: 'jwt' }, other: { type: 'request', name: 'mine' } };
    expect(problems([http('mine')], authorizers)).to.have.length(1);
    expect(problems([http('other')], { ...authorizers, mine: { type: 'request' } })).to.deep.equal([]);
  });
});
