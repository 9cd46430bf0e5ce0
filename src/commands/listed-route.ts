/** A route as `passage routes --json` prints it: names and values are a contract that scripts depend on. */
import type { DecidedBy } from '../plan/types';
import type { ApiKind, MethodAndPath } from '../service/events';

export interface ListedRoute extends MethodAndPath {
  /** `null` for a route under `resources:`. */
  readonly function: string | null;
  readonly api: ApiKind;
  readonly access: 'protected' | 'other' | 'public';
  /** `null` when public. */
  readonly authorizer: string | null;
  readonly scopes: readonly string[];
  readonly decidedBy: DecidedBy;
}

/** Whether a route is public without a setting that says so. */
export function isUnconfigured({ access, decidedBy }: ListedRoute): boolean {
  return access === 'public' && decidedBy === 'default';
}

/** Whether a route only answers CORS preflights, beside the one that they are for: the totals do not count it. */
export function isPreflight({ decidedBy }: ListedRoute): boolean {
  return decidedBy === 'preflight';
}
