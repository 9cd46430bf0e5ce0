/** `passage drift` in the framework; loaded only when it runs. */
import { type CommandInput, report, runDataCommand } from '../commands/run';
import { terminalOf } from '../commands/terminal';
import { awsCallOf } from './aws-clients';
import { type DriftOptions, runDrift } from './drift-command';
import type { DriftPorts } from './drift-types';
import { throttled } from './report-messages';
import { withRetries } from './retry';

const RETRIES = { retries: 5, firstWaitMs: 1000 };

/** Prints what differs; throws when something does. */
export function drift(input: CommandInput): Promise<void> {
  const { serverless, writers } = input;
  const options = input.options as DriftOptions;
  return runDataCommand(input, options.json === true, async () => {
    const planned = input.plan();
    const provider = serverless.getProvider('aws');
    // Planning has refused every other provider.
    if (provider === false) return;
    const progress = writers.progress?.get('passage-drift');
    const ports: DriftPorts = {
      call: withRetries(awsCallOf(provider, serverless.version ?? ''), {
        ...RETRIES,
        onThrottled: (attempt, retries) => {
          writers.log.notice(throttled(attempt, retries));
        },
      }),
      fetch,
      progress: (text) => progress?.notice(text),
    };
    const { resources } = serverless.service;
    try {
      const outcome = await runDrift(
        { planned, resources, provider, options },
        ports,
        terminalOf(process.stdout),
      );
      progress?.remove();
      report(outcome, input);
    } finally {
      progress?.remove();
    }
  });
}
