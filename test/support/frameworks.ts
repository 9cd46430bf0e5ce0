/** Services in folders of their own, and real frameworks in processes of their own. See `in-process.ts` for the quick way. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
/** In memory where the system has such a folder: thousands of services are written and removed. */
const TEMPORARY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const MODULES = join(ROOT, 'node_modules');

/** Every framework line that is supported and can run without an account. */
export const FRAMEWORKS = ['serverless3', 'osls3', 'osls4'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** The oldest and the newest: enough for a process that shows what cannot differ between the lines. */
export const OUTERMOST = ['serverless3', 'osls4'] as const satisfies readonly Framework[];

/** Time limit of a test that starts processes, which take seconds on a busy machine. */
export const PROCESS_TIMEOUT_MS = 120_000;

export interface Resource {
  Type: string;
  // A template is whatever the framework makes of it; tests say what they expect.
  Properties: Record<string, unknown>;
}

export interface CfTemplate {
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
}

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for messages. */
  readonly output: string;
  /** The compiled template; `null` when there is none. */
  readonly template: CfTemplate | null;
}

export interface Folder {
  /** The service's own folder. */
  readonly dir: string;
  run(framework: Framework, args: readonly string[], env?: NodeJS.ProcessEnv, stdin?: string): Promise<Run>;
  remove(): void;
}

export interface Files {
  /** `serverless.yml` as text, or as an object (JSON is YAML). Give `serverless.ts` in `files` instead when wanted. */
  readonly service?: string | object;
  /** Other files by path; `handler.js` exists anyway. */
  readonly files?: Readonly<Record<string, string>>;
  /** Packages to be found beside ours: name → folder in our `node_modules`. */
  readonly modules?: Readonly<Record<string, string>>;
}

const HANDLER = `exports.handler = async (event) => ({
  statusCode: 200,
  body: JSON.stringify(event.requestContext && event.requestContext.authorizer || null),
});
`;

/**
 * A service in a new folder. `node_modules` is one level up, so that packaging zips the handler and not the
 * plugin's own development tree.
 */
export function makeService({ service, files = {}, modules = {} }: Files): Folder {
  const base = mkdtempSync(join(TEMPORARY, 'serverless-passage-'));
  const dir = join(base, 'service');
  mkdirSync(dir);
  mkdirSync(join(base, 'node_modules'));
  symlinkSync(ROOT, join(base, 'node_modules/serverless-passage'));
  for (const [name, folder] of Object.entries(modules))
    symlinkSync(join(MODULES, folder), join(base, 'node_modules', name));

  const all: Record<string, string> = { 'handler.js': HANDLER, ...files };
  if (service !== undefined)
    all['serverless.yml'] = typeof service === 'string' ? service : JSON.stringify(service, null, 2);
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return {
    dir,
    run: (framework, args, env, stdin) => run(dir, framework, args, env, stdin),
    remove: () => {
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Environment of a machine with no AWS account, no colours and no network chatter. */
export function cleanEnv(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(AWS_|SLS_|SERVERLESS_|PASSAGE_|FORCE_COLOR|NODE_OPTIONS)/.test(key),
  );
  return {
    ...Object.fromEntries(kept),
    NO_COLOR: '1',
    SLS_TELEMETRY_DISABLED: '1',
    SLS_TRACKING_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
    SLS_DISABLE_AUTO_UPDATE: 'true',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...extra,
  };
}

/** The program to start a framework with. Their bins have one name, so they are started by path. */
export function binary(framework: Framework): string {
  return join(MODULES, framework, 'bin/serverless.js');
}

/** Arguments of Node.js that run a framework's command. */
export function command(framework: Framework, args: readonly string[]): string[] {
  return ['--require', join(__dirname, 'compile-cache.cjs'), binary(framework), ...args];
}

async function run(
  dir: string,
  framework: Framework,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
  stdin = '',
): Promise<Run> {
  const child = spawn(process.execPath, command(framework, args), { cwd: dir, env: cleanEnv(env) });
  let stdout = '';
  let stderr = '';
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    output += chunk.toString();
  });
  child.stdin.end(stdin);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const file = join(dir, '.serverless/cloudformation-template-update-stack.json');
  const template = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CfTemplate) : null;
  return { code, stdout, stderr, output, template };
}

/** A service object with the plugin, one app and the given functions. */
export function service(functions: object, extra: Record<string, unknown> = {}): Record<string, unknown> {
  const { provider, ...rest } = extra;
  return {
    service: 'svc',
    frameworkVersion: '*',
    provider: { name: 'aws', runtime: 'nodejs20.x', ...(provider as object | undefined) },
    plugins: ['serverless-passage'],
    custom: { passage: { appId: 'testapp123', authOrigin: 'https://app.example.com' } },
    functions,
    ...rest,
  };
}
