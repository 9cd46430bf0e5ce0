/** An issuer's HTTP response, or the error in its place, as facts. */
import { isObject, type JsonObject } from '../util/objects';
import { ASSUMPTIONS } from './assumptions';
import { LIMITS } from './limits';

/**
 * Why there is no usable answer. `not-allowed`: no request was made. `unreachable` (DNS, refused, reset), `tls` and
 * `timeout`: the cause may be this machine. The others: the issuer answered that way.
 */
export type FetchFailure =
  'not-allowed' | 'unreachable' | 'tls' | 'timeout' | 'redirect' | 'status' | 'too-large' | 'not-json';

/** Whether no other network and no other time would change it. */
export const IS_DEFINITE: Readonly<Record<FetchFailure, boolean>> = {
  'not-allowed': true,
  unreachable: false,
  tls: false,
  timeout: false,
  redirect: ASSUMPTIONS.redirectIsDefinite,
  status: true,
  'too-large': true,
  'not-json': true,
};

interface NotRead {
  readonly ok: false;
  readonly failure: FetchFailure;
  /** In a few words: an error code, a status, a number of bytes, where a redirect leads. Print it with `quoteUntrusted`. */
  readonly detail: string;
}

interface ReadJson {
  readonly ok: true;
  readonly bytes: number;
  readonly json: JsonObject;
}

/** Reads status and body. Rejects as `fetch` does when the connection ends within the body. */
export async function readResponse(response: Response): Promise<ReadJson | NotRead> {
  const { status, headers } = response;
  if (status !== 200) {
    await response.body?.cancel();
    const location = headers.get('location');
    return status >= 300 && status < 400 && location !== null
      ? notRead('redirect', `${status} to ${location}`)
      : notRead('status', String(status));
  }
  const body = await readBody(response);
  if (body === undefined) return notRead('too-large', `more than ${LIMITS.answerBytes} bytes`);
  const json = parse(body);
  const kind = body.length === 0 ? 'an empty body' : (headers.get('content-type') ?? 'no content-type');
  return json === undefined ? notRead('not-json', kind) : { ok: true, bytes: body.length, json };
}

/** `undefined` as soon as there are more bytes than the gateway reads. */
async function readBody(response: Response): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > LIMITS.answerBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(body: Buffer): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(body.toString());
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Seconds by which the server's clock is ahead of ours. `Date` is the time when an answer was made, and `Age`
 * how long a cache has kept it since (RFC 9110 section 6.6.1, RFC 9111 section 5.1).
 */
export function readClock(headers: Headers, now: Date): { aheadSeconds?: number } {
  const made = Date.parse(headers.get('date') ?? '');
  const age = Number(headers.get('age') ?? 0);
  if (!Number.isFinite(made) || !Number.isFinite(age)) return {};
  return { aheadSeconds: Math.round((made - now.getTime()) / 1000 + age) };
}

/** What `fetch` rejected with, by the code of its cause: its own message is always `fetch failed`. */
export function readError(error: unknown): NotRead {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return notRead('timeout', `no answer within ${LIMITS.answerMs} ms`);
  }
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const code = isObject(cause) ? String(cause.code ?? cause.message) : 'no connection';
  return notRead(/CERT|SSL|TLS|SIGN|EPROTO/.test(code) ? 'tls' : 'unreachable', code);
}

function notRead(failure: FetchFailure, detail: string): NotRead {
  return { ok: false, failure, detail };
}
