/** What `passage drift` says about its work: what it does, and why something was not compared or probed. */
import type { Value } from '../config/config';
import { formatValue } from '../errors';
import type { ApiKind } from '../service/events';
import { printable } from '../util/printable';

export const API_NAME = {
  http: 'HTTP API',
  rest: 'REST API',
  websocket: 'WebSocket API',
} as const satisfies Record<ApiKind, string>;

export const NOT_COVERED = [
  'function URLs',
  'direct invocations of functions',
  'other APIs in front of the same functions',
] as const;

export const NOT_COVERED_WEBSOCKET = 'which deployment of a WebSocket API its stage serves';

export const NOT_COVERED_REST = 'which deployment of a REST API its stage serves';

// Why something was not compared.

export function cannotCompare(authorizer: string, what: string, why: string): string {
  return `${what} of authorizer ${authorizer}: ${why}`;
}

export function notResolved(value: Value): string {
  return `CloudFormation does not say what ${formatValue(value)} is`;
}

export function notPermitted(value: Value, permission: string): string {
  return `reading ${formatValue(value)} needs the permission ${permission}, which AWS refused`;
}

export function notAnswered(): string {
  return 'the answer of API Gateway does not have it';
}

/** Of a Lambda authorizer of ours. */
export function inFunction(authorizer: string): string {
  return `issuer, audience and scopes of authorizer ${authorizer}: they are in its Lambda function, which is not read`;
}

/** Of a Lambda authorizer of an HTTP API. */
export function answerForm(payloadVersion: string, isSimple: boolean): string {
  return `payload format ${payloadVersion || 'not known'}, ${isSimple ? 'simple responses' : 'policies'}`;
}

export const CACHES_NOTHING = 'no cached decisions';

export function cachesFor(seconds: number): string {
  return `decisions cached for ${seconds} s`;
}

export function unknownPath(route: string): string {
  return `${route} under \`resources:\`: only CloudFormation knows its path`;
}

export function unknownProtection(route: string): string {
  return `${route}: only CloudFormation knows the \`AuthorizationType\` that \`resources:\` gives it`;
}

export function unknownParent(path: string, why: string): string {
  return `where the resource of ${path === '' ? 'the root' : path} is in the API: ${why}`;
}

// Why something was not probed.

export function noRequest(): string {
  return 'no request can be made of this method and path';
}

export function requestTaken(): string {
  return 'another route may take every request that could be sent';
}

export function noAnswer(timeoutMs: number | null, error: unknown): string {
  if (timeoutMs !== null) return `no answer in ${timeoutMs / 1000} s`;
  const { cause } = error instanceof Error ? error : {};
  const inner = cause instanceof Error ? cause.message : '';
  return printable(`no answer${inner === '' ? '' : ` (${inner})`}`);
}

export function answeredOtherwise(status: number): string {
  return status === 401 ? '401 without `www-authenticate: Bearer`' : String(status);
}

export function endpointDisabled(): string {
  return 'its default endpoint is disabled. Pass the URL of its custom domain: --url https://api.example.com';
}

export function privateEndpoint(): string {
  return 'it is private. Run this where it can be reached, with --url';
}

export function noEndpoint(): string {
  return 'API Gateway does not say where it answers. Pass --url';
}

export function severalStages(names: readonly string[]): string {
  const found = names.length === 0 ? 'no stage' : `the stages ${names.map(printable).join(', ')}`;
  return `it has ${found}, and none is $default. Pass the URL of one of them: --url`;
}

export function urlForOneApi(): string {
  return '--url is one base URL, and this service has two APIs: it is used for an API whose default endpoint is disabled';
}

export function websocketNotProbed(): string {
  return 'no connection to a WebSocket API is opened';
}

// Progress.

export function readingStack(stack: string): string {
  return `Reading stack ${stack}`;
}

export function readingApi(api: ApiKind, id: string): string {
  return printable(`Reading ${API_NAME[api]} ${id}`);
}

export function probing(done: number, all: number): string {
  return `Probing protected routes without a token: ${done} of ${all}`;
}

export function throttled(attempt: number, retries: number): string {
  return `serverless-passage: AWS is throttling requests. Waiting, then trying again (${attempt} of ${retries})`;
}
