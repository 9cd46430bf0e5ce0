/** Probes the protected routes of the compared APIs. */
import type { ComparedRoute } from './compare';
import type { ComparedApi, DriftPorts } from './drift-types';
import { probing, urlForOneApi, websocketNotProbed } from './report-messages';
import type { ProbeReport } from './drift-report';
import { type BaseUrl, type EndpointContext, readEndpoint } from './endpoint';
import { type LiveApi, type LiveRoute, isOpen } from './live-api';
import { probeAll } from './probe';
import { type ProbeRequest, probeRequest } from './probe-request';

/** @param baseUrl of `--url`, `null` without it */
export async function probeApis(
  apis: readonly ComparedApi[],
  baseUrl: string | null,
  context: EndpointContext,
  ports: DriftPorts,
): Promise<ComparedApi[]> {
  const probed: ComparedApi[] = [];
  const count = apis.filter(({ live }) => live.api !== 'websocket').length;
  for (const api of apis) probed.push(await probeApi(api, count, baseUrl, { context, ports }));
  return probed;
}

async function probeApi(
  api: ComparedApi,
  count: number,
  baseUrl: string | null,
  { context, ports }: { readonly context: EndpointContext; readonly ports: DriftPorts },
): Promise<ComparedApi> {
  if (!api.routes.some((route) => liveProtected(route, api.live) !== null)) return api;
  if (api.live.api === 'websocket') return { ...api, notProbed: websocketNotProbed() };
  const base = await chooseBase(api.live, count, baseUrl, context);
  return 'why' in base ? { ...api, notProbed: base.why } : probeRoutes(api, base.url, ports);
}

/** One `--url` cannot be the base of two APIs. */
async function chooseBase(
  live: LiveApi,
  count: number,
  baseUrl: string | null,
  context: EndpointContext,
): Promise<BaseUrl> {
  if (baseUrl === null) return readEndpoint(live, context);
  if (count === 1) return { url: baseUrl };
  const endpoint = await readEndpoint(live, context);
  if ('url' in endpoint) return { why: urlForOneApi(), isDisabled: false };
  return endpoint.isDisabled ? { url: baseUrl } : endpoint;
}

async function probeRoutes(api: ComparedApi, baseUrl: string, ports: DriftPorts): Promise<ComparedApi> {
  const planned = api.routes.map((route) => {
    const live = liveProtected(route, api.live);
    return live === null ? null : probeRequest(live, api.live, baseUrl);
  });
  const requests = planned.filter((one): one is ProbeRequest => one !== null && 'url' in one);
  ports.progress(probing(0, requests.length));
  const reports = await probeAll(requests, ports.fetch, (done) => {
    ports.progress(probing(done, requests.length));
  });
  const byRequest = new Map(requests.map((request, i) => [request, reports[i]]));
  const routes = api.routes.map((route, i) => {
    const one = planned[i] ?? null;
    const probe = one === null ? undefined : 'why' in one ? cannotTell(one.why) : byRequest.get(one);
    return probe === undefined ? route : { ...route, report: { ...route.report, probe } };
  });
  return { ...api, routes };
}

/** The live route of one that is planned to be protected, where the control plane calls it protected too. */
function liveProtected({ expected, live: route }: ComparedRoute, live: LiveApi): LiveRoute | null {
  if (expected?.access !== 'protected' || route === null) return null;
  return isOpen(live.api, route) ? null : route;
}

function cannotTell(reason: string): ProbeReport {
  return { result: 'cannot-tell', status: null, reason };
}
