/** Modules of each framework, as its own command line uses them. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { takeShortcuts } from './framework-shortcuts';
import { type Framework, binary } from './frameworks';

export interface Configuration extends Record<string, unknown> {
  readonly plugins?: unknown;
}

export interface Service {
  readonly configuration: Configuration;
  readonly serviceDir: string;
  readonly configurationFilename: string;
  readonly variablesMeta: Map<string, unknown>;
  readonly hasResolvedCommandsExternally: true;
  readonly isCommandSpecificSchemaResolved: true;
}

export interface Input {
  readonly commands: readonly string[];
  readonly options: object;
  /** With `--help`, or of a command that has others in it. */
  readonly isHelpRequest?: boolean;
}

export interface Serverless {
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
export interface Cli {
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
  readonly renderHelp: (plugins: ReadonlySet<object>) => void;
  readonly handleError: (error: unknown, context: object) => unknown;
}

const loaded = new Map<Framework, Cli>();

export function load(framework: Framework): Cli {
  const known = loaded.get(framework);
  if (known !== undefined) return known;
  const require = createRequire(join(binary(framework), '../../lib/'));
  takeShortcuts(require);
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
    renderHelp: part('./cli/render-help'),
    handleError: part('./cli/handle-error'),
  } as Cli;
  loaded.set(framework, cli);
  return cli;
}
