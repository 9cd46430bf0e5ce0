/** Thousands of random services and edits: `npm run fuzz -- [runs] [seed]`. The seed is printed, to run the same again. */
import * as fc from 'fast-check';
import { serviceChoice } from '../test/fuzz/choices';
import { edits } from '../test/fuzz/edit-choices';
import { check } from '../test/fuzz/run';

const [runs = '20000', seed = String(Date.now() % 1e9)] = process.argv.slice(2);

async function fuzz(): Promise<void> {
  console.log(`${runs} runs, seed ${seed}`);
  let done = 0;
  const property = fc.asyncProperty(serviceChoice, edits, async (choice, changes) => {
    const found = await check(choice, changes);
    if (found.length > 0) throw new Error(found.join('\n'));
    done += 1;
    if (done % 1000 === 0) console.log(`${done} runs`);
  });
  const result = await fc.check(property, { numRuns: Number(runs), seed: Number(seed) });
  if (!result.failed) {
    console.log('what was let through kept the promise');
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
