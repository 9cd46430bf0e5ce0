/** `serverless.ts` and handlers as a project of the package compiles them. */
import { expect } from 'chai';
import { COMPILATIONS, type Refused, type Sources, expectedErrors, makeSources } from './compile';
import { HANDLERS } from './handler-sources';
import { PROCESS_TIMEOUT_MS } from '../support/frameworks';
import { type Installed, sharedPackage } from './installed';

const IMPORTS = `
import type { AWS } from '@serverless/typescript';
import type { PassageConfig, PassageOption, WithPassage } from 'serverless-passage';
import type * as lambda from 'aws-lambda';
import { type PassageUser, getPassageUser } from 'serverless-passage/runtime';
import { localToken, passageEvent, publicEvent } from 'serverless-passage/testing';

const provider: AWS['provider'] = { name: 'aws', runtime: 'nodejs22.x' };
const passage: PassageConfig = { appId: 'testapp123', authOrigin: 'https://app.example.com' };
`;

const REQUIRED = `
import Plugin = require('serverless-passage');
const loaded: new (...args: never) => { readonly hooks: object } = Plugin;
const passage: Plugin.PassageConfig = { appId: 'testapp123', authOrigin: 'https://app.example.com' };
`;

const ACCEPTED = `
import Plugin from 'serverless-passage';
const loaded: new (...args: never) => { readonly hooks: object } = Plugin;

const everything: PassageConfig = {
  issuer: 'https://issuer.example/',
  audience: ['https://api.example.com', { Ref: 'UserPoolClient' }],
  name: 'passage',
  identitySource: '$request.header.Authorization',
  scopes: ['orders:read'],
  authorizerType: 'lambda',
  algorithms: ['ES256'],
  jwksUri: 'https://issuer.example/keys.json',
  authorizerId: { 'Fn::ImportValue': 'sls-gateway-prod-PassageAuthorizerId' },
  protect: 'all',
  preflight: false,
  verifyIssuer: false,
  offline: { keys: 'local' },
};
const several: PassageConfig = { apps: { customers: passage, staff: passage }, defaultApp: 'customers' };
const variables: PassageConfig = { ...passage, protect: '\${param:protect}', verifyIssuer: '\${param:verify}' };
const options: PassageOption[] = [true, false, 'customers', { app: 'customers' }, { scopes: ['orders:read'] }];

const config: WithPassage<AWS> = {
  service: 'api',
  plugins: ['serverless-passage'],
  provider,
  custom: { passage, other: { plugins: 'keep theirs' } },
  functions: {
    me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }] },
    orders: {
      handler: 'handler.orders',
      events: [
        { httpApi: { method: 'GET', path: '/orders', passage: { scopes: ['orders:read'] } } },
        { httpApi: { method: 'GET', path: '/health', passage: false } },
        { http: { method: 'get', path: 'orders', passage: true } },
        { schedule: 'rate(1 hour)' },
      ],
    },
  },
};

const user: PassageUser = getPassageUser({ requestContext: { accountId: '123456789012' } });

// Tests of handlers, without a cast.
interface Claims { readonly roles: readonly string[] }
const claims: Claims = { roles: ['admin'] };
const protectedEvent: lambda.APIGatewayProxyEventV2WithJWTAuthorizer = passageEvent({ sub: 'alice', claims });
const anyEvent: lambda.APIGatewayProxyEventV2 = passageEvent();
const scopes: string[] | null = passageEvent({ scopes: ['a'] }).requestContext.authorizer.jwt.scopes;
const old: lambda.APIGatewayProxyEvent = passageEvent({ payload: '1.0' });
const text: string | undefined = passageEvent({ payload: '1.0' }).requestContext.authorizer.claims.exp;
const rest: lambda.APIGatewayProxyEvent = passageEvent({ payload: 'rest', body: { a: 1 }, now: new Date() });
const roles: unknown = passageEvent({ payload: 'rest' }).requestContext.authorizer.claims.roles;
const open: lambda.APIGatewayProxyEventV2 = publicEvent({ method: 'GET', path: '/hello' });
const openRest: lambda.APIGatewayProxyEvent = publicEvent({ payload: 'rest' });
const users: PassageUser[] = [protectedEvent, old, rest, open, openRest, publicEvent()].map(getPassageUser);
const token: Promise<string> = localToken({ issuer: 'https://x', audience: ['a'], expiresIn: '5m', scopes: ['a'] });

declare const handler: (event: lambda.APIGatewayProxyEventV2) => Promise<lambda.APIGatewayProxyStructuredResultV2>;
const answer: Promise<lambda.APIGatewayProxyStructuredResultV2> = handler(passageEvent({ sub: 'alice' }));
`;

const REFUSED: readonly Refused[] = [
  ['an unknown key', 'const config: PassageConfig = { ...passage, protcet: true };', 'TS2561'],
  ['a word that is no choice', "const config: PassageConfig = { ...passage, protect: 'some' };", 'TS2322'],
  ['a number as app ID', 'const config: PassageConfig = { ...passage, appId: 7 };', 'TS2322'],
  [
    'keys of an offline block',
    "const config: PassageConfig = { ...passage, offline: { keys: 'none' } };",
    'TS2322',
  ],
  ['a number as option', 'const option: PassageOption = 7;', 'TS2322'],
  ['a scope that is no list', "const option: PassageOption = { scopes: 'orders:read' };", 'TS2322'],
  ['a service without the block', "const config: WithPassage<AWS> = { service: 'api', provider };", 'TS2322'],
  [
    'no block in custom',
    "const config: WithPassage<AWS> = { service: 'api', provider, custom: {} };",
    'TS2322',
  ],
  [
    'a number on a function',
    "const config: WithPassage<AWS> = { service: 'api', provider, custom: { passage }, functions: { me: { handler: 'h.me', passage: 7 } } };",
    'TS2322',
  ],
  [
    'a number on an event',
    "const config: WithPassage<AWS> = { service: 'api', provider, custom: { passage }, functions: { me: { handler: 'h.me', events: [{ httpApi: { method: 'GET', path: '/me', passage: 7 } }] } } };",
    'TS2322',
  ],
  ['a misspelt option of an event', "passageEvent({ sub: 'alice', scope: ['a'] });", 'TS2561'],
  ['a user of a public event', "publicEvent({ sub: 'alice' });", 'TS2353'],
  ['another payload', "passageEvent({ payload: '3.0' });", 'TS2322'],
  ['a scope that is no list, in a test', "passageEvent({ scopes: 'a' });", 'TS2322'],
  ['a token without an audience', "localToken({ issuer: 'https://x' });", 'TS2345'],
  [
    'an event of a REST API as one of an HTTP API',
    "((event: lambda.APIGatewayProxyEventV2) => event)(passageEvent({ payload: 'rest' }));",
    'TS2345',
  ],
  ['an inner file', "import type {} from 'serverless-passage/dist/config/with-passage';", 'TS2307'],
];

const SERVICE: Sources = { name: 'service', imports: IMPORTS, accepted: ACCEPTED, refused: REFUSED };

describe('package: types', function () {
  this.timeout(PROCESS_TIMEOUT_MS);
  let installed: Installed;
  before(() => {
    installed = sharedPackage({
      files: { ...makeSources(SERVICE), ...makeSources(HANDLERS), 'required.cts': REQUIRED },
      modules: ['@serverless/typescript', '@types/aws-lambda'],
    });
  });

  for (const { title, kinds, errors } of COMPILATIONS) {
    it(`what must compile does, what must not does not: ${title}`, () => {
      const expected = [SERVICE, HANDLERS].flatMap((sources) => expectedErrors(sources, kinds));
      expect(errors(installed.dir)).to.have.members(expected).and.to.have.length(expected.length);
    });
  }
});
