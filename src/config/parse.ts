/** `custom.passage`, read once: a frozen `Config` with every default filled, or every problem at once. */
import { type Problem } from '../errors';
import { validateConfig } from '../generated/validate';
import { nearest } from '../util/nearest';
import { type JsonObject, copyJson, deepFreeze, isObject } from '../util/objects';
import { ASYMMETRIC_ALGORITHMS } from '../gateway/algorithms';
import type { App, AuthorizerType, Config, Value } from './config';
import { missingBlock, notIndented } from './config-messages';
import { APP_KEYS, OFFLINE_KEYS, TOP_KEYS } from './known-keys';
import { ruleProblems } from './rules';
import { configSchemaProblems } from './schema-problems';
import { CHECKS, checkText } from './text-checks';
import { invalidText, noValue } from './value-messages';

export type ParseResult =
  | { readonly config: Config; readonly problems: readonly [] }
  | {
      readonly config: null;
      /** The apps and their names as far as they can be read, so that more problems can be found with them. */
      readonly partialConfig: Config | null;
      readonly problems: readonly [Problem, ...Problem[]];
    };

const BLOCK = 'custom.passage';
const SINGLE_APP_KEY = 'default';
const PASSAGE_ISSUER = 'https://auth.passage.id/v1/apps/';

/** Reads `custom`, all of it, so that a misspelt `passage` is found too. Never throws. */
export function parseConfig(custom: unknown): ParseResult {
  const block = isObject(custom) ? custom.passage : undefined;
  if (block === undefined) return failed(null, [missingBlock(similarKey(custom))]);
  const outside = block === null && isObject(custom) ? TOP_KEYS.filter((key) => key in custom) : [];
  if (outside.length > 0) return failed(null, [notIndented('custom', outside)]);

  const isValid = validateConfig(block);
  const schemaProblems = isValid ? [] : configSchemaProblems(block, validateConfig.errors ?? []);
  const problems = isObject(block)
    ? [...textProblems(block), ...ruleProblems(block, SINGLE_APP_KEY), ...schemaProblems]
    : schemaProblems;
  const [first, ...rest] = firstOfEachPlace(problems);
  if (first !== undefined) return failed(makePartialConfig(block), [first, ...rest]);
  return { config: deepFreeze(makeConfig(block as JsonObject)), problems: [] };
}

function failed(partialConfig: Config | null, problems: readonly [Problem, ...Problem[]]): ParseResult {
  return { config: null, partialConfig, problems };
}

/** Of two problems at one place, the first one counts: a text check says more than the schema does. */
function firstOfEachPlace(problems: readonly Problem[]): Problem[] {
  const places = new Set<string>();
  return problems.filter(({ where }) => !places.has(where) && places.add(where));
}

function similarKey(custom: unknown): string | undefined {
  const keys = isObject(custom) ? Object.keys(custom) : [];
  return keys.find((key) => nearest(key, ['passage', 'serverlessPassage']) !== undefined);
}

/** The keys under which there are texts to check: not those of intrinsic functions. */
const KEYS_BELOW: Readonly<Record<string, readonly string[]>> = {
  '': TOP_KEYS,
  appBlock: APP_KEYS,
  offline: OFFLINE_KEYS,
};

/** Problems of every text in the block. A key without a value (`undefined`) counts as one that was not resolved. */
function textProblems(block: JsonObject): Problem[] {
  const visit = (value: unknown, where: string, key: string): Problem[] => {
    if (value === undefined) return [noValue(where, key)];
    if (typeof value === 'string') {
      const problem = checkText(value) ?? CHECKS[key]?.(value);
      return problem === undefined ? [] : [invalidText(where, key, value, problem)];
    }
    if (Array.isArray(value)) return value.flatMap((item, i) => visit(item, `${where}[${String(i)}]`, key));
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([inner, child]) => {
      if (key === 'apps') return visit(child, `${where}.${inner}`, 'appBlock');
      return KEYS_BELOW[key]?.includes(inner) === true ? visit(child, `${where}.${inner}`, inner) : [];
    });
  };
  return visit(block, BLOCK, '');
}

/** A block that satisfies the schema, or a partial one. */
function makeConfig(block: JsonObject): Config {
  const named = isObject(block.apps) ? block.apps : null;
  const apps =
    named === null
      ? [makeApp(block, SINGLE_APP_KEY, BLOCK, 'passage')]
      : Object.entries(named).map(([key, app]) => makeApp(app as AppBlock, key, `${BLOCK}.apps.${key}`, key));
  const defaultApp = apps.find((app) => app.key === block.defaultApp) ?? apps[0];
  if (defaultApp === undefined) throw new Error('a valid block has an app');
  return {
    apps,
    defaultApp,
    hasNamedApps: named !== null,
    protect: block.protect === 'all' ? 'all' : 'opt-in',
    preflight: block.preflight !== false,
    verifyIssuer: block.verifyIssuer !== false,
    offline: { keys: isObject(block.offline) && block.offline.keys === 'local' ? 'local' : 'remote' },
  };
}

/** One app's keys, of the types that the schema gives them. */
interface AppBlock {
  readonly appId?: string;
  readonly authOrigin?: string | readonly string[];
  readonly issuer?: Value;
  readonly audience?: Value | readonly Value[];
  readonly name?: string;
  readonly identitySource?: string;
  readonly scopes?: readonly string[];
  readonly authorizerId?: Value;
  readonly authorizerType?: AuthorizerType;
  readonly algorithms?: readonly string[];
  readonly jwksUri?: Value;
}

function makeApp(block: AppBlock, key: string, where: string, defaultName: string): App {
  const passageIssuer = block.appId === undefined ? null : `${PASSAGE_ISSUER}${block.appId}`;
  return {
    key,
    where,
    name: block.name ?? defaultName,
    issuer: copyJson(block.issuer) ?? passageIssuer,
    audience: distinct<Value>(block.audience ?? block.authOrigin ?? []),
    identitySource: block.identitySource ?? '$request.header.Authorization',
    scopes: distinct<string>(block.scopes ?? []),
    authorizerId: copyJson(block.authorizerId) ?? null,
    authorizerType: block.authorizerType ?? 'jwt',
    algorithms: distinct<string>(block.algorithms ?? ASYMMETRIC_ALGORITHMS),
    jwksUri: copyJson(block.jwksUri) ?? null,
  };
}

/** Copies, so that nothing of the configuration is shared with the service's own objects. */
function distinct<T>(values: T | readonly T[]): T[] {
  const list: readonly T[] = Array.isArray(values) ? values : [values as T];
  return [...new Map(list.map((value) => [JSON.stringify(value), copyJson(value)])).values()];
}

/** Only what names an app is read, since nothing else can be trusted; `null` where it is not known which apps there are. */
function makePartialConfig(block: unknown): Config | null {
  if (!isObject(block) || ('apps' in block && !isObject(block.apps))) return null;
  const { apps, defaultApp, protect } = block;
  if (!isObject(apps)) return makeConfig({ ...partialApp(block), protect });
  const partial = Object.entries(apps).flatMap(([key, app]) =>
    isObject(app) ? [[key, partialApp(app)] as const] : [],
  );
  return partial.length === 0 ? null : makeConfig({ apps: Object.fromEntries(partial), defaultApp, protect });
}

function partialApp({ name, authorizerId, authorizerType }: JsonObject): JsonObject {
  return {
    ...(typeof name === 'string' && CHECKS.name?.(name) === undefined ? { name } : {}),
    ...(typeof authorizerId === 'string' ? { authorizerId } : {}),
    ...(authorizerType === 'lambda' ? { authorizerType } : {}),
  };
}
