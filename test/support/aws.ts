/** A loopback listener in place of AWS: it has no stacks, and remembers who asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Aws {
  /** What makes the AWS SDK ask here, with credentials that are worth nothing. */
  readonly env: NodeJS.ProcessEnv;
  readonly calls: string[];
  close(): Promise<void>;
}

export async function startAws(): Promise<Aws> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const action = /Action=(\w+)/.exec(body)?.[1] ?? `${request.method ?? ''} ${request.url ?? ''}`;
      calls.push(action);
      const stack = /StackName=([^&]+)/.exec(body)?.[1] ?? 'it';
      response.writeHead(400, { 'content-type': 'text/xml' });
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${stack} does not exist</Message></Error></ErrorResponse>`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${String(port)}`,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_REGION: 'us-east-1',
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
