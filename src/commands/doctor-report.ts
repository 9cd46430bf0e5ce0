/** What `passage doctor` reports, in the shape that `--json` prints. */
import type { Value } from '../config/config';
import type { IssuerCheck } from '../gateway/check-issuer';
import type { TokenCheck } from '../gateway/token-check';

export interface DoctorReport {
  /** No check failed, and the configuration has no problem. */
  readonly ok: boolean;
  readonly apps: readonly AppReport[];
}

export interface AppReport {
  readonly app: string;
  readonly authorizer: string;
  readonly issuer: Value | null;
  readonly audience: readonly Value[];
  /** Why the issuer could not be asked; `null` when it was. */
  readonly skipped: string | null;
  readonly checks: readonly CheckReport[];
  /** `null` without `--token`. */
  readonly token: TokenReport | null;
}

export interface CheckReport {
  readonly id: IssuerCheck['id'];
  readonly result: 'ok' | 'warning' | 'failed';
  readonly asked: string;
  readonly found: string;
  /** Milliseconds, where something was fetched. */
  readonly ms: number | null;
  readonly fix: string | null;
}

/** Never holds the token or a part of it. */
export interface TokenReport {
  /** `unknown` where a value to compare with is not known before the deployment. */
  readonly result: 'accepted' | 'refused' | 'unknown';
  readonly status: 401 | 403 | null;
  /** The check that failed. */
  readonly check: TokenCheck | null;
  readonly expected: unknown;
  readonly found: unknown;
  readonly what: string | null;
  readonly fix: string | null;
  /** The app's routes that require scopes: whether an accepted token has one. */
  readonly routes: readonly ScopedRoute[];
}

export interface ScopedRoute {
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
  readonly accepted: boolean;
}
