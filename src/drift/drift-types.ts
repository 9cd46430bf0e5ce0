/** What the parts of `passage drift` hand each other. */
import type { AwsCall } from './aws';
import type { Comparison } from './compare';
import type { LiveApi } from './live-api';

/** What the command reads and writes through. */
export interface DriftPorts {
  readonly call: AwsCall;
  readonly fetch: typeof fetch;
  /** Shows what is being done, where somebody watches. */
  readonly progress: (text: string) => void;
}

/** One API, compared. */
export interface ComparedApi extends Comparison {
  readonly live: LiveApi;
  readonly notProbed: string | null;
}
