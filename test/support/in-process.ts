/**
 * Real frameworks in this process: some 0.02 s a run in place of one to two seconds. What a run does is what each
 * framework's own `scripts/serverless.js` does, by its own modules: the service is read, variables are resolved,
 * arguments are parsed, an error becomes a message and exit status 1. What a process alone can show (its exit, standard
 * input, terminals, workers of `offline`, `deploy`) is for `Folder.run`.
 *
 * The plugin is loaded from `src/`, so that a mutant of it is what runs.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassageError, type Problem } from '../../src/errors';
import Passage from '../../src/plugin';
import {
  type Cli,
  type Configuration,
  type Input,
  type Serverless,
  type Service,
  load,
} from './framework-modules';
import { type Texts, capture } from './framework-output';
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
  /** Is given what is printed from now on, which grows. */
  readonly onStart?: (texts: Texts) => void;
}

export interface InProcessRun extends Run {
  /** What ended the run; `undefined` when it came to its end. */
  readonly error: unknown;
  /** What the plugin found wrong, as facts; empty when something else ended the run, or nothing did. */
  readonly problems: readonly Problem[];
  /** What the plugin's warnings and notices are about, in the order in which they were printed. */
  readonly notes: readonly string[];
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
  { plugins = {}, env, onStart }: RunOptions,
): Promise<InProcessRun> {
  const cli = load(framework);
  const restore = enter(dir, [process.execPath, binary(framework), ...args], cleanEnv(env));
  const written = capture();
  onStart?.(written.texts);
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
  const { texts } = written;
  const facts = { problems: problemsOf(error), notes: notesIn(texts.output) };
  return { code, error, ...facts, template: readTemplate(dir), ...texts };
}

/** The plugin throws the framework's own kind of error, caused by its own. */
function problemsOf(error: unknown): readonly Problem[] {
  return error instanceof Error && error.cause instanceof PassageError ? error.cause.problems : [];
}

/** Each is printed as `serverless-passage: place: statement`. */
function notesIn(output: string): string[] {
  return [...output.matchAll(/serverless-passage: (\S+): /g)].flatMap(([, where]) => where ?? []);
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
    // Files of the service: a later run may find others of the same name.
    for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8' }))
      Reflect.deleteProperty(require.cache, join(dir, file));
  };
}

/** Sets what differs only: each assignment to `process.env` is a call of the system's `setenv`. */
function replaceEnv(env: NodeJS.ProcessEnv): void {
  const before = { ...process.env };
  for (const key of Object.keys(before)) if (!(key in env)) Reflect.deleteProperty(process.env, key);
  for (const [key, value] of Object.entries(env)) if (before[key] !== value) process.env[key] = value;
}

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
  if (input.isHelpRequest === true) {
    cli.renderHelp(pluginManager.externalPlugins);
  } else {
    cli.ensureSupported(configuration, input);
    await serverless.run();
  }
}

function readTemplate(dir: string): CfTemplate | null {
  const file = join(dir, '.serverless/cloudformation-template-update-stack.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CfTemplate) : null;
}
