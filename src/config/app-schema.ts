/** JSON Schema of one app's keys, and the kinds of values they share with the rest of the schema. */
import { ASYMMETRIC_ALGORITHMS } from '../gateway/algorithms';

export const variable = {
  description: 'A Serverless variable, such as `${env:NAME}`, or a string that contains one.',
  type: 'string',
  pattern: '\\$\\{[\\s\\S]+\\}',
  tsType: '`${string}\\${${string}}${string}`',
} as const;

export const intrinsic = {
  description: 'A CloudFormation intrinsic function, such as `{ Ref: UserPool }` or `{ Fn::Sub: … }`.',
  type: 'object',
  minProperties: 1,
  maxProperties: 1,
  patternProperties: { '^(Ref|Fn::[A-Za-z0-9:]+)$': {} },
  additionalProperties: false,
  tsType: '{ Ref: string } | { [fn: `Fn::${string}`]: unknown }',
} as const;

export const ref = <T extends string>(name: T) => ({ $ref: `#/definitions/${name}` }) as const;

export const text = { type: 'string', minLength: 1 } as const;

export const scopes = {
  anyOf: [
    ref('variable'),
    {
      type: 'array',
      maxItems: 10,
      items: { anyOf: [{ type: 'string', minLength: 1, maxLength: 64 }, ref('variable')] },
      tsType: 'readonly string[]',
    },
  ],
} as const;

/** The keys of one app: at the top level of the block, or under `apps.<key>`. */
export const appProperties = {
  appId: {
    description: 'Passage app ID. Required unless `issuer` is given.',
    examples: ['${env:PASSAGE_APP_ID}', 'Ab3dE6gH9jK2mN5pQ8sT1vW4'],
    ...text,
  },
  authOrigin: {
    description:
      'The app’s Authentication Origin, or a list of them: `https://host[:port]`, no path, no trailing slash (`http` for localhost only). Becomes the audience. Required unless `audience` is given.',
    examples: ['https://app.example.com', ['https://app.example.com', 'https://admin.example.com']],
    anyOf: [text, { type: 'array', minItems: 1, maxItems: 50, items: text, tsType: 'readonly string[]' }],
  },
  issuer: {
    description:
      'Exact issuer URL of any OIDC provider, passed through untouched: no slash is added or removed. `http` for loopback hosts only. Default: Passage’s own, `https://auth.passage.id/v1/apps/{appId}`.',
    examples: [
      'https://example.eu.auth0.com/',
      'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI',
    ],
    anyOf: [{ type: 'string', minLength: 1, maxLength: 2048 }, ref('intrinsic')],
  },
  audience: {
    description:
      'What a token’s `aud` (or `client_id`) must be: 1 to 50 values. Replaces `authOrigin` when the provider is not Passage.',
    examples: ['https://api.example.com', ['https://api.example.com', { Ref: 'UserPoolClient' }]],
    anyOf: [
      text,
      ref('intrinsic'),
      {
        type: 'array',
        minItems: 1,
        maxItems: 50,
        items: { anyOf: [text, ref('intrinsic')] },
        tsType: 'readonly (string | Intrinsic)[]',
      },
    ],
  },
  name: {
    description:
      'Authorizer name: letters, digits, `-` and `_`. Default: `passage`; in `apps`, the app’s key.',
    examples: ['passage'],
    anyOf: [{ ...text, maxLength: 128 }, ref('variable')],
    tsType: 'string',
  },
  identitySource: {
    description: 'Where the token is in a request: exactly one header or query parameter.',
    default: '$request.header.Authorization',
    examples: ['$request.header.Authorization', '$request.querystring.token'],
    ...text,
  },
  scopes: {
    description:
      'Default scopes of every route this app protects: the token must have at least one. Passage’s own tokens carry no scopes.',
    examples: [['orders:read']],
    ...scopes,
  },
  authorizerId: {
    description:
      'ID of an authorizer that already exists on an external HTTP API (`provider.httpApi.id`): it is referenced, none is created.',
    examples: [
      '${cf:gateway-prod.PassageAuthorizerId}',
      { 'Fn::ImportValue': 'sls-gateway-prod-PassageAuthorizerId' },
    ],
    anyOf: [text, ref('intrinsic')],
  },
  authorizerType: {
    description:
      '`jwt`: API Gateway’s own JWT authorizer. `lambda`: a Lambda authorizer that the plugin adds, for WebSocket APIs, for keys that are not RSA, and for issuers without a discovery document.',
    default: 'jwt',
    anyOf: [{ enum: ['jwt', 'lambda'] }, ref('variable')],
  },
  algorithms: {
    description:
      'Which signatures the Lambda authorizer accepts, with `authorizerType: lambda` only. Default: every asymmetric one.',
    examples: [['ES256']],
    anyOf: [
      ref('variable'),
      {
        type: 'array',
        minItems: 1,
        items: { anyOf: [{ enum: ASYMMETRIC_ALGORITHMS }, ref('variable')] },
        tsType: `readonly (${ASYMMETRIC_ALGORITHMS.map((name) => `'${name}'`).join(' | ')} | Variable)[]`,
      },
    ],
  },
  jwksUri: {
    description:
      'URL of the issuer’s key set, with `authorizerType: lambda` only, for issuers without a discovery document. Default: from that document.',
    examples: ['https://auth.example.com/.well-known/jwks.json'],
    anyOf: [{ type: 'string', minLength: 1, maxLength: 2048 }, ref('intrinsic')],
  },
} as const;
