/** The commands as the framework lists them in its help, and registers them. */

interface Option {
  readonly usage: string;
  readonly type: 'boolean' | 'string';
}

interface Command {
  readonly usage: string;
  readonly lifecycleEvents: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
}

/** `passage` alone prints the usage of the commands below it: the framework does that. */
export const COMMANDS = {
  passage: {
    type: 'container',
    usage: 'Show and check how routes are protected',
    commands: {
      routes: {
        usage: usage(
          'List routes: how each is protected, and why.',
          'Needs no AWS credentials, no network.',
          'Example: npx sls passage routes --fail-on-public',
        ),
        lifecycleEvents: ['run'],
        options: {
          json: { usage: 'Print JSON', type: 'boolean' },
          'fail-on-public': {
            usage: usage('Exit 1 if a route is public', 'without `passage: false`'),
            type: 'boolean',
          },
        },
      },
      doctor: {
        usage: usage(
          'Ask the issuers what API Gateway will ask them,',
          'and say why a token gets a 401.',
          'Example: npx sls passage doctor --token -',
        ),
        lifecycleEvents: ['run'],
        options: {
          token: {
            usage: usage('Would API Gateway accept this token?', '- prompts for it, or reads standard input'),
            type: 'string',
          },
          app: { usage: 'Only this app of custom.passage.apps', type: 'string' },
          json: { usage: 'Print JSON', type: 'boolean' },
        },
      },
      drift: {
        usage: usage(
          'Compare the deployed API with the configuration.',
          'Reads AWS, changes nothing.',
          'Example: npx sls passage drift --probe',
        ),
        lifecycleEvents: ['run'],
        options: {
          probe: {
            usage: usage('Also send a request without a token to', 'protected routes'),
            type: 'boolean',
          },
          url: {
            usage: usage('Base URL for --probe, where the default', 'endpoint is disabled'),
            type: 'string',
          },
          json: { usage: 'Print JSON', type: 'boolean' },
        },
      },
      token: {
        usage: usage(
          'Print a token for local development, signed with',
          "this machine's key.",
          'Example: TOKEN=$(npx sls passage token)',
        ),
        lifecycleEvents: ['run'],
        options: {
          sub: { usage: 'User ID, the claim sub. Default: local-user', type: 'string' },
          app: { usage: 'Key of the app. Default: defaultApp', type: 'string' },
          'expires-in': { usage: 'How long it is valid: 90s, 15m, 30d. Default: 1h', type: 'string' },
          claims: {
            usage: usage('Claims to add or to replace, as JSON:', `'{"scope":"orders:read"}'`),
            type: 'string',
          },
        },
      },
    } satisfies Record<string, Command>,
  },
} as const;

/** Lines aligned in the framework's usage column, which has 48 characters on a terminal of 80. */
function usage(...lines: readonly string[]): string {
  return lines.join(`\n${' '.repeat(32)}`);
}

/** The framework's commands that must work with an invalid block: none of them compiles the service. */
const WITHOUT_PLAN = ['remove', 'logs', 'metrics', 'print', 'info', 'rollback', 'deploy list', 'invoke'];

export function needsNoPlan(command: string): boolean {
  return WITHOUT_PLAN.some(
    (name) => command === name || (command.startsWith(`${name} `) && command !== 'invoke local'),
  );
}
