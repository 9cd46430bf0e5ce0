/** One service through the stages: planned, applied, compiled, audited. */
import { applyPlan } from './apply/apply-plan';
import { applyToTemplate } from './apply/apply-to-template';
import type { ArtifactFile } from './apply/artifact-file';
import { auditArtifact } from './audit/audit-artifact';
import type { AuditResult } from './audit/audit-result';
import type { AuditSaved } from './audit/audit-saved';
import { NOTHING_COMPILED, readAuthorizerCode, readCompiled } from './audit/compiled';
import type { Template } from './cloudformation';
import { hasLambdaAuthorizer } from './config/config';
import { type Note, PassageError, throwIfAny } from './errors';
import { IntentRecord } from './intent/intent-record';
import { findLateChanges } from './intent/late-changes';
import { completeService, copyService } from './intent/written-block';
import { FUNCTION_NAME } from './plan/authorizer-function';
import { checkKeys } from './plan/check-keys';
import { outputTaken } from './plan/note-messages';
import { packagedService } from './plan/packaged-service';
import { type PlannedService, planService } from './plan/plan-service';
import { Planner } from './plan/planner';
import type { Serverless, Service } from './serverless';
import { noChanges } from './service/applied-changes';
import { NOTHING_CONFIGURED, readResources } from './template/configured-resources';
import { nestedFilesOf } from './template/nested-files';
import { withNestedStacks } from './template/nested-stacks';
import { propertyOf } from './util/objects';

export class Protection {
  private readonly changes = noChanges();
  private readonly planner: Planner;
  private readonly intents = new IntentRecord(this.changes);
  /** The service as it was configured, where it could not be planned. */
  private unplanned: Service | undefined;
  /** The plan that the template must fit: compared with what was configured, and usually applied. */
  private last: PlannedService | undefined;
  /** The service that it was made from: the framework replaces its parts where it reads a package. */
  private plannedFrom: Service | undefined;
  private configured = NOTHING_CONFIGURED;
  private compiled = NOTHING_COMPILED;
  private authorizerCode: unknown;
  /** The file of the Lambda authorizer. */
  private artifact: ArtifactFile | undefined;
  private auditSaved: AuditSaved | undefined;

  constructor(private readonly serverless: Serverless) {
    this.planner = new Planner(serverless, this.changes);
  }

  /** The plan of the service as it is by now; other plugins may have changed it. Throws {@link PassageError}. */
  planNow(): PlannedService {
    return this.planner.plan(this.serverless.service);
  }

  checkKeys(): void {
    checkKeys(this.serverless, this.planner);
  }

  /** Keeps what functions run now, once the service was read: other plugins may rewrite their handlers. */
  readonly recordCode = (): void => {
    if (this.intents.first ?? this.unplanned) this.intents.recordCode(this.serverless.service);
  };

  /** Keeps what is configured now, before other plugins change it. `undefined` where it cannot be planned yet. */
  readFirst(): PlannedService | undefined {
    // Without AWS there is no plan, and nothing to compare.
    const provider = this.serverless.getProvider('aws');
    if (provider !== false) this.configured = readResources(this.serverless.service, provider.naming);
    try {
      const planned = this.planner.plan(this.serverless.service, { isEarly: true });
      this.intents.keepFirst(planned, this.serverless.service);
      return planned;
    } catch (error) {
      if (!(error instanceof PassageError)) throw error;
      this.unplanned = copyService(this.serverless.service);
      this.recordCode();
      return undefined;
    }
  }

  /** Keeps what the user configured, where another plugin has completed the block since. Throws {@link PassageError}. */
  private keepUnplanned(unplanned: Service): void {
    const service = completeService(unplanned, this.serverless.service.custom);
    this.intents.keepFirst(planService(service, this.serverless, this.changes, { isEarly: true }), service);
  }

  /** The plan that was made last; `undefined` before the first one. */
  get lastPlan(): PlannedService | undefined {
    return this.last;
  }

  getPlan(): PlannedService {
    return (this.last ??= this.planNow());
  }

  /**
   * Plans the service as it is by now, and writes the plan into its configuration. Throws {@link PassageError}.
   *
   * @param isEarly whether other plugins may still add events to functions that have none
   */
  apply(isEarly = false): PlannedService {
    const planned = this.planAgain(isEarly);
    // What the framework adds to our own function is not compared, and is overwritten.
    if (planned.plan.authorizerFunction === null && this.planner.isWritten(planned)) return planned;
    applyPlan(planned.plan, this.serverless.service, this.changes);
    this.planner.keep(this.serverless.service, planned);
    return planned;
  }

  /** Plans the service as it is by now, and compares it with what was configured. */
  private planAgain(isEarly: boolean, packaged?: { service: Service; template: Template }): PlannedService {
    const { service } = packaged ?? this.serverless;
    this.intents.recordCode(service);
    const planned = this.planner.plan(service, { isEarly, packaged: packaged?.template });
    if (this.intents.first === undefined && this.unplanned !== undefined) this.keepUnplanned(this.unplanned);
    this.plannedFrom = { ...service };
    return (this.last = this.intents.compare(planned, service, packaged !== undefined));
  }

  /** Before functions are compiled: another plugin may have added the first route that needs the Lambda authorizer's. */
  async applyFunction(): Promise<void> {
    if (hasLambdaAuthorizer(this.getPlan().config)) this.apply(true);
    await this.writeArtifact();
  }

  /** Keeps the code of the Lambda authorizer that the framework compiled, before other plugins change it. */
  readonly readCompiledFunctions = (): void => {
    this.authorizerCode = readAuthorizerCode(this.template(), this.getPlan().plan);
  };

  /** Keeps what the framework compiled for the user's own authorizers, before other plugins change it. */
  readonly readCompiled = (template = this.template()): void => {
    const [{ plan }, service] = [this.getPlan(), this.plannedFrom ?? this.serverless.service];
    this.configured = this.intents.withEntriesNow(this.configured, service, plan);
    this.compiled = readCompiled(template, plan, this.configured, this.authorizerCode);
  };

  /** The same of a package that was made earlier, once the framework has read it. */
  readonly readPackage = (): void => {
    const { service, serviceDir } = this.serverless;
    const { compiledCloudFormationTemplate: saved } = service.provider;
    if (this.compiled !== NOTHING_COMPILED || saved === undefined) return;
    const template = withNestedStacks(saved, nestedFilesOf(serviceDir));
    this.planAgain(true, { service: packagedService(this.plannedFrom ?? service, service), template });
    this.readCompiled(template);
  };

  /** Writes the code of the Lambda authorizer, if there is one, to where packaging and upload find it. */
  async writeArtifact(): Promise<void> {
    await this.loadArtifact();
    this.artifact?.write();
  }

  private async loadArtifact(): Promise<void> {
    const { authorizerFunction } = this.getPlan().plan;
    if (authorizerFunction === null) return void (this.artifact = undefined);
    const { artifactFile } = await import('./apply/artifact-file.js');
    this.artifact = artifactFile(authorizerFunction, this.serverless.serviceDir);
  }

  /** Completes the compiled template. */
  applyToTemplate(): Note[] {
    const outputs = propertyOf(this.serverless.service.resources, 'Outputs') ?? {};
    return applyToTemplate(this.getPlan().plan, this.template(), Object.keys(outputs)).map(outputTaken);
  }

  /**
   * Compares the template with the plan. Throws {@link PassageError}.
   *
   * @param isLast whether it is saved next: then changes of the service since its events were compiled are findings,
   *   too. A service that is deployed may be read back from its package, without `passage`.
   */
  async audit(isLast = false): Promise<readonly Note[]> {
    const { findings, notes } = await this.auditAll();
    const late = isLast ? findLateChanges(this.planNow(), this.getPlan().plan) : [];
    throwIfAny([...findings, ...late]);
    return notes;
  }

  private async auditAll(): Promise<AuditResult> {
    const planned = this.getPlan();
    const { service, serviceDir } = this.serverless;
    const recorded = { compiled: this.compiled, configured: this.configured };
    this.auditSaved ??= (await import('./audit/audit-saved.js')).makeAudit();
    const { findings, notes } = this.auditSaved(this.template(), planned.plan, recorded, {
      readNested: nestedFilesOf(serviceDir),
      readChanges: (template) => this.intents.readChanges(planned, service, template),
    });
    if (this.artifact === undefined) await this.loadArtifact();
    return {
      findings: [...findings, ...auditArtifact(this.artifact, service.functions[FUNCTION_NAME])],
      notes,
    };
  }

  private template(): Template {
    const template = this.serverless.service.provider.compiledCloudFormationTemplate;
    if (template === undefined) throw new Error('the framework has compiled no template yet');
    return template;
  }
}
