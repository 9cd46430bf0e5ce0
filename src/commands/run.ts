/** What the commands print, and where; loaded only when one of them runs. */
import { parseConfig } from '../config/parse';
import { PassageError } from '../errors';
import type { IssuerClient } from '../gateway/issuer';
import type { PlannedService } from '../plan/plan-service';
import { findLocalKid } from '../offline/local-key';
import { type Serverless, type Writers, logProblems } from '../serverless';
import { suggestDrift } from './command-messages';
import { renderDeploySummary } from './deploy-summary';
import { type DoctorOptions, runDoctor } from './doctor-command';
import { runTokenOnly } from './doctor-token-only';
import { makeListing } from './listing';
import type { Outcome } from './outcome';
import { type RoutesOptions, runRoutes } from './routes-command';
import { readSecret } from './stdin';
import { terminalOf } from './terminal';
import { runToken } from './token-command';
import { type VerifyResult, verifyIssuers } from './verify-issuers';

const CLIENT: IssuerClient = { fetch, now: () => new Date() };

/** What a command is run with. */
export interface CommandInput {
  readonly serverless: Serverless;
  /** Of the command line. */
  readonly options: object;
  readonly writers: Writers;
  /** Plans the service as it is by now. Throws {@link PassageError}. */
  readonly plan: () => PlannedService;
}

/** Prints the routes; throws when `--fail-on-public` finds one. */
export function routes(input: CommandInput): Promise<void> {
  const options = input.options as RoutesOptions;
  return runDataCommand(input, options.json === true, () => {
    const { plan } = input.plan();
    report(runRoutes(plan, input.serverless.service.resources, options, terminalOf(process.stdout)), input);
  });
}

/** Prints the doctor's report; throws when a check failed. */
export function doctor(input: CommandInput): Promise<void> {
  const options = input.options as DoctorOptions;
  return runDataCommand(input, options.json === true, async () => {
    const planned = planOrError(input);
    // A token can be explained without a service.
    if (planned instanceof PassageError && options.token === undefined) throw planned;
    report(await examine(planned, input), input);
  });
}

function examine(planned: PlannedService | PassageError, input: CommandInput): Promise<Outcome> {
  const readToken = (): Promise<string> =>
    readSecret(process.stdin, (text) => {
      input.writers.log.notice(text);
    });
  const asked = { options: input.options as DoctorOptions, readToken, localKid: findLocalKid };
  const terminal = terminalOf(process.stdout);
  if (!(planned instanceof PassageError)) return runDoctor({ ...planned, ...asked }, CLIENT, terminal);
  const { config } = parseConfig(input.serverless.service.custom);
  if (config === null) return runTokenOnly(planned, asked, CLIENT, terminal);
  const { problems } = planned;
  return runDoctor({ config, plan: { routes: [] }, problems, ...asked }, CLIENT, terminal);
}

function planOrError(input: CommandInput): PlannedService | PassageError {
  try {
    return input.plan();
  } catch (error) {
    if (error instanceof PassageError) return error;
    throw error;
  }
}

/** Prints a token for local development. */
export function token(input: CommandInput): Promise<void> {
  return runDataCommand(input, true, () => runToken(input.plan().config, input.options, input.writers));
}

/** Asks the issuers that are not yet `known`, unless the configuration says not to. */
export async function verify({ config, plan }: PlannedService, known: Set<string>): Promise<VerifyResult> {
  return config.verifyIssuer ? verifyIssuers(config, plan, CLIENT, known) : { problems: [], notes: [] };
}

/** Adds our section to the summary that `deploy` and `info` end with. */
export function addDeploySummary(planned: PlannedService | undefined, serverless: Serverless): void {
  const provider = serverless.getProvider('aws');
  // `info` works for a service that cannot be planned: then there is nothing to show.
  if (planned === undefined || provider === false) return;
  const { plan } = planned;
  const { serviceOutputs, service } = serverless;
  const endpoints = ['endpoint', 'endpoints'].flatMap((name) => serviceOutputs?.get(name) ?? []);
  const lines = renderDeploySummary(makeListing(plan, service.resources), {
    endpoints,
    restStage: provider.getApiGatewayStage(),
  });
  if (lines.length > 0)
    serverless.addServiceOutputSection('passage', [...lines, suggestDrift(driftCommand(serverless))]);
}

/** With the stage and region of this run, where they were given. */
function driftCommand({ processedInput: { options = {} } }: Serverless): string {
  const given = (['stage', 'region'] as const).flatMap((name) => {
    const value = options[name];
    return typeof value === 'string' && /^[\w-]+$/.test(value) ? [`--${name} ${value}`] : [];
  });
  return ['npx sls passage drift --probe', ...given].join(' ');
}

/**
 * The framework prints errors on standard output. Where a program reads that (`--json`, or `$(sls passage token)`,
 * which would make them part of a request), errors go to standard error.
 */
export async function runDataCommand(
  { writers }: CommandInput,
  isData: boolean,
  run: () => void | Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isData || !(error instanceof PassageError)) throw error;
    logProblems(writers, error);
    process.exitCode = 1;
  }
}

export function report({ text, failure }: Outcome, { writers }: CommandInput): void {
  writers.writeText(text);
  if (failure !== undefined) throw failure;
}
