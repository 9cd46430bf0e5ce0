/** Runs a function of the service in serverless-offline, which takes calls as Lambda does (AWS: API_Invoke). */
import type { AuthorizerFunction } from '../plan/types';
import { propertyOf } from '../util/objects';
import type { Options } from './serverless-offline';

/** What a function returned, or the message of the error that it failed with. */
export type Outcome = { readonly result: unknown } | { readonly error: string };

export type Invoke = (event: object) => Promise<Outcome>;

/** @param called `null` where there is no function, and so nothing may call it */
export function invoker(
  called: AuthorizerFunction | null,
  { host = 'localhost', lambdaPort = 3002 }: Options,
): Invoke {
  const name = encodeURIComponent(String(called?.properties.FunctionName));
  const url = new URL(`http://localhost/2015-03-31/functions/${name}/invocations`);
  url.hostname = reachable(host);
  url.port = String(lambdaPort);
  return async (event) => {
    try {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
      const result: unknown = await response.json();
      const message = propertyOf(result, 'errorMessage');
      const isFailed = !response.ok || response.headers.has('x-amz-function-error');
      return isFailed ? { error: typeof message === 'string' ? message : 'unknown' } : { result };
    } catch (error) {
      return { error: error instanceof Error ? error.message : 'unknown' };
    }
  };
}

/** A server that listens on every address is called on this machine's own. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
