/** Compares the final template with the plan. Pure, read-only; every finding at once. */
import type { Template } from '../cloudformation';
import type { Note } from '../errors';
import type { Plan } from '../plan/types';
import { findRoutes } from './api-resources';
import { findBypasses, findSharedApis } from './audit-bypass';
import { findHiddenRoutes } from './audit-hidden';
import { type Finding, asFinding, asWarning } from './audit-messages';
import { auditOtherRoutes } from './audit-others';
import { type CompiledAuthorizations, auditAuthorizer, auditPlannedRoutes } from './audit-routes';

export interface AuditResult {
  /** What is not as planned: the command must fail. */
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

/**
 * Every way in which the template is not as planned.
 *
 * @param compiled what the framework compiled for the user's own authorizers, where it is known
 */
export function auditTemplate(
  template: Template,
  plan: Plan,
  compiled: CompiledAuthorizations = new Map(),
): AuditResult {
  const routes = findRoutes(template, plan);
  const hidden = findHiddenRoutes(template, plan);
  const concerns = [...hidden.possible, ...findBypasses(template, plan)];
  const isStrict = plan.protect === 'all';
  return {
    findings: [
      ...plan.authorizers.flatMap((authorizer) => auditAuthorizer(template, authorizer)),
      ...auditPlannedRoutes(plan, routes, compiled),
      ...auditOtherRoutes(plan, routes),
      ...hidden.certain.map(asFinding),
      ...(isStrict ? concerns.map(asFinding) : []),
    ],
    notes: [
      ...(isStrict || plan.functions.length === 0 ? [] : concerns.map(asWarning)),
      ...findSharedApis(template, plan),
    ],
  };
}
