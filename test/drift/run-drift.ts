/** The command in this process, on a fake AWS. */
import type { DriftReport, RouteReport } from '../../src/drift/drift-report';
import { type DriftOptions, runDrift } from '../../src/drift/drift-command';
import type { Outcome } from '../../src/commands/outcome';
import { PLAIN, type Terminal } from '../../src/commands/terminal';
import { PassageError, type Problem } from '../../src/errors';
import { withRetries } from '../../src/drift/retry';
import type { AwsProvider } from '../../src/serverless';
import { type PlainService, host, naming, plain, planOf } from '../support/plans';
import { parseDrift } from '../commands/schemas';
import { type FakeAws, callsOf } from './fake-aws';

const REGION = 'eu-central-1';
export const STACK = 'svc-dev';

/** An issuer that is not Passage's. */
export const BLOCK = { issuer: 'https://issuer.example.com/', audience: 'api' };

function providerOf(service: PlainService): AwsProvider {
  return {
    ...host(service).getProvider('aws'),
    naming: { ...naming, getStackName: () => STACK },
    getRegion: () => REGION,
    getApiGatewayStage: () => 'dev',
  } as AwsProvider;
}

export interface DriftRun {
  readonly text: string;
  readonly problems: readonly Problem[];
  /** Of `--json`. */
  readonly report: DriftReport | null;
  readonly progress: readonly string[];
}

export interface RunSetting {
  readonly options?: DriftOptions;
  readonly resources?: unknown;
  readonly fetch?: typeof fetch;
  readonly terminal?: Terminal;
}

export async function drift(
  service: PlainService,
  aws: FakeAws,
  setting: RunSetting = {},
): Promise<DriftRun> {
  const { options = {}, resources, terminal = PLAIN } = setting;
  const progress: string[] = [];
  const onThrottled = (attempt: number): void => {
    progress.push(`throttled ${attempt}`);
  };
  const ports = {
    call: withRetries(callsOf(aws), { retries: 3, firstWaitMs: 1, onThrottled }),
    fetch: setting.fetch ?? noFetch,
    progress: (text: string) => {
      progress.push(text);
    },
  };
  const input = { planned: planOf(service), resources, provider: providerOf(service), options };
  const { text, failure } = await outcomeOf(runDrift(input, ports, terminal));
  const report = options.json === true && text !== '' ? parseDrift(text) : null;
  return { text, problems: failure?.problems ?? [], report, progress };
}

/** The same with `--json`, and only the routes. */
export async function driftRoutes(
  service: PlainService,
  aws: FakeAws,
  setting: RunSetting = {},
): Promise<Record<string, RouteReport>> {
  const { report } = await drift(service, aws, { ...setting, options: { ...setting.options, json: true } });
  const routes = report?.apis.flatMap((api) => api.routes) ?? [];
  return Object.fromEntries(routes.map((route) => [`${route.method} ${route.path}`, route]));
}

/** What ends the command without a report is a failure too. */
async function outcomeOf(run: Promise<Outcome>): Promise<Outcome> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof PassageError) return { text: '', failure: error };
    throw error;
  }
}

const noFetch = (): Promise<Response> => Promise.reject(new Error('nothing may be sent'));

/** A service with a public route, two protected ones, and one with scopes. */
export const SERVICE = plain(
  {
    hello: { passage: false, events: [{ httpApi: 'GET /hello' }] },
    me: {
      passage: true,
      events: [
        { httpApi: 'GET /me' },
        { httpApi: { method: 'PUT', path: '/me/{id}', passage: { scopes: ['b', 'a'] } } },
        { httpApi: 'ANY /app/{proxy+}' },
      ],
    },
  },
  BLOCK,
);
