/** What is checked before the framework validates the configuration. */
import { PassageError } from '../errors';
import type { Protection } from '../protection';
import { needsNoPlan } from './definitions';
import type { DoctorOptions } from './doctor-command';
import type { CommandInput } from './run';

/**
 * Checks the keys of the service, unless the command needs no valid ones. The doctor judges a token all the same: after
 * this error, or the framework's own, it would not be run. Throws {@link PassageError}.
 */
export async function checkFirst(
  protection: Pick<Protection, 'checkKeys'>,
  input: CommandInput,
): Promise<void> {
  const { commands, options: given } = input.serverless.processedInput;
  const command = commands.join(' ');
  if (command === '' || given?.help === true || needsNoPlan(command)) return;
  try {
    protection.checkKeys();
  } catch (error) {
    const { token, json } = input.options as DoctorOptions;
    const isJudged = command === 'passage doctor' && typeof token === 'string' && json !== true;
    if (!isJudged || !(error instanceof PassageError)) throw error;
    const { doctor } = await import('./run.js');
    const plan = (): never => {
      throw error;
    };
    await doctor({ ...input, plan });
  }
}
