/** What `passage drift` reports, in the shape that `--json` prints: names and values are a contract that scripts depend on. */
import type { ApiKind, MethodAndPath } from '../service/events';

export interface DriftReport {
  /** Nothing is open, different or missing, there is no public extra route, and no probe was answered. */
  readonly ok: boolean;
  readonly apis: readonly ApiReport[];
  /** What this command never looks at. */
  readonly notCovered: readonly string[];
}

export interface ApiReport {
  readonly api: ApiKind;
  readonly apiId: string;
  readonly ok: boolean;
  readonly routes: readonly RouteReport[];
  /** Values that could not be compared, one sentence each. */
  readonly notCompared: readonly string[];
  /** Why no route was probed, where `--probe` asked for it; otherwise `null`. */
  readonly notProbed: string | null;
}

type RouteResult = 'as-planned' | 'open' | 'closed' | 'different' | 'missing' | 'extra';

export interface RouteReport extends MethodAndPath {
  readonly result: RouteResult;
  readonly differences: readonly Difference[];
  /** For an extra route: whether anyone can call it. */
  readonly public?: boolean;
  readonly probe?: ProbeReport;
}

export interface Difference {
  readonly what: 'authorizationType' | 'authorizer' | 'issuer' | 'audience' | 'identitySource' | 'scopes';
  readonly expected: unknown;
  readonly found: unknown;
}

export interface ProbeReport {
  /** `refused` in the form that an authorizer gives, `open` for an answer or a redirect, otherwise `cannot-tell`. */
  readonly result: 'refused' | 'open' | 'cannot-tell';
  /** `null` where there was no answer. */
  readonly status: number | null;
  /** Why it cannot be told. */
  readonly reason?: string;
}

/** Whether the route makes the command fail. */
export function fails({ result, public: isPublic, probe }: RouteReport): boolean {
  if (probe?.result === 'open') return true;
  return ['open', 'different', 'missing'].includes(result) || (result === 'extra' && isPublic !== false);
}
