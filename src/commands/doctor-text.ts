/** The doctor's report for people. */

import { isLoopbackIssuer } from '../config/config';
import { formatValue } from '../errors';
import { LIMITS } from '../gateway/limits';
import { wrapWords } from '../util/lines';
import type { AppReport, CheckReport, DoctorReport, TokenReport } from './doctor-report';
import type { Terminal, Tone } from './terminal';

type Result = CheckReport['result'];

const MARKS: Readonly<Record<Result, readonly [mark: string, tone: Tone]>> = {
  ok: ['ok', 'good'],
  warning: ['warning', 'warn'],
  failed: ['FAILED', 'bad'],
};

const INDENT = 9;

const LOOPBACK = 'The issuer is plain http, which works on this machine only: API Gateway requires https.';

export interface DoctorContext {
  /** Whether the routes of the service are known. */
  readonly isPlanned: boolean;
  /** Whether apps have keys of their own, of which one may be `default`. */
  readonly hasNamedApps: boolean;
}

export function renderDoctor({ apps }: DoctorReport, terminal: Terminal, context: DoctorContext): string[] {
  return apps.flatMap((app, i) => [...(i === 0 ? [] : ['']), ...renderApp(app, terminal, context)]);
}

function renderApp(
  report: AppReport,
  terminal: Terminal,
  { isPlanned, hasNamedApps }: DoctorContext,
): string[] {
  const { app, authorizer, issuer, audience } = report;
  const ofApp = hasNamedApps && app !== authorizer ? ` of app ${app}` : '';
  const lines = [
    terminal.paint('strong', `Authorizer ${authorizer}${ofApp}`),
    `issuer   ${issuer === null ? '-' : textOf(issuer)}`,
    `audience ${audience.length === 0 ? '-' : audience.map(textOf).join(', ')}`,
    '',
  ];
  return [...lines, ...renderChecks(report, terminal, isPlanned)];
}

/** Without the heading of the authorizer. */
export function renderChecks(
  { issuer, skipped, checks, token }: AppReport,
  terminal: Terminal,
  isPlanned: boolean,
): string[] {
  const lines: string[] = [];
  if (isLoopbackIssuer(issuer)) lines.push(...item('note', 'warn', [LOOPBACK], terminal));
  if (skipped !== null) lines.push(...item('skipped', 'dim', [skipped], terminal));
  lines.push(...checks.flatMap((check) => renderCheck(check, terminal)));
  if (token !== null)
    lines.push(...(lines.length > 0 ? [''] : []), ...renderToken(token, terminal, isPlanned));
  return lines;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : formatValue(value);
}

function renderCheck({ result, asked, found, ms, fix }: CheckReport, terminal: Terminal): string[] {
  const took = ms === null ? '' : ` (${ms} ms of ${LIMITS.answerMs})`;
  const label = result === 'ok' ? '' : 'found: ';
  return item(...MARKS[result], [asked, `${label}${found}${took}`, ...advice(fix)], terminal);
}

function advice(fix: string | null): string[] {
  return fix === null ? [] : fix.split('\n').map((line) => `fix:   ${line}`);
}

function renderToken(token: TokenReport, terminal: Terminal, isPlanned: boolean): string[] {
  const { result, what, fix, status, routes } = token;
  const refusals = routes.filter(({ accepted }) => !accepted);
  const scoped = routes.map(
    ({ method, path, scopes, accepted }) =>
      `${accepted ? 'passes' : '403   '}  ${method} ${path} (one of ${scopes.join(', ')})`,
  );
  switch (result) {
    case 'accepted': {
      const [mark, tone] = MARKS[refusals.length === 0 && fix === null ? 'ok' : 'warning'];
      const all = isPlanned ? ' on every route of this app' : '';
      const rest = routes.length === 0 ? all : `${all} that requires no scopes`;
      const accepted = `API Gateway would accept the token${rest}`;
      return item(mark, tone, [accepted, ...advice(fix), ...scoped], terminal);
    }
    case 'refused':
      return item(
        ...MARKS.failed,
        [
          `API Gateway would refuse the token with ${String(status)}: ${what ?? ''}`,
          ...advice(fix),
          ...scoped,
        ],
        terminal,
      );
    case 'unknown':
      return item('skipped', 'dim', [`the token cannot be checked: ${what ?? ''}`, ...advice(fix)], terminal);
  }
}

/** A mark in the margin, and texts to its right, each on lines of its own. */
function item(mark: string, tone: Tone, texts: readonly string[], { columns, paint }: Terminal): string[] {
  const lines = texts.flatMap((text) => wrapWords(text, columns - INDENT));
  return lines.map((line, i) => (i === 0 ? paint(tone, mark.padEnd(INDENT)) : ' '.repeat(INDENT)) + line);
}
