/** Audits a template as it is saved: what JSON leaves out is not deployed. */
import { type Template, resourcesOfTypes } from '../cloudformation';
import type { Plan } from '../plan/types';
import { type AuditContext, type AuditResult, auditTemplate } from './audit-template';
import { type ReadNested, withNestedStacks } from './nested-stacks';

export type AuditSaved = (
  template: Template,
  plan: Plan,
  context: Required<AuditContext>,
  readNested: ReadNested,
) => AuditResult;

/**
 * Makes an audit that remembers its last result, for a template that is the same text again. All else that the audit
 * reads is either frozen and compared (the plan), recorded once (what was compiled and configured), or excluded:
 * routes that are gone, and nested stacks, whose files may have changed.
 */
export function makeAudit(): AuditSaved {
  let last: { readonly input: readonly unknown[]; readonly result: AuditResult } | undefined;
  return (template, plan, context, readNested) => {
    const text = JSON.stringify(template);
    const input = [text, plan, context.compiled, context.configured];
    const { names, functions, copies } = context.gone;
    const isNothingGone = [names, functions, copies].every((list) => list.length === 0);
    const isSame = isNothingGone && input.every((part, i) => part === last?.input[i]);
    if (isSame && last !== undefined) return last.result;

    const saved = JSON.parse(text) as Template;
    const whole = withNestedStacks(saved, readNested);
    Object.freeze(whole.Resources);
    const result = auditTemplate(whole, plan, context);
    const isComplete = resourcesOfTypes(saved, ['AWS::CloudFormation::Stack']).length === 0;
    last = isComplete && isNothingGone ? { input, result } : undefined;
    return result;
  };
}
