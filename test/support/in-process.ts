/**
 * Real frameworks in this process: some 0.05 s a run in place of one to two seconds. What a run does is what each
 * framework's own `scripts/serverless.js` does, by its own modules: the service is read, variables are resolved,
 * arguments are parsed, an error becomes a message and exit status 1. What a process alone can show (its exit, standard
 * input, terminals, `offline`, `deploy`) is for `Folder.run`.
 *
 * The plugin is loaded from `src/`, so that a mutant of it is what runs.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { format } from 'node:util';
import { PassageError, type Problem } from '../../src/errors';
import Passage from '../../src/plugin';
import {
  type CfTemplate,
  type Files,
  type Folder,
  type Framework,
  type Run,
  binary,
  cleanEnv,
  makeService,
} from './frameworks';

/** A plugin as the framework constructs it. */
export type PluginClass = new (serverless: never, options: never, writers: never) => object;

export interface ServiceFiles extends Files {
  /** Classes for entries of `plugins:`. Everything else is looked up as the framework looks it up. */
  readonly plugins?: Readonly<Record<string, PluginClass>>;
}

export interface RunOptions {
  readonly plugins?: Readonly<Record<string, PluginClass>>;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

export interface InProcessRun extends Run {
  /** What ended the run; `undefined` when it came to its end. */
  readonly error: unknown;
  /** What the plugin found wrong, as facts; empty when something else ended the run, or nothing did. */
  readonly problems: readonly Problem[];
}

/** Packages a service once, from a folder that is removed afterwards. */
export async function packageService(
  framework: Framework,
  { plugins = {}, ...files }: ServiceFiles,
  env?: NodeJS.ProcessEnv,
): Promise<InProcessRun> {
  const folder = makeService(files);
  try {
    return await runInProcess(framework, folder, ['package'], { plugins, env });
  } finally {
    folder.remove();
  }
}

let last: Promise<unknown> = Promise.resolve();

/** Runs a command in the folder's service. Runs never overlap: each has the process to itself. */
export function runInProcess(
  framework: Framework,
  folder: Folder,
  args: readonly string[],
  options: RunOptions = {},
): Promise<InProcessRun> {
  const run = last.then(() => runAlone(framework, folder, args, options));
  last = run.catch(() => undefined);
  return run;
}

async function runAlone(
  framework: Framework,
  { dir }: Folder,
  args: readonly string[],
  { plugins = {}, env }: RunOptions,
): Promise<InProcessRun> {
  const cli = load(framework);
  const restore = enter(dir, [process.execPath, binary(framework), ...args], cleanEnv(env));
  const written = capture();
  let serverless: Serverless | undefined;
  let error: unknown;
  try {
    const service = await readService(cli, dir);
    const input = parseArguments(cli, cli.awsCommands);
    serverless = new cli.Serverless({ ...service, ...input });
    const classes = new Map(Object.entries({ 'serverless-passage': Passage, ...plugins }));
    replacePlugins(serverless, classes);
    await execute(cli, serverless, service.configuration);
  } catch (reason) {
    error = reason;
    await cli.handleError(reason, { serverless });
  } finally {
    written.stop();
  }
  const code = typeof process.exitCode === 'number' ? process.exitCode : 0;
  restore();
  return { code, error, problems: problemsOf(error), template: readTemplate(dir), ...written.texts };
}

/** The plugin throws the framework's own kind of error, caused by its own. */
function problemsOf(error: unknown): readonly Problem[] {
  return error instanceof Error && error.cause instanceof PassageError ? error.cause.problems : [];
}

/** What a run changes in the process, and how to undo it. */
function enter(dir: string, argv: readonly string[], env: NodeJS.ProcessEnv): () => void {
  const before = { cwd: process.cwd(), argv: process.argv, env: { ...process.env }, code: process.exitCode };
  const terminal = Object.getOwnPropertyDescriptor(process.stdout, 'isTTY');
  process.chdir(dir);
  process.argv = [...argv];
  replaceEnv(env);
  process.exitCode = undefined;
  Object.defineProperty(process.stdout, 'isTTY', { value: false, configurable: true });
  return () => {
    process.chdir(before.cwd);
    process.argv = before.argv;
    replaceEnv(before.env);
    process.exitCode = before.code;
    if (terminal === undefined) Reflect.deleteProperty(process.stdout, 'isTTY');
    else Object.defineProperty(process.stdout, 'isTTY', terminal);
    // Files of the service: another service may have others of the same name, and none is needed again.
    for (const file of Object.keys(require.cache)) {
      if (file.startsWith(join(dir, sep))) Reflect.deleteProperty(require.cache, file);
    }
  };
}

function replaceEnv(env: NodeJS.ProcessEnv): void {
  for (const key of Object.keys(process.env)) if (!(key in env)) Reflect.deleteProperty(process.env, key);
  Object.assign(process.env, env);
}

type Texts = Pick<Run, 'stdout' | 'stderr' | 'output'>;

/** What the framework and plugins print: results on standard output, the log on standard error. */
function capture(): { texts: Texts; stop: () => void } {
  const texts = { stdout: '', stderr: '', output: '' };
  const add = (stream: 'stdout' | 'stderr', text: string): void => {
    texts[stream] += text;
    texts.output += text;
  };
  const onWrite = ({ mode, textTokens }: WriteEvent): void => {
    if (mode === 'text') add('stdout', `${textTokens.flat(Infinity).join('\n')}\n`);
  };
  const onLog = ({ logger, messageTokens }: LogEvent): void => {
    if (SHOWN.has(logger.level)) add('stderr', `${format(...messageTokens.flat(Infinity))}\n`);
  };
  outputs.forEach((output) => {
    output.on('write', onWrite);
  });
  log.on('log', onLog);
  return {
    texts,
    stop: () => {
      outputs.forEach((output) => {
        output.off('write', onWrite);
      });
      log.off('log', onLog);
    },
  };
}

const SHOWN = new Set(['error', 'warning', 'notice']);

interface WriteEvent {
  readonly mode: string;
  readonly textTokens: readonly unknown[];
}

interface LogEvent {
  readonly logger: { readonly level: string };
  readonly messageTokens: readonly unknown[];
}

interface Emitter<E> {
  on(name: string, listener: (event: E) => void): void;
  off(name: string, listener: (event: E) => void): void;
}

interface Configuration extends Record<string, unknown> {
  readonly plugins?: unknown;
}

interface Service {
  readonly configuration: Configuration;
  readonly serviceDir: string;
  readonly configurationFilename: string;
  readonly variablesMeta: Map<string, unknown>;
  readonly hasResolvedCommandsExternally: true;
  readonly isCommandSpecificSchemaResolved: true;
}

interface Input {
  readonly commands: readonly string[];
  readonly options: object;
}

interface Serverless {
  readonly processedInput: object;
  readonly pluginManager: {
    readonly externalPlugins: ReadonlySet<object>;
    readonly cliOptions: object;
    cliCommands: readonly string[];
    requireServicePlugin(dir: string, name: string, legacyDir?: string): unknown;
  };
  init(): Promise<void>;
  run(): Promise<void>;
}

interface Resolver extends Record<string, unknown> {
  readonly configuration: Configuration;
}

/** Modules of a framework, as its own command line uses them. */
interface Cli {
  readonly Serverless: new (config: object) => Serverless;
  readonly readConfiguration: (path: string) => Promise<Configuration>;
  readonly readVariables: (configuration: Configuration) => Map<string, unknown>;
  readonly resolveVariables: (resolver: Resolver) => Promise<void>;
  readonly reportVariables: (
    path: string,
    configuration: Configuration,
    meta: Map<string, unknown>,
  ) => unknown;
  readonly sources: Record<string, unknown>;
  readonly resolveInput: ((schema: unknown) => Input) & { clear(): void };
  readonly awsCommands: unknown;
  readonly finalCommands: (plugins: ReadonlySet<object>, service: object) => unknown;
  readonly ensureSupported: (configuration: Configuration, input: Input) => void;
  readonly handleError: (error: unknown, context: object) => unknown;
}

const loaded = new Map<Framework, Cli>();

function load(framework: Framework): Cli {
  const known = loaded.get(framework);
  if (known !== undefined) return known;
  const require = createRequire(join(binary(framework), '../../lib/'));
  hashQuickly(framework, require);
  stringifyQuickly(require);
  const part = require as (name: string) => unknown;
  const source = (name: string): unknown => part(`./configuration/variables/sources/${name}`);
  const late = (name: string): unknown => (source(`instance-dependent/${name}`) as () => unknown)();
  const cli = {
    Serverless: part('./serverless'),
    readConfiguration: part('./configuration/read'),
    readVariables: part('./configuration/variables/resolve-meta'),
    resolveVariables: part('./configuration/variables/resolve'),
    reportVariables: part('./configuration/variables/eventually-report-resolution-errors'),
    sources: {
      ...{ env: source('env'), file: source('file'), opt: source('opt'), self: source('self') },
      ...{ strToBool: source('str-to-bool'), sls: late('get-sls') },
      // Serverless 3 has parameters from its dashboard only.
      ...(framework === 'serverless3' ? {} : { param: late('param') }),
    },
    resolveInput: part('./cli/resolve-input'),
    awsCommands: part('./cli/commands-schema/aws-service'),
    finalCommands: part('./cli/commands-schema/resolve-final'),
    ensureSupported: part('./cli/ensure-supported-command'),
    handleError: part('./cli/handle-error'),
  } as Cli;
  loaded.set(framework, cli);
  return cli;
}

/**
 * The lines before osls 4 find a compiled validator by `object-hash` of the schema, which takes more than all the rest of
 * a run. For them a digest of its JSON does as well, as osls 4 has it.
 */
function hashQuickly(framework: Framework, require: NodeJS.Require): void {
  if (framework === 'osls4') return;
  const path = require.resolve('object-hash');
  require(path);
  const hash = (schema: unknown): string =>
    createHash('sha256')
      .update(framework + JSON.stringify(schema))
      .digest('hex');
  Object.assign(require.cache[path] ?? {}, { exports: hash });
}

/**
 * The frameworks save the service with `json-cycle`, which compares each object with all before it, and throws and
 * catches an error for each value that has no `toJSON`: a fifth of a run. This gives the same JSON.
 */
function stringifyQuickly(require: NodeJS.Require): void {
  const part = require as (name: string) => unknown;
  const cycle = part('json-cycle') as { stringify: typeof JSON.stringify };
  cycle.stringify = (value: unknown, _replacer?: unknown, space?: string | number) =>
    JSON.stringify(withoutCycles(value, '$', new Map()), null, space);
}

/** A copy in which an object that was met before is `{ $ref: path }`. */
function withoutCycles(given: unknown, path: string, met: Map<unknown, string>): unknown {
  const value = hasToJson(given) ? given.toJSON() : given;
  if (typeof value !== 'object' || value === null) return value;
  const first = met.get(value);
  if (first !== undefined) return { $ref: first };
  met.set(value, path);
  if (Array.isArray(value))
    return value.map((item, index) => withoutCycles(item, `${path}[${String(index)}]`, met));
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    withoutCycles(item, `${path}[${JSON.stringify(key)}]`, met),
  ]);
  return Object.fromEntries(entries) as unknown;
}

function hasToJson(value: unknown): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === 'function';
}

/** The two lines of osls share one emitter of results, and all three frameworks that of the log. */
const outputs = [
  createRequire(binary('osls4'))('../lib/utils/serverless-utils/lib/log/get-output-reporter'),
  createRequire(binary('serverless3'))('@serverless/utils/lib/log/get-output-reporter'),
].map((module) => (module as { emitter: Emitter<WriteEvent> }).emitter);
const log = createRequire(binary('osls4'))('log/lib/emitter') as Emitter<LogEvent>;

/** Where a service may be; the first that is there counts. */
const CONFIGURATIONS = ['serverless.yml', 'serverless.js', 'serverless.ts'];

async function readService(cli: Cli, serviceDir: string): Promise<Service> {
  const configurationFilename = CONFIGURATIONS.find((name) => existsSync(join(serviceDir, name)));
  if (configurationFilename === undefined) throw new Error(`no service in ${serviceDir}`);
  const path = join(serviceDir, configurationFilename);
  const configuration = await cli.readConfiguration(path);
  const variablesMeta = cli.readVariables(configuration);
  if (variablesMeta.size > 0) {
    const { sources } = cli;
    const fulfilledSources = new Set(Object.keys(sources));
    const resolver = { serviceDir, configuration, variablesMeta, sources, options: {}, fulfilledSources };
    await cli.resolveVariables(resolver);
    cli.reportVariables(path, configuration, variablesMeta);
  }
  return {
    ...{ configuration, serviceDir, configurationFilename, variablesMeta },
    hasResolvedCommandsExternally: true,
    isCommandSpecificSchemaResolved: true,
  };
}

function parseArguments({ resolveInput }: Cli, schema: unknown): Input {
  resolveInput.clear();
  return resolveInput(schema);
}

function replacePlugins({ pluginManager }: Serverless, classes: ReadonlyMap<string, PluginClass>): void {
  const require = pluginManager.requireServicePlugin.bind(pluginManager);
  pluginManager.requireServicePlugin = (dir, name, legacyDir) =>
    classes.get(name) ?? require(dir, name, legacyDir);
}

async function execute(cli: Cli, serverless: Serverless, configuration: Configuration): Promise<void> {
  const { pluginManager } = serverless;
  await serverless.init();
  // Plugins bring commands and options of their own, by which the arguments are read once more.
  const schema = cli.finalCommands(pluginManager.externalPlugins, { providerName: 'aws', configuration });
  const input = parseArguments(cli, schema);
  Object.assign(serverless.processedInput, input);
  pluginManager.cliCommands = input.commands;
  Object.assign(pluginManager.cliOptions, input.options);
  cli.ensureSupported(configuration, input);
  await serverless.run();
}

function readTemplate(dir: string): CfTemplate | null {
  const file = join(dir, '.serverless/cloudformation-template-update-stack.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CfTemplate) : null;
}
