/** `custom.passage`, read once at the door: a frozen `Config` with every default filled, or every problem at once. */
import { validateConfig } from '../generated/validate';
import { type Problem, invalidConfig, formatValue } from '../errors';
import { nearest } from '../util/nearest';
import { configSchema } from './schema';
import { configShapeProblems } from './schema-problems';
import { isLoopback } from '../util/loopback';
import { CHECKS, EXPECTED, checkText, appKey } from './text-checks';

/** A CloudFormation intrinsic function: an object with one key, `Ref` or `Fn::…`. */
export type Intrinsic = Readonly<Record<string, unknown>>;

/** Text, or what CloudFormation will turn into text. */
export type Value = string | Intrinsic;

/** One app: who issues its tokens, for whom, and how its authorizer is called. */
export interface App {
  /** Its key in `apps`; `default` when the block has only one, unnamed app. */
  readonly key: string;
  /** Where it is configured: `custom.passage`, or `custom.passage.apps.customers`. */
  readonly where: string;
  readonly name: string;
  /** `null` only where `authorizerId` references an authorizer whose issuer is not told. */
  readonly issuer: Value | null;
  readonly audience: readonly Value[];
  readonly identitySource: string;
  readonly scopes: readonly string[];
  readonly authorizerId: Value | null;
}

export interface Config {
  readonly apps: readonly App[];
  /** What `passage: true` means. */
  readonly defaultApp: App;
  /** Whether apps have keys of their own (`apps:`), which outputs are then named by. */
  readonly hasNamedApps: boolean;
  readonly protect: 'opt-in' | 'all';
  readonly preflight: boolean;
  readonly verifyIssuer: boolean;
  readonly offline: { readonly keys: 'local' | 'remote' };
}

export type ParseResult =
  | { readonly config: Config; readonly problems: readonly [] }
  | {
      readonly config: null;
      /** What can be read of it all the same: its apps and their names, to look for more problems with. */
      readonly draft: Config | null;
      readonly problems: readonly [Problem, ...Problem[]];
    };

const WHERE = 'custom.passage';
const SINGLE_APP_KEY = 'default';
const PASSAGE_ISSUER = 'https://auth.passage.id/v1/apps/';
const SMALLEST = `custom:
  passage:
    appId: \${env:PASSAGE_APP_ID}
    authOrigin: https://app.example.com`;

const APP_KEYS: readonly string[] = Object.keys(configSchema.definitions.app.properties);

/** The keys below which there are texts to look at: not those of intrinsic functions. */
const KEYS_OF: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(configSchema.properties),
  app: APP_KEYS,
  offline: Object.keys(configSchema.definitions.offline.properties),
};

/**
 * Whether tokens of this issuer are Passage's own, which carry no scopes.
 */
export function isPassageIssuer(issuer: Value | null): boolean {
  return typeof issuer === 'string' && issuer.startsWith('https://auth.passage.id/');
}

/** Whether the value is an intrinsic function, which only CloudFormation can resolve. */
export function isIntrinsic(value: unknown): value is Intrinsic {
  return typeof value === 'object' && value !== null;
}

/**
 * Reads `custom`, all of it, so that a misspelt `passage` is found too. Never throws.
 */
export function parseConfig(custom: unknown): ParseResult {
  const block = isBlock(custom) ? custom.passage : undefined;
  if (block === undefined) return { config: null, draft: null, problems: [missing(custom)] };

  validateConfig(block);
  const shape = configShapeProblems(block, validateConfig.errors ?? []);
  const all = isBlock(block) ? [...textProblems(block), ...ruleProblems(block), ...shape] : shape;
  // Of two problems at one place the first speaks: a text check says more than the schema does.
  const seen = new Set<string>();
  const [first, ...rest] = all.filter(({ where }) => !seen.has(where) && seen.add(where));
  if (first !== undefined)
    return { config: null, draft: makePartialConfig(block), problems: [first, ...rest] };
  return { config: deepFreeze(makeConfig(block as Block)), problems: [] };
}

type Block = Readonly<Record<string, unknown>>;

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function missing(custom: unknown): Problem {
  const misspelt = isBlock(custom)
    ? Object.keys(custom).find((key) => nearest(key, ['passage']) !== undefined)
    : undefined;
  return {
    code: 'PASSAGE_CONFIG_MISSING',
    where: WHERE,
    what: 'the plugin is listed, but there is nothing to tell it which app protects your routes',
    ...(misspelt === undefined ? {} : { found: `custom.${misspelt} (did you mean custom.passage?)` }),
    fix: SMALLEST,
  };
}

/** Every text of the block that is empty, unresolved or not what its key takes; `undefined` counts as unresolved. */
function textProblems(block: Block): Problem[] {
  const problems: Problem[] = [];
  const visit = (value: unknown, where: string, key: string): void => {
    if (value === undefined) {
      problems.push(
        invalidConfig(where, 'has no value (undefined)', EXPECTED[key] ?? 'a value, or no key at all'),
      );
    } else if (typeof value === 'string') {
      const textProblem = checkText(value) ?? CHECKS[key]?.(value);
      if (textProblem !== undefined)
        problems.push(invalidConfig(where, textProblem.what, textProblem.fix, value));
    } else if (Array.isArray(value)) {
      value.forEach((item, i) => {
        visit(item, `${where}[${String(i)}]`, key);
      });
    } else if (isBlock(value)) {
      for (const [inner, child] of Object.entries(value)) {
        if (key === 'apps') visit(child, `${where}.${inner}`, 'app');
        else if (KEYS_OF[key]?.includes(inner) === true) visit(child, `${where}.${inner}`, inner);
      }
    }
  };
  visit(block, WHERE, '');
  return problems;
}

/** What no schema says: which keys need which others. */
function ruleProblems(block: Block): Problem[] {
  const { apps } = block;
  if ('apps' in block && !isBlock(apps)) return [];
  if (!isBlock(apps)) return [...appProblems(block, WHERE), ...defaultAppProblems(block, [SINGLE_APP_KEY])];

  const keys = Object.keys(apps);
  const stray = APP_KEYS.filter((key) => key in block);
  return [
    ...stray.map((key) =>
      invalidConfig(
        `${WHERE}.${key}`,
        'stands beside apps: with several apps, each has its own',
        `it under ${WHERE}.apps.${keys[0] ?? '<key>'}`,
        block[key],
      ),
    ),
    ...keys.flatMap((key) => {
      const textProblem = appKey(key);
      return textProblem === undefined
        ? []
        : [invalidConfig(`${WHERE}.apps.${key}`, textProblem.what, textProblem.fix, key)];
    }),
    ...keys.flatMap((key) => {
      const app = apps[key];
      return isBlock(app) ? appProblems(app, `${WHERE}.apps.${key}`) : [];
    }),
    ...defaultAppProblems(block, keys),
  ];
}

function appProblems(app: Block, where: string): Problem[] {
  if ('authorizerId' in app) return [];
  const problems: Problem[] = [];
  const lacks = (key: string, other: string): void => {
    if (key in app || other in app) return;
    const misspelt = Object.keys(app).find((candidate) => nearest(candidate, [key]) !== undefined);
    if (misspelt !== undefined && !APP_KEYS.includes(misspelt)) return;
    problems.push(
      invalidConfig(
        `${where}.${key}`,
        `is missing (or ${other}, when the provider is not Passage)`,
        EXPECTED[key] ?? '',
      ),
    );
  };
  lacks('appId', 'issuer');
  lacks('authOrigin', 'audience');
  return problems;
}

function defaultAppProblems(block: Block, keys: readonly string[]): Problem[] {
  const { defaultApp } = block;
  const where = `${WHERE}.defaultApp`;
  const choice = `one of: ${keys.join(', ')}`;
  if (defaultApp === undefined) {
    return keys.length < 2
      ? []
      : [
          invalidConfig(
            where,
            'is missing: with several apps, it says which one `passage: true` means',
            choice,
          ),
        ];
  }
  if (typeof defaultApp !== 'string' || keys.includes(defaultApp)) return [];
  const near = nearest(defaultApp, keys);
  const fix = near === undefined ? choice : `${near} (did you mean that? There are: ${keys.join(', ')})`;
  return [
    { code: 'PASSAGE_UNKNOWN_APP', where, what: 'there is no such app', found: formatValue(defaultApp), fix },
  ];
}

function makeConfig(block: Block): Config {
  const keyed = isBlock(block.apps);
  const apps = keyed
    ? Object.entries(block.apps as Record<string, Block>).map(([key, app]) =>
        makeApp(app, key, `${WHERE}.apps.${key}`, key),
      )
    : [makeApp(block, SINGLE_APP_KEY, WHERE, 'passage')];
  const defaultApp = apps.find((app) => app.key === block.defaultApp) ?? apps[0];
  if (defaultApp === undefined) throw new Error('a valid block has an app');
  return {
    apps,
    defaultApp,
    hasNamedApps: keyed,
    protect: block.protect === 'all' ? 'all' : 'opt-in',
    preflight: block.preflight !== false,
    verifyIssuer: block.verifyIssuer !== false,
    offline: { keys: (block.offline as { keys?: 'local' | 'remote' } | undefined)?.keys ?? 'remote' },
  };
}

/** Only what names something is read, since nothing else can be trusted; `null` where it is not known which apps there are. */
function makePartialConfig(block: unknown): Config | null {
  if (!isBlock(block) || ('apps' in block && !isBlock(block.apps))) return null;
  const { apps, defaultApp, protect } = block;
  if (!isBlock(apps)) return makeConfig({ ...partialApp(block), protect });
  const drafts = Object.entries(apps).flatMap(([key, app]) => (isBlock(app) ? [[key, partialApp(app)]] : []));
  if (drafts.length === 0) return null;
  return makeConfig({ apps: Object.fromEntries(drafts) as Block, defaultApp, protect });
}

function partialApp({ name, authorizerId }: Block): Block {
  return {
    ...(typeof name === 'string' && CHECKS.name?.(name) === undefined ? { name } : {}),
    ...(typeof authorizerId === 'string' ? { authorizerId } : {}),
  };
}

/** The block satisfies the schema, or is a draft, so its values are taken at their word. */
function makeApp(block: Block, key: string, where: string, defaultName: string): App {
  const given = block as {
    appId?: string;
    authOrigin?: string | string[];
    issuer?: Value;
    audience?: Value | Value[];
    name?: string;
    identitySource?: string;
    scopes?: string[];
    authorizerId?: Value;
  };
  const passageIssuer = given.appId === undefined ? null : `${PASSAGE_ISSUER}${given.appId}`;
  return {
    key,
    where,
    name: given.name ?? defaultName,
    issuer: given.issuer ?? passageIssuer,
    audience: distinct<Value>(given.audience ?? given.authOrigin ?? []),
    identitySource: given.identitySource ?? '$request.header.Authorization',
    scopes: distinct<string>(given.scopes ?? []),
    authorizerId: given.authorizerId ?? null,
  };
}

/** Copies, so that nothing of ours is shared with the service's own objects. */
function distinct<T>(values: T | readonly T[]): T[] {
  const list: readonly T[] = Array.isArray(values) ? values : [values as T];
  return [...new Map(list.map((value) => [JSON.stringify(value), structuredClone(value)])).values()];
}

/** Freezes a value and all below it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** Whether the issuer is plain http on this machine: fit for trying things, refused by API Gateway. */
export function isLoopbackIssuer(issuer: Value | null): boolean {
  return typeof issuer === 'string' && issuer.startsWith('http:') && isLoopback(new URL(issuer).hostname);
}
