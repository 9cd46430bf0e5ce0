import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The closed set of codes a {@link Problem} can carry. Each has a section in the README. */
export const CODES = [
  'PASSAGE_CONFIG_MISSING',
  'PASSAGE_CONFIG_INVALID',
  'PASSAGE_UNKNOWN_APP',
  'PASSAGE_NOTHING_TO_PROTECT',
  'PASSAGE_AUTHORIZER_CONFLICT',
  'PASSAGE_AUTHORIZER_EXISTS',
  'PASSAGE_AUDIT_FAILED',
  'PASSAGE_ISSUER_INVALID',
  'PASSAGE_COMMAND_INVALID',
  'PASSAGE_ROUTES_PUBLIC',
  'PASSAGE_CHECK_FAILED',
  'PASSAGE_OFFLINE_CONFLICT',
  'PASSAGE_LOCAL_KEY',
] as const;

export type Code = (typeof CODES)[number];

/** One thing that is wrong, as facts: what, where, what was found, what to write instead. */
export interface Problem {
  readonly code: Code;
  /** Path of the offending place as a user would say it: `custom.passage.appId`, `functions.me.events[0].httpApi`. */
  readonly where: string;
  /** What is wrong, one sentence without a full stop. */
  readonly what: string;
  /** What stands there now, already rendered for reading (see {@link formatValue}); absent when nothing stands there. */
  readonly found?: string;
  /** What to write instead: a sentence, or lines of YAML. */
  readonly fix: string;
  /** What the fix is: something to write (the default), or something to do. */
  readonly verb?: 'write' | 'do';
}

/**
 * Everything that was found wrong, at once. The adapter turns it into the framework's own user error, so
 * that a user sees the message without a stack trace.
 */
export class PassageError extends Error {
  override readonly name = 'PassageError';
  /** The first problem's code: the one that the process reports. */
  readonly code: Code;
  readonly problems: readonly Problem[];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    super(renderProblems(problems));
    this.code = problems[0].code;
    this.problems = problems;
  }
}

/** A value that is not what it can be; `found` is the value itself, left out when nothing stands there. */
export function invalidConfig(where: string, what: string, fix: string, found?: unknown): Problem {
  const shown = found === undefined ? {} : { found: formatValue(found) };
  return { code: 'PASSAGE_CONFIG_INVALID', where, what, fix, ...shown };
}

/** Throws a {@link PassageError} when there is a problem. */
export function throwIfAny(problems: readonly [Problem, ...Problem[]]): never;
export function throwIfAny(problems: readonly Problem[]): void;
export function throwIfAny([first, ...rest]: readonly Problem[]): void {
  if (first !== undefined) throw new PassageError([first, ...rest]);
}

/** Where a code is explained: its section in the README. */
function docsLink(code: Code): string {
  // Read only when something is wrong: a good configuration pays nothing for it.
  const { homepage } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as {
    homepage: string;
  };
  return `${homepage.replace(/#.*$/, '')}#${code.toLowerCase()}`;
}

function renderProblems(problems: readonly Problem[]): string {
  const codes = [...new Set(problems.map(({ code }) => code))];
  const texts = problems.map((problem) => renderProblem(problem, codes.length > 1));
  const list = texts.map((text, i) => `${i + 1}. ${text.replaceAll('\n', '\n   ')}`).join('\n\n');
  const body = texts.length === 1 ? texts.join('') : `${texts.length} problems:\n\n${list}`;
  return [body, '', ...codes.map((code) => `${code}: ${docsLink(code)}`)].join('\n');
}

function renderProblem(
  { code, where, what, found, fix, verb = 'write' }: Problem,
  withCode: boolean,
): string {
  const lines = [`${where}: ${what}`];
  if (found !== undefined) lines.push(`found: ${found}`);
  lines.push(
    fix.includes('\n') ? `${verb}:\n  ${fix.replaceAll('\n', '\n  ')}` : `${`${verb}:`.padEnd(6)} ${fix}`,
  );
  if (withCode) lines.push(`code:  ${code}`);
  return lines.join('\n');
}

/** A value as it is shown in a message: short, on one line. Never call it with a token. */
export function formatValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return typeof value;
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
