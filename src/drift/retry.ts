/** Waits while AWS throttles, and says so: the SDKs' own retries are short, and silent. */
import pRetry from 'p-retry';
import { type AwsCall, AwsFailure } from './aws';

export interface RetryOptions {
  /** Calls after the first one. */
  readonly retries: number;
  /** Before the second call; doubled with each further one. */
  readonly firstWaitMs: number;
  readonly onThrottled: (attempt: number, retries: number) => void;
}

/** The same calls; what is not throttling fails at once. Rejects with an {@link AwsFailure}. */
export function withRetries(call: AwsCall, { retries, firstWaitMs, onThrottled }: RetryOptions): AwsCall {
  return (service, action, params) =>
    pRetry(
      async () => {
        try {
          return await call(service, action, params);
        } catch (error) {
          throw new AwsFailure(service, action, error);
        }
      },
      {
        retries,
        minTimeout: firstWaitMs,
        randomize: true,
        shouldRetry: ({ error }) => isThrottled(error),
        onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
          if (isThrottled(error) && retriesLeft > 0) onThrottled(attemptNumber, retries);
        },
      },
    );
}

function isThrottled(error: Error): boolean {
  return error instanceof AwsFailure && error.kind === 'throttled';
}
