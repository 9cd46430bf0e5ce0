/** What must compile with the helper for handlers, and what must not. */
import type { Refused, Sources } from './compile';

const IMPORTS = `
import type * as lambda from 'aws-lambda';
import {
  type PassageEvent, type PassageUser, PassageUserMissingError, findPassageUser, getPassageUser,
} from 'serverless-passage/runtime';
`;

const ACCEPTED = `
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

const REFUSED: readonly Refused[] = [
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
  ['another entry', "import type {} from 'serverless-passage/runtime/passage-user';", 'TS2307'],
];

export const HANDLERS: Sources = { name: 'handler', imports: IMPORTS, accepted: ACCEPTED, refused: REFUSED };
