/** What must compile and what must not, with the oldest TypeScript that is supported and the newest. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Consumer, ROOT, makeConsumer } from './built';

const COMPILERS = ['typescript54', 'typescript', 'typescript7'];

/** Each way in which a project can be compiled, and the kinds of file it can contain. */
const MODES = {
  nodenext: { module: 'nodenext', kinds: ['cts', 'mts', 'ts'] },
  bundler: { module: 'esnext', kinds: ['ts'] },
};

const IMPORTS = `
import type * as lambda from 'aws-lambda';
import {
  type PassageEvent, type PassageUser, PassageUserMissingError, findPassageUser, getPassageUser,
} from 'serverless-passage/runtime';
`;

const ACCEPTED = `${IMPORTS}
type Accepted =
  | lambda.APIGatewayProxyEventV2
  | lambda.APIGatewayProxyEventV2WithJWTAuthorizer
  | lambda.APIGatewayProxyEventV2WithLambdaAuthorizer<{ tenant: string }>
  | lambda.APIGatewayProxyEventV2WithIAMAuthorizer
  | lambda.APIGatewayProxyEvent
  | lambda.APIGatewayProxyWithCognitoAuthorizerEvent
  | lambda.APIGatewayProxyWithLambdaAuthorizerEvent<{ tenant: string }>
  | lambda.APIGatewayEvent;
declare const event: Accepted;

const user: PassageUser = getPassageUser(event);
const id: string = user.id;
const appId: string | undefined = user.appId;
const issuer: string = user.issuer;
const audience: string[] = user.audience;
const issuedAt: Date | undefined = user.issuedAt;
const expiresAt: Date = user.expiresAt;
const email = user.claims.email;
const text: string = typeof email === 'string' ? email : '';
const perhaps: PassageUser | undefined = findPassageUser(event);

const code: 'PASSAGE_USER_MISSING' = new PassageUserMissingError().code;
const name: 'PassageUserMissingError' = new PassageUserMissingError().name;
const error: Error = new PassageUserMissingError();

// Events made by hand, for a test of one's own handler.
getPassageUser({ requestContext: { authorizer: { jwt: { claims: { sub: 'u' }, scopes: null } } } });
findPassageUser({ requestContext: { authorizer: undefined } });
const made: PassageEvent = { requestContext: { accountId: '123456789012' } };

export const handler: lambda.APIGatewayProxyHandlerV2 = async (event) => ({ body: getPassageUser(event).id });
export const jwt: lambda.APIGatewayProxyHandlerV2WithJWTAuthorizer = async (event) => getPassageUser(event).id;
export const rest: lambda.APIGatewayProxyHandler = async (event) => ({
  statusCode: findPassageUser(event) ? 200 : 401,
  body: '',
});
`;

const REFUSED: readonly (readonly [what: string, code: string, error: string])[] = [
  ['no event', 'getPassageUser();', 'TS2554'],
  ['undefined', 'getPassageUser(undefined);', 'TS2345'],
  ['a text', "findPassageUser('{}');", 'TS2345'],
  ['an empty object', 'getPassageUser({});', 'TS2345'],
  ['an event of SQS', 'getPassageUser({} as lambda.SQSEvent);', 'TS2345'],
  ['an event of EventBridge', "getPassageUser({} as lambda.EventBridgeEvent<'a', object>);", 'TS2345'],
  ['an event of a load balancer', 'getPassageUser({} as lambda.ALBEvent);', 'TS2345'],
  ['the headers', 'getPassageUser({} as lambda.APIGatewayProxyEventHeaders);', 'TS2345'],
  ['the request context', 'getPassageUser({} as lambda.APIGatewayEventRequestContextV2);', 'TS2345'],
  ['a token as the authorizer', "getPassageUser({ requestContext: { authorizer: 'eyJ…' } });", 'TS2322'],
  ['a user that may be missing', 'findPassageUser({} as lambda.APIGatewayEvent).id;', 'TS2532'],
  [
    'a claim as text',
    'const email: string = getPassageUser({} as lambda.APIGatewayEvent).claims.email;',
    'TS2322',
  ],
  ['a property that no user has', 'getPassageUser({} as lambda.APIGatewayEvent).email;', 'TS2339'],
  ['an app ID that may be missing', 'getPassageUser({} as lambda.APIGatewayEvent).appId.length;', 'TS2532'],
  ['a user that is changed', "getPassageUser({} as lambda.APIGatewayEvent).id = 'mallory';", 'TS2540'],
  ['claims that are changed', "getPassageUser({} as lambda.APIGatewayEvent).claims.sub = 'm';", 'TS2542'],
  ['an unknown export', "import { verifyPassageUser } from 'serverless-passage/runtime';", 'TS2305'],
  ['another entry', "import type {} from 'serverless-passage/runtime/index';", 'TS2307'],
];

const refusedFile = (index: number, kind: string): string => `refused-${String(index)}.${kind}`;

function sources(kinds: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    kinds.flatMap((kind) => [
      [`accepted.${kind}`, ACCEPTED],
      ...REFUSED.map(([, code], index) => [refusedFile(index, kind), `${IMPORTS}\n${code}\n`]),
    ]),
  ) as Record<string, string>;
}

/** The errors of a compilation, as `file code`. */
function errorsOf(dir: string, compiler: string): string[] {
  const tsc = join(ROOT, 'node_modules', compiler, 'bin/tsc');
  const args = [tsc, '-p', dir, '--pretty', 'false'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8' });
  return (
    [...stdout.matchAll(/^(\S+?)(?:\(.*?\))?: error (TS\d+)/gm)]
      // `@types/aws-lambda` asks for the types of Node, which are not installed here.
      .filter(([, file]) => !file?.includes('@types/aws-lambda/'))
      // TypeScript 7 names the property that an argument lacks.
      .map(([, file, code]) => `${String(file)} ${code === 'TS2741' ? 'TS2345' : String(code)}`)
      .sort()
  );
}

describe('runtime: types', () => {
  let consumer: Consumer;
  before(() => {
    consumer = makeConsumer(sources(['cts', 'mts', 'ts']));
  });
  after(() => {
    consumer.remove();
  });

  for (const compiler of COMPILERS) {
    for (const [mode, { module, kinds }] of Object.entries(MODES)) {
      it(`${compiler}, ${mode}: what must compile does, what must not does not`, () => {
        const tsconfig = {
          compilerOptions: {
            module,
            moduleResolution: mode,
            target: 'es2022',
            lib: ['es2022'],
            types: [],
            strict: true,
            exactOptionalPropertyTypes: true,
            noEmit: true,
          },
          include: kinds.map((kind) => `*.${kind}`),
        };
        writeFileSync(join(consumer.dir, 'tsconfig.json'), JSON.stringify(tsconfig));
        const expected = kinds.flatMap((kind) =>
          REFUSED.map(([, , code], index) => `${refusedFile(index, kind)} ${code}`),
        );
        expect(errorsOf(consumer.dir, compiler)).to.deep.equal(expected.sort());
      });
    }
  }
});
