import type { PassageError } from '../errors';

/** What a command has to say. */
export interface Outcome {
  /** For standard output. */
  readonly text: string;
  /** Why the process must not succeed, where it must not. */
  readonly failure?: PassageError;
}
