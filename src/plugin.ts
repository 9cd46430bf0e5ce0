/** The adapter: the only file that knows the framework's lifecycle. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppliedChanges, applyPlan, applyToTemplate, noChanges } from './apply/apply-plan';
import { auditTemplate } from './audit/audit-template';
import { COMMANDS } from './commands/definitions';
import { PassageError, type Problem, throwIfAny } from './errors';
import type * as generated from './generated/config-types';
import {
  type Hook,
  type Serverless,
  type Template,
  type Writers,
  moveLast,
  registerKeys,
  runFirst,
} from './serverless';
import { findLateChanges, findLostProtection } from './audit/late-changes';
import { type NestedTemplate, withNestedStacks } from './audit/nested-stacks';
import type { Note } from './plan/types';
import { type PlannedService, planService } from './plan/plan-service';
import type * as types from './config/with-passage';

/** Commands that must go on working while the block is broken: they neither compile nor open anything. */
const READ_ONLY = ['remove', 'logs', 'metrics', 'print', 'info', 'rollback', 'deploy list', 'invoke'];

/** Events on which other plugins may still change things: there, ours is the last hook. */
const RUN_LAST_ON = [
  'before:package:compileEvents',
  'before:aws:package:finalize:saveServiceState',
  'before:aws:deploy:deploy:createStack',
  'before:aws:deploy:deploy:uploadArtifacts',
  'before:offline:start',
  'before:offline:start:init',
];

function wantsJson(options: object): boolean {
  return 'json' in options && options.json === true;
}

class ServerlessPassage {
  readonly commands = COMMANDS;
  readonly hooks: Record<string, Hook>;
  private readonly changes: AppliedChanges = noChanges();
  private readonly verified = new Set<string>();
  private planned: PlannedService | undefined;

  constructor(
    private readonly serverless: Serverless,
    private readonly options: object,
    private readonly writers: Writers,
  ) {
    registerKeys(serverless);
    // Before the framework's own hook, which asks AWS whose account this is.
    runFirst(
      serverless,
      'initialize',
      this.asServerlessError(() => this.verifyEarly()),
    );
    this.hooks = this.wrapHooks({
      initialize: () => {
        this.initialize();
      },
      'before:package:compileEvents': () => {
        this.apply();
        this.logNotes(this.getPlan().notes);
      },
      'after:package:compileEvents': () => {
        this.applyToTemplate();
      },
      // The event itself: the framework's own handler has run by then, and plugins that move resources to nested
      // stacks run after it.
      'aws:package:finalize:mergeCustomProviderResources': () => {
        this.audit();
      },
      'before:aws:package:finalize:saveServiceState': () => {
        this.audit(this.findLate());
      },
      'before:aws:deploy:deploy:createStack': async () => {
        this.audit();
        await this.verify(this.getPlan());
      },
      'before:aws:deploy:deploy:uploadArtifacts': () => {
        this.audit();
      },
      'before:deploy:function:initialize': () => {
        this.logNotes([
          { level: 'notice', text: 'authorization is not changed by deploying a single function.' },
        ]);
      },
      'after:aws:info:displayStackOutputs': () => this.addDeploySummary(),
      'before:offline:start': () => this.prepareOffline(),
      'before:offline:start:init': () => this.prepareOffline(),
      'passage:routes:run': () => this.routes(),
      'passage:doctor:run': () => this.doctor(),
      'passage:token:run': () => this.token(),
    });
  }

  private initialize(): void {
    for (const event of RUN_LAST_ON) moveLast(this.serverless, event, this.hooks[event]);
    try {
      this.apply();
    } catch (error) {
      if (!(error instanceof PassageError)) throw error;
      // Our own commands say so themselves, where a program does not read.
      if (this.command().startsWith('passage ')) return;
      if (!this.isReadOnly()) throw error;
      this.writers.log.warning(`serverless-passage: this service would not deploy.\n${error.message}`);
    }
  }

  private command(): string {
    return this.serverless.processedInput.commands.join(' ');
  }

  private isReadOnly(): boolean {
    const command = this.command();
    return READ_ONLY.some(
      (name) => command === name || (command.startsWith(`${name} `) && command !== 'invoke local'),
    );
  }

  /**
   * Other plugins have not done their part by now: what cannot be planned yet is no error here, and what they add
   * is verified in the second round, before a stack is touched.
   */
  private async verifyEarly(): Promise<void> {
    if (this.command() !== 'deploy') return;
    const planned = this.planIfPossible();
    if (planned !== undefined) await this.verify(planned);
  }

  private planIfPossible(): PlannedService | undefined {
    try {
      return this.planNow();
    } catch (error) {
      if (error instanceof PassageError) return undefined;
      throw error;
    }
  }

  private async verify(planned: PlannedService): Promise<void> {
    const { verify } = await import('./commands/run.js');
    const { problems, notes } = await verify(planned, this.verified);
    this.logNotes(notes);
    throwIfAny(problems);
  }

  /** `info` goes on when the service cannot be planned: then there is nothing to show. */
  private async addDeploySummary(): Promise<void> {
    const { addDeploySummary } = await import('./commands/run.js');
    if (this.planned !== undefined) addDeploySummary(this.planned, this.serverless);
  }

  private routes(): Promise<void> {
    return this.runDataCommand(wantsJson(this.options), async () => {
      const { routes } = await import('./commands/run.js');
      routes(this.planNow(), this.serverless, this.options, this.writers);
    });
  }

  private doctor(): Promise<void> {
    return this.runDataCommand(wantsJson(this.options), async () => {
      const { doctor } = await import('./commands/run.js');
      await doctor(this.planNow(), this.options, this.writers);
    });
  }

  private token(): Promise<void> {
    return this.runDataCommand(true, async () => {
      const { runToken } = await import('./commands/token-command.js');
      await runToken(this.planNow().config, this.options, this.writers);
    });
  }

  /**
   * The framework prints errors on standard output. Where a program reads that (`--json`, or `$(sls passage token)`,
   * which would make them part of a request), errors go to standard error.
   */
  private async runDataCommand(isData: boolean, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (!isData || !(error instanceof PassageError)) throw error;
      this.writers.log.error(error.message);
      process.exitCode = 1;
    }
  }

  /** What the service is by now; other plugins may have added functions. */
  private planNow(): PlannedService {
    return planService(this.serverless, this.changes);
  }

  private apply(): void {
    const planned = this.planNow();
    if (this.planned !== undefined) throwIfAny(findLostProtection(planned.plan, this.planned.plan));
    this.planned = planned;
    applyPlan(planned.plan, this.serverless.service, this.changes);
  }

  private getPlan(): PlannedService {
    this.planned ??= this.planNow();
    return this.planned;
  }

  /** Before `offline` and before `offline start`, which share no event. */
  private async prepareOffline(): Promise<void> {
    this.apply();
    const { prepareOffline } = await import('./offline/start.js');
    await prepareOffline(this.getPlan(), this.serverless.service, this.options, this.writers);
  }

  private applyToTemplate(): void {
    const { resources } = this.serverless.service;
    const outputs =
      typeof resources === 'object' && resources !== null && 'Outputs' in resources ? resources.Outputs : {};
    const taken = applyToTemplate(this.getPlan().plan, this.template(), Object.keys(outputs ?? {}));
    for (const name of taken) {
      this.writers.log.warning(
        `serverless-passage: the output ${name} is yours already, so ours is left out.`,
      );
    }
  }

  private audit(late: readonly Problem[] = []): void {
    const template = withNestedStacks(this.template(), (name) => this.readNestedTemplate(name));
    throwIfAny([...auditTemplate(template, this.getPlan().plan), ...late]);
  }

  /** While packaging only: a service that is deployed may have been read back from its package, without its words. */
  private findLate(): readonly Problem[] {
    const late = this.planNow();
    return findLateChanges(late.plan, late.routes, this.getPlan().plan);
  }

  /** Plugins that split a stack write its parts beside the package's own template. */
  private readNestedTemplate(fileName: string): NestedTemplate | null {
    try {
      const text = readFileSync(join(this.serverless.serviceDir, '.serverless', fileName), 'utf8');
      return JSON.parse(text) as NestedTemplate | null;
    } catch {
      // What cannot be read is missing to the audit, which then says so.
      return null;
    }
  }

  private template(): Template {
    const template = this.serverless.service.provider.compiledCloudFormationTemplate;
    if (template === undefined) throw new Error('the framework has compiled no template yet');
    return template;
  }

  private logNotes(notes: readonly Note[]): void {
    for (const { level, text } of notes) this.writers.log[level](`serverless-passage: ${text}`);
  }

  private wrapHooks(hooks: Record<string, Hook>): Record<string, Hook> {
    return Object.fromEntries(
      Object.entries(hooks).map(([event, hook]) => [event, this.asServerlessError(hook)]),
    );
  }

  /** Our errors as the framework's own user errors: the message without a stack trace, exit status 1. */
  private asServerlessError(hook: Hook): Hook {
    return async () => {
      try {
        await hook();
      } catch (error) {
        if (!(error instanceof PassageError)) throw error;
        throw new this.serverless.classes.Error(error.message, error.code);
      }
    };
  }
}

// eslint-disable-next-line @typescript-eslint/no-namespace -- the one way to export types beside `export =`
declare namespace ServerlessPassage {
  /** `custom.passage`. */
  export type PassageConfig = generated.PassageConfig;
  /** `passage` on a function, or on an `httpApi` or `http` event in its object form. */
  export type PassageOption = generated.PassageOption;
  /** A service type (`AWS` of `@serverless/typescript`) with `custom.passage`, and `passage` on functions and events. */
  export type WithPassage<T> = types.WithPassage<T>;
}

export = ServerlessPassage;
