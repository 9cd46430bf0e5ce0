/** One service through the stages: planned, applied, compiled, audited. */
import { applyPlan } from './apply/apply-plan';
import { applyToTemplate } from './apply/apply-to-template';
import { auditTemplate } from './audit/audit-template';
import { findLateChanges, findLostProtection } from './audit/late-changes';
import { nestedFilesOf } from './audit/nested-files';
import { withNestedStacks } from './audit/nested-stacks';
import type { Template } from './cloudformation';
import { type Note, PassageError, type Problem, throwIfAny } from './errors';
import { outputTaken } from './plan/plan-messages';
import { type PlannedService, planService } from './plan/plan-service';
import type { Serverless } from './serverless';
import { noChanges } from './service/applied-changes';
import { propertyOf } from './util/objects';

export class Protection {
  private readonly changes = noChanges();
  /** The plan that was applied last. */
  private applied: PlannedService | undefined;

  constructor(private readonly serverless: Serverless) {}

  /** The plan of the service as it is by now; other plugins may have changed it. Throws {@link PassageError}. */
  planNow(): PlannedService {
    return planService(this.serverless, this.changes);
  }

  /** The same, `undefined` where the service cannot be planned. */
  planIfPossible(): PlannedService | undefined {
    try {
      return this.planNow();
    } catch (error) {
      if (error instanceof PassageError) return undefined;
      throw error;
    }
  }

  /** The plan that was applied last, `undefined` before the first one. */
  get lastPlan(): PlannedService | undefined {
    return this.applied;
  }

  getPlan(): PlannedService {
    this.applied ??= this.planNow();
    return this.applied;
  }

  /** Plans the service as it is by now, and writes the plan into its configuration. Throws {@link PassageError}. */
  apply(): PlannedService {
    const planned = this.planNow();
    if (this.applied !== undefined) throwIfAny(findLostProtection(planned.plan, this.applied.plan));
    this.applied = planned;
    applyPlan(planned.plan, this.serverless.service, this.changes);
    return planned;
  }

  /** Completes the compiled template. */
  applyToTemplate(): Note[] {
    const outputs = Object.keys(propertyOf(this.serverless.service.resources, 'Outputs') ?? {});
    return applyToTemplate(this.getPlan().plan, this.template(), outputs).map(outputTaken);
  }

  /** Compares the template with the plan. Throws {@link PassageError}. */
  audit(): void {
    throwIfAny(this.findings());
  }

  /**
   * The last audit before the template is saved, with what has become of the service since it was compiled. While
   * packaging only: a service that is deployed may have been read back from its package, without `passage`.
   */
  auditPackage(): void {
    const late = this.planNow();
    throwIfAny([...this.findings(), ...findLateChanges(late.plan, late.routes, this.getPlan().plan)]);
  }

  private findings(): readonly Problem[] {
    const template = withNestedStacks(this.template(), nestedFilesOf(this.serverless.serviceDir));
    return auditTemplate(template, this.getPlan().plan);
  }

  private template(): Template {
    const template = this.serverless.service.provider.compiledCloudFormationTemplate;
    if (template === undefined) throw new Error('the framework has compiled no template yet');
    return template;
  }
}
