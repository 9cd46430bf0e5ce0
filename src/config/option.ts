/** `passage` on a function or event, read into one shape. */
import { type Problem } from '../errors';
import { validateOption } from '../generated/validate';
import { isObject } from '../util/objects';
import { type ErrorObject, optionSchemaProblems } from './schema-problems';
import { CHECKS, checkBoolean, checkText } from './text-checks';
import { invalidText, noValue } from './value-messages';

/** One `passage` setting: public, or protected by an app and with scopes (absent: the default ones). */
export type PassageSetting =
  | { readonly protect: false; readonly where: string }
  | {
      readonly protect: true;
      readonly where: string;
      readonly app?: string;
      readonly scopes?: readonly string[];
    };

/** Reads one `passage` value; `where` is its path. Never throws. */
export function parseOption(
  value: unknown,
  where: string,
): { setting: PassageSetting | null; problems: Problem[] } {
  const problems = textProblems(value, where);
  if (problems.length === 0 && !validateOption(value)) {
    const errors: readonly ErrorObject[] = validateOption.errors ?? [];
    problems.push(...optionSchemaProblems(value, errors, where));
  }
  if (problems.length > 0) return { setting: null, problems };
  return { setting: toSetting(value as boolean | string | OptionObject, where), problems };
}

interface OptionObject {
  readonly app?: string;
  readonly scopes?: readonly string[];
}

function toSetting(value: boolean | string | OptionObject, where: string): PassageSetting {
  if (value === false) return { protect: false, where };
  if (value === true) return { protect: true, where };
  if (typeof value === 'string') return { protect: true, where, app: value };
  const { app, scopes } = value;
  return {
    protect: true,
    where,
    ...(app === undefined ? {} : { app }),
    ...(scopes === undefined ? {} : { scopes: [...new Set(scopes)] }),
  };
}

function textProblems(value: unknown, where: string): Problem[] {
  if (!isObject(value)) return appTextProblems(value, where);
  const { app, scopes } = value;
  return [
    ...('app' in value ? appTextProblems(app, `${where}.app`) : []),
    ...('scopes' in value ? scopesTextProblems(scopes, `${where}.scopes`) : []),
  ];
}

function appTextProblems(value: unknown, where: string): Problem[] {
  if (value === undefined) return [noValue(where, 'passage')];
  if (typeof value !== 'string') return [];
  // No app may have a key that stands for a boolean.
  const problem = checkText(value) ?? checkBoolean(value);
  return problem === undefined ? [] : [invalidText(where, 'passage', value, problem)];
}

function scopesTextProblems(value: unknown, where: string): Problem[] {
  if (value === undefined) return [noValue(where, 'scopes')];
  const texts = Array.isArray(value)
    ? value.map((scope: unknown, i) => [scope, `${where}[${String(i)}]`, CHECKS.scopes] as const)
    : [[value, where, undefined] as const];
  return texts.flatMap(([text, at, check]) => {
    if (typeof text !== 'string') return [];
    const problem = checkText(text) ?? check?.(text);
    return problem === undefined ? [] : [invalidText(at, 'scopes', text, problem)];
  });
}
