/** A service with every kind of route, and local keys. */
import { service } from '../../support/frameworks';

export const ISSUER = 'https://auth.passage.id/v1/apps/testapp123';
export const AUDIENCE = 'https://app.example.com';
const authorizers = {
  lambda: {
    type: 'request',
    functionName: 'gate',
    identitySource: ['$request.header.X-Key'],
    resultTtlInSeconds: 0,
    enableSimpleResponses: true,
  },
  theirs: {
    type: 'jwt',
    identitySource: '$request.header.Authorization',
    issuerUrl: 'https://x.example',
    audience: ['a'],
  },
};
const get = (path: string, authorizer: string): object => ({
  httpApi: { method: 'GET', path, authorizer: { name: authorizer } },
});
const handler = 'handler.handler';

export const SERVICE = service(
  {
    me: {
      handler,
      passage: true,
      events: [{ httpApi: 'GET /me' }, { httpApi: { method: 'post', path: '/me/{id}' } }],
    },
    all: { handler, passage: true, events: [{ httpApi: '*' }, { httpApi: 'ANY /any/{rest+}' }] },
    orders: {
      handler,
      passage: { scopes: ['orders:read', 'orders:all'] },
      events: [{ httpApi: 'GET /orders' }],
    },
    old: { handler, passage: true, httpApi: { payload: '1.0' }, events: [{ httpApi: 'GET /old' }] },
    pool: { handler, passage: 'pool', events: [{ httpApi: 'GET /pool' }] },
    open: { handler, events: [{ httpApi: 'GET /open' }, { httpApi: { method: '*', path: '/open/{x}' } }] },
    // Of all methods, and before a route of one: the narrower one of them has to be before both.
    users: { handler, events: [{ httpApi: 'ANY /users/{id}' }, { httpApi: 'GET /{kind}/info' }] },
    you: { handler, passage: true, events: [{ httpApi: 'ANY /users/me' }] },
    site: { handler, events: [{ httpApi: 'GET /wide/{proxy+}' }, { http: 'GET /wide/{proxy+}' }] },
    api: {
      handler,
      passage: true,
      events: [{ httpApi: 'ANY /wide/api/{x+}' }, { http: { method: 'any', path: 'wide/api/{x+}' } }],
    },
    gate: { handler: 'gate.handler' },
    keyed: { handler, events: [get('/lambda', 'lambda')] },
    keyedRest: {
      handler,
      events: [
        {
          http: {
            method: 'get',
            path: 'lambda',
            authorizer: { name: 'restGate', type: 'request', identitySource: 'method.request.header.X-Key' },
          },
        },
      ],
    },
    restGate: { handler: 'gate.rest' },
    theirs: { handler, events: [get('/theirs', 'theirs')] },
    elsewhere: {
      handler,
      events: [
        {
          http: {
            method: 'get',
            path: 'cognito',
            authorizer: {
              name: 'users',
              arn: 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_x',
            },
          },
        },
        { http: { method: 'get', path: 'iam', authorizer: 'aws_iam' } },
        { http: { method: 'get', path: 'shared', authorizer: { type: 'CUSTOM', authorizerId: 'abc123' } } },
      ],
    },
    rest: {
      handler,
      passage: true,
      events: [
        { http: 'GET /rest' },
        { http: { method: 'get', path: 'rest/open', passage: false } },
        { http: { method: 'post', path: 'rest/template', integration: 'lambda' } },
        { http: { method: 'post', path: 'rest/template/open', integration: 'lambda', passage: false } },
      ],
    },
  },
  {
    plugins: ['serverless-passage', 'serverless-offline', './reader'],
    provider: { httpApi: { authorizers } },
    custom: {
      passage: {
        apps: {
          main: { appId: 'testapp123', authOrigin: AUDIENCE },
          pool: { issuer: { 'Fn::Sub': 'https://idp.example/${Pool}' }, audience: { Ref: 'PoolClient' } },
        },
        defaultApp: 'main',
        offline: { keys: 'local' },
      },
    },
  },
);

export const GATE = `exports.handler = async ({ headers }) => ({
  isAuthorized: (headers['x-key'] ?? headers['X-Key']) === 'open sesame',
  context: { who: 'lambda' },
});
exports.rest = async () => ({
  principalId: 'someone',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: '*' }],
  },
  context: { who: 'lambda' },
});
`;

/** A plugin that looks at every event when the server is running: no reason to trust anybody. */
export const READER = `module.exports = class {
  constructor(serverless) {
    this.hooks = {
      'after:offline:start:init': () => void JSON.stringify(Object.values(serverless.service.functions).reverse()),
    };
  }
};
`;
