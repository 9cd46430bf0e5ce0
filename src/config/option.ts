/** `passage` on a function or event, read into one shape. */
import { type ErrorObject, optionShapeProblems } from './schema-problems';
import { CHECKS, EXPECTED, checkText } from './text-checks';
import { type Problem, invalidConfig } from '../errors';
import { validateOption } from '../generated/validate';

/** What somebody said with `passage`: `false`, or which app and scopes (absent: the default). */
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
): { word: PassageSetting | null; problems: Problem[] } {
  const problems = textProblems(value, where);
  if (problems.length === 0) {
    validateOption(value);
    const errors: readonly ErrorObject[] = validateOption.errors ?? [];
    problems.push(...optionShapeProblems(value, errors, where));
  }
  if (problems.length > 0) return { word: null, problems };
  return { word: toSetting(value as boolean | string | SettingObject, where), problems };
}

interface SettingObject {
  readonly app?: string;
  readonly scopes?: readonly string[];
}

function toSetting(value: boolean | string | SettingObject, where: string): PassageSetting {
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
  const check = (text: unknown, at: string, key: string): Problem[] => {
    if (text === undefined) return [invalidConfig(at, 'has no value (undefined)', EXPECTED.passage ?? '')];
    if (typeof text !== 'string') return [];
    const textProblem =
      checkText(text) ?? CHECKS[key]?.(text) ?? (key === 'scopes' ? undefined : notABoolean(text));
    return textProblem === undefined ? [] : [invalidConfig(at, textProblem.what, textProblem.fix, text)];
  };
  if (typeof value !== 'object' || value === null) return check(value, where, '');
  const { app, scopes } = value as { app?: unknown; scopes?: unknown };
  const list = Array.isArray(scopes) ? scopes : [];
  return [
    ...('app' in value ? check(app, `${where}.app`, '') : []),
    ...(typeof scopes === 'string' ? check(scopes, `${where}.scopes`, 'scopes-list') : []),
    ...list.flatMap((scope, i) => check(scope, `${where}.scopes[${String(i)}]`, 'scopes')),
  ];
}

/** A variable that holds `true` or `false` arrives as text, and no app may have such a key. */
function notABoolean(text: string): { what: string; fix: string } | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false'
    ? {
        what: 'is text, not a yes or no',
        fix: `${lower} without quotes (a variable needs \${strToBool(…)} around it)`,
      }
    : undefined;
}
