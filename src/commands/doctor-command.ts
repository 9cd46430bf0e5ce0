/** `passage doctor`: asks the issuers what API Gateway will ask them, and judges a token as it would. */
import { type App, type Config, type Value, isIntrinsic } from '../config/parse';
import { PassageError, throwIfAny, formatValue } from '../errors';
import { type IssuerCheck, checkIssuer } from '../gateway/check-issuer';
import type { IssuerClient } from '../gateway/issuer';
import type { Plan } from '../plan/types';
import { findApp } from './app-option';
import { renderDoctor } from './doctor-text';
import type { Outcome } from './outcome';
import type { Terminal } from './terminal';
import { type TokenReport, checkToken } from './token-report';

/** What `--json` prints. */
export interface DoctorReport {
  /** Nothing that was checked failed. */
  readonly ok: boolean;
  readonly apps: readonly AppReport[];
}

export interface AppReport {
  readonly app: string;
  readonly authorizer: string;
  readonly issuer: Value | null;
  readonly audience: readonly Value[];
  /** Why the issuer could not be asked; `null` when it was. */
  readonly skipped: string | null;
  readonly checks: readonly CheckReport[];
  /** `null` without `--token`. */
  readonly token: TokenReport | null;
}

export interface CheckReport {
  readonly id: IssuerCheck['id'];
  readonly result: 'ok' | 'warning' | 'failed';
  readonly asked: string;
  readonly found: string;
  /** Milliseconds, where something was fetched. */
  readonly ms: number | null;
  readonly fix: string | null;
}

export interface DoctorOptions {
  /** `null` for `--token=`. */
  readonly token?: string | null;
  readonly app?: string;
  readonly json?: boolean;
}

export interface DoctorInput {
  readonly config: Config;
  readonly plan: Plan;
  readonly options: DoctorOptions;
  /** Reads a token that was not given on the command line. */
  readonly readToken: () => Promise<string>;
}

export async function runDoctor(
  input: DoctorInput,
  client: IssuerClient,
  terminal: Terminal,
): Promise<Outcome> {
  const { config, plan, options } = input;
  const apps = appsOf(config, options.app);
  const token = await readToken(input);
  const reports = await Promise.all(apps.map((app) => makeAppReport(app, plan, token, client)));
  const report: DoctorReport = { ok: failuresOf(reports).length === 0, apps: reports };
  const text =
    options.json === true ? JSON.stringify(report, null, 2) : renderDoctor(report, terminal).join('\n');
  return report.ok ? { text } : { text, failure: checkFailed(reports) };
}

function appsOf(config: Config, key: string | undefined): readonly App[] {
  if (key === undefined) return config.apps;
  const found = findApp(config, key);
  return 'app' in found ? [found.app] : throwIfAny([found.problem]);
}

async function readToken({ options, readToken: read }: DoctorInput): Promise<string | undefined> {
  const { token } = options;
  if (token === undefined) return undefined;
  const text = (token === '-' ? await read() : (token ?? '')).trim();
  if (text !== '') return text;
  throw new PassageError([
    {
      code: 'PASSAGE_COMMAND_INVALID',
      where: '--token',
      what: 'there is no token',
      found: token === '-' ? 'nothing on standard input' : 'an empty text',
      fix: '--token "$TOKEN", or pbpaste | sls passage doctor --token -',
    },
  ]);
}

async function makeAppReport(
  app: App,
  plan: Plan,
  token: string | undefined,
  client: IssuerClient,
): Promise<AppReport> {
  const { key, name, issuer, audience } = app;
  const skipped = whySkipped(issuer);
  const checks = typeof issuer === 'string' ? (await checkIssuer(issuer, client)).map(checkReport) : [];
  const result = token === undefined ? null : await checkToken(app, plan, token, client);
  return { app: key, authorizer: name, issuer, audience, skipped, checks, token: result };
}

function whySkipped(issuer: Value | null): string | null {
  if (issuer === null)
    return 'The authorizer is shared (authorizerId) and its issuer is not told here, so there is nobody to ask. Run the doctor in the service that makes it, or add issuer and audience beside authorizerId.';
  if (isIntrinsic(issuer))
    return `The issuer is a CloudFormation function, ${formatValue(issuer)}, known only after the deployment, so it cannot be asked.`;
  return null;
}

function checkReport({ id, ok, asked, found, ms, fix }: IssuerCheck): CheckReport {
  const result = ok === true ? 'ok' : ok === false ? 'failed' : 'warning';
  return { id, result, asked, found, ms: ms ?? null, fix: fix ?? null };
}

/** In a few words each: what failed, and for which app. */
function failuresOf(reports: readonly AppReport[]): { app: string; what: string }[] {
  // A token is of one app: that the others refuse it is as it should be.
  const isAccepted = reports.some(({ token }) => token?.result === 'accepted');
  return reports.flatMap(({ app, checks, token }) => {
    const failed = checks.filter(({ result }) => result === 'failed').map(({ id }) => id as string);
    const refused = token?.result === 'refused' && !isAccepted ? ['token'] : [];
    return [...failed, ...refused].map((what) => ({ app, what }));
  });
}

function checkFailed(reports: readonly AppReport[]): PassageError {
  const failures = failuresOf(reports);
  const found = failures.map(({ app, what }) => (reports.length === 1 ? what : `${app}: ${what}`));
  return new PassageError([
    {
      code: 'PASSAGE_CHECK_FAILED',
      where: 'passage doctor',
      what: failures.length === 1 ? 'a check failed' : `${failures.length} checks failed`,
      found: found.join(', '),
      fix: 'what the failed checks say',
      verb: 'do',
    },
  ]);
}
