/** Whatever AWS answers, the table stays a table, the JSON is JSON, and an open route is never called planned. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { JsonObject } from '../../src/util/objects';
import { anyCharacter } from '../support/texts';
import { fakeAws, jwtAuthorizer } from './fake-aws';
import { type DriftRun, SERVICE, STACK, drift } from './run-drift';

/** What a terminal would obey, or hide. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;

const STACK_RESOURCES = {
  HttpApi: ['api1', 'AWS::ApiGatewayV2::Api'],
  HttpApiAuthorizerPassage: ['auth1', 'AWS::ApiGatewayV2::Authorizer'],
} as const;

const PROTECTED: ReadonlySet<unknown> = new Set(['JWT', 'CUSTOM', 'AWS_IAM']);

const text = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 30 }),
  fc.constantFrom(
    '',
    'NONE',
    'JWT',
    'AWS_IAM',
    '\u001b[2J',
    'GET /me\r\nGET /x',
    '\u202eevil',
    '__proto__',
    'a'.repeat(5000),
  ),
);
const value = fc.oneof(text, fc.anything({ maxDepth: 2 }));
const key = fc.oneof(
  text,
  fc.constantFrom(
    'GET /me',
    'GET /hello',
    'PUT /me/{id}',
    'ANY /app/{proxy+}',
    '$default',
    '$connect',
    'GET',
    ' ',
    'GET  /me',
  ),
);
const route = fc.record(
  {
    RouteId: value,
    RouteKey: fc.oneof(key, fc.anything()),
    AuthorizationType: value,
    AuthorizerId: fc.oneof(fc.constant('auth1'), value),
    AuthorizationScopes: fc.oneof(fc.array(text), value),
  },
  { requiredKeys: [] },
);
const authorizer = fc.record(
  {
    AuthorizerId: fc.oneof(fc.constant('auth1'), value),
    Name: value,
    IdentitySource: fc.oneof(fc.array(text), value),
    JwtConfiguration: fc.oneof(
      fc.record({ Issuer: value, Audience: fc.oneof(fc.array(text), value) }),
      value,
    ),
  },
  { requiredKeys: [] },
);

/** What is deployed, or nearly: a route of the service, with the authorizer or without one. */
const deployed = fc
  .tuple(
    fc.constantFrom('GET /hello', 'GET /me', 'PUT /me/{id}', 'ANY /app/{proxy+}'),
    fc.constantFrom<unknown>('JWT', 'JWT', 'NONE', '', undefined),
  )
  .map(([RouteKey, AuthorizationType]) => ({
    RouteKey,
    AuthorizationType,
    AuthorizerId: 'auth1',
    AuthorizationScopes: RouteKey === 'PUT /me/{id}' ? ['a', 'b'] : undefined,
  }));

const answers = fc.record({
  routes: fc.array(fc.oneof(deployed, route), { maxLength: 8 }),
  authorizers: fc.array(fc.oneof(fc.constant(jwtAuthorizer()), authorizer), { maxLength: 3 }),
});

function expectReadable({ text: printed, problems }: DriftRun): void {
  for (const line of printed.split('\n')) expect(INVISIBLE.test(line), JSON.stringify(line)).to.equal(false);
  for (const { found = '', fix = '' } of problems)
    expect(INVISIBLE.test(`${found}${fix}`.replaceAll('\n', ''))).to.equal(false);
}

describe('drift: hostile answers', () => {
  it('never break the table or the JSON, and never hide an open route', async () => {
    const met = { 'as-planned': 0, open: 0 };
    await fc.assert(
      fc.asyncProperty(answers, async ({ routes, authorizers }) => {
        const aws = fakeAws({
          stacks: { [STACK]: STACK_RESOURCES },
          httpApis: { api1: { routes: cloneable(routes), authorizers: cloneable(authorizers) } },
          pageSize: 100,
        });
        const table = await drift(SERVICE, aws);
        expectReadable(table);
        const asJson = await drift(SERVICE, aws, { options: { json: true } });
        expectReadable(asJson);
        const report = asJson.report!;
        expect(report.ok).to.equal(table.problems.length === 0);
        const planned = report.apis[0]!.routes.filter(({ result }) => result !== 'extra');
        expect(planned).to.have.length(4);
        for (const { path, method, result } of planned.filter((each) => each.path !== '/hello')) {
          const live = routes.filter(({ RouteKey }) => RouteKey === `${method} ${path}`);
          const isProtected = live.map(({ AuthorizationType: type }) => PROTECTED.has(type));
          if (result === 'as-planned') expect(isProtected).to.include(true);
          if (live.length > 0 && !isProtected.includes(true)) expect(result).to.equal('open');
          if (result === 'as-planned' || result === 'open') met[result] += 1;
        }
      }),
      { numRuns: 300 },
    );
    // Some 60 and 200.
    expect(met['as-planned']).to.be.above(10);
    expect(met.open).to.be.above(50);
  });

  it('thousands of routes that nobody planned are all in the report, and few in the error', async () => {
    const routes = Array.from({ length: 3000 }, (_, i) => ({
      RouteId: `r${i}`,
      RouteKey: `GET /x${i}`,
      AuthorizationType: 'NONE',
    }));
    const aws = fakeAws({
      stacks: { [STACK]: { HttpApi: ['api1', 'AWS::ApiGatewayV2::Api'] } },
      httpApis: { api1: { routes, authorizers: [] } },
      pageSize: 500,
    });
    const { text: table, problems } = await drift(SERVICE, aws);
    expect(table.match(/^! GET +\/x\d+/gm)).to.have.length(3000);
    for (const { found = '', fix = '' } of problems)
      expect(`${found}\n${fix}`.split('\n').length).to.be.below(40);
  });
});

/** What an answer can hold: no functions, no symbols, and no own `__proto__`. */
function cloneable(items: readonly object[]): JsonObject[] {
  return JSON.parse(
    JSON.stringify(items, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item)),
  ) as JsonObject[];
}
