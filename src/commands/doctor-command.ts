/** `passage doctor`: asks the issuers what API Gateway will ask them, and checks a token as it would. */
import { type App, type Config, isIntrinsic, keyOptions } from '../config/config';
import { PassageError, type Problem, throwIfAny } from '../errors';
import { type IssuerCheck, checkIssuer } from '../gateway/check-issuer';
import type { IssuerClient } from '../gateway/issuer';
import type { Plan } from '../plan/types';
import { printableJson } from '../util/printable';
import { findApp } from './app-option';
import { SHARED_ISSUER, checksFailed, intrinsicIssuer, intrinsicKeySet } from './command-messages';
import type { AppReport, CheckReport, DoctorReport } from './doctor-report';
import { renderDoctor } from './doctor-text';
import { explainLocalKey } from './local-key-advice';
import type { Outcome } from './outcome';
import type { Terminal } from './terminal';
import { readToken, type TokenInput } from './token-option';
import { checkToken } from './token-report';

export interface DoctorOptions {
  /** `null` for `--token=`, as for `--app=`. */
  readonly token?: string | null;
  readonly app?: string | null;
  readonly json?: boolean;
}

export interface DoctorInput extends TokenInput {
  readonly config: Config;
  readonly plan: Pick<Plan, 'routes'>;
  /** What is wrong with the rest of the service: the command fails with it, and the routes are not known. */
  readonly problems?: readonly Problem[];
  readonly options: DoctorOptions;
}

export async function runDoctor(
  input: DoctorInput,
  client: IssuerClient,
  terminal: Terminal,
): Promise<Outcome> {
  const { config, plan, options, problems = [] } = input;
  const apps = appsOf(config, options.app);
  const token = await readToken(input);
  const explain = await explainLocalKey(token, input);
  const reports = (await Promise.all(apps.map((app) => makeAppReport(app, plan, token, client)))).map(
    explain,
  );
  const failed = failuresOf(reports);
  const [first, ...rest] = [...problems, ...(failed.length === 0 ? [] : [checksFailed(failed)])];
  const report: DoctorReport = { ok: first === undefined, apps: reports };
  const text =
    options.json === true
      ? printableJson(report)
      : renderDoctor(report, terminal, {
          isPlanned: problems.length === 0,
          hasNamedApps: config.hasNamedApps,
        }).join('\n');
  return first === undefined ? { text } : { text, failure: new PassageError([first, ...rest]) };
}

function appsOf(config: Config, key: string | null | undefined): readonly App[] {
  if (key === undefined) return config.apps;
  const found = findApp(config, key);
  return 'app' in found ? [found.app] : throwIfAny([found.problem]);
}

async function makeAppReport(
  app: App,
  plan: DoctorInput['plan'],
  token: string | undefined,
  client: IssuerClient,
): Promise<AppReport> {
  const { key, name, issuer, audience } = app;
  const skipped = whySkipped(app);
  const checks =
    typeof issuer === 'string' && skipped === null
      ? (await checkIssuer(issuer, client, keyOptions(app))).map(checkReport)
      : [];
  const report = token === undefined ? null : await checkToken(app, plan, token, client);
  return { app: key, authorizer: name, issuer, audience, skipped, checks, token: report };
}

function whySkipped({ issuer, jwksUri }: App): string | null {
  if (issuer === null) return SHARED_ISSUER;
  if (isIntrinsic(jwksUri)) return intrinsicKeySet(jwksUri);
  return isIntrinsic(issuer) ? intrinsicIssuer(issuer) : null;
}

export function checkReport({ id, ok, asked, found, ms, fix }: IssuerCheck): CheckReport {
  const result = ok === true ? 'ok' : ok === false ? 'failed' : 'warning';
  return { id, result, asked, found, ms: ms ?? null, fix: fix ?? null };
}

/** The checks that failed, in one word each; with the app where there are several. */
function failuresOf(reports: readonly AppReport[]): string[] {
  // A token belongs to one app: the others refuse it, as they should.
  const isAccepted = reports.some(({ token }) => token?.result === 'accepted');
  return reports.flatMap(({ app, checks, token }) => {
    const failed: string[] = checks.filter(({ result }) => result === 'failed').map(({ id }) => id);
    const refused = token?.result === 'refused' && !isAccepted ? ['token'] : [];
    return [...failed, ...refused].map((what) => (reports.length === 1 ? what : `${app}: ${what}`));
  });
}
