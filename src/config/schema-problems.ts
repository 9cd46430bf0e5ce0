/**
 * From what the generated validation code reports to problems a person can act on: one problem for each key, at
 * the deepest place that is wrong.
 */
import type { Problem } from '../errors';
import { formatValue } from '../errors';
import { nearest } from '../util/nearest';
import { configSchema } from './schema';
import { EXPECTED } from './text-checks';

/** The members of an Ajv error that are read here. */
export interface ErrorObject {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: { readonly additionalProperty?: string; readonly propertyName?: string };
}

const TOP_KEYS = Object.keys(configSchema.properties);
const APP_KEYS = Object.keys(configSchema.definitions.app.properties);
const OFFLINE_KEYS = Object.keys(configSchema.definitions.offline.properties);
const OPTION_KEYS = Object.keys(configSchema.definitions.option.anyOf[2].properties);

/** Problems of `custom.passage` as the schema sees it. */
export function configShapeProblems(root: unknown, errors: readonly ErrorObject[]): Problem[] {
  return shapeProblems(root, errors, 'custom.passage', (path) => {
    if (path.length === 0) return TOP_KEYS;
    return path[0] === 'offline' ? OFFLINE_KEYS : APP_KEYS;
  });
}

/** Problems of one `passage` option on a function or event; `where` is its path. */
export function optionShapeProblems(root: unknown, errors: readonly ErrorObject[], where: string): Problem[] {
  const problems = shapeProblems(root, errors, where, () => OPTION_KEYS);
  return problems.map((problem) =>
    problem.where === where ? { ...problem, fix: EXPECTED.passage ?? '' } : problem,
  );
}

type KnownKeys = (path: readonly string[]) => readonly string[];

function shapeProblems(
  root: unknown,
  errors: readonly ErrorObject[],
  where: string,
  knownKeys: KnownKeys,
): Problem[] {
  const unknown = errors.filter(
    (error) => error.keyword === 'additionalProperties' && !withinIntrinsic(error),
  );
  const names = errors.filter(({ keyword }) => keyword === 'propertyNames');
  const named = [...unknown, ...names].map(pathOf);
  const others = errors.filter((error) => !unknown.includes(error) && !names.includes(error)).map(pathOf);
  return [
    ...unknown.map((error) =>
      unknownKey(where, pathOf(error), error.params.additionalProperty ?? '', knownKeys),
    ),
    ...names.map((error) => badName(where, pathOf(error), error.params.propertyName ?? '')),
    // A branch that fails only because of a key that was named already needs no more words.
    ...deepest(others)
      .filter((path) => !named.some((other) => startsWith(other, path)))
      .map((path) => wrongValue(where, path, valueAt(root, path))),
  ];
}

function badName(where: string, path: readonly string[], name: string): Problem {
  return {
    code: 'PASSAGE_CONFIG_INVALID',
    where: join(where, [...path, name]),
    what: 'is no key an app can have',
    found: name,
    fix: 'letters, digits, - and _, a letter first',
  };
}

/** Words that mean one of our keys elsewhere: in the framework, in a token, in a provider's console. */
const KEY_ALIASES: Readonly<Partial<Record<string, string>>> = {
  issuerUrl: 'issuer',
  iss: 'issuer',
  domain: 'issuer',
  clientId: 'audience',
  aud: 'audience',
  origin: 'authOrigin',
  origins: 'authOrigin',
  authorizationScopes: 'scopes',
  authorizerName: 'name',
  default: 'defaultApp',
};

function unknownKey(where: string, path: readonly string[], key: string, knownKeys: KnownKeys): Problem {
  const known = knownKeys(path);
  const near = nearest(key, known) ?? known.find((candidate) => candidate === KEY_ALIASES[key]);
  return {
    code: 'PASSAGE_CONFIG_INVALID',
    where: join(where, [...path, key]),
    what: 'there is no such key',
    found: key,
    fix: near === undefined ? `one of ${known.join(', ')}` : `${near} (did you mean that?)`,
  };
}

function wrongValue(where: string, path: readonly string[], found: unknown): Problem {
  const key = path.findLast((part) => !/^\d+$/.test(part)) ?? '';
  return {
    code: 'PASSAGE_CONFIG_INVALID',
    where: join(where, path),
    what: found === null ? 'is null' : 'is not a value this key can have',
    found: formatValue(found),
    fix: EXPECTED[path[0] === 'apps' && path.length === 2 ? 'app' : key] ?? '',
  };
}

/** An object with a key that is no intrinsic function is a wrong value, not a misspelt key of ours. */
function withinIntrinsic(error: ErrorObject): boolean {
  const path = pathOf(error);
  const key = path.at(-1) ?? '';
  return (
    /^\d+$/.test(key) ||
    ['issuer', 'audience', 'authorizerId'].includes(path[0] === 'apps' && path.length === 2 ? '' : key)
  );
}

function deepest(paths: readonly (readonly string[])[]): readonly string[][] {
  const unique = [...new Map(paths.map((path) => [path.join('/'), [...path]])).values()];
  return unique.filter(
    (path) => !unique.some((other) => other.length > path.length && startsWith(other, path)),
  );
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, i) => path[i] === part);
}

function pathOf({ instancePath }: ErrorObject): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], root);
}

function join(where: string, path: readonly string[]): string {
  return path.reduce((text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : `${text}.${part}`), where);
}
