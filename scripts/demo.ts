/** What the plugin does, shown on example-service with the real framework. Needs no account and no network. */
import { type Answer, ask, type Offline, startOffline } from '../test/support/offline';
import {
  type CfTemplate,
  type Files,
  type Resource,
  type Run,
  makeService,
} from '../test/support/frameworks';
import { readExample } from './example';

const LINE = { framework: 'osls4', offline: 'serverless-offline14' } as const;
const MODULES = { 'serverless-offline': LINE.offline };

async function demo(): Promise<void> {
  const files = readExample();
  heading('1. example-service, packaged by osls: the authorizer in the compiled template');
  const template = compiled(await packaged(files));
  table(authorizerRows(template));

  heading('2. Its routes, from the same template');
  table(routeRows(template));

  heading('3. The same service with a slash too many in the block');
  const broken = {
    ...files,
    'serverless.yml':
      files['serverless.yml']?.replace("'https://app.example.com'", "'https://app.example.com/'") ?? '',
  };
  const refused = await packaged(broken);
  if (refused.code === 0) throw new Error('a mistake was packaged');
  print(message(refused));
  print(`(exit status ${String(refused.code)}, nothing to deploy)`);

  heading('4. The same service under sls offline, with keys of this machine: GET /me');
  const offline = await startOffline(LINE, { files });
  try {
    table(await answerRows(offline));
  } finally {
    await offline.stop();
  }
}

async function answerRows(offline: Offline): Promise<string[][]> {
  const good = await tokenOf(offline, ['--sub', 'alice']);
  const expired = await tokenOf(offline, ['--claims', '{"exp":1000000000}']);
  const requests: [what: string, token: string | undefined, status: number][] = [
    ['no token', undefined, 401],
    ["alice's token", good, 200],
    ['an expired token', expired, 401],
    ['a forged token', forged(good), 401],
  ];
  const rows: string[][] = [];
  for (const [what, token, status] of requests) {
    const answer = await ask(`${offline.url}/me`, token === undefined ? {} : { token });
    if (answer.status !== status) throw new Error(`${what}: ${String(answer.status)}\n${offline.output()}`);
    rows.push([what, String(answer.status), says(answer)]);
  }
  return rows;
}

/** What the client learns: the body, or what is between the quotes of the header. */
function says({ status, body, wwwAuthenticate }: Answer): string {
  if (status === 200) return JSON.stringify(body);
  const description = /error_description="(.+)"/.exec(wwwAuthenticate ?? '')?.[1];
  return `www-authenticate: ${description === undefined ? (wwwAuthenticate ?? '') : `Bearer … "${description}"`}`;
}

async function tokenOf({ folder }: Offline, options: readonly string[]): Promise<string> {
  const { code, stdout, output } = await folder.run(LINE.framework, ['passage', 'token', ...options]);
  if (code !== 0) throw new Error(output);
  return stdout.trim();
}

/** The token with another user in it, and the signature it had. */
function forged(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const others = Buffer.from(JSON.stringify({ ...claims, sub: 'mallory' })).toString('base64url');
  return [header, others, signature].join('.');
}

async function packaged(files: NonNullable<Files['files']>): Promise<Run> {
  const folder = makeService({ files, modules: MODULES });
  try {
    return await folder.run(LINE.framework, ['package']);
  } finally {
    folder.remove();
  }
}

function compiled({ template, output }: Run): CfTemplate {
  if (template === null) throw new Error(output);
  return template;
}

function authorizerRows({ Resources }: CfTemplate): string[][] {
  const { Name, IdentitySource, JwtConfiguration } =
    ofType(Resources, 'AWS::ApiGatewayV2::Authorizer')[0]?.Properties ?? {};
  const { Issuer, Audience } = JwtConfiguration as { Issuer: string; Audience: string[] };
  return [
    ['Name', String(Name)],
    ['Identity source', (IdentitySource as string[]).join(', ')],
    ['Issuer', Issuer],
    ['Audience', Audience.join(', ')],
  ];
}

function routeRows({ Resources }: CfTemplate): string[][] {
  return ofType(Resources, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => {
    const { RouteKey, AuthorizationType, AuthorizationScopes } = Properties;
    const scopes =
      AuthorizationScopes === undefined ? '' : `scope ${(AuthorizationScopes as string[]).join(' or ')}`;
    const access = AuthorizationType === 'JWT' ? 'protected' : 'public';
    return [String(RouteKey), access, String(AuthorizationType), scopes];
  });
}

function ofType(resources: CfTemplate['Resources'], type: string): Resource[] {
  return Object.values(resources).filter(({ Type }) => Type === type);
}

/** The framework's error without its own frame. */
function message({ output }: Run): string {
  return output.slice(output.indexOf('Error:') + 'Error:'.length).trim();
}

function heading(text: string): void {
  print(`\n${text}\n`);
}

function table(rows: readonly string[][]): void {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  for (const row of rows)
    print(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('   ')
        .trimEnd(),
    );
}

function print(text: string): void {
  console.log(text.replace(/^(?=.)/gm, '   '));
}

demo().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
