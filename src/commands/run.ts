/** What the commands print, and where; loaded only when one of them runs. */
import type { IssuerClient } from '../gateway/issuer';
import type { Serverless, Writers } from '../serverless';
import type { PlannedService } from '../plan/plan-service';
import { type DoctorOptions, runDoctor } from './doctor-command';
import { makeListing } from './listing';
import type { Outcome } from './outcome';
import { type RoutesOptions, runRoutes } from './routes-command';
import { renderDeploySummary } from './deploy-summary';
import { readSecret } from './stdin';
import { terminalOf } from './terminal';
import { type VerifyResult, verifyIssuers } from './verify-issuers';

const VIA: IssuerClient = { fetch, now: () => new Date() };

/** Prints the routes; throws when the gate is closed. */
export function routes(
  { plan }: PlannedService,
  { service }: Serverless,
  options: RoutesOptions,
  writers: Writers,
): void {
  const terminal = terminalOf(process.stdout, process.env);
  report(runRoutes(plan, service.resources, options, terminal), writers);
}

/** Prints the doctor's report; throws when a check failed. */
export async function doctor(
  { config, plan }: PlannedService,
  options: DoctorOptions,
  writers: Writers,
): Promise<void> {
  const readToken = (): Promise<string> =>
    readSecret(process.stdin, (text) => {
      writers.log.notice(text);
    });
  const terminal = terminalOf(process.stdout, process.env);
  report(await runDoctor({ config, plan, options, readToken }, VIA, terminal), writers);
}

/** Asks the issuers that are not yet `known`, unless the configuration says not to. */
export async function verify({ config, plan }: PlannedService, known: Set<string>): Promise<VerifyResult> {
  return config.verifyIssuer ? verifyIssuers(config, plan, VIA, known) : { problems: [], notes: [] };
}

/** Adds our section to the summary that `deploy` and `info` end with. */
export function addDeploySummary({ plan }: PlannedService, serverless: Serverless): void {
  const { serviceOutputs, service } = serverless;
  const shown = ['endpoint', 'endpoints'].flatMap((name) => serviceOutputs?.get(name) ?? []);
  const lines = renderDeploySummary(makeListing(plan, service.resources), shown);
  if (lines.length > 0) serverless.addServiceOutputSection('passage', lines);
}

function report({ text, failure }: Outcome, { writeText }: Writers): void {
  writeText(text);
  if (failure !== undefined) throw failure;
}
