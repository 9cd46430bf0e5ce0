/** The rest of the providers: those that fewer people ask about. */
import type { Provider } from './identity-provider';

export const MORE_PROVIDERS: readonly Provider[] = [
  {
    name: 'Hanko',
    anchor: 'hanko',
    issuer: /^https:\/\/[^/]+\.hanko\.io\/?$/,
    advice: {
      'no-discovery':
        'Set `authorizerType: lambda` and `jwksUri`: Hanko has a key set, but no discovery document',
    },
  },
  {
    name: 'FusionAuth',
    anchor: 'fusionauth',
    issuer: /^(https:\/\/[^/]+\.fusionauth\.io\/?|acme\.com)$/,
    advice: {
      algorithm: 'Set the access token signing key of the application to an RS256 key',
      'issuer-form':
        'Set the issuer of the tenant to its https URL: `acme.com` is only what it is called at first',
    },
  },
  {
    name: 'Corbado',
    anchor: 'corbado',
    issuer: /^https:\/\/[^/]+\.frontendapi(\.cloud)?\.corbado\.io\/?$/,
    endsWithSlash: false,
    advice: {
      'no-discovery': 'Set `authorizerType: lambda` and `jwksUri`: only a key set is known of Corbado',
      'no-audience':
        'Set `aud` with a custom claim, if Corbado lets you: `authorizerType: lambda` needs an audience too',
    },
  },
  {
    name: 'Authentik',
    anchor: 'authentik',
    issuer: /^https?:\/\/[^/]+\/application\/o\/[^/]+\/?$/,
    endsWithSlash: true,
    advice: {
      encrypted: 'Remove the encryption key of the provider',
      algorithm: 'Choose an RSA signing key for the provider: without one, tokens are HS256',
    },
  },
  {
    name: 'Ory',
    anchor: 'ory',
    issuer: /^https:\/\/[^/]+\.projects\.oryapis\.com\/?$/,
    opaqueToken: /^ory_at_/,
    advice: {
      opaque: 'Set the access token strategy to `jwt`',
      'empty-audience': 'Allow the audience on the client, and have it ask for it with `audience`',
    },
  },
  {
    name: 'PropelAuth',
    anchor: 'propelauth',
    issuer: /^https:\/\/[^/]+\.propelauthtest\.com\/?$/,
    endsWithSlash: false,
  },
  {
    name: 'Frontegg',
    anchor: 'frontegg',
    issuer: /^https:\/\/[^/]+\.frontegg\.com\/?$/,
    endsWithSlash: false,
    advice: { 'no-scopes': 'Check permissions in the handler: API Gateway does not read `permissions`' },
  },
  {
    name: 'PingOne',
    anchor: 'pingone',
    issuer: /^https:\/\/auth\.pingone\.(com|eu|ca|asia|sg|com\.au)\/[\w-]+\/as\/?$/,
    endsWithSlash: false,
    ownAudience: /^https:\/\/api\.pingone\.(com|eu|ca|asia|sg|com\.au)\/?$/,
    advice: { 'own-api': 'Define a custom resource, and have the client ask for one of its scopes' },
  },
  {
    name: 'OneLogin',
    anchor: 'onelogin',
    issuer: /^https:\/\/[^/]+\.onelogin\.com\/oidc\/2\/?$/,
    endsWithSlash: false,
    advice: { 'no-sub': 'Add `sub` in OneLogin, or do not call `getPassageUser`' },
  },
  {
    name: 'GitHub Actions',
    anchor: 'github-actions',
    issuer:
      /^https:\/\/(token\.actions\.[^/]*githubusercontent\.com|token\.actions\.[^/]+\.ghe\.com)(\/[^/]+)?\/?$/,
    endsWithSlash: false,
    advice: {
      anyone:
        'Compare `repository_owner_id` or `sub` with yours in the handler: any workflow of anybody can get a token for your audience',
    },
  },
  {
    name: 'Passage',
    anchor: 'passage',
    issuer: /^https:\/\/auth\.passage\.id\//,
    endsWithSlash: false,
  },
];
