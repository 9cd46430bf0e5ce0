import type { PassageError } from '../errors';

/** What a command has to say. */
export interface Outcome {
  /** For standard output. */
  readonly text: string;
  /** `text` is for a program: nothing else may stand beside it on standard output. */
  readonly json: boolean;
  /** Why the process must not succeed, where it must not. */
  readonly failure?: PassageError;
}
