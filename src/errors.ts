import { readFileSync } from 'node:fs';
import { wrapHanging } from './util/lines';
import { printable } from './util/printable';

/** The closed set of codes a {@link Problem} can carry. Each has a section in `docs/errors.md`. */
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
  'PASSAGE_DRIFTED',
] as const;

export type Code = (typeof CODES)[number];

/** What is known beyond the place and the statement: each only where it helps. */
export interface Details {
  /** The value that was found, ready to be printed (see {@link formatValue}). */
  readonly found?: string;
  /** A constraint, or a value to write. */
  readonly expected?: string;
  /** What to do: an imperative sentence without a full stop. */
  readonly fix?: string;
  /** The known name that is closest to an unknown one. */
  readonly didYouMean?: string;
}

/** A statement about one place, in the grammar that errors, warnings and notices share. */
export interface Message extends Details {
  /** Path of the place as a user would say it: `custom.passage.appId`, `functions.me.events[0].httpApi`. */
  readonly where: string;
  /** One sentence without a full stop. */
  readonly what: string;
}

/** One thing that is wrong. */
export interface Problem extends Message {
  readonly code: Code;
}

/** A protected route, or what it depends on, that is not as planned or configured. */
export interface Finding extends Problem {
  readonly code: 'PASSAGE_AUDIT_FAILED';
}

/** Something worth knowing that stops nothing. */
export interface Note extends Message {
  readonly level: 'warning' | 'notice';
}

/** What a message compares: not yet ready to be printed. */
export interface Values {
  readonly expected: unknown;
  readonly found: unknown;
}

export function finding(where: string, what: string, details: Details): Finding {
  return { code: 'PASSAGE_AUDIT_FAILED', where, what, ...details };
}

export function warning(where: string, what: string, details: Details): Note {
  return { level: 'warning', where, what, ...details };
}

/**
 * Every problem that was found, in one error. `plugin.ts` turns it into the framework's own user error, so that the
 * user sees the message without a stack trace.
 */
export class PassageError extends Error {
  override readonly name = 'PassageError';
  /** The first problem's code: the one that the process reports. */
  readonly code: Code;
  readonly problems: readonly Problem[];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    super(formatProblems(problems));
    this.code = problems[0].code;
    this.problems = problems;
  }
}

/** A problem with a value or a key of the configuration. */
export function invalidConfig(where: string, what: string, details: Details = {}): Problem {
  return { code: 'PASSAGE_CONFIG_INVALID', where, what, ...details };
}

/** `found` of a problem; nothing where there is no value. */
export function foundValue(value: unknown): { found?: string } {
  return value === undefined ? {} : { found: formatValue(value) };
}

/** Throws a {@link PassageError} when there is a problem. */
export function throwIfAny(problems: readonly [Problem, ...Problem[]]): never;
export function throwIfAny(problems: readonly Problem[]): void;
export function throwIfAny([first, ...rest]: readonly Problem[]): void {
  if (first !== undefined) throw new PassageError([first, ...rest]);
}

/** Read only when something is wrong: a good configuration pays nothing for it. */
let homepage: string | undefined;

/** The address of a page of `docs/`: `providers.md#auth0`. */
export function docsUrl(page: string): string {
  homepage ??= readHomepage();
  return `${homepage.replace(/#.*$/, '')}/blob/main/docs/${page}`;
}

function readHomepage(): string {
  const manifest = readFileSync(require.resolve('serverless-passage/package.json'), 'utf8');
  return (JSON.parse(manifest) as { homepage: string }).homepage;
}

/** Of the problems in a numbered list. */
const LIST_INDENT = '   ';

/** Aligns what follows `found:`, `expected:` and `fix:`. */
const LABEL_WIDTH = 'expected:'.length;

/** @param columns characters in a line of a terminal: lines are broken between words */
export function formatProblems(problems: readonly Problem[], columns = Infinity): string {
  const codes = [...new Set(problems.map(({ code }) => code))];
  const width = problems.length === 1 ? columns : columns - LIST_INDENT.length - 1;
  const texts = problems.map((problem) => formatProblem(problem, codes.length > 1, width));
  const list = texts.map((text, i) => `${i + 1}. ${indent(text, LIST_INDENT)}`).join('\n\n');
  const body = texts.length === 1 ? texts.join('') : `${texts.length} problems:\n\n${list}`;
  return [body, '', ...codes.map((code) => `${code}: ${docsUrl(`errors.md#${code.toLowerCase()}`)}`)].join(
    '\n',
  );
}

function formatProblem(problem: Problem, withCode: boolean, columns: number): string {
  const code = detail('code', withCode ? problem.code : undefined, columns);
  return [formatMessage(problem, columns), ...code].join('\n');
}

/**
 * `where: what`, and a line for each detail.
 *
 * @param columns characters in a line of a terminal: lines are broken between words
 */
export function formatMessage(
  { where, what, found, expected, fix, didYouMean }: Message,
  columns = Infinity,
): string {
  return [
    wrapHanging(`${where}: ${what}`, columns, 2),
    ...detail('found', found, columns),
    ...detail('expected', expected, columns),
    ...detail('fix', fix, columns),
    ...detail('did you mean', didYouMean, columns),
  ].join('\n');
}

/** `found:    "x"`; text of several lines, such as YAML, starts on a line of its own. */
function detail(name: string, text: string | undefined, columns: number): string[] {
  if (text === undefined) return [];
  const label = `${name}:`.padEnd(LABEL_WIDTH);
  return [
    text.includes('\n')
      ? `${name}:\n  ${indent(text, '  ')}`
      : `${label} ${wrapHanging(text, columns, label.length + 1)}`,
  ];
}

function indent(text: string, spaces: string): string {
  return text.replaceAll('\n', `\n${spaces}`);
}

/** A value as it is shown in a message: short, on one line. Never call it with a token. */
export function formatValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return typeof value;
  return printable(text.length > 120 ? `${text.slice(0, 117)}...` : text);
}
