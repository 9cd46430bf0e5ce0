/** What no schema says: which keys of the block need or exclude which others. */
import { type Problem } from '../errors';
import { nearest } from '../util/nearest';
import { type JsonObject, isObject } from '../util/objects';
import {
  authorizerIdWithLambda,
  missingDefaultApp,
  missingPartner,
  mixedProviders,
  noProvider,
  notWithApps,
  onlyWithLambda,
  unknownApp,
} from './config-messages';
import { APP_KEYS, TOP_KEYS, isApp, meantKey } from './known-keys';
import { checkAppKey } from './text-checks';
import { invalidText } from './value-messages';

const BLOCK = 'custom.passage';

/** Problems between the keys of the block. Where `apps` is not a block of apps, the schema says so. */
export function ruleProblems(block: JsonObject, defaultKey: string): Problem[] {
  const { apps } = block;
  if ('apps' in block && !isObject(apps)) return [];
  if (!isObject(apps)) return [...appProblems(block, BLOCK), ...defaultAppProblems(block, [defaultKey])];

  const keys = Object.keys(apps);
  return [
    ...APP_KEYS.filter((key) => key in block).map((key) => notWithApps(key, block[key], keys[0] ?? '<key>')),
    ...keys.flatMap((key) => appKeyProblems(key)),
    ...Object.entries(apps).flatMap(([key, app]) =>
      isObject(app) ? appProblems(app, `${BLOCK}.apps.${key}`) : [],
    ),
    ...defaultAppProblems(block, keys),
  ];
}

function appProblems(app: JsonObject, where: string): Problem[] {
  return [...providerProblems(app, where), ...authorizerProblems(app, where)];
}

const LAMBDA_KEYS = ['algorithms', 'jwksUri'] as const;

function authorizerProblems(app: JsonObject, where: string): Problem[] {
  if (app.authorizerType === 'lambda') {
    const { authorizerId } = app;
    return authorizerId === undefined ? [] : [authorizerIdWithLambda(`${where}.authorizerId`, authorizerId)];
  }
  // Any other value of `authorizerType` is a problem of its own.
  if (app.authorizerType !== undefined && app.authorizerType !== 'jwt') return [];
  return LAMBDA_KEYS.filter((key) => key in app).map((key) => onlyWithLambda(`${where}.${key}`, app[key]));
}

/** Each provider's keys: they belong together, and exclude those of the other. */
const PASSAGE_KEYS = ['appId', 'authOrigin'] as const;
const OIDC_KEYS = ['issuer', 'audience'] as const;

/** An app has one provider: `appId` and `authOrigin`, or `issuer` and `audience`. */
function providerProblems(app: JsonObject, where: string): Problem[] {
  // A misspelt key counts as the one that was meant: the schema reports it, and one report is enough.
  const present = new Set(Object.keys(app).map((key) => meantKey(key, APP_KEYS) ?? key));
  const passage = PASSAGE_KEYS.filter((key) => present.has(key));
  const oidc = OIDC_KEYS.filter((key) => present.has(key));
  if (passage.length > 0 && oidc.length > 0) return [mixedProviders(where, passage, oidc)];
  // The provider of an authorizer that exists already need not be known.
  if ('authorizerId' in app) return [];
  if (passage.length === 0 && oidc.length === 0) return hasAppOutside(app) ? [] : [noProvider(where)];
  const [given, pair] = passage.length > 0 ? [passage, PASSAGE_KEYS] : [oidc, OIDC_KEYS];
  return pair.filter((key) => !present.has(key)).map((key) => missingPartner(where, key, given[0] ?? ''));
}

/** Whether the provider's keys are one level too low, as if the block were `apps`, or below a misspelt `apps`. */
function hasAppOutside(block: JsonObject): boolean {
  return Object.entries(block).some(
    ([key, value]) => !TOP_KEYS.includes(key) && (isApp(value) || meantKey(key, TOP_KEYS) === 'apps'),
  );
}

function appKeyProblems(key: string): Problem[] {
  const problem = checkAppKey(key);
  return problem === undefined ? [] : [invalidText(`${BLOCK}.apps.${key}`, 'appKey', key, problem)];
}

function defaultAppProblems({ defaultApp }: JsonObject, keys: readonly string[]): Problem[] {
  const where = `${BLOCK}.defaultApp`;
  if (defaultApp === undefined) return keys.length < 2 ? [] : [missingDefaultApp(where, keys)];
  if (typeof defaultApp !== 'string' || keys.includes(defaultApp)) return [];
  return [unknownApp(where, defaultApp, keys, nearest(defaultApp, keys))];
}
