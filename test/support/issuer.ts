/** A real issuer on this machine, which misbehaves on request. */
import { execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Json } from './tokens';

/** What may go wrong with an answer on its way. */
type Trouble =
  | 'not-found'
  | 'error'
  | 'html'
  | 'list'
  | 'empty'
  /** Answers after 2.5 seconds: later than API Gateway waits. */
  | 'slow'
  /** Half of the answer at once, the rest after 2.5 seconds. */
  | 'slow-body'
  | 'silent'
  | 'reset'
  /** Half of the answer, then the connection is gone. */
  | 'cut'
  /** A good answer in 160 000 bytes. */
  | 'large'
  | 'redirect';

export interface Behaviour {
  readonly discovery?: Trouble;
  readonly jwks?: Trouble;
  /** Members that replace those of the discovery document; `undefined` removes one. */
  readonly document?: Json;
  /** Replaces the whole key set. */
  readonly keySet?: Json;
  /** By how much the `Date` header is off. */
  readonly aheadSeconds?: number;
  /** An `Age` header. */
  readonly age?: number;
}

export interface Issuer {
  /** The issuer's name: `http://127.0.0.1:PORT`, and a path where one was asked for. */
  readonly url: string;
  /** How often each document was asked for. */
  readonly asked: { discovery: number; jwks: number };
  /** The User-Agent of every request so far, in order. */
  readonly userAgents: (string | undefined)[];
  /** The keys from now on: a rotation. */
  rotate(keys: readonly Json[]): void;
  /** The behaviour from now on; nothing wrong without an argument. */
  behave(behaviour?: Behaviour): void;
  /** Ends every connection and leaves nothing running. */
  close(): Promise<void>;
}

export interface IssuerOptions {
  /** Public keys, as JWKs. */
  readonly keys: readonly Json[];
  readonly behaviour?: Behaviour;
  /** Appended to the issuer's name: `/v1/apps/x`, or `/` for a trailing slash. */
  readonly path?: string;
  /** Speaks TLS, with a certificate that nobody trusts. Needs openssl. */
  readonly selfSigned?: boolean;
  /** Where something outside this machine forwards to `port`: the issuer's name begins with it. */
  readonly publicUrl?: string;
  /** A free port by default. */
  readonly port?: number;
}

const LATE_MS = 2500;

export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  let keys = options.keys;
  let behaviour = options.behaviour ?? {};
  const timers = new Set<NodeJS.Timeout>();
  const asked = { discovery: 0, jwks: 0 };
  const userAgents: (string | undefined)[] = [];

  const later = (act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, LATE_MS);
    timers.add(timer);
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    userAgents.push(request.headers['user-agent']);
    const which = documentAt(request.url, url);
    if (which === undefined) {
      send(response, 404, 'nothing here');
      return;
    }
    asked[which] += 1;
    const { aheadSeconds, age } = behaviour;
    if (aheadSeconds !== undefined) {
      response.setHeader('date', new Date(Date.now() + aheadSeconds * 1000).toUTCString());
    }
    if (age !== undefined) response.setHeader('age', age);
    const json = which === 'discovery' ? discoveryDocument() : (behaviour.keySet ?? { keys });
    const trouble = behaviour[which];
    if (trouble === undefined) send(response, 200, JSON.stringify(json));
    else TROUBLES[trouble]({ response, json: JSON.stringify(json), later });
  };

  const discoveryDocument = (): Json => ({
    issuer: url,
    jwks_uri: `${base}/keys.json`,
    id_token_signing_alg_values_supported: ['RS256'],
    ...behaviour.document,
  });

  const server = options.selfSigned ? createTlsServer(selfSigned(), handle) : createServer(handle);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const base = options.publicUrl ?? `${options.selfSigned ? 'https' : 'http'}://127.0.0.1:${port}`;
  const url = base + (options.path ?? '');

  return {
    url,
    asked,
    userAgents,
    rotate: (next) => (keys = next),
    behave: (next = {}) => (behaviour = next),
    close: () => {
      timers.forEach(clearTimeout);
      return new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeAllConnections();
      });
    },
  };
}

function documentAt(path: string | undefined, issuer: string): 'discovery' | 'jwks' | undefined {
  if (path === '/keys.json') return 'jwks';
  const prefix = new URL(issuer).pathname.replace(/\/$/, '');
  return path === `${prefix}/.well-known/openid-configuration` ? 'discovery' : undefined;
}

interface Answering {
  readonly response: ServerResponse;
  readonly json: string;
  readonly later: (act: () => void) => void;
}

const TROUBLES: Readonly<Record<Trouble, (answering: Answering) => void>> = {
  'not-found': ({ response }) => {
    send(response, 404, '{"error":"not found"}');
  },
  error: ({ response }) => {
    send(response, 500, '{"error":"sorry"}');
  },
  html: ({ response }) => {
    send(response, 200, '<!doctype html><title>Sign in</title>', 'text/html');
  },
  list: ({ response, json }) => {
    send(response, 200, `[${json}]`);
  },
  empty: ({ response }) => {
    send(response, 200, '');
  },
  large: ({ response, json }) => {
    send(response, 200, json.padEnd(160_000));
  },
  redirect: ({ response }) => {
    response.setHeader('location', `/moved${response.req.url ?? ''}`);
    send(response, 302, '');
  },
  slow: ({ response, json, later }) => {
    later(() => {
      send(response, 200, json);
    });
  },
  'slow-body': ({ response, json, later }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(json.slice(0, json.length / 2));
    later(() => {
      response.end(json.slice(json.length / 2));
    });
  },
  silent: () => undefined,
  reset: ({ response }) => {
    response.req.socket.resetAndDestroy();
  },
  cut: ({ response, json }) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': json.length });
    response.write(json.slice(0, json.length / 2), () => response.req.socket.destroy());
  },
};

function send(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

/** A certificate that is made for the moment, so that no private key lies about in the repository. */
function selfSigned(): { key: string; cert: string } {
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const pem = execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', '-', '-out', '-', ...subject],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return { key: pem, cert: pem };
}
