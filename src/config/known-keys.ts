/** The keys that the schema knows, and the ones that are meant by others. */
import { nearest } from '../util/nearest';
import { isObject } from '../util/objects';
import { configSchema } from './schema';

export const TOP_KEYS: readonly string[] = Object.keys(configSchema.properties);
export const APP_KEYS: readonly string[] = Object.keys(configSchema.definitions.app.properties);
export const OFFLINE_KEYS: readonly string[] = Object.keys(configSchema.definitions.offline.properties);
export const OPTION_KEYS: readonly string[] = Object.keys(
  configSchema.definitions.option.anyOf[2].properties,
);

/** Names that mean one of our keys elsewhere: in the framework, in a token, in a provider's console. */
const KEY_ALIASES: Readonly<Partial<Record<string, string>>> = {
  issuerurl: 'issuer',
  iss: 'issuer',
  domain: 'issuer',
  audiences: 'audience',
  clientid: 'audience',
  aud: 'audience',
  origin: 'authOrigin',
  origins: 'authOrigin',
  authorizationscopes: 'scopes',
  authorizername: 'name',
  default: 'defaultApp',
  type: 'authorizerType',
  authorizers: 'apps',
  protectall: 'protect',
  keys: 'offline',
  jwks: 'jwksUri',
};

const STAGE_NAMES = /^(dev|develop|development|test|testing|qa|uat|stage|staging|preprod|prod|production)$/i;

/** Whether a key names a stage rather than an app. */
export function isStageName(key: string): boolean {
  return STAGE_NAMES.test(key);
}

/** Whether a value looks like the block of one app. */
export function isApp(value: unknown): boolean {
  return isObject(value) && APP_KEYS.some((key) => key in value);
}

/** The known key that an unknown one probably means, `undefined` when there is none. */
export function meantKey(key: string, known: readonly string[]): string | undefined {
  if (known.includes(key)) return key;
  const alias = KEY_ALIASES[key.toLowerCase().replace(/[-_]/g, '')];
  return known.find((candidate) => candidate === alias) ?? nearest(key, known);
}
