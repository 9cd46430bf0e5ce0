/**
 * The configuration as JSON Schema (draft 7): the one place that says which keys there are. From it are made,
 * at build time, the checks that run (standalone code), the published `schema.json` that editors read, and the
 * TypeScript types users import. What a pattern cannot say well (is this a URL? an origin?) is in `values.ts`.
 *
 * An editor sees `serverless.yml` before variables are resolved, so every value may also be a `${…}` string here;
 * one that is still unresolved when we read it is refused by `parse.ts`.
 */

const variable = {
  description: 'A Serverless variable, such as `${env:NAME}`, or text with one in it.',
  type: 'string',
  pattern: '\\$\\{[\\s\\S]+\\}',
  tsType: '`${string}\\${${string}}${string}`',
} as const;

const intrinsic = {
  description: 'A CloudFormation intrinsic function, such as `{ Ref: UserPool }` or `{ Fn::Sub: … }`.',
  type: 'object',
  minProperties: 1,
  maxProperties: 1,
  patternProperties: { '^(Ref|Fn::[A-Za-z0-9:]+)$': {} },
  additionalProperties: false,
  tsType: '{ Ref: string } | { [fn: `Fn::${string}`]: unknown }',
} as const;

const ref = <T extends string>(name: T) => ({ $ref: `#/definitions/${name}` }) as const;

const text = { type: 'string', minLength: 1 } as const;

const scopes = {
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
const appProperties = {
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
} as const;

const flag = { anyOf: [{ type: 'boolean' }, ref('variable')] } as const;

export const configSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'PassageConfig',
  description:
    'custom.passage: protects API Gateway routes with Passage, or any OIDC issuer, through JWT authorizers.',
  type: 'object',
  additionalProperties: false,
  properties: {
    ...appProperties,
    protect: {
      description:
        'What happens to routes that say nothing: `opt-in` leaves them public, `all` protects them unless they say `passage: false`.',
      default: 'opt-in',
      anyOf: [{ enum: ['opt-in', 'all'] }, ref('variable')],
    },
    preflight: {
      description:
        'Add a public `OPTIONS` companion where a protected `ANY` or `*` route would swallow CORS preflights.',
      default: true,
      ...flag,
    },
    verifyIssuer: {
      description: 'Check the issuer before `deploy` uploads anything.',
      default: true,
      ...flag,
    },
    apps: {
      description: 'Several apps, by key. Then the per-app keys may not stand at the top level.',
      examples: [{ customers: { appId: '…', authOrigin: 'https://app.example.com' } }],
      anyOf: [
        {
          type: 'object',
          minProperties: 1,
          propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_-]*$' },
          additionalProperties: { anyOf: [ref('app'), ref('variable')] },
        },
        ref('variable'),
      ],
    },
    defaultApp: {
      description: 'Which app `passage: true` means. Required with two or more `apps`.',
      examples: ['customers'],
      ...text,
    },
    offline: {
      description: 'Local development with serverless-offline.',
      examples: [{ keys: 'local' }],
      anyOf: [ref('offline'), ref('variable')],
    },
  },
  definitions: {
    variable,
    intrinsic,
    app: {
      title: 'PassageApp',
      description: 'One app of `custom.passage.apps`.',
      type: 'object',
      additionalProperties: false,
      properties: appProperties,
    },
    offline: {
      title: 'PassageOffline',
      description: 'Local development with serverless-offline.',
      type: 'object',
      additionalProperties: false,
      properties: {
        keys: {
          description:
            '`remote` checks tokens with the issuer’s keys; `local` with a key pair made on this machine, for `sls passage token`.',
          default: 'remote',
          anyOf: [{ enum: ['local', 'remote'] }, ref('variable')],
        },
      },
    },
    option: {
      title: 'PassageOption',
      description: '`passage` on a function, or on an `httpApi` or `http` event in its object form.',
      examples: [true, false, 'customers', { app: 'customers', scopes: ['orders:read'] }],
      anyOf: [
        { type: 'boolean' },
        { description: 'The key of an app in `custom.passage.apps`.', ...text },
        {
          type: 'object',
          additionalProperties: false,
          properties: {
            app: {
              description: 'The key of an app in `custom.passage.apps`. Default: `defaultApp`.',
              examples: ['customers'],
              ...text,
            },
            scopes: {
              description: 'The token must have at least one of these: at most 10, of at most 64 characters.',
              examples: [['orders:read']],
              ...scopes,
            },
          },
        },
      ],
    },
  },
} as const;
