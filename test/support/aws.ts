/** Loopback listeners in place of AWS, which remember who asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Aws {
  /** What makes the AWS SDK ask here, with credentials that are worth nothing. */
  readonly env: NodeJS.ProcessEnv;
  readonly calls: string[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  /** XML for a query API, JSON for API Gateway. */
  readonly body: string;
}

/** An AWS that has no stacks. */
export function startAws(): Promise<Aws> {
  return listen((_action, body) => {
    const stack = /StackName=([^&]+)/.exec(body)?.[1] ?? 'it';
    return {
      status: 400,
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${stack} does not exist</Message></Error></ErrorResponse>`,
    };
  });
}

/** @param answer what to say to an action of a query API, or to a REST request (no action, but a path) */
export async function listen(
  answer: (action: string | undefined, body: string, path: string) => Answer,
): Promise<Aws> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    request.on('end', () => {
      const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1];
      calls.push(action ?? `${request.method ?? ''} ${request.url ?? ''}`);
      const { status, body: text } = answer(action, body, request.url ?? '');
      const type = text.startsWith('{') ? 'application/json' : 'text/xml';
      response.writeHead(status, { 'content-type': type }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_REGION: 'us-east-1',
      // How often a deployment's progress is asked for, in milliseconds.
      SLS_AWS_MONITORING_FREQUENCY: '10',
    },
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
