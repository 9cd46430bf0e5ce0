/** Samples of `passage drift`: one service, on an API that somebody changed. */
import { PLAIN, type Terminal } from '../../src/commands/terminal';
import { PassageError } from '../../src/errors';
import {
  type FakeAws,
  type FakeHttpApi,
  deployedApi,
  fakeAws,
  jwtAuthorizer,
} from '../../test/drift/fake-aws';
import { STACK, drift } from '../../test/drift/run-drift';
import { type PlainService, plain } from '../../test/support/plans';

const ISSUER = 'https://your-tenant.eu.auth0.com/';
const AUDIENCE = 'https://api.example.com';
const PLAIN_80: Terminal = { ...PLAIN, columns: 80 };

const SERVICE: PlainService = plain(
  {
    me: { passage: true, events: [{ httpApi: 'GET /me' }] },
    orders: {
      passage: { scopes: ['orders:read'] },
      events: [{ httpApi: 'GET /orders' }, { httpApi: 'GET /orders/{id}' }],
    },
    health: { passage: false, events: [{ httpApi: 'GET /health' }] },
  },
  { issuer: ISSUER, audience: AUDIENCE, name: 'auth0' },
);

function live(changes: 'none' | 'opened' | 'many'): FakeAws {
  const isChanged = changes !== 'none';
  const api = deployedApi([
    ['GET /health', false],
    ['GET /me', !isChanged],
    ['GET /orders', true, ['orders:read']],
    ['GET /orders/{id}', true, changes === 'many' ? [] : ['orders:read']],
    ...(changes === 'many' ? [['GET /debug', false] as const] : []),
  ]);
  const JwtConfiguration = { Issuer: ISSUER, Audience: [AUDIENCE] };
  const httpApi: FakeHttpApi = { ...api, authorizers: [jwtAuthorizer({ Name: 'auth0', JwtConfiguration })] };
  return fakeAws({
    stacks: {
      [STACK]: {
        HttpApi: ['a1b2c3d4e5', 'AWS::ApiGatewayV2::Api'],
        HttpApiAuthorizerAuth0: ['auth1', 'AWS::ApiGatewayV2::Authorizer'],
      },
    },
    httpApis: { a1b2c3d4e5: httpApi },
  });
}

/** The table, and below it the errors, as a terminal shows both. */
async function driftText(changes: Parameters<typeof live>[0]): Promise<string> {
  const { text, problems } = await drift(SERVICE, live(changes), { terminal: PLAIN_80 });
  const [first, ...rest] = problems;
  return first === undefined ? text : `${text}\n\n${new PassageError([first, ...rest]).message}`;
}

export const DRIFT_SAMPLES = {
  'drift, as planned': () => driftText('none'),
  'drift, with differences': async () => {
    const { text } = await drift(SERVICE, live('many'), { terminal: PLAIN_80 });
    return text;
  },
  'a route that was opened by hand': async () => {
    const { problems } = await drift(SERVICE, live('opened'));
    const [first, ...rest] = problems;
    return first === undefined ? '' : new PassageError([first, ...rest]).message;
  },
  'drift in full': () => driftText('many'),
} as const;
