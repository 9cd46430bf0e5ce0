/** A hint: what to do, and where it is explained. */
import { docsUrl } from '../errors';
import { MORE_PROVIDERS } from './more-providers';
import type { Provider, Topic } from './identity-provider';
import { PROVIDERS } from './providers';

export interface Hint {
  readonly topic: Topic;
  /** An imperative sentence without a full stop, with the address of the section that explains it. */
  readonly text: string;
}

export const ALL_PROVIDERS: readonly Provider[] = [...PROVIDERS, ...MORE_PROVIDERS];

/** The provider of an issuer, or of an opaque token; `undefined` for one of an own domain. */
export function findProvider(by: { issuer: unknown } | { opaque: string }): Provider | undefined {
  if ('opaque' in by) return ALL_PROVIDERS.find(({ opaqueToken }) => opaqueToken?.test(by.opaque));
  const { issuer } = by;
  return typeof issuer === 'string' ? ALL_PROVIDERS.find((one) => one.issuer.test(issuer)) : undefined;
}

export function makeHint(topic: Topic, provider: Provider | undefined): Hint {
  const own = provider?.advice?.[topic];
  const advice = own === undefined ? GENERAL_ADVICE[topic] : `${provider?.name ?? ''}: ${own}`;
  const anchor = provider?.anchor ?? TOPIC_ANCHORS[topic] ?? 'what-api-gateway-needs';
  return { topic, text: `${advice} (${docsUrl(`providers.md#${anchor}`)})` };
}

const TOPIC_ANCHORS: Readonly<Partial<Record<Topic, string>>> = {
  opaque: 'opaque-and-encrypted-tokens',
  encrypted: 'opaque-and-encrypted-tokens',
  algorithm: 'signatures',
  'no-audience': 'audiences',
  'empty-audience': 'audiences',
  'own-api': 'audiences',
};

/** Where the provider is not known, or has no way of its own. */
const GENERAL_ADVICE: Readonly<Record<Topic, string>> = {
  encrypted:
    'Ask the identity provider for a signed token: this one is encrypted (JWE), and only the API that it was made for can read it',
  opaque:
    'Ask the identity provider for a JWT: this is an opaque token, which only the provider can look up. Many issue a JWT once the client names an API (`audience` or `resource`)',
  algorithm:
    'Set `authorizerType: lambda`, which takes every algorithm but HS256, HS384 and HS512, or have the identity provider sign with an RSA key (RS256)',
  'issuer-form':
    'Have the identity provider write an https URL into `iss`: API Gateway takes no other issuer',
  tenant: 'Write the ID of one tenant into the issuer: an authorizer of an HTTP API has one issuer',
  version: 'Configure the issuer that the token has',
  slash: 'Write the issuer with a slash at its end',
  'no-slash': 'Write the issuer without a slash at its end',
  'org-server': 'Use an authorization server whose keys are published',
  'no-discovery':
    'Set `authorizerType: lambda` and `jwksUri`: API Gateway itself reads keys only by way of a discovery document',
  anyone: 'Check in the handler who the token belongs to: anybody can get one for your audience',
  'no-audience':
    'Have the identity provider add an audience: API Gateway reads `aud`, or `client_id` where there is no `aud`, and never `azp`',
  'empty-audience': 'Ask for an audience: the list in the token is empty',
  'own-api':
    'Have the client ask for your own API: this token is for an API of the identity provider, such as its `/userinfo`',
  'other-audience': 'Add the resource to `audience`: where there is `aud`, `client_id` does not count',
  'id-token': 'Send the access token to routes that require scopes: an ID token has none',
  'no-sub':
    'Have the identity provider add `sub`: API Gateway accepts the token without it, but `getPassageUser` then throws',
  'no-scopes':
    'Have the identity provider add `scope` or `scp`: API Gateway reads neither `permissions` nor `roles`',
};
