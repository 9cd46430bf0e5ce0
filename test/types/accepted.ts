/** What must compile. */
import type { AWS } from '@serverless/typescript';
import type { PassageConfig, PassageOption, WithPassage } from 'serverless-passage';

const smallest: WithPassage<AWS> = {
  service: 'api',
  provider: { name: 'aws' },
  custom: { passage: { appId: '${env:PASSAGE_APP_ID}', authOrigin: 'https://app.example.com' } },
};

export const { provider, custom } = smallest;

export const events: WithPassage<AWS> = {
  ...smallest,
  functions: {
    unsaid: { handler: 'h.unsaid' },
    text: { handler: 'h.text', passage: true, events: [{ httpApi: 'GET /text' }, { http: 'GET text' }] },
    catchAll: { handler: 'h.all', passage: false, events: [{ httpApi: '*' }] },
    byKey: { handler: 'h.byKey', passage: 'customers' },
    variable: { handler: 'h.variable', passage: '${strToBool(${param:protected})}' },
    scoped: { handler: 'h.scoped', passage: { app: 'customers', scopes: ['orders:read'] } },
    scopesFromVariable: { handler: 'h.scoped', passage: { scopes: '${file(scopes.json)}' } },
    image: { image: 'repository/image', passage: true },
    objects: {
      handler: 'h.objects',
      events: [
        { httpApi: { method: 'GET', path: '/open', passage: false } },
        { httpApi: { path: '*', passage: { scopes: ['orders:read'] } } },
        { httpApi: { method: 'GET', path: '/other', authorizer: { name: 'other' } } },
        { http: { method: 'get', path: 'rest', passage: 'customers', cors: true } },
        { schedule: 'rate(1 hour)' },
        { sqs: { arn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, batchSize: 10 } },
        { websocket: '$connect' },
      ],
    },
  },
};

export const besideOthers: WithPassage<AWS> = {
  ...smallest,
  custom: {
    ...custom,
    esbuild: { bundle: true },
    'serverless-iam-roles-per-function': { defaultInherit: true },
    anything: 7,
  },
};

export const severalApps: WithPassage<AWS> = {
  ...smallest,
  custom: {
    passage: {
      defaultApp: 'customers',
      protect: 'all',
      preflight: false,
      verifyIssuer: '${strToBool(${param:verify})}',
      offline: { keys: 'local' },
      apps: {
        customers: {
          appId: 'Ab3dE6gH9jK2mN5pQ8sT1vW4',
          authOrigin: ['https://a.example', 'https://b.example'],
        },
        staff: { issuer: 'https://login.example.com', audience: 'back-office', scopes: ['staff'] },
        partners: '${file(partners.yml)}',
      },
    },
  },
};

export const intrinsics: PassageConfig = {
  issuer: { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.amazonaws.com/${Users}' },
  audience: ['api', { Ref: 'WebClient' }, { 'Fn::ImportValue': 'client' }],
  authorizerId: { 'Fn::ImportValue': 'sls-gateway-prod-PassageAuthorizerId' },
};

export const variables: PassageConfig = {
  appId: '${env:PASSAGE_APP_ID}',
  authOrigin: '${self:custom.origins.${sls:stage}}',
  protect: '${param:protect}',
  preflight: '${strToBool(${param:preflight})}',
  scopes: '${file(scopes.json)}',
  offline: '${file(offline.yml)}',
  apps: '${file(apps.yml)}',
};

export const blockFromVariable: WithPassage<AWS> = {
  ...smallest,
  custom: { passage: '${file(passage.yml)}' },
};

// Values from code: their types are what TypeScript infers, not what the block asks for.
const origins = 'https://a.example,https://b.example'.split(',');
const client = { Ref: 'WebClient' };
export const computed: PassageConfig = { appId: origins.join(), authOrigin: origins, audience: [client] };
export const frozen = { appId: 'a', authOrigin: ['https://a.example'], protect: 'all' } as const;
export const readonly: PassageConfig = frozen;

const words: PassageOption[] = [true, false, 'customers', { app: 'customers' }, { scopes: ['a'] }, {}];
export const checked = {
  ...smallest,
  functions: { me: { handler: 'h.me', passage: words[0]! } },
} satisfies WithPassage<AWS>;

export default smallest;
