/** The part of the framework that the plugin uses, the same on Serverless 3 and 4 and on osls 3 and 4. */
import type { Template } from './cloudformation';
import { type Note, PassageError, formatMessage, formatProblems } from './errors';
import { columnsOf } from './util/lines';
import type { JsonObject } from './util/objects';

export interface Serverless {
  readonly service: Service;
  readonly serviceDir: string;
  /** Of the framework: `4.3.1`. */
  readonly version?: string;
  readonly configurationInput?: unknown;
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  readonly processedInput: {
    readonly commands: readonly string[];
    readonly options?: { readonly help?: unknown; readonly stage?: unknown; readonly region?: unknown };
  };
  readonly configSchemaHandler: ConfigSchemaHandler;
  /** Sections of the summary that a finished command ends with; there once a command runs. */
  readonly serviceOutputs?: ReadonlyMap<string, string | readonly string[]>;
  readonly pluginManager: {
    readonly hooks: Record<string, { readonly hook: Hook }[] | undefined>;
    readonly plugins?: readonly { readonly hooks?: Readonly<Record<string, Hook>> }[];
    /** Plugins of the service, as far as they are loaded: not the framework's own. */
    readonly externalPlugins?: ReadonlySet<object>;
  };
  getProvider(name: 'aws'): AwsProvider | false;
  addServiceOutputSection(name: string, content: string | readonly string[]): void;
}

interface ConfigSchemaHandler {
  defineCustomProperties(schema: object): void;
  defineFunctionProperties(provider: 'aws', schema: object): void;
  defineFunctionEventProperties(provider: 'aws', event: string, schema: object): void;
}

/** The service as the framework holds it: the user's configuration, which plugins may have changed. */
export interface Service {
  readonly service?: string | null;
  provider: {
    readonly name?: string;
    readonly stackName?: unknown;
    httpApi?: HttpApiConfig | null;
    readonly apiGateway?: { readonly restApiId?: unknown } | null;
    readonly iam?: { readonly role?: unknown } | null;
    readonly compiledCloudFormationTemplate?: Template;
  };
  readonly custom?: unknown;
  readonly resources?: unknown;
  readonly package?: unknown;
  readonly functions: Record<string, FunctionConfig>;
}

interface HttpApiConfig {
  readonly id?: unknown;
  readonly cors?: unknown;
  authorizers?: Record<string, unknown> | null;
}

export interface FunctionConfig {
  /** A list of events, or whatever else is written there. */
  events?: unknown;
  readonly passage?: unknown;
  readonly name?: unknown;
  readonly handler?: unknown;
  readonly httpApi?: unknown;
  readonly role?: unknown;
  readonly authorizer?: unknown;
  readonly package?: unknown;
  readonly module?: unknown;
  readonly url?: unknown;
}

/** One entry of a function's `events`: an object with one key, the kind of event. */
export type EventConfig = JsonObject;

export interface AwsProvider {
  readonly naming: Naming;
  getStage(): string;
  getApiGatewayRestApiId(): unknown;
  getApiGatewayWebsocketApiId(): unknown;
  getApiGatewayRestApiRootResourceId(): unknown;
  /** `provider.apiGateway.restApiResources`. */
  getApiGatewayPredefinedResources(): unknown;
  /** The stage that REST API deployments go to. */
  getApiGatewayStage(): string;
  getRegion(): string;
  /** A call of AWS SDK v2, or in its form; osls 4 has it to throw. */
  request?(service: string, method: string, params: object): Promise<JsonObject>;
  /** What clients of AWS SDK v3 are constructed with; osls only. */
  getAwsSdkV3Config?(): Promise<object>;
}

/** How the framework names what it compiles. */
export interface Naming {
  getStackName(): string;
  getHttpApiLogicalId(): string;
  getHttpApiRouteLogicalId(routeKey: string): string;
  getHttpApiAuthorizerLogicalId(name: string): string;
  getNormalizedAuthorizerName(name: string): string;
  getRestApiLogicalId(): string;
  getAuthorizerLogicalId(name: string): string;
  getLambdaLogicalId(functionName: string): string;
  getLambdaFunctionUrlLogicalId(functionName: string): string;
  getWebsocketsApiLogicalId(): string;
  getWebsocketsAuthorizerLogicalId(functionName: string): string;
  getWebsocketsRouteLogicalId(route: string): string;
  getLambdaWebsocketsPermissionLogicalId(functionName: string): string;
  getLambdaApiGatewayPermissionLogicalId(functionName: string): string;
  getLambdaAuthorizerHttpApiPermissionLogicalId(authorizerName: string): string;
  getResourceLogicalId(path: string): string;
  getMethodLogicalId(resourceName: string, method: string): string;
  normalizePath(path: string): string;
}

export type Hook = () => void | Promise<void>;

/** What the framework hands a plugin for output. */
export interface Writers {
  readonly log: {
    error(text: string): void;
    warning(text: string): void;
    notice(text: string): void;
    info(text: string): void;
  };
  readonly writeText: (text: string) => void;
  /** A line that changes, shown on a terminal only. */
  readonly progress?: { get(name: string): { notice(text: string): void; remove(): void } };
}

/**
 * Tells the framework only that our keys exist. With a schema of their own, its validation would coerce the values in
 * the user's object (`appId: [abc]` would arrive as `"abc"`), and would report the same mistakes once more.
 */
export function registerKeys({ configSchemaHandler }: Serverless): void {
  const passage = { properties: { passage: {} } };
  configSchemaHandler.defineCustomProperties(passage);
  configSchemaHandler.defineFunctionProperties('aws', passage);
  for (const event of ['httpApi', 'http', 'websocket']) {
    configSchemaHandler.defineFunctionEventProperties('aws', event, passage);
  }
}

/** A hook whose errors of ours are the framework's own user errors: the message without a stack trace, exit status 1. */
export function asServerlessError({ classes }: Serverless, hook: Hook): () => Promise<void> {
  return async () => {
    try {
      await hook();
    } catch (error) {
      if (!(error instanceof PassageError)) throw error;
      // The framework prints errors on standard output, as they are.
      const text = formatProblems(error.problems, columnsOf(process.stdout));
      throw Object.assign(new classes.Error(text, error.code), { cause: error });
    }
  };
}

/** What the framework writes before the first line of a warning. */
const WARNING = 'Warning: ';

/** By how much it indents the lines of an error that is logged. */
const ERROR_INDENT = 2;

/** Writes messages of ours on standard error. */
export function logNotes({ log }: Pick<Writers, 'log'>, notes: readonly Note[]): void {
  const columns = columnsOf(process.stderr) - WARNING.length;
  for (const note of notes)
    log[note.level](formatMessage({ ...note, where: `serverless-passage: ${note.where}` }, columns));
}

/** Writes each note once: one command audits several times. */
export function noteLog(writers: Pick<Writers, 'log'>): (notes: readonly Note[]) => void {
  const logged = new Set<string>();
  return (notes) => {
    const added = notes.filter((note) => !logged.has(JSON.stringify(note)));
    logNotes(writers, added);
    for (const note of added) logged.add(JSON.stringify(note));
  };
}

/** Writes problems on standard error that end the command. */
export function logProblems({ log }: Writers, { problems }: PassageError): void {
  log.error(formatProblems(problems, columnsOf(process.stderr) - ERROR_INDENT));
}

/** Writes problems on standard error that do not concern the command. */
export function warnOfProblems({ log }: Writers, { problems }: PassageError): void {
  const text = formatProblems(problems, columnsOf(process.stderr));
  log.warning(`serverless-passage: this service would not deploy.\n${text}`);
}
