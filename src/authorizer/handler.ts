/** The handler, apart from where its settings come from. */
import { makeAnswer } from './answer';
import { type Decided, decide, fault } from './decide-request';
import { type AuthorizerCall, readCall } from './read-call';
import type { Settings } from './settings';
import { UNAUTHORIZED } from './unauthorized';

export interface HandlerOptions {
  /** Made once; its error is what every request is denied for. */
  readonly settings: () => Settings;
  readonly now: () => Date;
  /** Takes one line of JSON. */
  readonly log: (line: string) => void;
}

export type Handler = (event: unknown) => Promise<unknown>;

/** A handler that denies whatever it cannot decide. It rejects only with {@link UNAUTHORIZED}, which is a 401. */
export function makeHandler({ settings: read, now, log }: HandlerOptions): Handler {
  const loaded = load(read);
  return async (event) => {
    const call = readCall(event, 'settings' in loaded ? loaded.settings.restPaths : null);
    if (call === undefined) {
      log(describe(undefined, fault('unknown-event')));
      throw new Error(UNAUTHORIZED);
    }
    const first =
      'error' in loaded ? fault('not-configured', loaded.error) : await decide(call, loaded.settings, now());
    const { answer, decided } = makeAnswer(call, first);
    if (!decided.allowed) log(describe(call, decided));
    if ('result' in answer) return answer.result;
    // serverless-offline takes a failure of a WebSocket authorizer for a 500, and this text for a 401.
    if ('settings' in loaded && loaded.settings.isLocal) return answer.error;
    throw new Error(answer.error);
  };
}

function load(read: () => Settings): { readonly settings: Settings } | { readonly error: string } {
  try {
    return { settings: read() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'unknown' };
  }
}

/** Never the token or a value of a claim: whoever reads logs shall learn nothing of users. */
function describe(
  call: AuthorizerCall | undefined,
  { status, app, reason }: Extract<Decided, { allowed: false }>,
): string {
  const { check } = reason;
  const name = 'name' in reason ? reason.name : undefined;
  const asked = check === 'discovery' || check === 'jwks' ? reason.found : undefined;
  const { detail } = reason;
  return JSON.stringify({
    source: 'serverless-passage',
    message: 'denied',
    api: call?.api,
    route: call?.routes[0],
    app,
    status,
    check,
    name,
    detail,
    // Of a document with another issuer, `found` is that issuer: text from outside.
    ...(name === 'issuer' ? {} : { url: asked }),
  });
}
