/** Whatever AWS answers, the table stays a table, the JSON is JSON, and an open route is never called planned. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { JsonObject } from '../../src/util/objects';
import { anyCharacter } from '../support/texts';
import { fakeAws } from './fake-aws';
import { SERVICE, STACK, drift } from './run-drift';

/** What a terminal would obey, or hide. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;

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

describe('drift: hostile answers', () => {
  it('never break the table or the JSON, and never hide an open route', async () => {
    const answers = fc.record({
      routes: fc.array(route, { maxLength: 8 }),
      authorizers: fc.array(authorizer, { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(answers, async ({ routes, authorizers }) => {
        const aws = fakeAws({
          stacks: { [STACK]: { HttpApi: ['api1', 'AWS::ApiGatewayV2::Api'] } },
          httpApis: { api1: { routes: cloneable(routes), authorizers: cloneable(authorizers) } },
          pageSize: 100,
        });
        const table = await drift(SERVICE, aws);
        for (const line of table.text.split('\n'))
          expect(INVISIBLE.test(line), JSON.stringify(line)).to.equal(false);
        for (const { found = '', fix = '' } of table.problems)
          expect(INVISIBLE.test(`${found}${fix}`.replaceAll('\n', ''))).to.equal(false);
        const { report, text: json } = await drift(SERVICE, aws, { options: { json: true } });
        for (const line of json.split('\n')) expect(INVISIBLE.test(line), line).to.equal(false);
        const planned = report!.apis[0]!.routes.filter(({ result }) => result !== 'extra');
        expect(planned).to.have.length(4);
        for (const { path, method, result } of planned) {
          const isProtected = routes.some(
            (live) =>
              live.RouteKey === `${method} ${path}` &&
              ['JWT', 'CUSTOM', 'AWS_IAM'].some((type) => type === live.AuthorizationType),
          );
          if (path !== '/hello' && result === 'as-planned') expect(isProtected).to.equal(true);
        }
        expect(report!.ok).to.equal(table.problems.length === 0);
      }),
      { numRuns: 300 },
    );
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
