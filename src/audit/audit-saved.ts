/** Audits a template as it is saved: what JSON leaves out is not deployed. */
import { type Template, resourcesOfTypes } from '../cloudformation';
import type { Changes } from '../intent/intent-record';
import type { Plan } from '../plan/types';
import { type ReadNested, STACK_TYPE, withNestedStacks } from '../template/nested-stacks';
import type { AuditResult } from './audit-result';
import { type AuditContext, auditTemplate } from './audit-template';

export type AuditSaved = (
  template: Template,
  plan: Plan,
  recorded: Recorded,
  readers: Readers,
) => AuditResult;

type Recorded = Required<Omit<AuditContext, 'changes'>>;

interface Readers {
  readonly readNested: ReadNested;
  /** What has changed follows from the plan and from the template, with its nested stacks. */
  readonly readChanges: (template: Template) => Changes;
}

/**
 * Makes an audit that remembers its last result, for a template that is the same text again. All else that the audit
 * reads is either frozen and compared (the plan), recorded once (what was compiled and configured), or excluded:
 * nested stacks, whose files may have changed.
 */
export function makeAudit(): AuditSaved {
  let known: { readonly input: readonly unknown[]; readonly result: AuditResult } | undefined;
  return (template, plan, recorded, { readNested, readChanges }) => {
    const text = JSON.stringify(template);
    const input = [text, plan, recorded.compiled, recorded.configured];
    const last = known;
    if (last !== undefined && input.every((part, i) => part === last.input[i])) return last.result;

    const saved = JSON.parse(text) as Template;
    // Frozen, so that its resources are sorted by their type once.
    Object.freeze(saved.Resources);
    const whole = withNestedStacks(saved, readNested);
    Object.freeze(whole.Resources);
    const result = auditTemplate(whole, plan, { ...recorded, changes: readChanges(whole) });
    const isComplete = resourcesOfTypes(saved, [STACK_TYPE]).length === 0;
    known = isComplete ? { input, result } : undefined;
    return result;
  };
}
