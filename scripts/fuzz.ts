/** Thousands of random services and edits: `npm run fuzz -- [runs] [seed]`. The seed is printed, to run the same again. */
import * as fc from 'fast-check';
import { serviceChoice } from '../test/fuzz/choices';
import { edits } from '../test/fuzz/edit-choices';
import { check } from '../test/fuzz/run';

const [runs = '20000', seed = String(Date.now() % 1e9)] = process.argv.slice(2);

async function fuzz(): Promise<void> {
  console.log(`${runs} runs, seed ${seed}`);
  let done = 0;
  let packaged = 0;
  const refused = new Map<string, number>();
  const property = fc.asyncProperty(serviceChoice, edits, async (choice, changes) => {
    const { wrong, refusedFor } = await check(choice, changes);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    for (const code of refusedFor) refused.set(code, (refused.get(code) ?? 0) + 1);
    if (refusedFor.length === 0) packaged += 1;
    done += 1;
    if (done % 1000 === 0) console.log(`${done} runs`);
  });
  const result = await fc.check(property, { numRuns: Number(runs), seed: Number(seed) });
  if (!result.failed) {
    console.log(`what was let through kept the promise: ${packaged} of ${done}. Refused for:`);
    for (const [code, count] of refused) console.log(`  ${String(count).padStart(5)} ${code}`);
    return;
  }
  console.log(fc.defaultReportMessage(result));
  console.log(result.errorInstance);
  process.exitCode = 1;
}

fuzz().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
