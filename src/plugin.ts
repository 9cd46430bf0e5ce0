/** The adapter to the framework: hooks and commands. No other file knows lifecycle events. */
import { COMMANDS } from './commands/definitions';
import type { CommandInput } from './commands/run';
import type * as withPassage from './config/with-passage';
import { type Note, PassageError, formatMessage, throwIfAny } from './errors';
import type * as generated from './generated/config-types';
import { functionDeploy } from './plan/plan-messages';
import type { PlannedService } from './plan/plan-service';
import { Protection } from './protection';
import { type Hook, type Serverless, type Writers, moveLast, registerKeys, runFirst } from './serverless';

/** Commands that must work with an invalid block: they neither compile nor open anything. */
const READ_ONLY = ['remove', 'logs', 'metrics', 'print', 'info', 'rollback', 'deploy list', 'invoke'];

/** Events on which other plugins may still change the service: there, our hook is the last one. */
const RUN_LAST_ON = [
  'before:package:compileEvents',
  'before:aws:package:finalize:saveServiceState',
  'before:aws:deploy:deploy:createStack',
  'before:aws:deploy:deploy:uploadArtifacts',
  'before:offline:start',
  'before:offline:start:init',
];

class ServerlessPassage {
  readonly commands = COMMANDS;
  readonly hooks: Record<string, Hook>;
  private readonly protection: Protection;
  /** Issuers that were asked already. */
  private readonly verified = new Set<string>();

  constructor(
    private readonly serverless: Serverless,
    private readonly options: object,
    private readonly writers: Writers,
  ) {
    this.protection = new Protection(serverless);
    registerKeys(serverless);
    // Before other plugins change the service, and before the framework asks AWS for the account.
    runFirst(
      serverless,
      'initialize',
      this.asServerlessError(() => this.readFirst()),
    );
    // Before other plugins change what was compiled.
    runFirst(
      serverless,
      'after:package:compileEvents',
      this.asServerlessError(() => {
        this.protection.readCompiled();
      }),
    );
    const hooks = { ...this.packageHooks(), ...this.deployHooks(), ...this.commandHooks() };
    this.hooks = Object.fromEntries(
      Object.entries(hooks).map(([event, hook]) => [event, this.asServerlessError(hook)]),
    );
  }

  private packageHooks(): Record<string, Hook> {
    return {
      initialize: () => {
        this.initialize();
      },
      'before:package:compileEvents': () => {
        this.logNotes(this.protection.apply().notes);
      },
      'after:package:compileEvents': () => {
        this.logNotes(this.protection.applyToTemplate());
      },
      // The event itself: the framework's own handler has run by then, and plugins that move resources to nested
      // stacks run after it.
      'aws:package:finalize:mergeCustomProviderResources': () => {
        this.protection.audit();
      },
      'before:aws:package:finalize:saveServiceState': () => {
        this.logNotes(this.protection.auditPackage());
      },
    };
  }

  private deployHooks(): Record<string, Hook> {
    return {
      'before:aws:deploy:deploy:createStack': async () => {
        this.protection.audit();
        await this.verify(this.protection.getPlan());
      },
      'before:aws:deploy:deploy:uploadArtifacts': () => {
        this.protection.audit();
      },
      'before:deploy:function:initialize': () => {
        this.logNotes([functionDeploy()]);
      },
      'after:aws:info:displayStackOutputs': () => this.addDeploySummary(),
    };
  }

  private commandHooks(): Record<string, Hook> {
    const { serverless, options, writers } = this;
    const input: CommandInput = { serverless, options, writers, plan: () => this.protection.planNow() };
    return {
      'before:offline:start': () => this.prepareOffline(),
      'before:offline:start:init': () => this.prepareOffline(),
      'passage:routes:run': async () => (await import('./commands/run.js')).routes(input),
      'passage:doctor:run': async () => (await import('./commands/run.js')).doctor(input),
      'passage:token:run': async () => (await import('./commands/run.js')).token(input),
    };
  }

  private initialize(): void {
    for (const event of RUN_LAST_ON) moveLast(this.serverless, event, this.hooks[event]);
    try {
      this.protection.apply(true);
    } catch (error) {
      if (!(error instanceof PassageError)) throw error;
      const command = this.command();
      // Our own commands report problems themselves, on standard error where a program reads the output.
      if (command.startsWith('passage ')) return;
      if (!isReadOnly(command)) throw error;
      this.writers.log.warning(`serverless-passage: this service would not deploy.\n${error.message}`);
    }
  }

  private command(): string {
    return this.serverless.processedInput.commands.join(' ');
  }

  /**
   * Other plugins have not made their changes by now: what cannot be planned yet is no error here, and issuers that
   * they add are verified in the second round, before a stack is changed.
   */
  private async readFirst(): Promise<void> {
    const planned = this.protection.readFirst();
    if (this.command() === 'deploy' && planned !== undefined) await this.verify(planned);
  }

  private async verify(planned: PlannedService): Promise<void> {
    const { verify } = await import('./commands/run.js');
    const { problems, notes } = await verify(planned, this.verified);
    this.logNotes(notes);
    throwIfAny(problems);
  }

  /** `info` works for a service that cannot be planned: then there is nothing to show. */
  private async addDeploySummary(): Promise<void> {
    const { addDeploySummary } = await import('./commands/run.js');
    const { lastPlan } = this.protection;
    if (lastPlan !== undefined) addDeploySummary(lastPlan, this.serverless);
  }

  /** Before `offline` and before `offline start`, which have no event in common. */
  private async prepareOffline(): Promise<void> {
    const planned = this.protection.apply();
    const { prepareOffline } = await import('./offline/start.js');
    await prepareOffline(planned, this.serverless, this.options, this.writers);
  }

  private logNotes(notes: readonly Note[]): void {
    for (const note of notes) this.writers.log[note.level](`serverless-passage: ${formatMessage(note)}`);
  }

  /** Our errors as the framework's own user errors: the message without a stack trace, exit status 1. */
  private asServerlessError(hook: Hook): Hook {
    return async () => {
      try {
        await hook();
      } catch (error) {
        if (!(error instanceof PassageError)) throw error;
        throw Object.assign(new this.serverless.classes.Error(error.message, error.code), { cause: error });
      }
    };
  }
}

function isReadOnly(command: string): boolean {
  return READ_ONLY.some(
    (name) => command === name || (command.startsWith(`${name} `) && command !== 'invoke local'),
  );
}

// eslint-disable-next-line @typescript-eslint/no-namespace -- the one way to export types beside `export =`
declare namespace ServerlessPassage {
  /** `custom.passage`. */
  export type PassageConfig = generated.PassageConfig;
  /** `passage` on a function, or on an `httpApi` or `http` event in its object form. */
  export type PassageOption = generated.PassageOption;
  /** A service type (`AWS` of `@serverless/typescript`) with `custom.passage`, and `passage` on functions and events. */
  export type WithPassage<T> = withPassage.WithPassage<T>;
}

export = ServerlessPassage;
