/** What the plugin does, shown on example-service with the real framework. Needs no account and no network. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CfTemplate,
  type Files,
  type Resource,
  type Run,
  makeService,
} from '../test/support/frameworks';

const EXAMPLE = join(__dirname, '../example-service');
const MODULES = { 'serverless-offline': 'serverless-offline14' };

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
}

/** example-service as it stands; installing its own dependencies is not needed here. */
function readExample(): Record<string, string> {
  const names = readdirSync(EXAMPLE).filter((name) => /\.(js|yml)$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(EXAMPLE, name), 'utf8')]));
}

async function packaged(files: NonNullable<Files['files']>): Promise<Run> {
  const folder = makeService({ files, modules: MODULES });
  try {
    return await folder.run('osls4', ['package']);
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
