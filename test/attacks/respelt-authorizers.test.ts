/** Another plugin refers to an event's own authorizer in another way, and leaves out what else the event said of it. */
import { expect } from 'chai';
import { byTurns } from '../support/by-turns';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, withPlugin } from '../support/other-plugin';
import { expectProblems } from '../support/template';

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const LAMBDA = { ...APP, authorizerType: 'lambda' };
const EARLY = 'before:package:initialize';
const POOL = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_A';
const OWN = {
  httpApi: {
    authorizers: {
      mine: {
        type: 'jwt',
        identitySource: '$request.header.Authorization',
        issuerUrl: 'https://a.example/',
        audience: ['a'],
      },
    },
  },
};

type Kind = 'httpApi' | 'http' | 'websocket';
const PLACES = {
  httpApi: { method: 'GET', path: '/me' },
  http: { method: 'get', path: '/me' },
  websocket: { route: '$connect' },
};

interface Case {
  readonly kind: Kind;
  readonly from: unknown;
  readonly to: unknown;
}

const SCOPES = { scopes: ['admin'] };
const AUTHORIZE = { 'Fn::GetAtt': ['AuthorizeLambdaFunction', 'Arn'] };
const BY_ID = { type: 'jwt', id: { Ref: 'HttpApiAuthorizerMine' } };
const COGNITO = { type: 'COGNITO_USER_POOLS', authorizerId: { Ref: 'PoolApiGatewayAuthorizer' } };
const TTL = { resultTtlInSeconds: 0 };
const SOURCE = { identitySource: 'method.request.header.X' };

const REFUSED: Case[] = [
  { kind: 'http', from: { name: 'pool', arn: POOL, ...SCOPES }, to: POOL },
  { kind: 'http', from: { name: 'pool', arn: POOL, ...SCOPES }, to: { arn: POOL } },
  { kind: 'http', from: { arn: POOL, ...SCOPES }, to: { name: 'pool', arn: POOL } },
  { kind: 'http', from: { name: 'pool', arn: POOL, ...SCOPES }, to: COGNITO },
  { kind: 'http', from: { ...COGNITO, ...SCOPES }, to: POOL },
  { kind: 'http', from: { name: 'authorize', ...TTL }, to: { arn: AUTHORIZE, name: 'authorize' } },
  {
    kind: 'http',
    from: { name: 'authorize', ...TTL },
    to: { arn: AUTHORIZE, name: 'x', resultTtlInSeconds: 9 },
  },
  { kind: 'http', from: { arn: AUTHORIZE, name: 'authorize', ...SOURCE }, to: 'authorize' },
  { kind: 'http', from: { name: 'authorize', identityValidationExpression: 'x' }, to: { name: 'other' } },
  { kind: 'httpApi', from: { name: 'mine', ...SCOPES }, to: BY_ID },
  { kind: 'httpApi', from: { ...BY_ID, ...SCOPES }, to: 'mine' },
  { kind: 'httpApi', from: { ...BY_ID, ...SCOPES }, to: { name: 'mine' } },
  { kind: 'httpApi', from: { name: 'mine', ...SCOPES }, to: 'passage' },
  {
    kind: 'websocket',
    from: { name: 'authorize', identitySource: ['route.request.header.X'] },
    to: { arn: AUTHORIZE, name: 'x' },
  },
];

const LEGAL: Case[] = [
  { kind: 'http', from: { name: 'pool', arn: POOL, ...SCOPES }, to: { arn: POOL, ...SCOPES } },
  { kind: 'http', from: { name: 'pool', arn: POOL, ...SCOPES }, to: { arn: POOL, scopes: ['other'] } },
  { kind: 'http', from: { name: 'pool', arn: POOL }, to: POOL },
  { kind: 'http', from: { name: 'authorize', ...TTL }, to: { name: 'other', ...TTL } },
  { kind: 'http', from: { name: 'pool', arn: POOL, ...SCOPES }, to: 'aws_iam' },
  { kind: 'httpApi', from: { name: 'mine' }, to: 'mine' },
  { kind: 'httpApi', from: { name: 'mine', ...SCOPES }, to: { name: 'passage', ...SCOPES } },
];

const filesOf = ({ kind, from, to }: Case, prefix = '') => {
  const act: Act = ({ service: { functions } }) => {
    const { path, ...rest } = PLACES[kind] as { path?: string };
    const moved = path === undefined ? {} : { path: `${prefix}${path}` };
    if (functions.me !== undefined)
      functions.me.events[0] = { [kind]: { ...rest, ...moved, authorizer: to } };
  };
  const config = service(
    {
      me: {
        handler: 'handler.me',
        events: [
          { [kind]: { ...PLACES[kind], authorizer: from } },
          ...(kind === 'websocket' ? [{ websocket: '$default' }] : []),
        ],
      },
      authorize: { handler: 'handler.authorize' },
      other: { handler: 'handler.other' },
      you: { handler: 'handler.you', passage: true, events: [{ httpApi: 'GET /you' }] },
    },
    { provider: OWN, custom: { passage: kind === 'websocket' ? LAMBDA : APP } },
  );
  return withPlugin(act, { event: EARLY, listed: 'last' }, config);
};

const titleOf = ({ kind, from, to }: Case): string =>
  `${kind}: ${JSON.stringify(from)}, then ${JSON.stringify(to)}`;

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: an own authorizer is written otherwise`, () => {
    for (const [number, test] of REFUSED.entries()) {
      // A WebSocket route has no path to put a prefix before.
      const prefix = test.kind === 'websocket' ? '' : byTurns(['', '/v1'], framework, number);
      it(`${titleOf(test)}${prefix && `, under ${prefix}`}`, async () => {
        const run = await packageService(framework, filesOf(test, prefix));
        expectProblems(run, `PASSAGE_AUDIT_FAILED functions.me.events[0].${test.kind}`);
      });
    }
  });
}

describe('attacks: an own authorizer that is written otherwise, with all that was said of it', () => {
  for (const test of LEGAL) {
    it(titleOf(test), async () => {
      for (const framework of FRAMEWORKS) {
        const run = await packageService(framework, filesOf(test));
        expect(run.code, run.output).to.equal(0);
      }
    });
  }
});
