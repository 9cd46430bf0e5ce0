/** The providers that the doctor knows. Sources are in docs/providers.md; nothing was checked against a live tenant. */
import type { Provider } from './identity-provider';

const SEND_AUDIENCE = 'Have the client send `audience`, the identifier of your API';

export const PROVIDERS: readonly Provider[] = [
  {
    name: 'Auth0',
    anchor: 'auth0',
    issuer: /^https:\/\/[^/]+\.auth0\.com\/?$/,
    endsWithSlash: true,
    ownAudience: /\.auth0\.com\/(userinfo|api\/v2\/)$/,
    advice: {
      encrypted: 'Remove the encryption key of the API, so that access tokens are only signed',
      opaque: SEND_AUDIENCE,
      algorithm: 'Set the signing algorithm of the API to RS256',
      'own-api': SEND_AUDIENCE,
      'no-scopes': 'Add the permissions as scopes: API Gateway does not read `permissions`',
    },
  },
  {
    name: 'Cognito',
    anchor: 'amazon-cognito',
    issuer: /^https:\/\/cognito-idp\.[\w-]+\.amazonaws\.com(\.cn)?\/[\w-]+\/?$/,
    endsWithSlash: false,
    advice: {
      'other-audience':
        'Add the resource to `audience`: this client binds its tokens to one, so `aud` counts and `client_id` does not',
      'id-token': 'Send the access token to routes that require scopes: an ID token has none',
    },
  },
  {
    name: 'Okta',
    anchor: 'okta',
    issuer: /^https:\/\/[^/]+\.okta(preview|-emea)?\.com(\/oauth2\/[^/]+)?\/?$/,
    endsWithSlash: false,
    advice: {
      'org-server':
        'Use a custom authorization server (`https://DOMAIN/oauth2/default`): the keys for access tokens of the org server are not published',
    },
  },
  {
    name: 'Entra ID',
    anchor: 'microsoft-entra-id',
    issuer: /^https:\/\/(login\.microsoftonline\.com\/[^/]+(\/v2\.0)?|sts\.windows\.net\/[^/]+)\/?$/,
    ownAudience:
      /^(00000003-0000-0000-c000-000000000000|https:\/\/graph\.(microsoft|windows)\.(com|net)\/?)$/,
    advice: {
      'own-api':
        'Expose an API in your app registration, and have the client ask for its scope: nobody but Microsoft Graph can verify a token for Microsoft Graph',
      tenant:
        'Write the ID of your tenant into the issuer: with `common` or `organizations` each token names its own tenant, and an authorizer of an HTTP API has one issuer',
      version:
        'Set `requestedAccessTokenVersion` to 2 in the manifest of the API (older name: `accessTokenAcceptedVersion`), or configure the issuer that the token has',
      'no-scopes': 'Use delegated permissions (`scp`): API Gateway does not read `roles`',
    },
  },
  {
    name: 'Google',
    anchor: 'google',
    issuer: /^(https:\/\/)?accounts\.google\.com\/?$/,
    endsWithSlash: false,
    opaqueToken: /^ya29\./,
    advice: {
      opaque: 'Send the ID token: access tokens of Google are no JWTs',
      'issuer-form': 'Get a new ID token: only old ones have an issuer without https://',
    },
  },
  {
    name: 'Firebase',
    anchor: 'firebase',
    issuer: /^https:\/\/securetoken\.google\.com\/[^/]+\/?$/,
    endsWithSlash: false,
  },
  {
    name: 'Keycloak',
    anchor: 'keycloak',
    issuer: /^https?:\/\/[^/]+(\/auth)?\/realms\/[^/]+\/?$/,
    endsWithSlash: false,
    ownAudience: /^account$/,
    advice: {
      'no-audience': 'Add an Audience mapper to a client scope of the client',
      'own-api': 'Add an Audience mapper to a client scope of the client: `account` is Keycloak itself',
    },
  },
  {
    name: 'Clerk',
    anchor: 'clerk',
    issuer: /^https:\/\/(clerk\.[^/]+|[\w-]+\.clerk\.accounts\.dev)\/?$/,
    endsWithSlash: false,
    advice: {
      'no-audience': 'Add `"aud"` to the claims of the session token, or use a JWT template that has it',
    },
  },
  {
    name: 'Supabase',
    anchor: 'supabase',
    issuer: /^(https:\/\/[^/]+\.supabase\.co\/auth\/v1\/?|supabase)$/,
    endsWithSlash: false,
    advice: {
      algorithm:
        'Use an ES256 key with `authorizerType: lambda`, or create an RSA key as standby key and rotate to it',
      'issuer-form': 'Send the access token of a user: this is an API key (`anon` or `service_role`)',
    },
  },
  {
    name: 'Descope',
    anchor: 'descope',
    issuer: /^(https:\/\/api\.descope\.com\/(v1\/apps\/)?P[\w-]+\/?|P2[A-Za-z0-9]{12,})$/,
    endsWithSlash: false,
    advice: { 'issuer-form': 'Choose the JWT template "AWS API Gateway" of Descope' },
  },
  {
    name: 'Stytch',
    anchor: 'stytch',
    issuer: /^((https:\/\/)?stytch\.com\/project-[\w-]+|https:\/\/[^/]+\.stytch\.com)\/?$/,
    endsWithSlash: false,
    advice: { 'issuer-form': 'Use the project domain as base URL: `iss` is then https:// and that domain' },
  },
  {
    name: 'WorkOS',
    anchor: 'workos',
    issuer: /^https:\/\/(api\.workos\.com(\/user_management\/[\w-]+)?|[^/]+\.authkit\.app)\/?$/,
    advice: {
      'no-audience': 'Add `aud` with a JWT template',
      'no-scopes': 'Add `scope` with a JWT template: API Gateway does not read `permissions`',
    },
  },
  {
    name: 'Kinde',
    anchor: 'kinde',
    issuer: /^https:\/\/[^/]+\.kinde\.com\/?$/,
    endsWithSlash: false,
    advice: {
      'empty-audience':
        'Register the API, authorize the application to use it, and have the client send `audience`',
    },
  },
  {
    name: 'Zitadel',
    anchor: 'zitadel',
    issuer: /^https:\/\/[^/]+\.zitadel\.cloud\/?$/,
    endsWithSlash: false,
    advice: { opaque: 'Set the Auth Token Type of the application to JWT' },
  },
  {
    name: 'Logto',
    anchor: 'logto',
    issuer: /^https:\/\/[^/]+\.logto\.app\/oidc\/?$/,
    endsWithSlash: false,
    advice: {
      opaque: 'Have the client send `resource`, the identifier of an API that is registered in Logto',
      algorithm:
        'Set `authorizerType: lambda`, which takes ES384, or rotate the signing key of the tenant to RSA',
    },
  },
];
