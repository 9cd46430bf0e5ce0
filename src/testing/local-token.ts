/** Tokens for tests against `sls offline`. */
import { loadLocalKey } from '../offline/local-key';
import { localClaims, signLocalToken } from '../offline/sign-token';
import { likelyDuration, parseDuration } from '../util/duration';
import { KINDS, type OptionKind, checkOptions } from './options';

export interface LocalTokenOptions {
  /** As in `custom.passage`. For a Passage app: `https://auth.passage.id/v1/apps/{appId}`. */
  readonly issuer: string;
  /** As in `custom.passage`; `authOrigin` for a Passage app. */
  readonly audience: string | readonly string[];
  /** User ID, the claim `sub`. Default: `local-user`. */
  readonly sub?: string;
  /** The claim `scope`. */
  readonly scopes?: readonly string[];
  /** Claims in place of the usual ones. They may be wrong on purpose, such as `{ exp: 1 }`. */
  readonly claims?: object;
  /** A number of seconds, at least 1, or a duration such as `90s`, `15m` or `30d`. Default: `1h`. */
  readonly expiresIn?: number | string;
  /** When the token is issued. Default: now. */
  readonly now?: Date;
}

const KINDS_OF_TOKEN = {
  issuer: KINDS.text,
  audience: KINDS.textOrTexts,
  sub: KINDS.text,
  scopes: KINDS.texts,
  claims: KINDS.claims,
  expiresIn: [
    'a number of seconds, at least 1, or a duration such as 90s, 15m, 1h or 30d',
    (value) => toSeconds(value) !== undefined,
    (value) => (typeof value === 'string' ? likelyDuration(value) : undefined),
  ] satisfies OptionKind,
  now: KINDS.date,
};

/**
 * A token that `sls offline` accepts with `offline: { keys: local }`: signed with this machine's development key, as the
 * tokens of `sls passage token` are. Nothing else accepts it.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @throws PassageError `PASSAGE_LOCAL_KEY` where the key cannot be used
 */
export async function localToken(options: LocalTokenOptions): Promise<string> {
  checkOptions('localToken', options, KINDS_OF_TOKEN, ['issuer', 'audience']);
  const { issuer, sub = 'local-user', scopes = [], claims, expiresIn = '1h', now = new Date() } = options;
  const all = localClaims({
    authorizer: { issuer, audience: [options.audience].flat() },
    sub,
    seconds: toSeconds(expiresIn) ?? 0,
    claims: { ...(scopes.length > 0 && { scope: scopes.join(' ') }), ...claims },
    now,
  });
  return signLocalToken(all, await loadLocalKey());
}

function toSeconds(duration: unknown): number | undefined {
  if (typeof duration === 'string') return parseDuration(duration);
  return typeof duration === 'number' && Number.isFinite(duration) && duration >= 1
    ? Math.floor(duration)
    : undefined;
}
