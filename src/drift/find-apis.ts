/** The APIs of a service, and their IDs. */
import type { Value } from '../config/config';
import { throwIfAny } from '../errors';
import type { PlannedService } from '../plan/plan-service';
import type { Naming } from '../serverless';
import { API_KINDS, type ApiKind } from '../service/events';
import { apiIds } from '../template/api-ids';
import { apiIdUnknown, apiNotDeployed } from './drift-messages';
import { expectedApi } from './expected';
import type { ExpectedApi } from './expected-types';
import type { Resolve } from './resolve';

export interface FoundApi {
  readonly expected: ExpectedApi<Value>;
  readonly id: string;
}

export interface FindContext {
  readonly planned: PlannedService;
  readonly resources: unknown;
  readonly naming: Naming;
  readonly stack: string;
  readonly region: string;
}

/** Throws a {@link PassageError} where an API with planned routes is not found. */
export async function findApis(context: FindContext, resolve: Resolve): Promise<FoundApi[]> {
  const found: FoundApi[] = [];
  for (const api of API_KINDS) {
    const one = await findApi(api, context, resolve);
    if (one !== null) found.push(one);
  }
  return found;
}

async function findApi(api: ApiKind, context: FindContext, resolve: Resolve): Promise<FoundApi | null> {
  const { planned, resources, naming } = context;
  const { plan } = planned;
  const written = apiIds(plan)[api];
  // Without a Lambda authorizer nothing about a WebSocket API is decided.
  if (written === null) return null;
  const expected = expectedApi(api, planned, resources, naming);
  const isOwn = isOwnApi(api, written, naming);
  const isPlanned = expected.routes.length > 0 || expected.unknown.length > 0;
  // An API whose last event was removed may still be deployed.
  if (!isPlanned && !isOwn) return null;
  const id = await resolve(written);
  if ('known' in id) return { expected, id: id.known };
  if (isOwn && id.failure !== undefined) throw id.failure;
  if (!isPlanned) return null;
  return throwIfAny([isOwn ? apiNotDeployed(api, context) : apiIdUnknown(api, id.why)]);
}

function isOwnApi(api: ApiKind, written: Value, naming: Naming): boolean {
  const own = {
    http: naming.getHttpApiLogicalId(),
    rest: naming.getRestApiLogicalId(),
    websocket: naming.getWebsocketsApiLogicalId(),
  };
  return typeof written === 'object' && written.Ref === own[api];
}
