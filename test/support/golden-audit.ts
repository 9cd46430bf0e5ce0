/** The audit of a template that a framework compiled, after an edit. */
import type { AuditResult } from '../../src/audit/audit-result';
import { auditTemplate } from '../../src/audit/audit-template';
import { readCompiled } from '../../src/audit/compiled';
import type { Template } from '../../src/cloudformation';
import type { Plan } from '../../src/plan/types';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import type { Framework } from './frameworks';
import { type GoldenName, goldenPlan, goldenTemplate } from './golden-service';

export type Edit = (template: Template) => void;

export function auditAfter(
  framework: Framework,
  edit: Edit,
  plan = goldenPlan(),
  name: GoldenName = 'jwt',
): AuditResult {
  const template = goldenTemplate(framework, name);
  const compiled = readCompiled(template, plan, NOTHING_CONFIGURED);
  edit(template);
  return auditTemplate(template, plan, { compiled });
}

/** The places of what is found. */
export function findingsAfter(edit: Edit, plan?: Plan, name?: GoldenName): string[] {
  return auditAfter('osls4', edit, plan, name).findings.map(({ where }) => where);
}
