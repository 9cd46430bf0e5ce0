/**
 * From what the generated validation code reports to problems a person can act on: one problem for each key, at
 * the deepest place that is wrong.
 */
import type { Problem } from '../errors';
import { appOutsideApps, invalidAppKey, keyOfBlock, stageInBlock, unknownKey } from './config-messages';
import { APP_KEYS, OFFLINE_KEYS, OPTION_KEYS, TOP_KEYS, isApp, isStageName, meantKey } from './known-keys';
import { noValue, wrongValue } from './value-messages';

/** The properties of an Ajv error that are read here. */
export interface ErrorObject {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: { readonly additionalProperty?: string; readonly propertyName?: string };
}

/** Problems of `custom.passage` as the schema sees it. */
export function configSchemaProblems(root: unknown, errors: readonly ErrorObject[]): Problem[] {
  return schemaProblems(root, errors, 'custom.passage', (path) => {
    if (path.length === 0) return TOP_KEYS;
    return path[0] === 'offline' ? OFFLINE_KEYS : APP_KEYS;
  });
}

/** Problems of one `passage` option on a function or event; `where` is its path. */
export function optionSchemaProblems(
  root: unknown,
  errors: readonly ErrorObject[],
  where: string,
): Problem[] {
  const problems = schemaProblems(root, errors, where, () => OPTION_KEYS);
  return problems.map((problem) =>
    problem.where === where ? valueProblem(where, 'passage', root) : problem,
  );
}

type KnownKeys = (path: readonly string[]) => readonly string[];

function schemaProblems(
  root: unknown,
  errors: readonly ErrorObject[],
  where: string,
  knownKeys: KnownKeys,
): Problem[] {
  const unknown = errors.filter((error) => error.keyword === 'additionalProperties' && !isInIntrinsic(error));
  const names = errors.filter(({ keyword }) => keyword === 'propertyNames');
  const reported = [...unknown, ...names].map(pathOf);
  const others = errors.filter((error) => !unknown.includes(error) && !names.includes(error)).map(pathOf);
  return [
    ...unknown.map((error) => {
      const [path, key] = [pathOf(error), error.params.additionalProperty ?? ''];
      return unknownKeyProblem(
        join(where, [...path, key]),
        key,
        knownKeys(path),
        valueAt(root, [...path, key]),
      );
    }),
    ...names.map((error) => {
      const key = error.params.propertyName ?? '';
      return invalidAppKey(join(where, [...pathOf(error), key]), key);
    }),
    // A branch that fails only because of a key that is reported already is not reported again.
    ...deepest(others)
      .filter((path) => !reported.some((other) => startsWith(other, path)))
      .map((path) => valueProblem(join(where, path), keyAt(path), valueAt(root, path))),
  ];
}

function unknownKeyProblem(where: string, key: string, known: readonly string[], value: unknown): Problem {
  const near = meantKey(key, known);
  if (near === undefined && known === APP_KEYS && TOP_KEYS.includes(key)) return keyOfBlock(where, key);
  if (near !== undefined || known !== TOP_KEYS || !isApp(value)) return unknownKey(where, near, known);
  return isStageName(key) ? stageInBlock(where, key) : appOutsideApps(where, key);
}

function valueProblem(where: string, key: string, value: unknown): Problem {
  return value === null ? noValue(where, key) : wrongValue(where, key, value);
}

/** The key whose value is wrong; `appBlock` for a whole app. */
function keyAt(path: readonly string[]): string {
  if (path[0] === 'apps' && path.length === 2) return 'appBlock';
  return path.findLast((part) => !isIndex(part)) ?? '';
}

/** An object with a key that is no intrinsic function is a wrong value, not a misspelt key of ours. */
function isInIntrinsic(error: ErrorObject): boolean {
  const path = pathOf(error);
  const isApp = path[0] === 'apps' && path.length === 2;
  const key = path.at(-1) ?? '';
  return isIndex(key) || (!isApp && ['issuer', 'audience', 'authorizerId', 'jwksUri'].includes(key));
}

function isIndex(part: string): boolean {
  return /^\d+$/.test(part);
}

function deepest(paths: readonly (readonly string[])[]): readonly string[][] {
  const unique = [...new Map(paths.map((path) => [path.join('/'), [...path]])).values()];
  const inner = new Set(unique.flatMap((path) => path.map((_, length) => path.slice(0, length).join('/'))));
  return unique.filter((path) => !inner.has(path.join('/')));
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
  return path.reduce((text, part) => (isIndex(part) ? `${text}[${part}]` : `${text}.${part}`), where);
}
