/** The adapter: the only file that knows the framework's lifecycle. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ledger, applyPlan, applyToTemplate, makeLedger } from './apply';
import { auditLateRoutes, auditTemplate } from './audit';
import { PassageError } from './errors';
import type * as generated from './generated/types';
import type { Hook, Serverless, Template, Writers } from './host';
import { type NestedTemplate, withNestedStacks } from './nested';
import type { Note } from './plan/types';
import { type Planned, planService } from './service';
import { readRoutes } from './routes';
import type * as types from './types';

/** Commands that must go on working while the block is broken: they neither compile nor open anything. */
const READ_ONLY = ['remove', 'logs', 'metrics', 'print', 'info', 'rollback', 'deploy list', 'invoke'];

/** Events on which other plugins may still change things: there, ours is the last hook. */
const LAST = [
  'before:package:compileEvents',
  'before:aws:package:finalize:saveServiceState',
  'before:aws:deploy:deploy:createStack',
  'before:offline:start',
  'before:offline:start:init',
];

class ServerlessPassage {
  readonly hooks: Record<string, Hook>;
  readonly commands = {
    passage: {
      commands: {
        token: {
          usage: 'Print a token for local development, signed with the key of this machine',
          lifecycleEvents: ['run'],
          options: {
            sub: { usage: 'User ID, the claim sub. Default: local-user', type: 'string' },
            app: { usage: 'Key of the app. Default: defaultApp', type: 'string' },
            'expires-in': { usage: 'How long it is valid: 90s, 15m, 1h, 30d. Default: 1h', type: 'string' },
            claims: {
              usage: `Other claims as JSON, which win over the usual ones: '{"scope":"orders:read"}'`,
              type: 'string',
            },
          },
        },
      },
    },
  };
  private readonly ledger: Ledger = makeLedger();
  private planned: Planned | undefined;

  constructor(
    private readonly serverless: Serverless,
    private readonly options: object,
    private readonly writers: Writers,
  ) {
    registerKeys(serverless);
    this.hooks = this.guarded({
      initialize: () => {
        this.initialize();
      },
      'before:package:compileEvents': () => {
        this.apply();
        this.say(this.current().notes);
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
        this.audit();
      },
      'before:aws:deploy:deploy:createStack': () => {
        this.audit();
      },
      'before:offline:start': () => this.prepareOffline(),
      'before:offline:start:init': () => this.prepareOffline(),
      'passage:token:run': () => this.token(),
    });
  }

  private initialize(): void {
    for (const event of LAST) moveLast(this.serverless, event, this.hooks[event]);
    try {
      this.apply();
    } catch (error) {
      if (!(error instanceof PassageError) || !this.isReadOnly()) throw error;
      this.writers.log.warning(`serverless-passage: this service would not deploy.\n${error.message}`);
    }
  }

  private isReadOnly(): boolean {
    const command = this.serverless.processedInput.commands.join(' ');
    return READ_ONLY.some(
      (name) => command === name || (command.startsWith(`${name} `) && command !== 'invoke local'),
    );
  }

  private apply(): void {
    this.planned = planService(this.serverless, this.ledger);
    applyPlan(this.planned.plan, this.serverless.service, this.ledger);
  }

  private current(): Planned {
    this.planned ??= planService(this.serverless, this.ledger);
    return this.planned;
  }

  /** Before `offline` and before `offline start`, which share no event. */
  private async prepareOffline(): Promise<void> {
    this.apply();
    const { prepareOffline } = await import('./offline/start.js');
    await prepareOffline(this.current(), this.serverless.service, this.options, this.writers);
  }

  private async token(): Promise<void> {
    const { runToken } = await import('./commands/token.js');
    await runToken(this.current().config, this.options, this.writers);
  }

  private applyToTemplate(): void {
    const { resources } = this.serverless.service;
    const outputs =
      typeof resources === 'object' && resources !== null && 'Outputs' in resources ? resources.Outputs : {};
    const taken = applyToTemplate(this.current().plan, this.template(), Object.keys(outputs ?? {}));
    for (const name of taken) {
      this.writers.log.warning(
        `serverless-passage: the output ${name} is yours already, so ours is left out.`,
      );
    }
  }

  private audit(): void {
    const { plan } = this.current();
    const { routes } = readRoutes(this.serverless.service, this.ledger);
    const [first, ...rest] = [
      ...auditTemplate(
        withNestedStacks(this.template(), (name) => this.readNested(name)),
        plan,
      ),
      ...auditLateRoutes(routes, plan),
    ];
    if (first !== undefined) throw new PassageError([first, ...rest]);
  }

  /** Plugins that split a stack write its parts beside the package's own template. */
  private readNested(fileName: string): NestedTemplate | null {
    const file = join(this.serverless.serviceDir, '.serverless', fileName);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as NestedTemplate) : null;
  }

  private template(): Template {
    const template = this.serverless.service.provider.compiledCloudFormationTemplate;
    if (template === undefined) throw new Error('the framework has compiled no template yet');
    return template;
  }

  private say(notes: readonly Note[]): void {
    for (const { level, text } of notes) this.writers.log[level](`serverless-passage: ${text}`);
  }

  /** Our errors as the framework's own user errors: the message without a stack trace, exit status 1. */
  private guarded(hooks: Record<string, Hook>): Record<string, Hook> {
    const guard =
      (hook: Hook): Hook =>
      async () => {
        try {
          await hook();
        } catch (error) {
          if (!(error instanceof PassageError)) throw error;
          throw new this.serverless.classes.Error(error.message, error.code);
        }
      };
    return Object.fromEntries(Object.entries(hooks).map(([event, hook]) => [event, guard(hook)]));
  }
}

/**
 * Tells the framework only that our keys exist. Given more, its own validation would coerce the values in the
 * user's object (`appId: [abc]` would arrive as `"abc"`), and a second voice would speak about the same mistakes.
 */
function registerKeys({ configSchemaHandler }: Serverless): void {
  const passage = { properties: { passage: {} } };
  configSchemaHandler.defineCustomProperties(passage);
  configSchemaHandler.defineFunctionProperties('aws', passage);
  for (const event of ['httpApi', 'http', 'websocket']) {
    configSchemaHandler.defineFunctionEventProperties('aws', event, passage);
  }
}

/** Hooks of one event run in the order of `plugins:`; ours must see what the others did, wherever it is listed. */
function moveLast({ pluginManager }: Serverless, event: string, hook: Hook | undefined): void {
  const hooks = pluginManager.hooks[event] ?? [];
  const at = hooks.findIndex((entry) => entry.hook === hook);
  if (at >= 0) hooks.push(...hooks.splice(at, 1));
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
