/** The adapter to the framework: hooks and commands. No other file knows lifecycle events. */
import { checkFirst } from './commands/check-first';
import { COMMANDS, needsNoPlan } from './commands/definitions';
import type { CommandInput } from './commands/run';
import { beforeFunctionDeploy, beforeRollback } from './commands/unaudited';
import type * as withPassage from './config/with-passage';
import { type Note, PassageError, throwIfAny } from './errors';
import type * as generated from './generated/config-types';
import type { PlannedService } from './plan/plan-service';
import { Protection } from './protection';
import { isListedTwice } from './service/misplaced-keys';
import {
  type Hook,
  type Serverless,
  type Writers,
  asServerlessError,
  noteLog,
  registerKeys,
  warnOfProblems,
} from './serverless';
import { moveLast, runAfterFramework, runBetweenPlugins, runFirst } from './util/hooks';

/** Events on which other plugins may still change the service: there, our hook is the last one. */
const RUN_LAST_ON = [
  'before:package:createDeploymentArtifacts',
  'before:package:compileFunctions',
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
  private readonly logNew: (notes: readonly Note[]) => void;

  constructor(
    private readonly serverless: Serverless,
    private readonly options: object,
    private readonly writers: Writers,
  ) {
    this.protection = new Protection(serverless);
    this.logNew = noteLog(writers);
    // The framework takes each key once, and reports a plugin that is listed twice only later.
    if (!isListedTwice(serverless.configurationInput)) registerKeys(serverless);
    const wrap = (hook: Hook): Hook => asServerlessError(serverless, hook);
    runFirst(serverless, 'initialize', wrap(this.readFirst));
    for (const [event, hook] of Object.entries(this.recordHooks()))
      runAfterFramework(serverless, event, wrap(hook));
    const groups = [this.commonHooks(), this.packageHooks(), this.deployHooks(), this.commandHooks()];
    const hooks = groups.flatMap((group) => Object.entries(group));
    this.hooks = Object.fromEntries(hooks.map(([event, hook]) => [event, wrap(hook)]));
  }

  /** What the framework has compiled or read from a package, before other plugins change it. */
  private recordHooks(): Record<string, Hook> {
    return {
      'package:compileFunctions': this.protection.readCompiledFunctions,
      'package:compileEvents': this.protection.readCompiled,
      'before:deploy:deploy': this.protection.readPackage,
    };
  }

  private commonHooks(): Record<string, Hook> {
    return { initialize: this.initialize, finalize: () => this.logSummary() };
  }

  private packageHooks(): Record<string, Hook> {
    return {
      'before:package:createDeploymentArtifacts': () => this.protection.writeArtifact(),
      'before:package:compileFunctions': () => this.protection.applyFunction(),
      'before:package:compileEvents': () => {
        this.logNew(this.protection.apply().notes);
        return this.protection.writeArtifact();
      },
      'after:package:compileEvents': () => {
        this.logNew(this.protection.applyToTemplate());
      },
      // The event itself: the framework's own handler ran before, plugins that split stacks run after it.
      'aws:package:finalize:mergeCustomProviderResources': async () => {
        await this.protection.audit();
      },
      'before:aws:package:finalize:saveServiceState': () => this.audit(true),
    };
  }

  private deployHooks(): Record<string, Hook> {
    return {
      'before:aws:deploy:deploy:createStack': async () => {
        await this.audit();
        await this.verify(this.protection.getPlan());
      },
      'before:aws:deploy:deploy:uploadArtifacts': () => this.audit(),
      'before:deploy:function:initialize': () => {
        this.logNew(beforeFunctionDeploy(this.options));
      },
      'before:rollback:initialize': () => {
        this.logNew(beforeRollback());
      },
    };
  }

  private commandHooks(): Record<string, Hook> {
    const input = this.commandInput();
    return {
      'before:offline:start': () => this.prepareOffline(),
      'before:offline:start:init': () => this.prepareOffline(),
      'after:aws:info:displayStackOutputs': async () => {
        const { addDeploySummary } = await import('./commands/run.js');
        addDeploySummary(this.protection.lastPlan, this.serverless);
      },
      'passage:routes:run': async () => (await import('./commands/run.js')).routes(input),
      'passage:doctor:run': async () => (await import('./commands/run.js')).doctor(input),
      'passage:token:run': async () => (await import('./commands/run.js')).token(input),
      'passage:drift:run': async () => (await import('./drift/run-drift.js')).drift(input),
    };
  }

  private readonly initialize = (): void => {
    for (const event of RUN_LAST_ON) moveLast(this.serverless, event, this.hooks[event]);
    // What functions run: one plugin may rewrite their handlers, and another one copy them.
    runBetweenPlugins(this.serverless, /^(before:|after:)?package:/, this.protection.recordCode);
    try {
      this.protection.apply(true);
    } catch (error) {
      if (!(error instanceof PassageError)) throw error;
      const command = this.command();
      // Our own commands report problems themselves, on standard error where a program reads the output.
      if (command.startsWith('passage ')) return;
      if (!needsNoPlan(command)) throw error;
      warnOfProblems(this.writers, error);
    }
  };

  /** After plugins are loaded, and before the framework validates the configuration. */
  asyncInit(): Promise<void> {
    runBetweenPlugins(this.serverless, /^initialize$/, this.protection.recordCode);
    return asServerlessError(this.serverless, () => checkFirst(this.protection, this.commandInput()))();
  }

  private commandInput(): CommandInput {
    const { serverless, options, writers } = this;
    return { serverless, options, writers, plan: () => this.protection.planNow() };
  }

  private async logSummary(): Promise<void> {
    const { lastPlan } = this.protection;
    if (lastPlan === undefined || !['package', 'deploy'].includes(this.command())) return;
    const { summarize } = await import('./commands/summary-line.js');
    const line = summarize(lastPlan, this.serverless.service.resources);
    if (line !== undefined) this.writers.log.notice(line);
  }

  private command(): string {
    return this.serverless.processedInput.commands.join(' ');
  }

  /** Before other plugins change anything: issuers that they add are verified later, before a stack is changed. */
  private readonly readFirst = async (): Promise<void> => {
    const planned = this.protection.readFirst();
    if (this.command() === 'deploy' && planned !== undefined) await this.verify(planned);
  };

  private async verify(planned: PlannedService): Promise<void> {
    const { verify } = await import('./commands/run.js');
    const { problems, notes } = await verify(planned, this.verified);
    this.logNew(notes);
    throwIfAny(problems);
  }

  private async audit(isLast = false): Promise<void> {
    this.logNew(await this.protection.audit(isLast));
  }

  /** Before `offline` and before `offline start`, which have no event in common. */
  private async prepareOffline(): Promise<void> {
    const { prepareOffline } = await import('./offline/start.js');
    await prepareOffline(this.protection.apply(), this.serverless, this.options, this.writers);
  }
}

// eslint-disable-next-line @typescript-eslint/no-namespace -- the one way to export types beside `export =`
declare namespace ServerlessPassage {
  /** `custom.passage`. */
  export type PassageConfig = generated.PassageConfig;
  /** `passage` on a function, or on an `httpApi`, `http` or `websocket` event in its object form. */
  export type PassageOption = generated.PassageOption;
  /** A service type (`AWS` of `@serverless/typescript`) with `custom.passage`, and `passage` on functions and events. */
  export type WithPassage<T> = withPassage.WithPassage<T>;
}

export = ServerlessPassage;
