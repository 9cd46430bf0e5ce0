/** What an audit finds. */
import { type Details, type Finding, type Note, finding, warning } from '../errors';

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
