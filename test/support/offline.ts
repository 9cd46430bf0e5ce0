/** Real serverless-offline processes on free ports. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cleanEnv, command, type Files, type Folder, type Framework, makeService } from './frameworks';

/** The oldest and the newest line, each with the serverless-offline that people have there. */
export const LINES = [
  { framework: 'serverless3', offline: 'serverless-offline13' },
  { framework: 'osls4', offline: 'serverless-offline14' },
] as const satisfies readonly { framework: Framework; offline: string }[];
export type Line = (typeof LINES)[number];

export interface Offline {
  readonly url: string;
  /** Of WebSocket connections. */
  readonly websocketUrl: string;
  readonly folder: Folder;
  /** What was printed so far, both streams. */
  output(): string;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

export interface OfflineOptions extends Files {
  /** `offline` or `offline start`, and options. Ports are added. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const running = new Set<ChildProcess>();
// Whatever happens to the tests, nothing stays behind.
process.on('exit', () => {
  running.forEach((child) => child.kill('SIGKILL'));
});

/** Starts a service and waits until it answers. */
export async function startOffline(
  { framework, offline }: Line,
  { args = ['offline'], env, ...files }: OfflineOptions,
): Promise<Offline> {
  const folder = makeService({ ...files, modules: { 'serverless-offline': offline, ...files.modules } });
  const [http = 0, lambda = 0, websocket = 0] = await freePorts(3);
  const child = spawn(process.execPath, command(framework, [...args, ...portArgs(http, lambda, websocket)]), {
    cwd: folder.dir,
    env: cleanEnv(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const gone = new Promise<void>((resolve) => {
    child.on('close', () => {
      running.delete(child);
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    child.kill();
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(late);
    folder.remove();
  };
  const ready = new Promise<boolean>((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Server ready:')) resolve(true);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void gone.then(() => {
      resolve(false);
    });
  });
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const isReady = await ready;
  clearTimeout(late);
  if (!isReady) {
    await stop();
    throw new Error(`serverless-offline did not start:\n${output}`);
  }
  const url = `http://localhost:${http}`;
  return { url, websocketUrl: `ws://localhost:${websocket}`, folder, output: () => output, stop };
}

export function portArgs(http: number, lambda: number, websocket: number): string[] {
  return [
    ...['--httpPort', String(http), '--lambdaPort', String(lambda)],
    ...['--websocketPort', String(websocket), '--noSponsor'],
  ];
}

/** Ports that nobody listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listen(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, 'localhost', () => {
      resolve(server);
    });
  });
}

/** A handler that answers with what its event says about the user, `none` where it says nothing. */
export const ECHO = `exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    authorizer: event.requestContext?.authorizer ?? 'none',
    template: event.cognitoPoolClaims,
    path: event.pathParameters,
    route: event.routeKey,
  }),
});
`;

export interface Answer {
  readonly status: number;
  readonly wwwAuthenticate: string | null;
  readonly contentType: string | null;
  readonly body: unknown;
}

export async function ask(url: string, init: RequestInit & { token?: string } = {}): Promise<Answer> {
  const { token, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(url, { ...rest, headers });
  const text = await response.text();
  return {
    status: response.status,
    wwwAuthenticate: response.headers.get('www-authenticate'),
    contentType: response.headers.get('content-type'),
    body: text === '' ? '' : (JSON.parse(text) as unknown),
  };
}

/** The status of a `GET` with headers as they are sent: name, value, name, value. `fetch` joins those of one name. */
export function statusOf(url: string, headers: readonly string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers: ['Host', new URL(url).host, ...headers], agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

/** What a server printed while a refused request was answered. */
export async function logged(server: Offline, act: () => Promise<unknown>): Promise<string> {
  const before = server.output().length;
  const text = (): string => server.output().slice(before);
  await act();
  // The answer may overtake the log on its way through the pipe.
  for (let i = 0; i < 50 && !text().includes('fix: '); i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return text();
}
