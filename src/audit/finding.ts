/** What an audit finds. */
import type { Details, Note, Problem } from '../errors';

/** Something that is not as planned. */
export type Finding = Problem & { readonly code: 'PASSAGE_AUDIT_FAILED' };

export function finding(where: string, what: string, details: Details): Finding {
  return { code: 'PASSAGE_AUDIT_FAILED', where, what, ...details };
}

export function warning(where: string, what: string, details: Details): Note {
  return { level: 'warning', where, what, ...details };
}

/** One fact that is an error in one mode and a warning in the other. */
export interface Concern {
  readonly where: string;
  readonly what: string;
  readonly details: Details;
}

export function asFinding({ where, what, details }: Concern): Finding {
  return finding(where, what, details);
}

export function asWarning({ where, what, details }: Concern): Note {
  return warning(where, what, details);
}

export interface AuditResult {
  /** What is not as planned: the command must fail. */
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

export function joinResults(results: readonly Partial<AuditResult>[]): AuditResult {
  return {
    findings: results.flatMap(({ findings = [] }) => findings),
    notes: results.flatMap(({ notes = [] }) => notes),
  };
}

export interface Values {
  readonly expected: unknown;
  readonly found: unknown;
}
