/**
 * The configuration as JSON Schema (draft 7): the one definition of its keys. The build generates
 * from it the validation code that runs, the published `schema.json` that editors read, and the TypeScript types that
 * users import. Whether a string is a URL, an origin or a scope is checked in `text-checks.ts`.
 *
 * An editor sees `serverless.yml` before variables are resolved, so every value may also be a `${…}` string here;
 * `parse.ts` refuses one that is still unresolved when the plugin runs.
 */

import { appProperties, intrinsic, ref, scopes, text, variable } from './app-schema';

const flag = { anyOf: [{ type: 'boolean' }, ref('variable')] } as const;

export const configSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'PassageConfig',
  description: 'custom.passage: protects API Gateway routes with Passage, or any OIDC issuer.',
  type: 'object',
  additionalProperties: false,
  properties: {
    ...appProperties,
    protect: {
      description:
        'Routes without a `passage` setting: `opt-in` leaves them public, `all` protects them. With `all`, a route is public only with `passage: false`.',
      default: 'opt-in',
      anyOf: [{ enum: ['opt-in', 'all'] }, ref('variable')],
    },
    preflight: {
      description:
        'Add a public `OPTIONS` route next to each protected `ANY` or `*` route, which would otherwise answer CORS preflights with 401.',
      default: true,
      ...flag,
    },
    verifyIssuer: {
      description: 'Check the issuer before `deploy` uploads anything.',
      default: true,
      ...flag,
    },
    apps: {
      description: 'Several apps, by key. The keys of a single app cannot be used at the top level then.',
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
      description:
        '`passage` on a function, or on an `httpApi`, `http` or `websocket` event in its object form.',
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
