/** `passage drift`: compares what is deployed with what the configuration says. Reads only. */
import type { Outcome } from '../commands/outcome';
import type { Terminal } from '../commands/terminal';
import { PassageError, throwIfAny } from '../errors';
import type { PlannedService } from '../plan/plan-service';
import type { AwsProvider } from '../serverless';
import type { ApiKind } from '../service/events';
import { printableJson } from '../util/printable';
import { type AwsCall, AwsFailure } from './aws';
import { compareApi } from './compare';
import { invalidUrl, readFailed, urlWithoutProbe } from './drift-messages';
import {
  NOT_COVERED,
  NOT_COVERED_REST,
  NOT_COVERED_WEBSOCKET,
  readingApi,
  readingStack,
} from './report-messages';
import { driftProblems } from './drift-problems';
import { type ApiReport, type DriftReport, fails } from './drift-report';
import { renderDrift } from './drift-text';
import type { ComparedApi, DriftPorts } from './drift-types';
import { findApis } from './find-apis';
import { probeApis } from './probe-apis';
import { withLivePaths } from './live-paths';
import { readApi } from './read-apis';
import { type Resolve, makeResolve } from './resolve';
import { resolveExpected } from './resolve-expected';
import { stackReader } from './stack';

export interface DriftOptions {
  readonly probe?: boolean;
  /** `null` for `--url=`. */
  readonly url?: string | null;
  readonly json?: boolean;
}

export interface DriftInput {
  readonly planned: PlannedService;
  /** `resources:` of the service, as it is. */
  readonly resources: unknown;
  readonly provider: AwsProvider;
  readonly options: DriftOptions;
}

/** Throws a {@link PassageError} where nothing can be compared. */
export async function runDrift(input: DriftInput, ports: DriftPorts, terminal: Terminal): Promise<Outcome> {
  const { provider, options } = input;
  const baseUrl = readUrl(options);
  const region = provider.getRegion();
  const restStage = provider.getApiGatewayStage();
  const stack = provider.naming.getStackName();
  try {
    const compared = await compareAll(input, ports, { stack, region });
    const context = { call: ports.call, region, restStage };
    const apis = options.probe === true ? await probeApis(compared, baseUrl, context, ports) : compared;
    const report = makeReport(apis);
    const text = options.json === true ? printableJson(report) : renderDrift(report, terminal).join('\n');
    const stages = { rest: restStage, websocket: provider.getStage() };
    const [first, ...rest] = driftProblems(apis.map((api) => ({ ...api, region, stages })));
    return first === undefined ? { text } : { text, failure: new PassageError([first, ...rest]) };
  } catch (error) {
    if (error instanceof AwsFailure) throwIfAny([readFailed(error, { stack, region })]);
    throw error;
  }
}

function readUrl({ url, probe }: DriftOptions): string | null {
  if (url === undefined) return null;
  if (probe !== true) throwIfAny([urlWithoutProbe()]);
  const parsed = url !== null && URL.canParse(url) ? new URL(url) : null;
  const isGood = parsed !== null && /^https?:$/.test(parsed.protocol);
  const isBare = isGood && [parsed.search, parsed.hash, parsed.username, parsed.password].join('') === '';
  return isBare ? parsed.href.replace(/\/$/, '') : throwIfAny([invalidUrl(url ?? '')]);
}

async function compareAll(
  { planned, resources, provider }: DriftInput,
  { call, progress }: DriftPorts,
  { stack, region }: { readonly stack: string; readonly region: string },
): Promise<ComparedApi[]> {
  progress(readingStack(stack));
  const resolve = makeResolve({ call, stack: stackReader(call, stack), region });
  const found = await findApis({ planned, resources, naming: provider.naming, stack, region }, resolve);
  const compared: ComparedApi[] = [];
  for (const { expected, id } of found) {
    progress(readingApi(expected.api, id));
    compared.push(await compareOne(expected, id, call, resolve));
  }
  return compared;
}

async function compareOne(
  written: Parameters<typeof resolveExpected>[0],
  id: string,
  call: AwsCall,
  resolve: Resolve,
): Promise<ComparedApi> {
  const [live, resolved] = await Promise.all([
    readApi(call, written.api, id),
    resolveExpected(written, resolve),
  ]);
  const expected = withLivePaths(resolved, live);
  const { routes, notCompared } = compareApi(expected, live);
  const all = [...notCompared, ...expected.unknown];
  return { live, routes, notCompared: all, notProbed: null };
}

function makeReport(compared: readonly ComparedApi[]): DriftReport {
  const apis = compared.map(({ live, routes, notCompared, notProbed }): ApiReport => {
    const reports = routes.map(({ report }) => report);
    const ok = !reports.some(fails);
    return { api: live.api, apiId: live.id, ok, routes: reports, notCompared, notProbed };
  });
  const has = (kind: ApiKind): boolean => apis.some(({ api }) => api === kind);
  const notCovered = [
    ...NOT_COVERED,
    ...(has('rest') ? [NOT_COVERED_REST] : []),
    ...(has('websocket') ? [NOT_COVERED_WEBSOCKET] : []),
  ];
  return { ok: apis.every(({ ok }) => ok), apis, notCovered };
}
