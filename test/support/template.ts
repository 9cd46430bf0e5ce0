/** What a compiled template says of its routes, short enough to compare at a glance. */
import { expect } from 'chai';
import type { Problem } from '../../src/errors';
import type { CfTemplate, Run } from './frameworks';
import type { InProcessRun } from './in-process';

/** `JWT passage`, `JWT passage [a b]`, `NONE`, `AWS_IAM`, `-` for no word at all, by route key. */
export function accessByRoute({ Resources }: CfTemplate): Record<string, string> {
  const routes = Object.values(Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');
  return Object.fromEntries(
    routes.map(({ Properties }) => {
      const { RouteKey, AuthorizationType, AuthorizerId, AuthorizationScopes } = Properties;
      return [String(RouteKey), access(Resources, AuthorizationType, AuthorizerId, AuthorizationScopes)];
    }),
  );
}

/** The same of a REST API's methods, by logical ID. */
export function accessByMethod({ Resources }: CfTemplate): Record<string, string> {
  const methods = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::ApiGateway::Method');
  return Object.fromEntries(
    methods.map(([id, { Properties }]) => {
      const { AuthorizationType, AuthorizerId, AuthorizationScopes } = Properties;
      return [id, access(Resources, AuthorizationType, AuthorizerId, AuthorizationScopes)];
    }),
  );
}

function access(resources: CfTemplate['Resources'], type: unknown, id: unknown, scopes: unknown): string {
  if (type === undefined) return '-';
  const ref = typeof id === 'object' && id !== null && 'Ref' in id ? String(id.Ref) : undefined;
  const name = ref === undefined ? id : (resources[ref]?.Properties.Name ?? ref);
  const words = [type, name, scopes === undefined ? undefined : `[${(scopes as string[]).join(' ')}]`];
  return words
    .filter((setting) => setting !== undefined)
    .map((setting) => (typeof setting === 'string' ? setting : JSON.stringify(setting)))
    .join(' ');
}

/** The template of a run that must have succeeded. */
export function packaged(run: Run): CfTemplate {
  expect(run.code, run.output).to.equal(0);
  if (run.template === null) throw new Error(`no template:\n${run.output}`);
  return run.template;
}

/** That a run was refused: exit status 1, the code in the message, no stack trace, nothing that could be deployed. */
export function expectRefused(run: Run, ...codes: string[]): void {
  expect(run.code, run.output).to.equal(1);
  for (const code of codes) expect(run.output).to.include(code);
  expect(run.output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
  expect(run.template).to.equal(null);
}

/** Problems, each as `CODE where`. */
export function placesOf(problems: readonly Problem[]): string[] {
  return problems.map(({ code, where }) => `${code} ${where}`);
}

/** That a run was refused for just these problems, each as `CODE where`, in any order. */
export function expectProblems(run: InProcessRun, ...expected: string[]): void {
  expectRefused(run);
  expect(placesOf(run.problems), run.output).to.have.members(expected);
}

/** What a run that succeeded warns about, less that no route is protected. */
export function warningsOf({ code, output, notes }: InProcessRun): readonly string[] {
  expect(code, output).to.equal(0);
  return notes.filter((where) => where !== 'custom.passage');
}
