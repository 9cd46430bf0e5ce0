/** Events as API Gateway sends them, with what surrounds the claims kept short. */

export const ISSUER = 'https://auth.passage.id/v1/apps/testapp123';

/** A Passage token's claims in API Gateway's own form. */
export const CLAIMS = {
  aud: '[https://app.example.com testapp123]',
  exp: '1787996002',
  iat: '1787995702',
  iss: ISSUER,
  nbf: '1787995697',
  sub: 'user-1',
};

/** What must never become a user: headers that anyone can send. */
const HEADERS = {
  authorization: `Bearer eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'mallory' })).toString('base64url')}.`,
  'x-passage-user': 'mallory',
  claims: JSON.stringify({ ...CLAIMS, sub: 'mallory' }),
};

/** An HTTP API event with payload 2.0; its `authorizer` is whatever the test says. */
export function eventWith(authorizer: unknown) {
  return {
    version: '2.0',
    routeKey: 'GET /me',
    rawPath: '/me',
    headers: HEADERS,
    requestContext: {
      accountId: '123456789012',
      apiId: 'r3pmxmplak',
      stage: '$default',
      http: { method: 'GET', path: '/me', sourceIp: '192.0.2.1' },
      authorizer: authorizer as object | null | undefined,
    },
    isBase64Encoded: false,
  };
}

/** Payload 2.0. */
export const version2 = (claims: unknown, scopes: string[] | null = null) =>
  eventWith({ jwt: { claims, scopes } });

/** Payload 1.0. */
export const version1 = (claims: unknown, scopes: string[] | null = null) => ({
  ...eventWith({ claims, scopes }),
  version: '1.0',
  resource: '/me',
  httpMethod: 'GET',
});

/** The same as a REST API's JWT authorizer hands them on: with their JSON types. */
export const TYPED_CLAIMS = {
  ...CLAIMS,
  aud: ['https://app.example.com', 'testapp123'],
  exp: 1787996002,
  iat: 1787995702,
  nbf: 1787995697,
};

/** A REST API event, with the claims where `$context.authorizer.claims` says they are. */
export const rest = (claims: unknown) => ({
  resource: '/me',
  path: '/me',
  httpMethod: 'GET',
  headers: HEADERS,
  requestContext: {
    accountId: '123456789012',
    resourcePath: '/me',
    stage: 'dev',
    authorizer: { claims },
  },
});

/** The place of a REST API's claims is inferred from the name of that variable: this is the other place they may be. */
export const restNested = (claims: unknown) => ({
  ...rest(claims),
  requestContext: { ...rest(claims).requestContext, authorizer: { jwt: { claims } } },
});

/** With a Lambda authorizer of ours: the claims as JSON text, since API Gateway hands on no objects. */
export const lambda = (claims: unknown) => eventWith({ lambda: { passage: JSON.stringify(claims) } });

/** The same for REST and WebSocket APIs, which have the context of an authorizer without a name. */
export const lambdaFlat = (claims: unknown) => ({
  ...rest(claims),
  requestContext: { ...rest(claims).requestContext, authorizer: { passage: JSON.stringify(claims) } },
});
