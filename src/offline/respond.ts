/** Answers in place of a handler. */
import type { Request, Response, Server, Toolkit } from './serverless-offline';

export interface Answer {
  readonly status: 401 | 403 | 500;
  readonly body: object;
  readonly wwwAuthenticate?: string;
}

const statuses = new WeakMap<object, number>();

export function respond({ status, body, wwwAuthenticate }: Answer, h: Toolkit): Response {
  const response = h.response(body).code(status).type('application/json').charset('');
  if (wwwAuthenticate !== undefined) response.header('www-authenticate', wwwAuthenticate);
  response.takeover();
  statuses.set(response, status);
  return response;
}

/**
 * serverless-offline answers every `OPTIONS` request of a browser with success, also one that was denied. In AWS such
 * a preflight fails, and with it the request that it was for.
 */
export function keepDenials(server: Server): void {
  server.ext('onPreResponse', ({ response }: Request, h) => {
    const status = statuses.get(response);
    if (status !== undefined) response.statusCode = status;
    return h.continue;
  });
}
